"""Damages of what stands in cells: remarks, dates, multipliers, several values, digits of other scripts.

Each changes about one cell in eight of every table, so that many of a document are tried at once. A damage
says for each text that it prints whether the number of the cell can still be read there: if not, it is gone.
"""

# ruff: noqa: E501  (lists of texts)
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from govreport.synth.page import DrawnCell, DrawnTable

__all__ = ["CELLS"]

RATE = 0.12
# A damage returns the text that a cell has now, and whether its number still stands there; None: unchanged.
_Change = Callable[[DrawnCell, Random], tuple[str, bool] | None]


def _damage(change: _Change, what: str):
    def damage(page, rng):
        gone = set()
        for sheet in page.sheets():
            rows = []
            for row in sheet.rows:
                cells = []
                for cell in row.cells:
                    new = change(cell, rng) if cell.key and rng.random() < RATE else None
                    if new:
                        gone |= set() if new[1] else {cell.key}
                    cells.append(replace(cell, text=new[0]) if new else cell)
                rows.append(replace(row, cells=tuple(cells)))
            page = page.with_sheet(sheet, DrawnTable(sheet.table, tuple(rows)))
        return page, frozenset(gone)

    damage.__doc__ = what
    return damage


_MONEY = ("amount",)  # columns in which 3.5 and 3万 are numbers like others
_SIGNED = ("items_change", "change")


def _one_of(*texts, stays=False):
    """A change of whole numbers to one of some texts, in which {n} is the number; blank cells stay blank."""

    def change(cell, rng):
        if not cell.text.isdecimal() or cell.key[2] in (*_MONEY, *_SIGNED):
            return None
        return rng.choice(texts).format(n=cell.text), stays

    return change


def _two(between):
    def change(cell, rng):
        return (f"{cell.text}{rng.choice(between)}{rng.randint(0, 19)}", False) if cell.text else None

    return change


def _thousands(cell, rng):
    if not cell.text.isdecimal():
        return None
    blank = rng.choice((" ", "\u3000", "\u00a0", "\u2009"))
    return f"{rng.randint(1, 9)}{blank}{int(cell.text) % 1000:03}", False


def _footnote(cell, rng):
    mark = rng.choice(("①", "²", "[1]", "(1)", "注1", "*1", "※", "1)", "注①", "〔2〕", "*", "³", "（注2）"))
    return f"{cell.text}{mark}", bool(cell.text)


_DIGITS = {
    "wide": "０１２３４５６７８９",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "devanagari": "०१२३४५६७८९",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "raised": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "full stop": "0⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    "bracketed": "0⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "small": "〇一二三四五六七八九",
    "capital": "零壹贰叁肆伍陆柒捌玖",
    "roman": "0ⅠⅡⅢⅣⅤⅥⅦⅧⅨ",
    "letters": "Ol2345678g",
}


def _odd_digits(cell, rng):
    digits = _DIGITS[rng.choice(sorted(_DIGITS))]
    if not cell.text.isdecimal():
        return None
    return "".join(digits[int(digit)] for digit in cell.text), True


CELLS = {
    "numbers_twice": _damage(
        _two((" ", "、", "/", "+", "~", "-", "；", "或", "×", ":", "=", "至", ",", "，")),
        "Two numbers stand in a cell, with a blank or a sign between them.",
    ),
    "values_stacked": _damage(_two(("\n",)), "Two numbers stand in a cell, one under the other."),
    "dates": _damage(
        _one_of("2024年1月3日", "2024-01-31", "2024/1/3", "2024.1.3", "20240103日", "2024年", "1月", "12:30"),
        "A cell holds a date or a time.",
    ),
    "phones": _damage(
        _one_of("0371-6598123", "13812345678转2", "010 8888 6666", "(0371)6598123", "6598123转2", "+86 10 12"),
        "A cell holds a number of a telephone.",
    ),
    "thousands_by_blanks": _damage(_thousands, "A blank stands between thousands: 1 024 (1 and 24, or 1024)."),
    "multipliers": _damage(
        _one_of("{n}万", "{n} 万件", "{n} 千", "{n}百", "{n}余", "{n}多件", "近{n}", "{n}以上", "约{n}", "≥{n}",
                "{n}+", "{n}/2", "{n}%", "{n}‰", "{n}万余", "{n}几", "{n} 亿", "{n}k", "{n}e3", "{n}.5",
                "{n}×10", "{n}\n万", "{n}十", "{n}打", "第{n}", "{n}次方", "-{n}1", "#{n}", "={n}+2"),
        "A multiplier, a unit of another kind or a bound stands in a cell.",
    ),
    "suffixes": _damage(
        _one_of("{n}人", "{n}位", "{n}人次", "{n}件", "{n} 件", "{n}（件）", "{n}个", "{n}。", "{n}.", "{n}、",
                "{n}项", "{n};", "'{n}", "{n}\u200b", "{n}宗", "({n})", "{n}名", "{n}户", "{n}家", stays=True),
        "A word for what is counted or a mark stands behind a number.",
    ),
    "remarks": _damage(
        _one_of("{n}有误", "{n} 有误", "{n} 存疑", "{n}（存疑）", "{n}?", "{n} 应为2", "{n} 不含3", "{n}(其中2件",
                "{n} 其中网上2", "无{n}", "不是{n}", "{n}改2", "{n}x", "{n} 见附件", "见附件{n}", "{n} 上年3",
                "原{n}", "{n}待核", "{n} 待核", "{n}更正", "{n}作废"),
        "A remark stands behind a number or before it.",
    ),
    "footnotes": _damage(_footnote, "A mark of a footnote stands in a blank cell or behind a number."),
    "digits_of_other_scripts": _damage(
        _odd_digits, "Digits are full-width, circled, raised, Arabic, Roman, Chinese, or letters."
    ),
}  # fmt: skip
