"""The cells of a category of one's own, computed beside all others of a definition set."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from jiqun.clusters import (
    Ground,
    Peers,
    Persistence,
    forecast,
    measure_cells,
    rate_cells,
    scheme,
)
from jiqun.clusters.doubt import curves_from, moves_from
from jiqun.studies.browsing.definitions.choosing import OWN, Tried, as_rows, settle
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.rating import ACTIVITY, FINDER

#: What is told of a rating.
RATED = ("rating", "chance", "chance_strong")
#: The industries that all others are summed into: traded or not.
OTHERS = {True: "~traded", False: "~local"}


def own_cells(shown: Snapshot, tried: Tried) -> pl.DataFrame:
    """Compute the category's cells beside all others of the definition set.

    The others are summed first: only their traded and local employment decides.
    """
    definition, level, year = settle(shown, tried)
    further = shown.frame("region_parents")
    kin = _kin(shown.frame("industries"), tried.codes)
    others = beside(shown, definition, year, kin)
    ground = Ground(
        activity=_activity(shown, tried.codes, others),
        regions=shown.regions.drop("has_geometry"),
        industries=shown.frame("industries"),
        categories=_categories(tried, definition),
        region_parents=further if len(further) else None,
    )
    kept = shown.frame("persistence")
    moved = moves_from(kept) if len(kept) else None
    cells = measure_cells(ground, levels=[level], persistence=moved)
    mine = cells.frame.filter(pl.col("category") == OWN, pl.col("year") == year)
    return pl.concat([mine, _rated(shown, mine, cells.persistence)], how="horizontal")


def _rated(shown: Snapshot, mine: pl.DataFrame, moved: Persistence) -> pl.DataFrame:
    """Rate the cells as the main job does, with the curves that it kept."""
    kept = shown.frame("calibration")
    curves = curves_from(kept).get(FINDER) if len(kept) else None
    peers = Peers(mine)
    told = forecast(
        rate_cells(mine, scheme(FINDER), peers=peers), peers, moved, calibrations=curves
    )
    return told.ratings.frame.select(RATED)


def _activity(shown: Snapshot, codes: Sequence[str], others: pl.DataFrame) -> pl.DataFrame:
    """Give the chosen industries' activity, and what stands beside it.

    Of all years: the main job learns from them how sizes of establishments spread.
    """
    rows = shown.workspace.scan("activity")
    columns = [name for name in ACTIVITY if name in rows.collect_schema().names()]
    mine = rows.select(columns).filter(pl.col("industry").is_in(list(codes))).collect()
    return pl.concat([mine, others], how="diagonal_relaxed")


def beside(shown: Snapshot, definition: str, year: int, kin: Collection[str]) -> pl.DataFrame:
    """Sum a set's other industries in each region: traded ones into one, local ones into one."""

    def read() -> pl.DataFrame:
        rows = shown.frame("categories").filter(pl.col("definition") == definition)
        regions = pl.Enum(shown.regions["region"])
        return (
            shown.workspace.scan("activity")
            .filter(pl.col("year") == year)
            .select("region", "industry", "year", "employment")
            .join(rows.lazy().select("industry", "traded"), on="industry")
            .with_columns(pl.col("region").cast(regions, strict=False))
            .collect()
        )

    kept = shown.once(f"traded:{definition}:{year}", read)
    return (
        kept.filter(~pl.col("industry").is_in(list(kin)))
        .group_by("region", "year", "traded", maintain_order=True)
        .agg(pl.col("employment").sum())
        .select(
            pl.col("region").cast(pl.String),
            "year",
            "employment",
            industry=pl.when("traded").then(pl.lit(OTHERS[True])).otherwise(pl.lit(OTHERS[False])),
        )
    )


def _categories(tried: Tried, definition: str) -> pl.DataFrame:
    """Put the chosen industries into one category, the others into two."""
    others = pl.DataFrame(
        {"category": list(OTHERS.values()), "industry": list(OTHERS.values()),
         "traded": list(OTHERS)}
    )  # fmt: skip
    own = as_rows(tried).with_columns(category=pl.lit(OWN))
    return pl.concat([own, others], how="diagonal").with_columns(definition=pl.lit(definition))


def _kin(industries: pl.DataFrame, codes: Sequence[str]) -> set[str]:
    """Give the industries with all that contain them or lie in them."""
    parents = dict(industries.select("industry", "parent").drop_nulls().rows())
    mine = set(codes)
    above = {one for code in codes for one in _line(code, parents)}
    return mine | above | {code for code in parents if mine & set(_line(code, parents))}


def _line(code: str, parents: Mapping[str, str]) -> list[str]:
    """Give the classes above one, nearest first."""
    line: list[str] = []
    at = parents.get(code)
    while at is not None and at not in line:
        line.append(at)
        at = parents.get(at)
    return line
