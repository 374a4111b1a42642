"""The statistics tables of 2008 to 2018 (政府信息公开情况统计表): found, cut from the text, and read."""

from __future__ import annotations

from govreport.parsing.statistics.figures import read_survey
from govreport.parsing.statistics.place import Survey, set_apart

__all__ = ["Survey", "read_survey", "set_apart"]
