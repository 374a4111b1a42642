"""Which body each report is of, through new names, codes and mergers: by place, level and kind of organ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from govreport.regions import Placement, resolve
from govreport.report import Report

__all__ = ["Member", "members", "telling"]

# 万里街道 and 万里街道办事处, 某新区 and 某新区管委会: the same body.
_KIND_WORDS = re.compile(r"^人民政府(?=.)|办事处$|人民政府$|管理委员会$|管委会$|筹备组$")
_OF_ITS_PLACE = ("government", "office")  # there is one of them in a place
_ADDRESS = re.compile(r"地址[:：为]?\s*([^;；,，。)）:：]{6,40})")
_USUAL = re.compile(r"管理|监督|综合|[局委办厅院]$|委员会$")
_SINCE_THE_BEGINNING = re.compile(
    r"主动公开政府信息\s*(\d+)\s*条[,，。;；]\s*(?:历年)?累计(?:主动)?公开政府信息\s*(\d+)\s*条"
)
_TELLING = 50  # a smaller count may go on by chance
_CONTACT = re.compile(r"(?<!\d)(?:0\d{2,3}-?)?\d{7,8}(?!\d)|(?<![\w.])[\w.]{1,64}@[\w.]+\w")
# A name of a place of its own before its organ, and not 县教育局 or 本局.
_NAMED_PLACE = re.compile(r"^(?![本我该各某])[^省市县区旗州盟镇乡局委厅]{1,10}[省市县区旗州盟镇乡街]")


@dataclass(frozen=True, slots=True)
class Member:
    """A report and the body that it is of.

    Attributes
    ----------
    body_id : str
        The same for every report of the body.
    linked_by : str
        ``place and kind``, ``place and duty``, ``place and name``, ``central``, ``full name`` (of a place
        that is in no list), ``contact``, ``address`` or ``count`` (of a successor with another duty) or
        ``unlinked``.
    """

    report: Report
    body_id: str
    linked_by: str


def members(reports: Iterable[Report]) -> list[Member]:
    """The reports, in the order given, each with its body.

    A body is known by its place in the list of divisions of 2024, the level and the kind of organ: 荣昌县 of
    2013 is 荣昌区 of 2024. Departments are linked by their duty, so that 规划和国土资源管理局 goes on in
    规划和自然资源局, unless two of one duty stand side by side in a year; streets, townships, zones and
    others by what their name says within the place. A name that several places bear, or that names none,
    links nothing. A department whose first report goes on where another's last one, the year before, ended
    is its successor (环境与国土资源局, 自然资源与生态环境局): it gives the same telephone or e-mail, adds its
    items to the other's count since the beginning, or has the same address and shares a word of its name.
    """
    found = [_Located(report, resolve(report.organ, report.year)) for report in reports]
    names: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for known in found:
        if known.by == "place and duty":
            names[(*known.key, known.report.year)].add(known.place.rest or "")
    crowded = {key[:-1] for key, several in names.items() if len(several) > 1}
    borne: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for known in found:
        if known.key in crowded:
            borne[known.key].add(known.name)
    return _with_successors([known.member(names=borne.get(known.key, ())) for known in found])


def _in_full(name: str, names: Collection[str]) -> str:
    """The one longer name of which `name` is short: 质量技术监督局 of 质监局; else the name itself."""
    full = [
        long for long in names if len(long) > len(name) and name[-1:] == long[-1:] and _in_order(name, long)
    ]
    return full[0] if len(full) == 1 else name


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def _with_successors(found: list[Member]) -> list[Member]:
    """The members, those of a successor under the id of the body that it goes on from."""
    bodies: dict[str, list[Member]] = defaultdict(list)
    for member in found:
        if member.linked_by.startswith("place and"):
            bodies[member.body_id].append(member)
    ends: dict[tuple[object, ...], list[str]] = defaultdict(list)  # by place and year
    for id_, members_ in bodies.items():
        ends[(*id_.split("/")[:3], max(map(_year, members_)))].append(id_)
    shared = _shared_marks(bodies)
    before: dict[str, tuple[str, str]] = {}
    for then, members_ in sorted(bodies.items(), key=lambda one: min(map(_year, one[1]))):
        new = min(members_, key=_year)
        known = {}
        for first in ends.get((*then.split("/")[:3], _year(new) - 1), ()):
            last = max(bodies[first], key=_year)
            if way := _goes_on(last.report, new.report, shared):
                known[first] = way
        if len(known) == 1:  # one of several would be guessed
            ((first, way),) = known.items()
            before[then] = (before[first][0] if first in before else first, way)
    return [
        replace(member, body_id=before[member.body_id][0], linked_by=before[member.body_id][1])
        if member.body_id in before
        else member
        for member in found
    ]


def _shared_marks(bodies: Mapping[str, list[Member]]) -> frozenset[str]:
    """Telephones, mail and street addresses of more than two bodies, which are those of the place."""
    owners: dict[str, set[str]] = defaultdict(set)
    for id_, members_ in bodies.items():
        for member in members_:
            for mark in (*_contacts(member.report), *_addresses(member.report)):
                owners[mark].add(id_)
    return frozenset(mark for mark, ids in owners.items() if len(ids) > 2)


def _goes_on(last: Report, new: Report, shared: frozenset[str]) -> str | None:
    """By what a report goes on from another body's on the year before; None if it does not."""
    if (_contacts(last) & _contacts(new)) - shared:
        return "contact"
    ended, begun = _counted(last), _counted(new)
    if ended and begun and ended[1] >= _TELLING and ended[1] + begun[0] == begun[1]:
        return "count"
    words = [{name[i : i + 2] for i in range(len(name) - 1)} for name in map(_duty, (last, new))]
    if (_addresses(last) & _addresses(new)) - shared and words[0] & words[1]:
        return "address"
    return None


