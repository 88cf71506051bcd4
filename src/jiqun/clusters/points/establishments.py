"""Establishments laid out for counting: sites, kinds, categories and their weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.finding.lattices import Lattice, plane_lattice, sphere_lattice
from jiqun.measures.results import IndustryPairMeasure

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Int32 = NDArray[np.int32]
Metric = Literal["great-circle", "planar"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kinds:
    """What each kind of establishment counts for.

    Attributes
    ----------
    start
        (K + 1,) where each kind's entries begin; kind 0 counts for nothing.
    category, weight, own
        (E,) the category, its weight (0-1), whether the kind is the category's own.
    """

    start: Int
    category: Int
    weight: Float
    own: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Establishments:
    """Establishments at sites.

    Attributes
    ----------
    rows
        One row a site and industry, sorted by site: ``row, site, x, y, region, industry,
        establishments, employment, category`` (number, -1 for none), ``at`` (number of the site).
    x, y
        (S,) of the sites.
    site_start
        (S + 1,) where each site's establishments begin.
    labels
        (N,) kind of each establishment.
    kinds
        What the kinds count for.
    categories
        C codes.
    own, weight, square
        (C,) own establishments; sums of the weights and of their squares.
    metric
        "great-circle" or "planar".
    """

    rows: pl.DataFrame
    x: Float
    y: Float
    site_start: Int
    labels: Int32
    kinds: Kinds
    categories: tuple[str, ...]
    own: Float
    weight: Float
    square: Float
    metric: Metric

    @property
    def total(self) -> int:
        """Number of establishments."""
        return len(self.labels)

    @property
    def share(self) -> Float:
        """What a neighbour of an own establishment weighs on average, by category."""
        return np.maximum(self.weight - 1.0, 0.0) / max(self.total - 1, 1)

    @property
    def spread(self) -> Float:
        """Mean square over mean of the weights, by category: 1 where all are 1."""
        out = np.ones(len(self.weight))
        np.divide(self.square, self.weight, out=out, where=self.weight > 0)
        return out

    @property
    def room(self) -> Int:
        """Where each category's entries begin when each establishment has one: (C + 1,)."""
        per_kind = np.bincount(self.labels, minlength=len(self.kinds.start) - 1)
        counts = np.zeros(len(self.categories), dtype=np.int64)
        of = np.repeat(np.arange(len(per_kind)), np.diff(self.kinds.start))
        np.add.at(counts, self.kinds.category, per_kind[of])
        return np.concatenate([[0], np.cumsum(counts)])

    def repeated(self, each: Int, copies: Int) -> Establishments:
        """Give the same with ``each`` (N,) establishment so many times; ``copies`` by row."""
        labels = np.repeat(self.labels, each)
        start = np.concatenate([[0], np.cumsum(each)])[self.site_start]
        kind = self.labels[np.minimum(np.cumsum(self.counts) - self.counts, self.total - 1)]
        own, weight, square = sums(self.kinds, kind, copies, len(self.categories))
        return replace(
            self,
            rows=self.rows.with_columns(pl.Series("establishments", copies)),
            site_start=start.astype(np.int64),
            labels=labels,
            own=own,
            weight=weight,
            square=square,
        )

    @property
    def counts(self) -> Int:
        """Establishments of each row."""
        return self.rows["establishments"].to_numpy()

    def lattice(self, scale_km: float, *, fineness: int, link: float) -> Lattice:
        """Lay the sites out for discs of one radius."""
        make = plane_lattice if self.metric == "planar" else sphere_lattice
        return make(self.x, self.y, scale_km=scale_km, fineness=fineness, link=link)


