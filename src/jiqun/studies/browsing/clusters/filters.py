"""Which clusters a reader asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from jiqun.studies.browsing.clusters.finds import cluster_of, finds, found, members
from jiqun.studies.browsing.lists import Codes, split, worded
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.plans import Share

Origin = Literal["found", "declared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finders:
    """Which found clusters; several codes stand with commas between.

    Attributes
    ----------
    way
        regions, points or links: one of those that found it; all where left out.
    definition, category
        Codes with commas between; all where left out.
    cluster
        Codes of clusters, or of any of their finds, with commas between; all where left out.
    """

    way: str = ""
    definition: Codes = ""
    category: Codes = ""
    cluster: Codes = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFilters:
    """Which clusters, and in which order; of declared ones only ``q`` chooses.

    Attributes
    ----------
    origin
        Found in the statistics, or declared by somebody (case library).
    way
        regions, points or links: one of those that found it; all where left out.
    definition, category, level
        Codes with commas between; all where left out.
    region
        Codes with commas between, of regions that it is a member of; all where left out.
    quadrant
        clustered, agglomerated, virtual, loose; commas between.
    least_chance, below_chance
        Only those whose chance (0-1) of being found again next year is at least, or below, this.
    virtual
        Only those dense though far apart, or not.
    q
        Words in a name, in either language.
    sort
        A column, with - before it for the largest first.
    """

    origin: Origin = "found"
    way: str = ""
    definition: Codes = ""
    category: Codes = ""
    level: Codes = ""
    region: Codes = ""
    quadrant: str = ""
    least_chance: Share | None = None
    below_chance: Share | None = None
    virtual: bool | None = None
    q: str = ""
    sort: str = "-size"


def chosen(shown: Snapshot, finders: Finders) -> pl.DataFrame:
    """Choose found clusters by their codes, the ways that found them, what any find is of."""
    rows = found(shown)
    for name, codes in (("ways", finders.way), ("all_categories", finders.category)):
        if codes:
            rows = rows.filter(pl.col(name).list.set_intersection(split(codes)).list.len() > 0)
    if finders.definition:
        rows = rows.filter(pl.col("definition").is_in(split(finders.definition)))
    if finders.cluster:
        wanted = {cluster_of(shown, code) for code in split(finders.cluster)}
        rows = rows.filter(pl.col("cluster").is_in(list(wanted)))
    return rows


def filtered(shown: Snapshot, filters: ClusterFilters) -> pl.DataFrame:
    """Apply filters to the found clusters."""
    way, definition, category = filters.way, filters.definition, filters.category
    rows = chosen(shown, Finders(way=way, definition=definition, category=category))
    for name, codes in (("level", filters.level), ("quadrant", filters.quadrant)):
        if codes:
            rows = rows.filter(pl.col(name).is_in(split(codes)))
    if filters.region:
        inside = members(shown, "region").filter(pl.col("member").is_in(split(filters.region)))
        seen = finds(shown).join(inside, on="cluster", how="semi").select(cluster="counted_as")
        rows = rows.join(seen, on="cluster", how="semi", maintain_order="left")
    if filters.least_chance is not None:
        rows = rows.filter(pl.col("chance") >= filters.least_chance)
    if filters.below_chance is not None:
        rows = rows.filter(pl.col("chance") < filters.below_chance)
    if filters.virtual is not None:
        rows = rows.filter(pl.col("virtual").fill_null(value=False) == filters.virtual)
    return rows.filter(worded(filters.q, ("all_names",))) if filters.q else rows
