"""What belongs to a cluster: regions, industries, organisations, on its page and in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from jiqun.studies.browsing.clusters.declared import declared
from jiqun.studies.browsing.clusters.finds import KINDS, Kind, finds, found_row, members
from jiqun.studies.browsing.lists import Page, Paging, columns, rows
from jiqun.studies.browsing.snapshots import Snapshot

#: Organisations listed.
LISTED = 50
#: Columns of the members of every cluster; ``of`` is a region's level, an organisation's kind.
TOLD = ("kind", "member", "name", "name_zh", "of", "region", "region_name", "region_name_zh",
        "industry", "industry_name", "industry_name_zh", "lon", "lat", "weight")  # fmt: skip
#: What is told of each kind, by the column of its table.
COLUMNS: Mapping[Kind, Mapping[str, str]] = {
    "region": {"of": "level", "region": "region", "lon": "lon", "lat": "lat"},
    "industry": {"of": "level", "industry": "industry"},
    "organisation": {"of": "kind", "region": "region", "industry": "industry", "lon": "lon",
                     "lat": "lat"},
}  # fmt: skip
ORDER = {kind: at for at, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRegion:
    """A region of a cluster; the weight is its share of the cluster."""

    region: str
    name: str | None
    name_zh: str | None
    level: str | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberIndustry:
    """An industry of a cluster."""

    industry: str
    name: str | None
    name_zh: str | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOrganisation:
    """An organisation of a cluster."""

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMembers:
    """Members by kind, the largest first; the first fifty organisations of ``totals``."""

    regions: tuple[MemberRegion, ...]
    industries: tuple[MemberIndustry, ...]
    organisations: tuple[MemberOrganisation, ...]
    totals: Mapping[Literal["regions", "industries", "organisations"], int]


def found_members(shown: Snapshot, cluster: str) -> FoundMembers:
    """List the members of a found cluster by kind, the largest first."""
    parts = {kind: _parts(shown, cluster, kind) for kind in KINDS}
    firms = parts["organisation"].head(LISTED)
    return FoundMembers(
        regions=rows(_with_names(shown, parts["region"], "region"), MemberRegion),
        industries=rows(_with_names(shown, parts["industry"], "industry"), MemberIndustry),
        organisations=rows(_with_names(shown, firms, "organisation"), MemberOrganisation),
        totals={plural: len(parts[kind]) for kind, plural in KINDS.items()},
    )


def _parts(shown: Snapshot, cluster: str, kind: str) -> pl.DataFrame:
    found = members(shown, kind).filter(pl.col("cluster") == cluster)
    return found.select("weight", pl.col("member").alias(kind)).sort(
        ["weight", kind], descending=[True, False], nulls_last=True
    )


def _with_names(shown: Snapshot, parts: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    further = {"region": ["level"], "organisation": ["kind"]}.get(kind, [])
    columns = ["name", "name_zh", *further]
    if kind == "region":
        named = shown.regions.lazy()
    elif shown.workspace.has(KINDS[kind]):
        named = shown.workspace.scan(KINDS[kind])
    else:
        return parts.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in columns)
    wanted = named.select(kind, *columns).join(parts.lazy(), on=kind, how="semi").unique(kind)
    return parts.join(wanted.collect(), on=kind, how="left", maintain_order="left")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterMember:
    """A region, industry or organisation of a cluster.

    Attributes
    ----------
    member
        Its code.
    of
        A region's level, an organisation's kind.
    weight
        Its share of the cluster, 0-1.
    seen_by
        Of a found cluster: the ways that hold it as a member, joined by ``;``.
    role, since, source
        Of a declared cluster: what the document says.
    """

    kind: str
    member: str
    name: str | None
    name_zh: str | None
    of: str | None
    region: str | None
    region_name: str | None
    region_name_zh: str | None
    industry: str | None
    industry_name: str | None
    industry_name_zh: str | None
    lon: float | None
    lat: float | None
    weight: float | None
    seen_by: str | None
    role: str | None
    since: int | None
    source: str | None


def member_list(shown: Snapshot, cluster: str, *, page: Paging) -> Page[ClusterMember]:
    """List the members of a cluster, found or declared (``cluster-unknown``)."""
    every = member_frame(shown, cluster)
    there = [
        pl.lit(None).alias(name) for name in columns(ClusterMember) if name not in every.columns
    ]
    items = rows(every.with_columns(there)[page.part], ClusterMember)
    return Page(items=items, total=len(every), limit=page.limit, offset=page.offset)


def member_frame(shown: Snapshot, cluster: str) -> pl.DataFrame:
    """Give every member of a cluster, the largest of each kind first.

    Parameters
    ----------
    shown
        The commit.
    cluster
        A cluster's code, found or declared, or that of any of its finds.

    Returns
    -------
    DataFrame
        ``kind`` (region, industry, organisation), ``member`` (its code), names, ``of`` (a region's
        level, an organisation's kind), where it is and what it does, ``weight`` (its share of the
        cluster, 0-1) and, of a found cluster, ``seen_by``: the ways that hold it as a member,
        joined by ``;``; of a declared one ``role``, ``since`` and ``source``.

    Raises
    ------
    UnknownError
        ``cluster-unknown``.
    """
    known = declared(shown)
    if len(known) and cluster in known["cluster"]:
        return _declared(shown, cluster)
    code = found_row(shown, cluster).cluster
    own = [
        members(shown, kind).filter(pl.col("cluster") == code).with_columns(kind=pl.lit(kind))
        for kind in KINDS
    ]
    parts = pl.concat(own).drop("cluster")
    named = _named(shown, parts).join(
        _seen(shown, code), on=["kind", "member"], how="left", maintain_order="left"
    )
    return named.select(*TOLD, "seen_by")


def _seen(shown: Snapshot, cluster: str) -> pl.DataFrame:
    """Give the ways of the cluster's finds that hold a member."""
    ways = finds(shown).filter(pl.col("counted_as") == cluster, ~pl.col("core"))
    own = ways.select("cluster", "way")
    held = [
        members(shown, kind).join(own, on="cluster").select(
            "member", "way", kind=pl.lit(kind)
        )
        for kind in KINDS
    ]  # fmt: skip
    return (
        pl.concat(held)
        .group_by("kind", "member")
        .agg(seen_by=pl.col("way").unique().sort().str.join(";"))
    )


