"""What is planted: clusters, their lives, those declared."""

from jiqun.planted.clusters.clusters import (
    KINDS,
    LINKING,
    STAGES,
    WEAKNESSES,
    Clusters,
    cluster_names,
    clusters_table,
    make_clusters,
    make_declared,
    stages_table,
)

__all__ = [
    "KINDS",
    "LINKING",
    "STAGES",
    "WEAKNESSES",
    "Clusters",
    "cluster_names",
    "clusters_table",
    "make_clusters",
    "make_declared",
    "stages_table",
]
