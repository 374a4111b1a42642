"""The six sections are found by the meaning of their headings, whatever their numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

import pytest

from govreport.document import Grid, Paragraph
from govreport.parsing.headings import titles
from govreport.parsing.sections import segment
from govreport.readers import read_bytes
from govreport.report import SectionKind
from govreport.resources import load_toml

ALL_KINDS = get_args(SectionKind)
KINDS = ALL_KINDS[:6]  # those prescribed since 2019
OFFICIAL = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
NUMBERS = "一二三四五六"
BODY = "".join(f"{n}、{title}\n这是第{n}部分的正文。\n" for n, title in zip(NUMBERS, OFFICIAL, strict=True))
CONTENT = {kind: [f"这是第{n}部分的正文。"] for n, kind in zip(NUMBERS, KINDS, strict=True)}


def segmented(text):
    return segment(read_bytes(text.encode(), "a.txt"))


def texts(section):
    return [b.text if isinstance(b, Paragraph) else "grid" for b in section.blocks]


def found(text):
    return [(s.kind, s.number, s.heading) for s in segmented(text).sections]


def content(text):
    """The content of each section; a kind that stands twice would hide here, so it is refused."""
    sections = segmented(text).sections
    assert len({s.kind for s in sections}) == len(sections)
    return {s.kind: texts(s) for s in sections}


Framed = tuple[str, Callable[[str, str], object], tuple[str, ...], tuple[str, ...]]


def frames():
    """Lines of a page's frame match as a whole; what opens a report stands somewhere in a sentence."""

    def build(data):
        read = []
        for name, match in (("frame", re.fullmatch), ("opening", re.search)):
            for frame in data.tables(name):
                read.append((frame.text("what"), match, frame.texts("patterns"), frame.texts("examples")))
                frame.done()
        return read

    return load_toml("page_frame.toml", build)


# The data prove themselves both ways.


def test_every_kind_of_section_has_its_titles_once():
    assert tuple(title.kind for title in titles()) == ALL_KINDS
    assert tuple(title.zh for title in titles())[:6] == OFFICIAL


@pytest.mark.parametrize("title", titles(), ids=lambda title: title.kind)
def test_titles_and_examples_prove_each_other(title):
    patterns = (*title.strong, *title.weak)
    for pattern in patterns:
        assert any(re.fullmatch(pattern, example) for example in title.examples), pattern
    for example in title.examples:
        assert any(re.fullmatch(pattern, example) for pattern in patterns), example


@pytest.mark.parametrize("title", titles(), ids=lambda title: title.kind)
def test_no_example_is_a_title_of_another_section(title):
    others = [p for other in titles() if other is not title for p in (*other.strong, *other.weak)]
    clashes = [(e, p) for e in title.examples for p in others if re.fullmatch(p, e)]
    assert clashes == []


@pytest.mark.parametrize(
    ("match", "patterns", "examples"), [f[1:] for f in frames()], ids=[f[0] for f in frames()]
)
def test_page_frame_and_examples_prove_each_other(match, patterns, examples):
    for pattern in patterns:
        assert any(match(pattern, example) for example in examples), pattern
    for example in examples:
        assert any(match(pattern, example) for pattern in patterns), example


# What a heading is.


def test_the_official_six():
    expected = [(k, n, f"{n}、{t}") for k, n, t in zip(KINDS, NUMBERS, OFFICIAL, strict=True)]
    assert found("标题\n" + BODY) == expected
    assert content("标题\n" + BODY) == CONTENT
    preamble = segmented("标题\n前言。\n" + BODY).preamble
    assert [b.text for b in preamble if isinstance(b, Paragraph)] == ["标题", "前言。"]


