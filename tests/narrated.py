"""Reports made of a few sentences and a few cells, for tests of the rules that read prose."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from govreport import checks, forms
from govreport.document import Paragraph, Where
from govreport.report import Figure, Masthead, Report, Section, Status

Cell = tuple[str, str]


def narrated(
    *paragraphs,
    form="2021",
    year=2023,
    scope="office",
    organ="甲县教育局",
    cells=None,
    **sections,
):
    """A report of zeros but for `cells`: ``{"requests.new.total": 6}``; None: the cell is blank.

    The paragraphs are those of section 三; other sections are named.
    """
    given = dict(cells or {})
    figures = []
    for table in forms.load(form).tables:
        for row, column in table.cells():
            name = f"{table.id}.{row.id}.{column.id}"
            value = given.pop(name, 0)
            number = None if value is None else Decimal(value)
            status = Status.BLANK if value is None else Status.REPORTED
            figures.append(Figure(table.id, row.id, column.id, status, number))
    assert not given, f"no such cells: {given}"
    texts = {**sections, "requests": "\n".join(paragraphs)}
    text, made = "", []
    for kind, told in texts.items():
        blocks = []
        for line in filter(None, told.split("\n")):
            blocks.append(Paragraph(line, Where(len(text), len(text) + len(line))))
            text += f"{line}\n"
        if blocks:
            made.append(Section(kind, None, "", tuple(blocks)))  # type: ignore[arg-type]
    return Report(
        source=f"{organ}{year}",
        sha256=sha256(repr((organ, year, text)).encode()).hexdigest(),
        media_type="text/plain",
        text=text,
        masthead=Masthead(organ, year, None, None, None, None),
        forms={table.id: form for table in forms.load(form).tables},
        preamble=(),
        sections=tuple(made),
        figures=tuple(figures),
        notes=(),
        scope=scope,
    )


def judged(report, rule):
    """What a rule says of a report alone."""
    return [*checks.check(report, only=[rule])]


def judged_together(rule, *reports):
    """What a rule says of the last of several reports."""
    *_, (_, findings) = checks.check_all(reports, only=[rule])
    return [*findings]


def answers(findings):
    return [(f.passed, f.explained) for f in findings]


def pointed_at(report, finding):
    """The words of a report that a finding points at."""
    return [report.text[where.start : where.end] for where in finding.passages]
