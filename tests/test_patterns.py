"""No pattern of the package is slow on hostile text; a pattern that is slow is found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.patterns import MOST_SECONDS, hostile, seconds


def test_no_pattern_of_the_package_is_slow():
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "tests.patterns"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    count = re.search(r"^(\d+) patterns, 0 of them over", run.stdout, re.MULTILINE)
    assert count
    assert int(count[1]) > 500


def test_a_pattern_that_is_quadratic_or_exponential_is_found_by_its_own_pieces():
    for slow in (r"(?:还|仍|也)*(?:缺乏|没有)", r"(?:件|件件)+。"):
        pattern = re.compile(slow)
        taken = max(seconds(pattern, text, searched=True) for text in hostile(pattern))
        assert taken > MOST_SECONDS
