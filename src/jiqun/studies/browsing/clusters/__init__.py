"""Clusters: those found (by neighbouring regions, points, links) and those declared."""

from jiqun.studies.browsing.clusters.declared import DeclaredDetail, declared, declared_list
from jiqun.studies.browsing.clusters.detail import FoundDetail, found_detail, kind_title
from jiqun.studies.browsing.clusters.exporting import MembersReport, export_members
from jiqun.studies.browsing.clusters.filters import ClusterFilters, Finders
from jiqun.studies.browsing.clusters.finds import cluster_of, finds, found, found_row, needs, own
from jiqun.studies.browsing.clusters.geometry import cluster_geometry
from jiqun.studies.browsing.clusters.listing import (
    FoundPage,
    cluster_detail,
    cluster_frame,
    cluster_list,
)
from jiqun.studies.browsing.clusters.members import ClusterMember, member_frame, member_list
from jiqun.studies.browsing.clusters.plane import Plane, cluster_plane
from jiqun.studies.browsing.clusters.rows import DeclaredRow, FoundRow

__all__ = [
    "ClusterFilters",
    "ClusterMember",
    "DeclaredDetail",
    "DeclaredRow",
    "Finders",
    "FoundDetail",
    "FoundPage",
    "FoundRow",
    "MembersReport",
    "Plane",
    "cluster_detail",
    "cluster_frame",
    "cluster_geometry",
    "cluster_list",
    "cluster_of",
    "cluster_plane",
    "declared",
    "declared_list",
    "export_members",
    "finds",
    "found",
    "found_detail",
    "found_row",
    "kind_title",
    "member_frame",
    "member_list",
    "needs",
    "own",
]
