"""The numbers of a paper: each with its name, what it counts, what it rests on, or why it is not known."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from pathlib import Path

import pandas as pd

from govreport import __version__
from govreport.errors import GovReportError
from govreport.measures.indicators import wilson
from govreport.paper.tex import MACRO_ENDINGS, definitions
from govreport.paper.value import Value

__all__ = ["Values"]

_NAME = re.compile(r"[a-z]{2,}[A-Z][A-Za-z]*")
_BAR = "\\|"
_LIMIT, _MOST_DIGITS = 10**15, 12
_SIGNIFICANT = 12  # digits kept of what binary arithmetic gave: its last ones differ between machines


class Values:
    """The values of one paper, under names that are macros of LaTeX too.

    Parameters
    ----------
    data : str
        What they are computed from, such as a fingerprint of the reports; stands in every file.

    Examples
    --------
    >>> values = Values(data="sha256 ...")
    >>> about = {"zh": "新收申请", "en": "new requests", "source": "reports/2024.txt"}
    >>> values.add("requestsNew", 60, unit="件", **about).printed
    '60'
    >>> values.share("sumsHold", 267, 271, **about).full
    '267/271 = 98.5% [96.3%, 99.4%]'
    >>> values.unknown("requestsOld", "no report on the year before", **about).printed
    '—'
    """

    def __init__(self, data: str = "") -> None:
        self.data = data
        self._values: dict[str, Value] = {}

    def __iter__(self) -> Iterator[Value]:
        """The values, by name."""
        return iter(self._values[name] for name in sorted(self._values))

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def add(
        self,
        name: str,
        value: object,
        *,
        zh: str,
        en: str,
        source: str,
        unit: str = "",
        digits: int | None = None,
        n: object = None,
        interval: tuple[object, object] | None = None,
        grouped: bool = True,
        otherwise: str | None = None,
    ) -> Value:
        """Add a value.

        Parameters
        ----------
        name : str
            Two words or more, each but the first with a capital: ``requestsNew``. Letters only, because
            LaTeX's names have no digits, and hardly another command of LaTeX is written so.
        value : int, Decimal, float or str
        zh, en : str
            A sentence that says what it is.
        source : str
            Where it comes from: a report, a file, an address.
        digits : int, optional
            Decimals that are printed; needed for a float. A Decimal has its own.
        n : int, optional
            Number of cases.
        interval : (number, number), optional
            Of the value, in its unit.
        otherwise : str, optional
            Why the value is not known, where it is NA: without it NA is refused.

        Raises
        ------
        GovReportError
            If the name is there, or is none that LaTeX can have; if the value is NaN, NA, infinite or of
            another type; if a float comes without digits; if the interval does not hold the value; if a
            sentence or the source is empty.
        """
        if otherwise is not None and _absent(value):
            return self.unknown(name, otherwise, zh=zh, en=en, source=source)
        if isinstance(value, str):
            if digits is not None or interval is not None:
                raise GovReportError(f"value {name}: a text has neither digits nor an interval")
            text = _text(name, "value", value)
            return self._kept(Value(name, text, zh, en, source, unit, n=_n(name, n)))
        number = _number(name, value)
        if digits is None and not isinstance(value, Decimal | Rational):
            found = f"found the float {value!r}"
            raise GovReportError(f"value {name}: digits=... was expected (0 for a count), {found}")
        ends = None if interval is None else (_number(name, interval[0]), _number(name, interval[1]))
        if ends and not ends[0] <= number <= ends[1]:
            raise GovReportError(
                f"value {name}: an interval that holds {number} was expected, found {interval}"
            )
        shown = _decimals(number) if digits is None else digits
        if not 0 <= shown <= _MOST_DIGITS:
            raise GovReportError(
                f"value {name}: digits from 0 to {_MOST_DIGITS} were expected, found {shown}"
            )
        return self._kept(Value(name, number, zh, en, source, unit, shown, _n(name, n), ends, grouped))

    def share(
        self, name: str, part: object, whole: object, *, zh: str, en: str, source: str, digits: int = 1
    ) -> Value:
        """Add a share in percent, with n = `whole` and the 95% score interval (Wilson 1927).

        For independent cases only: reports of one body, or places of one report, are not, see `estimated`.
        Of no cases (0 of 0) there is no share: it is added as not known.

        Raises
        ------
        GovReportError
            As `add`; and if the part is negative or more than the whole.
        """
        some, all_of = _number(name, part), _number(name, whole)
        if not 0 <= some <= all_of:
            raise GovReportError(f"value {name}: 0 <= part <= whole was expected, found {part}/{whole}")
        if not all_of:
            return self.unknown(name, "没有可计的 no cases, 0/0", zh=zh, en=en, source=source)
        exact = _decimal(Fraction(some) / Fraction(all_of) * 100)
        low, high = (_decimal(100 * end) for end in wilson(float(some), float(all_of)))
        return self._kept(Value(name, exact, zh, en, source, "%", digits, all_of, (low, high), part=some))

    def estimated(
        self, name: str, row: pd.Series, *, zh: str, en: str, source: str, digits: int = 1
    ) -> Value:
        """Add a share in percent as it was estimated from a design: `govreport.studies.shares`.

        Parameters
        ----------
        row : Series
            part, n, value, low and high. Where nothing was estimated the share is added as not known; where
            there is no interval it has none.

        Raises
        ------
        GovReportError
            As `add`; and if the part is negative or more than n.
        """
        some, all_of = _number(name, row["part"]), _number(name, row["n"])
        if not 0 <= some <= all_of:
            raise GovReportError(f"value {name}: 0 <= part <= n was expected, found {some}/{all_of}")
        if _absent(row["value"]):
            return self.unknown(name, f"n = {all_of}，不作估计 not estimated", zh=zh, en=en, source=source)
        exact, ends = _number(name, 100 * row["value"]), None
        if not _absent(row["low"]):
            ends = (_number(name, 100 * row["low"]), _number(name, 100 * row["high"]))
        return self._kept(Value(name, exact, zh, en, source, "%", digits, all_of, ends, part=some))

    def unknown(self, name: str, why: str, *, zh: str, en: str, source: str) -> Value:
        """Add a value that is not known: the paper prints — and can print the reason.

        Raises
        ------
        GovReportError
            If the name is there or is none that LaTeX can have, or a text is empty.
        """
        return self._kept(Value(name, None, zh, en, source, why=_text(name, "why", why)))

    def frame(self) -> pd.DataFrame:
        """All values by name: name, value (as printed), interval, n, unit, zh, en, source, why."""
        rows = [(v.name, v.printed, v.between, v.cases, v.unit, v.zh, v.en, v.source, v.why) for v in self]
        columns = ["name", "value", "interval", "n", "unit", "zh", "en", "source", "why"]
        return pd.DataFrame(rows, columns=columns, dtype="string")

    def write(self, folder: str | Path, stem: str = "values") -> tuple[Path, ...]:
        """Write ``stem.json``, ``stem.tex`` (macros) and ``stem.md`` (a table) to a folder.

        The same values give the same bytes.
        """
        out = Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        texts = {".json": self.json(), ".tex": definitions(self, self.data), ".md": self.markdown()}
        for ending, text in texts.items():
            (out / f"{stem}{ending}").write_text(text, encoding="utf-8", newline="\n")
        return tuple(out / f"{stem}{ending}" for ending in texts)

    def json(self) -> str:
        """Sorted by name; of each value all that is known, and how the paper prints it."""
        content = {"govreport": __version__, "data": self.data, "values": {v.name: v.as_json() for v in self}}
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    def markdown(self) -> str:
        """A table: name, value, n, what it is, source."""
        head = ("name", "value", "interval", "n", "中文", "English", "source")
        rows = [head, ("---",) * len(head)]
        for v in self:
            value = v.printed if v.value is not None else v.full
            rows.append((f"`{v.name}`", value, v.between, v.cases, v.zh, v.en, v.source))
        return "".join(f"| {' | '.join(cell.replace('|', _BAR) for cell in row)} |\n" for row in rows)

    def _kept(self, value: Value) -> Value:
        if not _NAME.fullmatch(value.name):
            expected = "letters of English, a second word with a capital, as in requestsNew"
            raise GovReportError(f"value {value.name!r}: {expected} were expected")
        for other in self._values:
            if value.name == other:
                raise GovReportError(f"value {value.name}: the name is there already: {self[other].en}")
            if {value.name.removeprefix(other), other.removeprefix(value.name)} & MACRO_ENDINGS:
                raise GovReportError(f"value {value.name}: it and {other} would give the same macro")
        for field in ("zh", "en", "source"):
            _text(value.name, field, getattr(value, field))
        self._values[value.name] = value
        return value


def _absent(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_nan()
    return (
        value is None or value is pd.NA or value is pd.NaT or (isinstance(value, Real) and math.isnan(value))
    )


def _number(name: str, value: object) -> Decimal:
    """A finite number as a Decimal; of a float the digits that do not depend on the machine."""
    if _absent(value):
        raise GovReportError(f"value {name}: NA; what is not known is to be said: unknown({name!r}, why)")
    if isinstance(value, bool) or not isinstance(value, Decimal | Real):
        raise GovReportError(f"value {name}: int, Decimal, float or text was expected, found {value!r}")
    if not -_LIMIT < value < _LIMIT:  # type: ignore[operator]  # Real has an order that typing does not know
        raise GovReportError(f"value {name}: a number of 15 digits at most was expected, found {value!r}")
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Integral):
        return Decimal(int(value))
    return _decimal(Fraction(value) if isinstance(value, Rational) else float(value))


def _decimal(number: float | Fraction) -> Decimal:
    if isinstance(number, Fraction):
        return Decimal(number.numerator) / Decimal(number.denominator)
    return Decimal(f"{number:.{_SIGNIFICANT}g}")


def _n(name: str, n: object) -> Decimal | None:
    return None if n is None else _number(name, n)


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # finite
    return max(0, -exponent)


def _text(name: str, field: str, text: str) -> str:
    if not text.strip() or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise GovReportError(f"value {name}: {field}: a text in one line was expected, found {text!r}")
    return text
