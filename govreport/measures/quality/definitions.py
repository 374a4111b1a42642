"""The parts of the quality index as data: rules, elements of the prose, scales, and the texts of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from govreport.resources import Table, load_toml

__all__ = ["Element", "Part", "QualityDefinitions", "load"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the index; `numbers`: a finding counts only if it has a number other than 0."""

    id: str
    name: str
    weight: int
    zh: str
    en: str
    what_zh: str
    what_en: str
    source: str
    rules: tuple[str, ...]
    families: tuple[str, ...]
    severities: tuple[str, ...]
    numbers: bool
    evidence: tuple[str, str]
    nothing: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Element:
    """Something that the prose of a report has to show, from a year on, for some kinds of body."""

    part: str
    id: str
    zh: str
    en: str
    first_year: int | None
    bodies: tuple[str, ...]
    section: str | None
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    def applies(self, year: int | None, body: str | None) -> bool:
        """Whether a report on that year of that kind of body has to show it; not where that is unknown."""
        if self.first_year is not None and (year is None or year < self.first_year):
            return False
        return not self.bodies or body in self.bodies


@dataclass(frozen=True, slots=True)
class QualityDefinitions:
    """What data/quality.toml says. `thin` are the messages of too little evidence, by what is lacking."""

    parts: tuple[Part, ...]
    elements: tuple[Element, ...]
    least: Mapping[str, int]
    details: Mapping[str, tuple[str, str]]
    scales: Mapping[str, int]
    media: Mapping[str, float]

    def part_of(self, rule: str) -> Part | None:
        """The part that takes the findings of a rule: by its id before by its family."""
        by_id = (part for part in self.parts if rule in part.rules)
        family = rule.partition("-")[0]
        by_family = (part for part in self.parts if family in part.families)
        return next(by_id, None) or next(by_family, None)


def _pair(data: Table, key: str) -> tuple[str, str]:
    return data.text(f"{key}_zh"), data.text(f"{key}_en")


def _part(data: Table) -> Part:
    numbers = data.text("counts", ("all", "numbers")) == "numbers"
    details = {key: _pair(data, key) for key in ("evidence", "nothing")}
    return data.of(Part, numbers=numbers, **details)


def _element(data: Table) -> Element:
    pattern = re.compile("|".join(data.texts("patterns")))
    return data.of(Element, pattern=pattern, bodies=data.texts("bodies", required=False))


def _definitions(data: Table) -> QualityDefinitions:
    index, scales, media = data.table("index"), data.table("scales"), data.table("media")
    definitions = QualityDefinitions(
        parts=tuple(map(_part, data.tables("parts"))),
        elements=tuple(map(_element, data.tables("elements"))),
        least={key: index.whole(f"least_{key}") for key in ("parts", "places", "characters")},
        details={key: _pair(index, key) for key in ("enough", "thin_parts", "thin_places")},
        scales={key: scales.whole(key) for key in ("numbers", "documents")},
        media={type_: 1.0 for type_ in media.texts("readable")} | {t: 0.5 for t in media.texts("partly")},
    )
    for table in (index, scales, media):
        table.done()
    return definitions


@cache
def load() -> QualityDefinitions:
    """What data/quality.toml says.

    Raises
    ------
    ResourceError
        If the file is wrong; names the key path.

    Examples
    --------
    >>> [part.id for part in gr.quality.load().parts][:3]
    ['Q1', 'Q2', 'Q3']
    """
    return load_toml("quality.toml", _definitions)
