"""The right side of the review page: findings, tables, facts, themes and notes, each a link to its ink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from govreport.report import Status
from govreport.review.items import Items, ReviewItem, ShownLine, ShownTable
from govreport.review.labels import Words, place, word
from govreport.review.markup import Markup, both, tag, together

__all__ = ["results"]

_STATES = ("broken", "hint", "explained", "unknown", "holds")
_SHOWN = ("broken", "hint", "explained")
_DOUBTED = "0.95"  # OCR confidence below which a number is worth a look; the reader may choose another


def results(found: Items) -> Markup:
    """The right side of a page."""
    broken = _broken(found.findings)
    audited = (
        [_section("audit", len(found.audit), [_list(map(_audited, found.audit))])] if found.audit else []
    )
    sections = [
        *audited,
        _section(
            "findings", len(found.findings), [_finding_filter(found.findings), _findings(found.findings)]
        ),
        _section(
            "tables", len(found.figures), [_filter(found.figures, broken), *_tables(found.tables, broken)]
        ),
        _section("facts", len(found.facts), [_list(_stated(item, "qualifier") for item in found.facts)]),
        _section("themes", len(found.themes), [_list(_stated(item, "theme") for item in found.themes)]),
        _section("notes", len(found.notes), [_list(map(_note, found.notes))]),
    ]
    title = tag("h2", both(word("results.title")), id="results-title")
    content = (title, _selected(), _contents(found), *sections)
    return tag("section", *content, id="results", tabindex=-1, aria_labelledby="results-title")


def _section(name: str, count: int, content: Sequence[str]) -> Markup:
    head = tag("h3", both(word(f"results.{name}")), " ", tag("small", str(count)), id=f"{name}-title")
    nothing = tag("p", both(word("page.none")), class_="hint")
    return tag("section", head, *(content if count else [nothing]), id=name, aria_labelledby=f"{name}-title")


def _contents(found: Items) -> Markup:
    counts = {
        **({"audit": len(found.audit)} if found.audit else {}),
        "findings": sum(item.status == "broken" for item in found.findings),
        "tables": len(found.figures),
        "facts": len(found.facts),
        "themes": len(found.themes),
        "notes": len(found.notes),
    }
    links = (
        tag("a", both(word(f"results.{name}")), " ", tag("b", str(count)), href=f"#{name}")
        for name, count in counts.items()
    )
    return tag("nav", *links, aria_labelledby="results-title")


# ------------------------------------------------------------------ what is selected


def _selected() -> Markup:
    """A place for the item that was clicked, which the script fills with texts of the page."""
    parts = ("status", "printed", "place", "confidence", "related")
    rows = (
        tag("div", tag("dt", both(word(f"results.{name}"))), tag("dd"), data_part=name, hidden=True)
        for name in parts
    )
    remarks = (
        tag("p", both(word(f"results.{name}")), data_remark=name, hidden=True, class_="hint")
        for name in ("no_ink", "whole_page", "other_view", "unread")
    )
    steps = tag(
        "p",
        _button("previous", "‹"),
        tag("output", "", id="step"),
        _button("next", "›"),
        id="steps",
        hidden=True,
    )
    words = (
        tag("span", both(word(f"{group}.{name}")), data_word=name)
        for group, names in (
            ("status", [s.value for s in Status]),
            ("finding", _STATES),
            ("qualifier", ("exact", "over", "about")),
            ("theme", ("certain", "low")),
            ("note", ("doubt", "remark")),
            ("audit", ("wrong", "not_on_page", "undecided")),
        )
        for name in names
    )
    return tag(
        "section",
        tag("h3", both(word("results.selected")), class_="quiet"),
        tag("div", tag("p", both(word("results.choose")), id="selected-label"), steps, class_="top"),
        tag("dl", *rows),
        *remarks,
        tag("div", *words, id="words", hidden=True),
        id="selected",
        aria_live="polite",
    )


def _button(name: str, sign: str) -> Markup:
    title = " ".join(word(f"results.{name}"))
    return tag("button", sign, type="button", data_step=name, aria_label=title, title=title)


def _link(item: ReviewItem, *content: str, class_: str = "", **more: str | None) -> Markup:
    """A link to the item itself: its address is one that can be sent to others."""
    zh, en = _places(item)
    confidence = item.confidence
    return tag(
        "a",
        *content,
        class_=f"item {class_}".rstrip(),
        id=item.id,
        href=f"#{item.id}",
        data_status=item.status,
        data_raw=item.raw if item.kind == "figure" else None,
        data_zh=zh or None,
        data_en=en or None,
        data_ocr=None if confidence is None else f"{confidence:.4f}",
        data_cells=" ".join(item.cells) or None,
        **more,
    )


def _places(item: ReviewItem) -> Words:
    texts = [place(where) for where in item.places]
    return "；".join(zh for zh, _ in texts), "; ".join(en for _, en in texts)


# ------------------------------------------------------------------ tables


def _broken(findings: Iterable[ReviewItem]) -> dict[str, list[str]]:
    """For each figure, the broken findings that rest on it."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        for cell in finding.cells if finding.status == "broken" else ():
            found.setdefault(cell, []).append(finding.id)
    return found


