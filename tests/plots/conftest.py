"""What the tests of charts share."""

from __future__ import annotations

import matplotlib
import pytest
from matplotlib import pyplot


@pytest.fixture(autouse=True)
def _no_window():
    """Charts are drawn without a window, and leave no setting and no figure behind."""
    with matplotlib.rc_context():
        pyplot.switch_backend("agg")
        yield
        pyplot.close("all")
