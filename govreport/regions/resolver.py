"""The place of an organ from its name: full names from left to right; what is not certain stays open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govreport.regions import organs
from govreport.regions.gazetteer import FIRST_YEAR, LAST_YEAR, Places, Region, host_code, openings, places
from govreport.regions.naming import ListedName, read_name

__all__ = ["Placement", "resolve"]

_OURSELVES = re.compile(
    r"^[我本各](?:[局委厅院处办镇乡市县区省州]|街道|机关|单位|部门|中心|办公室|委员会|级.*|行政机关)$"
)
_KINDS = {"省": "province", "州": "city", "盟": "city", "县": "county", "旗": "county"}
_OPEN = {"placed": "incomplete", "unknown": "incomplete", "ambiguous": "ambiguous"}
_TOWN_WORD = re.compile(r"^[镇乡](?=人民|政府|党)")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an organ is and what it is. Whatever is not certain is None.

    Attributes
    ----------
    code : str or None
        GB/T 2260 code, of the report's year, of the smallest division that holds the organ: of a street or
        township its county, of a development zone the division that it lies in.
    code_2024 : str or None
        The same place in the list of 2024, so that years can be compared; None where it was split.
    name : str or None
        Full name of that division, from the province down: 江苏省淮安市洪泽区.
    level : {"central", "province", "city", "county", "township", "zone"} or None
        Level of the government that the organ belongs to. An organ that the centre keeps in a place has the
        level of that place.
    body : str or None
        "central", "government", "office", "department", "zone_committee", "street", "township" or "other".
    body_function : str or None
        What it is for: an id of govreport/data/regions/functions.toml.
    parents : tuple of str
        Codes of the divisions above, the province first.
    method : str or None
        "name", "following_year", "preceding_year" or "other_year" (the list in which the name stands, if not
        that of the report's year), "undated" (no year given), "host", "address", "central"; where there is
        no code "ambiguous" (several places are called so) or "incomplete" (the name goes on with a place that
        the lists do not have); None where nothing was found.
    candidates : tuple of str
        Where there is no code: codes of the places that it may be, or of the place that it lies in.
    rest : str or None
        What the name says after the division of `code`: 发展和改革局, 苏州工业园区管委会;
        None without a code.
    """

    code: str | None = None
    code_2024: str | None = None
    name: str | None = None
    level: str | None = None
    body: str | None = None
    body_function: str | None = None
    parents: tuple[str, ...] = ()
    method: str | None = None
    candidates: tuple[str, ...] = ()
    rest: str | None = None


def resolve(
    organ: str | None, year: int | None = None, *, host: str | None = None, address: str | None = None
) -> Placement:
    """The place, level and kind of an organ.

    Parameters
    ----------
    organ : str or None
        Name as printed, in simplified or traditional characters.
    year : int, optional
        Year that the report is about. Without it a name counts only if it has meant one place in all years.
    host : str, optional
        Host of the web site (``"cqjlp.gov.cn"``), used where the name leaves the place open.
    address : str, optional
        Where the organ sits, used likewise.
    """
    name = organs.plain(organ or "")
    if not name or _OURSELVES.match(name):
        return Placement()
    head = organs.central(name)
    rest = name[len(head) :] if head else name
    reading, map_, method = _dated(rest, year, bool(head))
    if head and not reading.regions:
        at_centre = not re.search(r"[局队行](?:\(.*\))?$", rest) or not organs.has_field_word(rest)
        return Placement(
            level="central" if at_centre else None,
            body="central",
            body_function=organs.function_of(name),
            method="central" if at_centre else None,
        )
    body = "central" if head or reading.field else reading.body
    function = organs.function_of(name if head else reading.rest)
    if reading.certain and not _needs_county(reading, map_):
        return _placed(reading.regions[0], map_, reading, body, function, method)
    hinted = _hinted(name, reading, map_, host, address)
    if hinted:
        return _placed(hinted[0], map_, reading, body, function, hinted[1])
    return Placement(
        level=_open_level(name, reading),
        body=body,
        body_function=function,
        method=_OPEN.get(reading.kind),
        candidates=tuple(sorted({region.code for region in reading.regions})),
    )


