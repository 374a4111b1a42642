"""What a text has stated so far: the facts read, what they are about, when and for whom they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from govreport.text.facts.when import closes, counts_years, may_count_years
from govreport.text.facts.words import Token, vocabulary
from govreport.text.quantities import Qualifier, Quantity

__all__ = [
    "ANYONE", "APPLICANTS", "CASES", "CHANNELS", "ENDINGS", "OUTCOMES", "WHOLES",
    "Context", "Draft", "Where",
]  # fmt: skip

WHOLES = frozenset({"requests_new", "requests_received", "requests_total"})
OUTCOMES = frozenset({"granted", "partial", "denied", "unable", "not_held", "unprocessed", "other"})
APPLICANTS = frozenset({"natural_person", "organisation"})
ANYONE = ("公民", "个人")  # how words for applicants of any kind begin
CHANNELS = frozenset(f"channel_{way}" for way in ("online", "letter", "in_person", "fax", "email"))
ENDINGS = frozenset({"upheld", "corrected", "case_other", "pending"})
CASES = ("reconsideration", "litigation")
_OF_REQUESTS = WHOLES | OUTCOMES | APPLICANTS | CHANNELS | {
    "requests_answered", "carried_in", "carried_out", "granted_or_partial", "requests_last_year",
}  # fmt: skip
_OF_OTHER_YEARS = frozenset({"requests_last_year", "carried_in", "carried_out"})
_BODIES = frozenset({"territory", "office", "organ"})
_TIMES = frozenset({"year", "month", "part_year", "last", "next", "this"})
_COMPARING = frozenset({"than", "up", "down", "became", "same"})
# 其中网络8件, 另有上年结转2件; 连同上年结转的2件: no part of what came before
BESIDES = ("另", "另有", "另外", "连同", "加上")
_NEAR = 400  # characters
Scope = Literal["territory", "office"]


@dataclass(slots=True)
class Draft:
    """A fact that has been read and may yet be withdrawn.

    `part`: it is stated as part of another number. `loose`: 办理30件 or 均已答复, which a number carried out
    to the next year contradicts.
    """

    concept: str
    value: Decimal
    unit: str
    qualifier: Qualifier
    start: int
    end: int
    sentence: tuple[int, int]
    scope: Scope | None = None
    base: str | None = None
    part: bool = False
    clause: int = 0
    loose: bool = False


@dataclass(slots=True)
class Where:
    """What a clause inherits from those before it in its sentence.

    Attributes
    ----------
    topic : str or None
        What is being counted: requests, reconsideration, …; "other" for what is of no concern here.
    time : str
        Which year is meant: this, last, next, part (of a year), years (several together), other.
    bureau : bool
        The scope is a bureau's (县政府办公室) beside the numbers of its whole area.
    among : bool
        Parts of a number stated before follow.
    mixed : bool
        Something unknown has been counted, so that 办结 alone may not mean requests any more.
    themes : bool
        What requests were about is being listed.
    compared : bool
        The clause before ended in 比2022年 or 较上年.
    unread : bool
        A number that states no fact stands behind the last fact, so that what follows may be of that.
    open : Quantity or None
        A number of requests of which nothing has been stated yet: 4件申请尚在办理期限内.
    last : Draft or None
        The fact read last.
    words : sequence of Token
        The clause before, if it had no number: 结转(2件), 行政复议:无.
    ids : frozenset of str
        All ids of the clauses so far.
    done : frozenset of str
        What happened to what the number before counted, for lists: 制定规章2件、规范性文件5件.
    cases : list of Draft
        Totals of reviews and suits whose endings may follow.
    planned : bool
        A number of what is to come was stated, and 、 may go on with others.
    alien : bool
        Reviews or suits were stated that have another cause than information.
    none : int
        The clause that states that there was nothing; 、 may go on with what else there was none of.
    """

    topic: str | None = None
    time: str = "this"
    scope: Scope | None = None
    bureau: bool = False
    among: bool = False
    mixed: bool = False
    themes: bool = False
    compared: bool = False
    unread: bool = False
    open: Quantity | None = None
    last: Draft | None = None
    words: Sequence[Token] = ()
    done: frozenset[str] = frozenset()
    cases: list[Draft] = field(default_factory=list)
    planned: bool = False
    alien: bool = False
    none: int = 0
    ids: frozenset[str] = frozenset()


class Context:
    """The state of reading one text."""

    def __init__(self, text: str, year: int | None, counted: Mapping[int, Quantity]) -> None:
        self.text, self.year, self.counted = text, year, counted
        self.drafts: list[Draft] = []  # of the sentences before
        self.heading: str | None = None
        self.prior: list[str] = []  # topics of the sentence before
        self.whole: Draft | None = None  # the number of requests that was stated last
        self.first = False  # nothing has been stated under the heading yet
        self.unsure = False  # something has been counted beside the whole that no word explains
        self.territory = False  # numbers of a whole area have been stated, of which bodies' are parts
        self.of_area = Decimal(0)  # how many requests came in all of it
        self.begin(0, 0)

    def begin(self, start: int, end: int) -> None:
        """A new sentence."""
        self.sentence = (start, end)
        self.wording = wording = self.text[start:end]
        self._holds: dict[tuple[str, ...], bool] = {}
        self.may_count_years = may_count_years(wording)
        self.here: list[Draft] = []
        self.topics: list[str] = []
        self.names: list[str] = []  # of a list (分别为) whose numbers are still to come
        self.named: list[Draft] = []
        self.w = Where()
        self.mark = ""
        self.part = False
        self.no = 0

    def holds(self, *words: str) -> bool:
        """Whether the sentence holds one of those words: asked for each of its numbers, looked for once."""
        if words not in self._holds:
            self._holds[words] = any(word in self.wording for word in words)
        return self._holds[words]

    @property
    def concepts(self) -> set[str]:
        """What this sentence has stated."""
        return {draft.concept for draft in self.here}

    def near(self, at: int) -> tuple[str, str]:
        """What the sentence says before and behind an offset, as far as it may matter there."""
        first, last = max(self.sentence[0], at - _NEAR), min(self.sentence[1], at + _NEAR)
        return self.text[first:at], self.text[at:last]

    # ---- what is added

    def add(
        self, concept: str, q: Quantity, value: Decimal | None = None, base: str | None = None
    ) -> Draft | None:
        """State a number, unless it counts another year or cannot have this counter."""
        if self.w.time != "this" and concept not in _OF_OTHER_YEARS:
            return None
        if self.w.bureau and concept not in ("requests_received", "requests_answered"):
            return None
        if q.unit not in vocabulary().concepts[concept].counters:
            return None
        draft = Draft(
            concept, q.value if value is None else value, q.unit, q.qualifier, q.start, q.end, self.sentence,
            self.w.scope, base, self.part, self.no,
        )  # fmt: skip
        self.here.append(draft)
        self.w.last, self.w.unread = draft, False
        self.territory |= draft.scope == "territory"
        if concept in WHOLES:
            self.whole, self.unsure = draft, False
            self.of_area = max(self.of_area, draft.value if draft.scope == "territory" else Decimal(0))
        if concept in _OF_REQUESTS and self.w.topic is None:
            self.turn("requests")
        return draft

    def add_zero(self, concept: str, start: int, end: int) -> None:
        """State a zero that words say."""
        if self.w.time in ("this", "years") or concept in _OF_OTHER_YEARS:  # none since 2021: none this year
            zero = Draft(
                concept, Decimal(0), "", "exact", start, end, self.sentence, self.w.scope, clause=self.no
            )
            self.here.append(zero)

    def turn(self, topic: str) -> None:
        """From here on the sentence is about `topic`."""
        self.w.topic = topic
        self.topics.append(topic)

    # ---- what is known

    def requests_known(self, specific: bool) -> bool:
        """Whether a clause without a noun is about requests; `specific`: its words fit nothing else."""
        if self.w.topic == "requests":
            return specific or not self.w.mixed
        if self.w.topic is None:
            return "requests" in (*self.prior[:1], self.heading)
        return specific and self.w.topic in CASES and "requests" in self.topics

    def is_their_number(self, piece: Token) -> bool:
        """Whether 申请量, 申请数 is of the requests that are spoken of."""
        counts = piece.noun == "requests_weak" and piece.text.endswith(("量", "数"))
        return counts and self.requests_known(specific=True)

    def evident(self, named: bool) -> bool:
        """Whether words that fit nothing but requests may begin to speak of them: of nothing else so far."""
        attributes = self.holds("主动公开", "属性", "公文")
        return named and self.w.topic is None and self.prior[-1:] != ["other"] and not attributes

    def listing(self) -> bool:
        """Whether outcomes of requests are being listed."""
        return bool(self.concepts & (OUTCOMES | {"granted_or_partial"}))

    def besides(self, pieces: Sequence[Token]) -> bool:
        """Whether a clause states what is no part of what came before."""
        return self.holds(*BESIDES) and any(piece.text in BESIDES for piece in pieces)

    def is_last_year(self, piece: Token) -> bool:
        return "last" in piece.ids or (piece.year is not None and piece.year + 1 == self.year)

    # ---- when and for whom

    def situate(self, pieces: list[Token], ids: frozenset[str]) -> None:
        """Take note of the year and the bodies that a clause with those ids names."""
        self.w.ids |= ids
        for piece in pieces if ids & _BODIES else ():
            if "territory" in piece.ids:
                self.w.scope = "territory"
                self.w.bureau = False
            elif "office" in piece.ids or ("organ" in piece.ids and self._is_of_area()):
                self.w.scope = "office"
                self.w.bureau = "organ" in piece.ids and piece.text.endswith(("办公室", "办"))
        if ids & {"among", "includes"}:
            self.w.among = True
        elif self.besides(pieces):
            self.w.among = False
        themed = "lead" in ids or ("narrow" in ids and "arrival" not in ids)
        if themed and self.w.topic not in CASES and self.requests_known(specific=True):
            self.w.themes = True
            self.turn("requests")
        if ids & _COMPARING:
            self._compare(pieces)
            return
        for i, piece in enumerate(_until_counted(pieces)) if ids & _TIMES else ():
            time = self._time(piece, pieces[max(0, i - 2) : i]) if piece.ids & _TIMES or piece.year else None
            if time and (time not in ("last", "next", "other") or "carry" not in ids or _came(pieces[i:])):
                self.w.time = time
        if "since" in ids or (self.may_count_years and self._counts_years(pieces)):
            self.w.time = "years"

    def _compare(self, pieces: list[Token]) -> None:
        """与上年受理40件、办结37件相比: what happened in the year of the comparison, and how often."""
        for i, piece in enumerate(pieces[:-2]):
            year, behind = pieces[i + 1], pieces[i + 2 :]
            done = any(p.ids & {"arrival", "new", "answered"} for p in behind)
            if "than" in piece.ids and (year.year or "last" in year.ids) and done and behind[-1].quantity:
                self.w.time = self._time(year, ()) or self.w.time

    def _is_of_area(self) -> bool:
        """Whether the numbers stated last are of a whole area, so that a bureau's are others."""
        return self.w.scope == "territory" or (self.whole is not None and self.whole.scope == "territory")

    def _counts_years(self, pieces: Sequence[Token]) -> bool:
        start, end = self.sentence[0], pieces[-1].end
        return counts_years(self.text[start:end], pieces[0].start - start, self.year)

    def _time(self, piece: Token, before: Sequence[Token]) -> str | None:
        """The year of which a piece speaks; `before` are the two pieces in front of it."""
        if piece.year is not None and self.year is not None and piece.year != self.year:
            return {-1: "last", 1: "next"}.get(piece.year - self.year, "other")
        if "month" in piece.ids:
            if self.text[piece.end : piece.end + 1] in ("至", "到", "-", "~") and "底" not in piece.text:
                return None  # the beginning of a span: its end decides
            return "this" if closes(piece.text, before) else "part"
        if piece.year is not None:
            return "this"
        if "part_year" in piece.ids:
            return "part"
        return next((time for time in ("last", "next", "this") if time in piece.ids), None)

    def forget(self) -> None:
        """What a semicolon ends."""
        self.w.mixed, self.w.last, self.w.cases, self.w.done = False, None, [], frozenset()
        self.w.alien = False


def _came(pieces: Sequence[Token]) -> bool:
    """Whether requests are carried that came in the year that is named: 2020年12月收到的1件计入结转."""
    first = next((piece for piece in pieces if piece.ids & {"arrival", "carry"} or piece.quantity), None)
    return first is not None and "arrival" in first.ids


def _until_counted(pieces: list[Token]) -> list[Token]:
    """The pieces of a clause up to its last number, if they name a time: 2022年收到的1件申请于本年答复."""
    last = max((i for i, piece in enumerate(pieces) if piece.quantity), default=-1)
    ahead = pieces[: last + 1]
    return ahead if any(p.ids & _TIMES or p.year for p in ahead) else pieces
