"""Helix synergy: what three or four traits of actors tell only together, and chance beside it.

Knows nodes and their traits. Must not know ties, nor which region is a cluster.
"""

from jiqun.networks.helices.regional import synergy_regions
from jiqun.networks.helices.whole import synergy

__all__ = ["synergy", "synergy_regions"]
