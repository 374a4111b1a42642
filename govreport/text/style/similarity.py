"""Similar texts: character shingles in common, with and without official wording; the longest copied passage.

Jaccard's coefficient and containment of shingles after Broder, "On the resemblance and containment of
documents" (1997). What is searched with hashes (MinHash) is always counted again exactly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from govreport import forms
from govreport.errors import GovReportError, MissingExtraError
from govreport.normalize import compact
from govreport.resources.messages import require_columns
from govreport.text.prose import Folded, Span, alphanumeric
from govreport.text.reading import Reading
from govreport.text.sought import one_of
from govreport.text.style.alike import Hashes, hashes, in_common
from govreport.text.style.boilerplate import phrase_classes
from govreport.text.style.profile import passages

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EXACT_TEXTS", "Likeness", "Shingled", "compare", "official", "similar"]

Among = Literal["years", "bodies", "all"]
Method = Literal["auto", "exact", "minhash"]

LENGTH = 5  # characters of a shingle
EXACT_TEXTS = 2000  # so many texts of a group are compared pair by pair; of more, candidates are searched
_PERMUTATIONS = 256
_LABELS = 4  # so many labels in a row are a table and no sentence
_MARGIN = 0.6  # candidates are searched down to this part of the threshold
_WEIGHTS = (0.05, 0.95)  # false candidates cost a look; missed pairs are never seen again


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are, 0 to 1; None where one of them has no shingle.

    Attributes
    ----------
    jaccard : float or None
        Shingles in common, of all that either text has.
    containment : float or None
        Shingles in common, of those of the text that has fewer: 1 where one text stands in the other.
    """

    jaccard: float | None
    containment: float | None

    @classmethod
    def of(cls, a: frozenset[str], b: frozenset[str]) -> Likeness:
        if not a or not b:
            return cls(None, None)
        common = len(a & b)
        return cls(common / (len(a) + len(b) - common), common / min(len(a), len(b)))


