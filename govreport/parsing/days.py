"""The days of a report: the statistic period, and when it was published."""

from __future__ import annotations

import re
from datetime import date

from govreport.normalize import folded

__all__ = ["DIGITS", "period_in", "published_on"]

_DATE = r"(?<!\d)(?P<y{n}>\d{{4}})年(?P<m{n}>\d{{1,2}})月(?P<d{n}>\d{{1,2}})日"
_PERIOD = re.compile(
    _DATE.format(n=1) + r"[,]?(?:0时)?(?:起始|起|开始|始)?[,]?(?:至|到|-+|~|为止|截止|截至)[,]?"
    r"(?:(?P<y2>\d{4})年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日(?!\d(?!\d?时)[^.、])"
)
_SMALL = r"(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
# The same days in other signs: 2024.1.1, 2024-01-01, 二〇二四年一月一日.
_OTHER_DAY = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})(?P<sign>[-./])(?P<m>\d{1,2})(?P=sign)(?P<d>\d{1,2})(?!\d|\.\d)"
    rf"|(?P<yc>二[〇○零O0][〇○零一二三四五六七八九]{{2}})年(?P<mc>{_SMALL})月(?P<dc>{_SMALL})日"
)
# Other pairs of dates stand on a page too (公示时间:…, 规划期…): one of these words goes before, or the
# dates span a calendar year.
_OF_STATISTICS = re.compile(r"(?:统计|数据|期限|时限|起止|涵盖|区间|周期)[^。;]{0,20}$")
_OTHER_DATES = re.compile(r"(?:公示|征求|征集|报名|公告|受理|有效|规划)[^。;]{0,12}$")
_BEFORE_DATES = 30  # characters in which one of these words stands
_PUBLISHED = re.compile(
    r"(?:(?:发布|公开|公布|发文|成文|生成|发表)(?:时间|日期)|(?<!\S)(?:时间|日期)):?\s*(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})"
)
_DAY_ALONE = re.compile(r"(\d{4})[-年/.]?(\d{1,2})[-月/.]?(\d{1,2})")
DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


def period_in(running: str, year: int | None = 0) -> tuple[date, date] | None:
    """The statistic period: two dates with a word that says so, or a calendar year (`year`, if not 0)."""
    running = _OTHER_DAY.sub(_usual_day, running)
    for match in _PERIOD.finditer(running):
        first = _date(match["y1"], match["m1"], match["d1"])
        last = _date(match["y2"] or match["y1"], match["m2"], match["d2"])
        words = running[max(0, match.start() - _BEFORE_DATES) : match.start()]
        if not first or not last or first > last or _OTHER_DATES.search(words):
            continue
        calendar_year = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
        if (calendar_year and year in (0, first.year)) or _OF_STATISTICS.search(words):
            return first, last
    return None


def _usual_day(match: re.Match[str]) -> str:
    """A day in other signs as 2024年1月1日."""
    if match["y"]:
        return f"{match['y']}年{match['m']}月{match['d']}日"
    return f"{match['yc'].translate(DIGITS)}年{_small(match['mc'])}月{_small(match['dc'])}日"


def _small(numeral: str) -> int:
    """A number below 40 in Chinese numerals: 十 is 10, 三十一 is 31."""
    tens, ten, ones = numeral.rpartition("十")
    return (10 * int(tens.translate(DIGITS) or 1) if ten else 0) + int(ones.translate(DIGITS) or 0)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def published_on(before: list[str], own_day: str | None) -> date | None:
    """The day of publication that the page shows, or that its file says."""
    shown = (_PUBLISHED.search(folded(text)) for text in before)
    match = next(filter(None, shown), None) or _DAY_ALONE.match(own_day or "")
    return _date(match[1], match[2], match[3]) if match else None