@pytest.mark.parametrize(
    "form",
    [
        "{n}、{t}",
        "{n}、 {t}",
        "{n}．{t}",
        "{n}.{t}",
        "{n},{t}",
        "{n}、{t}。",
        "{n}、{t}：",
        "第{n}部分 {t}",
        "第{n}部分、{t}",
        "## {n}、{t}",
        "\u3000\u3000{n}、{t}\u3000",
        "{t}",  # the number lost
        "一、{t}",  # the same number each time
    ],
)
def test_a_strong_title_in_any_numbering(form):
    body = "\n".join(f"{form.format(n=n, t=t)}\n正文{n}。" for n, t in zip(NUMBERS, OFFICIAL, strict=True))
    assert content("标题\n" + body) == {k: [f"正文{n}。"] for k, n in zip(KINDS, NUMBERS, strict=True)}


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("overview", "一、总体情况概述"),
        ("overview", "一、概述"),
        ("overview", "一、概 述"),
        ("overview", "一、主要工作概述"),
        ("overview", "一、本年度政府信息公开工作基本情况"),
        ("overview", "一、组织管理情况"),
        ("overview", "一、工作开展情况"),
        ("overview", "一、2024年政府信息公开工作总体情况"),
        ("overview", "一、网站总体公开情况"),
        ("disclosure", "二、主动公开政府信息的情况"),
        ("disclosure", "二、主动公开政府信息 情况"),
        ("disclosure", "二、行政机关主动公开政府信息情况"),
        ("disclosure", "二、政府信息主动公开情况"),
        ("requests", "三、依申请公开情况"),
        ("requests", "三、政府信息依申请公开办理情况"),
        ("requests", "三、依申请公开受理答复情况"),
        ("requests", "三、收到和处理政府信息公开申请的情况"),
        ("remedies", "四、因政府信息公开工作被申请行政复议和提起行政诉讼情况"),
        ("remedies", "四、政府信息公开行政复议及行政诉讼情况"),
        ("remedies", "四、政府信息公开行政复议,行政诉讼情况"),
        ("remedies", "四、因政府信息公开申请行政复议、提起行政诉讼的情况"),
        ("remedies", "四、行政复议、行政诉讼情况"),
        ("problems", "五、政府信息公开工作存在的主要问题及改进情况"),
        ("problems", "五、存在的主要问题和改进措施"),
        ("problems", "五、存在问题及改进情况"),
        ("problems", "五、存在的主要问题及整改措施"),
        ("problems", "五、存在的问题与下一步打算"),
        ("other", "六、其他需要报告事项"),
        ("other", "六、其他需报告的情况"),
        ("other", "六、其他需要说明的事项"),
        ("other", "六、 其他"),
    ],
)
def test_a_title_as_offices_print_it(kind, heading):
    assert found(f"标题\n{heading}\n正文。\n") == [(kind, heading[0], heading)]


@pytest.mark.parametrize(
    "line",
    [
        "其他",
        "概述",
        "存在的问题",
        "1.主动公开",
        "(一)主动公开",
        "(二)依申请公开情况",
        "七、建议提案办理情况",
        "我们在总体情况中说明主动公开政府信息情况。",
        "下一步打算",
    ],
)
def test_what_is_no_heading(line):
    assert found(f"标题\n一、总体情况\n正文。\n{line}\n正文。\n") == [("overview", "一", "一、总体情况")]


# What stands in the way.


def test_numbers_used_again_inside_section_1_are_its_own_parts():
    parts = "一、主动公开\n甲。\n二、依申请公开\n乙。\n三、监督保障\n丙。\n"
    text = "标题\n" + BODY.replace("这是第一部分的正文。\n", "前文。\n" + parts)
    assert content(text) == {
        **CONTENT,
        "overview": ["前文。", "一、主动公开", "甲。", "二、依申请公开", "乙。", "三、监督保障", "丙。"],
    }


