"""Clusters that somebody declared: the case library, national lists, a reader's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

import polars as pl

from jiqun.core import Origin
from jiqun.studies.browsing.clusters.rows import DeclaredRow
from jiqun.studies.browsing.lists import Page, Paging, row, rows, worded
from jiqun.studies.browsing.snapshots import Snapshot

Named = Literal["industry", "organisation"]
TABLES: dict[Named, str] = {"industry": "industries", "organisation": "organisations"}
WORDED = ("name", "name_zh", "field", "field_zh", "region_name", "region_name_zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure that a document gives, in its words."""

    indicator: str
    year: int
    value: float | None
    unit: str | None
    unit_of_measure: str | None
    qualifier: str | None
    quote: str | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMember:
    """What a document says of an industry or an organisation of a declared cluster.

    Attributes
    ----------
    since
        The year in which it joined.
    source
        The document.
    """

    kind: str
    name: str | None
    name_zh: str | None
    role: str | None
    weight: float | None
    since: int | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredIndustry(DeclaredMember):
    """An industry that a document says belongs to a cluster."""

    industry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredOrganisation(DeclaredMember):
    """An organisation that a document says belongs to a cluster."""

    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMembers:
    """What a document says belongs to a declared cluster."""

    region: str | None
    industries: tuple[DeclaredIndustry, ...]
    organisations: tuple[DeclaredOrganisation, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredDetail:
    """All that is known of a declared cluster."""

    cluster: DeclaredRow
    facts: tuple[Fact, ...]
    members: DeclaredMembers
    sources: tuple[Origin, ...]


M = TypeVar("M", bound=DeclaredMember)


def declared(shown: Snapshot, q: str = "") -> pl.DataFrame:
    """Give the declared clusters that have the words in a name, their field or their region."""
    clusters = shown.frame("clusters")
    if not len(clusters):
        return clusters
    places = shown.regions.select(
        "region", pl.col("name").alias("region_name"), pl.col("name_zh").alias("region_name_zh")
    )
    found = clusters.filter(pl.col("origin") == "declared").join(places, on="region", how="left")
    return found.filter(worded(q, WORDED)) if q else found


def declared_list(shown: Snapshot, *, q: str, page: Paging) -> Page[DeclaredRow]:
    """List the declared clusters."""
    found = declared(shown, q)
    items = rows(found[page.part], DeclaredRow)
    return Page(items=items, total=len(found), limit=page.limit, offset=page.offset)


def declared_detail(shown: Snapshot, cluster: str) -> DeclaredDetail | None:
    """Give all that is known of a declared cluster; None where none is called so."""
    known = declared(shown)
    listed = row(known.filter(pl.col("cluster") == cluster) if len(known) else known, DeclaredRow)
    if listed is None:
        return None
    return DeclaredDetail(
        cluster=listed,
        facts=_facts(shown, cluster),
        members=_members(shown, listed),
        sources=_sources(shown, listed),
    )


def _facts(shown: Snapshot, cluster: str) -> tuple[Fact, ...]:
    facts = shown.frame("indicators")
    if not len(facts):
        return ()
    own = facts.filter(pl.col("unit") == cluster).sort("year")
    return rows(own.with_columns(unit="unit_of_measure"), Fact)


def _members(shown: Snapshot, listed: DeclaredRow) -> DeclaredMembers:
    members = shown.frame("members")
    parts = members.filter(pl.col("cluster") == listed.cluster) if len(members) else members
    return DeclaredMembers(
        region=listed.region,
        industries=_of_kind(shown, parts, "industry", DeclaredIndustry),
        organisations=_of_kind(shown, parts, "organisation", DeclaredOrganisation),
        total=len(parts),
    )


def _of_kind(shown: Snapshot, parts: pl.DataFrame, kind: Named, shape: type[M]) -> tuple[M, ...]:
    """Give the members of a kind, by the document's names or else those of the kind's table."""
    if not len(parts):
        return ()
    own = parts.filter(pl.col("kind") == kind).rename({"member": kind})
    if not shown.workspace.has(TABLES[kind]):
        return rows(own, shape)
    known = shown.workspace.scan(TABLES[kind]).select(kind, "name", "name_zh")
    wanted = known.join(own.lazy(), on=kind, how="semi").unique(kind).collect()
    both = own.join(wanted, on=kind, how="left", suffix="_known", maintain_order="left")
    nameless = pl.col("name").is_null() & pl.col("name_zh").is_null()
    return rows(
        both.with_columns(
            pl.when(nameless).then(pl.col(f"{one}_known")).otherwise(pl.col(one)).alias(one)
            for one in ("name", "name_zh")
        ),
        shape,
    )


def _sources(shown: Snapshot, listed: DeclaredRow) -> tuple[Origin, ...]:
    """Give the origins of its own kind: invented and real clusters may stand in one table."""
    invented = "synthetic" in (listed.source or "").lower()
    whole = shown.workspace.origins("clusters")
    return tuple(one for one in whole if one.synthetic == invented) or tuple(whole)