def _declared(shown: Snapshot, cluster: str) -> pl.DataFrame:
    table = shown.frame("members")
    parts = table.filter(pl.col("cluster") == cluster) if len(table) else table
    told = [name for name in ("role", "since", "source") if name in parts.columns]
    if not len(parts):
        none = pl.DataFrame(schema=dict.fromkeys(TOLD, pl.String))
        return none.with_columns(pl.lit(None, dtype=pl.String).alias(n) for n in ("role", "source"))
    kept = ["kind", "member", "name", "name_zh", "weight", *told]
    return _named(shown, parts.select(kept)).select(*TOLD, *told)


def _named(shown: Snapshot, parts: pl.DataFrame) -> pl.DataFrame:
    """Give members their names, places and industries; names that a document gives stand."""
    known = [_of_kind(shown, parts, kind) for kind in KINDS]
    full = parts.join(
        pl.concat(known, how="diagonal"), on=["kind", "member"], how="left", suffix="_known",
        maintain_order="left",
    )  # fmt: skip
    for name in ("name", "name_zh"):
        if f"{name}_known" in full.columns:
            full = full.with_columns(pl.coalesce(name, f"{name}_known").alias(name))
    places = shown.regions.select("region", region_name="name", region_name_zh="name_zh")
    full = full.join(places, on="region", how="left", maintain_order="left")
    full = full.join(_industries(shown), on="industry", how="left", maintain_order="left")
    order = pl.col("kind").replace_strict(ORDER, default=len(ORDER))
    return full.sort(order, "weight", "member", descending=[False, True, False], nulls_last=True)


def _of_kind(shown: Snapshot, parts: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Give the names of the members of a kind, and where they are and what they do."""
    own = parts.filter(pl.col("kind") == kind).select("kind", "member").unique()
    told = {"name": "name", "name_zh": "name_zh", **COLUMNS[kind]}
    table = _table(shown, kind)
    there = table.collect_schema().names() if table is not None else []
    if table is None or kind not in there:
        none = pl.lit(None, dtype=pl.String)
        return own.with_columns(none.alias(name) for name in told if name not in ("lon", "lat"))
    chosen = [pl.col(source).alias(name) for name, source in told.items() if source in there]
    wanted = own.lazy().drop("kind").rename({"member": kind})
    rows = table.join(wanted, on=kind, how="semi").select(pl.col(kind).alias("member"), *chosen)
    return own.join(rows.unique("member").collect(), on="member", how="left")


def _table(shown: Snapshot, kind: Kind) -> pl.LazyFrame | None:
    if kind == "region":
        return shown.regions.lazy()
    return shown.workspace.scan(KINDS[kind]) if shown.workspace.has(KINDS[kind]) else None


def _industries(shown: Snapshot) -> pl.DataFrame:
    named = ("industry", "industry_name", "industry_name_zh")
    if not shown.workspace.has("industries"):
        return pl.DataFrame(schema=dict.fromkeys(named, pl.String))
    table = shown.workspace.scan("industries")
    return (
        table.select("industry", industry_name="name", industry_name_zh="name_zh")
        .unique("industry")
        .collect()
    )
