"""The figures: what is drawn is what the frames say, in both languages, and no glyph is missing."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import matplotlib
import pytest
from matplotlib import pyplot

from govreport import plots
from govreport.checks.identities import rules_of_forms
from govreport.errors import GovReportError
from govreport.frames import check
from govreport.report import CERTAIN, Figure, Report, Status

MakeReport = Callable[..., Report]


def total(row, value):
    return Figure("requests", row, "total", Status.REPORTED, Decimal(value), "件", str(value))


def without_number(row, status):
    return Figure("requests", row, "total", status, None, "件")


def report_with(make_report, *figures, form="2021"):
    return make_report("甲局", form, {figure.key: figure for figure in figures})


def left(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def right(axes):
    return [label.get_text() for label in axes.child_axes[0].get_yticklabels()]


def dots(axes):
    """Where dots stand: line to number."""
    drawn = [line for line in axes.lines if line.get_marker() == "o"]
    return {int(line.get_ydata()[0]): float(line.get_xdata()[0]) for line in drawn}


def test_outcomes_draws_the_numbers_of_the_frame(make_report):
    report = report_with(
        make_report, total("granted", 39), total("unable.not_held", 12), total("outcome_total", 51)
    )
    axes = plots.outcomes(report)
    column = report.requests["total"]
    drawn = column[column.index.str.match("granted|partial|denied|unable|unprocessed|other")]
    assert len(drawn) == 21
    assert dots(axes) == dict(enumerate(drawn))
    assert [text.get_text() for text in axes.texts] == [str(number) for number in drawn]
    assert [text.xy for text in axes.texts] == [(number, line) for line, number in enumerate(drawn)]
    assert (dots(axes)[0], dots(axes)[10]) == (39, 12)
    assert axes.get_title() == "甲局 2024年\n申请办理结果 outcomes of requests (件 requests, n = 51)"


def test_outcomes_labels_each_line_in_both_languages(make_report):
    axes = plots.outcomes(report_with(make_report, total("outcome_total", 51)))
    pairs = dict(zip(left(axes), right(axes), strict=True))
    assert len(pairs) == 21
    assert pairs["(一)予以公开"] == "Granted in full"
    assert pairs["(三)不予公开 1.属于国家秘密"] == "Denied: state secret"
    assert pairs["(四)无法提供 1.本机关不掌握相关信息"] == "Unable: not held"
    assert pairs["(六)其他处理 2.逾期不缴费"] == "Other: fee not paid in time"


def test_outcomes_of_the_older_form_end_with_one_row(make_report):
    axes = plots.outcomes(report_with(make_report, total("other", 7), total("outcome_total", 7), form="2019"))
    assert (len(left(axes)), left(axes)[-1], right(axes)[-1]) == (19, "(六)其他处理", "Other outcomes")
    assert dots(axes)[18] == 7


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.BLANK, "空白 blank"),
        (Status.MARKED, "标记 marked"),
        (Status.MISSING, "缺失 missing"),
        (Status.UNREADABLE, "无法确定 unreadable"),
    ],
)
def test_an_outcome_without_a_number_has_no_dot(make_report, status, said):
    rows = (without_number("partial", status), without_number("outcome_total", status))
    axes = plots.outcomes(report_with(make_report, *rows))
    assert set(dots(axes)) == set(range(21)) - {1}
    assert axes.texts[1].get_text() == said
    assert f"n = {said})" in axes.get_title()
    (cross,) = [line for line in axes.lines if line.get_marker() == "x"]
    axes.figure.draw_without_rendering()
    (place,) = cross.get_transform().transform(cross.get_xydata())
    zero = axes.transData.transform((0, 1))
    assert place[1] == pytest.approx(zero[1]), "on its line"
    assert place[0] < zero[0] - 5, "not on zero"


def test_a_recovered_number_says_so(make_report):
    recovered = replace(total("granted", 39), status=Status.RECOVERED)
    axes = plots.outcomes(report_with(make_report, recovered, total("outcome_total", 39)))
    assert (dots(axes)[0], axes.texts[0].get_text()) == (39, "39 恢复 recovered")


def test_outcomes_needs_table_three(make_report):
    report = replace(report_with(make_report), forms={"remedies": "2021"})
    with pytest.raises(GovReportError, match=r"甲局\.txt: expected table 三 \(requests\); found remedies"):
        plots.outcomes(report)


def symbols(axes):
    """For each marker the rules and lines where it stands."""
    rules = [label.get_text() for label in axes.get_xticklabels()]
    lines = left(axes)
    return {
        str(line.get_marker()): [
            (rules[int(x)], lines[int(y)]) for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]
        for line in axes.lines
    }


def test_identities_draws_each_finding_where_it_belongs(make_report):
    broken = Figure("requests", "granted", "company", Status.REPORTED, Decimal(9), "件", "9")
    report = report_with(make_report, broken, without_number("new", Status.BLANK))
    axes = plots.identities(report)
    drawn = symbols(axes)
    assert drawn["X"] == [("III-1", "表三“商业企业”列"), ("III-3", "表三“(一)予以公开”行")]
    assert drawn["s"] == [("III-2", "表三“总计”列"), ("III-3", "表三“一、本年新收政府信息公开申请数”行")]
    passed = check(report, rules_of_forms())["passed"]
    counts = {"o": passed.sum(), "X": (~passed).sum(), "s": passed.isna().sum()}
    assert {marker: len(places) for marker, places in drawn.items()} == counts == {"o": 40, "X": 2, "s": 2}


def test_identities_says_what_its_symbols_rules_and_places_are(make_report):
    axes = plots.identities(report_with(make_report))
    legend = axes.figure.legends[0].get_texts()
    assert [text.get_text() for text in legend] == [
        "成立 holds: 44",
        "不成立 broken: 0",
        "无法判断 cannot be judged: 0",
    ]
    pairs = dict(zip(left(axes), right(axes), strict=True))
    assert len(pairs) == 2 + 7 + 25 + 3
    assert pairs["表二“规章”行"] == "Table 2, row Rules"
    assert pairs["表三“商业企业”列"] == "Table 3, column Companies"
    assert pairs["表四“复议后起诉”"] == "Table 4, Litigation after reconsideration"
    formulas = axes.get_xlabel().splitlines()
    assert [line.split()[0] for line in formulas] == ["II-2", "III-1", "III-2", "III-3", "IV-1"]
    assert "六类申请人之和 = 总计  sum of the six kinds of applicant = total" in formulas[3]
    assert axes.get_title() == "甲局 2024年\n勾稽关系 identities of the form (n = 44)"


def test_identities_needs_an_official_table(make_report):
    report = replace(report_with(make_report), forms={})
    with pytest.raises(GovReportError, match=r"甲局\.txt: expected a table 二, 三 or 四 .*; found none"):
        plots.identities(report)


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("draw", [plots.outcomes, plots.identities])
def test_every_glyph_is_in_the_font(make_report, draw, form):
    states = [s for s in Status if s not in CERTAIN]
    rows = ("granted", "partial", "denied.internal", "unable.unclear", "unable.not_held")
    blanks = [without_number(row, state) for row, state in zip(rows, states, strict=True)]
    axes = draw(report_with(make_report, *blanks, total("outcome_total", 51), form=form))
    axes.figure.savefig(io.BytesIO())  # a missing glyph is a warning, and warnings are errors


@pytest.mark.filterwarnings("default")
def test_a_glyph_outside_the_font_is_warned_of(make_report):
    axes = plots.outcomes(make_report("\N{TIBETAN LETTER KA}局"))
    with pytest.warns(UserWarning, match=r"Glyph 3904 .*TIBETAN LETTER KA.* missing from font"):
        axes.figure.savefig(io.BytesIO())


def test_a_name_is_not_a_formula(make_report):
    axes = plots.outcomes(make_report("$甲_{局}$"))
    axes.figure.savefig(io.BytesIO())
    assert axes.get_title().startswith("$甲_{局}$ 2024年")
    assert not axes.title.get_parse_math()


def test_what_the_report_does_not_state_is_said(make_report):
    report = make_report("甲局")
    report = replace(report, masthead=replace(report.masthead, organ=None, year=None))
    first = plots.outcomes(report).get_title().splitlines()[0]
    assert first == "机关未载明 organ not stated 年度未载明 year not stated"


def test_use_font_changes_two_settings_and_no_other():
    before = dict(matplotlib.rcParams)
    plots.use_font()
    changed = {key for key, value in matplotlib.rcParams.items() if value != before[key]}
    assert changed == {"font.family", "axes.unicode_minus"}
    assert matplotlib.rcParams["font.family"] == ["Noto Sans SC"]
    assert matplotlib.rcParams["axes.unicode_minus"] is False


def test_drawing_leaves_the_settings_alone(make_report):
    before = dict(matplotlib.rcParams)
    plots.outcomes(make_report("甲局"))
    plots.identities(make_report("乙局"))
    assert dict(matplotlib.rcParams) == before


def test_what_a_backend_sets_when_it_starts_outlives_the_drawing(make_report, monkeypatch):
    figure = pyplot.figure

    def starting(**options):
        matplotlib.interactive(True)  # as the backend of a notebook does with the first figure
        return figure(**options)

    monkeypatch.setattr(pyplot, "figure", starting)
    matplotlib.interactive(False)
    plots.outcomes(make_report("甲局"))
    assert matplotlib.is_interactive()
