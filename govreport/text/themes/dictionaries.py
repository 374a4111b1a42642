"""Dictionaries that people have already: quanteda and cntext YAML, LIWC, WordStat, or a TOML codebook of
ours.

References
----------
quanteda: https://quanteda.io/reference/dictionary.html; LIWC 2007 format as read by quanteda's
``format = "LIWC"``; WordStat ``.cat`` likewise; cntext: https://github.com/hiDaDeng/cntext (YAML
with the key ``Dictionary``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import yaml

from govreport.errors import ResourceError
from govreport.readers.encoding import hand_text
from govreport.resources import load_toml
from govreport.resources.messages import require_path
from govreport.text.prose import fold
from govreport.text.themes.codebook import Code, Codebook, Composite, Group, codebook, codebook_of

__all__ = ["chosen_codebook", "read_dictionary"]

_Terms: TypeAlias = dict[str, list[str]]  # the terms of each category, nested names joined by points

_LIWC_CATEGORY = re.compile(r"(\d+)\s+(\S.*)")
_WORDSTAT_TERM = re.compile(r"([^()]+)\((\d+)\)")
_WIDE = "（）"


def chosen_codebook(path: str | os.PathLike[str] | Codebook | None = None) -> Codebook:
    """The codebook of request themes, from ``data/themes.toml``, or one of your own.

    Parameters
    ----------
    path : path, optional
        A codebook or dictionary of your own: TOML as ours, quanteda or cntext YAML, LIWC ``.dic``, WordStat
        ``.cat`` (docs/own_knowledge.md). For `gr.themes` and `gr.text.lookup`. A codebook is itself.

    Raises
    ------
    ResourceError
        The file breaks its own rules: an unknown code, a term that stands twice, an unknown key; a category
        that is not defined.

    Examples
    --------
    >>> gr.codebook().label("H1")
    ('集体土地征收（征地）', 'Expropriation of collective land')
    """
    if isinstance(path, Codebook):
        return path
    return codebook() if path is None else read_dictionary(require_path(path, "codebook"))


def read_dictionary(path: Path) -> Codebook:
    """The codebook that a user's file holds; the format is known by the ending of its name.

    Parameters
    ----------
    path : Path
        ``.toml`` (as ``govreport/data/themes.toml``), ``.yml`` or ``.yaml`` (quanteda, cntext), ``.dic``
        (LIWC) or ``.cat`` (WordStat), in UTF-8 or GB 18030.

    Returns
    -------
    Codebook
        Its codes are the innermost categories, nested names joined by points; `version` is the beginning of
        the SHA-256 of the file. Names of agencies are those of our codebook.

    Raises
    ------
    ResourceError
        If the file is none of these, a category is not defined or is empty, a term stands in full-width
        brackets or has a wildcard inside; names the line or the category.

    Notes
    -----
    Chinese has no blanks between words, so a term is looked for as characters: ``征收*`` is ``征收``.
    Of terms that overlap the longest counts. A term of two categories counts for both.
    """
    readers = {".yml": _yaml, ".yaml": _yaml, ".dic": _liwc, ".cat": _wordstat}
    ending = path.suffix.casefold()
    if ending == ".toml":
        return load_toml(path, codebook_of)
    if ending not in readers:
        raise ResourceError(f"{path}: a dictionary was expected: .toml, {', '.join(readers)}")
    data = _bytes(path)
    terms = readers[ending](path, _text(path, data))
    return _codebook(path, sha256(data).hexdigest()[:12], terms)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ResourceError(f"{path}: a readable file was expected: {error.strerror}") from error


def _text(path: Path, data: bytes) -> str:
    try:
        return hand_text(data)
    except UnicodeDecodeError as error:
        raise ResourceError(f"{path}: text in UTF-8 or GB 18030 was expected") from error


# ------------------------------------------------------------------ formats


def _yaml(path: Path, text: str) -> _Terms:
    """Nested categories with lists of terms; cntext has them under the key Dictionary."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ResourceError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if isinstance(data, dict) and isinstance(data.get("Dictionary"), dict):
        data = data["Dictionary"]
    found: _Terms = {}
    for category, terms in _nested(path, "", data):
        found.setdefault(category, []).extend(terms)
    return found


