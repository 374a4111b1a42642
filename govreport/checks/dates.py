"""Rules on the dates of a report: in time, and not before the year has ended. Ids F-09, F-14, F-16."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache

from govreport.checks.case import Answer, Bilingual, Case, Function
from govreport.document import Where
from govreport.normalize import folded
from govreport.resources import Table, load_toml
from govreport.text.sought import quick

__all__ = ["RULES", "due", "signed"]

_FIRST_DEADLINES = 2019  # reports on years before were due by 31 March whoever wrote them
_SATURDAY = 5
# …/202201/t20220107_80597.htm, …/art/2022/1/7/art_5_1.html: the day on which a page was made.
_IN_ADDRESS = re.compile(
    r"/t(20\d\d)(\d\d)(\d\d)_\d+\.s?html?|/art/(20\d\d)/(\d{1,2})/(\d{1,2})/|/(20\d\d)-?(\d\d)/(\d\d)/[\w-]+\.s?html?"
)
_ZEROS = "〇○零O0"
_CHINESE = _ZEROS + "一二三四五六七八九"
_DAY = (
    rf"(?P<y>20\d\d|二[{_CHINESE}]{{3}})年(?P<m>\d{{1,2}}|[元一二三四五六七八九十]{{1,2}})月"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十廿]{1,3})日"
)
# A signature: the date behind the name of an organ or alone, with nothing after it but the table.
_SIGNED = quick(
    rf"(?:(?<=[局委办厅府处室院署会镇乡心])|(?<=[\s。]))[ \t\u3000]{{0,20}}{_DAY}"
    r"[ \t\u3000]*(?=\n|$|附[件表]|[^\s。，,]{2,30}统计表)"
)
_PUBLISHED: Bilingual = ("公布", "published")
_DATED: Bilingual = ("落款", "signed")


def published_in_time(case: Case) -> Iterator[Answer]:
    """F-09: departments publish by 31 January, governments by 31 March (条例 art. 49)."""
    published, year, body = case.report.masthead.published, case.year, case.report.body
    if year is None:
        return
    if year < _FIRST_DEADLINES or body in ("government", "office"):
        last = due(date(year + 1, 3, 31))
    elif body in ("department", "central"):
        last = due(date(year + 1, 1, 31))
    else:
        yield Answer(None, (), "?", str(published or "?"), says="no_deadline")
        return
    passed = None if published is None else published <= last
    moved = published is not None and (
        published.year > year + 1 or any(day <= last for day in _in_address(case, date(year, 12, 31)))
    )
    yield Answer(
        passed,
        (),
        f"≤ {last}",
        str(published or "?"),
        exception="redated" if passed is False and moved else None,
    )


def due(day: date) -> date:
    """The last day of a period that ends on `day`: no day of a weekend or a holiday.

    Examples
    --------
    >>> print(due(date(2022, 1, 31)), due(date(2023, 1, 31)))
    2022-02-07 2023-01-31
    """
    while day.weekday() >= _SATURDAY or any(first <= day <= last for first, last in _holidays()):
        day += timedelta(days=1)
    return day


@cache
def _holidays() -> tuple[tuple[date, date], ...]:
    def build(data: Table) -> tuple[tuple[date, date], ...]:
        found = []
        for entry in data.tables("holidays"):
            entry.text("name")
            found.append((date.fromisoformat(entry.text("first")), date.fromisoformat(entry.text("last"))))
            entry.done()
        return tuple(found)

    return load_toml("holidays.toml", build)


def _in_address(case: Case, after: date) -> list[date]:
    """The days after that one that addresses in the text name."""
    parts = (filter(None, match.groups()) for match in _IN_ADDRESS.finditer(case.report.text))
    return [day for part in parts if (day := _date(*part)) and day > after]


def after_the_year(case: Case) -> Iterator[Answer]:
    """F-14: a report is signed and published after the end of the time that it reports on."""
    if case.year is None:
        return
    year_end = date(case.year, 12, 31)
    period = case.report.period
    end = period[1] if period and period[1] < year_end and period[1].year == case.year else year_end
    published, signature = case.report.masthead.published, signed(case.report.text)
    if published:
        late = _in_address(case, end) or (signature and signature[0] > end)
        yield _over(published, end, _PUBLISHED, (), "other_date" if late else None)
    if signature:
        yield _over(signature[0], end, _DATED, signature[1], None)


def signed_then_published(case: Case) -> Iterator[Answer]:
    """F-16: a report is signed before it is published, by the page and by its address."""
    published, signature = case.report.masthead.published, signed(case.report.text)
    if published and signature:
        days = [published, *_in_address(case, date.min)]
        yield Answer(
            signature[0] <= max(days), (), f"≤ {published}", str(signature[0]), passages=signature[1]
        )


def _over(day: date, end: date, what: Bilingual, where: tuple[Where, ...], excuse: str | None) -> Answer:
    exception = excuse if day < end else None
    return Answer(
        day >= end, (), f"≥ {end}", str(day), words={"what": what}, exception=exception, passages=where
    )


@lru_cache(maxsize=1)
def signed(text: str) -> tuple[date, tuple[Where, ...]] | None:
    r"""The date of the signature at the end of a text, with its place.

    Examples
    --------
    >>> day, _ = signed("全年平稳。\n甲县教育局\n二〇二二年一月十日")
    >>> print(day)
    2022-01-10
    """
    found = [match for match in _SIGNED.finditer(text) if 2 * match.start() > len(text)]
    if not found:
        return None
    match = found[-1]
    day = _date(match["y"], match["m"], match["d"])
    return (day, (Where(match.start("y"), match.end()),)) if day else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(_number(year), _number(month), _number(day))
    except ValueError:
        return None  # 2月30日


def _number(text: str) -> int:
    """二〇二二, 元, 十二, 廿三, 三十一 or digits."""
    plain = folded(text)
    if plain.isdecimal():
        return int(plain)
    if len(text) == 4:
        return int("".join(str(max(0, _CHINESE.index(c) - len(_ZEROS) + 1)) for c in text))
    tens, ten, ones = text.replace("廿", "二十").replace("元", "一").rpartition("十")
    value = "零一二三四五六七八九".index
    return (10 * (value(tens) if tens else 1) if ten else 0) + (value(ones) if ones else 0)


RULES: dict[str, Function] = {
    "F-09": published_in_time,
    "F-14": after_the_year,
    "F-16": signed_then_published,
}
