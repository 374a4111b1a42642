"""Rules on the report as a whole: forms, sections, period, names, kinds of number, dates. Ids F-."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from govreport import forms
from govreport.checks.bodies import same_figures
from govreport.checks.case import Answer, Case, Function, reorganised
from govreport.checks.organ_names import (
    Mention,
    Relation,
    mentions,
    named_elsewhere,
    named_for_its_own,
    of_a_place,
    relation,
)
from govreport.document import Paragraph, Where
from govreport.errors import TemplateError
from govreport.normalize import compact
from govreport.parsing.headings import titles
from govreport.regions import organs
from govreport.report import Figure, Section, SectionKind, Status
from govreport.resources import Table, load_toml
from govreport.text.claims import makes
from govreport.text.sought import Sought, sought

__all__ = ["RULES", "junk"]

_SECTIONS: tuple[SectionKind, ...] = ("overview", "disclosure", "requests", "remedies", "problems", "other")
_MOST_DECIMALS = 6  # a fen, in 万元
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def forms_of_the_year(case: Case) -> Iterator[Answer]:
    """F-01: each table is of the form that is prescribed for the year, and of the one that is cited."""
    try:
        wanted = None if case.year is None else forms.for_year(case.year)
    except TemplateError:
        wanted = None
    for table, form in case.report.forms.items():
        label = forms.load(form).table(table)
        passed = None if wanted is None else form == wanted.id
        exception = _excuse(case, form, wanted) if wanted else None
        caption = (label.caption_zh, label.caption_en)
        yield Answer(passed, (), wanted.id if wanted else "", form, caption, exception=exception)
    cited = case.report.declared_form
    if cited is not None and case.report.forms:
        printed = sorted(set(case.report.forms.values()))
        yield Answer(
            cited in printed, (), cited, ", ".join(printed), ("所引文号", "the notice cited"),
            says=None if cited in printed else "cited",
        )  # fmt: skip


def _excuse(case: Case, form: str, wanted: forms.Template) -> str | None:
    if form < wanted.id and case.year == wanted.first_year:
        return "transition_year"
    if form < wanted.id and wanted.id in case.report.forms.values():
        return "old_block"
    return "local_table" if form == "2008" and wanted.id == "2014" else None


def first_sections(case: Case) -> Iterator[Answer]:
    """F-02: sections 一 to 四 are there and not empty."""
    if case.modern:
        # A table that was found shows that the section is there and that only its heading is lost.
        lost = [kind for kind in _SECTIONS[:4] if _empty(case, kind)]
        excused = [kind for kind in lost if kind in case.report.forms]
        exception = "heading_lost" if lost and lost == excused else None
        yield Answer(_there(case, lost), (), "", "", words={"missing": _names(lost)}, exception=exception)


def last_sections(case: Case) -> Iterator[Answer]:
    """F-10: sections 五 and 六 are there and not empty."""
    if case.modern:
        lost = [kind for kind in _SECTIONS[4:] if _empty(case, kind)]
        yield Answer(_there(case, lost), words={"missing": _names(lost)})


def order_of_sections(case: Case) -> Iterator[Answer]:
    """F-11: the sections stand in the order of the form."""
    if case.modern:
        kinds = [kind for kind in dict.fromkeys(s.kind for s in case.report.sections) if kind in _SECTIONS]
        wanted = sorted(kinds, key=_SECTIONS.index)
        words = {"missing": _names(kinds)}
        yield Answer(kinds == wanted if kinds else None, (), _names(wanted)[0], _names(kinds)[0], words=words)


def _there(case: Case, lost: list[SectionKind]) -> bool | None:
    """Whether no section is lost; not known where a heading of its number or name is printed and was not
    understood, or where the document breaks off."""
    notes = {note.code for note in case.report.notes}
    if case.only_figures or (lost and notes & {"section_unknown", "section_cut"}):
        return None
    understood = {compact(section.heading)[:1] for section in case.report.sections}
    for title in titles():
        if title.kind in lost:
            number = "一二三四五六"[_SECTIONS.index(title.kind)]
            named = re.search(rf"[一二三四五六七][、,，.．]?\s*.{{0,4}}{title.zh[:4]}", case.report.text)
            if named or (number not in understood and f"{number}、" in case.report.text):
                return None
    return not lost


def _empty(case: Case, kind: SectionKind) -> bool:
    return not any(_filled(section) for section in case.report.sections if section.kind == kind)


def _filled(section: Section) -> bool:
    return any(not isinstance(block, Paragraph) or block.text.strip() for block in section.blocks)


def _names(kinds: list[SectionKind]) -> tuple[str, str]:
    known = {title.kind: title for title in titles()}
    return "、".join(known[k].zh for k in kinds), ", ".join(known[k].en for k in kinds)


def period(case: Case) -> Iterator[Answer]:
    """F-03: the figures are of the whole calendar year that the title names."""
    stated, year = case.report.period, case.year
    wanted = (date(year, 1, 1), date(year, 12, 31)) if year is not None else None
    passed = None if stated is None or wanted is None else stated == wanted
    exception = None
    if passed is False and stated and wanted and wanted[0] <= stated[0] <= stated[1] <= wanted[1]:
        # A part of the year, named as one: from its founding on, or until it ended.
        founded = stated[1] == wanted[1] and case.before is None
        exception = "part_of_year" if founded or reorganised(case) else None
    elif passed is False and stated and year in (stated[0].year, stated[1].year) and _school_year(stated):
        exception = "school_year"
    yield Answer(passed, (), _days(wanted), _days(stated), exception=exception)


def _school_year(stated: tuple[date, date]) -> bool:
    first, last = stated
    return (first.month, first.day) == (9, 1) and last == date(first.year + 1, 8, 31)


def _days(period: tuple[date, date] | None) -> str:
    return f"{period[0]} – {period[1]}" if period else "?"


def names_agree(case: Case) -> Iterator[Answer]:
    """F-04: the organ of the title is the one that the preamble says compiled the report."""
    organ, year = case.report.organ, case.year
    if organ is None:
        yield Answer(None, (), "?", "?")
        return
    own = case.report.body not in ("street", "department") or of_a_place(organ, year)
    if case.report.scope == "government" and not own:
        evidence = case.report.scope_evidence
        quote = (evidence.text, (evidence.where,)) if evidence else ("", ())
        yield Answer(False, (), organ, quote[0], says="speaks", passages=quote[1])
        return
    others = [m for m in named_elsewhere(case.report.text) if _another(case, organ, m)]
    for mention in others:
        words = {"role": _ROLES[mention.role]}
        yield Answer(
            False, (), organ, mention.organ, words=words, says="elsewhere", passages=(mention.where,)
        )
    found = [
        (verdict, mention)
        for mention in mentions(block for block in case.report.preamble if isinstance(block, Paragraph))
        if (verdict := _stands(mention, relation(organ, mention.organ, year))) is not None
    ]
    if not found:
        if not others:
            yield Answer(None, (), organ, "?")
        return
    (same, exception), worst = min(found, key=lambda one: one[0] != (False, None))
    yield Answer(same, (), organ, worst.organ, exception=exception, passages=(worst.where,))


def own_words(case: Case) -> Iterator[Answer]:
    """F-17: the staff, information and cases that a department tells as its own are not another office's."""
    organ = case.report.organ
    if organ is None or case.report.body != "department":
        return
    duty = organs.function_of(organs.plain(organ))
    for mention in named_for_its_own(case.report.text):
        known = relation(organ, mention.organ, case.year)
        same = known in ("same", "renamed") or mention.organ[:-1] in organ
        passed = True if same else False if duty else None
        yield Answer(passed, (), organ, mention.organ, passages=(mention.where,))


