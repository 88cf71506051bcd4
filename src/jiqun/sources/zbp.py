"""ZIP Codes Business Patterns: counts of establishments at postal points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from jiqun.core import Caution, InputError, problem, stream
from jiqun.kernels.sphere import EARTH_KM, KM_A_DEGREE, on_sphere
from jiqun.sources.figures import numbers
from jiqun.sources.places import (
    STATE,
    depth_of,
    industry_stubs,
    naics,
    region_stubs,
    table,
)
from jiqun.sources.published import arrange, need_files, printed_names, read_published, year_of
from jiqun.sources.register import Layout, Reading, find_source, source

#: ZIP regions are "zip" and five digits: counties have five digits too.
PREFIX = "zip"
DEEPEST, COARSE = 6, 5
GEONAMES_WIDTH = 12
#: Positions in the headerless file of postal codes that GeoNames offers.
GEONAMES = {"zip": 1, "place": 2, "state": 4, "county_fips3": 6, "lat": 9, "lon": 10}


@source("us-zbp")
def read_zbp(paths: tuple[Path, ...], /, *, year: int = 0, states: tuple[str, ...] = ()) -> Reading:
    """Read counts and postal points as activity of ZIP regions, without employment.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-year``.
    """
    counts, points = _open(paths, year)
    if states:
        wanted = points.filter(pl.col("state").is_in(states))["zip"].to_list()
        counts = counts.filter(pl.col("state").is_in(states) | pl.col("zip").is_in(wanted))
    deep = _deepest(counts)
    codes = deep["zip"].unique().to_list()
    placed = points.filter(pl.col("zip").is_in(codes))
    activity = deep.select(
        (PREFIX + pl.col("zip")).alias("region"),
        "industry",
        "year",
        pl.col("establishments").cast(pl.Float64),
    )
    years = sorted(activity["year"].unique().to_list())
    spec = find_source("us-zbp")
    return Reading(
        tables={"activity": activity, "regions": _regions(codes, placed)},
        stubs={
            "regions": _county_stubs(placed),
            "industries": industry_stubs(activity["industry"], system=spec.vintage(years[-1])),
        },
        origin=spec.origin(
            version=", ".join(str(each) for each in years),
            note="establishments only; a ZIP code is a point",
        ),
        cautions=_cautions(deep, placed),
        figures={
            "cells": float(len(activity)),
            "establishments": float(activity["establishments"].sum()),
            "zip-codes": float(len(codes)),
        },
    )


def zip_establishments(paths: tuple[Path, ...], /, *, year: int = 0) -> pl.DataFrame:
    """Give counts with points: zip, lon, lat, naics, establishments, level, year.

    Parameters
    ----------
    paths
        The file of counts and the file of points, in any order.
    year
        As for the source.

    Returns
    -------
    polars.DataFrame
        One row a ZIP code and industry; ``level`` is 6, or 5 where only the five-digit class
        is given (California in some copies). ZIP codes without a point are left out.
    """
    counts, points = _open(paths, year)
    return (
        _deepest(counts)
        .join(points.select("zip", "lon", "lat"), on="zip", how="inner")
        .select(
            "zip",
            "lon",
            "lat",
            pl.col("industry").alias("naics"),
            "establishments",
            "level",
            "year",
        )
        .sort("zip", "naics", "year")
    )


def jitter(
    points: pl.DataFrame, *, seed: int, share: float = 0.5, limit_km: float = 25.0
) -> pl.DataFrame:
    """Spread establishments within their ZIP area: one row each, moved by a seeded step.

    A ZIP code's area is taken as the disc around its point with ``share`` times the distance
    to the nearest other point as radius; an establishment falls anywhere in it alike. The
    points are thus no addresses: distances below that radius mean nothing.

    Parameters
    ----------
    points
        As :func:`zip_establishments` gives.
    seed
        Same seed, same places.
    share
        Of the distance to the nearest neighbour, 0 to 1; 0 leaves all on the point.
    limit_km
        Largest radius, for ZIP codes far from all others.

    Returns
    -------
    polars.DataFrame
        ``zip``, ``naics``, ``lon``, ``lat``, ``radius_km``; as many rows as establishments.
    """
    radius = zip_radius(points).with_columns(
        (pl.col("radius_km") * share).clip(upper_bound=limit_km)
    )
    each = (
        points.join(radius, on="zip", how="left", maintain_order="left")
        .select(
            pl.col("zip", "naics", "lon", "lat", "radius_km").repeat_by("establishments").explode()
        )
        .drop_nulls("zip")
    )
    chance = stream(seed=seed, name="zip-jitter")
    far = each["radius_km"].to_numpy() * np.sqrt(chance.random(len(each)))
    angle = 2 * np.pi * chance.random(len(each))
    lat = each["lat"].to_numpy() + far * np.sin(angle) / KM_A_DEGREE
    narrow = np.cos(np.radians(each["lat"].to_numpy()))
    lon = each["lon"].to_numpy() + far * np.cos(angle) / (KM_A_DEGREE * narrow)
    return each.with_columns(pl.Series("lon", lon), pl.Series("lat", lat))


def zip_radius(points: pl.DataFrame) -> pl.DataFrame:
    """Give each ZIP code's distance in km to the nearest point that is not its own."""
    from scipy.spatial import cKDTree

    zips = points.select("zip", "lon", "lat").unique("zip", keep="first", maintain_order=True)
    spots = zips.select("lon", "lat").unique(maintain_order=True)
    if len(spots) < STATE:
        return zips.select("zip", pl.lit(0.0).alias("radius_km"))
    sphere = on_sphere(spots["lon"].to_numpy(), spots["lat"].to_numpy())
    chord = cKDTree(sphere).query(sphere, k=2)[0][:, 1]
    near = spots.with_columns(radius_km=pl.Series(2 * EARTH_KM * np.arcsin(chord / 2)))
    return zips.join(near, on=["lon", "lat"], how="left").select("zip", "radius_km")


