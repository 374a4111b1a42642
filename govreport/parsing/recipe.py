"""The recipe, read top to bottom: read, part, segment, recognise, align, masthead: a Report."""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from govreport.document import Document, Grid, Paragraph, Picture, uncollected
from govreport.errors import GovReportError, NotAReportError, ReadError, ReportProblems
from govreport.normalize import compact, squeezed
from govreport.parsing.align import align
from govreport.parsing.blocks import parted
from govreport.parsing.flat import lines_apart
from govreport.parsing.headings import chapters
from govreport.parsing.masthead import masthead
from govreport.parsing.scope import scope
from govreport.parsing.sections import Segmented, known_lines, segment
from govreport.parsing.spellings import spelling_pattern
from govreport.parsing.statistics import Survey, read_survey, set_apart
from govreport.parsing.tables import PrintedTable, form_notes, recognise
from govreport.readers import LARGEST, OCR, read_bytes
from govreport.regions import Placement, resolve
from govreport.report import Figure, Masthead, Note, Report

__all__ = ["parse", "read"]

# A news item names one section at most; a report whose tables are images still has its headings.
_FEWEST_SECTIONS = 3
_OWN = re.compile(r"[我本](?:局|委|厅|院|镇|乡|街道|县|区|市|机关|单位|办|中心|站|处|所|部门)")
_LONGEST_LINE = 60  # characters of a title
_SENTENCE = re.compile(r"[。,]|^(?:根据|按照|依据)")
_ADDRESS = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)


def read(
    source: str | os.PathLike[str] | bytes | BinaryIO, *, strict: bool = False, ocr: OCR = "scans"
) -> Report:
    """The report that a file, some bytes or an open binary file holds.

    Parameters
    ----------
    source : str, path, bytes or binary file
        A text file, web page, PDF, Word file, spreadsheet or image; its format is known by its bytes.
    strict : bool
        Raise all doubts together instead of only returning them in ``Report.notes``.
    ocr : {"never", "scans", "images"}
        What is read by character recognition: nothing; pages that are pictures; or also pictures inside
        a page, where the files are at hand. A figure read so says in `where` how sure that was.

    Raises
    ------
    ReadError
        If the source could not become a document.
    MissingExtraError
        If its format needs a package that is not installed; the message names the extra.
    NotAReportError
        If it is a document without an annual report in it.
    ReportProblems
        With ``strict=True``, if any note is a doubt.

    Examples
    --------
    >>> report = gr.read("corpus/reports/2024-rongchang-office.txt")
    >>> report.organ, report.year, report.form
    ('重庆市荣昌区人民政府办公室', 2024, '2021')
    """
    report = parse(read_bytes(*_bytes(source), ocr=ocr))
    doubts = [GovReportError(f"{note.code}: {note.message}") for note in report.notes if note.doubt]
    if strict and doubts:
        raise ReportProblems(f"{report.source}: not everything could be understood", doubts)
    return report


@uncollected
def parse(document: Document) -> Report:
    """The report that a document holds: what is printed, and notes on what could not be understood."""
    document = parted(document)
    segmented, survey = set_apart(segment(document))
    head, head_notes = masthead(document, segmented)
    tables, table_notes = recognise(segmented, head.declared_form, required=survey is None)
    _require_report(document, segmented, head, tables, survey)
    figures, figure_notes = align(tables)
    statistics, survey_notes = read_survey(survey, head.year)
    sections = lines_apart(segmented.sections, (*figures, *statistics))
    printed = [table.form for table in tables] + ([survey.form] if survey else [])
    forms = {form.id: form.form for form in printed}
    counts_for, evidence, scope_notes = scope(segmented)
    place = resolve(head.organ, head.year)
    return Report(
        source=document.source,
        sha256=document.sha256,
        media_type=document.media_type,
        text=document.text,
        masthead=head,
        forms=forms,
        preamble=segmented.preamble,
        page_frame=segmented.frame,
        sections=sections,
        figures=(*figures, *statistics),
        notes=(
            *(*document.notes, *segmented.notes, *head_notes, *table_notes),
            *form_notes(forms, head.year, head.declared_form),
            *(*figure_notes, *survey_notes, *_unread_tables(segmented, (*figures, *statistics))),
            *(*scope_notes, *_place_notes(place)),
            *_picture_notes(segmented, table_notes),
        ),
        scope=counts_for,
        scope_evidence=evidence,
        region=place.code,
        level=place.level,
        body=place.body,
    )


def _unread_tables(segmented: Segmented, figures: Iterable[Figure]) -> Iterator[Note]:
    """A remark on each table in the sections of which no cell became a figure and no word is a form's."""
    starts = sorted(figure.where.start for figure in figures if figure.where)
    for grid in (b for section in segmented.sections for b in section.blocks if isinstance(b, Grid)):
        following = starts[bisect_left(starts, grid.where.start) :][:1]
        texts = [text for row in grid.rows for cell in row if (text := compact(cell.text))]
        known = any(spelling_pattern().fullmatch(text) for text in texts)
        if texts and not known and not (following and following[0] < grid.where.end):
            message = f"a table of which nothing was read, beginning with {' | '.join(texts)[:40]!r}"
            yield Note("table_unread", message, grid.where, doubt=False)