@dataclass(frozen=True)
class Shingled:
    """A text as its letters and digits in compact spelling, cut where official wording was taken out.

    Attributes
    ----------
    pieces : tuple of (Folded, int, int)
        What is left without official wording: from where to where in which folded text.
    """

    readings: tuple[Reading, ...]
    pieces: tuple[tuple[Folded, int, int], ...]

    @classmethod
    def of(cls, *texts: str | Reading) -> Shingled:
        """The shingles of a text, or of several parts of one reading together."""
        readings, pieces = tuple(map(Reading.of, texts)), []
        for reading in readings:
            ends = [0, *(i for span in _official(reading) for i in span), len(reading.text)]
            between = zip(ends[::2], ends[1::2], strict=True)
            pieces += [(reading.folded, a, b) for a, b in between if a < b]
        return cls(readings, tuple(pieces))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters and digits of each piece."""
        return tuple(alphanumeric(folded.text[a:b]) for folded, a, b in self.pieces)

    @cached_property
    def raw(self) -> frozenset[str]:
        """Shingles of the whole text."""
        return _shingles(["".join(alphanumeric(reading.text) for reading in self.readings)])

    @cached_property
    def cleaned(self) -> frozenset[str]:
        """Shingles of what is left without official wording."""
        return _shingles(self.letters)

    @cached_property
    def hashes(self) -> Hashes:
        """Those shingles as hashes, for many texts."""
        return hashes(self.letters, LENGTH)

    def longest(self, other: Shingled) -> tuple[Span, Span] | None:
        """The longest passage that both texts have outside official wording; marks and blanks aside."""
        # Cuts are a character of its own in each text, so that no match goes over them.
        ours, theirs = (cut.join(t.letters) for cut, t in (("\0", self), ("\1", other)))
        at, there, length = in_common(ours, theirs)
        return (self._span(at, at + length), other._span(there, there + length)) if length else None

    def _span(self, start: int, end: int) -> Span:
        offsets = [at for piece in self.pieces for at in (*_places(*piece), -1)]
        first, last = offsets[start], offsets[end - 1] + 1
        return Span(first, last, self.readings[-1].original[first:last])


def official(text: str | Reading) -> tuple[Span, ...]:
    """Official wording of a text: prescribed heads and opening, citations of the law, lines of the tables.

    Two reports share it without one having copied the other. Spans do not overlap.

    Examples
    --------
    >>> [span.text for span in gr.text.official("根据《中华人民共和国政府信息公开条例》要求，编制本报告。")]
    ['根据《中华人民共和国政府信息公开条例》要求，编制本报告']
    """
    reading = Reading.of(text)
    return tuple(reading.piece(start, end, "official") for start, end in _official(reading))


def _official(reading: Reading) -> list[tuple[int, int]]:
    """Where official wording stands in the folded text."""
    classes = [one for one in phrase_classes() if "similarity" in one.used_for]
    spans: list[tuple[int, int]] = []
    known: dict[str, list[tuple[int, int]]] = {}  # lines that hold a cell each come again and again
    for at, line in reading.lines():
        if line not in known:
            known[line] = [span for one in classes for span in one.find(line)]
            known[line] += [match.span() for match in _tables().finditer(line) if match[0]]
        spans += [(at + start, at + end) for start, end in known[line]]
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def compare(a: str, b: str) -> tuple[Likeness, Likeness]:
    """How alike two texts are: as they stand, and without official wording.

    Examples
    --------
    >>> gr.text.compare("依法、及时公开信息", "依法及时公开信息")[0].jaccard
    1.0
    """
    one, other = Shingled.of(a), Shingled.of(b)
    return Likeness.of(one.raw, other.raw), Likeness.of(one.cleaned, other.cleaned)


def similar(
    narrative: pd.DataFrame,
    reports: pd.DataFrame | None = None,
    *,
    figures: pd.DataFrame | None = None,
    by: Literal["section", "report"] = "section",
    among: Among = "all",
    threshold: float = 0.6,
    least: int = 30,
    method: Method = "auto",
) -> pd.DataFrame:
    """Pairs of texts whose Jaccard coefficient without official wording is at least `threshold`.

    Parameters
    ----------
    narrative : DataFrame
        Columns report_id, section, text, start, in the order of the text.
    reports : DataFrame, optional
        Columns report_id, organ, region, year. Needed for `among` years and bodies; reports whose organ or
        year is not known are then left out. With all columns of ``frames.reports`` one file of each body and
        year is compared, as `govreport.one_per_year` chooses it: the other is no copy.
    figures : DataFrame, optional
        ``frames.figures``, by which that choice counts the certain cells.
    by : {"section", "report"}
        Compare sections of the same kind, or whole narratives.
    among : {"years", "bodies", "all"}
        Reports of one body on several years; of several bodies on one year; any.
    threshold : float
        Above 0, at most 1.
    least : int
        A text with fewer shingles of its own is not compared: 无。 is no copy of 无。
    method : {"auto", "exact", "minhash"}
        Pair by pair, or by MinHash (extra ``stats``) with every candidate counted again exactly: no value
        is an estimate, but a pair may be missed. At the threshold itself the chance is 1 in 80,000 for 0.4
        and 1 in 80 million for 0.6. ``auto`` searches by MinHash among more than `EXACT_TEXTS` texts.

    Returns
    -------
    DataFrame
        report_id_a, report_id_b, section (NA by report), jaccard, containment, jaccard_cleaned,
        containment_cleaned; `shared`, the longest passage in common as a prints it, at start_a, end_a,
        start_b, end_b in the documents. With `among` years a is the earlier report, else the lower id.

    Raises
    ------
    GovReportError
        If `reports` is needed and not given, or the threshold is not above 0 and at most 1.
    MissingExtraError
        If MinHash is asked for and datasketch is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> narrative = gr.frames("corpus/reports").narrative
    >>> other = narrative.assign(report_id="b")
    >>> pairs = gr.text.similarity(pd.concat([narrative, other]), by="report")
    >>> pairs[["report_id_a", "report_id_b", "jaccard"]].values.tolist()
    [['7173b300e888', 'b', 1.0]]
    """
    import pandas as pd

    if not 0 < threshold <= 1:
        raise GovReportError(f"threshold: expected a number above 0 and at most 1, found {threshold}")
    if reports is not None:
        chosen = import_module("govreport.frames.one_per_year").chosen_in(reports, figures)  # a room above
        others = frozenset() if chosen is None else chosen.others
        narrative = narrative[~narrative["report_id"].isin(others)]
    require_columns(narrative, ("report_id", "section", "text", "start"), "narrative")
    groups = _groups(reports, among)
    texts = defaultdict(list)
    for report_id, section, passage in passages(narrative, by):
        shingled = Shingled.of(passage.text)
        if len(shingled.cleaned) >= least:
            for key, order in groups(report_id):
                texts[section, key].append((order, report_id, shingled, passage))
    rows = []
    for section, key in sorted(texts, key=lambda found: (found[0] or "", found[1])):
        group = sorted(texts[section, key], key=lambda entry: entry[:2])
        for i, j in _pairs([entry[2].cleaned for entry in group], threshold, method):
            (_, id_a, a, place_a), (_, id_b, b, place_b) = group[i], group[j]
            raw, cleaned = Likeness.of(a.raw, b.raw), Likeness.of(a.cleaned, b.cleaned)
            values = (raw.jaccard, raw.containment, cleaned.jaccard, cleaned.containment)
            if longest := a.longest(b):  # always: they have a shingle in common
                shared, other = longest
                where = (*place_a.where(shared.start, shared.end), *place_b.where(other.start, other.end))
                rows.append((id_a, id_b, section, *values, shared.text, *where))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return frame.sort_values(["section", "report_id_a", "report_id_b"], ignore_index=True)


_COLUMNS = {
    **dict.fromkeys(("report_id_a", "report_id_b", "section"), "string"),
    **dict.fromkeys(("jaccard", "containment", "jaccard_cleaned", "containment_cleaned"), "Float64"),
    "shared": "string",
    **dict.fromkeys(("start_a", "end_a", "start_b", "end_b"), "Int64"),
}


class _Groups:
    """In which groups of reports that are compared a report is, and its rank in each."""

    def __init__(self, known: dict[str, tuple[str, int]] | None) -> None:
        self.known = known

    def __call__(self, report_id: str) -> Iterator[tuple[str, int]]:
        if self.known is None:
            yield "", 0
        elif report_id in self.known:
            yield self.known[report_id]


def _groups(reports: pd.DataFrame | None, among: Among) -> _Groups:
    if among == "all":
        return _Groups(None)
    if reports is None:
        raise GovReportError(f"among={among!r} needs the frame `reports`: report_id, organ, region, year")
    named = reports.dropna(subset=["organ", "year"])
    known = {}
    for id_, organ, region, year in zip(
        named["report_id"], named["organ"], named["region"].fillna(""), map(int, named["year"]), strict=True
    ):
        # Codes of divisions change with time, those of provinces do not.
        known[id_] = (f"{region[:2]} {organ}", year) if among == "years" else (str(year), 0)
    return _Groups(known)


def _pairs(texts: Sequence[frozenset[str]], threshold: float, method: Method) -> Iterator[tuple[int, int]]:
    """Pairs of texts whose exact Jaccard coefficient is at least `threshold`, in order."""
    hashed = method == "minhash" or (method == "auto" and len(texts) > EXACT_TEXTS)
    candidates = _candidates(texts, threshold) if hashed else combinations(range(len(texts)), 2)
    for i, j in candidates:
        a, b = texts[i], texts[j]
        if min(len(a), len(b)) < threshold * max(len(a), len(b)):
            continue  # too unlike in length
        jaccard = Likeness.of(a, b).jaccard
        if jaccard is not None and jaccard >= threshold:
            yield i, j


def _candidates(texts: Sequence[frozenset[str]], threshold: float) -> Iterable[tuple[int, int]]:
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError as error:
        raise MissingExtraError("MinHash needs datasketch: pip install 'govreport[stats]'") from error
    index = MinHashLSH(threshold=_MARGIN * threshold, num_perm=_PERMUTATIONS, weights=_WEIGHTS)
    found = set()
    for i, shingles in enumerate(texts):
        minhash = MinHash(num_perm=_PERMUTATIONS, seed=1)
        minhash.update_batch([shingle.encode() for shingle in sorted(shingles)])
        found |= {(j, i) for j in index.query(minhash)}
        index.insert(i, minhash)
    return sorted(found)


def _places(folded: Folded, start: int, end: int) -> Iterator[int]:
    """Where the letters and digits of a part of a folded text stand in its original."""
    return (folded.offsets[i] for i in range(start, end) if folded.text[i].isalnum())


def _shingles(pieces: Iterable[str]) -> frozenset[str]:
    return frozenset(piece[i : i + LENGTH] for piece in pieces for i in range(len(piece) - LENGTH + 1))


@cache
def _tables() -> re.Pattern[str]:
    """What is left of an official table in a text: labels and numbers, a line of them or several in a row."""
    tables = [form for id_ in forms.available() for form in forms.load(id_).tables]
    labels = {label for form in tables for label in (*form.headers, *form.marks, form.caption_zh)}
    for form in tables:
        labels |= {label for row in form.rows for label in (row.zh, *row.labels, *row.under)}
        labels |= {label for column in form.columns for label in (column.zh, *column.also)}
    # A number of the form (1.其他) may be lost.
    words = {re.sub(r"^[(]?[一二三四五六七\d]+[)、.]+", "", compact(label)) for label in labels}
    number = r"(?:[\d|,.、()/\x1f-]|[一二三四五六七](?=[)、]))*"
    labelled = rf"(?>{one_of(words)}){number}"  # 商业企业 is one label, not two
    begins = re.escape("".join(sorted({word[0] for word in words})))
    return re.compile(
        rf"(?=[\d|,.、()/\x1f\-一二三四五六七{begins}])"
        rf"(?:(?<![\d|,.、()/\x1f-]){number}(?:{labelled}){{{_LABELS},}}|^{number}(?:{labelled})*$)"
    )
