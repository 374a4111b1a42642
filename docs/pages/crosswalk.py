"""The page docs/crosswalk.md: ``python docs/pages/crosswalk.py > docs/crosswalk.md``."""

from __future__ import annotations

import sys

from govreport.panel import crosswalk

__all__ = ["page"]


def page() -> str:
    """docs/crosswalk.md: every variable, its cells in each form, and which forms may be compared."""
    lines = [
        "# Crosswalk of variables · 跨格式变量对照",
        "",
        "Written by `python docs/pages/crosswalk.py` from govreport/data/crosswalk.toml. A cell is",
        "table.row.column; `−` is taken away. Where two forms do not count alike, a series has a break that",
        "is no fact about the office. 由程序生成；两种格式口径不同处，序列的变化不代表机关的变化。",
    ]
    for one in crosswalk.load():
        lines += ["", f"## `{one.id}` {one.zh} · {one.en} ({one.unit})", "", "| form | cells |", "|---|---|"]
        for form, cells in sorted(one.cells.items(), reverse=True):
            named = (f"{'−' if c.sign < 0 else ''}{c}" for c in cells)
            lines.append(f"| {form} | {', '.join(f'`{name}`' for name in named)} |")
        if one.pairs:
            lines += ["", "| forms | comparable | 原因 | reason |", "|---|---|---|---|"]
        for (older, newer), said in sorted(one.pairs.items(), reverse=True):
            lines.append(f"| {older}, {newer} | {said.comparable} | {said.zh} | {said.en} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
