"""What an office published: text, paragraphs, grids of cells and pictures, each with its place."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Literal, NamedTuple, ParamSpec, TypeVar

__all__ = [
    *("Block", "Cell", "Document", "Grid", "Note", "Paragraph", "Picture", "Shape", "Where"),
    "record",
    "uncollected",
]

P = ParamSpec("P")
R = TypeVar("R")

Shape = Literal["rows", "stream"]

if TYPE_CHECKING:  # which lets nobody set a field of a frozen one
    from dataclasses import dataclass as record
else:

    def record(*, frozen, slots=False, order=False):
        """A dataclass that is made in a third of the time; the type checker alone keeps it frozen.

        A frozen dataclass sets each field by a call of its own. What users keep stays frozen; of what the
        package makes on the way and drops again there are thousands in each report.
        """
        if not frozen:
            raise TypeError("a record that is frozen was expected")
        return dataclass(slots=slots, order=order, unsafe_hash=True)


def uncollected(work: Callable[P, R]) -> Callable[P, R]:
    """A function during which the collector of cyclic garbage rests.

    It would look again and again at the many places and cells of a document, of which none is in a cycle:
    two fifths of the time for a table of 100,000 cells.
    """

    @wraps(work)
    def resting(*args: P.args, **kwargs: P.kwargs) -> R:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            if was_on:
                gc.enable()

    return resting


class Where(NamedTuple):
    """A place in a document.

    ``start`` and ``end`` are offsets into ``Document.text``; ``line``, ``page``, ``table``, ``row``
    and ``column`` count from 1, and are None where the format has no such thing. ``confidence``
    (0 to 1) says how sure character recognition (OCR) was; None where the file holds the text itself.
    ``file`` is the file whose line it is, where that is another one than the document: figures that were
    keyed by hand stand in a table of their own.
    """

    start: int
    end: int
    line: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    confidence: float | None = None
    file: str | None = None

    def __str__(self) -> str:
        return _shown(self)


@lru_cache(maxsize=1024)
def _shown(where: Where) -> str:
    """A place as text: findings name the same cells again and again."""
    if where.file is not None:
        return f"{where.file} line {where.line}"
    named = ("page", "line", "table", "row", "column")
    parts = [f"{name} {value}" for name in named if (value := getattr(where, name)) is not None]
    parts.append(f"characters {where.start}-{where.end}")
    if where.confidence is not None:
        parts.append(f"OCR {where.confidence:.2f}")
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be understood, or that was understood in spite of the page.

    ``doubt`` is False for a remark on how something certain was read; ``strict=True`` lets it pass.
    """

    code: str
    message: str
    where: Where | None = None
    doubt: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or block of running text."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell, once, at the place where it begins. An empty cell is kept: a blank is data."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before anyone knows which.

    Parameters
    ----------
    rows : tuple of tuple of Cell
        The cells that begin in each row, in reading order. With ``shape="stream"`` the source lost
        its row breaks and there is a single row.
    shape : {"rows", "stream"}
    where : Where
    widths : tuple of int
        For each row, how many columns of the grid it covers, cells that reach in from rows above
        included. A row narrower than its neighbours has lost a border.
    spaced : bool
        The borders were white space, so that an empty cell left no trace.
    """

    rows: tuple[tuple[Cell, ...], ...]
    shape: Shape
    where: Where
    widths: tuple[int, ...]
    spaced: bool = False

    @property
    def usual_width(self) -> int:
        """The width that most rows have (the larger one where two are as frequent)."""
        counts = Counter(self.widths)
        return max(counts, key=lambda width: (counts[width], width)) if counts else 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a document, where a table may stand. `name` is its address in the page or file."""

    name: str
    where: Where


Block = Paragraph | Grid | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that a source shows, in order, before anyone asks whether it is a report.

    ``text`` is the whole text that the blocks point into: the decoded file itself for a text file,
    the visible text for other formats. ``title`` and ``published`` are what the file says of itself
    (HTML ``<title>``, ``<meta name="PubDate">``).
    ``notes`` name what the file shows and its text does not hold, as a frame, a text box or a footnote.
    """

    source: str
    sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    notes: tuple[Note, ...] = ()
    published: str | None = None
