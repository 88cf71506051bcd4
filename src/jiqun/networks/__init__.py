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
from jiqun.networks.flows import (
    FLOWS,
    LOOPS,
    ROLES,
    Bridges,
    BrokenLegs,
    Circles,
    FlowTable,
    Leg,
    LoopPlan,
    bridging_actors,
    broken_legs,
    closed_circles,
    flow_table,
    funding_ties,
)
from jiqun.networks.innovation import (
    GERMAN,
    NeedSupply,
    SpaceMismatch,
    absorption_ratios,
    actor_mix,
    buzz_and_pipelines,
    complement_matrix,
    innovation_profiles,
    need_supply,
    rings_around,
    satellites,
    space_mismatch,
    structure_types,
    supply_tiers,
    tie_mix,
    university_openness,
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
    "FLOWS",
    "GERMAN",
    "JOINT",
    "LAYERS",
    "LOOPS",
    "ROLES",
    "Bridges",
    "BrokenLegs",
    "Circles",
    "Communities",
    "Decay",
    "FlowTable",
    "Leg",
    "LoopPlan",
    "Memberships",
    "NeedSupply",
    "NetworkPlan",
    "SpaceMismatch",
    "Spread",
    "TieNetwork",
    "Ties",
    "absorption_ratios",
    "actor_mix",
    "best_overlaps",
    "bridging_actors",
    "broken_legs",
    "buzz_and_pipelines",
    "closed_circles",
    "complement_matrix",
    "core_of",
    "dealt",
    "decay",
    "degree",
    "evidence_of",
    "expected_by_distance",
    "expected_inside",
    "find_communities",
    "flow_table",
    "funding_ties",
    "innovation_profiles",
    "inside_pairs",
    "ladder",
    "largest_part",
    "memberships",
    "need_supply",
    "network_of",
    "network_ties",
    "points",
    "projected",
    "resampled",
    "rewired",
    "rings_around",
    "satellites",
    "space_mismatch",
    "spread",
    "spring_places",
    "strength",
    "strongest_ties",
    "structure_types",
    "supply_tiers",
    "tie_mix",
    "tie_network",
    "ties_of",
    "trim",
    "university_openness",
    "unweighted",
    "with_pairs",
]
