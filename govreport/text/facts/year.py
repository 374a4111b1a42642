"""The year that a text reports on: its period's, its title's, or the one that its sentences name."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["reported_year"]

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
# Not those compared with (比2022年), nor those that requests are carried from or to.
_NAMED = re.compile(r"(?<![\d较比与同到至转由])((?:19|20)\d\d)年(?!度?(?:结转|转)|以[来前后]|起)")
_COMPARED = re.compile(r"[较比与同]((?:19|20)\d\d)年")
_CARRIED = re.compile(r"转[到至入]?((?:19|20)\d\d)年")
_PERIOD = re.compile(r"统计[^。\n]{0,12}?((?:19|20)\d\d)[年./-]")


def reported_year(text: str) -> int | None:
    """The year that a text reports on: its period's, its title's, or the one it names most."""
    if found := _PERIOD.search(text):
        return int(found[1])
    text = _NO_YEAR.sub("", text)
    if found := _TITLE.search(text):
        return int(next(filter(None, found.groups())))
    named = Counter(_NAMED.findall(_TO_COME.sub("", text)) or _NAMED.findall(text))
    if named:
        return int(max(named, key=lambda y: (named[y], y)))
    if before := _COMPARED.search(text):
        return int(before[1]) + 1
    after = _CARRIED.search(text)
    return int(after[1]) - 1 if after else None
