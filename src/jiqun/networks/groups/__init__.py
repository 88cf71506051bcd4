"""Who belongs together: communities, cores, and what chance makes of them.

Knows groups of nodes by their ties. Must not know what a cluster is.
"""

from jiqun.networks.groups.cores import (
    Core,
    core_periphery,
    core_periphery_fit,
    core_periphery_of,
)
from jiqun.networks.groups.measures import communities, modularity, modularity_of
from jiqun.networks.groups.partition import Partition, partition_of

__all__ = [
    "Core",
    "Partition",
    "communities",
    "core_periphery",
    "core_periphery_fit",
    "core_periphery_of",
    "modularity",
    "modularity_of",
    "partition_of",
]