def _open(paths: Sequence[Path], year: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    need_files(paths, source="us-zbp", least=2)
    layouts = find_source("us-zbp").layouts
    counts, points = [], []
    for path in paths:
        frame = arrange(_read(path, layouts), layouts, subject=path.name)
        frame = _counted(frame, layouts, path.name)
        if "establishments" in frame.columns:
            counts.append(_counts(frame, year or year_of(path), path))
        else:
            points.append(_points(frame))
    if not counts or not points:
        raise InputError(
            problem(
                "source-files",
                subject="us-zbp",
                case="zip-codes",
                counts=len(counts),
                points=len(points),
            )
        )
    return pl.concat(counts), pl.concat(points).unique("zip", keep="first", maintain_order=True)


def _counted(frame: pl.DataFrame, layouts: Sequence[Layout], name: str) -> pl.DataFrame:
    columns = ("establishments", "year", "lon", "lat")
    counts, printed = ("establishments",), printed_names(frame, layouts)
    return numbers(frame, columns, subject=name, counts=counts, printed=printed)


def _counts(frame: pl.DataFrame, told: int | None, path: Path) -> pl.DataFrame:
    if "year" not in frame.columns:
        if told is None:
            raise InputError(
                problem("source-year", subject=path.name, example="zbp12detail.txt", year=2012)
            )
        frame = frame.with_columns(pl.lit(told).alias("year"))
    state = pl.col("state") if "state" in frame.columns else pl.lit(None)
    return frame.select(
        pl.col("zip").cast(pl.String).str.zfill(5),
        state.cast(pl.String).alias("state"),
        naics("industry"),
        pl.col("establishments").cast(pl.Int64),
        pl.col("year").cast(pl.Int64),
    )


def _read(path: Path, layouts: Sequence[Layout]) -> pl.DataFrame:
    """Read a table; GeoNames' file of postal codes has no header and is known by its shape."""
    if path.suffix.lower() == ".txt" and path.is_file():
        with path.open(encoding="utf-8", errors="replace") as lines:
            first = lines.readline().rstrip("\n").split("\t")
        if len(first) == GEONAMES_WIDTH and first[0] == "US":
            frame = pl.read_csv(path, separator="\t", has_header=False, infer_schema=False)
            return frame.select(pl.nth(at).alias(name) for name, at in GEONAMES.items())
    return read_published(path, layouts)


def _points(frame: pl.DataFrame) -> pl.DataFrame:
    given = {"place", "state", "county"} & set(frame.columns)
    return frame.select(
        pl.col("zip").cast(pl.String).str.strip_chars().str.zfill(5),
        *(
            (pl.col(name) if name in given else pl.lit(None)).cast(pl.String).alias(name)
            for name in ("place", "state", "county")
        ),
        pl.col("lon", "lat"),
    )


def _deepest(counts: pl.DataFrame) -> pl.DataFrame:
    """Keep six-digit classes, and five-digit ones in states that have no six-digit class.

    Zeros are left out; a count that is not given stays, unknown.
    """
    level = counts.with_columns(depth_of("industry").alias("level"))
    deep = level.filter(pl.col("level") == DEEPEST)
    having = deep.select("state", "year").unique()
    coarse = level.filter(pl.col("level") == COARSE).join(
        having, on=["state", "year"], how="anti", nulls_equal=True
    )
    counted = (pl.col("establishments") > 0) | pl.col("establishments").is_null()
    return pl.concat([deep, coarse]).filter(counted)


def _regions(codes: Sequence[str], placed: pl.DataFrame) -> pl.DataFrame:
    return (
        pl.DataFrame({"zip": sorted(codes)})
        .join(placed, on="zip", how="left")
        .select(
            (PREFIX + pl.col("zip")).alias("region"),
            pl.col("place").alias("name"),
            pl.lit("zip").alias("level"),
            _county().alias("parent"),
            "lon",
            "lat",
        )
    )


def _county() -> pl.Expr:
    listed = table("sources/us_states.csv")
    state = pl.col("state").replace_strict(
        listed["abbreviation"], listed["code"], default=None, return_dtype=pl.String
    )
    return state + pl.col("county").str.zfill(3)


def _county_stubs(placed: pl.DataFrame) -> pl.DataFrame:

    return region_stubs(placed.select(_county().alias("code"))["code"].drop_nulls())


def _cautions(deep: pl.DataFrame, placed: pl.DataFrame) -> tuple[Caution, ...]:
    found = [Caution(code="zip-points")]
    blank = deep["establishments"].null_count()
    if blank:
        found.append(Caution(code="blank-counts", values={"cells": blank}))
    coarse = deep.filter(pl.col("level") == COARSE)
    if len(coarse):
        where = ", ".join(sorted(set(coarse["state"].drop_nulls())))
        values = {"states": where, "establishments": int(coarse["establishments"].sum())}
        found.append(Caution(code="zip-coarse", values=values))
    lost = deep.join(placed, on="zip", how="anti")
    if len(lost):
        values = {
            "zips": lost["zip"].n_unique(),
            "establishments": int(lost["establishments"].sum()),
        }
        found.append(Caution(code="zip-unplaced", values=values))
    return tuple(found)