def test_a_weak_title_counts_where_no_strong_one_of_its_meaning_stands():
    text = "标题\n一、概述\n甲。\n二、主动公开情况\n乙。\n三、依申请公开情况\n丙。\n"
    assert content(text) == {"overview": ["甲。"], "disclosure": ["乙。"], "requests": ["丙。"]}
    stronger = text + "四、主动公开政府信息情况\n丁。\n"
    assert content(stronger)["disclosure"] == ["丁。"]
    assert content(stronger)["overview"] == ["甲。", "二、主动公开情况", "乙。"]


INTRO_PLAIN = "本报告由总体情况、主动公开政府信息情况、其他需要报告的事项等部分组成。"
INTRO_BRACKETS = "全文包括(一)总体情况;(二)主动公开政府信息情况;(六)其他需要报告的事项六个部分。"
INTRO_NUMBERS = "全文包括:" + ";".join(f"{n}、{t}" for n, t in zip(NUMBERS, OFFICIAL, strict=True)) + "。"
CONTENTS = "目录\n" + "".join(f"{n}、{t}\n" for n, t in zip(NUMBERS, OFFICIAL, strict=True))
CONTENTS_DOTS = "目录\n" + "".join(f"{n}、{t}……{n}\n" for n, t in zip(NUMBERS, OFFICIAL, strict=True))


@pytest.mark.parametrize(
    "before",
    [
        INTRO_PLAIN,
        INTRO_BRACKETS,
        CONTENTS,
        INTRO_NUMBERS,
        INTRO_NUMBERS.replace(";", ","),
        CONTENTS_DOTS,
    ],
    ids=["in words", "in brackets", "contents", "numbered", "numbered, commas", "contents with dots"],
)
def test_an_enumeration_of_the_parts_is_no_part(before):
    assert content(f"标题\n{before}\n{BODY}") == CONTENT


def test_headings_that_run_into_their_sentences():
    lines = [f"{n}、{t}2024年,本办完成了第{n}项工作。" for n, t in zip(NUMBERS, OFFICIAL, strict=True)]
    expected = {k: [f"2024年,本办完成了第{n}项工作。"] for k, n in zip(KINDS, NUMBERS, strict=True)}
    assert content("标题\n" + "\n".join(lines)) == expected
    assert content("标题 " + " ".join(lines)) == expected  # the whole report on one line


def test_a_short_sentence_after_a_heading_stays_text():
    text = "标题\n一、总体情况\n正文。\n五、存在的主要问题及改进情况人手不足。\n"
    assert content(text)["problems"] == ["人手不足。"]


def test_places_point_at_the_ink_when_a_line_is_cut():
    text = "标题 一、总体情况 2024年,甲。二、主动公开政府信息情况 乙。六、其他需要报告的事项 丙。"
    document = read_bytes(text.encode(), "a.txt")
    cut = segment(document)
    paragraphs = [b for s in cut.sections for b in s.blocks] + list(cut.preamble)
    assert len(paragraphs) == 4
    for paragraph in paragraphs:
        assert isinstance(paragraph, Paragraph)
        assert document.text[paragraph.where.start : paragraph.where.end] == paragraph.text


def test_sections_without_content_are_kept_where_there_is_no_other():
    text = (
        "标题\n一、总体情况\n正文。\n三、收到和处理政府信息公开申请情况\n四、行政复议、行政诉讼情况\n无。\n"
    )
    assert content(text) == {"overview": ["正文。"], "requests": [], "remedies": ["无。"]}


def test_a_table_belongs_to_the_section_it_stands_in():
    document = read_bytes((BODY.replace("这是第二部分的正文。", "规章 | 1 |\n文件 | 2 |")).encode(), "a.txt")
    section = next(s for s in segment(document).sections if s.kind == "disclosure")
    assert [type(b) for b in section.blocks] == [Grid]


def test_a_document_without_headings_is_all_preamble():
    cut = segmented("通知\n明日放假。\n")
    assert cut.sections == ()
    assert len(cut.preamble) == 2


# Where the report ends.

SIGNED = ["这是第六部分的正文。", "青山县民政局", "2025年1月20日"]


