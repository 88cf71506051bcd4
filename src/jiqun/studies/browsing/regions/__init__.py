"""Regions: listed, one with its profile and cells, and a level's boundaries."""

from jiqun.studies.browsing.regions.boundaries import geometry
from jiqun.studies.browsing.regions.detail import RegionDetail, region_detail
from jiqun.studies.browsing.regions.listing import RegionFilters, RegionRow, region_list
from jiqun.studies.browsing.regions.resemblance import Resemblance, resemblance

__all__ = [
    "RegionDetail",
    "RegionFilters",
    "RegionRow",
    "Resemblance",
    "geometry",
    "region_detail",
    "region_list",
    "resemblance",
]
