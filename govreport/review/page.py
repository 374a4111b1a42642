"""The review page: the source on the left, what was understood of it on the right, in one file."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import PurePath

from govreport.report import Report
from govreport.resources import load_text
from govreport.review.font import font_face
from govreport.review.ink import Area
from govreport.review.items import Items, ReviewItem
from govreport.review.labels import word
from govreport.review.markup import Markup, both, raw, tag, together
from govreport.review.results import results
from govreport.review.sheets import Sheet, Sheets, has_pages
from govreport.review.source import quiet, source_text

__all__ = ["bare", "page"]


def page(report: Report, found: Items, shown: Sheets) -> str:
    """The page as one HTML file: nothing is loaded, and what its source says is only ever text.

    The policy in its head lets a browser run our one script and use our one style sheet, known by their
    hashes, and pictures and a font in ``data:`` addresses; everything else is refused.
    """
    title = report.title or PurePath(report.source).name
    main = tag("main", _source(report, found, shown), results(found))
    content = together((*_skips(), _header(report, title), main))
    name = f"{title} · {' '.join(word('page.name'))}"
    return bare(name, load_text("view/review.css"), content, load_text("view/review.js"))


def bare(title: str, style: str, content: Markup, script: str = "") -> str:
    """A page of our own that loads nothing: its head, its policy, a font for its Chinese characters."""
    style = font_face(title + style + content + script) + style
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        raw("style", style),
    )
    body = tag("body", content, *([raw("script", script)] if script else []))
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='zh', data_lang='both')}\n"


def _policy(style: str, script: str) -> str:
    runs = f"script-src '{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; {runs}style-src '{_hash(style)}'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


# ------------------------------------------------------------------ head


def _skips() -> Iterator[Markup]:
    for target in ("source", "results"):
        yield tag("a", both(word(f"page.to_{target}")), class_="skip", href=f"#{target}")


def _header(report: Report, title: str) -> Markup:
    details = tag(
        "details", tag("summary", both(word("page.about"))), tag("dl", *_about(report), class_="about")
    )
    languages = (
        tag(
            "button",
            label,
            type="button",
            data_language=code,
            aria_pressed="true" if code == "both" else "false",
        )
        for code, label in (("zh", "中文"), ("en", "English"), ("both", "中文 + English"))
    )
    name = " ".join(word("page.language"))
    choice = tag("div", *languages, id="languages", role="group", aria_label=name)
    no_script = tag("noscript", tag("p", both(word("page.no_script")), class_="hint"))
    return tag("header", tag("h1", title), choice, details, no_script)


def _about(report: Report) -> Iterator[Markup]:
    period = " – ".join(map(str, report.period)) if report.period else None
    name = report.source if "://" in report.source else PurePath(report.source).name
    facts = {
        "organ": report.organ,
        "year": report.year,
        "period": period,
        "form": report.form,
        "cited": report.declared_form,
        "source": name,
        "report_id": report.report_id,
    }
    for key, value in facts.items():
        text = both(word("about.not_stated")) if value is None else str(value)
        yield tag("div", tag("dt", both(word(f"about.{key}"))), tag("dd", text))


# ------------------------------------------------------------------ source


def _source(report: Report, found: Items, shown: Sheets) -> Markup:
    title = tag("h2", both(word("source.title")), id="source-title")
    hint = tag("p", both(word("source.hint")), class_="hint")
    text = source_text(report, found.all())
    if shown.pages:
        views = [
            tag(
                "button",
                both(word(f"source.{v}")),
                type="button",
                data_view=v,
                aria_pressed=_is(v == "pages"),
            )
            for v in ("pages", "text")
        ]
        group = tag("div", *views, id="views", role="group", aria_labelledby="source-title")
        content = [tag("div", *_pages(found, shown), class_="view", id="pages")]
        content.append(tag("div", text, class_="view", id="text"))
    else:
        group = tag("p", both(word("source.no_pages")), class_="hint", hidden=not has_pages(report))
        content = [tag("div", text, class_="view", id="text")]
    bar = tag("div", title, group, hint, class_="bar")
    view = "pages" if shown.pages else "text"
    return tag(
        "section", bar, *content, id="source", tabindex=-1, aria_labelledby="source-title", data_view=view
    )


def _is(state: bool) -> str:
    return "true" if state else "false"


def _pages(found: Items, shown: Sheets) -> Iterator[Markup]:
    areas, whole = _ink(found.all(), shown)
    for sheet in shown.pages:
        zh, en = label = word("source.page", n=sheet.number)
        picture = tag(
            "img",
            src=sheet.address,
            width=sheet.width,
            height=sheet.height,
            alt=f"{zh} {en}",
            decoding="async",
        )
        boxes = (_box(sheet, area, own) for area, own in areas.items() if area.page == sheet.number)
        drawn = tag("svg", *boxes, viewBox=f"0 0 {sheet.width} {sheet.height}", preserveAspectRatio="none")
        yield tag(
            "figure",
            tag("figcaption", both(label)),
            tag("div", picture, drawn, class_="paper"),
            class_="page",
            data_whole=" ".join(whole.get(sheet.number, ())) or None,
        )
    if shown.left_out:
        yield tag("p", both(word("source.left_out")), class_="hint")


def _ink(
    items: Iterable[ReviewItem], shown: Sheets
) -> tuple[dict[Area, list[ReviewItem]], dict[int, list[str]]]:
    """The items of each area, in reading order, and of each page those that stand somewhere on it."""
    areas: dict[Area, list[ReviewItem]] = {}
    whole: dict[int, list[str]] = {}
    for item in items:
        for where in item.places:
            known = shown.ink.areas(where)
            for area in known:
                own = areas.setdefault(area, [])
                own += [item] if item not in own else []
            if not known and where.page is not None:
                whole.setdefault(where.page, []).append(item.id)
    ordered = sorted(areas, key=lambda area: (area.page, area.top, area.left, area.bottom, area.right))
    return {area: areas[area] for area in ordered}, whole


def _box(sheet: Sheet, area: Area, items: list[ReviewItem]) -> Markup:
    left, right = area.left * sheet.width, area.right * sheet.width
    top, bottom = area.top * sheet.height, area.bottom * sheet.height
    zh, en = items[0].label
    return tag(
        "rect",
        tag("title", together((f"{items[0].value} · {zh} {en}",))),
        x=f"{left:.1f}",
        y=f"{top:.1f}",
        width=f"{right - left:.1f}",
        height=f"{bottom - top:.1f}",
        data_i=" ".join(item.id for item in items),
        class_=quiet(item.id for item in items),
    )
