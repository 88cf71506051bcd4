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
from jiqun.networks.fusion import chain_fusion, coupling_coordination
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
from jiqun.networks.technology import (
    co_classification,
    duplication,
    lock_in,
    portfolios,
    technology_cohesion,
    technology_dispersion,
)
from jiqun.networks.ties import Ties, network_ties, ties_of

__all__ = [
    "JOINT",
    "LAYERS",
    "Communities",
    "Decay",
    "Memberships",
    "NetworkPlan",
    "Spread",
    "TieNetwork",
    "Ties",
    "best_overlaps",
    "chain_fusion",
    "co_classification",
    "core_of",
    "coupling_coordination",
    "dealt",
    "decay",
    "degree",
    "duplication",
    "evidence_of",
    "expected_by_distance",
    "expected_inside",
    "find_communities",
    "inside_pairs",
    "ladder",
    "largest_part",
    "lock_in",
    "memberships",
    "network_of",
    "network_ties",
    "points",
    "portfolios",
    "projected",
    "resampled",
    "rewired",
    "spread",
    "spring_places",
    "strength",
    "strongest_ties",
    "technology_cohesion",
    "technology_dispersion",
    "tie_network",
    "ties_of",
    "trim",
    "unweighted",
    "with_pairs",
]
