"""Text with HTML tables in it, as Markdown has them, to a document: each part read as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govreport.document import Document
from govreport.readers import text
from govreport.readers.draft import Draft
from govreport.readers.web import html

__all__ = ["is_markdown", "read"]

_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]*>", re.IGNORECASE)
_CELL_TAG = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_PAGE_TAG = re.compile(r"<(?:html|head|body|div|p|td|tr|li|h[1-6])\b[^<>]*>", re.IGNORECASE)
# What may stand around a table, as programs write it that turn scans into Markdown.
_AROUND = r"</?(?:html|body|div|center|figure)\b[^<>]*>"
_BEFORE = re.compile(rf"(?:{_AROUND}\s*)+\Z", re.IGNORECASE)
_BEHIND = re.compile(rf"\A(?:\s*{_AROUND})+", re.IGNORECASE)


def is_markdown(data: str) -> bool:
    """Whether tables are all the markup of a text.

    >>> is_markdown("# 年报 <table><td>1</table>"), is_markdown("<p>年报</p><table><td>1</table>")
    (True, False)
    """
    if not _CELL_TAG.search(data):
        return False
    parts = list(_parts(data))
    return any(is_table for is_table, _ in parts) and not any(
        _PAGE_TAG.search(part) for is_table, part in parts if not is_table
    )


def _parts(data: str) -> Iterator[tuple[bool, str]]:
    """The tables (True) and what stands between them, without the tags around a table; no line is lost."""
    done = start = depth = 0
    for tag in _TABLE_TAG.finditer(data):
        if not tag[1]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                between = _BEFORE.sub(_lines_of, data[done:start])
                yield False, _BEHIND.sub(_lines_of, between) if done else between
                yield True, data[start : tag.end()]
                done = tag.end()
    yield False, _BEHIND.sub(_lines_of, data[done:]) if done else data


def _lines_of(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def read(data: str, source: str, sha256: str) -> Document:
    """The document that a text with HTML tables in it holds."""
    draft = Draft()
    lines = 0
    for is_table, part in _parts(data):
        if is_table:
            draft.add(html.read(part.encode(), source, sha256), lines=lines)
        else:
            draft.add(text.read(part, source, sha256), lines=lines)
        lines += part.count("\n")
    return draft.document(source, sha256, "text/plain")
