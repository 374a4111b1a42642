"""No pattern of the package is slow on hostile text; a pattern that is slow is found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patterns import MOST, PIECES, cost, hostile, own_pieces, repeated


@pytest.mark.slow
def test_no_pattern_of_the_package_is_slow():
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "tests.patterns"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    count = re.search(r"^(\d+) patterns, 0 of them over", run.stdout, re.MULTILINE)
    assert count
    assert int(count[1]) > 500


def _is_slow(pattern, pieces):
    return any(cost(pattern, repeated(piece), searched=True) > MOST for piece in pieces)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slow", "linear"),
    [
        (r"(?:还|仍|也)*(?:缺乏|没有)", r"(?<![还仍也])(?:还|仍|也)*+(?:缺乏|没有)"),
        (r"(?:件|件件)+。", r"(?<!件)件++。"),
    ],
)
def test_a_pattern_that_is_quadratic_or_exponential_is_found_by_its_own_pieces(slow, linear):
    slow, linear = re.compile(slow), re.compile(linear)
    assert not _is_slow(slow, PIECES)
    assert _is_slow(slow, own_pieces(slow))
    assert not _is_slow(linear, own_pieces(linear))
    assert {repeated(piece) for piece in own_pieces(slow)} <= set(hostile(slow))
