"""The Chinese characters of a page as a font inside it: a machine without Chinese fonts shows them too."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["font_face"]

_FONT = Path(__file__).parents[1] / "data" / "fonts" / "NotoSansSC-GB2312.otf"
_FIRST = "\u2e80"  # what comes before, quotation marks among it, is in every font
_RULE = (
    "@font-face {{ font-family: govreport; unicode-range: U+2E80-FFFF; "
    'src: url("data:font/woff;base64,{}") format("woff"); }}\n'
)


def font_face(text: str) -> str:
    """A rule of CSS with the characters of `text`; empty where fontTools (extra `synth`) is not installed.

    The family is called ``govreport``. A page names it first: Chromium leaves runs of Chinese as boxes where
    a font of the page only steps in for what others lack. WOFF and not WOFF2: that needs another package.
    """
    if find_spec("fontTools") is None:
        return ""
    wanted = "".join(sorted({character for character in text if character >= _FIRST}))
    return _face(wanted) if wanted else ""


@lru_cache(maxsize=8)
def _face(characters: str) -> str:
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=[], name_IDs=[], drop_tables=["GPOS", "GSUB"])
    packed = io.BytesIO()
    with subset.load_font(_FONT, options) as font:
        cut = subset.Subsetter(options)
        cut.populate(text=characters)
        cut.subset(font)
        font.flavor = "woff"
        font.save(packed)
    return _RULE.format(base64.b64encode(packed.getvalue()).decode("ascii"))
