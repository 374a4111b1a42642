"""The shape of a coding sheet, which what writes it and what reads it share."""

from __future__ import annotations

__all__ = [
    "BOOK",
    "CODER",
    "CODES",
    "CODING",
    "COUNT",
    "COVER",
    "FIRST_ROW",
    "HEADS",
    "INPUTS",
    "ORIGIN",
    "REMARK",
    "SENTENCE",
    "UNCERTAIN",
    "YES",
]

COVER, BOOK, CODING, ORIGIN = "说明 README", "编码表 codebook", "编码 coding", "provenance"
CODER = "B3"  # on the cover: who codes
FIRST_ROW = 2  # below the heads
CODES = tuple(f"code_{i}" for i in range(1, 6))
SENTENCE, COUNT, UNCERTAIN, REMARK = "sentence", "count", "uncertain", "remark"
INPUTS = (*CODES, COUNT, UNCERTAIN, REMARK)
YES = "是 yes"
HEADS = {
    "id": "编号 id",
    "report_id": "报告 report_id",
    "before": "前句 before",
    SENTENCE: "待编码句 sentence",
    "after": "后句 after",
    **{name: f"代码{i} {name}" for i, name in enumerate(CODES, start=1)},
    COUNT: "件数 count",
    UNCERTAIN: "不确定 uncertain",
    REMARK: "备注 remark",
}
"""Columns of the coding sheet in order, with what is printed above them."""
