"""The places at the beginning of an organ's name, read against the list of one year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from govreport.regions import organs
from govreport.regions.gazetteer import FIRST_YEAR, LAST_YEAR, LONGEST_NAME, Places, Region, places

__all__ = ["ListedName", "read_name"]

# Names that are ordinary words too: 城区教育局 may be any city's.
_NEEDS_PARENT = frozenset("城区 郊区 矿区 东区 西区 新区 新市区 新城区".split())
# 区域, 市场, 县域: the last character of a name belongs to the next word.
_NEXT_WORD = {"区": "域划间块位", "市": "场容", "县": "域级"}
# A short name that opens an ordinary phrase too: 南昌市新建公路管理处.
_NO_SHORT = frozenset(["新建", "资源"])

_ZONE_KIND = (
    "经济技术开发区|高新技术产业开发区|高新技术开发区|产业开发区|经济开发区|工业开发区|开发区|高新区|经开区|新区|综合保税区|"
    "保税港区|保税区|示范区|试验区|实验区|合作区|度假区|工业园区|工业园|产业园区|产业园|科技园区|科技园|园区|集聚区|商务区|"
    "出口加工区|自由贸易试验区|自贸区|自贸试验区|风景名胜区|风景区|景区|新城"
)
_ZONE = re.compile(
    rf"^[^局委厅院驻]{{0,14}}?(?:{_ZONE_KIND})(?:\([^)]*\))?(?=$|管|党|人民|政府|办公|综合|建设管|建设局|社会|投资)"
)
_ZONE_BEFORE_DUTY = re.compile(rf"^[^局委厅院驻]{{0,14}}?(?:{_ZONE_KIND})(?:\([^)]*\))?")
_ZONE_KIND_AT = re.compile(rf"(?:{_ZONE_KIND}|\w{{0,4}}(?:经济|工业|产业|科技)\w{{0,4}}区)")
_TOWN = re.compile(
    r"^(?:人民政府|政府)?[^局厅委驻]{1,10}?(?:"
    r"(?:街道|(?<!城)镇|(?<![城镇])乡|苏木)(?=$|办事处|人民|政府|党|综合|机关|筹备)|地区办事处|(?<!驻)办事处(?=$|筹备))"
)
_GOVERNMENT = re.compile(r"人民|政府|党|委员会|管委会|管理|局|厅|委|办|院")
# Words with 区, 市, 县 ... that name no place.
_ORDINARY = re.compile(
    "城市|市场|市政|市容|市民|市属|市直|市级|都市|集市|市区|社区|景区|地区|园区|辖区|灌区|林区|山区|库区|矿区|牧区|校区|"
    "区域|区划|保护区|功能区|片区|县域|县级|州级|区级|城乡|乡村|乡镇|城镇|村镇|联盟|(?<!.)市(?=[^区县市]*$)"
)
_KIND_OF_PLACE = re.compile("[区县旗市州盟镇乡]")
# 成都市高新教育局: the name of a zone without the word for it.
_SHORT_ZONE = re.compile("^(?:国家级)?(?:高新|经开|开发区|临空|临港|空港|保税|滨江|新城|新区|城[东西南北])")
_BRANCH_AT = re.compile(r"(?<=[局委会队心站院处所部])")
_BRANCH = re.compile(r"[局会队心](?P<place>\w{2,8}?)(?P<kind>分局|管理局|管理处|支队|大队|分中心|管理部)$")

Kind = Literal["none", "placed", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class ListedName:
    """What the list of one year makes of a name.

    Attributes
    ----------
    kind : str
        "placed": one place; "ambiguous": several are called so; "unknown": the name goes on with a place that
        is not in the list; "none": it begins with no place.
    regions : tuple of Region
        The place; the several; or the last that is known.
    rest : str
        What follows.
    township, zone, field : bool
        Whether the organ is of a street or township, of a development zone, or kept there by the centre.
    """

    kind: Kind
    regions: tuple[Region, ...]
    rest: str
    body: str
    township: bool = False
    zone: bool = False
    field: bool = False

    @property
    def certain(self) -> bool:
        return self.kind == "placed"

    def opened(self, regions: tuple[Region, ...]) -> ListedName:
        """This reading with several places that it may mean."""
        return replace(self, kind="ambiguous", regions=regions)


def read_name(text: str, map_: Places, loose: bool) -> ListedName:
    """Read the places at the beginning of `text`.

    `loose` is for what follows the name of a central body (国家统计局荣昌调查队): there a short name is
    enough, also of a county, where an organ of that kind follows.
    """
    chains = list(_chains(text, 0, map_, None, loose))
    furthest = max((end for end, _, _ in chains), default=0)
    if furthest == 0:
        return _without_place(text)
    found = [(path, name) for end, path, name in chains if end == furthest]
    regions = tuple(dict.fromkeys(path[-1] for path, _ in found))
    rest = text[furthest:]
    if len(regions) == 1:
        regions = (*regions, *_neighbours(found[0][1], found[0][0], map_))
    if len(regions) > 1:
        return _rest_of(rest, regions[0], map_).opened(regions)
    return _rest_of(rest, regions[0], map_)


Chain = tuple[int, tuple[Region, ...], str]


def _chains(text: str, start: int, map_: Places, holder: Region | None, loose: bool) -> Iterator[Chain]:
    """Every way to read names from `start` on, each within the one before: end, places, last name."""
    for end, region, name in _names_at(text, start, map_, holder, loose):
        yield end, (region,), name
        for further, path, last in _chains(text, end, map_, region, False):
            yield further, (region, *path), last


def _names_at(
    text: str, start: int, map_: Places, holder: Region | None, loose: bool
) -> Iterator[tuple[int, Region, str]]:
    for end in range(start + 2, min(len(text), start + LONGEST_NAME) + 1):
        name = text[start:end]
        for region in map_.names.get(name, ()):
            alone = holder is None and name in _NEEDS_PARENT
            if not alone and not _runs_on(text, end, map_) and map_.within(region, holder):
                yield end, region, name
        if holder is None and name in map_.shorts:
            for region in map_.shorts[name]:
                if _short_counts(region, text, end, map_, loose):
                    yield end, region, name


def _runs_on(text: str, end: int, map_: Places) -> bool:
    """Whether the last character of a name belongs to the next word, unless that is a name: 保定市容城县."""
    if text[end : end + 1] not in tuple(_NEXT_WORD.get(text[end - 1], "")):
        return False
    return not any(text[end:further] in map_.names for further in range(end + 2, end + LONGEST_NAME))


def _short_counts(region: Region, text: str, end: int, map_: Places, loose: bool) -> bool:
    """Whether a short name at the beginning (重庆, 广州) is a place: only where something follows that
    makes it one. 北京街道 and 南京西路街道 are in other cities."""
    rest = text[end:]
    if re.match("(?:调查|消防救援)总队", rest):
        return region.level == "province"
    if organs.field_organ(rest, region.level):
        return loose or region.level != "county"
    if region.level == "county":
        return False
    of_province = any(r.level == "province" for r in map_.shorts[text[:end]])
    if not rest:
        return of_province
    if of_province and re.search("(?<!大)厅$", rest):
        return region.level == "province"
    if any(True for _ in _names_at(text, end, map_, region, False)):
        return True
    kind = _ZONE_KIND_AT.match(rest)
    inner = region.level == "province" and bool(_short_places(_zone(rest) or "", region, map_))
    return inner or (bool(kind and _zone(rest)) and not rest.startswith(("新区", "新城")))


def _neighbours(name: str, path: tuple[Region, ...], map_: Places) -> Iterator[Region]:
    """Other places that bore the same name one year before or after: the body that wrote may be theirs."""
    region, holder = path[-1], path[-2].code if len(path) > 1 else None
    for year in (map_.year - 1, map_.year + 1):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            continue
        other = places(year)
        for found in other.names.get(name, ()):
            same = found.code == region.code or found.code_2024 == (region.code_2024 or "-")
            if not same and (holder is None or holder in {r.code for r in other.above(found)}):
                yield found


def _without_place(text: str) -> ListedName:
    town = bool(_TOWN.match(text))
    rest = text if town else text.removeprefix(organs.level_word(text) or "")
    return ListedName("none", (), rest, organs.body_of(rest), township=town)


def _zone(rest: str) -> str | None:
    """The name of a development zone at the beginning: 经济技术开发区, 滨海工业园区."""
    match = _ZONE.match(rest)
    if not match:
        match = _ZONE_BEFORE_DUTY.match(rest)
        if not match or not organs.function_at(rest, match.end()):
            return None
    return match[0]


def _rest_of(rest: str, region: Region, map_: Places) -> ListedName:
    """What the words after the last place say of the organ, and whether they hide another place."""
    field = organs.field_organ(rest, region.level)
    if region.zone:
        return _of_zone(rest, region)
    if _TOWN.match(rest):
        return ListedName("placed", (region,), rest, organs.body_of(rest), township=True)
    zone = _zone(rest)
    if zone:
        shorts = _short_places(zone, region, map_) if region.level == "province" else []
        if len(shorts) > 1:
            return ListedName("ambiguous", tuple(shorts), rest, "zone_committee", zone=True)
        return _of_zone(rest[len(zone) :], shorts[0] if shorts else region)
    branch = _branch(rest, region, map_)
    if branch is not None:
        return branch
    if region.level != "county":
        short = _short_places(rest, region, map_)
        if short:
            # 江苏省淮安环境监测中心 may be the province's own, 北京市海淀教育局 is a district's.
            local = len(short) == 1 and (region.level == "city" or region.name.endswith("市"))
            after = rest[len(short[0].short) :]
            kind: Kind = "placed" if local else "unknown"
            return ListedName(
                kind, (short[0] if local else region,), after, organs.body_of(after), field=field
            )
    if _hides_a_place(rest):
        return ListedName("unknown", (region,), rest, organs.body_of(rest))
    return ListedName("placed", (region,), rest, organs.body_of(rest), field=field)


def _of_zone(rest: str, region: Region) -> ListedName:
    town = bool(_TOWN.match(rest))
    body = organs.body_of(rest)
    body = "zone_committee" if body in ("government", "office") else body
    return ListedName("placed", (region,), rest, body, township=town, zone=True)


def _short_places(rest: str, region: Region, map_: Places) -> list[Region]:
    """Places within `region` whose short name opens `rest`, where it can be nothing but a place."""
    if organs.function_at(rest):
        return []
    found = []
    for end in range(2, min(len(rest), LONGEST_NAME) + 1):
        short = rest[:end]
        for inner in map_.shorts.get(short, ()):
            after = rest[end:]
            follows = not after or after.startswith(("人民政府", "政府", "分局")) or organs.function_at(after)
            if (
                short not in _NO_SHORT
                and map_.within(inner, region)
                and (follows or _ZONE_KIND_AT.match(after))
            ):
                found.append(inner)
    return found


def _branch(rest: str, region: Region, map_: Places) -> ListedName | None:
    """A branch that an organ of `region` keeps in a county of it: 公安局渝中区分局, 公安局盐都分局."""
    if region.level == "county":
        return None
    for at in _BRANCH_AT.finditer(rest):
        for end in range(at.end() + 2, min(len(rest), at.end() + LONGEST_NAME) + 1):
            name = rest[at.end() : end]
            inner = [r for r in map_.names.get(name, ()) if map_.within(r, region) and not r.zone]
            if len(inner) == 1 and name not in _NEEDS_PARENT and not _runs_on(rest, end, map_):
                return ListedName(
                    "placed", (inner[0],), rest, "department", field=organs.has_field_word(rest)
                )
    match = _BRANCH.search(rest)
    if not match:
        return None
    inner = [r for r in map_.shorts.get(match["place"], ()) if map_.within(r, region)]
    if len(inner) == 1:
        return ListedName("placed", (inner[0],), rest, "department", field=organs.has_field_word(rest))
    if match["kind"] == "分局" or inner:
        return ListedName("unknown", (region,), rest, "department")
    return None


def _hides_a_place(rest: str) -> bool:
    """Whether a place that the list does not have stands before the first word for an organ or a duty."""
    ends = [m.start() for m in [_GOVERNMENT.search(rest)] if m]
    ends += [i for i in range(min(len(rest), 12)) if organs.function_at(rest, i)][:1]
    lead = rest[: min(ends, default=len(rest))]
    return bool(_SHORT_ZONE.match(rest) or _KIND_OF_PLACE.search(_ORDINARY.sub("", lead)))
