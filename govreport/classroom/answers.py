"""What a student's name holds, as plain data: read inside the kernel, compared outside it.

Nothing of the student's own is called here, no ``repr`` and no ``==``: an object may do anything in them.
What arrives is not trusted either: a cell can change what is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite, isnan
from typing import Any, Literal, cast, get_args

__all__ = ["MEDIA_TYPE", "GivenAnswer", "Kind", "answer_of", "as_data", "emit", "from_data"]

Kind = Literal["undefined", "open", "nothing", "number", "yesno", "text", "items", "table", "other"]

MEDIA_TYPE = "application/vnd.govreport.answer+json"
_SHOWN = 60  # characters of what was given
_MOST_ITEMS = 1000
_MOST_BITS = 4000  # of a whole number that is written out at all
_LONGEST = 400  # characters of a number, and its exponent; above every float
_DEEPEST = 3
_NUMBER = re.compile(r"-?[0-9]+(?:/0*[1-9][0-9]*|(?:\.[0-9]+)?(?:[eE](?P<exponent>[+-]?[0-9]+))?)")


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was given.

    Attributes
    ----------
    kind : str
        "undefined": there is no such name; "open": ``...``; "nothing": None, NA,
        NaN; "other": of no use here.
    shown : str
        A line for people, at most some 60 characters.
    value : str
        Of a number, as `fractions.Fraction` reads it; of a text, the text.
    items : tuple of Answer
        Of a list, a set or an array; of a table, what its names stand for.
    names : tuple of str
        Of a table.
    """

    kind: Kind
    shown: str = ""
    value: str = ""
    items: tuple[GivenAnswer, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there is an answer: a table of nothing but ``...`` is none."""
        if self.kind == "table" and self.items:
            return any(item.given for item in self.items)
        return self.kind not in ("undefined", "open")


def answer_of(value: object, depth: int = 0) -> GivenAnswer:
    """A value as plain data: Python's own scalars and lists, those of numpy and pandas, Decimal, Fraction."""
    import numpy as np
    import pandas as pd

    kind = type(value)
    if value is Ellipsis:
        return GivenAnswer("open", "...")
    if value is None or value is pd.NA or value is pd.NaT:
        return GivenAnswer("nothing", "None" if value is None else "NA")
    if issubclass(kind, np.ndarray) and cast(Any, value).ndim == 0:
        return answer_of(cast(Any, value).item(), depth)
    if issubclass(kind, bool | np.bool_):
        return GivenAnswer("yesno", "True" if value else "False")
    if issubclass(kind, str):
        text = str.__str__(cast(str, value))[:_MOST_ITEMS].encode("utf-8", "replace").decode("utf-8")
        return GivenAnswer("text", _clipped(str.__repr__(text)), text)
    if (number := _number(value)) is not None:
        return number
    if depth < _DEEPEST and issubclass(kind, dict) and len(cast(dict[object, object], value)) <= _MOST_ITEMS:
        return _table(cast(dict[object, object], value), depth)
    if depth < _DEEPEST and (items := _items(value)) is not None:
        return _list(items, depth, ordered=not issubclass(kind, set | frozenset))
    return GivenAnswer("other", _clipped(f"<{kind.__name__}>{_too_many(value)}"))


def _number(value: object) -> GivenAnswer | None:
    import numpy as np

    kind = type(value)
    if issubclass(kind, int | np.integer):
        whole = int(cast(int, value))
        return _exact(int.__repr__(whole) if whole.bit_length() < _MOST_BITS else "")
    if issubclass(kind, float | np.floating):
        real = float(cast(float, value))
        text = float.__repr__(real) if issubclass(kind, float) else str(value)  # float32: its own digits
        return _exact(text) if isfinite(real) else GivenAnswer("nothing" if isnan(real) else "other", text)
    if issubclass(kind, Decimal):
        decimal = Decimal(cast(Decimal, value))
        if not decimal.is_finite():
            return GivenAnswer("nothing" if decimal.is_nan() else "other", str(decimal))
        return _exact(str(decimal))
    if issubclass(kind, Fraction):
        ratio = cast(Fraction, value)
        whole = max(abs(ratio.numerator), ratio.denominator)
        return _exact(f"{ratio.numerator}/{ratio.denominator}" if whole.bit_length() < _MOST_BITS else "")
    return None


def _exact(text: str) -> GivenAnswer:
    if _is_number(text):
        return GivenAnswer("number", _clipped(text), text)
    return GivenAnswer("other", "<数太长 number too long>")


def _is_number(text: str) -> bool:
    """Whether it is a number that `fractions.Fraction` reads in no time: 1e9999999 takes minutes."""
    if len(text) > _LONGEST or not (match := _NUMBER.fullmatch(text)):
        return False
    return abs(int(match["exponent"] or 0)) <= _LONGEST


def _items(value: object) -> list[object] | None:
    """The members of a list, or of what a beginner takes for one."""
    import numpy as np
    import pandas as pd

    kind = type(value)
    plain = issubclass(kind, list | tuple | set | frozenset | type({}.keys()) | type({}.values()))
    array = issubclass(kind, pd.Series | pd.Index | pd.api.extensions.ExtensionArray) or (
        issubclass(kind, np.ndarray) and cast(Any, value).ndim == 1
    )
    if not (plain or array) or len(cast(list[object], value)) > _MOST_ITEMS:
        return None
    return list(cast(Iterable[object], value))


def _too_many(value: object) -> str:
    many = len(cast(list[object], value)) if type(value) in (list, tuple, set, dict) else 0
    return f" {many} 项，太多 items, too many" if many > _MOST_ITEMS else ""


def _list(values: list[object], depth: int, *, ordered: bool) -> GivenAnswer:
    items = [answer_of(value, depth + 1) for value in values]
    if not ordered:
        items.sort(key=lambda item: item.shown)
    return GivenAnswer("items", _clipped(f"[{', '.join(item.shown for item in items)}]"), items=tuple(items))


def _table(values: dict[object, object], depth: int) -> GivenAnswer:
    names = [answer_of(name, _DEEPEST) for name in values]
    items = tuple(answer_of(value, depth + 1) for value in values.values())
    text = ", ".join(f"{name.shown}: {item.shown}" for name, item in zip(names, items, strict=True))
    keys = tuple(name.value or name.shown for name in names)
    return GivenAnswer("table", _clipped(f"{{{text}}}"), items=items, names=keys)


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def as_data(answer: GivenAnswer) -> dict[str, object]:
    """An answer as JSON has it."""
    items = [as_data(item) for item in answer.items]
    head = {"kind": answer.kind, "shown": answer.shown, "value": answer.value}
    return {**head, "items": items, "names": list(answer.names)}


def from_data(data: Mapping[str, Any], depth: int = 0) -> GivenAnswer:
    """The answer that `as_data` gave.

    Raises
    ------
    KeyError, TypeError, ValueError
        If `as_data` cannot have given it.
    """
    kind, items, names = data["kind"], list(data["items"]), [_text(name) for name in data["names"]]
    shown, value = _text(data["shown"]), _text(data["value"])
    if kind not in get_args(Kind):
        raise ValueError(f"an answer of kind {kind!r}")
    if kind == "number" and not _is_number(value):
        raise ValueError(f"no number, or too long: {_clipped(value)!r}")
    if len(shown) > _SHOWN or not shown.isprintable():
        raise ValueError(f"more than a line: {_clipped(shown)!r}")
    if depth > _DEEPEST or len(items) > _MOST_ITEMS or len(names) != (len(items) if kind == "table" else 0):
        raise ValueError(f"{len(items)} items and {len(names)} names at depth {depth}")
    inner = tuple(from_data(item, depth + 1) for item in items)
    return GivenAnswer(kind, shown, value, inner, tuple(names))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, found {type(value).__name__}")
    value.encode("utf-8")  # half a surrogate pair can be neither printed nor written
    return value


def emit(name: str) -> None:
    """Display what a name holds in the kernel's own namespace; called by a cell at the end of the copy."""
    from IPython import get_ipython
    from IPython.display import display

    held = get_ipython().user_ns
    answer = answer_of(held[name]) if name in held else GivenAnswer("undefined")
    display({MEDIA_TYPE: as_data(answer)}, raw=True)  # type: ignore[no-untyped-call]
