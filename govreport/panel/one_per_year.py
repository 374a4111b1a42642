"""One report for each body and year, of several files: web page and PDF, scan and text, a correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from govreport.panel.bodies import Member, members
from govreport.panel.hand_keyed import MEDIA_TYPE
from govreport.panel.known import as_known
from govreport.report import Figure, Report, Status

__all__ = ["Chosen", "choose", "choose_among"]

_TEXT, _WHOLE = "string", "Int64"
_LEFT_OUT = {
    **dict.fromkeys(("body_id", "organ"), _TEXT),
    "year": _WHOLE,
    **dict.fromkeys(("report_id", "source", "kept", "kept_source"), _TEXT),
    **dict.fromkeys(("certain", "certain_kept", "differ"), _WHOLE),
    **dict.fromkeys(("zh", "en"), _TEXT),
}
_DIFFERING = {
    "body_id": _TEXT,
    "year": _WHOLE,
    **dict.fromkeys(("kept", "report_id", "table", "row", "column"), _TEXT),
    **dict.fromkeys(("value_kept", "value"), "Float64"),
}
_SAME = ("同一文件另有一份", "the same file is there under another name")
_PARSED = ("该机关该年度年报已解析", "the report of that body and year was parsed")
_FEWER = (
    "该机关该年度另一份的确定数字更多",
    "another file of that body and year has more certain cells",
)
_EQUAL = ("该机关该年度另有一份", "another file of that body and year is there")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which report stands for each body and year.

    Attributes
    ----------
    members : tuple of Member
        The reports that stay, with their bodies, in the order given. Where another file of that body and year
        has another number, the cell has no value and the status ``two_reports_differ``. Reports without a
        year all stay.
    left_out : DataFrame
        A row for each other report: body_id, organ, year, report_id, source, kept and kept_source (which
        one stands for it), certain and certain_kept (cells with a number), differ (cells whose numbers
        differ), zh, en (why).
    differing : DataFrame
        A row for each such cell: body_id, year, kept, report_id, table, row, column, value_kept, value.
    """

    members: tuple[Member, ...]
    left_out: pd.DataFrame
    differing: pd.DataFrame

    @property
    def reports(self) -> tuple[Report, ...]:
        return tuple(member.report for member in self.members)

    @property
    def others(self) -> frozenset[str]:
        """The ids of the reports that are left out: of the same bytes one stays, with the id of both."""
        return frozenset(self.left_out["report_id"]) - {report.report_id for report in self.reports}


def choose(reports: Iterable[Report]) -> Chosen:
    """One report for each body and year: the parsed one before keyed figures, then the one with more certain
    cells, then the one published later. Numbers that two of them print differently are none."""
    return choose_among(members(map(as_known, reports)))


def choose_among(found: Iterable[Member]) -> Chosen:
    """`choose` for reports whose bodies are known."""
    groups: dict[tuple[str, int | str], list[Member]] = defaultdict(list)
    once: dict[str, Member] = {}  # the same bytes are one report, whosever a manifest says that they are
    again = [member for member in found if once.setdefault(member.report.sha256, member) is not member]
    for member in once.values():
        year = member.report.year
        groups[member.body_id, member.report.report_id if year is None else year].append(member)
    kept: list[Member] = []
    left_out = [_listed(once[member.report.sha256], member, 0) for member in again]
    differing: list[tuple[object, ...]] = []
    for group in groups.values():
        first, *others = sorted(group, key=_preference)
        cells = [(other, _differing(first.report, other.report)) for other in others]
        open_cells = {figure.key for _, pairs in cells for figure, _ in pairs}
        kept.append(replace(first, report=_without(first.report, open_cells)))
        left_out += [_listed(first, other, len(pairs)) for other, pairs in cells]
        differing += [_cell(first, other, *pair) for other, pairs in cells for pair in pairs]
    return Chosen(tuple(kept), _frame(_LEFT_OUT, left_out), _frame(_DIFFERING, differing))


def _preference(member: Member) -> tuple[bool, int, int, str]:
    report = member.report
    published = report.masthead.published or date.min
    return (_is_keyed(report), -_certain(report), -published.toordinal(), report.report_id)


def _is_keyed(report: Report) -> bool:
    return report.media_type == MEDIA_TYPE


def _certain(report: Report) -> int:
    return sum(figure.value is not None for figure in report.figures)


def _differing(one: Report, other: Report) -> list[tuple[Figure, Figure]]:
    """The cells that have a number in both, and not the same one; what is blank in one says nothing."""
    numbers = {figure.key: figure for figure in other.figures if figure.value is not None}
    both = ((figure, numbers.get(figure.key)) for figure in one.figures if figure.value is not None)
    return [(figure, found) for figure, found in both if found and found.value != figure.value]


def _without(report: Report, keys: set[tuple[str, str, str]]) -> Report:
    if not keys:
        return report
    open_ = Status.TWO_REPORTS_DIFFER
    figures = (replace(f, status=open_, value=None) if f.key in keys else f for f in report.figures)
    return replace(report, figures=tuple(figures))


def _listed(first: Member, other: Member, differ: int) -> tuple[object, ...]:
    one, two = first.report, other.report
    zh, en = _reason(one, two)
    if differ:
        zh, en = f"{zh}；{differ} 个数字不一致", f"{en}; {differ} numbers differ"
    return (
        *(first.body_id, two.organ, two.year, two.report_id, two.source, one.report_id, one.source),
        *(_certain(two), _certain(one), differ, zh, en),
    )


def _reason(kept: Report, other: Report) -> tuple[str, str]:
    if kept.sha256 == other.sha256:
        return _SAME
    if _is_keyed(other) and not _is_keyed(kept):
        return _PARSED
    return _FEWER if _certain(other) < _certain(kept) else _EQUAL


def _cell(first: Member, other: Member, kept: Figure, found: Figure) -> tuple[object, ...]:
    values = (None if figure.value is None else float(figure.value) for figure in (kept, found))
    return (
        first.body_id,
        first.report.year,
        first.report.report_id,
        other.report.report_id,
        *kept.key,
        *values,
    )


def _frame(schema: dict[str, str], rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(schema)).astype(schema)
