"""Floor 3: organisations and their ties as a network: built, measured along, parted, laid out.

Knows links and joint projects, layers of kinds, distances along ties and how ties fall off with
them, communities at several densities, networks that chance makes, and where to draw nodes.
Must not know what a cluster is, nor any measure, workspace, source or face.
"""

from jiqun.networks.building import tie_network
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

__all__ = [
    "JOINT",
    "LAYERS",
    "Communities",
    "Decay",
    "Memberships",
    "NetworkPlan",
    "Spread",
    "TieNetwork",
    "best_overlaps",
    "core_of",
    "dealt",
    "decay",
    "evidence_of",
    "expected_by_distance",
    "expected_inside",
    "find_communities",
    "inside_pairs",
    "ladder",
    "largest_part",
    "memberships",
    "network_of",
    "points",
    "projected",
    "resampled",
    "rewired",
    "spread",
    "spring_places",
    "strongest_ties",
    "tie_network",
    "trim",
    "unweighted",
    "with_pairs",
]
