"""The segmenter: exact offsets, the same tokens from both engines, nothing leaks, nothing changes."""

from __future__ import annotations

import hashlib
import pickle
import random
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import govreport as gr
from govreport import synth
from govreport.errors import GovReportError, MissingExtraError
from govreport.text.words import segment
from govreport.text.words.lexicon import load
from govreport.text.words.segment import COLUMNS, Segmenter, Token

pytest.importorskip("rjieba")

CORPUS = Path(__file__).parents[2] / "corpus" / "reports"
OWN_WORDS = ["数智公开", "审云 vn", "12345热线 nz", "第二十三条", "公开为常态 l"]
CORE = {engine: Segmenter("core", engine=engine) for engine in segment.ENGINES}
PLAIN = {engine: Segmenter(None, engine=engine) for engine in segment.ENGINES}
OWN = {engine: Segmenter("coarse", words=OWN_WORDS, engine=engine) for engine in segment.ENGINES}
GUESSING = {engine: Segmenter("core", hmm=True, engine=engine) for engine in segment.ENGINES}
ALL = {"core": CORE, "plain": PLAIN, "own": OWN, "guessing": GUESSING}


def cut(text, segmenter=CORE["jieba"]):
    return [token.text for token in segmenter.tokens(text)]


def narrative(name):
    report = gr.read(CORPUS / name)
    return report.narrative.assign(report_id=report.report_id)


# ---- what comes out


def test_a_sentence_of_the_genre():
    text = "2024年，区政府收到政府信息公开申请1.2万余件（国办函〔2021〕30号），见《条例》。"
    assert CORE["jieba"].tokens(text) == (
        Token("2024年", "t", 0, 5),
        Token("，", "w", 5, 6),
        Token("区政府", "n", 6, 9),
        Token("收到", "v", 9, 11),
        Token("政府信息公开", "n", 11, 17),
        Token("申请", "v", 17, 19),
        Token("1.2万", "m", 19, 23),
        Token("余", "m", 23, 24),
        Token("件", "zg", 24, 25),
        Token("（", "w", 25, 26),
        Token("国办函〔2021〕30号", "nz", 26, 38),
        Token("）", "w", 38, 39),
        Token("，", "w", 39, 40),
        Token("见", "v", 40, 41),
        Token("《条例》", "nz", 41, 45),
        Token("。", "w", 45, 46),
    )


@pytest.mark.slow
def test_granularity_is_named_by_the_lexicon():
    text = "政府信息公开指南"
    assert cut(text) == ["政府信息公开", "指南"]
    assert cut(text, OWN["jieba"]) == [text]
    assert cut(text, PLAIN["jieba"]) == ["政府", "信息", "公开", "指南"]


def test_words_of_the_caller_are_kept_whole_and_tagged():
    text = "推进数智公开，拨打12345热线，按第二十三条审云"
    tokens = [(token.text, token.tag) for token in OWN["jieba"].tokens(text)]
    for expected in (("数智公开", "n"), ("12345热线", "nz"), ("第二十三条", "n"), ("审云", "vn")):
        assert expected in tokens
    assert "数智公开" not in cut(text)


@pytest.mark.slow
def test_dictionary_words_with_latin_letters_are_cut_at_the_letters():
    for engine in segment.ENGINES:
        assert cut("A股与AA制", PLAIN[engine]) == ["A", "股", "与", "AA", "制"]
    assert cut("A股", Segmenter(None, words=["A股"])) == ["A股"]


def test_a_radical_is_the_ideograph_that_it_looks_like():
    for radicals, text in (("⼟地出让", "土地出让"), ("⻘山⻄路", "青山西路"), ("⼈⺠政府", "人民政府")):
        assert CORE["jieba"].tokens(radicals) == CORE["jieba"].tokens(text)
        assert CORE["jieba"].frame([radicals]).equals(CORE["jieba"].frame([text]))


def test_marks_blanks_and_the_unknown():
    tokens = [(token.text, token.tag) for token in CORE["jieba"].tokens("好……\u3000——\n\t☆䶮\u200b")]
    assert tokens == [("好", "a"), ("……", "w"), ("——", "w"), ("☆", "w"), ("䶮", "x"), ("\u200b", "x")]
    assert CORE["jieba"].tokens("") == CORE["jieba"].tokens(" \n") == ()


# ---- offsets


@given(st.text() | st.text("政府信息公开申请共收到二十三百万余件年月日0123456789〔〕（）《》，.%Aa- \n"))
def test_every_token_stands_where_it_says(text):
    done = 0
    for token in OWN["rjieba"].tokens(text):
        assert text[token.start : token.end] == token.text != ""
        assert text[done : token.start].strip() == ""  # only blanks belong to no token
        done = token.end
    assert text[done:].strip() == ""


