"""The words of the review page in two languages, from data/view/labels.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from govreport.document import Where
from govreport.resources import Table, load_toml

__all__ = ["Words", "labels", "place", "word"]

Words = tuple[str, str]
"""The same words in Chinese and in English."""

_FILE = "view/labels.toml"
_PARTS = ("page", "line", "table", "row", "column")


@cache
def labels() -> Mapping[str, Words]:
    """Every label by ``group.name``.

    Raises
    ------
    ResourceError
        If the file is wrong; names the key path.
    """

    def build(data: Table) -> dict[str, Words]:
        return {
            f"{group}.{name}": _words(words)
            for group, names in data.named_tables()
            for name, words in names.named_tables()
        }

    return load_toml(_FILE, build)


def _words(data: Table) -> Words:
    words = data.text("zh"), data.text("en")
    data.done()
    return words


def word(name: str, **values: object) -> Words:
    """A label, with its placeholders filled in."""
    zh, en = labels()[name]
    return (zh.format(**values), en.format(**values)) if values else (zh, en)


def place(where: Where) -> Words:
    """A place in words: page, line, table, row, column as far as the format has them, and characters."""
    known = [(name, getattr(where, name)) for name in _PARTS]
    parts = [word(f"place.{name}", n=n) for name, n in known if n is not None]
    parts.append(word("place.characters", start=where.start, end=where.end))
    return "，".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)
