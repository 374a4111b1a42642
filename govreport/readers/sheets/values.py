"""Stored values of spreadsheets as a person sees them, and how large a sheet may be."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from govreport.normalize import squeezed

__all__ = ["MOST_SLOTS", "TOO_LARGE", "Merge", "as_seen"]

Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last cell of a range: rows and columns from 0

MOST_SLOTS = 1_000_000  # cells of a sheet, empty ones between its corners included
TOO_LARGE = f"a sheet of at most {MOST_SLOTS} cells was expected, one has more"
_MOST_DIGITS = 15  # of a number: what a spreadsheet itself keeps


def as_seen(value: int | float | str | bool | time | date | datetime | timedelta) -> str:
    """A stored value as a person sees it: 60 for 60.0, 0.1 for 0.1, 2024-01-31 for a date."""
    if isinstance(value, str):
        return squeezed(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if not isinstance(value, int | float):
        return str(value)
    number = Decimal(repr(value))
    if isinstance(value, float) and not value.is_integer() and len(number.as_tuple().digits) > _MOST_DIGITS:
        number = Decimal(f"{value:.{_MOST_DIGITS}g}")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
