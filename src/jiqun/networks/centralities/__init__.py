"""How central a node is: its partners, their weight, its place on the ways between others.

Knows measures of single nodes. Must not know kinds of actor, nor any cluster.
"""

from jiqun.networks.centralities.cores import core_number
from jiqun.networks.centralities.partners import degree, strength
from jiqun.networks.centralities.power import power
from jiqun.networks.centralities.sources import (
    ALL_UP_TO,
    STEPS_UP_TO,
    Lengths,
    Sources,
    lengths_of,
    part_labels,
    sources_of,
    tell_sampled,
)
from jiqun.networks.centralities.spreading import eigenvector, pagerank
from jiqun.networks.centralities.ways import betweenness, closeness

__all__ = [
    "ALL_UP_TO",
    "STEPS_UP_TO",
    "Lengths",
    "Sources",
    "betweenness",
    "closeness",
    "core_number",
    "degree",
    "eigenvector",
    "lengths_of",
    "pagerank",
    "part_labels",
    "power",
    "sources_of",
    "strength",
    "tell_sampled",
]
