"""What is planted: clusters, their lives, what they lack; those declared."""

from jiqun.planted.clusters.clusters import KINDS, Clusters, make_clusters
from jiqun.planted.clusters.declared import make_declared
from jiqun.planted.clusters.lives import LINKING, PATHS, STAGES, stages_of
from jiqun.planted.clusters.shapes import present, shaped
from jiqun.planted.clusters.tables import (
    cluster_names,
    clusters_table,
    stages_table,
    weaknesses_table,
)
from jiqun.planted.clusters.traits import (
    DRIVERS,
    EXPORTS_BY_DRIVER,
    RESEARCH_BY_DRIVER,
    STRUCTURES,
    TECHNOLOGIES,
)
from jiqun.planted.clusters.weaknesses import (
    CROWDING_YEARS,
    LAGS,
    LEADS,
    LEGS,
    POOR_ENTRANT,
    WEAKNESSES,
)

__all__ = [
    "CROWDING_YEARS",
    "DRIVERS",
    "EXPORTS_BY_DRIVER",
    "KINDS",
    "LAGS",
    "LEADS",
    "LEGS",
    "LINKING",
    "PATHS",
    "POOR_ENTRANT",
    "RESEARCH_BY_DRIVER",
    "STAGES",
    "STRUCTURES",
    "TECHNOLOGIES",
    "WEAKNESSES",
    "Clusters",
    "cluster_names",
    "clusters_table",
    "make_clusters",
    "make_declared",
    "present",
    "shaped",
    "stages_of",
    "stages_table",
    "weaknesses_table",
]