_ROLES = {
    "guide": ("文中说编制了其公开指南或目录的", "the guide that the text says was compiled"),
    "signs": ("落款的", "the signature"),
}


def _another(case: Case, organ: str, mention: Mention) -> bool:
    """Whether a department that is named is surely not the department of the title: it has another duty."""
    if case.report.body != "department":
        return False
    duties = [organs.function_of(organs.plain(name)) for name in (organ, mention.organ)]
    other = relation(organ, mention.organ, case.year) in ("other", "elsewhere")
    return other and None not in duties and duties[0] != duties[1]


def _stands(mention: Mention, related: Relation) -> tuple[bool, str | None] | None:
    """Whether a mention agrees with the title, with the exception that explains it where it does not.

    Questions may be answered by another organ of the same place, so that only one of another place tells.
    """
    if related in ("office_of_it", "renamed"):
        return (False, related) if mention.role == "compiles" else None
    wrong = related == "elsewhere" or (related == "other" and mention.role == "compiles")
    return (False, None) if wrong else (True, None) if related == "same" else None


def kinds_of_number(case: Case) -> Iterator[Answer]:
    """F-05: counts are whole and not negative; money is not negative and no finer than a fen."""
    figures = case.report.figures
    if figures:
        kinds = _kinds(tuple(sorted(case.report.forms.items())))
        rows = Counter((f.where, f.raw) for f in figures if f.status is Status.UNREADABLE)
        # Digits of a whole row that ran together (14365.2) are those of no cell.
        single = (f for f in figures if rows[f.where, f.raw] < 2)
        wrong = tuple(f for f in single if _wrong(f, kinds.get(f.key, "count")))
        cells = "; ".join(f"{f.row}.{f.column}: {f.raw}" for f in wrong)
        yield Answer(not wrong, wrong, "", cells)


def _wrong(figure: Figure, kind: str) -> bool:
    if figure.status is Status.UNREADABLE:  # a sign or a fraction is why a count is not one
        plain = compact(figure.raw)
        return bool(_NUMBER.fullmatch(plain)) and kind != "change" and ("-" in plain or "." in plain)
    if figure.value is None or kind == "change":
        return False
    return figure.value < 0 or _decimals(figure.value) > (_MOST_DECIMALS if kind == "amount" else 0)


