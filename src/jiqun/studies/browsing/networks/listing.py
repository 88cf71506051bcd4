"""The whole network in figures; lists of organisations and of communities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import polars as pl
from annotated_types import Ge, Le

from jiqun.studies.browsing.lists import Codes, Page, Paging, order, rows, split, worded
from jiqun.studies.browsing.networks.held import (
    MOST_COMMUNITY,
    column_words,
    communities,
    measures_of,
    needs,
    nodes,
)
from jiqun.studies.browsing.networks.rows import (
    ActorPage,
    ActorRow,
    BestTied,
    GroupPage,
    GroupRow,
    KindCount,
    MeasureHead,
    NetworkSummary,
)
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.networking import COMMUNITY_COLUMNS, FIGURES, NODE_COLUMNS, figures_of

#: Regions and members that a community's row names.
REGIONS, BEST = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFilters:
    """Which organisations, and in which order.

    Attributes
    ----------
    kind, region
        Codes with commas between; all where left out.
    community
        The number of one community; all where left out.
    q
        Words in a name or a code.
    sort
        A measure or another column, with - before it for the largest first.
    """

    kind: Codes = ""
    region: Codes = ""
    community: Annotated[int, Ge(0), Le(MOST_COMMUNITY)] | None = None
    q: str = ""
    sort: str = "-degree"


def network_summary(shown: Snapshot) -> NetworkSummary:
    """Give the figures of the whole network, its kinds of actor, and what deserves doubt."""
    here = nodes(shown)
    wanted = needs(shown)
    told: Mapping[str, Any] = {}
    record = None if wanted else shown.workspace.record(FIGURES)
    told = record.parameters if record else {}
    actors = (
        here.group_by("kind")
        .agg(
            organisations=pl.len().cast(pl.Int64),
            tied=(pl.col("degree") > 0).sum().cast(pl.Int64),
            strength=pl.col("strength").sum(),
        )
        .sort(["organisations", "kind"], descending=[True, False])
    )
    return NetworkSummary(
        needs=wanted,
        commit=shown.commit,
        kinds=tuple(told.get("tied_by", ())),
        years=(told.get("first"), told.get("last")),
        actors=rows(actors, KindCount),
        figures=() if wanted else figures_of(shown.frame(FIGURES)),
        measures=_heads(here, NODE_COLUMNS),
        cautions=record.cautions if record else (),
    )


def actor_list(
    shown: Snapshot, *, filters: ActorFilters | None = None, page: Paging | None = None
) -> ActorPage:
    """List organisations with their measures.

    Raises
    ------
    InputError
        ``sort-unknown``.
    """
    wanted, asked = filters or ActorFilters(), page or Paging()
    found = actor_frame(shown, filters=wanted)
    return ActorPage(
        items=actor_rows(found[asked.part]),
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
        measures=_heads(found, NODE_COLUMNS),
        needs=needs(shown),
    )


def actor_frame(shown: Snapshot, *, filters: ActorFilters | None = None) -> pl.DataFrame:
    """Give the whole list of :func:`actor_list` as a frame."""
    wanted = filters or ActorFilters()
    found = nodes(shown)
    for name, codes in (("kind", wanted.kind), ("region", wanted.region)):
        if codes:
            found = found.filter(pl.col(name).is_in(split(codes)))
    if wanted.community is not None:
        found = found.filter(pl.col("community") == wanted.community)
    if wanted.q:
        found = found.filter(worded(wanted.q, ("name", "name_zh", "organisation")))
    column, known = wanted.sort.lstrip("-"), found.columns
    return found[order(found, column, sort=wanted.sort, known=known, then="organisation")]


def actor_rows(frame: pl.DataFrame) -> tuple[ActorRow, ...]:
    """Give organisations as rows, their measures by code."""
    codes = measures_of(frame, NODE_COLUMNS)
    return rows(frame.with_columns(pl.struct(codes).alias("values")), ActorRow)


def group_list(
    shown: Snapshot, *, sort: str = "community", page: Paging | None = None
) -> GroupPage:
    """List communities, the largest first unless asked otherwise.

    Raises
    ------
    InputError
        ``sort-unknown``.
    """
    asked, found = page or Paging(), communities(shown)
    at = order(found, sort.lstrip("-"), sort=sort, known=found.columns, then="community")
    chosen = found[at[asked.part]]
    codes = measures_of(found, COMMUNITY_COLUMNS)
    values = pl.struct(codes) if codes else pl.lit(None)
    told = _beside(shown, chosen["community"])
    items = tuple(
        GroupRow(**{**row, "values": row["values"] or {}}, **told[row["community"]])
        for row in chosen.select(*COMMUNITY_COLUMNS, values.alias("values")).iter_rows(named=True)
    )
    return GroupPage(
        items=items,
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
        measures=_heads(found, COMMUNITY_COLUMNS),
        needs=needs(shown),
    )


def _beside(shown: Snapshot, wanted: pl.Series) -> dict[int, dict[str, Any]]:
    """Give each community's kinds of actor, regions and best-tied members."""
    inside = nodes(shown).filter(pl.col("community").is_in(wanted.implode()))
    told: dict[int, dict[str, Any]] = {}
    for (number,), own in inside.group_by("community", maintain_order=True):
        told[int(str(number))] = {
            "actors": _counts(own["kind"]),
            "regions": dict(list(_counts(own["region"].drop_nulls()).items())[:REGIONS]),
            "best": rows(own.head(BEST), BestTied),
        }
    return told


def _counts(values: pl.Series) -> dict[str, int]:
    named = values.alias("of").value_counts(name="n")
    return dict(named.sort(["n", "of"], descending=[True, False]).rows())


def _heads(frame: pl.DataFrame, own: Mapping[str, object]) -> tuple[MeasureHead, ...]:
    return tuple(MeasureHead(id=name, title=column_words(name)) for name in measures_of(frame, own))


__all__ = [
    "ActorFilters",
    "Page",
    "actor_frame",
    "actor_list",
    "actor_rows",
    "group_list",
    "network_summary",
]
