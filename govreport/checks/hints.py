"""What helps a reader to see why a number is wrong: sentences of data/slips.toml, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from govreport.checks import slips
from govreport.checks.case import Bilingual
from govreport.checks.grim import Explanation

__all__ = ["NO_HINT", "first", "hint"]

NO_HINT: Bilingual = ("", "")


def hint(id_: str, *, printed: str = "", right: str = "", other: str | Bilingual = "") -> Bilingual:
    """The text of a slip as sentences; `other` may differ between the languages."""
    known = slips.load()[id_]
    zh, en = (other, other) if isinstance(other, str) else other
    return (
        known.zh.format(printed=printed, right=right, other=zh) + "。",
        known.en.format(printed=printed, right=right, other=en) + ".",
    )


def first(explanations: Iterable[Explanation], leave_out: tuple[str, ...]) -> Bilingual:
    """The likeliest explanation that is not of one of those kinds, as sentences."""
    found = next((one for one in explanations if one.kind not in leave_out), None)
    return (f"{found.zh}。", f"{found.en}.") if found else NO_HINT
