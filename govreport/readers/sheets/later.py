"""Conditional formats that Excel writes beside those of the standard: the cells that they may hide."""

from __future__ import annotations

import zipfile
from typing import Any

from lxml import etree

from govreport.readers.apart import is_white

__all__ = ["later_conditions"]

_Element = etree._Element
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_MARK = b"conditionalFormattings"
_BOOK, _RELATED = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OFF = ("0", "false")


def later_conditions(archive: zipfile.ZipFile, number: int) -> list[str]:
    """The ranges (``B2:B9 D4``) of a sheet, by its number from 1, that such a format may hide."""
    part = _part(archive, number)
    data = archive.read(part) if part in archive.namelist() else b""
    if _MARK not in data:
        return []
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    found = root.iter(f"{_X14}conditionalFormatting")
    return [f.findtext(f"{_XM}sqref") or "" for f in found if any(map(_hides, f.iter(f"{_X14}cfRule")))]


def _part(archive: zipfile.ZipFile, number: int) -> str:
    from openpyxl.packaging.relationship import get_dependents

    if not {_BOOK, _RELATED} <= set(archive.namelist()):
        return ""
    book = etree.fromstring(archive.read(_BOOK), etree.XMLParser(resolve_entities=False))
    sheets = list(book.iter(f"{_S}sheet"))
    name = sheets[number - 1].get(_R) if number <= len(sheets) else None
    related: Any = get_dependents(archive, _RELATED)
    return next((str(item.target) for item in related if item.Id == name), "")


def _hides(rule: _Element) -> bool:
    """Whether a rule may make a number white, struck out or of another format, or put a sign in its place."""
    instead = any(shape.get("showValue", "1") in _OFF for shape in rule)
    colours = list(rule.iterfind(f"{_X14}dxf/{_S}font/{_S}color"))
    white = any(is_white(c.get("rgb")) or c.get("theme") == "0" or c.get("indexed") == "9" for c in colours)
    looks = rule.find(f"{_X14}dxf")
    inside = () if looks is None else looks.iter(f"{_S}strike", f"{_S}numFmt")
    return instead or white or any(True for _ in inside)
