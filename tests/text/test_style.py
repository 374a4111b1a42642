"""Style: sentences, specifics, problems, stale years; each expectation read from the text by a person."""

from __future__ import annotations

import re
import tomllib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.normalize import compact
from govreport.parsing.recipe import read
from govreport.resources import load_text
from govreport.text.prose import fold, joined
from govreport.text.reading import Reading
from govreport.text.style.problems import is_concrete, statements
from govreport.text.style.profile import (
    repeated_sentences,
    statement_frame,
    style,
    style_frame,
)
from govreport.text.style.specificity import specific_kinds, specifics
from govreport.text.years import stale_years, year_wordings

STALE, ALLOWED = year_wordings()


# ---- prose


def test_sentences_end_at_marks_and_lines_not_inside_titles():
    text = "收到3件；答复2件。”\n\n《走！看公开》上线！ 末句"
    found = Reading.of(text).periods
    assert [s.text for s in found] == ["收到3件；", "答复2件。”", "《走！看公开》上线！", "末句"]
    assert all(text[s.start : s.end] == s.text for s in found)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ["全年共收到政府信息公开申请二十三", "件，均已答复。"],
            "全年共收到政府信息公开申请二十三件，均已答复。",
        ),
        (["(一)主动公开", "全年公开88条。"], "(一)主动公开\n全年公开88条。"),
        (
            ["（一）本单位主动公开政府信息有关情况说明", "全年公开。"],
            "（一）本单位主动公开政府信息有关情况说明\n全年公开。",
        ),
        (
            ["全年共收到政府信息公开申请二十三件。", "均已答复。"],
            "全年共收到政府信息公开申请二十三件。\n均已答复。",
        ),
        (
            ["全年共收到政府信息公开申请二十三件", "（二）其他"],
            "全年共收到政府信息公开申请二十三件\n（二）其他",
        ),
    ],
)
def test_lines_that_a_page_broke_are_joined(lines, text):
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    passage = joined(zip(lines, starts, strict=True))
    assert passage.text == text
    last = lines[-1]
    where = passage.where(len(text) - len(last), len(text))
    assert where == (starts[-1], starts[-1] + len(last))
    assert [passage.where(i, i + 1)[0] for i in range(len(lines[0]))] == list(range(len(lines[0])))


def test_lines_far_apart_are_not_joined():
    lines = [("全年共收到政府信息公开申请二十三", 0), ("件，均已答复。", 400)]
    assert joined(lines).text.count("\n") == 1


@given(st.text(max_size=60))
def test_spans_lead_back(text):
    folded = fold(text)
    for i in range(len(folded.text)):
        span = folded.piece(i, i + 1)
        assert text[span.start : span.end] == span.text != ""
    for span in Reading.of(text).periods:
        assert span.text == text[span.start : span.end].strip() != ""


# ---- specifics


@pytest.mark.parametrize("kind", specific_kinds(), ids=lambda k: k.id)
def test_specific_patterns_and_examples_prove_each_other(kind):
    bare = [re.sub(r"[\[\]]", "", example) for example in kind.examples]
    for pattern in kind.patterns:
        assert any(re.search(pattern, compact(example)) for example in bare), pattern
    for example, text in zip(kind.examples, bare, strict=True):
        found = [s.text for s in specifics(text) if s.kind == kind.id]
        assert found == re.findall(r"\[(.*?)\]", example), example
    for text in kind.counterexamples:
        assert not [s for s in specifics(text) if s.kind == kind.id], text


def test_a_number_inside_a_date_or_document_number_is_not_counted_again():
    text = "2024年3月1日印发《停车办法》（合府办〔2024〕3号），微信“合成发布”推送18,708次，较上年上升2.5%。"
    assert [(s.kind, s.text) for s in specifics(text)] == [
        ("date", "2024年3月1日"),
        ("document", "《停车办法》（合府办〔2024〕3号）"),
        ("platform", "微信“合成发布”"),
        ("number", "18,708"),
        ("number", "2.5%"),
    ]