def _filter(figures: Sequence[ReviewItem], broken: Mapping[str, Sequence[str]]) -> Markup:
    counts = Counter(item.status for item in figures)
    named = [
        _toggle(both(word(f"status.{s.value}")), counts[s.value], data_filter=s.value)
        for s in Status
        if counts[s.value]
    ]
    concerned = sum(item.id in broken for item in figures)
    named.append(_toggle(both(word("filter.in_findings")), concerned, data_filter="findings"))
    if any(item.confidence is not None for item in figures):
        title = " ".join(word("filter.ocr"))
        limit = tag(
            "input",
            type="number",
            min="0",
            max="1",
            step="0.01",
            value=_DOUBTED,
            id="limit",
            aria_label=title,
        )
        named.append(together((_toggle(both(word("filter.ocr")), None, data_filter="ocr"), limit)))
    nothing = tag("p", both(word("results.nothing")), id="nothing", class_="hint", hidden=True)
    clear = tag("button", both(word("filter.clear")), type="button", id="clear", hidden=True)
    legend = tag("legend", both(word("filter.title")))
    return together((tag("fieldset", legend, *named, clear, id="filter"), nothing))


def _toggle(label: Markup, count: int | None, **data: str) -> Markup:
    counted = () if count is None else (" ", tag("b", str(count)))
    return tag("button", label, *counted, type="button", aria_pressed="false", **data)


def _tables(tables: Iterable[ShownTable], broken: Mapping[str, Sequence[str]]) -> Iterator[Markup]:
    for table in tables:
        heads = (tag("th", both(column), scope="col") for column in table.columns)
        head = tag("thead", tag("tr", tag("td"), *heads))
        body = tag("tbody", *_rows(table.lines, len(table.columns) + 1, broken))
        caption = tag("caption", both(table.caption))
        yield tag(
            "div", tag("table", caption, head, body, class_="figures", data_table=table.id), class_="grid"
        )


def _rows(lines: Iterable[ShownLine], width: int, broken: Mapping[str, Sequence[str]]) -> Iterator[Markup]:
    group = ""
    for line in lines:
        if line.group != group and line.group:
            yield tag(
                "tr",
                tag("th", tag("span", line.group, lang="zh"), scope="rowgroup", colspan=width),
                class_="group",
            )
        group = line.group
        cells = (tag("td") if cell is None else _cell(cell, broken.get(cell.id, ())) for cell in line.cells)
        yield tag("tr", tag("th", both(line.label), scope="row"), *cells)


def _cell(item: ReviewItem, findings: Sequence[str]) -> Markup:
    sign = "*" if item.status == Status.RECOVERED else ""
    zh, en = item.label
    class_ = f"{item.status} faulty" if findings else item.status
    data = {"data_label_zh": zh, "data_label_en": en, "data_findings": " ".join(findings) or None}
    return tag("td", _link(item, item.value + sign, class_=class_, **data))


# ------------------------------------------------------------------ lists


def _list(entries: Iterable[Markup]) -> Markup:
    return tag("ul", *(tag("li", entry) for entry in entries), class_="list")


def _finding_filter(findings: Sequence[ReviewItem]) -> Markup:
    counts = Counter(item.status for item in findings)
    toggles = (
        tag(
            "button",
            both(word(f"finding.{state}")),
            " ",
            tag("b", str(counts[state])),
            type="button",
            aria_pressed="true" if state in _SHOWN else "false",
            data_state=state,
        )
        for state in _STATES
    )
    return tag("fieldset", tag("legend", both(word("filter.findings_title"))), *toggles, id="finding-filter")


def _findings(findings: Sequence[ReviewItem]) -> Markup:
    entries = []
    for item in findings:
        # how grave it is says something only of what is broken
        grave = [tag("span", both(word(f"severity.{item.raw}")), class_=f"badge {item.raw}")]
        severity = grave if item.status == "broken" else []
        state = tag("span", both(word(f"finding.{item.status}")), class_=f"badge {item.status}")
        head = tag("span", tag("b", item.value), *severity, state, class_="head")
        spans = [tag("span", both(words), class_="said") for words in (item.label, *item.more)]
        hidden = item.status not in _SHOWN
        entries.append(tag("li", _link(item, head, *spans), data_state=item.status, hidden=hidden))
    none = tag("p", both(word("results.nothing")), id="no-findings", class_="hint", hidden=True)
    return together((tag("ul", *entries, class_="list"), none))


def _stated(item: ReviewItem, group: str) -> Markup:
    """A fact or a theme: what it is, how much, how certain, and the sentence that says so."""
    uncertain = item.status not in ("exact", "certain")
    badge = [tag("span", both(word(f"{group}.{item.status}")), class_="badge")] if uncertain else []
    more = [tag("span", both(words), class_="badge") for words in item.more]
    head = tag("span", tag("b", item.value), " ", both(item.label), *badge, *more, class_="head")
    return _link(item, head, tag("q", item.raw))


def _audited(item: ReviewItem) -> Markup:
    """A cell of an audited table: what it gives, what the page has, and what may have happened."""
    theirs, _, page = item.value.rpartition(" | ")
    badge = tag("span", both(word(f"audit.{item.status}")), class_=f"badge {item.status}")
    numbers = tag(
        "span",
        both(word("audit.theirs")),
        " ",
        tag("b", theirs),
        " · ",
        both(word("audit.page")),
        " ",
        tag("b", page),
    )
    spans = [tag("span", both(words), class_="said") for words in (item.label, *item.more)]
    return _link(item, tag("span", numbers, badge, class_="head"), *spans)


def _note(item: ReviewItem) -> Markup:
    badge = tag("span", both(word(f"note.{item.status}")), class_="badge")
    head = tag("span", tag("b", item.value), badge, class_="head")
    return _link(item, head, tag("span", item.label[1], class_="said"))