@pytest.mark.parametrize("name", [path.name for path in sorted(CORPUS.glob("*.txt"))])
def test_offsets_of_a_frame_are_into_the_report(name):
    report = gr.read(CORPUS / name)
    tokens = CORE["rjieba"].frame(narrative(name))
    assert len(tokens) > 300
    places = zip(tokens["start"], tokens["end"], strict=True)
    assert [report.text[start:end] for start, end in places] == tokens["token"].tolist()


# ---- the two engines


def equal(text):
    for name, engines in ALL.items():
        assert engines["jieba"].tokens(text) == engines["rjieba"].tokens(text), name


@pytest.mark.slow
def test_the_engines_agree_on_the_corpus():
    for path in sorted(CORPUS.glob("*.txt")):
        equal(gr.read(path).text)


@pytest.mark.slow
def test_the_engines_agree_on_prose_of_synthetic_reports():
    for form in ("2008", "2014", "2019", "2021"):
        for seed in range(2):
            equal(synth.render(synth.make(form, seed), "one_line").decode())


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)
WORDS = st.sampled_from([word.text for word in load("coarse").words] + ["数智公开", "审云", "公开为常态"])


@pytest.mark.slow
@given(
    st.lists(st.text(HAN, max_size=6) | WORDS | WORDS.map(lambda word: word[:-1]), max_size=8).map("".join)
)
def test_the_engines_agree_on_random_han_text(text):
    equal(text)


@pytest.mark.slow
def test_the_engines_agree_where_dictionary_words_meet():
    rng = random.Random(4)
    known = sorted(segment._dictionary_tags())
    for _ in range(1000):
        pieces = rng.choices(known, k=6) + rng.choices(load("coarse").words, k=2)
        text = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
        at = rng.randrange(len(text))
        equal(text[:at] + rng.choice("政开申的一") + text[at + 1 :])


def test_rjieba_is_taken_where_it_is_installed(monkeypatch):
    assert Segmenter().engine == "rjieba"
    found = segment.find_spec
    monkeypatch.setattr(segment, "find_spec", lambda name: None if name == "rjieba" else found(name))
    assert Segmenter().engine == "jieba"
    with pytest.raises(
        MissingExtraError, match=r"engine 'rjieba' needs rjieba: pip install 'govreport\[fast\]'"
    ):
        Segmenter(engine="rjieba")


def test_wrong_arguments_are_refused():
    with pytest.raises(GovReportError, match="engine: expected one of jieba, rjieba, found 'cppjieba'"):
        Segmenter(engine="cppjieba")  # type: ignore[arg-type]
    with pytest.raises(GovReportError, match="lexicon: expected one of core, coarse, found 'big'"):
        Segmenter("big")


# ---- nothing leaks


@pytest.mark.slow
def test_jieba_itself_is_left_as_it_was():
    code = """
import logging, sys, tempfile, os
import jieba
logging.getLogger("jieba")
level, handlers = jieba.default_logger.level, list(jieba.default_logger.handlers)
from govreport.text.words.segment import Segmenter
own = Segmenter("coarse", words=["政府信息公开申请表"], engine="jieba")
assert [t.text for t in own.tokens("政府信息公开申请表")] == ["政府信息公开申请表"]
assert not jieba.dt.initialized and not jieba.dt.FREQ
assert (jieba.default_logger.level, jieba.default_logger.handlers) == (level, handlers)
assert not os.listdir(tempfile.gettempdir()), os.listdir(tempfile.gettempdir())
jieba.setLogLevel(60)
assert jieba.lcut("政府信息公开申请表") == ["政府", "信息", "公开", "申请表"]
jieba.add_word("依申请")
jieba.del_word("申请表")
assert [t.text for t in Segmenter(None, engine="jieba").tokens("依申请表")] == ["依", "申请表"]
"""
    assert run(code) == ("", "")


@pytest.mark.slow
def test_importing_and_cutting_is_silent_and_late():
    code = """
import sys, warnings
warnings.simplefilter("error")
import govreport, govreport.text.words.segment, govreport.text.words.keyness, govreport.text.words.collocation
assert not {"jieba", "rjieba", "pandas"} & set(sys.modules)
from govreport.text.words.segment import Segmenter
Segmenter(engine="rjieba").tokens("公开")
assert "jieba" not in sys.modules
Segmenter(engine="jieba").tokens("公开")
"""
    assert run(code, compiled=False) == ("", "")


