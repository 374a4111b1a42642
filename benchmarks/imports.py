"""What starting costs: importing govreport against importing pandas, and `govreport --help`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
ROUNDS = 5
HELP = ("-c", "import sys; from govreport.cli import main; sys.exit(main(['--help']))")


def run(*options):
    command = [sys.executable, *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=True)


def import_times(*options):
    """Microseconds that importing each module took, with what it imports, in one run of Python."""
    told = run("-X", "importtime", *options).stderr.splitlines()
    parts = [line.removeprefix("import time:").split("|") for line in told if line.count("|") == 2]
    return {name.strip(): int(total) for _, total, name in parts if total.strip().isdigit()}


def import_ms(module):
    """The best of several runs, each in a new process."""
    return min(import_times("-c", f"import {module}")[module] for _ in range(ROUNDS)) / 1000


def wall_ms(*options):
    best = float("inf")
    for _ in range(ROUNDS):
        start = perf_counter()
        run(*options)
        best = min(best, (perf_counter() - start) * 1000)
    return best


def main():
    own, pandas = import_ms("govreport"), import_ms("pandas")
    print(f"import govreport {own:7.1f} ms = {own / pandas:.3f} x import pandas ({pandas:.1f} ms)")
    bare, shown = wall_ms("-c", ""), wall_ms(*HELP)
    print(f"govreport --help {shown:7.1f} ms = {shown / bare:.2f} x bare Python ({bare:.1f} ms)")
    heavy = {"jieba", "lxml", "matplotlib", "numpy", "pandas"} & set(import_times(*HELP))
    print(f"heavy packages imported by --help: {', '.join(sorted(heavy)) or 'none'}")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
