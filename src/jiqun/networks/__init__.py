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
from jiqun.networks.ties import Ties, network_ties, ties_of

__all__ = [
    "DIRECTED",
    "HELICES",
    "JOINT",
    "LAYERS",
    "SECTORS",
    "SIZES",
    "Communities",
    "Decay",
    "Memberships",
    "NetworkPlan",
    "Spread",
    "TieNetwork",
    "TieRows",
    "Ties",
    "Weighting",
    "best_overlaps",
    "citations",
    "co_inventions",
    "co_patents",
    "core_of",
    "dealt",
    "decay",
    "degree",
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
    "network_of",
    "network_ties",
    "participants",
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
    "tie_network",
    "ties_of",
    "trim",
    "unweighted",
    "with_links",
    "with_pairs",
]
