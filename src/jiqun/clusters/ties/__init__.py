"""Clusters from links: communities dense in ties, near or far, and how linked any cluster is.

Knows organisations, their ties of several kinds, distances and chance. Must not know any
workspace, source or planted economy, nor the other ways of finding.
"""

from jiqun.clusters.ties.find import find_in_links
from jiqun.clusters.ties.linking import linking, ties_by_kind
from jiqun.clusters.ties.network import LAYERS, TieNetwork, tie_network
from jiqun.clusters.ties.plane import (
    CONCENTRATION_CUT,
    LINKING_CUT,
    QUADRANTS,
    placed_in_plane,
    plane,
)
from jiqun.clusters.ties.resamples import resampled_links

__all__ = [
    "CONCENTRATION_CUT",
    "LAYERS",
    "LINKING_CUT",
    "QUADRANTS",
    "TieNetwork",
    "find_in_links",
    "linking",
    "placed_in_plane",
    "plane",
    "resampled_links",
    "tie_network",
    "ties_by_kind",
]
