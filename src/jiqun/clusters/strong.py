"""The strong cells of the latest year, and what belongs to each."""

from __future__ import annotations

import polars as pl

from jiqun.clusters.cells import Cells
from jiqun.clusters.gathering import Ground
from jiqun.clusters.hierarchies import places
from jiqun.clusters.luck import SUREST
from jiqun.clusters.ratings import Ratings
from jiqun.tables import sums_by


def strong_cells(cells: Cells, ratings: Ratings, ground: Ground) -> pl.DataFrame:
    """Name every strong cell of each level's latest year, the surest first; say where it lies.

    Returns
    -------
    DataFrame
        ``cell, name, name_zh, definition, category, region, level, year, lon, lat, scheme``.
    """
    scheme = ratings.scheme
    line = scheme.rank(scheme.strong)
    latest = pl.col("year") == pl.col("year").max().over("definition", "level")
    strong = cells.frame.filter(
        latest & (ratings.frame["rank"] >= line).fill_null(value=False)
    ).sort(
        "definition",
        "level",
        *SUREST,
        descending=[False, False, False, True, False],
        nulls_last=True,
    )
    kinds = _names(ground.categories, ["definition", "category"])
    spots = _names(ground.regions, ["region"], further=("lon", "lat"))
    named = strong.join(
        kinds, on=["definition", "category"], how="left", maintain_order="left"
    ).join(spots, on="region", how="left", suffix="_region", maintain_order="left")
    return named.select(
        "cell",
        _joined("name", "category", ", ").alias("name"),
        _joined("name_zh", "name", "·").alias("name_zh"),
        "definition", "category", "region", "level", "year", "lon", "lat",
        pl.lit(scheme.scheme).alias("scheme"),
    )  # fmt: skip


def cell_members(strong: pl.DataFrame, cells: Cells, ground: Ground) -> pl.DataFrame:
    """Give each strong cell's region and its industries with their share of what leads.

    Returns
    -------
    DataFrame
        ``cell, member, kind, name, name_zh, weight``; the weight is null for the region.
    """
    parts = [_region_members(strong, ground)]
    paths = places(ground.regions, ground.region_parents)
    levels = ground.regions.select("region", pl.col("level").alias("base"))
    rows = ground.activity.filter(pl.col("year").is_in(strong["year"].unique().implode()))
    leading = cells.quantity
    columns = [c for c in dict.fromkeys(("establishments", leading)) if c in rows.columns]
    rows = rows.select("region", "industry", "year", *columns).with_columns(
        pl.col("region", "industry").cast(pl.String), pl.col("year").cast(pl.Int64)
    )
    rows = rows.join(
        ground.categories.select("definition", "category", "industry"),
        on="industry",
        maintain_order="left",
    )
    rows = rows.join(levels, on="region", maintain_order="left")
    wanted = strong.select("cell", "definition", "category", "region", "level", "year")
    for (level,), own in wanted.group_by("level", maintain_order=True):
        bases = cells.bases.filter(pl.col("level") == level).cast({"year": pl.Int64})
        to = paths.filter(pl.col("level") == level).select("region", "place")
        used = rows.join(
            bases, on=["definition", "year", "base"], how="semi", maintain_order="left"
        ).join(to, on="region", maintain_order="left")
        parts.append(_industry_members(used, own, columns, leading))
    names = _names(ground.industries, ["industry"]).rename({"industry": "member"})
    everyone = pl.concat(parts, how="diagonal_relaxed")
    named = everyone.join(names, on="member", how="left", suffix="_industry", maintain_order="left")
    for column in ("name", "name_zh"):
        industry = pl.when(pl.col("kind") == "industry").then(pl.col(f"{column}_industry"))
        named = named.with_columns(industry.otherwise(pl.col(column)).alias(column))
    return (
        named.select("cell", "member", "kind", "name", "name_zh", "weight")
        .unique(subset=["cell", "member"], keep="first", maintain_order=True)
        .sort("cell", "kind", "member", descending=[False, True, False])
    )


def _industry_members(
    rows: pl.DataFrame, own: pl.DataFrame, columns: list[str], leading: str
) -> pl.DataFrame:
    here = rows.rename({"region": "part", "place": "region"})
    there = here.join(own, on=["definition", "category", "region", "year"], maintain_order="left")
    present = pl.any_horizontal(pl.col(columns) > 0)
    named = there.rename({"industry": "member"})
    sums = sums_by(named, ["cell", "member"], sums=[pl.col(columns)])
    weight = pl.col(leading) / pl.col(leading).sum().over("cell")
    return sums.filter(present).select(
        "cell",
        "member",
        pl.lit("industry").alias("kind"),
        weight.fill_nan(None).alias("weight"),
    )


def _region_members(strong: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    names = _names(ground.regions, ["region"])
    return (
        strong.select("cell", "region")
        .join(names, on="region", how="left", maintain_order="left")
        .select(
            "cell",
            pl.col("region").alias("member"),
            pl.lit("region").alias("kind"),
            "name",
            "name_zh",
            pl.lit(None, dtype=pl.Float64).alias("weight"),
        )
    )


def _names(table: pl.DataFrame, key: list[str], further: tuple[str, ...] = ()) -> pl.DataFrame:
    """Give key, names and further columns, null where the table has none; one row a key."""
    kinds = {"name": pl.String, "name_zh": pl.String} | dict.fromkeys(further, pl.Float64)
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in kinds.items() if n not in table.columns]
    return (
        table.with_columns(absent)
        .select(*key, *kinds)
        .unique(subset=key, keep="first", maintain_order=True)
    )


def _joined(name: str, fallback: str, between: str) -> pl.Expr:
    """Name a cell "category, region"; the code stands where there is no name."""
    other = "name_zh" if name == "name" else "name"
    kind = pl.coalesce(name, fallback, other, "category")
    place = pl.coalesce(f"{name}_region", f"{other}_region", "region")
    ends = (place, kind) if name == "name_zh" else (kind, place)
    return pl.concat_str(ends, separator=between)