@pytest.mark.parametrize(
    "menu",
    [
        "",
        "国务院部门网站\n地方政府网站\n市政府部门网站\n某某网\n其他网站\n",
        "打印\n关闭\n友情链接\n",
        "主办单位:青山县人民政府办公室\n渝ICP备00000000号\n",
        "上一篇:没有了\n下一篇:没有了\n",
        "附件:年度报告.pdf\n版权所有:青山县人民政府\n",
        "【关闭窗口】\n",
    ],
)
def test_menus_after_section_6_are_cut_and_signature_and_date_are_kept(menu):
    assert content(f"标题\n{BODY}青山县民政局\n2025年1月20日\n{menu}")["other"] == SIGNED


def test_nothing_is_cut_before_a_sentence():
    text = f"标题\n{BODY}附件:\n1.统计表\n以上数据截至年底。\n"
    assert content(text)["other"] == ["这是第六部分的正文。", "附件:", "1.统计表", "以上数据截至年底。"]


def test_only_the_last_section_is_cut():
    text = "标题\n" + BODY.replace("这是第五部分的正文。", "相关链接\n无")
    assert content(text)["problems"] == ["相关链接", "无"]


# Reports on years before 2019 have chapters of their own, often all of them on one line.


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("priorities", "二、重点领域政府信息公开情况"),
        ("responses", "三、回应解读情况"),
        ("consultation", "四、政府信息公开咨询情况"),
        ("fees", "五、政府信息公开的收费及减免情况"),
        ("organisation", "六、机构建设、保障经费和培训会议情况"),
        ("statistics", "附表：合成县政府信息公开情况统计表"),
    ],
)
def test_chapters_of_earlier_years(kind, heading):
    assert [(k, h) for k, _, h in found(f"标题\n{heading}\n正文。\n")] == [(kind, heading)]


def test_chapters_in_running_text_are_known_by_their_counting():
    text = (
        "一、 概述 本年工作平稳，条例见附件。 二、重点领域政府信息公开情况 公开三公经费9条。"
        "三、政府信息依申请公开工作情况 全区未收到申请。八、收费情况 未收费。"
        "四、主要问题和改进措施2016年，仍有不足，公众知晓不多，栏目更新也偏慢。"
    )
    assert [(k, n) for k, n, _ in found(text)] == [
        ("overview", "一"),
        ("priorities", "二"),
        ("requests", "三"),
        ("problems", "四"),
    ]


# Section one is found, by its title or its place, or said to be missing.

OTHERS = BODY[BODY.index("二、") :]
ONE = "2031年本局做好公开。(一)主动公开。共公开9条。(二)依申请公开。收到2件。"
HEADED = "青山县民政局2031年政府信息公开工作年度报告\n根据条例编制本报告。\n"


def notes_of(text):
    return [note.code for note in segmented(text).notes]


@pytest.mark.parametrize("layout", ["{}", "one line", "glued"])
@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("（一）总体情况", True),
        ("(一)、总体情况", True),
        ("一、2031年度政务公开工作开展情况", True),
        ("一、年度政府信息公开工作的概述", True),
        ("第一部分：总体情况", True),
        ("第一章 总体情况", True),
        ("一、总体情况、", True),
        ("一、总体情况；", True),
        ("一总体情况", True),
        ("● 一、总体情况", True),
        ("**一、总体情况**", True),
        ("一、總體情況", True),
        ("一、", False),
        ("一、工作亮点与成效", False),
        ("一、抓组织，强保障", False),
        ("一、2031年工作情况", False),
        ("", False),
    ],
)
def test_section_one_is_found(heading, known, layout):
    lines = f"{HEADED}{heading}\n{ONE}\n{OTHERS}"
    text = {"{}": lines, "one line": lines.replace("\n", " "), "glued": lines.replace("\n", "")}[layout]
    cut = segmented(text)
    assert [s.kind for s in cut.sections] == list(KINDS)
    assert "收到2件。" in " ".join(texts(cut.sections[0]))
    assert "共公开9条。" in " ".join(texts(cut.sections[0]))
    codes = [note.code for note in cut.notes]
    if not known:
        assert codes == ["section_by_position"]
    elif layout == "{}":
        assert codes == []


