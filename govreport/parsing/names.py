"""Names of offices that a line of the page cuts: whole again, or known as a rest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from govreport.normalize import compact
from govreport.regions import organs

__all__ = ["OFFICE", "PLACE", "is_rest", "uncut"]

OFFICE = r"(?:[局委厅院处办站所队镇乡署]|委员会|管委会|办公室|中心|街道|政府|海关|银行|公司)"
PLACE = re.compile(r".(?:省|市(?!场)|县|区(?!域)|州|旗|镇|乡)")
# Words of the names of offices that a line may cut, besides those for what an office does.
_WORDS_OF_NAMES = re.compile(
    "人民政府|委员会|管委会|办公[室厅]|办事处|管理局|监督局|服务中心|卫生健康|市场监督管理|市场监管|应急管理|医疗保障|生态环境"
    "|农业农村|文化(?:和|广电)?旅游|交通运输|退役军人事务|人力资源和社会保障|政务服务|行政审批|住房和城乡建设|城乡建设|发展和改革"
    "|经济和信息化|规划和自然资源|自然资源和规划|综合行政执法|公共资源交易|乡村振兴|民族宗教|广播电视|机关事务"
)
# What begins no name, but ends one that the line above began: 办公室; 员会; 设局.
_SORT = "(?:管理)?委员会|管委会|办公[室厅]|(?:人民)?政府|(?:街道)?办事处|(?:服务)?中心|管理局"
_REST = re.compile(rf"[^\W\d_省市县区州镇乡]?(?:{_SORT})|员会|公室")
_CUT_OFF = re.compile(
    rf"(?:{_REST.pattern}|[^\W\d_省市县区州镇乡][局厅处])(?=$|[(二\d]|政[府务](?:信息)?公开)"
)
_PLACE_CUT_OFF = re.compile(rf"(?:[^\W\d_]?[市区州旗镇乡]|县)[^\W\d_]{{1,12}}?{OFFICE}")
_BEGUN = re.compile(r"[^\W\d_]{2,30}(?<![网站页栏台户态闻告示讯况情])(?<!政务|服务|信息|公开)")
_LONGEST_NAME, _LONGEST_WORD = 80, 12  # characters: of a name, blanks counted, and of a word of it
_MOST_LINES = 1000  # of the head of a page


def uncut(lines: Iterable[str]) -> list[str]:
    """The lines, joined where one ends within the name of an office: 某市卫生健康委 / 员会."""
    whole: list[str] = []
    for line in lines:
        if whole and len(whole) < _MOST_LINES and _is_cut(whole[-1], line):
            whole[-1] += line
        else:
            whole.append(line)
    return whole


def _is_cut(above: str, below: str) -> bool:
    above, below = compact(above[-_LONGEST_NAME:]), compact(below[:_LONGEST_NAME])
    if not (above[-1:].isalpha() and below[:1].isalpha()):
        return False
    start = above[-_LONGEST_WORD:]
    both, cut = start + below[:_LONGEST_WORD], len(start)
    words = [match[0] if (match := _WORDS_OF_NAMES.match(both, i)) else "" for i in range(cut)]
    words += [organs.function_at(both, i) or "" for i in range(cut)]
    if any(i % cut + len(word) > cut for i, word in enumerate(words)):
        return True
    rest = _CUT_OFF.match(below) or _PLACE_CUT_OFF.match(below)
    if rest is None or not _BEGUN.fullmatch(above) or not PLACE.search(above):
        return False
    # A name that has its end goes on with a kind of office at most: 某县人民政府 / 办公室.
    return bool(re.fullmatch(_SORT, rest[0]) or not re.search(rf"(?:{OFFICE}|[省市县区州镇乡])$", above))


def is_rest(organ: str, first: str) -> bool:
    """Whether an organ is but the end of a name: 员会; 设局, unless that begins the page."""
    return bool(_REST.fullmatch(organ) or (_CUT_OFF.fullmatch(organ) and organ not in compact(first)))
