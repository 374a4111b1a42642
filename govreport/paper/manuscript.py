"""A manuscript is proofread: no number in its prose is typed by hand, and every macro of a value exists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from govreport.errors import ReadError
from govreport.paper.tex import MACRO_ENDINGS

__all__ = ["Complaint", "proofread"]

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
# Where digits are no prose: the list of literature, the names and lengths that commands take.
_LITERATURE = re.compile(r"\\begin\{thebibliography\}.*?\\end\{thebibliography\}", re.DOTALL)
_TAKES_NAMES = (
    "addbibresource|autoref|begin|bibitem|bibliography|bibliographystyle|cite[a-z]*|definecolor|documentclass|end"
    "|fontsize|geometry|graphicspath|hspace|hypersetup|include|includegraphics|input|label|linespread|pageref"
    "|ref|rule|selectfont|setcounter|setlength|url|usepackage|vspace|eqref|zihao"
)
_NAMES = re.compile(rf"\\(?:{_TAKES_NAMES})(?![A-Za-z])\*?(?:\s*(?:\[[^\]]*\]|\{{[^{{}}]*\}}))*")
_FIRST_NAME = re.compile(
    r"\\(?:cline|cmidrule|href|multicolumn|multirow|textcolor)(?:\([lr]+\))?\s*\{[^{}]*\}"
)
_LENGTH = re.compile(
    r"\\\\(?:\*)?\[[^\]]*\]|[\d.]{0,20}\\(?:line|text|column)(?:width|height)|[pmb]\{[\d.]+\s*(?:cm|em|ex|in|mm|pt)\}"
)
_DIGITS = re.compile(r"\d(?:[\d.,，]*\d)?")
_MACRO = re.compile(r"\\([a-z]{2,}(?:[A-Z][A-Za-z]*)+)")
_OF_LATEX = re.compile(
    r"\w*CJK\w*|\w*TeX|if[A-Z]\w*|set(?:main|mono|sans)[a-z]+"
)  # commands written as values are
_OWN = re.compile(r"\\(?:new|provide|renew)command\*?\{?\\([A-Za-z]+)")
_RENEWED = re.compile(r"\\renewcommand\*?\{?\\[A-Za-z]+\}?(?:\[\d\])?\{[^{}]*\}")


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """Something in a manuscript that a reader should know.

    Attributes
    ----------
    line : int
        From 1; 0: the manuscript as a whole.
    kind : {"typed", "no_value", "not_cited"}
        A number typed by hand; a macro that no value gives; a value that the text does not use.
    said : str
        The digits, or the name.
    """

    path: str
    line: int
    kind: str
    said: str

    @property
    def wrong(self) -> bool:
        """Whether it has to be corrected: a value may well go without being cited."""
        return self.kind != "not_cited"

    def __str__(self) -> str:
        meaning = {
            "typed": "手工键入的数字 a number typed by hand",
            "no_value": "没有此值 no value gives this macro",
            "not_cited": "未引用的值 values not cited",
        }
        place = f"{self.path} line {self.line}" if self.line else self.path
        return f"{place}: {meaning[self.kind]}: {self.said}"


def proofread(paper: str | Path, names: Iterable[str]) -> tuple[Complaint, ...]:
    r"""Find the numbers that a manuscript in LaTeX types, and the macros that it lacks.

    Digits in comments, in the list of literature and in what ``\cite``, ``\ref``, ``\includegraphics`` and
    their like take are none of prose. Numbers written in words (三分之一, a third) are not found.

    Parameters
    ----------
    names : iterable of str
        Of the values: ``Values`` by name.

    Returns
    -------
    tuple of Complaint
        By line; at the end, in one, the values that are not cited.

    Raises
    ------
    ReadError
        If there is no such file in UTF-8.
    """
    known = sorted(names)
    try:
        text = Path(paper).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(paper), f"a manuscript in UTF-8 was expected: {error}") from error
    return tuple(_complaints(str(paper), text, known))


def _complaints(path: str, text: str, known: list[str]) -> Iterator[Complaint]:
    source = _blanked(_COMMENT, text)
    used = {found[1]: source.count("\n", 0, found.start()) + 1 for found in _MACRO.finditer(source)}
    there = {name + ending: name for name in known for ending in ("", *MACRO_ENDINGS)}
    defined = {*there, *_OWN.findall(source)}
    prose = source
    for pattern in (_LITERATURE, _LENGTH, _FIRST_NAME, _NAMES, _RENEWED):
        prose = _blanked(pattern, prose)
    unknown = [macro for macro in used.keys() - defined if not _OF_LATEX.fullmatch(macro)]
    wrong = [Complaint(path, used[macro], "no_value", f"\\{macro}") for macro in unknown]
    wrong += [
        Complaint(path, source.count("\n", 0, found.start()) + 1, "typed", f"\\{found[1]}")
        for found in _OWN.finditer(source)
        if found[1] in there  # who defines a value's macro anew types its number
    ]
    wrong += [
        Complaint(path, prose.count("\n", 0, found.start()) + 1, "typed", found[0])
        for found in _DIGITS.finditer(prose)
    ]
    yield from sorted(wrong)
    cited = {there[macro] for macro in used if macro in there}
    if left := [name for name in known if name not in cited]:
        yield Complaint(path, 0, "not_cited", ", ".join(left))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Spaces for what the pattern finds: every other sign keeps its line."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
