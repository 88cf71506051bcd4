"""What may come in: points and categories, all problems told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from jiqun.clusters.finds import refuse_overlaps
from jiqun.clusters.points.establishments import Metric
from jiqun.core import Caution, InputError, Problems, problem, unknown
from jiqun.measures.results import IndustryPairMeasure
from jiqun.tables import metric_of, to_polars

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
    cautions: tuple[Caution, ...]


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
            problem("points-columns", subject="points", columns=frame.columns, missing=missing)
        )
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in CLEAN.items() if n not in frame.columns]
    counts = pl.col("establishments").cast(pl.Float64).fill_null(1.0)
    full = frame.with_columns(absent).with_columns(counts.alias("establishments"))
    problems = Problems()
    _check(problems, full, metric)
    problems.check()
    tidy = full.select(pl.col(name).cast(kind) for name, kind in CLEAN.items())
    placed = tidy.filter(pl.col("x").is_finite() & pl.col("y").is_finite())
    return Cleaned(frame=placed, cautions=(*_cautions(tidy, placed), *_taken(placed, metric)))


def _taken(placed: pl.DataFrame, metric: Metric) -> tuple[Caution, ...]:
    """Say where places on a plane can only be degrees."""
    at = placed["x"].to_numpy(), placed["y"].to_numpy()
    return metric_of(*at, names=("x", "y"), wanted=metric)[1]


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
            value=bad["establishments"][0], more=len(bad) - 1,
        )  # fmt: skip
    elif len(counts) and float(counts.sum()) > MOST_ESTABLISHMENTS:
        problems.add(
            "points-many", subject="points",
            establishments=counts.sum(), most=MOST_ESTABLISHMENTS,
        )  # fmt: skip
    jobs = frame["employment"].cast(pl.Float64).drop_nulls().to_numpy()
    wrong = jobs[~((jobs >= 0) & np.isfinite(jobs))]
    if len(wrong):
        problems.add("points-employment", subject="points", value=wrong[0])
    x, y = (frame[name].cast(pl.Float64).fill_nan(None) for name in ("x", "y"))
    beyond = max(_largest(x) / EAST, _largest(y) / NORTH)
    if metric == "great-circle" and beyond > 1:
        problems.add("points-degrees", subject="points", x=_largest(x), y=_largest(y))


def _largest(values: pl.Series) -> float:
    most = values.abs().max()
    return 0.0 if most is None else float(most)  # type: ignore[arg-type]


def _cautions(tidy: pl.DataFrame, placed: pl.DataFrame) -> tuple[Caution, ...]:
    outside = int(placed["region"].null_count())
    named = placed.drop_nulls("site")
    told = {
        "points-unplaced": len(tidy) - len(placed),
        "points-outside": outside if outside < len(placed) else 0,
        "points-repeated": len(named) - named["site"].n_unique(),
        "points-industry": placed["industry"].null_count(),
    }
    said = [Caution(code, {"rows": rows}) for code, rows in told.items() if rows]
    return (*said, Caution("points-empty")) if placed.is_empty() else tuple(said)


def chosen(categories: pl.DataFrame, *, definition: str, which: str) -> pl.DataFrame:
    """Give the categories of one definition: ``category, industry, name, name_zh, traded``."""
    known = sorted(categories["definition"].unique().to_list())
    if definition not in known:
        raise unknown("definition", definition, known, case="loaded")
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
                least=values.min(), most=values.max(),
            )  # fmt: skip
    problems.check()
