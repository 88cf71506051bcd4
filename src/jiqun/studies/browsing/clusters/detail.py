"""One found cluster whole: members, ratings, stability, ties, relatives."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.clusters.finds import finds_frame
from jiqun.clusters.stability import TESTS
from jiqun.core import Record, Words, texts
from jiqun.studies.browsing.clusters.around import (
    FoundNear,
    FoundOverlap,
    nearest,
    overlaps,
    unknown_of,
)
from jiqun.studies.browsing.clusters.finds import finds, found_row, own
from jiqun.studies.browsing.clusters.members import FoundMembers, found_members
from jiqun.studies.browsing.clusters.network import MemberNetwork, network
from jiqun.studies.browsing.clusters.rows import FoundRow
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.finding import (
    FoundRating,
    Tried,
    WayChance,
    cluster_sentence,
    found_rating,
    said_of,
    way_chance,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityTest(Tried):
    """One test of stability, and what it found in words."""

    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesOfKind:
    """Ties inside a cluster, of one kind."""

    kind: str
    title: Words
    links: float | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSeen(FoundRow):
    """A find that is counted as the cluster: in which way, with its own numbers.

    Attributes
    ----------
    jaccard
        Organisations that it has in common with the cluster, a share (0-1) of those of either; 1
        of the cluster's own find.
    inside
        Whether it is counted so because it lies inside.
    """

    jaccard: float | None
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDetail:
    """All that is known of a found cluster; of a find, of the cluster that it is counted as.

    Attributes
    ----------
    sentence
        What it is, in one sentence.
    finds, cores
        The finds that are this one cluster, its own first; denser cores inside it.
    reliability
        How the chances of its way were learned, and how well they predict; null where unknown.
    overlaps, near
        Other clusters with some of the same members or regions; those whose centres are nearest.
    unknown
        What is not known of it, and what would tell it.
    cell
        Its category where it is anchored; null where that is no cell.
    """

    cluster: FoundRow
    sentence: Words
    finds: tuple[FindSeen, ...]
    cores: tuple[FoundRow, ...]
    members: FoundMembers
    ratings: tuple[FoundRating, ...]
    stability: tuple[StabilityTest, ...]
    reliability: WayChance | None
    links: tuple[TiesOfKind, ...]
    network: MemberNetwork | None
    overlaps: tuple[FoundOverlap, ...]
    near: tuple[FoundNear, ...]
    unknown: tuple[Words, ...]
    cell: str | None
    record: Record


def found_detail(shown: Snapshot, cluster: str) -> FoundDetail:
    """Give everything about one found cluster, by its code or that of any of its finds.

    Raises
    ------
    UnknownError
        ``cluster-unknown``.
    """
    one = found_row(shown, cluster)
    cluster = one.cluster
    seen = finds(shown).filter(pl.col("counted_as") == cluster).sort(
        "core", "jaccard", "size", "cluster", descending=[False, True, True, False],
        nulls_last=True,
    )  # fmt: skip
    parts, ratings = found_members(shown, cluster), _ratings(shown, cluster)
    return FoundDetail(
        cluster=one,
        sentence=cluster_sentence(one),
        finds=rows(seen.filter(~pl.col("core")), FindSeen),
        cores=rows(seen.filter("core"), FoundRow),
        members=parts,
        ratings=ratings,
        stability=_stability(shown, cluster),
        reliability=way_chance(shown.workspace, one.way),
        links=_links(shown, cluster),
        network=network(shown, cluster),
        overlaps=overlaps(shown, one),
        near=nearest(shown, one),
        unknown=unknown_of(
            one, organisations=parts.totals["organisations"], ratings=ratings, ways=_searched(shown)
        ),
        cell=_cell(shown, one),
        record=shown.workspace.record("finds"),
    )


def kind_title(kind: str) -> Words:
    """Name a kind of tie; one that has no name here is its own."""
    known = texts("link_kinds").get(kind)
    return Words.of(known) if known else Words.same(kind)


def _searched(shown: Snapshot) -> set[str]:
    return set(finds(shown)["way"])


def _ratings(shown: Snapshot, cluster: str) -> tuple[FoundRating, ...]:
    told = own(shown, "found_ratings", cluster=cluster).to_dicts()
    return tuple(found_rating(one) for one in told)


def _stability(shown: Snapshot, cluster: str) -> tuple[StabilityTest, ...]:
    told = finds_frame(own(shown, "found_stability", cluster=cluster), TESTS).drop("cluster")
    return tuple(StabilityTest(**test, title=said_of(test)) for test in told.to_dicts())


def _links(shown: Snapshot, cluster: str) -> tuple[TiesOfKind, ...]:
    told = own(shown, "found_links", cluster=cluster).to_dicts()
    return tuple(TiesOfKind(**one, title=kind_title(one["kind"])) for one in told)


def _cell(shown: Snapshot, one: FoundRow) -> str | None:
    """Name the cell of its category in the region it is anchored in, where there is one."""
    key = (one.definition, one.level or "", one.year or 0)
    code = f"{one.definition}:{one.category}:{one.region}"
    if one.category is None or key not in shown.stock:
        return None
    return code if code in shown.cells[key]["cell"] else None
