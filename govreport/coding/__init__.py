"""Hand coding: a sample of sentences to code in XLSX, coders' sheets read back, their agreement.

pool = sentences(frames.narrative, frames.reports)
strata = coding_sheet(pool, "sheet.xlsx", codebook=theme_book(), n=200, seed=7)
coded = read_coding_sheets(["a.xlsx", "b.xlsx"])
print(compare(coded))
"""

from govreport.coding.agreement import cohen_kappa, krippendorff_alpha
from govreport.coding.answers import read_coding_sheets
from govreport.coding.book import CodeEntry, CodingBook, theme_book
from govreport.coding.commands import agreement, draw_sheet, theme_codes
from govreport.coding.comparison import Comparison, compare, machine_codes
from govreport.coding.pool import sentences
from govreport.coding.sheet import coding_sheet

__all__ = [
    "CodeEntry",
    "CodingBook",
    "Comparison",
    "agreement",
    "coding_sheet",
    "cohen_kappa",
    "compare",
    "draw_sheet",
    "krippendorff_alpha",
    "machine_codes",
    "read_coding_sheets",
    "sentences",
    "theme_book",
    "theme_codes",
]
