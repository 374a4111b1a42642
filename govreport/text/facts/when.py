"""Which year is meant: the one that a text reports on, a part of it, several together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from govreport.text.facts.words import Token

__all__ = ["GOES_ON", "PLANNED", "closes", "counts_years", "may_count_years", "reported_year"]

# Years that are of no report: of a document's number, of a day (of publication, of a law), of what is cited.
_NO_YEAR = re.compile(
    r"\((?:19|20)\d\d\)(?=第?\d+号)|(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日|[-./]\d{1,2}[-./]\d{1,2}日?)"
    r"|《[^》]*》(?:编制|编写|格式|的?要求|的?通知|的?规定|的?精神)|《[^》]*(?:要点|计划|方案|规划|通知|意见|条例|办法)[^》]*》"
)
_ABOUT = r"(?:信息|政务|事务|校务|厂务)公开"
_TITLE = re.compile(
    rf"((?:19|20)\d\d)年?度?(?=[^。,;:\n]{{0,60}}?(?:报告|年报|总结|情况))(?=[^。,;:\n]{{0,60}}?{_ABOUT})"
    rf"|{_ABOUT}[^。,;:\n]{{0,20}}?((?:19|20)\d\d)年?度?[^。,;:\n]{{0,12}}(?:报告|年报)"
    rf"|{_ABOUT}[^。,;:\n]{{0,12}}(?:报告|年报)\(((?:19|20)\d\d)年?度?\)"
)
# What is still to come names the next year: 2025年，我局将继续…
_TO_COME = re.compile(
    r"(?:下一步|今后|新的一年|接下来|展望)[^。\n]*"
    r"|(?:19|20)\d\d年度?(?:工作)?(?:(?:计划|打算|安排|展望|思路|目标|要点)|[^。;\n\d]{0,20}?(?<!上级)(?:将|拟|计划|力争|要进?一?步))"
)
# How a heading or a sentence begins that tells what is to come.
PLANNED = re.compile(
    r"(?:(?:19|20)\d\d年度?)?(?:下一?步|下阶段|今后|接下来|新的一年|展望|(?:工作|改进)?(?:打算|思路|计划|安排)(?=[:,。;]|$)|努力方向)"
)
# How a sentence begins that goes on with what is planned.
GOES_ON = re.compile("[一二三四五六七八九]是|首先|其次|再次|最后|同时|此外")
# Not those compared with (比2022年), nor those that requests are carried from or to.
_NAMED = re.compile(r"(?<![\d较比与同到至转由])((?:19|20)\d\d)年(?!度?(?:结转|转)|以[来前后]|起|至今|开始)")
_OF_MONTH = re.compile(r"(?:19|20)\d\d年\d{1,2}月(?![至到~-])")
# What came this year is stated before any year is named, so that those named behind it are others.
_THIS_YEAR = re.compile(r"(?:本年|今年|报告期)[^。\n\d]{0,12}(?:未|没有|收到|受理|接到|新收)[^。\n]*[。;\n]")
_COMPARED = re.compile(r"[较比与同由从]((?:19|20)\d\d)年(?!起|以来|开始)")
_CARRIED = re.compile(r"转[到至入]?((?:19|20)\d\d)年")
_PERIOD = re.compile(r"统计[^。\n]{0,12}?((?:19|20)\d\d)[年./-]")


def reported_year(text: str) -> int | None:
    """The year that a text reports on: its period's, its title's, or the one it names most.

    0 where that is not known, but none of those named: 本年度未收到申请。2022年收到1件。
    """
    if found := _PERIOD.search(text):
        return int(found[1])
    text = _NO_YEAR.sub("", text)
    if found := _TITLE.search(text):
        return int(next(filter(None, found.groups())))
    now = _TO_COME.sub("", text)
    whole = _OF_MONTH.sub("", now)  # 2024年1月 may be after the year
    named = Counter(_NAMED.findall(whole) or _NAMED.findall(now) or _NAMED.findall(text))
    first = _NAMED.search(text)
    if first and _THIS_YEAR.search(text, 0, first.start()):
        return 0
    if named:
        return int(max(named, key=lambda y: (named[y], y)))
    if before := _COMPARED.search(text):
        return int(before[1]) + 1
    after = _CARRIED.search(text)
    return int(after[1]) - 1 if after else None


# ---- parts of a year, and several years together

_YEAR_OF = re.compile(r"(?:19|20)\d\d年?")
# Several years together, or all since one: 近3年, 2019至2023年, 2021年以来, 过去五年.
_YEARS = re.compile(
    r"(?:近|过去|最近|前|后)(?![1一]年)[\d一二两三四五六七八九十几]{1,3}(?:个?年|个月|个?季度)"
    r"|(?<!\d)(?![1一]年)[\d一二两三四五六七八九十几]{1,3}个?年(?:[来间里]|以来|期间|累计)"
    r"|(?:19|20)\d\d年?(?:-|~|至|到)+(?:19|20)\d\d年(?!\d)"
    r"|(?:自|从)?(?P<since>(?:19|20)\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?[^,\d]{0,12}?(?:以来|开始|至今|(?<=[年月日])起(?![诉草]))"
)
_HINTS = frozenset("近去前后来间里期起始今至到-~")  # each span of years has one of these
_TILL = re.compile(r"(?:截[至止]到?|至今|迄今)[^,累]{0,14}")
_OF_THE_YEAR = re.compile(r"全年|本年|今年|当年|年内|年度|报告期|(?:19|20)\d\d年")


def may_count_years(sentence: str) -> bool:
    """Whether a sentence has words that may count several years: a quick look before each of its clauses."""
    if "累计" in sentence:
        return True
    return (
        ("年" in sentence or "月" in sentence or "季度" in sentence)
        and not _HINTS.isdisjoint(sentence)
        and _YEARS.search(sentence) is not None
    )


def counts_years(sentence: str, clause: int, year: int | None) -> bool:
    """Whether a clause counts more than the year: 近3年, 2021年以来, 截至2023年底, 累计.

    `sentence` goes up to its end; it begins at `clause`.
    """
    if found := _YEARS.search(sentence, clause):
        return found["since"] is None or year is None or int(found["since"]) != year
    if "累计" not in sentence[clause:]:
        return False
    till = _TILL.search(sentence)
    return till is not None and not _OF_THE_YEAR.search(sentence[: till.start()] + sentence[till.end() :])


def closes(month: str, before: Sequence[Token]) -> bool:
    """Whether what ends with this month is the year: 截至12月, 1月至12月, 年底; not 12月, 截至9月底."""
    months = [int(n) for n in re.findall(r"(?<!\d)\d+(?=月|[-~至到])", _YEAR_OF.sub("", month))]
    if not months:
        return True  # 2023年底
    if months[-1] != 12:
        return False
    if len(months) > 1:
        return months[0] == 1
    if before and before[-1].text in ("至", "到", "-", "~"):
        return len(before) < 2 or re.match(r"(?:\d{4}年)?1月", before[-2].text) is not None
    return month.endswith(("底", "末")) or (bool(before) and before[-1].text.startswith(("截至", "截止")))
