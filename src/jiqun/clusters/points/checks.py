"""What may come in: points and categories, all problems told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from jiqun.clusters.finds import refuse_overlaps
from jiqun.clusters.points.establishments import Metric
from jiqun.core import InputError, Problem, Problems, unknown
from jiqun.measures.results import IndustryPairMeasure
from jiqun.tables import to_polars

#: Columns after cleaning, and their types.
CLEAN: Final = {
    "site": pl.String,
    "region": pl.String,
    "x": pl.Float64,
    "y": pl.Float64,
    "industry": pl.String,
    "establishments": pl.Int64,
    "employment": pl.Float64,
}
MOST_ESTABLISHMENTS: Final = 2**31 - 2
EAST, NORTH = 180.0, 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """Points that can be used, and what was noticed on the way."""

    frame: pl.DataFrame
    cautions: tuple[str, ...]


def clean(points: object, *, metric: Metric) -> Cleaned:
    """Take the columns, leave out what has no place, refuse what cannot be.

    ``lon, lat`` are read where ``x, y`` are absent; absent ``site``, ``region`` and
    ``employment`` are null, absent ``establishments`` are 1.
    """
    frame = to_polars(points)
    if not {"x", "y"} <= set(frame.columns) and {"lon", "lat"} <= set(frame.columns):
        frame = frame.drop("x", "y", strict=False).rename({"lon": "x", "lat": "y"})
    missing = [name for name in ("x", "y", "industry") if name not in frame.columns]
    if missing:
        raise InputError(
            Problem(
                "points-columns", "points", f"columns {frame.columns}", f"also {missing}",
                "Give x and y (or lon and lat) and industry.",
            )
        )  # fmt: skip
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in CLEAN.items() if n not in frame.columns]
    counts = pl.col("establishments").cast(pl.Float64).fill_null(1.0)
    full = frame.with_columns(absent).with_columns(counts.alias("establishments"))
    problems = Problems()
    _check(problems, full, metric)
    problems.check()
    tidy = full.select(pl.col(name).cast(kind) for name, kind in CLEAN.items())
    placed = tidy.filter(pl.col("x").is_finite() & pl.col("y").is_finite())
    return Cleaned(frame=placed, cautions=_cautions(tidy, placed))


def _check(problems: Problems, frame: pl.DataFrame, metric: str) -> None:
    counts = frame["establishments"]
    bad = frame.filter(
        ~pl.col("establishments").is_finite()
        | (pl.col("establishments") < 1)
        | (pl.col("establishments") != pl.col("establishments").floor())
    )
    if len(bad):
        problems.add(
            "points-establishments", subject="points",
            found=f"{bad['establishments'][0]:g} in one row and {len(bad) - 1} more",
            expected="whole numbers from 1 on", fix="Leave out rows without establishments.",
        )  # fmt: skip
    elif len(counts) and float(counts.sum()) > MOST_ESTABLISHMENTS:
        problems.add(
            "points-many", subject="points", found=f"{counts.sum():g} establishments",
            expected=f"at most {MOST_ESTABLISHMENTS:,}", fix="Take a sample, or a part of the map.",
        )  # fmt: skip
    jobs = frame["employment"].cast(pl.Float64).drop_nulls().to_numpy()
    wrong = jobs[~((jobs >= 0) & np.isfinite(jobs))]
    if len(wrong):
        problems.add(
            "points-employment", subject="points", found=f"employment of {wrong[0]:g}",
            expected="finite numbers from 0 on, or null", fix="Put null where it is not known.",
        )  # fmt: skip
    x, y = (frame[name].cast(pl.Float64).fill_nan(None) for name in ("x", "y"))
    beyond = max(_largest(x) / EAST, _largest(y) / NORTH)
    if metric == "great-circle" and beyond > 1:
        problems.add(
            "points-degrees", subject="points",
            found=f"x to {_largest(x):g}, y to {_largest(y):g}",
            expected="longitudes in [-180, 180] and latitudes in [-90, 90]",
            fix="Swap the columns, or choose metric='planar' with kilometres.",
        )  # fmt: skip


def _largest(values: pl.Series) -> float:
    most = values.abs().max()
    return 0.0 if most is None else float(most)  # type: ignore[arg-type]


def _cautions(tidy: pl.DataFrame, placed: pl.DataFrame) -> tuple[str, ...]:
    said = []
    gone = len(tidy) - len(placed)
    if gone:
        said.append(f"points-unplaced: {gone} rows without coordinates are left out")
    outside = int(placed["region"].null_count())
    if outside and outside < len(placed):
        said.append(
            f"points-outside: {outside} rows lie in no region; they count where they stand, and"
            " no region is named for them"
        )
    named = placed.drop_nulls("site")
    twice = len(named) - named["site"].n_unique()
    if twice:
        said.append(f"points-repeated: {twice} rows repeat a site's name; each row counts")
    if placed["industry"].null_count():
        said.append(
            f"points-industry: {placed['industry'].null_count()} rows without an industry count"
            " among all establishments only"
        )
    if placed.is_empty():
        said.append("points-empty: no establishment has a place; nothing can be found")
    return tuple(said)


def chosen(categories: pl.DataFrame, *, definition: str, which: str) -> pl.DataFrame:
    """Give the categories of one definition: ``category, industry, name, name_zh, traded``."""
    known = sorted(categories["definition"].unique().to_list())
    if definition not in known:
        raise unknown("definition", definition, known, fix="Name one that is loaded.")
    own = categories.filter(pl.col("definition") == definition)
    absent = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in (("name", pl.String), ("name_zh", pl.String), ("traded", pl.Boolean))
        if name not in own.columns
    ]
    own = own.with_columns(absent).select("category", "industry", "name", "name_zh", "traded")
    own = own.unique(["category", "industry"], maintain_order=True)
    refuse_overlaps(own)
    return own.filter(pl.col("traded").fill_null(value=True)) if which == "traded" else own


def check_relatedness(relatedness: IndustryPairMeasure | None) -> None:
    """Refuse a matrix with values beyond 0 to 1 (``points-relatedness``)."""
    problems = Problems()
    if relatedness is not None:
        values = relatedness.values[np.isfinite(relatedness.values)]
        if len(values) and (values.min() < 0 or values.max() > 1):
            problems.add(
                "points-relatedness", subject="relatedness",
                found=f"values from {values.min():g} to {values.max():g}", expected="0 to 1",
                fix="Scale the matrix, or give its percentiles.",
            )  # fmt: skip
    problems.check()
