"""Lists of clusters, and which detail one of them has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.clusters.finds import Way
from jiqun.studies.browsing.clusters.declared import (
    DeclaredDetail,
    declared,
    declared_detail,
    declared_list,
)
from jiqun.studies.browsing.clusters.detail import FoundDetail, found_detail
from jiqun.studies.browsing.clusters.filters import ClusterFilters, filtered
from jiqun.studies.browsing.clusters.finds import finds, needs
from jiqun.studies.browsing.clusters.rows import DeclaredRow, FoundRow
from jiqun.studies.browsing.lists import Page, Paging, order, rows
from jiqun.studies.browsing.snapshots import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCounts:
    """How many clusters were found in each way, whatever is filtered."""

    ways: Mapping[Way, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage(Page[FoundRow]):
    """One page of found clusters.

    Attributes
    ----------
    needs
        The command that makes these results; null where they are there.
    """

    items: tuple[FoundRow, ...]
    counts: FoundCounts
    needs: str | None


def cluster_list(
    shown: Snapshot, *, filters: ClusterFilters | None = None, page: Paging | None = None
) -> FoundPage | Page[DeclaredRow]:
    """List clusters: those found, or those that somebody declared.

    Parameters
    ----------
    shown
        The commit.
    filters
        Which clusters, in which order; None for all that were found.
    page
        Which page; None for the first.

    Raises
    ------
    InputError
        ``sort-unknown``.
    """
    asked, wanted = page or Paging(), filters or ClusterFilters()
    if wanted.origin == "declared":
        return declared_list(shown, q=wanted.q, page=asked)
    found = filtered(shown, wanted)
    chosen = found[_order(found, wanted.sort)[asked.part]]
    return FoundPage(
        items=rows(chosen, FoundRow),
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
        counts=FoundCounts(ways=dict(finds(shown)["way"].value_counts().sort("way").rows())),
        needs=needs(shown, "found_clusters", "find"),
    )


def cluster_frame(shown: Snapshot, *, filters: ClusterFilters | None = None) -> pl.DataFrame:
    """Give the whole list of :func:`cluster_list` as a frame."""
    wanted = filters or ClusterFilters()
    if wanted.origin == "declared":
        return declared(shown, wanted.q)
    found = filtered(shown, wanted)
    return found[_order(found, wanted.sort)]


def cluster_detail(shown: Snapshot, cluster: str) -> FoundDetail | DeclaredDetail:
    """Give all that is known of a cluster, declared or found.

    Raises
    ------
    UnknownError
        ``cluster-unknown``.
    """
    return declared_detail(shown, cluster) or found_detail(shown, cluster)


def _order(found: pl.DataFrame, sort: str) -> pl.Series:
    return order(found, sort.lstrip("-"), sort=sort, known=found.columns, then="cluster")
