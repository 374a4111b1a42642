"""The measures: shares and ratios of sums, and the few indicators that are something else, by their id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import sqrt
from numbers import Real
from statistics import NormalDist

from govreport.errors import ArgumentError
from govreport.forms import SummedCell
from govreport.measures.indicators.definitions import CountOfCells, Indicator
from govreport.measures.indicators.printed import Known, Printed

__all__ = ["FUNCTIONS", "SMALL", "MeasuredValue", "Refused", "share_or_ratio", "wilson"]

SMALL = 30
"""Below so many cases a rate is shown with ``small_n`` and takes part in no ranking."""


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A measured indicator. `cases` is the number on which it rests."""

    numerator: Decimal | None
    denominator: Decimal
    value: Decimal
    cases: Decimal
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no value: a status (a key of the messages) and what to fill in.

    `cells` are those without a certain number, each with its status.
    """

    status: str
    details: Mapping[str, object] = field(default_factory=dict)
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    cells: tuple[tuple[SummedCell, str], ...] = ()


def wilson(part: float, whole: float, level: float = 0.95) -> tuple[float, float]:
    """The score interval of a share.

    Parameters
    ----------
    part, whole : float
        Counts, ``0 <= part <= whole``, ``whole > 0``.
    level : float
        Of confidence.

    Returns
    -------
    tuple of float
        Lower and upper end, within 0 and 1 and around the share.

    Raises
    ------
    ArgumentError
        If they are no such counts.

    Notes
    -----
    Wilson, E. B. 1927. Probable inference, the law of succession, and statistical inference. JASA 22.

    Examples
    --------
    >>> low, high = gr.wilson(26, 26)
    >>> round(low, 3), high
    (0.871, 1.0)
    """
    counts = isinstance(part, Real) and isinstance(whole, Real)
    if not counts or whole <= 0 or not 0 <= part <= whole:
        expected = "counts were expected, 0 <= part <= whole and whole > 0"
        raise ArgumentError(f"part, whole: {expected}; found {part!r:.60} and {whole!r:.60}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = part / whole
    centre = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    reach = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    # The ends are exact where the share is 0 or 1; floating point is off by a last digit.
    return max(0.0, min(share, centre - reach)), min(1.0, max(share, centre + reach))


def share_or_ratio(
    indicator: Indicator, count: CountOfCells, report: Printed, known: Known
) -> MeasuredValue | Refused:
    """Sum over sum; a share also gets its interval, and has to lie between 0 and 1."""
    part, whole = report.sum(count.numerator), report.sum(count.denominator)
    share = indicator.measure == "share"
    if part < 0 or whole < 0 or (share and part > whole):
        details = {"numerator": f"{part.normalize():f}", "denominator": f"{whole.normalize():f}"}
        return Refused("impossible", details, part, whole)
    if whole == 0:
        return Refused("denominator_zero", numerator=part, denominator=whole)
    interval = wilson(float(part), float(whole)) if share else None
    return MeasuredValue(part, whole, indicator.per * part / whole, whole, interval)


def _diversity(
    indicator: Indicator, count: CountOfCells, report: Printed, known: Known
) -> MeasuredValue | Refused:
    """Simpson's index of the six kinds of applicant."""
    whole = report.sum(count.denominator)
    if whole == 0:
        return Refused("denominator_zero", denominator=whole)
    squares = sum((report.values[cell.key] ** 2 for cell in count.numerator), Decimal(0))
    return MeasuredValue(None, whole, 1 - squares / whole**2, whole)


def _per_population(
    indicator: Indicator, count: CountOfCells, report: Printed, known: Known
) -> MeasuredValue | Refused:
    """Requests to residents, where the report counts the whole territory."""
    new = report.sum(count.numerator)
    body = (known.bodies or {}).get(report.report_id)
    if body is None:
        return Refused("no_reports", numerator=new)
    if body.scope != "territory":
        return Refused("scope_not_territory", {"scope": body.scope or "?"}, new)
    residents = known.populations.get((body.region or "", body.year or 0))
    if residents is None:
        return Refused("no_population", {"region": body.region or "?", "year": body.year or "?"}, new)
    if residents <= 0:
        return Refused("denominator_zero", numerator=new, denominator=residents)
    return MeasuredValue(new, residents, indicator.per * new / residents, new)


def _growth(
    indicator: Indicator, count: CountOfCells, report: Printed, known: Known
) -> MeasuredValue | Refused:
    """New requests to those of the same organ last year, within one scope and one form."""
    new = report.sum(count.numerator)
    before = _last_year(count, report, known)
    if isinstance(before, Refused):
        return replace(before, numerator=new)
    base = before.sum(count.denominator)
    if base == 0:
        return Refused("denominator_zero", numerator=new, denominator=base)
    return MeasuredValue(new, base, new / base - 1, base)


def _last_year(count: CountOfCells, report: Printed, known: Known) -> Printed | Refused:
    body = (known.bodies or {}).get(report.report_id)
    if known.bodies is None or body is None:
        return Refused("no_reports")
    if body.organ is None or body.region is None or body.year is None:
        return Refused("organ_unknown")
    year = body.year - 1
    ids = known.reports_on(body.organ, body.region, year)
    if len(ids) != 1:
        return Refused("last_year_twice" if ids else "no_last_year", {"year": year, "reports": len(ids)})
    before, scope = known.printed[ids[0]], known.bodies[ids[0]].scope
    if body.scope is None or scope is None:
        return Refused("scope_unknown", {"scope": body.scope or "?", "before": scope or "?"})
    if body.scope != scope:
        return Refused("scope_changed", {"scope": body.scope, "before": scope})
    if before.form(count) != report.form(count):
        return Refused("form_changed", {"form": report.form(count), "before": before.form(count) or "?"})
    if blank := before.without(count.cells):
        return Refused("not_judged", {"year": year}, cells=blank)
    return before


FUNCTIONS: dict[str, Callable[[Indicator, CountOfCells, Printed, Known], MeasuredValue | Refused]] = {
    "applicant_diversity": _diversity,
    "requests_per_100k": _per_population,
    "requests_growth": _growth,
}
"""What measures the indicators that are neither a share nor a ratio of sums."""
