"""The lexicon: terms of the field in two granularities, bodies put together by code, the caller's words."""

from __future__ import annotations

from collections import Counter

import pytest

from govreport.errors import GovReportError, ResourceError
from govreport.resources import Table, load_text
from govreport.text.words import lexicon
from govreport.text.words.lexicon import LEXICONS, STOP_LISTS, Lexicon, Word, load, stop_words
from govreport.text.words.segment import Segmenter


def texts(name):
    return {word.text for word in load(name).words}


def test_coarse_is_core_and_more():
    assert texts("core") < texts("coarse")
    assert {"政府信息公开指南", "本机关不掌握", "人民政府办公室", "区人民政府办公室"} <= texts(
        "coarse"
    ) - texts("core")
    assert {"政府信息公开", "依申请公开", "招拍挂", "建设工程规划许可证"} <= texts("core")


def test_every_category_is_complete():
    found = Counter(word.category for word in load("coarse").words)
    # Terms that jieba cuts apart as they were collected, 305 in all; those of the field that it mostly
    # keeps whole, 21 in all, with 放管服; and 信息公开.
    collected = {"A": 53, "B": 47, "C": 31, "D": 49, "E": 48, "F": 14, "G": 14, "H": 10, "I": 39}
    kept = {"A": 3 + 1, "B": 2, "C": 2, "D": 6, "E": 4, "F": 1, "G": 0, "H": 2, "I": 2}
    assert {category: found[category] for category in collected} == {c: collected[c] + kept[c] for c in kept}
    assert set(found) == {*collected, "J", "K"}


def test_bodies_are_put_together():
    bodies = {word.text for word in load("core").words if word.category == "J"}
    assert {
        "自然资源和规划局",
        "规划和自然资源局",
        "住房和城乡建设局",
        "街道办事处",
        "征收补偿中心",
    } <= bodies
    assert {word.tag for word in load("coarse").words if word.category == "J"} == {"nt"}
    more = {word.text for word in load("coarse").words if word.category == "J"} - bodies
    assert len(more) == 7 * 3 + 2  # levels by governments; the offices without a level
    assert {"县人民政府", "街道人民政府办公厅"} <= more


def test_tags_are_those_of_the_field():
    tags = {word.text: word.tag for word in load("coarse").words}
    assert tags["依申请公开"] == "vn"
    assert tags["一书四方案"] == "nz"
    assert tags["重新出具"] == "v"
    assert tags["先审后发"] == "l"
    assert set(tags.values()) == {"n", "vn", "nz", "nt", "v", "l", "t"}


@pytest.mark.slow
@pytest.mark.parametrize("name", LEXICONS)
def test_every_word_is_kept_whole(name):
    own = Segmenter(name)
    for word in load(name).words:
        assert [token.text for token in own.tokens(word.text)] == [word.text]
        assert [token.tag for token in own.tokens(word.text)] == [word.tag]


def test_most_words_are_needed():
    plain = Segmenter(None)
    whole = {word.text for word in load("coarse").words if len(plain.tokens(word.text)) == 1}
    assert whole == set(
        "预决算 村务公开 会议纪要 历史档案 行政复议 行政诉讼 土地储备 土地权属 基本农田 土地出让 土地划拨 "
        "矿产资源 回迁房 危房改造 城市更新 违章建筑 宅基地 环境监测 垃圾焚烧 工伤保险 接处警 人民政府".split()
    )


@pytest.mark.slow
def test_what_is_left_out_of_the_dictionary():
    omissions = load("core").omissions
    assert omissions is not None
    entries = [
        ("三次", 1405), ("第一件", 3), ("十二件", 3), ("余条", 55), ("多件", 63), ("一个", 142747),
        ("万元", 9000), ("一起", 15976), ("一级", 6006), ("一般", 9000), ("统一", 9000), ("人次", 575),
        ("余地", 697), ("一次性", 2000), ("三个人", 30), ("次", 9),
        ("严格执行", 3), ("之日起", 3), ("人大代表", 4), ("认真落实", 2), ("不感兴趣", 3),
    ]  # fmt: skip
    left_out = "三次 第一件 十二件 余条 多件 一个 万元 严格执行 认真落实 不感兴趣".split()
    assert list(omissions.left_out(entries)) == left_out

    def cut(segmenter, text):
        return "/".join(token.text for token in segmenter.tokens(text))

    assert cut(Segmenter("core"), "召开三次会议，严格执行") == "召开/三/次/会议/，/严格/执行"
    assert cut(Segmenter(None), "召开三次会议，严格执行") == "召开/三次/会议/，/严格执行"
    assert load("core").with_words(["三次"]).omissions == omissions
    assert cut(Segmenter("core", words=["三次", "严格执行"]), "三次严格执行") == "三次/严格执行"