def test_per_thousand_characters():
    found = style("收到3件，" * 10)
    assert found.characters == 50
    assert found.han == 30
    assert found.per_thousand("number") == found.per_thousand() == 200
    assert found.per_thousand("date") == 0
    assert style(" \n").per_thousand() is None


# ---- problems and measures


def told(text):
    return [(s.kind, s.object and s.object.text, s.concrete) for s in statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("但仍存在一些不足。", [("problem", None, False)]),
        ("一是答复用语不够易懂；", [("problem", "答复用语", True)]),
        ("公开内容的深度和广度还有待提升。", [("problem", "公开内容的深度和广度", False)]),
        ("个别栏目存在漏报、更新偏慢等问题。", [("problem", "漏报、更新偏慢", True)]),
        (
            "如栏目设置不合理、英文版网站更新不及时、业务能力有待提高等。",
            [("problem", "栏目设置不合理、英文版网站更新", True), ("problem", "业务能力", False)],
        ),
        ("依申请公开缺乏统一范本。", [("problem", "统一范本", True)]),
        (
            "经办人员岗位变动较频繁，业务能力不强。",
            [("problem", "经办人员岗位变动", True), ("problem", "业务能力", False)],
        ),
        (
            "下一步，我局将每月核对一次栏目，加大培训力度。",
            [("measure", "一次栏目", True), ("measure", "培训", False)],
        ),
        (
            "改进措施：1.建立健全发布台账；2.进一步提升规范化水平。",
            [("measure", "发布台账", True), ("measure", "规范化水平", False)],
        ),
        ("下一步，解决解读形式单一的问题。", []),
        (
            "下一步加强培训。存在的主要问题：规范答复不够及时。",
            [("measure", "培训", False), ("problem", None, False), ("problem", "规范答复", True)],
        ),
        ("未发现存在泄密问题。", []),
        ("不存在收费问题。", []),
        ("全年公开信息88条。", []),
        (
            "栏目更新偏慢，下一步将编写答复范例。",
            [("problem", "栏目更新", True), ("measure", "答复范例", True)],
        ),
        ("针对上述问题，采取以下措施：一是强化组织领导。", [("measure", "组织领导", False)]),
        (
            "解读质量需进一步提升。加强业务培训。",
            [("problem", "解读质量", True), ("measure", "业务培训", False)],
        ),
        (
            "下一步加强培训。（一）存在的主要问题：栏目更新不够及时。",
            [("measure", "培训", False), ("problem", None, False), ("problem", "栏目更新", True)],
        ),
    ],
)
def test_problems_and_measures(text, expected):
    assert told(text) == expected
    for s in statements(text):
        assert text[s.clause.start : s.clause.end] == s.clause.text
        assert s.object is None or text[s.object.start : s.object.end] == s.object.text


def test_generic_words_are_proven_by_examples():
    generic = tomllib.loads(load_text("problems.toml"))["generic"]
    for example in generic["concrete_examples"]:
        assert is_concrete(example), example
    for example in generic["generic_examples"]:
        assert not is_concrete(example), example
    assert is_concrete("《停车办法》")


# ---- repetition


def test_repeated_sentences_whatever_their_spelling():
    text = "全年未收到关于停车的申请。会议1次。全年，未收到关于停车的申请;\n会议1次。"
    ((first, second),) = repeated_sentences(text)
    assert (first.start, second.text) == (0, "全年，未收到关于停车的申请;")
    assert style(text).repeated == (second,)


# ---- stale years


