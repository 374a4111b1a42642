"""Who reports on which year, from the words before the first section. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from govreport import forms
from govreport.document import Block, Document, Grid, Paragraph
from govreport.normalize import compact, compact_offsets, folded, printed_name, squeezed
from govreport.parsing.days import DIGITS, period_in, published_on
from govreport.parsing.names import OFFICE, PLACE, is_rest, uncut
from govreport.parsing.sections import Segmented
from govreport.report import Masthead, Note

__all__ = ["masthead"]

_YEAR = r"(?P<year>(?:19|20)\d{2}|二[〇○零O0][〇○零一二三四五六七八九]{2})"
_MONTH = r"[一二三四五六七八九十]{1,2}月"
_KIND = r"(?:(?:政[府务](?:信息)?(?:\(政[府务](?:信息)?\))?|信息)(?:工作)?公开(?:[和及与暨]政务公开)?)"
_REPORT = r"(?:工作)?(?:总结[及和与暨])?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报|总结)"
# 重庆市某局2024年政府信息公开工作年度报告 and its variants (年度 doubled or moved, 工作 or 年 left out).
_TITLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<organ>[^\d]{{0,120}}?){_YEAR}(?:年度|年)?(?!{_MONTH})(?P<after>[^\d]{{0,60}}?){_KIND}{_REPORT}",
        rf"(?P<organ>[^\d]{{0,120}}?){_KIND}(?:工作)?{_YEAR}(?:年度|年)(?:工作)?(?:报告|年报|总结)",
        rf"(?P<organ>[^\d]{{0,120}}?){_KIND}(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)"
        rf"(?:\({_YEAR}年?度?\)|-*{_YEAR.replace('year', 'bare')}年度?-*$)",
        rf"(?P<organ>[^\d]{{0,120}}?){_KIND}(?:工作)?年度(?:工作)?报告",
    )
)
# A letter that hands a report in names it so: 关于报送《某局2016年政府信息公开工作情况》的函.
_SITUATION = re.compile(
    rf"(?P<organ>[^\d]{{0,120}}?){_YEAR}(?:年度|年)?(?P<after>[^\d]{{0,60}}?){_KIND}(?:工作)?情况$"
)
_LONGEST_TITLE = 80
_MOST_TITLES = 1000  # pieces of the head of a page in which a title may end: a list of reports has fewer
_ENDS_A_TITLE = re.compile(r"[报報总總]")
# A title is no sentence and names no other document.
_NO_TITLE = re.compile(r"[,。;!?<>《》]|根据|按照|现将|本报告|编制|如下|通知|格式|栏目|首页|附件")
# Behind the words of a title, these make it a part of a sentence, or the name of another document.
_NO_END = re.compile(
    r"的(?!函|公告)|[了将中里所与和及]|如下|显示|指出|格式|模板|样表|范本|通知|编制|解读|对比|比较|对照"
)
# What a page prints before a title: marks, 标题: / 名称: / bread crumbs.
_LEADS = re.compile(
    r"(?:[^\w(\"]+|\d{1,2}[.、](?!\d)|(?:\w{0,4}标题|题名|题目|\w{0,2}名称):?(?=\W|\w{2,}(?:19|20)\d\d)|\((?:标题|题名|名称)\)"
    r"|(?:关于|现|现将|现予以?|特|特此|特向社会)(?:发布|公布|公开|印发|报送|上报)|关于)+"
)
_OURSELVES = "局|委|委员会|厅|院|处|办|办公室|站|中心|镇|乡|街道|机关|单位|部门|级|省|市|县|区|州|地区"
_NO_ORGAN = re.compile(rf"(?:我.*|[本各全](?:{_OURSELVES})?|现|关于|公布|现公布|印发|发布|年度|度)?")
_PART_YEAR = re.compile(r"[上下]半年|季度")
_BEFORE_NAME = re.compile(r"(?:.*:)?(?:政府信息公开)*(?:[^\w(]|_)*")
_NOT_IN_ORGAN = re.compile(r"年|月|门户网站|季度|报告|信息公开|(?:网|网站|平台|门户|专栏|频道)$|^中国\W")
# The report of this page, named in a sentence: 现公布《某局2024年政府信息公开工作年度报告》。
_ANNOUNCED = re.compile(
    r"(?:现(?:将|予以?|向社会|就)?|特(?:将|此|向社会)?|关于)(?:公布|发布|公开|报送|上报|印发)?[《\"]?"
    r"(?P<title>[^《》。;:,]{4,60}?公开[^《》。;,]{0,14}?(?:报告|年报|总结|情况(?=》)))"
    r"(?=》?\"?(?:$|[。,;!]|予以|公布|公开|发布|报送|如下|的函|向|进行))"
)
_COMPILED = re.compile(rf"由(?P<organ>[^\d,。;:、由]{{2,30}}?{OFFICE})(?:负责|组织|牵头|汇总)*编制")
# The last words: an office's name, and the day. 无 before it ends section 六, but in 无锡, 无为, 无极, 无棣.
_DAY = rf"{_YEAR}年(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日"
_SIGNED = re.compile(
    rf"(?:^|[。\s])(?:暂?无(?![锡为极棣]))?(?P<organ>[^\s\d,。;:、]{{2,30}}{OFFICE})\s*{_DAY}"
)
_ORGAN_ALONE = re.compile(
    rf"(?P<organ>[^\W\d_]{{2,40}}{OFFICE})(?:\({_YEAR}年?度?\)|{_YEAR.replace('year', 'bare')}年度?)?"
)
_YEAR_ALONE = re.compile(rf"\W*{_YEAR}年?度?\W*")
_DATE_ALONE = re.compile(rf"[^\d二]{{0,8}}{_YEAR}(?:[-/.年度][-/.:\d一二三四五六七八九十年月日]*)?\W*")
_SIGNATURE = 160  # characters: a signature stands so near to the end
# Who put a page up: the title of a page that names another one may be that of the site.
_SOURCE = re.compile(
    r"(?:来源|发布机构|发布单位|发布部门|责任单位|责任部门|公开主体|信息提供|供稿单位):\s*(?P<organ>[^\s\d,。;:]{2,30})"
)
_DEPARTMENT = re.compile(r"[我本](?:局|委(?!会)|厅|院|中心|分局|站|所|大队|支队)")

_CONTACT = re.compile(r"联系电话|电话[::/]|请(?:与|和|联系|径与|直接与)|邮编|通讯地址|联系地址")


@dataclass(frozen=True, slots=True)
class _Title:
    """A title as printed. `apart`: its organ stands on a line or behind a sign of its own."""

    printed: str
    organ: str | None
    year: int | None
    apart: bool = False

    @property
    def known(self) -> int:
        return (self.organ is not None) + (self.year is not None)


def masthead(document: Document, segmented: Segmented) -> tuple[Masthead, tuple[Note, ...]]:
    """The masthead of a report, with a note for each part that the page does not give.

    The title is looked for before the first section, then in what the file says of itself. A year
    comes from the title, from the sentence that announces the report, or from a statistic period that lies
    within one year; the date of publication, law dates and page addresses are never taken for it. An organ
    that the title does not name, or in short, is the one that announces, compiles or signs the report, or
    stands below the title.
    """
    before = uncut(text for block in segmented.preamble for text in _texts(block))
    running = compact(" ".join(before))
    period = period_in(running)
    title = _title(before, document.title, period[0].year if period else None)
    printed, organ, year = title.printed or None, title.organ, title.year
    notes = []
    if organ and title.apart and (other := _other_body(organ, before, segmented)):
        message = f"{organ} stands apart from the title and may be the site's name: the page is of {other}"
        notes.append(Note("organ_apart", message))
        organ = None
    if organ and is_rest(organ, next(iter(before), organ)):
        organ = None
    announced = _announced(before) if organ is None or year is None else None
    if announced:
        printed, year = printed or announced.printed, year or announced.year
    signed = _signed(segmented)
    announces = announced.organ if announced else None
    below = _below(before, period) if organ is None else None
    if below and below.organ and _other_body(below.organ, before, segmented):
        below = None
    if below:
        year = year or below.year
    others = ((announces, "announces"), (_compiler(before), "compiles"), (signed, "signs"))
    for name, does in others:
        if organ is None and name and not is_rest(name, name):
            organ = name
            notes.append(Note("organ_not_in_title", f"the title names no organ; {name} {does} the report"))
    if organ is None and below:
        organ = below.organ
        notes.append(Note("organ_not_in_title", f"the title names no organ; {organ} stands below it"))
    if organ and signed and _in_short(organ, signed):
        notes.append(Note("organ_in_short", f"{organ} of the title signs as {signed}", doubt=False))
        organ = signed
    period = period or period_in(_overview(segmented), year)
    if printed is None:
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
        organ,
        year,
        printed,
        period,
        _declared(running),
        _contact(before),
        published_on(before, document.published),
    ), tuple(notes)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Grid):
        for row in block.rows:
            yield " ".join(cell.text for cell in row)


# ------------------------------------------------------------------ the title


def _title(before: list[str], own_name: str | None, period_year: int | None) -> _Title:
    """Title as printed, organ, year: of the titles that say most, the first.

    Where such titles name several years (a list of other reports), the statistic period decides; if
    it names none of them, the year is not known.
    """
    candidates = (*_joined(before), *([own_name] if own_name else []))
    found = [parsed for text in candidates if (parsed := _parsed(squeezed(text), *_TITLES))]
    most = max((title.known for title in found), default=0)
    best = [title for title in found if title.known == most]
    if len({title.year for title in best}) > 1:
        best = [title for title in best if title.year == period_year]
    return best[0] if best else _Title("", None, None)


def _below(before: list[str], period: tuple[date, date] | None) -> _Title | None:
    """The organ that stands below a title that names none: alone, or with the year; a date may stand between.

    None if several do (a list of reports), or the period is of another year.
    """
    pieces = [squeezed(piece) for line in before for piece in _pieces(line)]
    plain = [compact(piece) for piece in pieces]
    names = [_ORGAN_ALONE.fullmatch(piece) for piece in plain]
    with_year = [match for match in names if match and (match["year"] or match["bare"])]
    if len(with_year) > 1:
        return None
    for i, match in enumerate(names):
        if not match or any(names[i + 1 : i + 2]) or not _name(match["organ"], 0)[0]:
            continue
        if not with_year and not PLACE.search(match["organ"]):
            continue
        last = next((k for k in range(i - 1, -1, -1) if not _DATE_ALONE.fullmatch(plain[k])), -1)
        between = [found["year"] for k in range(last + 1, i) if (found := _YEAR_ALONE.fullmatch(plain[k]))]
        years = {int(year.translate(DIGITS)) for year in (match["year"], match["bare"], *between) if year}
        for first in range(last, max(-1, last - 3), -1):
            text = " ".join(pieces[first : last + 1])
            title = _parsed(text, *_TITLES)
            if title and not title.organ and compact(title.printed) == compact(text):
                years |= {title.year} if title.year else set()
                year = years.pop() if years else None
                if not years and (year is None or period is None or period[0].year == year):
                    return _Title(title.printed, match["organ"], year)
    return None


def _joined(before: list[str]) -> Iterator[str]:
    """Lines of the head of the page: alone first, then two and three neighbours together."""
    pieces = [piece for line in before for piece in _pieces(line)]
    ends = [i for i, piece in enumerate(pieces) if _ENDS_A_TITLE.search(piece)][:_MOST_TITLES]
    for count in (1, 2, 3):
        # A title that ends in one of the pieces may go on behind it: 年度报告 (2024年).
        places = {first for end in ends for first in range(end - count + 1, end + 1)}
        for i in sorted(places):
            if 0 <= i <= len(pieces) - count:
                yield " ".join(pieces[i : i + count])


def _pieces(line: str) -> Iterable[str]:
    """A line, or the words of a line that is no title alone (bread crumbs, a whole page on one line)."""
    if len(line) <= _LONGEST_TITLE and not re.search(r"[。;>»]", line):
        return [line]
    return [word for word in re.split(r"[\s>»]+|(?<=[。;])", line) if word]


def _parsed(text: str, *patterns: re.Pattern[str]) -> _Title | None:
    plain, offsets = compact_offsets(text[: 2 * _LONGEST_TITLE])
    lead = _LEADS.match(plain)
    first = lead.end() if lead else 0
    for pattern in patterns:
        match = pattern.match(plain, first, first + _LONGEST_TITLE)
        if match and (_NO_TITLE.search(match[0]) or _NO_END.match(plain, match.end())):
            return None
        parts = match.groupdict() if match else {}
        if match and not (parts["organ"] and parts.get("after")) and not _PART_YEAR.search(match[0]):
            year = parts.get("year") or parts.get("bare")
            group = "after" if parts.get("after") else "organ"
            name, start = _name(match[group], match.start(group))
            organ = printed_name(text[offsets[start] : offsets[start + len(name) - 1] + 1]) if name else None
            end = start + len(name)
            apart = bool(name) and group == "organ" and offsets[end] > offsets[end - 1] + 1
            apart = apart or (bool(name) and match.end(group) > end and not plain[end].isalnum())
            printed = text[offsets[first] : offsets[match.end() - 1] + 1]
            return _Title(printed, organ, int(year.translate(DIGITS)) if year else None, apart)
    return None


def _name(text: str, start: int) -> tuple[str, int]:
    """The name in front of (or behind) the year, without what a page prints before a title."""
    head = _BEFORE_NAME.match(text)
    begin = head.end() if head else 0
    organ = re.sub(r"(?:[^\w)]|_|关于|的|发布|公布|报送|上报|印发|\(\))+$", "", text[begin:])
    if _NO_ORGAN.fullmatch(organ) or _NOT_IN_ORGAN.search(organ) or len(organ) < 2:
        return "", start
    return organ, start + begin


# ------------------------------------------------------------------ the organ and the year, elsewhere


def _announced(before: list[str]) -> _Title | None:
    """What a sentence before the first section says that this report is."""
    for text in before:
        for match in _ANNOUNCED.finditer(folded(text)):
            title = _parsed(squeezed(match["title"]), *_TITLES, _SITUATION)
            if title and title.known:
                return title
    return None


def _compiler(before: list[str]) -> str | None:
    found = (_COMPILED.search(folded(text)) for text in before)
    return next((name for match in found if match and (name := _name(match["organ"], 0)[0])), None)


def _signed(segmented: Segmented) -> str | None:
    """The organ of the signature: a name and a day at the report's end."""
    blocks = segmented.sections[-1].blocks if segmented.sections else ()
    lines = uncut(block.text[-_SIGNATURE:] for block in blocks[-6:] if isinstance(block, Paragraph))
    matches = list(_SIGNED.finditer(folded("\n".join(lines))[-_SIGNATURE:]))
    return _name(matches[-1]["organ"], 0)[0] or None if matches else None


