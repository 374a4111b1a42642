"""Offices that do not exist: what they are called, what they may do, how many requests they get."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

__all__ = ["Office", "office"]

# No place of the country begins with one of these; what follows is a number written with the others.
_INVENTED = "仿虚幻摹影"
_SYLLABLES = "云川阳江溪泉石松柏梅兰桂荷柳枫霞岭峰谷湖渡桥塘湾永丰昌嘉裕德龙凤鹤鹿瑞祥泰顺义宜晋巴沂沛澄沁"
_SHORTEST = 2  # syllables: 仿云川市
_SELF = {"局": "我局", "室": "我办", "处": "我街道", "会": "我委"}


@dataclass(frozen=True, slots=True)
class _OfficeKind:
    """A kind of office: its share of all, the areas it is of, how many requests a year."""

    weight: int
    bodies: tuple[str, ...]
    levels: tuple[str, ...]
    rates: tuple[int, int]
    enforces: bool = False
    documents: int = 3  # normative documents a year at most
    territory: bool = False


# Most reports are of small offices that get few requests or none; governments of cities get thousands.
_KINDS = (
    _OfficeKind(8, ("人民政府",), ("市",), (250, 5000), True, 120, True),
    _OfficeKind(9, ("人民政府",), ("县", "区"), (15, 700), True, 60, True),
    _OfficeKind(13, ("人民政府办公室",), ("市", "县", "区"), (4, 110), False, 40),
    _OfficeKind(16, ("自然资源局", "住房和城乡建设局", "公安局"), ("市", "县", "区"), (5, 160), True, 12),
    _OfficeKind(
        26, ("教育局", "统计局", "财政局", "水务局", "卫生健康委员会"), ("市", "县", "区"), (0, 9), True
    ),
    _OfficeKind(16, ("人民政府",), ("镇",), (0, 4)),
    _OfficeKind(12, ("办事处",), ("街道",), (0, 5)),
)


@dataclass(frozen=True, slots=True)
class Office:
    """An office, the same in each year that it reports on.

    Attributes
    ----------
    organ : str
        Its name, in which the word synthetic stands; no other office bears it.
    self : str
        What it calls itself: 我局.
    level : str
        市, 县, 区, 镇 or 街道.
    territory : bool
        Whether its tables count all offices of its area.
    rate : int
        Requests in an ordinary year.
    enforces, makes_rules : bool
        Whether it licenses and fines; whether it may make 规章.
    documents : int
        Normative documents a year at most.
    """

    organ: str
    self: str
    level: str
    territory: bool
    rate: int
    enforces: bool
    makes_rules: bool
    documents: int

    @property
    def area(self) -> str:
        """全县; empty where an office has no others below it."""
        return f"全{self.level}" if self.level in ("市", "县", "区") and "政府" in self.organ else ""

    def requests(self, rng: Random) -> int:
        """How many requests come in one year."""
        if self.rate < 10 and rng.random() < 0.4:
            return 0
        return rng.randint(self.rate * 6 // 10, self.rate * 14 // 10 + 1)


def office(rng: Random, number: int) -> Office:
    """An office drawn by chance, in a place of its own: each `number`, from 0, has another one."""
    kind = rng.choices(_KINDS, [k.weight for k in _KINDS])[0]
    level, body = rng.choice(kind.levels), rng.choice(kind.bodies)
    organ = f"{rng.choice(_INVENTED)}{_syllables(number)}{level}(synthetic){body}"
    own = f"我{level}" if body == "人民政府" else _SELF[body[-1]]
    low, high = kind.rates
    # Many small, few large: the square of an even draw.
    rate = low + int((high - low) * rng.random() ** 2)
    makes_rules = kind.territory and level == "市"
    return Office(organ, own, level, kind.territory, rate, kind.enforces, makes_rules, kind.documents)


def _syllables(number: int) -> str:
    """`number` as the syllables of a name, the same for no other number.

    >>> _syllables(0), _syllables(49), _syllables(46 * 46)
    ('云云', '江岭', '云云川')
    """
    name, turned = "", 0
    while number or len(name) < _SHORTEST:
        number, digit = divmod(number, len(_SYLLABLES))
        name += _SYLLABLES[(digit + turned) % len(_SYLLABLES)]
        turned += 5 * digit  # names of neighbours differ in every syllable
    return name