def _nested(path: Path, name: str, data: object) -> Iterator[tuple[str, list[str]]]:
    where = name or "the file"
    if isinstance(data, dict):
        for key, inner in data.items():
            yield from _nested(path, f"{name}.{key}".strip("."), inner)
    elif isinstance(data, list) and name:
        own = [term for term in data if not isinstance(term, dict)]
        if odd := [term for term in own if not isinstance(term, str)]:
            raise ResourceError(f"{path}: {where}: expected terms in quotes, found {odd[0]!r}")
        if own:
            yield name, own
        for inner in data:
            if isinstance(inner, dict):
                yield from _nested(path, name, inner)
    elif isinstance(data, str) and name:
        yield name, [data]
    else:
        raise ResourceError(f"{path}: {where}: expected categories with lists of terms, found {data!r:.60}")


def _liwc(path: Path, text: str) -> _Terms:
    """Categories with numbers between two lines ``%``, then each term with the numbers of its categories."""
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    marks = [i for i, (_, line) in enumerate(lines) if line == "%"]
    if len(marks) != 2 or marks[0] != 0:
        raise ResourceError(f"{path}: a LIWC dictionary was expected: categories between two lines %")
    names: dict[str, str] = {}
    for number, line in lines[1 : marks[1]]:
        match = _LIWC_CATEGORY.fullmatch(line)
        if match is None:
            raise ResourceError(f"{path}: line {number}: expected a number and a category, found {line!r}")
        names[match[1]] = match[2]
    found: _Terms = {name: [] for name in names.values()}
    for number, line in lines[marks[1] + 1 :]:
        term, *categories = re.split(r"\s+", line)
        if not categories:
            raise ResourceError(f"{path}: line {number}: expected a term and its categories, found {line!r}")
        for category in categories:
            if category not in names:
                known = ", ".join(names)
                raise ResourceError(
                    f"{path}: line {number}: category {category} is not defined; defined: {known}"
                )
            found[names[category]].append(term)
    return found


def _wordstat(path: Path, text: str) -> _Terms:
    """Nested by tabs; a term has its weight in brackets, ``征地 (1)``, a category has none."""
    found: _Terms = {}
    above: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip("\t"))
        if set(_WIDE) & set(line):
            raise ResourceError(
                f"{path}: line {number}: expected ASCII brackets, as 征地 (1), found {line!r}"
            )
        if depth > len(above):
            raise ResourceError(f"{path}: line {number}: expected a category above, found {line!r}")
        match = _WORDSTAT_TERM.fullmatch(line.strip())
        if match is None:
            above = [*above[:depth], line.strip()]
        elif not depth:
            raise ResourceError(f"{path}: line {number}: expected a category above, found {line!r}")
        else:
            found.setdefault(".".join(above[:depth]), []).append(match[1].strip())
    return found


# ------------------------------------------------------------------ codebook


def _codebook(path: Path, version: str, terms: Mapping[str, list[str]]) -> Codebook:
    if not terms:
        raise ResourceError(f"{path}: at least one category with terms was expected")
    of_term: dict[str, list[str]] = {}
    for category, own in terms.items():
        if not own:
            raise ResourceError(f"{path}: category {category}: expected at least one term")
        for term in own:
            of_term.setdefault(_plain(path, category, term), []).append(category)
    single = {term: names[0] for term, names in of_term.items() if len(set(names)) == 1}
    codes = tuple(
        Code(name, name, name, "", "", tuple(t for t, code in single.items() if code == name), (), ())
        for name in terms
    )
    shared = tuple(
        Composite(term, tuple(dict.fromkeys(names)), False, ())
        for term, names in of_term.items()
        if term not in single
    )
    groups = tuple(Group(name, name, name) for name in dict.fromkeys(c.partition(".")[0] for c in terms))
    entries = {term: code for code in codes for term in code.terms} | {entry.term: entry for entry in shared}
    return Codebook(version, "", (path.name,), groups, codes, shared, (), codebook().agencies, (), entries)


def _plain(path: Path, category: str, term: str) -> str:
    """A term as it is looked for: folded as prose is, without wildcards at its ends."""
    if set(_WIDE) & set(term):
        raise ResourceError(f"{path}: category {category}: expected ASCII brackets, found {term!r}")
    plain = fold(term).text.strip("*")
    if not plain or re.search(r"[*?\[\]]", plain):
        raise ResourceError(
            f"{path}: category {category}: a wildcard is expected at the end of a term only, found {term!r}"
        )
    return plain