def _picture_notes(segmented: Segmented, noted: Sequence[Note]) -> Iterator[Note]:
    """A note on each picture that is not read; a doubt where a part of the report holds nothing else."""
    places = {note.where for note in noted}
    parts = [("", segmented.preamble), *((s.heading, s.blocks) for s in segmented.sections)]
    for heading, blocks in parts:
        doubt = bool(heading) and all(isinstance(block, Picture) for block in blocks)
        under = f"under {heading!r}" if heading else "above the first heading"
        for block in blocks:
            if isinstance(block, Picture) and block.where not in places:
                message = f"a picture {under} is not read: {block.name[:80]}"
                yield Note("picture_unread", message, block.where, doubt)


def _place_notes(place: Placement) -> Iterator[Note]:
    """A remark where the organ's name names several places, or one of another year's list."""
    if place.candidates:
        message = f"the organ's name stands for several places: {', '.join(place.candidates)}"
        yield Note("region_ambiguous", message, doubt=False)
    elif place.code and place.method in ("following_year", "preceding_year", "other_year", "undated"):
        yield Note("region_of_other_year", f"region {place.code} is known by {place.method}", doubt=False)


def _require_report(
    document: Document,
    segmented: Segmented,
    head: Masthead,
    tables: Sequence[PrintedTable],
    survey: Survey | None,
) -> None:
    """Refuse what is no annual report.

    A report has sections of known titles, tables, or a title that names its organ or stands above its
    period; what says of itself that it is another document, or is of a body with rules of its own, is none.
    """
    guessed = {"overview"} if any(n.code == "section_by_position" for n in segmented.notes) else set()
    kinds = {section.kind for section in segmented.sections} - guessed
    titled = head.title is not None and (head.organ is not None or head.period is not None)
    other = _other_document(segmented, head, printed=bool(tables or survey))
    several = len(kinds) >= _FEWEST_SECTIONS or (kinds and (tables or survey)) or len(tables) >= 2
    if not other and (several or (titled and _states_own_work(document, segmented, head))):
        return
    grids = sum(isinstance(block, Grid) for block in document.blocks)
    first = next((squeezed(b.text)[:40] for b in document.blocks if isinstance(b, Paragraph)), "nothing")
    message = (
        "an annual report (年度报告) with its sections 一 to 六 was expected; found "
        f"{len(document.blocks)} blocks, {grids} tables, {len(kinds)} section headings, "
        f"beginning with {first!r}" + (f"; it calls itself {other!r}" if other else "")
    )
    raise NotAReportError(document.source, message)


def _states_own_work(document: Document, segmented: Segmented, head: Masthead) -> bool:
    """Whether what stands under the title of a report is one: headings, a period, or words of the office
    on itself; a title alone, or news about a report, is none."""
    prose = [b.text for s in segmented.sections for b in s.blocks if isinstance(b, Paragraph)]
    if not any("。" in text for text in prose):
        return False
    headed = sum(section.heading != "" for section in segmented.sections)
    numbered = len({chapter.number for chapter in chapters(document.blocks)})
    return bool(headed and numbered >= 2) or head.period is not None or any(map(_OWN.search, prose))


def _other_document(segmented: Segmented, head: Masthead, *, printed: bool) -> str | None:
    """The words with which a document says that it is none of an organ's annual reports."""
    known = known_lines("other_documents.toml", "title", "own", "organ")
    if head.organ and known["organ"].search(head.organ) and not printed:
        return head.organ
    if head.title is not None and (head.organ or head.year):
        own = head.period is None and not printed and known["own"].search(compact(head.title))
        return head.title if own else None
    lines = (compact(block.text) for block in segmented.preamble if isinstance(block, Paragraph))
    short = (line for line in lines if len(line) <= _LONGEST_LINE and not _SENTENCE.search(line))
    return next((line for line in short if known["title"].search(line)), None)


def _kind(mode: int) -> str:
    """What is no regular file: reading it might never end."""
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISSOCK: "a socket"}
    return next((name for is_so, name in kinds.items() if is_so(mode)), "a device")


def _bytes(source: str | os.PathLike[str] | bytes | BinaryIO) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, "<bytes>"
    if not isinstance(source, str | os.PathLike):
        data = source.read(LARGEST + 1) if hasattr(source, "read") else None
        if not isinstance(data, bytes):
            expected = "a path, bytes or a file opened with mode 'rb' was expected"
            raise ReadError(f"<{type(source).__name__}>", expected)
        return data, str(getattr(source, "name", "<file>"))
    if _ADDRESS.match(str(source)):
        message = "a file was expected, this is a web address: save the page and read the file"
        raise ReadError(str(source), message)
    path = Path(source)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ReadError(str(path), f"a file was expected, this is {_kind(about.st_mode)}")
        if about.st_size > LARGEST:
            message = f"at most {LARGEST >> 20} MB were expected, it has {about.st_size >> 20} MB"
            raise ReadError(str(path), message)
        with path.open("rb") as file:
            return file.read(LARGEST + 1), str(path)  # it may have grown meanwhile
    except OSError as error:
        raise ReadError(str(path), f"cannot be opened: {error.strerror}") from error
