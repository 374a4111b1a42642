"""Text of which parts are struck out, raised or hidden: what of it counts as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Literal

__all__ = ["NO_TEXT", "How", "Run", "draws_signs", "is_white", "printed"]

How = Literal["plain", "struck", "raised", "shifted", "faint", "unsure", "hidden"]
Run = tuple[str, How]

NO_TEXT = "\ufffc"  # stands where something is printed that is no text, or not certainly that text
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BRACKETED = re.compile(r"\s*[\[(（〔［【].*[\])）〕］】]\s*")
_COLOUR = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")
_SIGNS = re.compile(r"dings|zapf|marlett", re.IGNORECASE)  # of Wingdings 2, Webdings, ITC Zapf Dingbats
_LIGHT = 0xF0  # of 255: lighter letters are not seen on white paper


def is_white(colour: str | None) -> bool:
    """Whether letters of a colour (``FFFFFF``, also with ``#`` or a first byte for opacity) are unseen."""
    match = _COLOUR.fullmatch((colour or "").removeprefix("#"))
    return match is not None and all(int(part, 16) >= _LIGHT for part in match.groups())


@lru_cache(maxsize=256)
def draws_signs(font: str | None) -> bool:
    """Whether the digits of a font are drawn as signs: clocks, hands, numbers in circles."""
    return _SIGNS.search(font or "") is not None


def printed(runs: Iterable[Run]) -> tuple[str, str]:
    """The text of a line or cell as it counts, and what of it is struck out.

    A raised or lowered mark stands in brackets, so that it is a remark on the number beside it and no
    digit of it. Struck-out and hidden text is left out.

    Parameters
    ----------
    runs : iterable of (str, How)
        ``shifted`` is raised by some points, ``faint`` white on a ground that may be dark: both are plain
        where no other text stands beside them. ``unsure`` is squeezed or set over itself, may be hidden, or
        in a font of signs: its digits are not read.

    Examples
    --------
    >>> printed([("52", "struck"), ("610", "plain"), ("1", "raised")])
    ('610[1]', '52')
    """
    held = [run for run in runs if run[0] and run[1] != "hidden"]
    if {how for _, how in held} <= {"plain"}:
        return "".join([text for text, _ in held]), ""
    alone = not any(text.strip() for text, how in held if how == "plain")
    parts, struck = [], []
    for how, group in groupby(held, key=lambda run: run[1]):
        text = "".join(part for part, _ in group)
        if how == "struck":
            struck.append(text)
        elif how == "raised" or (how == "shifted" and not alone):
            parts.append(_remark(text))
        elif how == "unsure" or (how == "faint" and not alone):
            parts.append(NO_TEXT if any(map(str.isdigit, text)) else text)
        else:
            parts.append(text)
    return "".join(parts), " ".join(" ".join(struck).split())


def _remark(text: str) -> str:
    words = _HAN.search(text) is not None and not any(map(str.isdigit, text))
    return text if words or not text.strip() or _BRACKETED.fullmatch(text) else f"[{text.strip()}]"
