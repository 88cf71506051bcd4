"""Clusters from links: communities dense in ties, near or far, and how linked any cluster is.

Knows which communities of a network are clusters, what chance makes of it, and how linked the
members of any cluster are. Must not know any workspace, source or planted economy, how a network
is built, nor the other ways of finding.
"""

from jiqun.clusters.ties.find import find_in_links
from jiqun.clusters.ties.inputs import LinkTables
from jiqun.clusters.ties.linking import linking, ties_by_kind
from jiqun.clusters.ties.plane import (
    CONCENTRATION_CUT,
    LINKING_CUT,
    QUADRANTS,
    placed_in_plane,
    plane,
)
from jiqun.clusters.ties.plans import LinkingPlan, LinksPlan
from jiqun.clusters.ties.resamples import resampled_links

__all__ = [
    "CONCENTRATION_CUT",
    "LINKING_CUT",
    "QUADRANTS",
    "LinkTables",
    "LinkingPlan",
    "LinksPlan",
    "find_in_links",
    "linking",
    "placed_in_plane",
    "plane",
    "resampled_links",
    "ties_by_kind",
]
