"""Which lines of the readers of meaning their own tests run: ``python -m tests.covered [PERCENT]``.

It needs the package ``coverage``. With a number it ends with 2 where less than that percentage is covered.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
ROOMS = ("parsing", "text/facts", "checks")
TESTS = ("parsing", "text/test_facts.py", "text/test_facts_kinds.py", "checks", "accuracy/test_judge.py")


def main(least="0"):
    if find_spec("coverage") is None:
        sys.exit("coverage is not installed here: pip install coverage")
    coverage = [sys.executable, "-m", "coverage"]
    with TemporaryDirectory() as folder:
        data = f"--data-file={folder}/lines"
        rooms = ",".join(str(ROOT / "govreport" / room) for room in ROOMS)
        tests = [str(ROOT / "tests" / name) for name in TESTS]
        traced = [*coverage, "run", data, "--branch", f"--source={rooms}", "-m", "pytest", "-q", *tests]
        ended = run(traced, cwd=ROOT, check=False).returncode
        shown = [*coverage, "report", data, "--skip-covered", "--sort=cover", f"--fail-under={least}"]
        return run(shown, cwd=ROOT, check=False).returncode or ended


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
