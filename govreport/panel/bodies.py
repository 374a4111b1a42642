"""Which body each report is of, through new names, codes and mergers: by place, level and kind of organ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from govreport.regions import Placement, resolve
from govreport.report import Report

__all__ = ["Member", "members"]

# 万里街道 and 万里街道办事处, 某新区 and 某新区管委会: the same body.
_KIND_WORDS = re.compile(r"^人民政府(?=.)|办事处$|人民政府$|管理委员会$|管委会$|筹备组$")
_OF_ITS_PLACE = ("government", "office")  # there is one of them in a place
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
        that is in no list), ``contact`` (of a successor with another duty) or ``unlinked``.
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
    links nothing. A department whose first report gives the telephone or e-mail of another's last one, the
    year before, goes on from it: 环境与国土资源局 in 自然资源与生态环境局.
    """
    found = [_Located(report, resolve(report.organ, report.year)) for report in reports]
    names: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for known in found:
        if known.by == "place and duty":
            names[(*known.key, known.report.year)].add(known.place.rest or "")
    crowded = {key[:-1] for key, several in names.items() if len(several) > 1}
    return _with_successors([known.member(by_name=known.key in crowded) for known in found])


def _with_successors(found: list[Member]) -> list[Member]:
    """The members, those of a successor under the id of the body that it goes on from."""
    bodies: dict[str, list[Member]] = defaultdict(list)
    owners: dict[str, set[str]] = defaultdict(set)
    for member in found:
        if member.linked_by.startswith("place and"):
            bodies[member.body_id].append(member)
            for mark in _contacts(member.report):
                owners[mark].add(member.body_id)
    before: dict[str, str] = {}
    for mark, ids in owners.items():
        if len(ids) == 2:  # a number of a third body is that of the place
            first, then = sorted(ids, key=lambda id_: min(map(_year, bodies[id_])))
            last, new = max(bodies[first], key=_year), min(bodies[then], key=_year)
            same_place = first.split("/")[:3] == then.split("/")[:3]
            both = mark in _contacts(last.report) and mark in _contacts(new.report)
            if same_place and both and _year(last) + 1 == _year(new):
                before[then] = before.get(first, first)
    return [
        replace(member, body_id=before[member.body_id], linked_by="contact")
        if member.body_id in before
        else member
        for member in found
    ]


def _year(member: Member) -> int:
    return member.report.year or 0


def _contacts(report: Report) -> set[str]:
    """The telephone numbers and mail addresses that a report gives for questions."""
    return set(_CONTACT.findall(report.masthead.contact or ""))


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

    def member(self, *, by_name: bool) -> Member:
        """The body; of departments of one duty that stand side by side, known by name."""
        if by_name:
            return Member(self.report, "/".join((*self.key, self.name)), "place and name")
        return Member(self.report, "/".join(self.key), self.by)
