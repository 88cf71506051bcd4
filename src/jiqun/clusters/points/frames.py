"""Found territories as the rows and members that every way of finding gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from jiqun.clusters.finds import MEMBERS, ROWS, find_code, finds_frame
from jiqun.clusters.points.establishments import Establishments
from jiqun.clusters.points.shapes import in_degrees
from jiqun.clusters.points.territories import Territory
from jiqun.core import Language, say
from jiqun.kernels.ground import seam
from jiqun.tables import standing, sums_by


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Named:
    """What the rows are called by.

    Attributes
    ----------
    definition, level, year
        As asked.
    categories
        ``category, name, name_zh``, one row a category.
    regions
        ``region, name, name_zh``; may be empty.
    crs
        Of planar points; None where it is not known.
    """

    definition: str
    level: str | None
    year: int | None
    categories: pl.DataFrame
    regions: pl.DataFrame
    crs: str | None


def with_shares(listed: pl.DataFrame, laid: Establishments) -> pl.DataFrame:
    """Add to who is in each cluster its ``share``, by jobs where all own members' are known.

    Also ``site, region, industry`` of each row.
    """
    known = (pl.col("jobs").null_count() == 0) & (pl.col("jobs").sum() > 0)
    mass = pl.when(known.over("place")).then("jobs").otherwise("count") * pl.col("weight")
    rows = laid.rows.select("site", "region", "industry")[listed["row"].to_numpy()]
    full = pl.concat([listed, rows], how="horizontal").with_columns(mass=mass)
    return full.with_columns(share=pl.col("mass") / pl.col("mass").sum().over("place"))


def codes_of(
    made: list[Territory], listed: pl.DataFrame, laid: Establishments, named: Named
) -> list[str]:
    """Name each cluster after its category and the region with most of its own members."""
    own = listed.filter("own")
    anchors = dict(
        sums_by(own.drop_nulls("region"), ["place", "region"], sums=[pl.col("mass")])
        .sort("place", standing("mass"), "region", descending=[False, True, False])
        .group_by("place", maintain_order=True)
        .agg(pl.col("region").first())
        .iter_rows()
    )
    size = dict(sums_by(own, "place", sums=[pl.col("mass")]).iter_rows())
    order = sorted(
        range(len(made)),
        key=lambda k: (made[k].node.parent is not None, -size.get(k, 0.0), k),
    )
    seen: dict[tuple[str, str], int] = {}
    out = [""] * len(made)
    for k in order:
        one = made[k]
        at = one.boundary
        anchor = anchors.get(k, f"{at.x:.2f},{at.y:.2f}")
        category = laid.categories[one.node.group.category]
        seen[category, anchor] = seen.get((category, anchor), 0) + 1
        out[k] = find_code("points", named.definition, category, anchor, seen[category, anchor])
    return out


def cluster_rows(
    made: list[Territory],
    listed: pl.DataFrame,
    codes: list[str],
    laid: Establishments,
    named: Named,
    *,
    scales_km: tuple[float, ...],
    tests: list[tuple[float, bool]],
) -> pl.DataFrame:
    """Give one row a cluster; ``tests`` are p-value and critical mass of each."""
    own = pl.col("own")
    jobs = pl.when(own).then("jobs").otherwise(0.0)
    sums = sums_by(
        listed,
        "place",
        sums=[pl.when(own).then("count").alias("establishments")],
        whole=[jobs.alias("employment")],
        beside=[
            pl.col("region").drop_nulls().n_unique().alias("regions"),
            pl.col("industry").n_unique().alias("industries"),
            pl.col("site").drop_nulls().n_unique().alias("organisations"),
        ],
    )
    frame = pl.DataFrame(
        [
            {
                "place": k,
                "cluster": codes[k],
                "category": laid.categories[one.node.group.category],
                "area_km2": one.boundary.area_km2,
                **_located(one, laid, named),
                "quotient": one.quotient,
                "excess": one.excess,
                "p_value": tests[k][0],
                "critical_mass": tests[k][1],
                "scale_km": scales_km[one.node.group.scale],
                "parent": None if one.node.parent is None else codes[one.node.parent],
            }
            for k, one in enumerate(made)
        ],
        schema_overrides={"geometry": pl.Binary, "lon": pl.Float64, "lat": pl.Float64}
        | {"place": pl.Int64, "parent": pl.String},
    )
    if frame.is_empty():
        return finds_frame(pl.DataFrame(), ROWS)
    full = frame.join(sums, on="place", how="left").with_columns(
        pl.col("quotient", "excess").fill_nan(None),
        way=pl.lit("points"),
        definition=pl.lit(named.definition),
        level=pl.lit(named.level, dtype=pl.String),
        year=pl.lit(named.year, dtype=pl.Int64),
        virtual=pl.lit(value=False),
        regions=pl.when(pl.col("regions") > 0).then("regions"),
        organisations=pl.when(pl.col("organisations") > 0).then("organisations"),
    )
    full = full.sort(
        pl.col("parent").is_not_null(), "category", "establishments", "cluster",
        descending=[False, False, True, False],
    )  # fmt: skip
    return finds_frame(_with_names(full, named), ROWS)


def _located(one: Territory, laid: Establishments, named: Named) -> dict[str, object]:
    """Give place and boundary in degrees; null on a plane that is not known."""
    shape = in_degrees(one.boundary.shape, metric=laid.metric, crs=named.crs)
    if shape is None:
        return {"lon": None, "lat": None, "geometry": None}
    point = shapely.Point(one.boundary.x, one.boundary.y)
    at = in_degrees(point, metric=laid.metric, crs=named.crs)
    geometry = shapely.to_wkb(seam.cut(seam.unwrapped(shape)))
    return {"lon": float(at.x), "lat": float(at.y), "geometry": geometry}


def _with_names(frame: pl.DataFrame, named: Named) -> pl.DataFrame:
    """Name each cluster by its category and anchor."""
    kinds = {row["category"]: row for row in named.categories.iter_rows(named=True)}
    places = {row["region"]: row for row in named.regions.iter_rows(named=True)}
    anchors = frame["cluster"].str.splitn(":", 4).struct.field("field_3").str.replace(r"~\d+$", "")

    def word(lang: Language, category: str, anchor: str) -> str:
        field = "name" if lang == "en" else "name_zh"
        kind, place = kinds.get(category, {}), places.get(anchor, {})
        return say(
            "points.name",
            lang,
            category=kind.get(field) or kind.get("name") or category,
            region=place.get(field) or place.get("name") or anchor,
        )

    pairs = list(zip(frame["category"], anchors, strict=True))
    return frame.with_columns(
        name=pl.Series([word("en", *pair) for pair in pairs], dtype=pl.String),
        name_zh=pl.Series([word("zh", *pair) for pair in pairs], dtype=pl.String),
    )


def member_rows(listed: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    """Give one row a region, industry and organisation of a cluster, with its share."""
    cluster = pl.Series("cluster", codes, dtype=pl.String)
    full = listed.with_columns(cluster.gather(listed["place"]).alias("cluster"))
    parts = [
        sums_by(
            full.drop_nulls(column).with_columns(member=pl.col(column).cast(pl.String)),
            ["cluster", "member"],
            sums=[pl.col("share").alias("weight")],
        ).with_columns(kind=pl.lit(kind))
        for kind, column in (
            ("region", "region"),
            ("industry", "industry"),
            ("organisation", "site"),
        )
    ]
    order = pl.Enum(["region", "industry", "organisation"])
    return finds_frame(
        pl.concat(parts, how="diagonal").sort(
            "cluster", pl.col("kind").cast(order), standing("weight"), "member",
            descending=[False, False, True, False],
        ),
        MEMBERS,
    )  # fmt: skip


def no_names() -> pl.DataFrame:
    """Give an empty table of region names."""
    return pl.DataFrame(schema=dict.fromkeys(("region", "name", "name_zh"), pl.String))


def category_names(chosen: pl.DataFrame) -> pl.DataFrame:
    """Give ``category, name, name_zh, traded``, one row a category, by code."""
    return (
        chosen.group_by("category", maintain_order=True)
        .agg(pl.col("name", "name_zh", "traded").drop_nulls().first())
        .sort("category")
    )


def traded_flags(categories: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Give 1, 0 or NaN for each category."""
    return categories["traded"].cast(pl.Float64).fill_null(np.nan).to_numpy()
