"""Who belongs together: communities, cores, and what chance makes of them.

Knows groups of nodes by their ties. Must not know what a cluster is.
"""

from jiqun.networks.groups.alliances import Alliances, alliances_of
from jiqun.networks.groups.cores import (
    Core,
    core_periphery,
    core_periphery_fit,
    core_periphery_of,
)
from jiqun.networks.groups.measures import communities, modularity, modularity_of
from jiqun.networks.groups.micro import MicroClusters, micro_clusters
from jiqun.networks.groups.partition import Partition, partition_of
from jiqun.networks.groups.profile import ResolutionProfile, resolution_profile
from jiqun.networks.groups.standing import discoveries, p_values, standing
from jiqun.networks.groups.virtual import distances_overcome, is_virtual

__all__ = [
    "Alliances",
    "Core",
    "MicroClusters",
    "Partition",
    "ResolutionProfile",
    "alliances_of",
    "communities",
    "core_periphery",
    "core_periphery_fit",
    "core_periphery_of",
    "discoveries",
    "distances_overcome",
    "is_virtual",
    "micro_clusters",
    "modularity",
    "modularity_of",
    "p_values",
    "partition_of",
    "resolution_profile",
    "standing",
]