def _dated(rest: str, year: int | None, loose: bool) -> tuple[ListedName, Places, str]:
    """The reading of the report's year; else of the next, in which the report is written; else of the one
    before; else of the nearest in which the name stands."""
    if year is None:
        return _undated(rest, loose)
    first = read_name(rest, places(year), loose)
    if first.certain or first.kind == "ambiguous":
        return first, places(year), "name"
    if first.kind == "none" and rest[:2] not in openings():
        return first, places(year), "name"
    middle = min(max(year, FIRST_YEAR), LAST_YEAR)
    others = sorted(range(FIRST_YEAR, LAST_YEAR + 1), key=lambda other: (abs(other - middle), -other))
    for other in others[1:]:
        reading = read_name(rest, places(other), loose)
        if reading.kind == "ambiguous" and not first.regions:
            return reading, places(other), "ambiguous"
        if reading.certain:
            near = {1: "following_year", -1: "preceding_year"}.get(other - year, "other_year")
            return reading, places(other), near
    return first, places(year), "name"


def _undated(rest: str, loose: bool) -> tuple[ListedName, Places, str]:
    """The one place that the name has meant in all years, as it stands in the newest list."""
    found: dict[str, tuple[ListedName, Places]] = {}
    best = read_name(rest, places(LAST_YEAR), loose), places(LAST_YEAR)
    for year in range(LAST_YEAR, FIRST_YEAR - 1, -1):
        reading = read_name(rest, places(year), loose)
        if reading.kind == "ambiguous":
            return reading, places(year), "ambiguous"
        if reading.certain:
            found.setdefault(reading.regions[0].code, (reading, places(year)))
    if len(found) > 1:
        regions = tuple(reading.regions[0] for reading, _ in found.values())
        reading, map_ = next(iter(found.values()))
        return reading.opened(regions), map_, "ambiguous"
    if found:
        reading, map_ = next(iter(found.values()))
        return reading, map_, "undated"
    return (*best, "undated")


def _needs_county(reading: ListedName, map_: Places) -> bool:
    """A street or township whose county is not named: only a city without counties holds it itself."""
    region = reading.regions[0]
    return (
        reading.township and region.level != "county" and (region.zone or region.code in map_.with_counties)
    )


def _placed(
    region: Region, map_: Places, reading: ListedName, body: str, function: str | None, method: str
) -> Placement:
    level = "township" if reading.township else "zone" if reading.zone else region.level
    above = [r for r in map_.above(region) if r.code != region.code]
    path = [*above, map_.by_code.get(region.code, region)]
    return Placement(
        region.code,
        region.code_2024,
        "".join(r.name for r in path),
        level,
        body,
        function,
        tuple(r.code for r in above),
        method,
        rest=f"{region.name if region.zone else ''}{reading.rest}",
    )


def _open_level(name: str, reading: ListedName) -> str | None:
    """The level of an organ whose place is open: 县教育局. 市 and 区 may be of several levels."""
    if reading.township or _TOWN_WORD.match(name):
        return "township"
    if reading.kind == "ambiguous":
        levels = {region.level for region in reading.regions}
        return levels.pop() if len(levels) == 1 else None
    return _KINDS.get(organs.level_word(name) or "") if reading.kind == "none" else None


def _hinted(
    name: str, reading: ListedName, map_: Places, host: str | None, address: str | None
) -> tuple[Region, str] | None:
    """The place that a hint singles out: among the candidates, or of the level that the name asks for."""
    if reading.field or reading.kind == "unknown":
        return None
    chains: list[tuple[str, tuple[Region, ...]]] = []
    code = host_code(host) if host else None
    site = map_.now(code) if code else None
    if site:
        chains.append(("host", (*map_.above(site), site)))
    if address:
        seat = read_name(organs.plain(address), map_, False).regions
        if len(seat) == 1:
            chains.append(("address", (*map_.above(seat[0]), seat[0])))
    for method, chain in chains:
        found = _chosen(name, reading, map_, chain, method)
        if found:
            return found, method
    return None


def _chosen(
    name: str, reading: ListedName, map_: Places, chain: tuple[Region, ...], method: str
) -> Region | None:
    last = chain[-1]
    if reading.kind == "ambiguous":
        fitting = [r for r in reading.regions if r in chain or map_.within(r, last)]
        return fitting[0] if len(fitting) == 1 else None
    if reading.township:
        inside = not reading.regions or reading.regions[0] in chain
        return last if inside and last.level == "county" else None
    word = organs.level_word(name)
    if reading.regions:
        return None
    if not word:
        # 住建局 on the site of a county is that county's; on the site of a city it may be any county's; an
        # address says only where the house is.
        return last if method == "host" and last.level == "county" else None
    fitting = [r for r in chain if r.name.endswith(word) and not r.zone]
    certain = len(fitting) == 1 if method == "address" else bool(fitting) and fitting[-1] is last
    return fitting[-1] if certain else None
