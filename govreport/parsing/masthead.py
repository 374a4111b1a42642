"""Who reports on which year, from the words before the first section. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from govreport import forms
from govreport.document import Block, Document, Grid, Paragraph
from govreport.normalize import compact, compact_offsets, folded, squeezed
from govreport.parsing.sections import Segmented
from govreport.report import Masthead, Note

__all__ = ["masthead"]

_YEAR = r"(?P<year>(?:19|20)\d{2}|二[〇○零O0][〇○零一二三四五六七八九]{2})"
_MONTH = r"[一二三四五六七八九十]{1,2}月"
_KIND = r"(?:政府信息公开|政务公开|信息公开|政府信息公开和政务公开)"
# 重庆市某局2024年政府信息公开工作年度报告 and its variants (年度 doubled or moved, 工作 or 年 left out).
_TITLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<organ>[^\d]*?){_YEAR}(?:年度|年)?(?!{_MONTH})(?P<after>[^\d]*?){_KIND}(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)",
        rf"(?P<organ>[^\d]*?){_KIND}(?:工作)?{_YEAR}(?:年度|年)(?:工作)?(?:报告|年报)",
    )
)
_UNDATED_TITLE = re.compile(rf"(?P<organ>[^\d]*?){_KIND}(?:工作)?年度(?:工作)?报告")
_LONGEST_TITLE = 80
# A title is no sentence and names no other document.
_NO_TITLE = re.compile(r"[,。;!?<>《》]|根据|按照|现将|本报告|编制|如下|通知|格式|栏目|首页|附件")
# What a page prints before a title: 标题: / 名称: / bread crumbs.
_LEADS = re.compile(r"^(?:#+|(?:标题|题名|名称|信息名称)[:\s]|关于(?:发布|公布|印发)?)")
_OURSELVES = "局|委|委员会|厅|院|处|办|办公室|站|中心|镇|乡|街道|机关|单位|部门|级|省|市|县|区|州|地区"
_NO_ORGAN = re.compile(rf"(?:我.*|[本各全](?:{_OURSELVES})?|现|关于|公布|现公布|印发|发布|年度|度)?")
_PART_YEAR = re.compile(r"[上下]半年|季度")
_NOT_IN_ORGAN = re.compile(r"年|月|季度|报告|信息公开")

_DATE = r"(?<!\d)(?P<y{n}>\d{{4}})年(?P<m{n}>\d{{1,2}})月(?P<d{n}>\d{{1,2}})日"
_PERIOD = re.compile(
    _DATE.format(n=1) + r"[,]?(?:0时)?(?:起|开始)?[,]?(?:至|到|-+|~|为止)[,]?"
    r"(?:(?P<y2>\d{4})年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日(?!\d(?!\d?时)[^.、])"
)
# Other pairs of dates stand on a page too (公示时间:…, 规划期…): one of these words goes before, or the
# dates span a calendar year.
_OF_STATISTICS = re.compile(r"(?:统计|数据|期限|时限|起止|涵盖|区间|周期)[^。;]{0,20}$")
_OTHER_DATES = re.compile(r"(?:公示|征求|征集|报名|公告|受理|有效|规划)[^。;]{0,12}$")
_CONTACT = re.compile(
    r"[^。;]*(?:联系电话|电话[::/]|请(?:与|和|联系|径与|直接与)|邮编|通讯地址|联系地址)[^。;]*[。;]?"
)
_PUBLISHED = re.compile(
    r"(?:(?:发布|公开|公布|发文|成文|生成|发表)(?:时间|日期)|(?<!\S)(?:时间|日期)):?\s*(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})"
)
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


def masthead(document: Document, segmented: Segmented) -> tuple[Masthead, tuple[Note, ...]]:
    """The masthead of a report, with a note for each part that the page does not give.

    The title is looked for before the first section, then in what the file says of itself. A year
    comes from the title, or from a statistic period that lies within one year; the date of
    publication, law dates and page addresses are never taken for it.
    """
    before = [text for block in segmented.preamble for text in _texts(block)]
    running = compact(" ".join(before))
    period = _period(running)
    title, organ, year = _title(before, document.title, period[0].year if period else None)
    notes = []
    if title is None:
        notes.append(Note("no_title", "no title of an annual report was found"))
    if organ is None:
        notes.append(Note("no_organ", "the title names no organ"))
    if year is None and period and period[0].year == period[1].year:
        year = period[0].year
        notes.append(
            Note("year_from_period", f"the title gives no year; {year} is the year of its statistic period")
        )
    if year is None:
        notes.append(Note("no_year", "neither title nor statistic period gives the year"))
    if period is None:
        notes.append(Note("no_period", "no statistic period with two full dates was found"))
    elif year is not None and period[0].year != year:
        notes.append(
            Note("period_of_other_year", f"the title says {year}, the statistic period {period[0].year}")
        )
    return Masthead(
        organ, year, title, period, _declared(running), _contact(before), _published(before)
    ), tuple(notes)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Grid):
        for row in block.rows:
            yield " ".join(cell.text for cell in row)


def _title(
    before: list[str], own_name: str | None, period_year: int | None
) -> tuple[str | None, str | None, int | None]:
    """Title as printed, organ, year: of the titles that say most, the first.

    Where such titles name several years (a list of other reports), the statistic period decides; if
    it names none of them, the year is not known.
    """
    candidates = [squeezed(text) for text in (*_joined(before), *([own_name] if own_name else []))]
    found = [parsed for parsed in map(_parsed, candidates) if parsed]
    if not found:
        return None, None, None
    most = max(map(_said, found))
    best = [parsed for parsed in found if _said(parsed) == most]
    if len({year for _, _, year in best}) == 1:
        return best[0]
    of_period = [parsed for parsed in best if parsed[2] == period_year]
    return of_period[0] if of_period else (None, None, None)


def _said(parsed: tuple[str, str | None, int | None]) -> int:
    return (parsed[1] is not None) + (parsed[2] is not None)


def _joined(before: list[str]) -> Iterator[str]:
    """Lines of the head of the page: alone first, then two and three neighbours together."""
    pieces = [piece for line in before for piece in _pieces(line)]
    for count in (1, 2, 3):
        for i in range(len(pieces) - count + 1):
            yield " ".join(pieces[i : i + count])


def _pieces(line: str) -> Iterable[str]:
    """A line, or the words of a line that is no sentence (bread crumbs, a whole page on one line)."""
    if len(line) <= _LONGEST_TITLE:
        return [line]
    return [word for word in re.split(r"\s+|(?<=[。;])", line) if word]


def _parsed(text: str) -> tuple[str, str | None, int | None] | None:
    plain, offsets = compact_offsets(text)
    lead = _LEADS.match(plain)
    first = lead.end() if lead else 0
    if len(plain) - first > _LONGEST_TITLE or _NO_TITLE.search(plain, first):
        return None
    for pattern in (*_TITLES, _UNDATED_TITLE):
        match = pattern.match(plain, first)
        parts = match.groupdict() if match else {}
        if match and not (parts["organ"] and parts.get("after")) and not _PART_YEAR.search(match[0]):
            year = parts.get("year")
            printed = text[offsets[first] : offsets[match.end() - 1] + 1]
            organ = _organ(match["organ"] or parts.get("after") or "")
            return printed, organ, int(year.translate(_DIGITS)) if year else None
    return None


def _organ(text: str) -> str | None:
    """The name in front of (or behind) the year, without what a page prints before a title."""
    organ = re.sub(r"^(?:政府信息公开)+", "", text.rpartition(":")[2]).strip('-·>|"')
    organ = re.sub(r"(?:关于|的|发布|公布|\(\))+$", "", organ)
    if _NO_ORGAN.fullmatch(organ) or _NOT_IN_ORGAN.search(organ) or len(organ) < 2:
        return None
    return organ


def _period(running: str) -> tuple[date, date] | None:
    for match in _PERIOD.finditer(running):
        first = _date(match["y1"], match["m1"], match["d1"])
        last = _date(match["y2"] or match["y1"], match["m2"], match["d2"])
        if not first or not last or first > last or _OTHER_DATES.search(running, 0, match.start()):
            continue
        calendar_year = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
        if calendar_year or _OF_STATISTICS.search(running, 0, match.start()):
            return first, last
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _declared(running: str) -> str | None:
    """The form whose notice the preamble cites, the newest where it cites several."""
    cited = [t.id for t in map(forms.load, forms.available()) if compact(t.notice) in running]
    return cited[0] if cited else None


def _contact(before: list[str]) -> str | None:
    for text in before:
        match = _CONTACT.search(text)
        if match:
            return match[0].strip()
    return None


def _published(before: list[str]) -> date | None:
    for text in before:
        match = _PUBLISHED.search(folded(text))
        if match:
            return _date(match[1], match[2], match[3])
    return None
