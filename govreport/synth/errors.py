"""Errors planted on demand: a truth that is wrong in one known way, as real reports are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from govreport.errors import ArgumentError
from govreport.synth.truth import Truth
from govreport.synth.written.figures import Key
from govreport.synth.written.miscount import CELLS
from govreport.synth.written.misquote import WORDS, Words
from govreport.synth.written.sums import broken

__all__ = ["KINDS", "Planted", "PlantedCell", "PlantedText", "plant"]

KINDS = (*CELLS, *WORDS)
# Kinds of wrong cells that no sum of the year itself shows; all others are planted where one does.
_WITHIN_SUMS = ("total_blank", "table_copied", "carry_in", "money_in_yuan")


@dataclass(frozen=True, slots=True)
class PlantedCell:
    """A cell that no longer says what is right; `planted` is None where it was left blank."""

    key: Key
    right: Decimal | None
    planted: Decimal | None


@dataclass(frozen=True, slots=True)
class PlantedText:
    """Words of a paragraph that no longer say what is right; `start` and `end` are those of `planted`.

    ``section`` is ``"preamble"`` for what stands before the first section.
    """

    section: str
    paragraph: int
    start: int
    end: int
    right: str
    planted: str


@dataclass(frozen=True, slots=True)
class Planted:
    """Everything in which a truth was made wrong, and the rules of its form that are broken by it."""

    kind: str
    cells: tuple[PlantedCell, ...] = ()
    texts: tuple[PlantedText, ...] = ()
    rules: tuple[str, ...] = ()


def plant(truth: Truth, kind: str, seed: int) -> tuple[Truth, Planted]:
    """`truth` with one error of that kind; the same for the same arguments.

    Parameters
    ----------
    truth : Truth
        One whose tables add up, as those of `make` do.
    kind : str
        One of `KINDS`.
    seed : int
        Chooses the place and the size of the error.

    Returns
    -------
    tuple of Truth, Planted
        They differ from `truth` in what the second says and in nothing else. A fact whose number is
        changed states the planted number; places after it in its paragraph move with it.

    Raises
    ------
    ArgumentError
        If there is no such kind, or nothing in `truth` that could be wrong in this way.
    """
    if kind not in KINDS:
        raise ArgumentError(f"kind: expected one of {', '.join(KINDS)}, found {kind!r}")
    rng = Random(f"plant {kind} {seed} {truth.form} {truth.seed} {truth.year}")
    if kind in WORDS and (words := list(WORDS[kind](truth))):
        wrong, text = _reworded(truth, rng.choice(words))
        return wrong, Planted(kind, texts=(text,))
    changes = list(CELLS[kind](truth)) if kind in CELLS else []
    rng.shuffle(changes)
    already = broken(truth)
    for change in changes:
        wrong = replace(truth, cells={**truth.cells, **change})
        rules = tuple(rule for rule in broken(wrong) if rule not in already)
        if rules or kind in _WITHIN_SUMS:
            cells = tuple(PlantedCell(key, truth.cells[key], value) for key, value in change.items())
            return wrong, Planted(kind, cells, rules=rules)
    raise ArgumentError(f"{kind}: nothing of the kind in the report of {truth.organ} on {truth.year}")


def _reworded(truth: Truth, new: Words) -> tuple[Truth, PlantedText]:
    paragraphs = truth.preamble if new.section == "preamble" else truth.narrative[new.section]
    old = paragraphs[new.paragraph]
    text = old[: new.start] + new.words + old[new.end :]
    written = (*paragraphs[: new.paragraph], text, *paragraphs[new.paragraph + 1 :])
    end = new.start + len(new.words)
    planted = PlantedText(new.section, new.paragraph, new.start, end, old[new.start : new.end], new.words)
    if new.section == "preamble":
        return replace(truth, preamble=written), planted
    longer = end - new.end
    here = (new.section, new.paragraph)
    facts = []
    for fact in truth.facts:
        if (fact.section, fact.paragraph) == here and fact.start >= new.end:
            fact = replace(fact, start=fact.start + longer, end=fact.end + longer)
        elif (fact.section, fact.paragraph, fact.start, fact.end) == (*here, new.start, new.end):
            assert new.value is not None
            fact = replace(fact, value=new.value, end=end)
        facts.append(fact)
    themes = (
        replace(t, start=t.start + longer, end=t.end + longer)
        if (t.section, t.paragraph) == here and t.start >= new.end
        else t
        for t in truth.themes
    )
    narrative = {**truth.narrative, new.section: written}
    return replace(truth, narrative=narrative, facts=tuple(facts), themes=tuple(themes)), planted