@lru_cache(maxsize=4096)
def _decimals(value: Decimal) -> int:
    """How many decimals a number has, zeros at its end left out; few numbers are ever printed."""
    return -int(value.normalize().as_tuple().exponent)


@cache
def _kinds(printed: tuple[tuple[str, str], ...]) -> dict[tuple[str, str, str], str]:
    return {
        (table, row.id, column.id): column.number
        for table, form in printed
        for row, column in forms.load(form).table(table).cells()
    }


def no_blanks(case: Case) -> Iterator[Answer]:
    """F-06: no cell is blank or holds a mark instead of a number."""
    figures = case.report.figures
    if figures:
        empty = tuple(f for f in figures if f.status in (Status.BLANK, Status.MARKED))
        words = {"count": str(len(empty))}
        yield Answer(not empty, empty, "0", str(len(empty)), words=words)


def whole_form(case: Case) -> Iterator[Answer]:
    """F-07: tables 二, 三 and 四 are there with every cell of their form."""
    if not case.modern:
        return
    for table in ("disclosure", "requests", "remedies"):
        form = case.form(table)
        wanted = forms.load(form or case.report.form or "2021").table(table)
        cells = [f for f in case.report.figures if f.table == table]
        lost = tuple(f for f in cells if f.status is Status.MISSING)
        unread = any(f.status is Status.UNREADABLE for f in cells)
        passed = False if form is None or lost else None if unread else True
        count = len(list(wanted.cells()))
        words = {"count": str(count), "found": str(len(cells) - len(lost))}
        label = (wanted.caption_zh, wanted.caption_en)
        yield Answer(passed, lost, str(count), words["found"], label, words)


@cache
def _junk() -> tuple[Sought, re.Pattern[str]]:
    """Words that no annual report has, and those of a sentence in which an office speaks of such things."""

    def build(data: Table) -> tuple[Sought, re.Pattern[str]]:
        patterns: list[str] = []
        lawful = data.texts("lawful")
        for entry in data.tables("junk"):
            entry.text("what"), entry.text("source"), entry.texts("examples")
            patterns += entry.texts("patterns")
            entry.done()
        return sought("|".join(patterns)), re.compile("|".join(lawful))

    return load_toml("junk_words.toml", build)


_SENTENCE_END = re.compile("[。；;！？\n]")
_SENTENCE = 60  # characters on either side within which a sentence is looked for


def junk(text: str) -> list[re.Match[str]]:
    """Advertising put in by others, and text broken by a wrong encoding, that stand in a report."""
    words, lawful = _junk()
    found = []
    for match in words.finditer(text):
        before = _SENTENCE_END.split(text[max(0, match.start() - _SENTENCE) : match.start()])[-1]
        behind = _SENTENCE_END.split(text[match.end() : match.end() + _SENTENCE])[0]
        if not lawful.search(before + match[0] + behind):
            found.append(match)
    return found


def no_junk(case: Case) -> Iterator[Answer]:
    """F-08: nothing foreign stands in the text."""
    found = junk(case.report.text)
    words = {"count": str(len(found)), "first": found[0][0] if found else ""}
    passages = tuple(Where(match.start(), match.end()) for match in found[:5])
    yield Answer(not found, (), "", ", ".join(sorted({m[0] for m in found})), words=words, passages=passages)


def one_document(case: Case) -> Iterator[Answer]:
    """F-12: documents of one body on one year state the same figures."""
    for other in case.others:
        passed = same_figures(case.report, other)
        corrected = not passed and any(makes(report.text, "corrected") for report in (case.report, other))
        exception = "corrected" if corrected else None
        yield Answer(
            passed, (), other.source, case.report.source, exception=exception, compared=other.report_id
        )


def not_last_year(case: Case) -> Iterator[Answer]:
    """F-13: no table is last year's, cell by cell."""
    if (before := case.before) is None:
        return
    for table, form in case.report.forms.items():
        cells = [f for f in case.report.figures if f.table == table and f.value is not None]
        if before.form(table) != form or not cells:
            continue
        same = [f for f in cells if before.value(*f.key) == f.value]
        telling = {f.value for f in same if f.value is not None and f.value >= 10 and f.column not in _STOCKS}
        copied = len(same) == len(cells)
        passed = True if not copied else False if len(telling) >= 3 else None
        label = forms.load(form).table(table)
        yield Answer(
            passed,
            tuple(cells) if copied else (),
            place=(label.caption_zh, label.caption_en),
            words={"before": str(before.year), "count": str(len(same))},
            compared=before.report.report_id,
        )


# Columns that say how many there are by now: they may well stay the same.
_STOCKS = ("in_force", "disclosed_total", "items_last_year", "cumulative")

RULES: dict[str, Function] = {
    "F-01": forms_of_the_year,
    "F-02": first_sections,
    "F-03": period,
    "F-04": names_agree,
    "F-05": kinds_of_number,
    "F-06": no_blanks,
    "F-07": whole_form,
    "F-08": no_junk,
    "F-10": last_sections,
    "F-11": order_of_sections,
    "F-12": one_document,
    "F-13": not_last_year,
    "F-17": own_words,
}
