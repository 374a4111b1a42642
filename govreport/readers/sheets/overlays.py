"""What lies over the cells of an XLSX sheet: text boxes, pictures, charts and form controls."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from lxml import etree

from govreport.normalize import squeezed
from govreport.readers.apart import How, printed

__all__ = ["Over", "overlays"]

_Element = etree._Element
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CLIENT = "{urn:schemas-microsoft-com:office:excel}ClientData"
_SHAPES = tuple(f"{_XDR}{name}" for name in ("sp", "pic", "graphicFrame"))
_NO_CONTROLS = ("Note", "Pict", "Rect", "Group")  # a remark, and drawings


class Over(NamedTuple):
    """What lies over a sheet from some cell on, or is noted of a cell; `what` is its text, name or both."""

    row: int
    column: int
    kind: Literal["text", "picture", "unread", "struck"]
    what: str


def overlays(archive: zipfile.ZipFile, related: Iterable[Any]) -> list[Over]:
    """What lies over a sheet, given the relations (of openpyxl) of its part."""
    found: list[Over] = []
    for relation in related:
        kind = relation.Type.rsplit("/", 1)[-1]
        if kind not in ("drawing", "vmlDrawing") or relation.target not in archive.namelist():
            continue
        # Excel writes VML that is no XML.
        parser = etree.XMLParser(resolve_entities=False, recover=kind == "vmlDrawing")
        root = etree.fromstring(archive.read(relation.target), parser)
        if root is not None:
            found += _controls(root) if kind == "vmlDrawing" else _drawn(root, archive, relation.target)
    return found


def _drawn(root: _Element, archive: zipfile.ZipFile, part: str) -> Iterator[Over]:
    for anchor in root:
        row, column = (_number(anchor.findtext(f"{_XDR}from/{_XDR}{name}")) for name in ("row", "col"))
        for shape in anchor.iter(*_SHAPES):
            about = shape.find(f".//{_XDR}cNvPr")
            hidden = about is not None and about.get("hidden", "0") not in ("0", "false")
            if hidden or any(True for _ in shape.iterancestors(_FALLBACK)):
                continue
            if shape.tag == _SHAPES[0]:
                for line in shape.iter(f"{_A}p"):
                    text, struck = printed(_runs(line))
                    if text.strip():
                        yield Over(row, column, "text", squeezed(text))
                    if struck:
                        yield Over(row, column, "struck", struck)
            elif shape.tag == _SHAPES[1]:
                yield Over(row, column, "picture", _image(shape, archive, part))
            else:
                data = shape.find(f".//{_A}graphicData")
                kind = "" if data is None else data.get("uri", "").rsplit("/", 1)[-1]
                yield Over(row, column, "unread", f"a {kind or 'drawing'}")


def _runs(line: _Element) -> Iterator[tuple[str, How]]:
    for run in line.iter(f"{_A}r", f"{_A}fld", f"{_A}br"):
        about = run.find(f"{_A}rPr")
        how: How = "plain"
        if about is not None and about.get("strike", "noStrike") != "noStrike":
            how = "struck"
        elif about is not None and about.get("baseline", "0") not in ("0", "0%"):
            how = "raised"
        yield (" " if run.tag == f"{_A}br" else run.findtext(f"{_A}t") or ""), how


def _image(picture: _Element, archive: zipfile.ZipFile, part: str) -> str:
    """The member of the archive that holds a picture."""
    from openpyxl.packaging.relationship import get_dependents, get_rels_path

    blip = picture.find(f".//{_A}blip")
    name = None if blip is None else blip.get(f"{_R}embed")
    related: str = get_rels_path(part)  # type: ignore[no-untyped-call]
    targets = get_dependents(archive, related) if related in archive.namelist() else ()
    return next((str(target.target) for target in targets if target.Id == name), "")


def _controls(root: _Element) -> Iterator[Over]:
    for data in root.iter(_CLIENT):
        kind = data.get("ObjectType", "")
        anchor = next((child.text or "" for child in data if str(child.tag).endswith("}Anchor")), "").split(
            ","
        )
        if kind not in _NO_CONTROLS and len(anchor) == 8:
            yield Over(_number(anchor[2]), _number(anchor[0]), "unread", f"a form control ({kind})")


def _number(text: str | None) -> int:
    """A count from 0; 0 where nothing is declared (a drawing that is fixed to the page)."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