@pytest.mark.parametrize("wording", [*STALE, *ALLOWED], ids=lambda w: w.id)
def test_year_wordings_and_examples_prove_each_other(wording):
    texts = [re.sub(r"[\[\]]", "", example.split(" ", 1)[1]) for example in wording.examples]
    for pattern in wording.patterns:
        assert any(re.search(pattern, compact(text)) for text in texts), pattern
    for example, text in zip(wording.examples, texts, strict=True):
        year = int(example[1:5])
        found = stale_years(text, year, opening=wording.id == "opening")
        assert [s.span.text for s in found] == re.findall(r"\[(\d+)\]", example), example
        assert {s.kind for s in found} <= {wording.id}, example


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("依据2007年公布、2019年修订的条例编制，签署于2025年1月20日。", 2024, []),
        ("较2022年（31起）下降29%。", 2023, []),
        ("本年度结转2025年办理2件。", 2025, [("carried_out", "2025")]),
        ("统计期限自2020年1月1日起至2020年12月31日止。", 2021, [("period", "2020"), ("period", "2020")]),
        ("公布《2022年部门决算》。2023年，我局共收到申请3件。", 2023, []),
        ("2023年3月，我局共收到申请3件。", 2024, [("statement", "2023")]),
        ("2025年，我局将公开更多信息。", 2024, []),
    ],
)
def test_stale_years(text, year, expected):
    found = stale_years(text, year)
    assert [(s.kind, s.span.text) for s in found] == expected
    assert all(text[s.span.start : s.span.end] == s.span.text for s in found)


def test_only_the_first_line_opens_a_section():
    text = "2022年，我局认真落实各项要求。\n2022年，各科室认真核对。"
    assert [s.span.start for s in stale_years(text, 2023, opening=True)] == [0]
    assert not stale_years(text, 2023)


# ---- frames

TEXT = """合成县教育局2023年政府信息公开工作年度报告
一、总体情况
2022年，我局坚持应公开尽公开，收到申请3件。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
五、存在的主要问题及改进情况
栏目更新不够及时。我局坚持应公开尽公开，收到申请3件。下一步，我局将加强业务培训。
六、其他需要报告的事项
无。
"""


@pytest.fixture(scope="module")
def narrative():
    report = read(TEXT.encode())
    return report.narrative.assign(report_id="r1")


def test_style_frame_counts_by_section(narrative):
    frame = style_frame(narrative).set_index("section")
    assert list(frame.index) == ["overview", "problems", "other"]
    overview = frame.loc["overview"]
    assert (overview["characters"], overview["han"], overview["sentences"]) == (24, 16, 1)
    assert overview["boilerplate_B3"] == overview["boilerplate"] == pytest.approx(6 / 24)
    assert overview["dates_per_1000"] == overview["numbers_per_1000"] == pytest.approx(1000 / 24)
    assert frame.loc["other", "boilerplate_B7"] == 1
    problems = frame.loc["problems"]
    assert problems[["problems", "problems_concrete", "measures", "measures_concrete"]].tolist() == [
        1,
        1,
        1,
        0,
    ]
    assert pd.isna(overview["problems"])


def test_sentences_repeated_in_another_section_count_there():
    lines = ["我局坚持应公开尽公开，收到申请3件。"] * 2
    rows = [("r1", kind, line, 40 * i) for i, (kind, line) in enumerate(zip("ab", lines, strict=True))]
    frame = style_frame(pd.DataFrame(rows, columns=["report_id", "section", "text", "start"]))
    assert frame["repeated"].tolist() == [0, 1]


def test_style_of_whole_reports(narrative):
    both = pd.concat([narrative, narrative.assign(report_id="r2")])
    frame = style_frame(both, by="report")
    assert frame["report_id"].tolist() == ["r1", "r2"]
    assert frame["section"].isna().all()
    assert frame.iloc[0, 2:6].tolist() == [24 + 41 + 2, 16 + 35 + 1, 5, 0]
    empty = style_frame(narrative.iloc[:0])
    assert (empty.dtypes == frame.dtypes).all()


def test_statement_frames_lead_back_to_the_document(narrative):
    told_ = statement_frame(narrative)
    assert told_[["kind", "object"]].values.tolist() == [["problem", "栏目更新"], ["measure", "业务培训"]]
    assert [TEXT[a:b] for a, b in zip(told_["start"], told_["end"], strict=True)] == told_["clause"].tolist()


@pytest.mark.real
def test_problems_of_a_real_report_as_a_person_reads_them(real):
    told_ = statement_frame(read(real / "rongchang_2024.txt").narrative.assign(report_id="r"))
    problems = told_[told_["kind"] == "problem"]["object"].dropna().tolist()
    assert problems == ["政务公开人员队伍岗位变动", "政策解读质量", "政府开放活动的参与度、互动活跃度"]
