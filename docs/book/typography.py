"""A line of Chinese may be broken in a source; on the page the break must not become a blank."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

__all__ = ["ChineseLines"]

_WIDE = r"[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BREAK = re.compile(rf"(?<={_WIDE})\n(?={_WIDE})")


class ChineseLines(SphinxTransform):
    """Take out line breaks between Chinese characters; browsers would show them as blanks."""

    default_priority = 750

    def apply(self, **kwargs: object) -> None:
        """Change every text but that of code."""
        for text in list(self.document.findall(nodes.Text)):
            if "\n" in text and not isinstance(text.parent, nodes.FixedTextElement):
                before, after = _beside(text)
                whole = _BREAK.sub("", before + text + after)
                text.parent.replace(text, nodes.Text(whole[len(before) : len(whole) - len(after)]))


def _beside(text: nodes.Text) -> tuple[str, str]:
    """The characters beside a text in its paragraph: a parser makes a line break a text of its own."""
    siblings = text.parent.children
    here = next(i for i, sibling in enumerate(siblings) if sibling is text)
    return "".join(s.astext() for s in siblings[:here])[-1:], "".join(
        s.astext() for s in siblings[here + 1 :]
    )[:1]
