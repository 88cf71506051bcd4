"""Floor 3: organisations and their ties as a network: built, measured along, parted, laid out.

Knows links and joint projects, layers of kinds, distances along ties and how ties fall off with
them, communities at several densities, networks that chance makes, and where to draw nodes.
Must not know what a cluster is, nor any measure, workspace, source or face.
"""

from jiqun.networks.building import (
    HELICES,
    SECTORS,
    SIZES,
    TieRows,
    Weighting,
    citations,
    co_inventions,
    co_patents,
    grouped,
    joint_projects,
    participants,
    projection,
    size_classes,
    tie_network,
    with_links,
)
from jiqun.networks.centralities import (
    betweenness,
    closeness,
    core_number,
    degree,
    eigenvector,
    pagerank,
    strength,
)
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
from jiqun.networks.drawing import Drawing, between_communities, drawing
from jiqun.networks.flows import FLOWS, LOOPS, ROLES, BrokenLegs, Leg, LoopPlan, broken_legs
from jiqun.networks.fusion import chain_fusion, coupling_coordination
from jiqun.networks.groups import (
    Core,
    Partition,
    communities,
    core_periphery,
    core_periphery_fit,
    core_periphery_of,
    modularity,
    modularity_of,
    partition_of,
)
from jiqun.networks.helices import synergy, synergy_regions
from jiqun.networks.layers import DIRECTED, JOINT, LAYERS
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
from jiqun.networks.roles import brokerage, constraint, effective_size
from jiqun.networks.structure import assortativity, clustering, transitivity
from jiqun.networks.ties import Ties, network_ties, ties_of

__all__ = [
    "DIRECTED",
    "FLOWS",
    "HELICES",
    "JOINT",
    "LAYERS",
    "LOOPS",
    "ROLES",
    "SECTORS",
    "SIZES",
    "BrokenLegs",
    "Communities",
    "Core",
    "Decay",
    "Drawing",
    "Leg",
    "LoopPlan",
    "Memberships",
    "NetworkPlan",
    "Partition",
    "Spread",
    "TieNetwork",
    "TieRows",
    "Ties",
    "Weighting",
    "assortativity",
    "best_overlaps",
    "between_communities",
    "betweenness",
    "broken_legs",
    "brokerage",
    "chain_fusion",
    "citations",
    "closeness",
    "clustering",
    "co_inventions",
    "co_patents",
    "communities",
    "constraint",
    "core_number",
    "core_of",
    "core_periphery",
    "core_periphery_fit",
    "core_periphery_of",
    "coupling_coordination",
    "dealt",
    "decay",
    "degree",
    "drawing",
    "effective_size",
    "eigenvector",
    "evidence_of",
    "expected_by_distance",
    "expected_inside",
    "find_communities",
    "grouped",
    "inside_pairs",
    "joint_projects",
    "ladder",
    "largest_part",
    "memberships",
    "modularity",
    "modularity_of",
    "network_of",
    "network_ties",
    "pagerank",
    "participants",
    "partition_of",
    "points",
    "projected",
    "projection",
    "resampled",
    "rewired",
    "size_classes",
    "spread",
    "spring_places",
    "strength",
    "strongest_ties",
    "synergy",
    "synergy_regions",
    "tie_network",
    "ties_of",
    "transitivity",
    "trim",
    "unweighted",
    "with_links",
    "with_pairs",
]
