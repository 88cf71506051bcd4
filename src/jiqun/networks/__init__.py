"""Floor 3: organisations and their ties as a network: built, measured along, parted, laid out.

Knows links and joint projects, layers of kinds, distances along ties and how ties fall off with
them, communities at several densities, networks that chance makes, and where to draw nodes.
Must not know what a cluster is, nor any measure, workspace, source or face.
"""

from jiqun.networks.building import tie_network
from jiqun.networks.centralities import degree, strength
from jiqun.networks.chance import resampled, rewired
from jiqun.networks.communities import (
    Communities,
    best_overlaps,
    evidence_of,
    find_communities,
    ladder,
    trim,
)
from jiqun.networks.distances import (
    Decay,
    Spread,
    decay,
    expected_by_distance,
    expected_inside,
    points,
    spread,
)
from jiqun.networks.groups import (
    Alliances,
    Core,
    MicroClusters,
    Partition,
    ResolutionProfile,
    alliances_of,
    communities,
    core_periphery,
    core_periphery_fit,
    core_periphery_of,
    discoveries,
    distances_overcome,
    is_virtual,
    micro_clusters,
    modularity,
    modularity_of,
    p_values,
    partition_of,
    resolution_profile,
    standing,
)
from jiqun.networks.layers import JOINT, LAYERS
from jiqun.networks.layout import largest_part, spring_places, strongest_ties
from jiqun.networks.network import (
    TieNetwork,
    core_of,
    inside_pairs,
    network_of,
    unweighted,
    with_pairs,
)
from jiqun.networks.plans import NetworkPlan
from jiqun.networks.projects import Memberships, dealt, memberships, projected
from jiqun.networks.ties import Ties, network_ties, ties_of

__all__ = [
    "JOINT",
    "LAYERS",
    "Alliances",
    "Communities",
    "Core",
    "Decay",
    "Memberships",
    "MicroClusters",
    "NetworkPlan",
    "Partition",
    "ResolutionProfile",
    "Spread",
    "TieNetwork",
    "Ties",
    "alliances_of",
    "best_overlaps",
    "communities",
    "core_of",
    "core_periphery",
    "core_periphery_fit",
    "core_periphery_of",
    "dealt",
    "decay",
    "degree",
    "discoveries",
    "distances_overcome",
    "evidence_of",
    "expected_by_distance",
    "expected_inside",
    "find_communities",
    "inside_pairs",
    "is_virtual",
    "ladder",
    "largest_part",
    "memberships",
    "micro_clusters",
    "modularity",
    "modularity_of",
    "network_of",
    "network_ties",
    "p_values",
    "partition_of",
    "points",
    "projected",
    "resampled",
    "resolution_profile",
    "rewired",
    "spread",
    "spring_places",
    "standing",
    "strength",
    "strongest_ties",
    "tie_network",
    "ties_of",
    "trim",
    "unweighted",
    "with_pairs",
]
