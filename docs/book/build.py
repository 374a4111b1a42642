"""Build the book, offline: ``python docs/book/build.py`` after ``govreport study``.

What it makes of build/study and of the pages of the project is build/book/html, checked: Sphinx warns of
nothing, each link of the site ends somewhere, and nothing is loaded from outside.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from time import perf_counter

from executing import execute
from links import check
from reference import write_reference
from sources import BOOK, ROOT, gather
from sphinx.cmd.build import build_main

from govreport.errors import GovReportError

__all__ = ["build", "main"]


def build(study: Path, out: Path) -> str:
    """Build the book to ``out/html`` and say what was checked.

    Raises
    ------
    GovReportError
        If a notebook is not there as executed, Sphinx warns, a link is broken or something is loaded from
        outside; each is named.
    """
    source, site = out / "source", out / "html"
    mark = out / ".govreport-book"
    if out.exists() and any(out.iterdir()) and not mark.exists():
        raise GovReportError(f"{out}: a new folder was expected, or one of an earlier book")
    out.mkdir(parents=True, exist_ok=True)
    mark.touch()
    gather(study, source)
    write_reference(source)
    for old in (out / "folder", site):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(ROOT / "corpus", out / "folder" / "corpus")  # examples may write beside it
    execute(source, out / "folder")
    options = ["-b", "html", "-c", str(BOOK), "-d", str(out / "doctrees"), "-q", "-E", "-W", "-n"]
    if build_main([*options, str(source), str(site)]):
        raise GovReportError(f"{source}: Sphinx warned, see above")
    for template in (site / "_static").glob("*.html"):
        template.unlink()  # the theme's own, and no pages
    checked = check(site)
    if checked.faults:
        raise GovReportError("\n".join([f"{site}: {len(checked.faults)} faults", *checked.faults]))
    return checked.told()


def main() -> int:
    """Run the command; 0, or 1 where the book is not right."""
    parser = argparse.ArgumentParser(description="生成本书 build the book")
    parser.add_argument("--study", type=Path, default=ROOT / "build/study", help="executed notebooks")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "build/book")
    options = parser.parse_args()
    start = perf_counter()
    try:
        told = build(options.study, options.out.resolve())
    except GovReportError as error:
        print(f"book: {error}", file=sys.stderr)
        return 1
    print(f"{told}; {perf_counter() - start:.0f} s → {options.out / 'html/index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