def _other_body(organ: str, before: list[str], segmented: Segmented) -> str | None:
    """Another body than `organ` for which the page speaks: one that put it up, or a department."""
    for text in before:
        match = _SOURCE.search(folded(text))
        if match and re.search(rf"{OFFICE}$", match["organ"]) and not _one_name(organ, match["organ"]):
            return match["organ"]
    speaks = _DEPARTMENT.search(_overview(segmented)) if organ.endswith("政府") else None
    return speaks[0] if speaks else None


def _one_name(one: str, other: str) -> bool:
    """Whether one name is a part of the other; a government and its office count as one."""
    short, long = sorted((re.sub(r"人民|办公[室厅]$|办$", "", name) for name in (one, other)), key=len)
    return short in long


def _in_short(short: str, full: str) -> bool:
    """Whether one name is the other with characters left out, its last one kept: 财金局, 某市财政金融局.

    A name with a place in it is whole: 某县政府 is not 某县某镇政府.
    """
    if PLACE.search(short):
        return False
    rest = iter(full)
    return len(short) < len(full) and short[-1] == full[-1] and all(character in rest for character in short)


def _overview(segmented: Segmented) -> str:
    blocks = (b for s in segmented.sections if s.kind == "overview" for b in s.blocks)
    return compact(" ".join(block.text for block in blocks if isinstance(block, Paragraph)))


# ------------------------------------------------------------------ dates, notices, whom to ask


def _declared(running: str) -> str | None:
    """The form whose notice the preamble cites, the newest where it cites several."""
    cited = [t.id for t in map(forms.load, forms.available()) if compact(t.notice) in running]
    return cited[0] if cited else None


def _contact(before: list[str]) -> str | None:
    """The first sentence that says whom to ask."""
    for text in before:
        match = _CONTACT.search(text)
        if match:
            start = max(text.rfind(mark, 0, match.start()) for mark in "。;") + 1
            end = re.compile(r"[。;]|$").search(text, match.end())
            assert end
            return text[start : end.end()].strip()
    return None
