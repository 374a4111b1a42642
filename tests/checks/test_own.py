"""Rules of one's own: arithmetic over cells with three answers, refused where it is more."""

from __future__ import annotations

from dataclasses import replace

import pytest

import govreport as gr
from govreport import cli
from govreport.checks.own import read_own
from govreport.errors import ResourceError

REPORT = "corpus/reports/2024-rongchang-office.txt"
NEW, OUT = "requests.new.total", "requests.outcome_total.total"  # printed: 60 and 64


@pytest.fixture(scope="module")
def report():
    return gr.read(REPORT)


def rules(tmp_path, *expressions, **more):
    lines = [f"- expr: {e}\n  name: r{i}\n" for i, e in enumerate(expressions)]
    path = tmp_path / "own.yml"
    path.write_text("rules:\n" + "".join(lines) + "".join(more.values()), encoding="utf-8")
    return path


def answers(path, report):
    return [finding.passed for finding in read_own(path).findings(report)]


@pytest.mark.parametrize(
    ("expression", "passed"),
    [
        (f"{NEW} == 60", True),
        (f"{NEW} + requests.carried_in.total == {OUT}", True),
        (f"{NEW} > {OUT}", False),
        (f"0.1 * {NEW} == 6", True),
        (f"{OUT} / 3 * 3 == 64", True),
        (f"abs({NEW} - {OUT}) <= 4 and max({NEW}, {OUT}) == 64", True),
        (f"10 < {NEW} < 50", False),
        (f"implies({NEW} > 100, {NEW} == 1)", True),
        (f"not {NEW} != 60", True),
        (f"-{NEW} == -60", True),
        (f"{OUT} / requests.carried_out.total > 1", None),  # by zero
    ],
)
def test_an_expression_is_exact_arithmetic(tmp_path, report, expression, passed):
    assert answers(rules(tmp_path, expression), report) == [passed]


@pytest.mark.parametrize(
    ("expression", "passed"),
    [
        (f"{NEW} >= 0", None),
        (f"{NEW} >= 0 and {OUT} == 1", False),
        (f"{NEW} >= 0 or {OUT} == 64", True),
        (f"{NEW} >= 0 or {OUT} == 1", None),
        (f"implies({OUT} == 64, {NEW} > 0)", None),
        (f"implies({OUT} == 1, {NEW} > 0)", True),
    ],
)
def test_a_blank_is_no_zero(tmp_path, report, expression, passed):
    figures = tuple(
        replace(f, status=gr.Status.BLANK, value=None) if ".".join(f.key) == NEW else f
        for f in report.figures
    )
    without = replace(report, figures=figures)
    (found,) = read_own(rules(tmp_path, expression)).findings(without)
    assert found.passed is passed
    assert (NEW in found.message_en) == (passed is None or NEW in expression)
    assert ("无法判断" in found.message_zh) == (passed is None)


def test_findings_stand_behind_ours_with_places_and_fingerprint(tmp_path, report):
    path = tmp_path / "own.yml"
    path.write_text(
        f"rules:\n- expr: {NEW} / {OUT} >= 0.95\n  name: nearly\n  label: {{zh: 将近, en: nearly all}}\n"
        "  description: look there\n  meta: {severity: error}\n",
        encoding="utf-8",
    )
    found = gr.check(report, rules=["III-1"], own=path)
    row = found.iloc[-1]
    assert row[["rule", "severity", "passed", "expected", "actual"]].tolist() == [
        "nearly", "error", False, "≥ 0.95", "0.9375",
    ]  # fmt: skip
    assert row["message_zh"].startswith("将近（requests.new.total")
    assert row["suggestion_en"] == "look there"
    assert row["where"].count("line") == 2
    assert set(found["rule"][:-1]) == {"III-1"}
    assert found.attrs["own_rules"]["file"] == "own.yml"
    assert "own_rules" not in gr.check(report, rules=["III-1"]).attrs


def test_a_form_without_the_cells_has_no_finding(tmp_path):
    path = rules(tmp_path, f"{NEW} >= 0")
    report = gr.read(gr.synth.render(gr.synth.make("2014", 1), "html_plain"))
    assert answers(path, report) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "rules: [{name: a, expr: requests.new.totl > 1}]",
            "expr: expected a cell table.row.column",
        ),
        ("rules: [{name: a, expr: requests.new.total}]", "a comparison, true or false"),
        ("rules: [{name: a, expr: '__import__(\"os\").remove(1) > 1'}]", "expr: expected cells as requests"),
        ("rules: [{name: a, expr: 'requests.new.total ** 9 > 1'}]", "expr: expected cells as requests"),
        ("rules: [{name: a, expr: '(1 > 2) + 1 > 1'}]", "a number at '1 > 2'"),
        ("rules: [{name: a, expr: '1 and 2 > 1'}]", "true or false at '1'"),
        ("rules: [{name: a, expr: '1 >'}]", "expr: expected cells as requests"),
        ("rules: [{name: a}]", "rules[0].expr: expected text"),
        ("rules: [{name: a, expr: '1 > 2', exp: 1}]", "rules[0].exp: expected no such key"),
        ("rules: [{name: a, expr: '1 > 2', meta: {severity: bad}}]", "error | warning | information"),
        ("rules: [{name: a, expr: '1 > 2'}, {name: a, expr: '1 > 2'}]", "each name once"),
        ("[1]", "rules: expected a list of rules"),
        ("rules: [", "not YAML"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_the_place(tmp_path, text, said):
    path = tmp_path / "own.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        read_own(path)
    assert said in str(caught.value)


def test_the_command_takes_them(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GOVREPORT_LANG", "both")
    path = rules(tmp_path, f"{NEW} > 100")
    assert cli.main(["check", REPORT, "--rule", "III-1", "--own", str(path)]) == 0
    said = capsys.readouterr().out
    assert "r0 warning: r0（requests.new.total > 100）" in said
    assert "own rules: own.yml" in said
