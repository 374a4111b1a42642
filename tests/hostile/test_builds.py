"""A build on a full disk, on one that is read-only, or killed, comes to the bytes of an undisturbed one."""

import sys

import pytest

from tests.hostile.builds import FAULTS, MOUNTED, can_mount, disturbed, undisturbed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc")]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return undisturbed(tmp_path_factory.mktemp("built"), 4)


@pytest.mark.parametrize("name", ["disk full", "read-only", "/dev/shm read-only", "kill -9"])
def test_a_build_that_was_disturbed_goes_on(name, built, tmp_path):
    """The other faults are those of `tests/corpus/test_build.py`."""
    if FAULTS[name][0] in MOUNTED and not can_mount():
        pytest.skip("nothing can be mounted here")
    *_, wrong = disturbed(name, *built, tmp_path / "a")
    assert wrong == []