@pytest.mark.parametrize("missing", ["characters", "frequency"])
def test_omissions_without_a_limit_are_refused(missing):
    limits = {"characters": 4, "frequency": 3}
    del limits[missing]
    data = Table("lexicon/dictionary.toml", "", {"counters": ["次"], "phrases": limits})
    with pytest.raises(
        ResourceError, match=rf"dictionary\.toml: phrases\.{missing}: expected a whole number"
    ):
        lexicon._omissions(data)


@pytest.mark.slow
def test_what_jieba_breaks_is_mended():
    def cut(segmenter, text):
        return "/".join(token.text for token in segmenter.tokens(text))

    assert cut(Segmenter(None), "三安全一稳定") == "三/安全/一/稳定"
    assert cut(Segmenter("core"), "政府信息公开申请") == "政府信息公开/申请"
    assert cut(Segmenter("coarse"), "政府信息公开申请") == "政府信息公开申请"


def test_the_callers_words_stay_his():
    before = load("core")
    more = before.with_words(["数智公开", "云上查阅 vn", "一码通查 50 nz", Word("12345 热线", "nz")])
    assert more.words[-4:] == (
        Word("数智公开", "n", 20_000, None),
        Word("云上查阅", "vn", 20_000, None),
        Word("一码通查", "nz", 50, None),
        Word("12345 热线", "nz", 20_000, None),
    )
    assert load("core") is before
    assert "数智公开" not in texts("core")
    assert before.with_words([]) is before


def test_the_callers_tag_wins():
    more = load("core").with_words(["招拍挂 7 v"])
    assert [word for word in more.words if word.text == "招拍挂"] == [Word("招拍挂", "v", 7, None)]
    assert len(more.words) == len(load("core").words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["一 词 多 了"],
            r"words\[0\]: expected 'term', 'term tag' or 'term frequency tag', found '一 词 多 了'",
        ),
        (["好", ""], r"words\[1\]: expected 'term'"),
        (["词 0 n"], r"words\[0\]: expected a frequency of at least 1, found 0"),
        ([Word("  ")], r"words\[0\]: expected a term without blanks around it, found '  '"),
        ("一个词", "words: expected several of .*, found the one text '一个词'"),
    ],
)
def test_a_wrong_word_is_refused(words, message):
    with pytest.raises(GovReportError, match=message):
        load("core").with_words(words)


def test_an_unknown_lexicon_is_refused():
    with pytest.raises(GovReportError, match="lexicon: expected one of core, coarse, found 'fine'"):
        load("fine")


def test_lines_are_sorted_lines_of_a_user_dictionary():
    assert Lexicon("own", (Word("乙"), Word("丙", "v", 3))).lines() == ("丙 3 v", "乙 20000 n")


@pytest.mark.parametrize(
    ("line", "found"),
    [("招拍挂 n", "招拍挂 n"), ("招拍挂", "招拍挂"), ("招拍挂  20000 n", "招拍挂  20000 n")],
)
def test_a_wrong_line_of_ours_is_named(monkeypatch, line, found):
    monkeypatch.setattr(lexicon, "load_text", lambda file: f"# A 类 class\n{line}\n")
    with pytest.raises(ResourceError, match=rf"lexicon/core\.txt: line 2: expected .*, found '{found}'"):
        list(lexicon._listed("lexicon/core.txt"))


def test_a_line_without_category_is_named(monkeypatch):
    monkeypatch.setattr(lexicon, "load_text", lambda file: "招拍挂 20000 n\n")
    with pytest.raises(ResourceError, match=r"line 1: expected 'term frequency tag' below '# A …'"):
        list(lexicon._listed("lexicon/core.txt"))


def test_stop_words_are_asked_for():
    assert stop_words() == frozenset()
    assert {"的", "根据", "以及"} <= stop_words("general")
    assert {"工作", "加强", "全区", "本年度", "一是"} <= stop_words("genre")
    assert stop_words("themes") == {"政府", "信息", "公开"}
    assert not {"政府", "信息", "公开"} & stop_words("general", "genre")
    assert stop_words("general", "genre") == stop_words("general") | stop_words("genre")
    with pytest.raises(
        GovReportError, match="stop words: expected some of general, genre, themes, found 'all'"
    ):
        stop_words("all")


@pytest.mark.parametrize("name", LEXICONS)
def test_every_stop_word_is_a_word(name):
    own = Segmenter(name)
    for word in stop_words(*STOP_LISTS):
        assert [token.text for token in own.tokens(word)] == [word]


@pytest.mark.parametrize("name", ["core", "coarse", *(f"stop_{name}" for name in STOP_LISTS)])
def test_each_file_says_where_it_is_from(name):
    head = load_text(f"lexicon/{name}.txt").splitlines()[:6]
    assert head[0].startswith("# ")
    if name in LEXICONS:
        assert any("Source" in line for line in head)
    listed = [word for line in load_text(f"lexicon/{name}.txt").splitlines() for word in line.split()[:1]]
    assert len(listed) > 1
