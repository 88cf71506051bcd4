"""Floor 3: organisations and their ties as a network: built, measured along, parted, laid out.

Knows links and joint projects, layers of kinds, distances along ties and how ties fall off with
them, communities at several densities, networks that chance makes, and where to draw nodes.
Must not know what a cluster is, nor any measure, workspace, source or face.
"""

from jiqun.networks.building import tie_network
from jiqun.networks.centralities import (
    betweenness,
    closeness,
    core_number,
    degree,
    eigenvector,
    pagerank,
    part_labels,
    power,
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
from jiqun.networks.structure import (
    assortativity,
    beside_chance,
    changes,
    changes_by_year,
    closure_of,
    clustering,
    compared,
    components,
    degree_tail,
    density,
    mean_path_length,
    nestedness,
    shuffled,
    small_world,
    transitivity,
    turnover,
)
from jiqun.networks.ties import Ties, both_ways, network_ties, ties_of

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
    "assortativity",
    "beside_chance",
    "best_overlaps",
    "betweenness",
    "both_ways",
    "changes",
    "changes_by_year",
    "closeness",
    "closure_of",
    "clustering",
    "compared",
    "components",
    "core_number",
    "core_of",
    "dealt",
    "decay",
    "degree",
    "degree_tail",
    "density",
    "eigenvector",
    "evidence_of",
    "expected_by_distance",
    "expected_inside",
    "find_communities",
    "inside_pairs",
    "ladder",
    "largest_part",
    "mean_path_length",
    "memberships",
    "nestedness",
    "network_of",
    "network_ties",
    "pagerank",
    "part_labels",
    "points",
    "power",
    "projected",
    "resampled",
    "rewired",
    "shuffled",
    "small_world",
    "spread",
    "spring_places",
    "strength",
    "strongest_ties",
    "tie_network",
    "ties_of",
    "transitivity",
    "trim",
    "turnover",
    "unweighted",
    "with_pairs",
]
