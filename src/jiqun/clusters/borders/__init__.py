"""Clusters from regions across borders: neighbouring specialised regions merged and tested.

Knows cells, who borders on whom, zones and their test against chance.
Must not know where cells come from, nor any other way of finding.
"""

from jiqun.clusters.borders.contiguity import contiguity
from jiqun.clusters.borders.finding import find_in_regions
from jiqun.clusters.borders.inputs import RegionTables
from jiqun.clusters.borders.plans import RegionsPlan, ZoneRules
from jiqun.clusters.borders.resampled import resampled_regions

__all__ = [
    "RegionTables",
    "RegionsPlan",
    "ZoneRules",
    "contiguity",
    "find_in_regions",
    "resampled_regions",
]