def run(code, hash_seed="0", compiled=True):
    """What a fresh process prints, with a folder of its own for temporary files.

    If not `compiled`, modules are compiled anew, which is when jieba warns of its own source.
    """
    with tempfile.TemporaryDirectory() as empty:
        prefix = {} if compiled else {"PYTHONPYCACHEPREFIX": empty}
        result = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": hash_seed, "TMPDIR": empty, "PATH": "", **prefix},
        )
    return result.stdout, result.stderr


# ---- the same bytes


@pytest.mark.slow
def test_two_processes_give_the_same_bytes():
    code = f"""
import hashlib, govreport as gr
from govreport.text.words.segment import Segmenter
report = gr.read({str(CORPUS / "2024-rongchang-office.txt")!r})
frame = Segmenter("coarse", words=["数智公开"], engine=ENGINE).frame(report.narrative.assign(report_id="r"))
print(hashlib.sha256(frame.to_csv().encode()).hexdigest(), frame.dtypes.to_dict())
"""
    outputs = {
        run(code.replace("ENGINE", repr(engine)), seed)
        for engine, seed in (("jieba", "1"), ("rjieba", "20"), ("rjieba", "300"))
    }
    ((out, err),) = outputs
    assert err == ""
    assert len(out.split()[0]) == 64


def test_the_fingerprint_says_what_tokens_depend_on():
    base = Segmenter("core")
    assert len(base.fingerprint) == 16
    assert base.fingerprint == Segmenter("core", engine="jieba").fingerprint  # the same tokens
    same = replace(load("core"), name="mine", words=load("core").words[::-1])
    assert base.fingerprint == Segmenter(same).fingerprint
    others = [
        Segmenter("coarse"),
        Segmenter(None),
        Segmenter("core", hmm=True),
        Segmenter("core", words=["数智公开"]),
        Segmenter("core", words=["数智公开 vn"]),
        Segmenter("core", words=["数智公开 9 n"]),
        Segmenter(replace(same, omissions=None)),
    ]
    assert len({base.fingerprint, *(other.fingerprint for other in others)}) == 8


def test_the_fingerprint_holds_dictionary_and_version(monkeypatch):
    base = Segmenter("core").fingerprint
    monkeypatch.setattr(segment, "version", lambda name: "0.43")
    assert Segmenter("core").fingerprint != base
    monkeypatch.undo()
    monkeypatch.setattr(segment, "_dictionary_hash", lambda: hashlib.sha256(b"other").hexdigest())
    assert Segmenter("core").fingerprint != base
    monkeypatch.undo()
    monkeypatch.setattr(segment, "RULES", segment.RULES[:-1])
    assert Segmenter("core").fingerprint != base


@pytest.mark.slow
@pytest.mark.parametrize("engine", segment.ENGINES)
def test_a_segmenter_pickles(engine):
    used = OWN[engine]
    used.tokens("公开")
    data = pickle.dumps(used)
    assert len(data) < 100_000  # the words, not the dictionary
    copy = pickle.loads(data)
    assert copy.fingerprint == used.fingerprint
    assert (copy.engine, copy.hmm) == (engine, False)
    assert copy.tokens("推进数智公开12345热线") == used.tokens("推进数智公开12345热线")


# ---- frames


def test_a_frame_of_tokens():
    texts = pd.DataFrame(
        {
            "report_id": ["b", "b", "a"],
            "section": ["overview", "requests", "overview"],
            "heading": ["总体情况"] * 3,
            "paragraph": [1, 2, 1],
            "text": ["依申请公开2件。", "", "政务公开"],
            "start": [100, 200, 7],
            "end": [108, 200, 11],
        }
    )
    frame = CORE["jieba"].frame(texts)
    assert frame.dtypes.astype(str).to_dict() == COLUMNS
    assert list(frame.columns) == list(COLUMNS)
    assert frame.drop(columns="fingerprint").to_numpy().tolist() == [
        ["b", "overview", 1, 1, "依申请公开", "vn", 100, 105],
        ["b", "overview", 1, 2, "2", "m", 105, 106],
        ["b", "overview", 1, 3, "件", "zg", 106, 107],
        ["b", "overview", 1, 4, "。", "w", 107, 108],
        ["a", "overview", 1, 1, "政务公开", "n", 7, 11],
    ]
    assert set(frame["fingerprint"]) == {CORE["jieba"].fingerprint}


def test_texts_without_reports():
    frame = CORE["jieba"].frame(["主动公开", "政务公开"])
    assert frame[["report_id", "section", "paragraph", "token", "start"]].to_numpy().tolist() == [
        ["1", "text", 1, "主动公开", 0],
        ["2", "text", 1, "政务公开", 0],
    ]


