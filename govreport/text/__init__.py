"""Text study: segmentation, facts, themes and style of Chinese prose; it takes strings and gives frames.

import govreport as gr

tokens = gr.text.segment(frames.narrative)     # 分词
gr.text.kwic(tokens, "公开")                    # keyword in context
gr.text.keyness(tokens[one], tokens[other])    # words that tell two sets of texts apart
gr.text.similarity(frames.narrative, frames.reports)
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

__all__ = [
    "CONTENT_TAGS",
    "MARK",
    "Fact",
    "Segmenter",
    "Theme",
    "collocations",
    "compare",
    "dispersion",
    "facts",
    "frequency",
    "joined",
    "keyness",
    "kwic",
    "lookup",
    "official",
    "passages",
    "phrase_classes",
    "phrases",
    "segment",
    "similarity",
    "statement_frame",
    "stop_words",
    "style_frame",
    "themes",
]

_HOMES = {
    "CONTENT_TAGS": "text.words.selection:CONTENT_TAGS",
    "Fact": "text.facts:Fact",
    "MARK": "text.words.selection:MARK",
    "Segmenter": "text.words.segment:Segmenter",
    "Theme": "text.themes:Theme",
    "collocations": "text.words.collocation:collocations",
    "compare": "text.style.similarity:compare",
    "dispersion": "text.words.frequency:dispersion",
    "facts": "text.facts:facts",
    "frequency": "text.words.frequency:frequency",
    "joined": "text.words.selection:joined",
    "keyness": "text.words.keyness:keyness",
    "lookup": "text.themes.lookup:lookup",
    "kwic": "text.words.concordance:kwic",
    "official": "text.style.similarity:official",
    "passages": "text.style.profile:passages",
    "phrase_classes": "text.style.boilerplate:phrase_classes",
    "phrases": "text.style.boilerplate:phrases",
    "segment": "text.words.segment:segment",
    "similarity": "text.style.similarity:similar",
    "statement_frame": "text.style.profile:statement_frame",
    "stop_words": "text.words.lexicon:stop_words",
    "style_frame": "text.style.profile:style_frame",
    "themes": "text.themes:themes",
}

if TYPE_CHECKING:
    from govreport.text.facts import Fact, facts
    from govreport.text.style.boilerplate import phrase_classes, phrases
    from govreport.text.style.profile import passages, statement_frame, style_frame
    from govreport.text.style.similarity import compare, official
    from govreport.text.style.similarity import similar as similarity
    from govreport.text.themes import Theme, themes
    from govreport.text.themes.lookup import lookup
    from govreport.text.words.collocation import collocations
    from govreport.text.words.concordance import kwic
    from govreport.text.words.frequency import dispersion, frequency
    from govreport.text.words.keyness import keyness
    from govreport.text.words.lexicon import stop_words
    from govreport.text.words.segment import Segmenter, segment
    from govreport.text.words.selection import CONTENT_TAGS, MARK, joined

# Public names are loaded as those of the package are, and no room (facts, themes) hides one.
sys.modules[__name__].__class__ = type(sys.modules["govreport"])