def lay_out(
    points: pl.DataFrame,
    *,
    codes: tuple[str, ...],
    industries: pl.DataFrame,
    relatedness: IndustryPairMeasure | None,
    related_least: float,
    metric: Metric,
) -> Establishments:
    """Sort establishments by site; ``industries`` has ``industry, category``, each once."""
    number = pl.DataFrame({"category": codes, "number": np.arange(len(codes), dtype=np.int64)})
    of = industries.join(number, on="category").select("industry", "number")
    rows = (
        points.with_row_index("row")
        .join(of, on="industry", how="left", maintain_order="left")
        .with_columns(pl.col("number").fill_null(-1).alias("category"))
        .sort("y", "x", "industry", "site", "row")
        .with_columns(at=(pl.struct("y", "x").rle_id()).cast(pl.Int64))
    )
    kinds, kind = _kinds(rows, of, len(codes), relatedness, related_least)
    counts = rows["establishments"].to_numpy()
    first = rows.select(pl.col("at").is_first_distinct())["at"].to_numpy()
    per_site = np.bincount(rows["at"].to_numpy(), weights=counts).astype(np.int64)
    own, weight, square = sums(kinds, kind, counts, len(codes))
    return Establishments(
        rows=rows.drop("number"),
        x=rows["x"].to_numpy()[first],
        y=rows["y"].to_numpy()[first],
        site_start=np.concatenate([[0], np.cumsum(per_site)]),
        labels=np.repeat(kind.astype(np.int32), counts),
        kinds=kinds,
        categories=codes,
        own=own,
        weight=weight,
        square=square,
        metric=metric,
    )


def _kinds(
    rows: pl.DataFrame,
    of: pl.DataFrame,
    categories: int,
    relatedness: IndustryPairMeasure | None,
    least: float,
) -> tuple[Kinds, Int]:
    """Give what kinds count for, and the kind of each row."""
    if relatedness is None:
        kinds = Kinds(
            start=np.concatenate([[0], np.arange(categories + 1)]),
            category=np.arange(categories),
            weight=np.ones(categories),
            own=np.ones(categories, dtype=bool),
        )
        return kinds, rows["category"].to_numpy() + 1
    weights = related_weights(of, categories, relatedness, least)
    listed = rows["industry"].unique().sort()
    category = dict(of.iter_rows())
    parts = [
        ([(category[name], 1.0, True)] if name in category else [])
        + [(c, w, False) for c, w in weights.get(name, ()) if c != category.get(name)]
        for name in listed
    ]
    flat = [entry for part in parts for entry in sorted(part)]
    sizes = [0, *(len(part) for part in parts)]
    kinds = Kinds(
        start=np.concatenate([[0], np.cumsum(sizes)]),
        category=np.array([c for c, _, _ in flat], dtype=np.int64),
        weight=np.array([w for _, w, _ in flat], dtype=np.float64),
        own=np.array([o for _, _, o in flat], dtype=bool),
    )
    place = pl.DataFrame({"industry": listed, "kind": np.arange(1, len(listed) + 1)})
    joined = rows.join(place, on="industry", how="left", maintain_order="left")
    return kinds, joined["kind"].to_numpy().astype(np.int64)


def related_weights(
    of: pl.DataFrame, categories: int, relatedness: IndustryPairMeasure, least: float
) -> dict[str, list[tuple[int, float]]]:
    """Give each industry's mean relatedness to each category's industries, from ``least`` on.

    ``of`` has ``industry, number``. NaN counts as 0; an industry that the matrix lacks is
    related to none.
    """
    place = {name: at for at, name in enumerate(relatedness.industries)}
    matrix = np.nan_to_num(relatedness.values, nan=0.0)
    out: dict[str, list[tuple[int, float]]] = {}
    for number in range(categories):
        own = [place[name] for name in of.filter(number=number)["industry"] if name in place]
        if not own:
            continue
        mean = matrix[own].mean(axis=0)
        for at in np.flatnonzero(mean >= least):
            if mean[at] > 0:
                name = relatedness.industries[at]
                out.setdefault(name, []).append((number, float(min(mean[at], 1.0))))
    return out


def sums(kinds: Kinds, kind: Int, counts: Int, categories: int) -> tuple[Float, Float, Float]:
    """Give own establishments, weights and squares of weights of each category."""
    per_kind = np.bincount(kind, weights=counts, minlength=len(kinds.start) - 1)
    number = np.repeat(per_kind, np.diff(kinds.start))
    own, weight, square = np.zeros(categories), np.zeros(categories), np.zeros(categories)
    np.add.at(own, kinds.category, number * kinds.own)
    np.add.at(weight, kinds.category, number * kinds.weight)
    np.add.at(square, kinds.category, number * kinds.weight**2)
    return own, weight, square
