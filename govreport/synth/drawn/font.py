"""The font of the package with TrueType outlines, as PDF files drawn by reportlab need them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

__all__ = ["truetype"]

_FILE = "NotoSansSC-GB2312.otf"
_BOX = "box"
_DATE = 3_660_681_600  # 1 January 2020 in seconds since 1904, as fonts count
_ERROR = 1.0  # of a thousandth of the letter's size: how far a TrueType curve may leave the original


@cache
def _font() -> TTFont:
    return TTFont(BytesIO(files("govreport").joinpath("data", "fonts", _FILE).read_bytes()))


@cache
def _outline(name: str) -> Glyph:
    """A glyph with quadratic curves for the cubic ones of the font; under a millisecond each."""
    pen = TTGlyphPen(None)
    _font().getGlyphSet()[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
    return pen.glyph()


def truetype(characters: str) -> bytes:
    """A TrueType font of those `characters`, the same bytes for the same ones.

    A character that the font of the package lacks is drawn as an empty box, and is in the text all the same.
    """
    source = _font()
    names = source.getBestCmap()
    known = {ord(c): names.get(ord(c), _BOX) for c in sorted(set(characters))}
    order = [".notdef", _BOX, *dict.fromkeys(name for name in known.values() if name != _BOX)]
    built = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    built.setupGlyphOrder(order)
    built.setupCharacterMap(known)
    origin = {name: ".notdef" if name == _BOX else name for name in order}
    built.setupGlyf({name: _outline(origin[name]) for name in order})
    built.setupHorizontalMetrics({name: source["hmtx"][origin[name]] for name in order})
    built.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    built.setupNameTable({"familyName": "Govreport Synthetic", "styleName": "Regular", "psName": "Synthetic"})
    built.setupOS2(sTypoAscender=source["OS/2"].sTypoAscender, sTypoDescender=source["OS/2"].sTypoDescender)
    built.setupPost()
    built.updateHead(created=_DATE, modified=_DATE)
    built.font.recalcTimestamp = False
    written = BytesIO()
    built.save(written)
    return written.getvalue()