def test_an_introduction_is_no_section_one():
    contact = "如有疑问，请与本局联系，联系电话：0000-1234567。"
    text = f"{HEADED}统计期限自2031年1月1日起至2031年12月31日止。{contact}\n"
    cut = segmented(text + OTHERS)
    assert [s.kind for s in cut.sections] == list(KINDS[1:])
    assert [note.code for note in cut.notes] == ["section_not_found"]


@pytest.mark.parametrize("layout", ["{}", "one line", "glued"])
@pytest.mark.parametrize(
    ("title", "slip"),
    [
        (OFFICIAL[1], "主动公开政府政信息情况"),
        (OFFICIAL[1], "主动公开府信息情况"),
        (OFFICIAL[2], "收到和处里政府信息公开申请情况"),
        (OFFICIAL[3], "政府信息公开行政法复议、行政诉讼情况"),
        (OFFICIAL[3], "政府信息公开行政复仪、行政诉讼情况"),
        (OFFICIAL[4], "存在的主要问题及及改进情况"),
        (OFFICIAL[5], "其他需要报报告的事项"),
        (OFFICIAL[5], "需要说明的其他事项与附表"),
        (OFFICIAL[5], "其他应当报告的事项和附件"),
        (OFFICIAL[4], "当前存在的突出问题"),
        (OFFICIAL[4], "存在问题及下步改进情况"),
    ],
)
def test_a_title_with_a_slip_or_in_other_words(title, slip, layout):
    lines = "标题\n" + BODY.replace(f"、{title}", f"、{slip}")
    text = {"{}": lines, "one line": lines.replace("\n", " "), "glued": lines.replace("\n", "")}[layout]
    assert content(text) == CONTENT


def test_two_slips_are_another_title():
    assert found("标题\n一、总体情况\n正文。\n二、主动开公政府资讯情况\n正文。\n")[1:] == []


OLD = ["概述", "政府信息公开情况", "依申请公开、不予公开及咨询政府信息情况", "依申请信息公开收费情况"]
OLD += ["复议、诉讼和申诉情况", "工作中存在的不足", "今后工作打算"]


@pytest.mark.parametrize("join", ["\n", " ", ""])
def test_an_older_outline(join):
    parts = [f"{n}、{t}{join}2011年，我局情况良好{n}。" for n, t in zip("一二三四五六七", OLD, strict=True)]
    kinds = [s.kind for s in segmented(join.join(["标题", *parts])).sections]
    assert kinds == ["overview", "requests", "fees", "remedies", "problems"]


def test_a_heading_that_is_not_known_is_named():
    text = "标题\n" + BODY.replace("五、存在的主要问题及改进情况", "五、短板与对策")
    unknown = [note for note in segmented(text).notes if note.code == "section_unknown"]
    assert len(unknown) == 1
    assert "五、短板与对策" in unknown[0].message
    assert unknown[0].where is not None
    assert text[unknown[0].where.start : unknown[0].where.end] == "五、短板与对策"


def test_a_document_that_breaks_off_behind_a_heading_says_so():
    assert notes_of("标题\n" + BODY.split("这是第四部分")[0]) == ["section_cut"]
    assert notes_of("标题\n" + BODY.removesuffix("这是第六部分的正文。\n")) == []


def test_what_is_cut_off_below_a_report_is_kept_as_the_frame_of_the_page():
    frame = segmented(f"标题\n{BODY}打印\n关闭\n友情链接\n").frame
    assert [b.text for b in frame if isinstance(b, Paragraph)] == ["打印", "关闭", "友情链接"]
