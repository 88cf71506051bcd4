"""Clusters from links: communities dense in ties, near or far, and how linked any cluster is.

Knows organisations, their ties of several kinds, distances and chance. Must not know any
workspace, source or planted economy, nor the other ways of finding.
"""

from jiqun.clusters.ties.find import find_in_links
from jiqun.clusters.ties.network import LAYERS, TieNetwork, tie_network

__all__ = ["LAYERS", "TieNetwork", "find_in_links", "tie_network"]
