"""The administrative divisions of each year since 2003, by code and by name, from the package's own list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govreport.errors import ResourceError
from govreport.resources import Table, load_text, load_toml

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "LONGEST_NAME",
    "Places",
    "Region",
    "divisions",
    "host_code",
    "openings",
    "places",
]

FIRST_YEAR, LAST_YEAR = 2003, 2025  # the years of the list; LAST_YEAR stands for today
LONGEST_NAME = 16
_LIST = "regions/divisions.tsv"
_KEYED = "regions/places.toml"
_FIELDS = "code name short first last parent code_2024".split()


@dataclass(frozen=True, slots=True)
class Region:
    """A division of GB/T 2260 under one name, or a zone that lies in one.

    Attributes
    ----------
    code : str
        Six digits; of a zone, the code of the smallest division that holds it.
    short : str
        The name without the word for its kind: 荣昌, 化隆.
    first, last : int
        Years of the list in which it stands so.
    parent : str or None
        Code of the division above; None for a province.
    code_2024 : str or None
        Code in the list of 2024 of the unit that holds the whole place; None where it was split.
    zone : bool
        Whether it is a development zone or another area that GB/T 2260 does not list.
    """

    code: str
    name: str
    short: str
    first: int
    last: int
    parent: str | None
    code_2024: str | None
    zone: bool = False

    @property
    def level(self) -> str:
        """province, city, county or zone."""
        if self.zone:
            return "zone"
        return "province" if self.code.endswith("0000") else "city" if self.code.endswith("00") else "county"


class Places:
    """The places of one year. `names` gives each full name, also an autonomous county's 化隆县, and what it
    may mean; `shorts` the names without 省, 市, 县."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.by_code = {r.code: r for r in divisions() if r.first <= year <= r.last}
        self.names: dict[str, tuple[Region, ...]] = {}
        self.shorts: dict[str, tuple[Region, ...]] = {}
        self._above: dict[Region, tuple[Region, ...]] = {}
        for region in self.by_code.values():
            for name in _names(region):
                self._add(self.names, name, region)
            self._add(self.shorts, _short(region), region)
        zones, aliases, _ = _keyed()
        for zone in zones:
            if zone.first <= year <= zone.last and zone.code in self.by_code:
                self._add(self.names, zone.name, zone)
        for name, code in aliases.items():
            if code in self.by_code:
                self._add(self.names, name, self.by_code[code])
        self.with_counties = {r.parent for r in self.by_code.values() if r.level == "county"}

    @staticmethod
    def _add(index: dict[str, tuple[Region, ...]], name: str, region: Region) -> None:
        if region not in index.get(name, ()):
            index[name] = (*index.get(name, ()), region)

    def above(self, region: Region) -> tuple[Region, ...]:
        """The divisions that hold `region`, the province first."""
        found = self._above.get(region)
        if found is None:
            holder = self.by_code.get(region.code if region.zone else region.parent or "")
            found = (*self.above(holder), holder) if holder else ()
            self._above[region] = found
        return found

    def within(self, region: Region, holder: Region | None) -> bool:
        return holder is None or holder in self.above(region)

    def now(self, code_2024: str) -> Region | None:
        """The one division of this year that is the given division of 2024, if there is one."""
        found = [r for r in self.by_code.values() if r.code_2024 == code_2024]
        return found[0] if len(found) == 1 else None


@cache
def places(year: int) -> Places:
    """The places of a year; a year outside the list is taken for its nearest."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return places(min(max(year, FIRST_YEAR), LAST_YEAR))
    return Places(year)


@cache
def divisions() -> tuple[Region, ...]:
    """Every division under every name, code and parent that it has had.

    Raises
    ------
    ResourceError
        A line of the list has not its seven fields.
    """
    head, *lines = load_text(_LIST).splitlines()
    if head.split("\t") != _FIELDS:
        raise ResourceError(f"{_LIST}: line 1: expected the fields {' '.join(_FIELDS)}, found {head!r}")
    found = []
    for number, line in enumerate(lines, 2):
        values = line.split("\t")
        if len(values) != len(_FIELDS) or not values[3].isdigit() or not (values[4] or "0").isdigit():
            raise ResourceError(
                f"{_LIST}: line {number}: expected seven fields, years in digits, found {line!r}"
            )
        code, name, short, first, last, parent, later = values
        found.append(
            Region(code, name, short, int(first), int(last or LAST_YEAR), parent or None, later or None)
        )
    return tuple(found)


def host_code(host: str) -> str | None:
    """Code, in the list of 2024, of the government whose web site a host is; None where it is not known."""
    parts = host.lower().strip().rstrip(".").split(".")
    hosts = _keyed()[2]
    return next((hosts[end] for i in range(len(parts)) if (end := ".".join(parts[i:])) in hosts), None)


@cache
def openings() -> frozenset[str]:
    """The first two characters of every name of every year."""
    zones, aliases, _ = _keyed()
    every = [*(r.short for r in (*divisions(), *zones)), *(r.name for r in divisions()), *aliases]
    return frozenset(name[:2] for name in every)


def _names(region: Region) -> Iterator[str]:
    """The full name, and that of an autonomous unit without its peoples: 化隆县, 恩施州, 广西自治区."""
    yield region.name
    if "自治" in region.name and len(region.short) < len(region.name) - 3:
        kind = "自治区" if region.name.endswith("自治区") else region.name[-1]
        yield region.short + kind
    elif region.name.endswith("族区"):
        yield region.short + "区"


def _short(region: Region) -> str:
    return region.short.removesuffix("新") if region.name.endswith("新区") else region.short


@cache
def _keyed() -> tuple[tuple[Region, ...], dict[str, str], dict[str, str]]:
    """Zones, aliases (name to code) and hosts (to code)."""

    def build(table: Table) -> tuple[tuple[Region, ...], dict[str, str], dict[str, str]]:
        zones = tuple(region for entry in table.tables("zones") for region in _zones(entry))
        return zones, _codes(table, "aliases"), _codes(table, "hosts")

    return load_toml(_KEYED, build)


def _zones(entry: Table) -> Iterator[Region]:
    within = entry.text("within")
    first, last = entry.integer_or_none("first"), entry.integer_or_none("last")
    for name in entry.texts("names"):
        yield Region(within, name, name, first or FIRST_YEAR, last or LAST_YEAR, within, within, zone=True)
    entry.done()


def _codes(table: Table, key: str) -> dict[str, str]:
    """A list of "name code" as a mapping."""
    found = {}
    for entry in table.texts(key):
        name, _, code = entry.partition(" ")
        if not name or len(code) != 6 or not code.isdigit():
            raise table.wrong(key, "a name and a code of six digits", entry)
        found[name] = code
    return found
