"""Nine real documents against figures keyed by hand: nothing wrong, and every number beside its ink."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

import govreport as gr
from govreport.normalize import compact
from govreport.report import Report

pytestmark = pytest.mark.real

# The most figures of each document that may be withheld: printed, but not certain.
WITHHELD = {
    "rongchang_2024.txt": 0,
    "shanghai_office_2019.html": 0,
    "shuyang_fgj_2023.html": 0,
    "suqian_2023.txt": 0,
    "pingtan_2020.txt": 100,
    "pingtan_2021.txt": 8,
    "pingtan_2023.txt": 8,
    "shanghai_kewei_2024.md": 80,
    "hongze_2023.pdf": 0,
}
Reader = Callable[[str], Report]


@pytest.fixture(scope="module")
def score(real):
    """The program that scores figures against gold."""
    spec = importlib.util.spec_from_file_location("score_figures", real.parent / "tools" / "score_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def report(real):
    """Each document, read once."""
    known = {}

    def read(name):
        if name not in known:
            known[name] = gr.read(real / name)
        return known[name]

    return read


@pytest.mark.parametrize("name", WITHHELD)
def test_no_figure_is_wrong_and_few_are_withheld(name, real, score, report):
    gold = score.load((real / name).with_suffix(".csv"))
    got = {f.key: f.value for f in report(name).figures}
    right, withheld, wrong = score.score(got, gold)
    assert wrong == []
    assert right + len(withheld) == len(gold) >= 186
    assert len(withheld) <= WITHHELD[name], withheld


def test_the_score_counts_a_wrong_figure(real, score, report):
    gold = score.load(real / "rongchang_2024.csv")
    got = {f.key: f.value for f in report("rongchang_2024.txt").figures}
    key = ("requests", "new", "natural_person")
    assert score.score({**got, key: Decimal(6)}, gold)[2] == [(key, "60", Decimal(6))]
    assert score.score({**got, key: None}, gold)[1] == [key]


@pytest.mark.parametrize("name", ["pingtan_2021.txt", "pingtan_2023.txt"])
@pytest.mark.parametrize("table", ["requests", "remedies"])
def test_digits_run_together_are_recovered(name, table, report):
    statuses = Counter(f.status.value for f in report(name).figures if f.table == table)
    assert statuses == {"recovered": 175 if table == "requests" else 15}


@pytest.mark.parametrize("name", WITHHELD)
def test_every_value_stands_beside_its_ink(name, report):
    read = report(name)
    at = {}
    for figure in read.figures:
        if figure.value is not None:
            assert figure.where is not None
            at.setdefault((figure.where.start, figure.where.end), []).append(figure)
    assert sum(map(len, at.values())) >= 40
    inks = {place: compact(read.text[slice(*place)]).replace(",", "") for place in at}
    assert [(inks[place], figures) for place, figures in at.items() if not shows(inks[place], figures)] == []


def shows(ink, figures):
    """Whether ink is the number of one figure, or a run of the digits of several, each digit once."""
    if len(figures) > 1:
        return ink == "".join(str(figure.value) for figure in figures)
    return [Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", ink)][:1] == [figures[0].value]


@pytest.mark.parametrize("name", WITHHELD)
def test_paragraphs_stand_where_they_say(name, report):
    read = report(name)
    narrative = read.narrative
    assert len(narrative) >= 3  # a table that ran into a line is none of it
    for text, start, end in zip(narrative["text"], narrative["start"], narrative["end"], strict=True):
        assert compact(read.text[start:end]) == compact(text)


# The first report, whole.


def test_the_masthead_of_the_first_report(report):
    first = report("rongchang_2024.txt")
    assert first.organ == "重庆市荣昌区人民政府办公室"
    assert first.year == 2024
    assert first.period == (date(2024, 1, 1), date(2024, 12, 31))
    assert (first.form, first.declared_form) == ("2021", "2021")
    assert compact(first.title or "") == "重庆市荣昌区人民政府办公室2024年政府信息公开工作年度报告"


def test_the_figures_of_the_first_report(report):
    """All 64 requests came from natural persons; the numbers are those of the page."""
    first = report("rongchang_2024.txt")
    total = {row: int(n) for row, n in first.requests["total"].items() if n}
    assert total == {
        "new": 60,
        "carried_in": 4,
        "granted": 39,
        "unable.not_held": 12,
        "unprocessed.repeat": 8,
        "other.no_correction": 5,
        "outcome_total": 64,
    }
    assert list(first.requests["natural_person"]) == list(first.requests["total"])
    assert list(first.remedies.loc["reconsideration"]) == [2, 2, 0, 6, 10]
    assert list(first.disclosure.loc["normative", ["made", "repealed", "in_force"]]) == [9, 4, 93]


def test_every_rule_that_can_be_judged_holds_in_the_first_report(report):
    findings = gr.check(report("rongchang_2024.txt"))
    judged = findings[findings["passed"].notna() & ~findings["rule"].isin(["P-4", "P-5"])]  # 261 % is none
    assert {"III-1", "III-2", "III-3", "IV-1"} <= set(judged["rule"])
    assert judged["passed"].all(), judged[~judged["passed"].astype(bool)]


def test_section_6_of_the_first_report_ends_before_the_menu(report):
    first = report("rongchang_2024.txt")
    last = first.sections[-1]
    assert [s.kind for s in first.sections] == "overview disclosure requests remedies problems other".split()
    assert last.kind == "other"
    said = compact("".join(getattr(block, "text", "") for block in last.blocks))
    assert said.endswith("。")
    assert "网站" not in said
    after = first.text[last.blocks[-1].where.end :]
    assert "国务院部门网站" in after
