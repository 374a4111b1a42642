"""Comma-separated values (CSV), as spreadsheets save them, to rows of texts."""

from __future__ import annotations

import csv
from collections import Counter

from govreport.normalize import squeezed
from govreport.numbers import is_value

__all__ = ["rows"]

_SEPARATORS = ",;"
_FEWEST_FIELDS, _FEWEST_VALUES = 4, 20  # of a sheet with a form in it
_REGULAR = 0.9  # of the lines: a spreadsheet gives each as many fields


def rows(data: str) -> list[list[str]] | None:
    """The rows of a text that is CSV; None where it is not.

    A blank line is a row without texts.

    >>> rows("一、总体情况") is None
    True
    """
    for separator in _SEPARATORS:
        if data.count(separator) < _FEWEST_VALUES:
            continue
        try:
            read = list(csv.reader(data.splitlines(keepends=True), delimiter=separator, strict=True))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in read if row)
        ((width, lines),) = widths.most_common(1)
        if width < _FEWEST_FIELDS or lines < _REGULAR * widths.total():
            continue
        if sum(is_value(text) for row in read for text in row) >= _FEWEST_VALUES:
            return [list(map(squeezed, row)) for row in read]
    return None
