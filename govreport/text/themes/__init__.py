"""What requests were about, as the prose says it: gate, items, codes, each with its place in the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from govreport.document import record
from govreport.text.prose import Sentence
from govreport.text.quantities import Quantity
from govreport.text.reading import Reading
from govreport.text.themes.codebook import Codebook, Coded, codebook
from govreport.text.themes.gate import Opened, Statement, Talk, gate
from govreport.text.themes.items import Item, Reader

__all__ = ["NOT_STATED", "Theme", "themes"]

#: The code of a report that does not say what its requests were about; ``themes`` never gives it.
NOT_STATED = "X9"
_OTHER = "X1"
_LONGEST_OTHER, _LONGEST = 30, 80  # characters of an item without a code, and with one


@dataclass(frozen=True, slots=True)
class Theme:
    """One code of one item of a sentence that says what requests were about.

    Attributes
    ----------
    code : str
        A code of the codebook (docs/codebook.md); the letter of a group where it is not stated closer.
    phrase : str
        The item as printed, ``text[start:end]``. An item with two codes gives two themes.
    count, share : Decimal or None
        The number of requests and the share in percent, where printed with the item.
    sentence : tuple of int
        Offsets in the text of the sentence, end excluded.
    start, end : int
        Offsets in the text of the phrase, end excluded.
    rule : str
        The frame of the gate that let the sentence through, and the rule that coded the item: ``parts/term``.
    low_confidence : bool
        The code is a default reading of an ambiguous word, the sentence speaks of requests by the way only,
        or the number is not exact (约, 余).

    Examples
    --------
    >>> (theme,) = gr.text.themes("申请内容主要涉及土地出让5件。")
    >>> theme.code, theme.phrase, int(theme.count)
    ('L1', '土地出让', 5)
    """

    code: str
    phrase: str
    count: Decimal | None
    share: Decimal | None
    sentence: tuple[int, int]
    start: int
    end: int
    rule: str
    low_confidence: bool = False


def themes(text: str | Reading, book: Codebook | None = None) -> tuple[Theme, ...]:
    """The themes of requests that a text states, in order: a sentence, a section or a whole report.

    Parameters
    ----------
    text : str or Reading
        Headings on lines of their own help to tell requests from what is published unasked. Traditional
        characters are read too.
    book : Codebook, optional
        Codes of your own (`gr.codebook`); None: ours.

    Returns
    -------
    tuple of Theme
        Empty where the text does not say what requests were about (then the report's code is `NOT_STATED`).

    Examples
    --------
    >>> [(t.code, t.phrase) for t in gr.text.themes("申请内容主要涉及土地出让、用地规划等。")]
    [('L1', '土地出让'), ('L2', '用地规划')]
    """
    read, book = Reading.of(text), book or codebook()
    plain = book.without_agencies(read.text)
    numbers = [number for number in read.numbers if plain[number.start] != "\0"]
    found: list[Theme] = []
    talk, waiting = Talk(), list[str]()
    spans = [(sentence.start, sentence.end) for sentence in read.sentences]
    for sentence, opened in zip(read.sentences, gate().openings.of_parts(plain, spans), strict=True):
        if sentence.heading:
            talk, waiting = Talk(), []
        opening = plain[sentence.start : sentence.end]
        if opened:
            for before in waiting:  # what is spoken of is worked out where it matters
                talk = gate().spoken(before, talk)
            current = _ThemeSentence(read, sentence, opening, numbers, book)
            stated = list(_themes(current, opened, talk))
            found += stated
            opening, waiting = current.opening(stated), []
        waiting.append(opening)
    return tuple(found)


@record(frozen=True, slots=True)
class _ThemeSentence:
    """A sentence of a text: `plain` is folded, agencies blanked; `numbers` are those of the text."""

    read: Reading
    sentence: Sentence
    plain: str
    numbers: list[Quantity]
    book: Codebook

    def reader(self) -> Reader:
        """Reads the items of the sentence."""
        first, end = self.sentence.start, self.sentence.end
        begun, over = (bisect_left(self.numbers, at, key=attrgetter("start")) for at in (first, end))
        within = [q for q in self.numbers[begun:over] if q.stop <= end]
        return Reader(self.plain, [q.moved(-first) for q in within], gate().form, self.book)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text of a span of the sentence."""
        return self.read.span(self.sentence.start + start, self.sentence.start + end)

    def opening(self, stated: list[Theme]) -> str:
        """The sentence up to its themes: what they name is not what the text speaks of next."""
        if not stated:
            return self.plain
        ends = (i for i in range(len(self.plain)) if self.place(i, i + 1)[0] >= stated[0].start)
        return self.plain[: next(ends)]


def _themes(current: _ThemeSentence, opened: Iterable[Opened], talk: Talk) -> Iterator[Theme]:
    """The themes of a sentence, from left to right; what one statement has read, no other reads again."""
    statements = gate().statements(current.plain, opened, talk)
    if not statements:
        return
    done, place = 0, current.place(0, len(current.plain))
    reader = current.reader()
    starts = [statement.start for statement in statements]
    for statement in statements:
        coded = _coded(reader, statement)
        if any(bisect_right(starts, item.start) < bisect_right(starts, item.end) for item, _, _ in coded):
            continue  # what it takes for an item states themes itself
        for item, entry, low in [entry for entry in coded if entry[0].start >= done]:
            start, end = current.place(item.start, item.end)
            rule = f"{statement.frame.id}/{entry.rule}"
            yield Theme(
                entry.code,
                current.read.original[start:end],
                item.count,
                item.share,
                place,
                start,
                end,
                rule,
                low,
            )
            done = max(done, item.end)


def _coded(reader: Reader, statement: Statement) -> list[tuple[Item, Coded, bool]]:
    """The items of a statement with their codes; [] where it states something else than themes."""
    frame = statement.frame
    if "before" in frame.traits:
        items = reader.before(statement.start, statement.end)
    else:
        counted, quoted = "counted" in frame.traits, "quoted" in frame.traits
        items = reader.after(statement.start, statement.end, counted=counted, quoted=quoted)
    if "summed" in frame.traits:
        items = reader.summed(items, statement.start)
    topics = "topics" in frame.traits
    if not items or _dropped(reader, items[0], topics):
        return []
    counted = items[0].count is not None
    if not topics and gate().labelled(
        reader.sentence[items[0].start : items[0].end + _LONGEST], counted=counted
    ):
        return []
    found: list[tuple[Item, Coded, bool]] = []
    for item in items:
        if gate().unstated.search(reader.clause(item)) or gate().senders.search(reader.up_to(item)):
            break
        phrase = reader.text(item)
        codes = reader.book.code(phrase)
        if _dropped(reader, item, topics):
            if item.count is not None:
                break  # from here on outcomes are counted, or applicants
            continue
        if item.count == 0 or len(phrase) > (_LONGEST if codes else _LONGEST_OTHER):
            continue
        codes = codes or (Coded(_OTHER, "", 0, "other"),)
        found += [(item, entry, entry.low or item.about or "weak" in frame.traits) for entry in codes]
    if statement.coded and all(entry.code == _OTHER for _, entry, _ in found):
        return []
    return found


def _dropped(reader: Reader, item: Item, topics: bool) -> bool:
    phrase = reader.text(item)
    if "\0" in phrase and not reader.book.code(phrase):
        return True  # a body, and nothing that it was asked for
    masked = reader.book.without_terms(phrase)
    return gate().dropped(phrase, masked, counted=item.count is not None, topics=topics)
