"""Where an organ is and what it is: its name, and the year of its report, to a place of GB/T 2260."""

from __future__ import annotations

from govreport.regions.gazetteer import Region, divisions, places
from govreport.regions.resolver import Placement, resolve

__all__ = ["Placement", "Region", "divisions", "places", "resolve"]
