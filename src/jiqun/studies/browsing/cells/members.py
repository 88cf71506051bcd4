"""What belongs to a cell: industries, and the organisations that are known by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.clusters.leading import COUNTED
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.tables import sums_by, total

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryMember:
    """An industry of a cell.

    Attributes
    ----------
    size
        Of what leads; null where a part of it is unknown, and so employment and establishments.
    share
        Of the cell's size; null where a part of that is unknown.
    withheld, hidden
        Whether a number of it is withheld, or left out by its publisher.
    protected
        Whether this workspace's rules of secrecy withhold it.
    imputed
        The step that put numbers in; null where none did.
    """

    industry: str
    name: str | None
    name_zh: str | None
    size: float | None
    employment: float | None
    establishments: float | None
    share: float | None
    withheld: bool
    hidden: bool
    protected: bool
    imputed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMember:
    """An organisation of a cell; its weight is its employment that year."""

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str | None
    region: str | None
    industry: str | None
    founded: int | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """What belongs to a cell; of organisations the largest fifty.

    Attributes
    ----------
    total
        How many there are, listed or not.
    """

    region: str
    industries: tuple[IndustryMember, ...]
    organisations: tuple[OrganisationMember, ...]
    total: int


def members(shown: Snapshot, cell: Mapping[str, Any]) -> Members:
    """List what belongs to a cell, the largest first."""
    industries = _industries(shown, cell)
    firms = _organisations(shown, cell)
    return Members(
        region=cell["region"],
        industries=industries,
        organisations=rows(firms.head(LISTED), OrganisationMember),
        total=len(industries) + len(firms),
    )


def _inside(shown: Snapshot, cell: Mapping[str, Any]) -> list[str]:
    """The region and all that lie in it, by any hierarchy."""
    here = (pl.col("place") == cell["region"]) & (pl.col("level") == cell["level"])
    return shown.places.filter(here)["region"].to_list()


def _counted(shown: Snapshot, cell: Mapping[str, Any]) -> list[str]:
    """Regions whose rows make up the cell: its own, else those of one level below.

    Statistics often stand at several levels; only one of them may be summed.
    """
    inside = _inside(shown, cell)
    stock = shown.bases.get(cell["year"], {})
    if cell["level"] in stock:
        return [cell["region"]]
    parts = shown.regions.filter(pl.col("region").is_in(inside))
    below = sorted(parts["level"].unique(), key=lambda v: (-stock.get(v, 0), v))
    return parts.filter(pl.col("level") == below[0])["region"].to_list()


def _codes(shown: Snapshot, cell: Mapping[str, Any]) -> pl.Series:
    chosen = shown.frame("categories").filter(
        (pl.col("definition") == cell["definition"]) & (pl.col("category") == cell["category"])
    )
    return chosen["industry"]


def _industries(shown: Snapshot, cell: Mapping[str, Any]) -> tuple[IndustryMember, ...]:
    if not shown.workspace.has("activity"):
        return ()
    here = (
        (pl.col("year") == cell["year"])
        & pl.col("industry").is_in(_codes(shown, cell).to_list())
        & pl.col("region").is_in(_counted(shown, cell))
    )
    own = shown.workspace.scan("activity").filter(here).collect()
    absent = [name for name in (*COUNTED, shown.leading) if name not in own.columns]
    own = own.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in absent)
    found = sums_by(
        own,
        "industry",
        whole=[pl.col(COUNTED), pl.col(shown.leading).alias("size")],
        beside=[
            _step(own).alias("imputed"),
            *(_told(own, name).any().alias(name) for name in ("withheld", "hidden", "protected")),
        ],
    ).sort("size", "industry", descending=[True, False], nulls_last=True)
    known = not found["size"].null_count()
    whole = total(found["size"]) if known else None
    titles = shown.frame("industries").select("industry", "name", "name_zh")
    named = found.join(titles, on="industry", how="left", maintain_order="left")
    shares = named.with_columns(share=pl.col("size") / whole if whole else None)
    return rows(shares, IndustryMember)


def _step(rows: pl.DataFrame) -> pl.Expr:
    """Name the step that put numbers in; of a table without steps, none."""
    if "imputed" not in rows.columns:
        return pl.lit(None, dtype=pl.String).first()
    return pl.col("imputed").drop_nulls().first()


def _told(rows: pl.DataFrame, name: str) -> pl.Expr:
    """Say whether a row of activity is marked; of a table without the mark, none is."""
    if name not in rows.columns:
        return pl.lit(value=False)
    return pl.col(name).cast(pl.Boolean).fill_null(value=False)


def _organisations(shown: Snapshot, cell: Mapping[str, Any]) -> pl.DataFrame:
    if not shown.workspace.has("organisations"):
        return pl.DataFrame()
    firms = (
        shown.workspace.scan("organisations")
        .filter(
            pl.col("region").is_in(_inside(shown, cell))
            & pl.col("industry").is_in(_codes(shown, cell).to_list())
        )
        .select("organisation", "name", "name_zh", "kind", "region", "industry", "founded")
        .collect()
    )
    if not shown.workspace.has("organisation_years") or not len(firms):
        return firms.with_columns(weight=pl.lit(None, pl.Float64))
    sizes = (
        shown.workspace.scan("organisation_years")
        .filter(pl.col("year") == cell["year"])
        .select("organisation", weight="employment")
        .collect()
    )
    return firms.join(sizes, on="organisation", how="left").sort(
        "weight", "organisation", descending=[True, False], nulls_last=True
    )
