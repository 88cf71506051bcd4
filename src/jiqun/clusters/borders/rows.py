"""Significant zones written as clusters and members, with quotient, interval and boundary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.clusters.borders.fields import Field
from jiqun.clusters.borders.inputs import RegionTables
from jiqun.clusters.borders.plans import RegionsPlan
from jiqun.clusters.finds import MEMBERS, ROWS, find_code, finds_frame
from jiqun.kernels.ground import seam
from jiqun.kernels.linear.products import applied
from jiqun.kernels.sphere import on_sphere
from jiqun.measures import quotient
from jiqun.tables import standing, sums_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]


#: Below this a weight counts as none.
LEAST_WEIGHT = 1e-12


class Tested(Protocol):
    """What is read of a category's significant zones."""

    @property
    def zones(self) -> tuple[Int, ...]:
        """Region numbers of each."""

    @property
    def observed(self) -> Float:
        """What is counted in each."""

    @property
    def expected(self) -> Float:
        """What would be usual."""

    @property
    def p_value(self) -> Float:
        """Against chance."""


def cluster_rows(
    field: Field, sought: Sequence[Tested], tables: RegionTables, plan: RegionsPlan
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the clusters, the largest of each category first, and their members.

    sought: one a category of the field.
    """
    weight = np.where(
        np.isnan(field.employment),
        np.nan_to_num(field.establishments) * field.plant_size,
        field.employment,
    )
    places = _places(tables.regions, field.regions, plan.level)
    rows: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for c, one in enumerate(sought):
        sizes = np.array([weight[zone, c].sum() for zone in one.zones])
        for z in np.argsort(-sizes, kind="stable").tolist():
            zone = one.zones[z]
            zone = zone[np.argsort(-weight[zone, c], kind="stable")]
            tested = {
                "excess": _ratio(one.observed[z], one.expected[z]),
                "p_value": float(one.p_value[z]),
            }
            row = _row(field, zone, c, plan) | tested | _quotient(field, zone, c)
            rows.append(row | _where(places, zone, weight[zone, c]))
            share = weight[zone, c] / max(sizes[z], LEAST_WEIGHT)
            members.extend(
                {"cluster": row["cluster"], "member": name, "kind": "region", "weight": float(part)}
                for name, part in zip((field.regions[r] for r in zone), share, strict=True)
            )
    clusters = finds_frame(pl.DataFrame(rows, infer_schema_length=None), ROWS) if rows else _none()
    everyone = pl.DataFrame(members, schema=dict(MEMBERS))
    everyone = pl.concat(
        [everyone, _industries(everyone, clusters, tables.categories, tables.parts)]
    )
    return _named(clusters, everyone, tables.regions, tables.categories), everyone


def _row(field: Field, zone: Int, c: int, plan: RegionsPlan) -> dict[str, Any]:
    category = field.categories[c]
    return {
        "cluster": find_code("regions", plan.definition, category, field.regions[zone[0]]),
        "way": "regions",
        "definition": plan.definition,
        "category": category,
        "level": plan.level,
        "year": plan.year,
        "regions": len(zone),
        "establishments": _total(field.establishments[zone, c]),
        "employment": _total(field.employment[zone, c]),
    }


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=dict(ROWS))


def _total(values: Float) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else None


def _ratio(observed: float, expected: float) -> float | None:
    return float(observed / expected) if expected > 0 else None


def _quotient(field: Field, zone: Int, c: int) -> dict[str, float | None]:
    """Give the location quotient of all regions together."""
    group = field.traded == field.traded[c]
    people = np.nan_to_num(field.employment)
    x, own = people[zone, c].sum(), people[np.ix_(zone, np.flatnonzero(group))].sum()
    kind, whole = people[:, c].sum(), people[:, group].sum()
    point = float(quotient(x, own, kind, whole))
    return {"quotient": point if np.isfinite(point) else None}


def places_of(field: Field, regions: pl.DataFrame, level: str) -> Float:
    """Give each region's point on the unit sphere, shape (R, 3); NaN where not known."""
    at = _places(regions, field.regions, level)
    return on_sphere(at["lon"], at["lat"])


def _places(regions: pl.DataFrame, codes: tuple[str, ...], level: str) -> dict[str, NDArray[Any]]:
    """Give points, areas and shapes in the order of the graph's nodes."""
    rows = regions.filter(pl.col("level") == level).with_columns(pl.col("region").cast(pl.String))
    rows = pl.DataFrame({"region": list(codes)}).join(
        rows.unique("region", keep="first", maintain_order=True),
        on="region", how="left", maintain_order="left",
    )  # fmt: skip
    shapes: NDArray[Any] = np.full(len(rows), None, dtype=object)
    if "geometry" in rows.columns:
        shapes = np.asarray(shapely.from_wkb(np.array(rows["geometry"].to_list(), dtype=object)))
    found = dict(zip(("lon", "lat"), seam.inner_points(shapes).T, strict=True))
    for name in ("lon", "lat"):
        if name in rows.columns:
            given = rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
            found[name] = np.where(np.isnan(given), found[name], given)
    area = np.full(len(rows), np.nan)
    if "area_km2" in rows.columns:
        area = rows["area_km2"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return {**found, "area_km2": area, "shape": shapes}


def _where(places: dict[str, NDArray[Any]], zone: Int, weight: Float) -> dict[str, Any]:
    """Give the middle (weighted), the area and the boundary of a zone."""
    known = np.isfinite(places["lon"][zone]) & np.isfinite(places["lat"][zone])
    out: dict[str, Any] = {"lon": None, "lat": None, "area_km2": None, "geometry": None}
    if known.any():
        at, share = zone[known], np.maximum(weight[known], LEAST_WEIGHT)
        ball = applied(on_sphere(places["lon"][at], places["lat"][at]).T, share)
        out["lon"] = float(np.degrees(np.arctan2(ball[1], ball[0])))
        out["lat"] = float(np.degrees(np.arctan2(ball[2], np.hypot(ball[0], ball[1]))))
    if np.isfinite(places["area_km2"][zone]).all():
        out["area_km2"] = float(places["area_km2"][zone].sum())
    shapes = places["shape"][zone]
    shapes = shapes[~shapely.is_missing(shapes)]
    if len(shapes):
        out["geometry"] = shapely.to_wkb(union(shapes))
    return out


def union(shapes: NDArray[Any]) -> Any:
    """Give one area of many that may overlap or gape a little."""
    invalid = ~shapely.is_valid(shapes)
    shapes = np.where(invalid, shapely.make_valid(shapes), shapes) if invalid.any() else shapes
    return shapely.union_all(shapes)


def _industries(
    members: pl.DataFrame,
    clusters: pl.DataFrame,
    categories: pl.DataFrame | None,
    parts: pl.DataFrame | None,
) -> pl.DataFrame:
    """Give the industries of each cluster; with ``parts`` those it has, by their employment."""
    kinds = clusters.select("cluster", "definition", "category")
    if parts is not None:
        places = members.select("cluster", pl.col("member").alias("region")).join(
            kinds, on="cluster", maintain_order="left"
        )
        own = parts.select(
            pl.col("region", "category", "industry").cast(pl.String),
            pl.col("employment").cast(pl.Float64),
        )
        sums = (
            places.join(own, on=["region", "category"], maintain_order="left_right")
            .pipe(sums_by, ["cluster", "industry"], sums=[pl.col("employment")])
            .filter(pl.col("employment") > 0)
            .with_columns(weight=pl.col("employment") / pl.col("employment").sum().over("cluster"))
        )
    elif categories is not None:
        keys = ["definition", "category"]
        sums = kinds.join(
            categories.select(pl.col(*keys, "industry").cast(pl.String)), on=keys
        ).with_columns(weight=pl.lit(None, dtype=pl.Float64))
    else:
        return members.clear()
    return sums.select(
        "cluster",
        pl.col("industry").alias("member"),
        pl.lit("industry").alias("kind"),
        "weight",
    ).sort(
        ["cluster", standing("weight"), "member"], descending=[False, True, False], nulls_last=True
    )


def _named(
    clusters: pl.DataFrame,
    members: pl.DataFrame,
    regions: pl.DataFrame,
    categories: pl.DataFrame | None,
) -> pl.DataFrame:
    """Name each by its category and its largest region; codes where there is no name."""
    counts = members.filter(pl.col("kind") == "industry").group_by("cluster").agg(n=pl.len())
    anchor = (
        members.filter(pl.col("kind") == "region")
        .unique("cluster", keep="first", maintain_order=True)
        .select("cluster", pl.col("member").alias("region"))
    )
    spots = _names(regions, ["region"]).rename({"name": "place", "name_zh": "place_zh"})
    kinds = pl.DataFrame(
        schema=dict.fromkeys(("definition", "category", "name", "name_zh"), pl.String)
    )
    if categories is not None:
        kinds = _names(categories, ["definition", "category"])
    full = (
        clusters.drop("name", "name_zh", "industries")
        .join(counts, on="cluster", how="left", maintain_order="left")
        .join(anchor, on="cluster", how="left", maintain_order="left")
        .join(spots, on="region", how="left", maintain_order="left")
        .join(kinds, on=["definition", "category"], how="left", maintain_order="left")
    )  # fmt: skip
    place, kind = pl.coalesce("place", "region"), pl.coalesce("name", "category")
    return finds_frame(
        full.with_columns(
            industries=pl.col("n"),
            name=pl.concat_str(kind, place, separator=", "),
            name_zh=pl.concat_str(
                pl.coalesce("place_zh", "place", "region"),
                pl.coalesce("name_zh", "name", "category"),
                separator="·",
            ),
        ),
        ROWS,
    )


def _names(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    none = pl.lit(None, dtype=pl.String)
    wanted = [
        (pl.col(n).cast(pl.String) if n in frame.columns else none).alias(n)
        for n in ("name", "name_zh")
    ]
    return frame.select(*(pl.col(k).cast(pl.String) for k in keys), *wanted).unique(
        keys, keep="first", maintain_order=True
    )