@pytest.mark.parametrize(
    "texts", [[], pd.DataFrame(columns=["report_id", "section", "paragraph", "text", "start"])]
)
def test_no_text_gives_an_empty_frame(texts):
    frame = CORE["jieba"].frame(texts)
    assert len(frame) == 0
    assert frame.dtypes.astype(str).to_dict() == COLUMNS


def test_wrong_texts_are_refused():
    whole = {"report_id": ["a"], "section": ["s"], "paragraph": [1], "text": ["好"], "start": [0]}
    with pytest.raises(GovReportError, match=r"texts: no column 'paragraph', 'start'; columns found: "):
        CORE["jieba"].frame(pd.DataFrame(whole).drop(columns=["paragraph", "start"]))
    for column in ("text", "start"):
        with pytest.raises(GovReportError, match="expected a text and a start in each row, found NA"):
            CORE["jieba"].frame(pd.DataFrame({**whole, column: [None]}))
    with pytest.raises(GovReportError, match=r"found one str; use tokens\(\)"):
        CORE["jieba"].frame("好")


# ---- wrapped lines, traditional characters, terms of the codebook, tags


def wrapped(lines, section="requests", start=100):
    """Lines of a report below each other, as a PDF file has them."""
    rows = []
    for number, line in enumerate(lines, start=1):
        rows.append(("r", section, number, line, start))
        start += len(line) + 1
    return pd.DataFrame(rows, columns=["report_id", "section", "paragraph", "text", "start"])


LINES = [
    "全年共收到公民、法人和其他组织提出的申请十二件，其中涉及土地征收和国有土地使",
    "用权出让的五件。均已答复。",
]


def test_a_word_that_a_line_breaks_is_one_word():
    frame = CORE["jieba"].frame(wrapped(LINES))
    (row,) = frame[frame["token"] == "使用权"].to_dict("records")
    assert row["paragraph"] == 1
    # 使 ends the first line, 用权 stands behind the break
    assert (row["start"], row["end"]) == (100 + len(LINES[0]) - 1, 100 + len(LINES[0]) + 1 + 2)
    assert "".join(frame["token"]) == "".join(LINES)
    second = frame[frame["paragraph"] == 2]
    assert second["token"].iloc[0] == "出让"
    assert second["i"].tolist() == list(range(1, len(second) + 1))


@pytest.mark.parametrize(
    "frame",
    [
        wrapped([LINES[0] + "。", LINES[1]]),  # the first line is ended
        wrapped(LINES).assign(section=["requests", "reviews"]),
        wrapped(LINES).assign(report_id=["r", "s"]),
        wrapped(LINES).assign(start=[0, 0]),  # each with offsets of its own
        wrapped(LINES).assign(start=[0, 400]),  # something stands between
        wrapped(["申请涉及土地使", "用权"]),  # no full line
    ],
)
def test_lines_that_are_no_one_sentence_are_cut_apart(frame):
    found = CORE["jieba"].frame(frame)
    assert "使用权" not in set(found["token"])
    alone = pd.concat([CORE["jieba"].frame(frame.iloc[[i]]) for i in range(len(frame))], ignore_index=True)
    pd.testing.assert_frame_equal(found, alone)


def test_traditional_characters_are_cut_as_simplified_ones():
    old, new = "收到政府信息公開申請，請求許可", "收到政府信息公开申请，请求许可"
    assert CORE["jieba"].tokens(old) == CORE["jieba"].tokens(new)
    assert [token.text for token in CORE["rjieba"].tokens(old)] == cut(new)


@pytest.mark.slow
def test_terms_of_the_codebook_are_whole_by_choice():
    terms = list(gr.codebook().terms)
    whole = Segmenter("core", themes=True, engine="rjieba")
    apart = [term for term in terms if len(CORE["rjieba"].tokens(term)) > 1]
    assert len(apart) > 300
    assert [term for term in terms if len(whole.tokens(term)) > 1] == []
    assert whole.fingerprint != CORE["rjieba"].fingerprint
    assert pickle.loads(pickle.dumps(whole)).fingerprint == whole.fingerprint
    sentence = "申请内容涉及国有建设用地使用权出让和城市更新等方面。"
    assert {"国有建设用地使用权出让", "城市更新"} <= {token.text for token in whole.tokens(sentence)}


def test_content_words_have_the_tags_of_content():
    for word in ("公开", "许可", "申请人", "申请书", "许可证", "管委会", "落实", "安全", "环评"):
        (token,) = CORE["jieba"].tokens(word)
        assert token.tag in gr.text.CONTENT_TAGS, token
    assert PLAIN["jieba"].tokens("公开")[0].tag == "ad"  # jieba's dictionary as it is
