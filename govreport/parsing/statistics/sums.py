"""Digits of a statistics table that ran together, cut where a total and its parts leave one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govreport.parsing.digits import cuts
from govreport.parsing.statistics.records import Record

__all__ = ["cut_groups"]

# Totals of which the form prints all parts, so that these add up.
_TOTALS = ("requests.received", "requests.answered")
_TWO = 2  # columns: a row of one number needs no cut
_MOST_WAYS = 20_000

Cut = tuple[str, ...]


def cut_groups(records: Sequence[Record]) -> dict[str, Cut]:
    """For rows of two columns whose borders are lost, their two numbers, by the row.

    ``23 = 11 + 12`` are 2 and 3, 1 and 1, 1 and 2: taken only if a total and its parts add up in both columns
    in one way, and the year's number is no larger than that of all years. No cell of the table may be empty:
    each row has two digits at least, and one is ``00``.
    """
    named = [record for record in records if record.row]
    digits = {record.row.id: text for record in named if record.row and (text := _digits(record))}
    if len(digits) < len(named) or "00" not in digits.values():
        return {}
    found: dict[str, Cut] = {}
    for total in _TOTALS:
        parts = [row for row in digits if row.startswith(f"{total}.")]
        if total in digits and parts:
            found |= _only_way({row: digits[row] for row in (total, *parts)})
    return found


def _digits(record: Record) -> str:
    """The digits of a row, if it is a line of text that holds nothing else, and two of them at least."""
    text = record.cells[0].text if len(record.cells) == 1 else ""
    certain = record.line.shape == "loose" and not record.two_rows and text.isdecimal() and text.isascii()
    return text if certain and len(text) >= _TWO else ""


def _only_way(rows: Mapping[str, str]) -> dict[str, Cut]:
    """The one way to cut a total (the first row) and its parts so that both columns add up; else none."""
    ways = [[tuple(map(int, cut)) for cut in cuts([text], _TWO)] for text in rows.values()]
    found = None
    for count, chosen in enumerate(_choices(ways[1:])):
        sums = tuple(sum(column) for column in zip(*chosen, strict=True))
        if count > _MOST_WAYS or (found and sums in ways[0]):
            return {}
        found = found or ((sums, *chosen) if sums in ways[0] else None)
    if found is None or any(year > cumulative for year, cumulative in found):
        return {}
    return {row: tuple(map(str, cut)) for row, cut in zip(rows, found, strict=True)}


def _choices(ways: Sequence[Sequence[tuple[int, ...]]]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every choice of one way for each row, lazily."""
    if not ways:
        yield ()
        return
    for way in ways[0]:
        for rest in _choices(ways[1:]):
            yield (way, *rest)
