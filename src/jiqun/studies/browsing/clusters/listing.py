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
from jiqun.studies.browsing.clusters.finds import found as found_clusters
from jiqun.studies.browsing.clusters.finds import needs
from jiqun.studies.browsing.clusters.rows import DeclaredRow, FoundRow
from jiqun.studies.browsing.lists import Page, Paging, order, rows
from jiqun.studies.browsing.snapshots import Snapshot

#: What clusters are chosen by, or tells of finds only.
HIDDEN = ("counted_as", "parent", "jaccard", "inside", "core", "all_names", "all_categories")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCounts:
    """How many clusters there are, each once, and how many each way found, whatever is filtered.

    Attributes
    ----------
    ways
        A cluster counts under every way that found it.
    """

    clusters: int
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
        counts=_counts(shown),
        needs=needs(shown, "finds", "find"),
    )


def cluster_frame(shown: Snapshot, *, filters: ClusterFilters | None = None) -> pl.DataFrame:
    """Give the whole list of :func:`cluster_list` as a frame."""
    wanted = filters or ClusterFilters()
    if wanted.origin == "declared":
        return declared(shown, wanted.q)
    found = filtered(shown, wanted)
    return _plain(found)[_order(found, wanted.sort)]


def cluster_detail(shown: Snapshot, cluster: str) -> FoundDetail | DeclaredDetail:
    """Give all that is known of a cluster, declared or found.

    Raises
    ------
    UnknownError
        ``cluster-unknown``.
    """
    return declared_detail(shown, cluster) or found_detail(shown, cluster)


def _counts(shown: Snapshot) -> FoundCounts:
    every = found_clusters(shown)
    ways = every["ways"].explode().value_counts(name="n").drop_nulls().sort("ways").rows()
    return FoundCounts(clusters=len(every), ways=dict(ways))


def _order(found: pl.DataFrame, sort: str) -> pl.Series:
    plain = _plain(found)
    return order(plain, sort.lstrip("-"), sort=sort, known=plain.columns, then="cluster")


def _plain(found: pl.DataFrame) -> pl.DataFrame:
    """Give what a reader is shown of clusters, the ways joined by ``;``."""
    return found.with_columns(pl.col("ways").list.join(";")).drop(HIDDEN)
