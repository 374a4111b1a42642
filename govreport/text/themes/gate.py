"""The gate of the themes: where a sentence says what was asked for, and whether requests are spoken of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain

from govreport.resources import Table, load_toml
from govreport.text.sought import Several, Sought, sought

__all__ = ["Frame", "Gate", "ListForm", "Opened", "Passed", "Statement", "Talk", "gate"]

FILE = "theme_gate.toml"
_TRAITS = ("before", "coded", "context", "counted", "quoted", "summed", "topics", "weak")
_HAN = re.compile("[\u4e00-\u9fff]")
_FURTHEST = 1500  # characters of a sentence beside a place that are looked at
_OTHERS = 3
_ASKED = ("requests", "outcomes")  # outcomes are parts of the requests
Opened = tuple[int, re.Match[str]]  # the number of a pattern in `Gate.openings`, and what it found


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence that the gate lets through, with the phrases that it states."""

    sentence: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to state themes.

    Its patterns end where the items begin; with the trait "before" they begin where the items end, and where
    they have a group of that name the items stand in it.
    """

    id: str
    zh: str
    en: str
    traits: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    passes: tuple[Passed, ...]
    fails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that sentences are about, and the words that name it."""

    kind: str
    pattern: Sought
    patterns: tuple[re.Pattern[str], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """What is no item of a theme: an outcome, a channel, an applicant, a remedy, a body.

    With `counted` it is none where it has a number.
    """

    what: str
    counted: bool
    whole: re.Pattern[str]
    part: re.Pattern[str]
    label: re.Pattern[str]
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListForm:
    """How a list of items is written: what stands before and behind an item, and where a list is cut."""

    protected: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    open: re.Pattern[str]
    more: re.Pattern[str]
    and_: re.Pattern[str]
    counters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A frame found in a sentence; its items stand in ``sentence[start:end]``."""

    frame: Frame
    start: int
    end: int
    coded: bool  # only items that have a code


@dataclass(slots=True)
class Talk:
    """What is being spoken of at a place of a text, and whether a number of requests was stated."""

    kind: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate as data, and how it is applied to one sentence."""

    frames: tuple[Frame, ...]
    subjects: tuple[Subject, ...]
    drops: tuple[Drop, ...]
    form: ListForm
    stated: Sought
    came: Sought
    none: Sought
    condition: Sought
    condition_behind: re.Pattern[str]
    condition_surely: re.Pattern[str]
    unstated: Sought
    senders: re.Pattern[str]
    apart: Sought
    neutral: re.Pattern[str]
    openings: Several = field(init=False, repr=False, compare=False)  # the patterns of all frames
    of_opening: tuple[Frame, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        every = [(frame, pattern.pattern) for frame in self.frames for pattern in frame.patterns]
        object.__setattr__(self, "openings", Several(pattern for _, pattern in every))
        object.__setattr__(self, "of_opening", tuple(frame for frame, _ in every))

    def cues(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and kind of each subject named in a text; of those that begin together the longest."""
        found = [(m.start(), -m.end(), s.kind) for s in self.subjects for m in s.pattern.finditer(text)]
        kept: list[tuple[int, int, str]] = []
        for start, negative, kind in sorted(found):
            if not kept or start >= kept[-1][1]:
                kept.append((start, -negative, kind))
        return kept

    def spoken(self, before: str, talk: Talk) -> Talk:
        """What is spoken of behind the opening of a sentence: the nearest subject, else what was before."""
        cues = self.cues(before)
        kind = cues[-1][2] if cues else talk.kind
        counted = self.stated.search(before) is not None or (talk.counted and talk.kind in _ASKED)
        return Talk(kind, counted)

    def statements(self, sentence: str, opened: Iterable[Opened], talk: Talk) -> list[Statement]:
        """Where the sentence states themes, by the places where the items begin; they may overlap.

        `opened` are the matches of `openings` in it.
        """
        if self.apart.search(sentence):
            return []
        found = [
            statement
            for number, match in opened
            if (statement := self._statement(self.of_opening[number], match, sentence, talk)) is not None
        ]
        return _bounded(sorted(found, key=lambda statement: statement.start))

    def _statement(self, frame: Frame, match: re.Match[str], sentence: str, talk: Talk) -> Statement | None:
        coded = "coded" in frame.traits
        end = match.start("items") if "items" in match.re.groupindex else match.end()
        before = sentence[max(0, end - _FURTHEST) : end]
        spoken = self.spoken(before, talk)
        inside_quotes = "quoted" in frame.traits and sentence.count('"', 0, match.end()) % 2
        if spoken.kind == "other" or inside_quotes or self._none(before, talk):
            return None
        if "weak" not in frame.traits and self._rule(sentence, match.start(), end):
            return None
        if "context" in frame.traits:
            unknown = not self.cues(before) and self._says(sentence[max(0, end - _FURTHEST) : match.start()])
            if unknown and "before" not in frame.traits:
                return None
            if not spoken.counted or spoken.kind not in _ASKED:
                return None
            coded = coded or spoken.kind == "outcomes"
        if "items" in match.re.groupindex:
            return Statement(frame, *match.span("items"), coded)
        if "before" in frame.traits:
            return Statement(frame, 0, match.start(), coded)
        return Statement(frame, match.end(), len(sentence), coded)

    def _none(self, before: str, talk: Talk) -> bool:
        """Whether no request came, and none was named before (none came in another year, by post)."""
        came = self.came.search(before) is not None or (talk.counted and talk.kind in _ASKED)
        return not came and self.none.search(before) is not None

    def _rule(self, sentence: str, start: int, end: int) -> bool:
        """Whether the clause from before `start` says what is to be done if requests are about something."""
        first = max(sentence.rfind(mark, max(0, start - _FURTHEST), start) for mark in ",;:。") + 1
        clause = sentence[first:end]
        if self.condition.search(clause):
            return True
        behind = self.condition_surely if clause.endswith(("是", "为")) else self.condition_behind
        return behind.match(sentence[end : end + _FURTHEST]) is not None

    def _says(self, before: str) -> bool:
        """Whether something is spoken of that no subject names: then what was spoken of before is over."""
        return _HAN.search(self.neutral.sub("", before)) is not None

    def dropped(self, item: str, masked: str, *, counted: bool, topics: bool) -> bool:
        """Whether an item is none of a theme.

        In `masked` the terms of the codebook are blanked; `counted` says whether it has a number, `topics`
        that the frame names what was asked for, so that a label of the tables is a theme.
        """
        return (not topics and self.labelled(item, counted=counted)) or any(
            drop.whole.fullmatch(masked) or drop.part.search(masked)
            for drop in self.drops
            if counted or not drop.counted
        )

    def labelled(self, items: str, *, counted: bool) -> bool:
        """Whether items begin with a label of the official tables."""
        return any(drop.label.match(items) for drop in self.drops if counted or not drop.counted)


def _bounded(found: list[Statement]) -> list[Statement]:
    """The statements of a sentence, each over `_OTHERS` others at most: further on these read the items."""
    starts = sorted({one.start for one in found})
    ends = sorted({one.end for one in found})
    bounded = []
    for one in found:
        before, behind = bisect_left(ends, one.end) - _OTHERS, bisect_left(starts, one.start) + _OTHERS
        first = ends[before] if before >= 0 and "before" in one.frame.traits else one.start
        end = starts[behind] if behind < len(starts) else one.end
        bounded.append(replace(one, start=max(one.start, first), end=max(first, min(one.end, end))))
    return bounded


@cache
def gate() -> Gate:
    """The gate, from ``data/theme_gate.toml``."""
    return load_toml(FILE, _gate)


def _gate(data: Table) -> Gate:
    parts: dict[str, str] = {}
    for part in data.tables("parts"):
        name, pattern = part.text("name"), part.text("pattern")
        parts[name] = _filled(pattern, parts, part)
        part.done()
    subjects = tuple(_subject(entry, parts) for entry in data.tables("subjects"))
    frames = tuple(_frame(entry, parts) for entry in data.tables("frames"))
    drops = tuple(map(_drop, data.tables("drops")))
    stated, none, unstated, apart = (
        sought(_filled(data.text(key), parts, data)) for key in ("told", "none", "untold", "apart")
    )
    senders = re.compile(data.text("senders"))
    behind, surely = (
        re.compile(_filled(data.text(key), parts, data)) for key in ("condition_behind", "condition_surely")
    )
    condition, came = sought("|".join(data.texts("condition"))), sought(parts["came"])
    neutral = sorted(data.texts("neutral"), key=len, reverse=True)
    fillers = re.compile("|".join((parts["counter"], *neutral)))
    form = _form(data.table("items"), parts)
    return Gate(
        frames,
        subjects,
        drops,
        form,
        stated,
        came,
        none,
        condition,
        behind,
        surely,
        unstated,
        senders,
        apart,
        fillers,
    )


def _filled(pattern: str, parts: Mapping[str, str], data: Table) -> str:
    """A pattern with its ``<parts>`` in place."""

    def part(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise data.wrong("pattern", f"one of the parts {', '.join(parts)}", match[1])
        return parts[match[1]]

    return re.sub(r"(?<!\?P)<(\w+)>", part, pattern)


def _subject(data: Table, parts: Mapping[str, str]) -> Subject:
    patterns = [_filled(pattern, parts, data) for pattern in data.texts("patterns")]
    compiled = tuple(map(re.compile, patterns))
    return data.of(Subject, pattern=sought("|".join(patterns)), patterns=compiled)


def _frame(data: Table, parts: Mapping[str, str]) -> Frame:
    traits = frozenset(data.texts("traits"))
    for unknown in traits - set(_TRAITS):
        raise data.wrong("traits", " | ".join(_TRAITS), unknown)
    patterns = tuple(re.compile(_filled(pattern, parts, data)) for pattern in data.texts("patterns"))
    passes = tuple(entry.of(Passed) for entry in data.tables("passes"))
    return data.of(Frame, traits=traits, patterns=patterns, passes=passes)


def _drop(data: Table) -> Drop:
    lists = {key: data.texts(key, required=key != "label") for key in ("whole", "part", "label")}
    compiled = {key: re.compile("|".join(patterns) or "(?!)") for key, patterns in lists.items()}
    counted = "where" in data and data.text("where", ("counted",)) == "counted"
    return data.of(Drop, counted=counted, patterns=tuple(chain(*lists.values())), **compiled)


def _form(data: Table, parts: Mapping[str, str]) -> ListForm:
    protected = re.compile("|".join(data.texts("protected")))
    data.texts("protected_examples")
    patterns = (_filled(data.text(key), parts, data) for key in ("lead", "tail", "open", "more", "and"))
    lead, tail, open_, more, and_ = map(re.compile, patterns)
    form = ListForm(protected, lead, tail, open_, more, and_, frozenset(data.texts("counters")))
    data.done()
    return form
