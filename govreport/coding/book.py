"""The codebook as coders see it: one row per code, with a fingerprint that ties sheets to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields

from govreport.errors import GovReportError

__all__ = ["CodeEntry", "CodingBook", "theme_book"]


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code: its labels, what it means, what is coded so and what only looks like it."""

    code: str
    zh: str
    en: str
    definition: str
    inclusion: str
    exclusion: str


@dataclass(frozen=True, slots=True)
class CodingBook:
    """A codebook for hand coding.

    Attributes
    ----------
    version : str
    entries : tuple of CodeEntry
    none : str
        The code that says that a sentence states no theme; it stands alone.
    """

    version: str
    entries: tuple[CodeEntry, ...]
    none: str = "X9"

    @classmethod
    def of(cls, rows: Iterable[CodeEntry | Mapping[str, str]], version: str, none: str = "X9") -> CodingBook:
        """A codebook from rows that have code, zh, en, definition, inclusion and exclusion.

        Raises
        ------
        GovReportError
            If a field is missing, a code stands twice, or `none` is no code of the book.
        """
        entries = tuple(_entry(i, row) for i, row in enumerate(rows, start=1))
        codes = [entry.code for entry in entries]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise GovReportError(f"codebook: expected each code once, found {', '.join(twice)} twice")
        if none not in codes:
            raise GovReportError(f"codebook: expected the code {none!r} (no theme stated), found {codes}")
        return cls(version, entries, none)

    @property
    def fingerprint(self) -> str:
        """The first 16 digits of the SHA-256 of all that the book says."""
        content = json.dumps([self.none, *map(astuple, self.entries)], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def theme_book() -> CodingBook:
    """The codebook of request themes (``govreport.text.themes.codebook``) for hand coding."""
    from govreport.text.themes.codebook import codebook

    book = codebook()
    rows = [
        CodeEntry(
            code.id,
            code.zh,
            code.en,
            f"{code.definition_zh}\n{code.definition_en}",
            "、".join(code.terms),
            "; ".join(f"{e.phrase} → {'+'.join(e.codes) or '—'}" for e in code.exclusions),
        )
        for code in book.codes
    ]
    return CodingBook.of(rows, book.version)


def _entry(number: int, row: CodeEntry | Mapping[str, str]) -> CodeEntry:
    values = []
    for name in (field.name for field in fields(CodeEntry)):
        value = row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
        if not isinstance(value, str):
            raise GovReportError(f"codebook: row {number}: {name}: expected text, found {value!r}")
        values.append(value)
    return CodeEntry(*values)
