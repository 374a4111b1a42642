"""Who a preamble says compiled or answers for the report, and whether two names are of one organ."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from govreport.document import Paragraph, Where
from govreport.normalize import compact
from govreport.regions import organs, resolve
from govreport.resources import Table, load_toml

__all__ = [
    "Mention",
    "Relation",
    "mentions",
    "named_elsewhere",
    "named_for_its_own",
    "of_a_place",
    "relation",
]

Role = Literal["compiles", "answers", "guide", "signs", "own"]
Relation = Literal["same", "office_of_it", "renamed", "elsewhere", "other", "unclear"]
"""How an organ that is named stands to the one of the title: ``elsewhere`` and ``other`` are two organs."""

_BRACKETS = re.compile(r"\([^()]*\)")  # (synthetic), (本级)
_TITLES = re.compile("《[^》]*》")  # of notices, which name organs too
_SIGNATURE = 200  # characters at the end of a text in which a signature stands
_OF_A_PLACE = ("government", "office", "zone_committee")
# 赣州市 and 吉州区 are one place each.
_PLACE = re.compile(r"[^省市州盟区县旗镇乡]{1,10}?(?:自治[区州县旗]|街道|州[市区县镇]|[省市州盟区县旗镇乡])")
_TOWN = re.compile(
    r"(?:^|政府|[省市州盟区县旗])(?P<town>[^省市州盟区县旗政府]{1,10}?(?:街道|镇|乡|苏木))(?=$|办事处|人民|政府|党)"
)
_DIVISION = re.compile("[省市州盟区县旗镇乡]")
_BODY = re.compile("人民政府|政府|管理?委|党|委员会|办公|办事处|[局厅委]")


@dataclass(frozen=True, slots=True)
class Mention:
    """An organ that a preamble names as the one that compiled the report, or that answers questions on it; or
    one whose guide the text says was compiled, that signs it, or whose staff it tells as its own."""

    organ: str
    role: Role
    where: Where


def mentions(paragraphs: Iterable[Paragraph]) -> Iterator[Mention]:
    """The organs that a preamble names so. A sentence may go on from one paragraph (a line) to the next."""
    text, starts, places = "", [], []
    for paragraph in paragraphs:
        text += "。" if text.endswith((":", "报告")) else ""
        starts.append(len(text))
        places.append(paragraph.where)
        text += compact(paragraph.text)
    plain = _TITLES.sub(lambda title: "《" * len(title[0]), text)
    for role, pattern in _frames().preamble:
        for match in pattern.finditer(plain):
            group = next(i for i, part in enumerate(match.groups(), start=1) if part)
            at = bisect_right(starts, match.start(group)) - 1
            yield Mention(match[group], role, places[at])


def named_elsewhere(text: str) -> Iterator[Mention]:
    """The organs whose guides a report says it compiled, and the one that signs it."""
    known = _frames()
    for match in known.guide.finditer(text):
        yield Mention(match[1], "guide", Where(*match.span(1)))
    if signed := known.signature.search(text, max(0, len(text) - _SIGNATURE)):
        name = signed[1].strip()
        yield Mention(name, "signs", Where(signed.end(1) - len(name), signed.end(1)))


def named_for_its_own(text: str) -> Iterator[Mention]:
    """The offices whose staff, information or cases a text speaks of as its own; a short name gets its 局."""
    for match in _frames().own.finditer(text):
        group = next(i for i, part in enumerate(match.groups(), start=1) if part)
        name = match[group] if match[group].endswith(tuple("局厅委办院署")) else f"{match[group]}局"
        yield Mention(name, "own", Where(*match.span(group)))


@dataclass(frozen=True, slots=True)
class _Frames:
    preamble: tuple[tuple[Role, re.Pattern[str]], ...]
    guide: re.Pattern[str]
    signature: re.Pattern[str]
    own: re.Pattern[str]


@cache
def _frames() -> _Frames:
    def build(data: Table) -> _Frames:
        organ = data.text("organ")
        found: list[tuple[Role, re.Pattern[str]]] = []
        for entry in data.tables("mentions"):
            role: Role = "answers" if entry.text("role") == "answers" else "compiles"
            entry.texts("examples")
            patterns = [pattern.replace("ORGAN", f"({organ})") for pattern in entry.texts("patterns")]
            found.append((role, re.compile("|".join(patterns))))
            entry.done()
        data.texts("guides"), data.texts("signatures"), data.texts("owns")
        shorts, own = "|".join(data.texts("shorts")), "|".join(data.texts("own"))
        guide, signature = (data.text(key).replace("ORGAN", f"({organ})") for key in ("guide", "signature"))
        own = own.replace("ORGAN", organ).replace("SHORT", shorts)
        return _Frames(tuple(found), re.compile(guide), re.compile(signature), re.compile(own))

    return load_toml("organ_mentions.toml", build)


@dataclass(frozen=True, slots=True)
class _Name:
    """What a name says: where the organ is, what kind it is, what it is for."""

    text: str
    codes: tuple[str, ...]  # of divisions that it may be of; none if the place is in no list
    places: tuple[str, ...]
    town: str | None
    body: str | None
    function: str | None

    @property
    def duty(self) -> str:
        """The name without its places."""
        return self.text.removeprefix("".join(self.places))

    def in_one_place_with(self, other: _Name) -> bool:
        """Whether both may be of one place, as far as they say."""
        if self.codes and other.codes:
            return bool(set(self.codes) & set(other.codes))
        if not (self.places and other.places):
            return True
        one, two = self.places[-1], other.places[-1]
        return one.endswith(two) or two.endswith(one)


def relation(organ: str, named: str, year: int | None) -> Relation:
    """How the organ that is named in a preamble stands to the one that the title names.

    Brackets do not count, nor places that the other name leaves out (甲市乙县教育局, 乙县教育局, 县教育局);
    发改局 is short for 发展和改革局. An organ of the same place and duty with another name is called renamed.
    """
    one, other = _name(organ, year), _name(named, year)
    if _left_out(one.text, other.text) or _left_out(other.text, one.text):
        return "same"
    if one.codes and other.codes and not set(one.codes) & set(other.codes):
        return "elsewhere"  # 和县 is not 政和县, though its name stands in the other
    if one.text in other.text or other.text in one.text:
        return "same"
    if not one.in_one_place_with(other):
        return "elsewhere"
    if one.town or other.town:
        return "same" if one.town == other.town else "other"
    if one.body in _OF_A_PLACE:
        return "office_of_it"
    if _short_for(one.duty, other.duty) or _short_for(other.duty, one.duty):
        return "same"
    if one.function and one.function == other.function:
        return "renamed"
    return "other" if other.function or (other.body in _OF_A_PLACE and other.places) else "unclear"


def of_a_place(organ: str, year: int | None) -> bool:
    """Whether a name is that of a government or of its office, also where its place is in no list."""
    return _name(organ, year).body in _OF_A_PLACE


def _name(organ: str, year: int | None) -> _Name:
    text = _BRACKETS.sub("", organs.plain(organ))
    found = resolve(text, year)
    codes = (found.code_2024 or found.code,) if found.code else found.candidates
    town = _TOWN.search(text)
    places = tuple(_places(text))
    return _Name(
        text,
        tuple(code for code in codes if code),
        places,
        town["town"] if town else None,
        found.body if found.code else organs.body_of(text.removeprefix("".join(places))),
        found.body_function or organs.function_of(text),
    )


def _places(text: str) -> Iterator[str]:
    """The places with which a name begins, before its duty or the word for its kind; 市 of 市教育局."""
    if level := organs.level_word(text):
        yield level
        return
    body = _BODY.search(text)
    ends = [body.start()] if body else []
    ends += [i for i in range(1, len(text)) if organs.function_at(text, i)][:1]
    lead = text[: min(ends, default=len(text))]
    at = 0
    while found := _PLACE.match(lead, at):
        yield found[0]
        at = found.end()


def _short_for(short: str, long: str) -> bool:
    """Whether a name is another without some of its characters: 市场监管局 of 市场监督管理局."""
    rest = iter(long)
    return len(short) > 2 and short[-1] == long[-1] and all(character in rest for character in short)


def _left_out(short: str, long: str) -> bool:
    """Whether one or two characters are missing inside a name: 平原综合区水务局 for 平原综合实验区水务局."""
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    gap = len(long) - len(short)
    missing = long[same : same + gap]
    return same > 1 and 0 < gap <= 2 and short[same:] == long[same + gap :] and not _DIVISION.search(missing)
