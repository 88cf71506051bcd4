"""What belongs to a found cluster: regions, industries, organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from jiqun.studies.browsing.clusters.finds import KINDS, Kind, members
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot

#: Organisations listed.
LISTED = 50


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
