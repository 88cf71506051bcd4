"""Clusters from points: establishments whose surroundings are denser than chance would make them.

Knows places of establishments, kinds of industry, scales and deals. Must not know any
workspace, source or planted economy, nor the other ways of finding.
"""

from jiqun.clusters.points.find import find_in_points
from jiqun.clusters.points.inputs import PointTables
from jiqun.clusters.points.plans import PointsPlan
from jiqun.clusters.points.resamples import resampled_points
from jiqun.clusters.points.scales import CENTROID_SCALES, SCALES_KM, centroid_scales

__all__ = [
    "CENTROID_SCALES",
    "SCALES_KM",
    "PointTables",
    "PointsPlan",
    "centroid_scales",
    "find_in_points",
    "resampled_points",
]
