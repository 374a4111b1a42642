"""The quality index: parts by hand, zeros that prove nothing, too little evidence, ranks by other weights."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import govreport as gr
from govreport import resources
from govreport.checks import rules
from govreport.errors import GovReportError, ReadError, ResourceError
from govreport.measures import quality
from govreport.measures.quality import definitions as defined
from govreport.measures.quality.judges import JUDGES
from govreport.normalize import compact
from govreport.text.style.profile import style_frame

ROOT = Path(__file__).parents[2]
PARTS = [f"Q{i}" for i in range(1, 10)]
Row = tuple[object, ...]

STYLE = ["report_id", "characters", "numbers_per_1000", "documents_per_1000"]
STYLE += ["problems", "problems_concrete", "measures", "measures_concrete"]
FINDING = ["rule", "severity", "passed", "expected", "actual", "explained"]


def parts(
    *findings,
    text=None,
    statuses=None,
    requests=None,
    place=None,
    year=2024,
    body="department",
    media_type="text/plain",
    **frames,
):
    """The parts of one report, ``a``. A finding is rule, passed, expected, actual, explained."""
    told = [("a", rule, "error", *rest, *[None] * (4 - len(rest))) for rule, *rest in findings]
    cells = [
        ("a", "remedies", f"row{i}", status, None, status, place)
        for status, n in (statuses or {}).items()
        for i in range(n)
    ]
    cells.append(("a", "requests", "new", "total", requests, "missing", None))
    paragraphs = [("a", section, f"{section}部分", words) for section, words in (text or {}).items()]
    found = quality.parts(
        pd.DataFrame([("a", year, body, media_type)], columns=["report_id", "year", "body", "media_type"]),
        pd.DataFrame(cells, columns=["report_id", "table", "row", "column", "value", "status", "place"]),
        pd.DataFrame(told, columns=["report_id", *FINDING]),
        pd.DataFrame(paragraphs, columns=["report_id", "section", "heading", "text"]),
        **frames,
    )
    assert found["report_id"].tolist() == ["a"] * 9
    return found.set_index("part")


def styles(*rows):
    return pd.DataFrame([("a", *row) for row in rows], columns=STYLE)


def pairs(*rows):
    return pd.DataFrame(rows, columns=["report_id_a", "report_id_b", "jaccard_cleaned"])


# Rules


def test_integrity_by_hand():
    found = parts(
        ("III-1", True, "64 = 60 + 4", "64"),
        ("III-1", False, "64", "63"),
        ("III-2", True, "64", "64"),
        ("III-2", True, "0", "0"),  # zeros prove nothing
        ("III-3", True, "≤ 0", "0"),
        ("III-3", None, "64 + ?", "64"),  # not judged
        ("IV-1", False, "10", "9", "pending"),  # explained
    ).loc["Q3"]
    assert found["value"] == (0.5 + 1) / 2  # one rule holds at one of two places, one at its only one
    assert (found["n_judged"], found["n_places"]) == (2, 3)
    assert found["evidence_en"] == (
        "2 rules at 3 places: 2 hold, 1 broken; besides: 2 of zeros only, 1 not judged, 1 explained"
    )
    assert found["evidence_zh"].startswith("2 条规则、3 处可判断：成立 2 处，不成立 1 处。")


def test_each_rule_goes_to_one_part():
    found = parts(
        ("III-4", False, "4", "3"),  # compares years
        ("III-1", True, "4", "4"),
        ("N-1", True, "60", "60"),
        ("P-4", False, "261", "60"),
        ("F-05", False, "1", "2"),  # of no part
    )
    assert found["value"].reindex(["Q3", "Q4", "Q5"]).tolist() == [1, 0.5, 0]
    assert found["n_places"].sum() == 4


def test_only_findings_of_its_severities():
    frame = pd.DataFrame(
        [("a", "III-5", "information", False, "4", "9"), ("a", "A-9", "warning", False, "4", "9")],
        columns=["report_id", *FINDING[:-1]],
    )
    found = quality.parts(*_bare("a"), findings=frame, narrative=_prose())
    assert found.set_index("part").loc["Q3", "value"] is pd.NA


def _bare(*ids):
    reports = pd.DataFrame({"report_id": ids}).assign(year=2024, body=None, media_type=None)
    columns = ["report_id", "table", "row", "column", "value", "status", "place"]
    return reports, pd.DataFrame(columns=columns)


def _prose():
    return pd.DataFrame(columns=["report_id", "section", "heading", "text"])


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.sampled_from(["III-1", "III-2", "IV-1"]), st.booleans()), min_size=1, max_size=9),
    st.lists(st.sampled_from(["III-1", "III-3", "IV-1", "II-2"]), max_size=30),
)
def test_zeros_and_what_is_not_judged_change_nothing(told, idle):
    findings = [(rule, passed, "7", "7" if passed else "8") for rule, passed in told]
    for row in ("0", "0"), ("≤ 0", "0"):
        more = parts(*findings, *[(rule, True, *row) for rule in idle]).loc["Q3"]
        assert more["value"] == parts(*findings).loc["Q3", "value"]
        assert more["n_places"] == len(findings)
    more = parts(*findings, *[(rule, None, "7 + ?", "7") for rule in idle]).loc["Q3"]
    assert more["value"] == parts(*findings).loc["Q3", "value"]
    assert 0 <= more["value"] <= 1


@pytest.mark.parametrize(
    ("passed", "explained", "value", "evidence"),
    [
        (True, None, 1, "F-09 holds"),
        (False, None, 0, "F-09 is broken"),
        (None, None, pd.NA, "date of publication or term not known: F-09 could not be judged"),
        (False, "redated", pd.NA, "date of publication or term not known: F-09 could not be judged"),
    ],
)
def test_punctuality(passed, explained, value, evidence):
    found = parts(("F-09", passed, "≤ 2025-01-31", "2025-02-03", explained)).loc["Q1"]
    assert found["value"] is value if value is pd.NA else found["value"] == value
    assert found["evidence_en"] == evidence


# Prose

OVERVIEW = "(一)主动公开。(二)依申请公开。(三)政府信息 管理。(四)平台建设。本年未收取信息处理费。"


def test_completeness_by_hand():
    found = parts(("F-02", True), ("F-10", False), ("F-07", None), text={"overview": OVERVIEW}).loc["Q2"]
    # six elements of the prose, of which 监督保障 is not there; two rules judged, one of which fails
    assert found["value"] == 6 / 8
    assert (found["n_judged"], found["n_places"]) == (8, 2)
    assert found["evidence_en"] == "6 of 8 elements. not there: F-10, supervision and support"
    assert found["evidence_zh"] == "应有 8 项，有 6 项。没有：F-10、监督保障。"


@pytest.mark.parametrize(
    ("year", "body", "judged"),
    [
        (2024, "government", 7),
        (2024, "department", 6),
        (2020, "department", 0),
        (2020, "office", 1),
        (None, "office", 0),
    ],
)
def test_what_a_report_has_to_show_depends_on_year_and_body(year, body, judged):
    assert parts(text={"overview": OVERVIEW}, year=year, body=body).loc["Q2", "n_judged"] == judged


def test_no_prose_is_not_an_empty_report():
    assert parts().loc["Q2", "value"] is pd.NA


def test_specificity_by_hand():
    # 300 characters at 20 numbers per 1,000 and 700 at none are 6 per 1,000; 9 documents are beyond the scale
    style = styles((300, 20.0, 9.0, *[None] * 4), (700, 0.0, 9.0, *[None] * 4))
    themes = pd.DataFrame({"report_id": ["a"], "code": ["H1"]})
    assert parts(style=style).loc["Q6", "value"] == pytest.approx((0.3 + 1) / 2)
    stated = parts(style=style, themes=themes, requests=5.0).loc["Q6"]
    assert stated["value"] == pytest.approx((0.3 + 1 + 1) / 3)
    assert stated["evidence_en"] == (
        "1000 characters; per 1,000: numbers 6.0, named documents 9.0; what requests were about: stated"
    )
    unsaid = themes.assign(code="X9")
    for not_stated in (unsaid, themes.head(0)):
        found = parts(style=style, themes=not_stated, requests=5.0).loc["Q6", "value"]
        assert found == pytest.approx((0.3 + 1 + 0) / 3)
    # without requests there is nothing to say about them
    assert parts(style=style, themes=unsaid, requests=0.0).loc["Q6", "n_judged"] == 2


def test_a_few_words_are_not_measured():
    found = parts(style=styles((199, 20.0, 3.0, *[None] * 4))).loc["Q6"]
    assert found["value"] is pd.NA
    assert found["evidence_en"].startswith("199 characters of prose")
    assert parts(style=styles((200, 20.0, 3.0, *[None] * 4))).loc["Q6", "value"] == 1


def test_originality_is_that_of_the_later_report():
    assert parts(similarity=pairs(("a", "b", 0.75), ("b", "a", 0.25))).loc["Q7", "value"] == 0.25
    assert parts(similarity=pairs(("b", "c", 0.9))).loc["Q7", "value"] is pd.NA
    assert parts().loc["Q7", "value"] is pd.NA
    reports, figures = _bare("a", "b", "c")
    reports["year"] = [2023, 2024, 2024]
    told = pairs(("a", "b", 0.5), ("b", "c", 0.125), ("a", "c", pd.NA))
    findings = pd.DataFrame(columns=["report_id", *FINDING])
    found = quality.parts(reports, figures, findings, _prose(), similarity=told)
    found = found[found["part"] == "Q7"].set_index("report_id")
    assert found["value"].tolist() == [pd.NA, 0.5, 0.875]
    assert found.loc["b", "evidence_en"] == "2 comparisons, the greatest similarity 0.50"


def test_candour_by_hand():
    text = {"problems": "由于人手不足，栏目更新不及时。下一步加强业务培训。"}
    found = parts(text=text, style=styles((300, 0.0, 0.0, 4, 3, 2, 1))).loc["Q8"]
    # 3 of 4 problems and 1 of 2 measures are concrete, a cause is given, last year is not taken up
    assert found["value"] == (0.75 + 0.5 + 1 + 0) / 4
    assert found["evidence_en"] == (
        "4 problems, 3 concrete; 2 measures, 1 concrete. not there: last year's problems taken up"
    )
    silent = parts(text={"problems": "无。"}, style=styles((300, 0.0, 0.0, 0, 0, 0, 0)))
    assert silent.loc["Q8", "value"] == 0
    nowhere = parts(text={"overview": "工作平稳。"}, style=styles((300, 0.0, 0.0, *[None] * 4)))
    assert nowhere.loc["Q8", "value"] is pd.NA


@pytest.mark.parametrize(
    ("media_type", "place", "value"),
    [
        ("text/html", None, 0.9),
        ("application/pdf", "page 1", 0.65),
        ("application/pdf", "page 4, table 2, row 5, column 3, characters 90-92, OCR 0.99", 0.4),
        ("image/png", None, 0.4),
        ("text/plain", None, 0.8),  # how somebody kept it, not how it was published
    ],
)
def test_accessibility(media_type, place, value):
    cells = {"reported": 7, "recovered": 1, "blank": 1, "marked": 1, "missing": 5, "unreadable": 4}
    found = parts(statuses=cells, media_type=media_type, place=place).loc["Q9"]
    assert found["value"] == pytest.approx(value)
    assert found["evidence_en"].endswith("10 cells, 2 blank or marked")
    assert parts(media_type="text/plain").loc["Q9", "value"] is pd.NA


# The index


def scored(*rows):
    """Parts of reports a, b, … given as nine values and the places of Q3."""
    told = [
        (report_id, part, value, 1, places if part == "Q3" else 90)
        for report_id, (values, places) in zip("abcdef", rows, strict=False)
        for part, value in zip(PARTS, values, strict=True)
    ]
    frame = pd.DataFrame(told, columns=["report_id", "part", "value", "n_judged", "n_places"])
    frame.loc[frame["part"].isin(["Q4", "Q5"]), "n_places"] = 0
    return frame.astype({"value": "Float64"})


FIVE = [1, 0.5, 1, None, None, 0.5, None, None, 0.5]


def test_the_index_by_hand():
    found = quality.index(scored((FIVE, 10))).iloc[0]
    assert found["index"] == pytest.approx((1 + 0.5 + 1 + 0.5 + 0.5) / 5)
    assert (found["n_parts"], found["n_places"]) == (5, 10)
    assert found["index_low"] == pytest.approx(3.5 / 9)
    assert found["index_high"] == pytest.approx(7.5 / 9)
    assert found["message_en"] == "5 parts and 10 places of rules could be judged"
    weighed = quality.index(scored((FIVE, 10)), {"Q1": 3, "Q2": 1, "Q3": 0.5, "Q6": 0.5, "Q9": 1}).iloc[0]
    assert weighed["index"] == pytest.approx((3 * 1 + 0.5 + 0.5 + 0.25 + 0.5) / 6)
    assert weighed["index_low"] == weighed["index"] == pytest.approx(weighed["index_high"])


def test_too_little_evidence_gives_a_reason():
    four = [*FIVE[:-1], None]
    found = quality.index(scored((FIVE, 9), (four, 10))).set_index("report_id")
    assert found[["index", "index_low", "index_high"]].isna().all(axis=None)
    assert "could be judged at 9 places; the index needs 10" in found.loc["a", "message_en"]
    assert found.loc["b", "message_en"] == "too little evidence: 4 parts could be judged; the index needs 5"
    assert "只有 4 个部分" in found.loc["b", "message_zh"]
    # a part without weight is no evidence
    assert quality.index(scored((FIVE, 10)), dict.fromkeys(PARTS[1:], 1.0))["index"].isna().all()


def test_a_report_of_zeros_is_not_of_high_quality(page):
    zero = gr.read(page("合成县教育局", new=0).encode())
    honest = gr.read(ROOT / "corpus" / "reports" / "2024-rongchang-office.txt")
    frames = gr.frames([zero, honest])
    sums = frames.findings[frames.findings["rule"].isin(["III-1", "III-2", "III-3", "IV-1"])]
    passed = sums[sums["report_id"] == zero.report_id]["passed"]
    assert len(passed) == 7 + 7 + 25 + 3
    assert passed.all()
    shown = quality.parts(
        frames.reports, frames.figures, frames.findings, frames.narrative, style=style_frame(frames.narrative)
    )
    found = quality.index(shown).set_index("report_id")
    assert found.loc[zero.report_id, "Q3"] is pd.NA
    assert found.loc[zero.report_id, "n_places"] == 0
    assert found.loc[zero.report_id, "index"] is pd.NA
    assert "judged at 0 places" in found.loc[zero.report_id, "message_en"]
    assert found.loc[honest.report_id, "Q3"] == 1
    assert found.loc[honest.report_id, "n_places"] >= 10
    assert found.loc[honest.report_id, "index"] > 0.5
    assert quality.sensitivity(found.reset_index())["report_id"].tolist() == [honest.report_id]


# Weights


def test_weights_of_a_file(tmp_path):
    assert quality.weights() == pytest.approx(dict.fromkeys(PARTS, 1 / 9))
    path = tmp_path / "weights.csv"
    path.write_text("part,weight,why\nQ3,3,\nQ4,1,prose\n", encoding="utf-8-sig")
    found = quality.weights(path)
    assert (found["Q3"], found["Q4"], found["Q1"]) == (0.75, 0.25, 0)
    index = quality.index(scored((FIVE, 10)), path)
    assert index["n_parts"].tolist() == [1]
    said = {"own_weights": {"file": "weights.csv", "sha256": sha256(path.read_bytes()).hexdigest()[:12]}}
    assert index.attrs == quality.sensitivity(index, draws=1, weights=path).attrs == said
    assert quality.index(scored((FIVE, 10)), {"Q3": 1}).attrs == {"own_weights": {"Q3": 1}}
    assert quality.index(scored((FIVE, 10))).attrs == {}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("part,weight\nQ3,much\n", "line 2: expected columns part and weight, with a number, found 'much'"),
        ("part;weight\nQ3;1\n", "line 2: expected columns part and weight"),
        ("part,weight\nQ3,1\nQ3,2\n", "line 3: part 'Q3' stands there twice"),
        ("part,weight\nQ99,1\n", "no part 'Q99'; known: Q1, Q2"),
        ("part,weight\nQ1,-1\n", "Q1: expected a number of 0 or more, found -1.0"),
        ("part,weight\nQ1,nan\n", "Q1: expected a number of 0 or more, found nan"),
        ("part,weight\nQ1,0\n", "all are 0"),
        ("", "all are 0"),
    ],
)
def test_wrong_weights_are_refused(tmp_path, lines, message):
    path = tmp_path / "weights.csv"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(GovReportError, match=re.escape(message)):
        quality.weights(path)


def test_no_file_of_weights(tmp_path):
    with pytest.raises(ReadError, match=r"absent\.csv: a CSV file in UTF-8 or GB 18030 was expected"):
        quality.weights(tmp_path / "absent.csv")


def test_ranks_under_random_weights():
    best, worst = [0.9] * 9, [0.1] * 9
    middle = [1.0, *[0.2] * 8]  # above the best one only where Q1 weighs more than 7/8
    scores = quality.index(scored((worst, 10), (middle, 10), (best, 10)))
    found = quality.sensitivity(scores, draws=500, seed=7).set_index("report_id")
    assert found.index.tolist() == ["c", "b", "a"]
    assert found["rank"].tolist() == found["median_rank"].tolist() == [1, 2, 3]
    assert found.loc["a", ["low_rank", "high_rank"]].tolist() == [3, 3]
    assert found.loc["b", "without_Q1"] == 2


def test_leaving_a_part_out_by_hand():
    # a leads by Q1 alone, b by all others together
    a, b = [1.0, *[0.5] * 8], [0.0, *[0.6] * 8]
    found = quality.sensitivity(quality.index(scored((a, 10), (b, 10))), draws=400, seed=1)
    found = found.set_index("report_id")
    assert found["rank"].to_dict() == {"a": 1, "b": 2}  # 5.0 to 4.8
    assert found["without_Q1"].to_dict() == {"a": 2, "b": 1}  # 4.0 to 4.8
    assert found["without_Q2"].to_dict() == {"a": 1, "b": 2}  # 4.5 to 4.2
    assert found[["low_rank", "high_rank"]].to_numpy().tolist() == [[1, 2], [1, 2]]
    other = quality.sensitivity(quality.index(scored((a, 10), (b, 10))), weights={"Q2": 1, "Q1": 0.01})
    assert other["report_id"].tolist() == ["b", "a"]  # 0.505 to 0.594


def test_equal_reports_share_a_rank_in_every_draw():
    values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    found = quality.sensitivity(quality.index(scored((values, 10), (values, 10))), draws=50)
    assert (found.filter(regex="rank|without") == 1).all(axis=None)


def test_the_order_of_a_sum_makes_no_difference():
    values = [0.1, 0.7, 0.3, 0.9, 0.2, 0.6, 0.8, 0.4, 0.5]
    scores = quality.index(scored(*((values[i:] + values[:i], 10) for i in range(6))))
    assert quality.sensitivity(scores)["rank"].tolist() == [1] * 6


def test_the_same_seed_gives_the_same_ranks():
    values = [0.1, 0.7, 0.3, 0.9, 0.2, 0.6, 0.8, 0.4, 0.5]
    scores = quality.index(scored(*((values[i:] + values[:i], 10) for i in range(6))))
    one, again, other = (quality.sensitivity(scores, draws=9, seed=seed) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one, again)
    assert not one.equals(other)


def test_no_report_no_rank():
    found = quality.sensitivity(quality.index(scored((FIVE, 9))))
    assert found.empty
    assert "without_Q9" in found.columns
    with pytest.raises(GovReportError, match="draws: expected 1 or more, found 0"):
        quality.sensitivity(quality.index(scored((FIVE, 10))), draws=0)


# The frame and the data


def test_columns_and_dtypes_with_and_without_reports():
    reports, figures = _bare()
    findings = pd.DataFrame(columns=["report_id", *FINDING])
    for frame in (parts().reset_index(), quality.parts(reports, figures, findings, _prose())):
        found = {str(column): str(dtype) for column, dtype in frame[list(quality.SCHEMA)].dtypes.items()}
        assert found == {**quality.SCHEMA}


def test_callers_errors():
    reports, figures = _bare("a", "a")
    findings = pd.DataFrame(columns=["report_id", *FINDING])
    with pytest.raises(GovReportError, match="reports: a stands there 2 times"):
        quality.parts(reports, figures, findings, _prose())
    with pytest.raises(GovReportError, match="findings: no column 'passed'; columns found: "):
        quality.parts(reports, figures, findings.drop(columns="passed"), _prose())
    with pytest.raises(GovReportError, match="style: no column 'problems'"):
        parts(style=styles().drop(columns="problems"))
    with pytest.raises(GovReportError, match="similarity: no column 'jaccard_cleaned'"):
        parts(similarity=pairs().drop(columns="jaccard_cleaned"))


def test_parts_and_functions_name_each_other():
    assert [part.id for part in defined.load().parts] == list(JUDGES) == PARTS
    assert {element.part for element in defined.load().elements} <= set(PARTS)


def test_rules_are_those_of_the_judge():
    known = {rule.id: rule for rule in rules.load()}
    named = {rule for part in defined.load().parts for rule in part.rules}
    assert named <= set(known)
    # What compares years is continuity, not arithmetic.
    for rule in known.values():
        part = defined.load().part_of(rule.id)
        if rule.needs == "years" and part is not None and rule.severity in part.severities:
            assert part.id == "Q5", rule.id


@pytest.mark.parametrize("element", defined.load().elements, ids=lambda element: element.id)
def test_an_element_is_asked_for_from_its_first_year_on(element):
    body = element.bodies[0] if element.bodies else None
    if element.first_year is None:
        assert element.applies(None, body)
    else:
        asked = [element.applies(year, body) for year in (None, element.first_year - 1, element.first_year)]
        assert asked == [False, False, True]


@pytest.mark.parametrize("element", defined.load().elements, ids=lambda element: element.id)
def test_patterns_and_examples_prove_each_other(element):
    for example in element.examples:
        assert element.pattern.search(compact(example)), example
    for example in element.counterexamples:
        assert not element.pattern.search(compact(example)), example
    everything = tomllib.loads(resources.load_text("quality.toml"))["elements"]
    (data,) = (told for told in everything if told["id"] == element.id)
    for pattern in data["patterns"]:
        assert any(re.search(pattern, compact(example)) for example in element.examples), pattern


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight      = 1", "weight      = -1", r"parts\[0\].weight: expected a whole number, 0 or more"),
        ('counts      = "all"', 'counts      = "some"', r"parts\[0\].counts: expected all \| numbers"),
        ("least_parts      = 5", "most_parts      = 5", "index.least_parts: expected a whole number"),
        ('id         = "head_disclosure"', 'ident = "x"', r"elements\[0\].id: expected text"),
        ("documents = 3", "documents = 3\npictures = 1", "scales.pictures: expected no such key"),
    ],
)
def test_damaged_data_is_refused(monkeypatch, old, new, message):
    whole = resources.load_text("quality.toml")
    assert old in whole
    monkeypatch.setattr(resources, "load_text", lambda name: whole.replace(old, new, 1))
    with pytest.raises(ResourceError, match=message):
        defined.load.__wrapped__()