def _year(member: Member) -> int:
    return member.report.year or 0


def _contacts(report: Report) -> set[str]:
    """The telephone numbers and mail addresses that a report gives for questions."""
    return set(_CONTACT.findall(report.masthead.contact or ""))


def _addresses(report: Report) -> set[str]:
    """The street address that a report gives for questions."""
    return {"".join(found.split()) for found in _ADDRESS.findall(report.masthead.contact or "")}


def _duty(report: Report) -> str:
    """The name without its place and the words that many offices bear."""
    return _USUAL.sub("", resolve(report.organ, report.year).rest or "")


def telling(report: Report) -> Report:
    """A report with nothing but what `members` looks at, so that very many fit into memory."""
    counted = _SINCE_THE_BEGINNING.search(report.text)
    cells = tuple(f for f in report.figures if (f.table, f.row) == ("survey", "disclosed"))
    some = replace(report, text=counted[0] if counted else "", figures=cells, forms={}, scope_evidence=None)
    return replace(some, preamble=(), page_frame=(), sections=(), notes=())


def _counted(report: Report) -> tuple[int, int] | None:
    """The items disclosed in the year and since the beginning, by the statistics table or else the prose."""
    cells = {f.column: f.value for f in report.figures if (f.table, f.row) == ("survey", "disclosed")}
    year, total = cells.get("year"), cells.get("cumulative")
    if year is not None and total is not None:
        return int(year), int(total)
    match = _SINCE_THE_BEGINNING.search(report.text)
    return (int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True, slots=True)
class _Located:
    report: Report
    place: Placement

    @property
    def by(self) -> str:
        report, place = self.report, self.place
        if report.year is None or report.organ is None:
            return "unlinked"
        if place.method == "central":
            return "central"
        if place.code_2024 is None or place.level is None or place.body is None:
            named = place.method != "ambiguous" and not place.code and _NAMED_PLACE.match(report.organ)
            return "full name" if named else "unlinked"
        if place.body in _OF_ITS_PLACE:
            return "place and kind"
        return "place and duty" if place.body_function else "place and name"

    @property
    def key(self) -> tuple[str, ...]:
        if self.by == "unlinked":
            return (self.report.report_id,)
        if self.by in ("central", "full name"):
            return (self.by, self.report.region or "", re.sub(r"\s+", "", str(self.report.organ)))
        here = (str(self.place.code_2024), str(self.place.level), str(self.place.body))
        if self.by == "place and kind":
            return here
        return (*here, str(self.place.body_function)) if self.by == "place and duty" else (*here, self.name)

    @property
    def name(self) -> str:
        return _KIND_WORDS.sub("", self.place.rest or "")

    def member(self, *, names: Collection[str]) -> Member:
        """The body; of departments of one duty that stand side by side, those with `names`, known by name."""
        if names:
            return Member(self.report, "/".join((*self.key, _in_full(self.name, names))), "place and name")
        return Member(self.report, "/".join(self.key), self.by)
