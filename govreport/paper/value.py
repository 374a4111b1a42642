"""One number or text of a paper: how it is printed, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from govreport.numbers import json_number

__all__ = ["Value"]

_DASH = "—"


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a text that a paper cites.

    Attributes
    ----------
    value : Decimal, str or None
        None: not known, and `why` says why.
    digits : int
        Decimals that are printed; the value is rounded for print only, a half away from zero.
    unit : str
        ``%`` is printed with the number, every other unit is for the reader of the list.
    n, part : Decimal or None
        The number of cases on which it rests; of a share, how many of them.
    interval : (Decimal, Decimal) or None
        In the unit of the value.
    grouped : bool
        Whether thousands are set apart: not in a year.
    """

    name: str
    value: Decimal | str | None
    zh: str
    en: str
    source: str
    unit: str = ""
    digits: int = 0
    n: Decimal | None = None
    interval: tuple[Decimal, Decimal] | None = None
    grouped: bool = True
    part: Decimal | None = None
    why: str = ""

    @property
    def plain(self) -> str:
        """As a program reads it: without thousands and unit."""
        if isinstance(self.value, Decimal):
            return f"{_rounded(self.value, self.digits):f}"
        return _DASH if self.value is None else self.value

    @property
    def printed(self) -> str:
        """As the paper prints it: ``11,000``, ``98.5%``, a text as it is, — where it is not known."""
        return self._shown(self.value) if isinstance(self.value, Decimal) else self.plain

    @property
    def cases(self) -> str:
        return _counted(self.n)

    @property
    def some(self) -> str:
        """Of a share, how many of the cases."""
        return _counted(self.part)

    @property
    def between(self) -> str:
        """``[96.3%, 99.4%]``, or — without an interval."""
        if self.interval is None:
            return _DASH
        low, high = (self._shown(end) for end in self.interval)
        return f"[{low}, {high}]"

    @property
    def full(self) -> str:
        """The number with all that it has: ``267/271 = 98.5% [96.3%, 99.4%]``; — with the reason."""
        if self.value is None:
            return f"{_DASH} ({self.why})"
        if self.part is not None:
            return f"{self.some}/{self.cases} = {self.printed} {self.between}"
        interval = "" if self.interval is None else f" {self.between}"
        return self.printed + interval + ("" if self.n is None else f", n = {self.cases}")

    def as_json(self) -> dict[str, Any]:
        """All that is known of it but its name, in types of JSON."""
        number = self.value
        data: dict[str, Any] = {
            "value": json_number(number) if isinstance(number, Decimal) else number,
            "printed": self.printed,
            "full": self.full,
            "unit": self.unit,
            "digits": self.digits,
            "n": None if self.n is None else json_number(self.n),
            "part": None if self.part is None else json_number(self.part),
            "interval": None if self.interval is None else [json_number(end) for end in self.interval],
            "source": self.source,
            "zh": self.zh,
            "en": self.en,
        }
        return data | ({"why": self.why} if number is None else {})

    def _shown(self, value: Decimal) -> str:
        number = f"{_rounded(value, self.digits):{',' if self.grouped else ''}f}"
        return number + "%" * (self.unit == "%")


def _counted(number: Decimal | None) -> str:
    return _DASH if number is None else f"{number.normalize():,f}"


def _rounded(number: Decimal, digits: int) -> Decimal:
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # no −0.0
