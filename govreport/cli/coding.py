"""The verbs of hand coding: coding-sheet, agreement."""

from __future__ import annotations

import argparse
from pathlib import Path

from govreport.cli.common import Verbs, verb, whole

__all__ = ["register"]


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    sheet = verb(
        verbs,
        "coding-sheet",
        _coding_sheet,
        "抽样供人工编码 sample sentences for hand coding",
        "govreport coding-sheet corpus -o sheet.xlsx --sentences 200 --seed 7",
    )
    sheet.add_argument("corpus", metavar="CORPUS", type=Path, help="语料文件夹 a folder of reports")
    sheet.add_argument("-o", "--out", metavar="OUT", type=Path, required=True, help="XLSX")
    sheet.add_argument("--sentences", type=whole, default=200, help="句数 how many; default: 200")
    sheet.add_argument("--seed", type=int, default=0, help="种子 seed of the sample; default: 0")

    agree = verb(
        verbs,
        "agreement",
        _agreement,
        "编码一致性 agreement of coders",
        "govreport agreement coder-a.xlsx coder-b.xlsx --machine",
    )
    agree.add_argument("sheets", metavar="SHEET", nargs="+", type=Path, help="已填写的编码表 filled sheets")
    agree.add_argument("--machine", action="store_true", help="也与机器编码比较 compare the machine too")


def _coding_sheet(options: argparse.Namespace) -> int:
    from govreport.coding import draw_sheet

    strata = draw_sheet(options.corpus, options.out, n=options.sentences, seed=options.seed)
    print(strata.to_string(index=False))
    print(f"编码表 coding sheet: {options.out}")
    return 0


def _agreement(options: argparse.Namespace) -> int:
    from govreport.coding import agreement, theme_codes

    print(agreement(options.sheets, theme_codes if options.machine else None))
    return 0
