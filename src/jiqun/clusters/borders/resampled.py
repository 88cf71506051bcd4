"""How stable clusters across borders are: sought again in statistics that chance has redrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

import numpy as np
import polars as pl
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.borders.chance import beyond
from jiqun.clusters.borders.fields import Field, field_for, named_inputs
from jiqun.clusters.borders.finding import SUBJECT
from jiqun.clusters.borders.inputs import RegionTables
from jiqun.clusters.borders.plans import RegionsPlan
from jiqun.clusters.borders.rows import places_of
from jiqun.clusters.borders.surfaces import (
    Surface,
    all_zones,
    redrawn,
    surface_of,
    unit_size,
)
from jiqun.clusters.borders.zones import Map, Zones
from jiqun.clusters.finds import Finds
from jiqun.core import Problems, Progress, silent, stream
from jiqun.measures import share_interval

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Compare = Literal["employment", "regions"]
#: The stability frame of every way.
COLUMNS: Final[Mapping[str, type[pl.DataType]]] = {
    "cluster": pl.String, "test": pl.String, "detail": pl.String, "draws": pl.Int64,
    "survival": pl.Float64, "low": pl.Float64, "high": pl.Float64, "overlap": pl.Float64,
}  # fmt: skip
#: A resample finds a cluster again if this share of both is common (Hennig's "dissolved").
AGAIN: Final = 0.5
#: Resamples in one piece of work.
PIECE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wanted:
    """The clusters to find again: of each category number their regions' shares."""

    codes: list[str]
    category: Int
    zones: list[Int]


def resampled_regions(
    tables: RegionTables,
    finds: Finds,
    *,
    compare: Compare = "employment",
    draws: int = 200,
    seed: int = 0,
    workers: int = 2,
    progress: Progress = silent,
) -> pl.DataFrame:
    r"""Redraw establishments and their sizes, seek the zones again, and see which come back.

    Each cell with n establishments gets Poisson(n) of them, and a mean size that is lognormal
    around its own with squared coefficient of variation cv²/n; what is usual is taken again;
    the line that a likelihood ratio must exceed stays where chance put it. A cluster's overlap
    with a resample is that with the zone most like it,

    .. math:: \max_z \frac{w(C \cap z)}{w(C \cup z)}

    with w the category's employment in the cells as they are.

    Parameters
    ----------
    tables
        As given to :func:`find_in_regions`, whose plan is read from the record.
    finds
        What it found.
    compare
        "employment": by jobs; "regions": each region counts 1.
    draws
        Resamples, >= 1.
    seed, workers
        Chance, and threads, which change nothing but the time.
    progress
        Told after each piece.

    Returns
    -------
    DataFrame
        One row a cluster: ``cluster, test ("sampling"), detail, draws``; ``survival`` the share
        (0-1) of resamples with an overlap of a half or more, with its 95 % Wilson interval
        ``low, high``; ``overlap`` the mean overlap.

    Raises
    ------
    InputError
        ``resampled-finds`` (not of :func:`find_in_regions`, or of other cells),
        ``resampled-options``.

    References
    ----------
    :cite:`hennig2007`.
    """
    plan, told = _plan(finds, draws, compare)
    field = field_for(tables, plan)
    _check_same(finds, named_inputs(field, tables.neighbours))
    at = Map(neighbours=tables.neighbours, places=places_of(field, tables.regions, plan.level))
    surface = surface_of(field, at, plan)
    wanted = _wanted(finds, field)
    plants, size = _means(surface, plan)
    weight = np.nan_to_num(field.employment)
    if compare == "regions":
        weight = np.ones_like(weight)
    critical = (told["critical"].get(name) for name in field.categories)
    lines = np.array([np.inf if line is None else line for line in critical])
    overlap = np.zeros((draws, len(wanted.codes)))

    def piece(first: int) -> None:
        for draw in range(first, min(first + PIECE, draws)):
            rng = stream(seed=seed, replicate=draw, name="borders.resamples")
            drawn = redrawn(surface, plants, size, plan, rng)
            overlap[draw] = _overlaps(drawn, plan, wanted, weight, lines)

    pieces = range(0, draws, PIECE)
    done = Parallel(n_jobs=workers, prefer="threads", return_as="generator")(
        delayed(piece)(first) for first in pieces
    )
    for count, _none in enumerate(done):
        progress("resamples", min((count + 1) * PIECE, draws), draws)
    return stability_frame(wanted, overlap)


def _plan(finds: Finds, draws: int, compare: str) -> tuple[RegionsPlan, Mapping[str, Any]]:
    """Read the plan back from the record."""
    told = finds.record.parameters
    problems = Problems()
    if finds.record.subject != SUBJECT:
        problems.add(
            "resampled-finds", subject="finds", found_subject=finds.record.subject, wanted=SUBJECT
        )
    if draws < 1 or compare not in ("employment", "regions"):
        problems.add("resampled-options", subject="options", draws=draws, compare=compare)
    problems.check()
    chosen = {one.name: told[one.name] for one in fields(RegionsPlan) if one.name in told}
    return RegionsPlan(**chosen | {"reach_km": float(told["reach_km"])}), told


def _check_same(finds: Finds, inputs: Mapping[str, str]) -> None:
    problems = Problems()
    if finds.record.inputs != inputs:
        problems.add("resampled-finds", subject="finds", case="cells")
    problems.check()


def _wanted(finds: Finds, field: Field) -> Wanted:
    regions = {code: at for at, code in enumerate(field.regions)}
    kinds = {code: at for at, code in enumerate(field.categories)}
    parts = finds.members.filter(pl.col("kind") == "region")
    zones: dict[str, list[int]] = {}
    for cluster, member in parts.select("cluster", "member").iter_rows():
        zones.setdefault(cluster, []).append(regions[member])
    codes = finds.clusters["cluster"].to_list()
    return Wanted(
        codes=codes,
        category=np.array([kinds[c] for c in finds.clusters["category"]], dtype=np.int64),
        zones=[np.array(zones[code], dtype=np.int64) for code in codes],
    )


def _means(surface: Surface, plan: RegionsPlan) -> tuple[Float, Float]:
    """Give the establishments of each cell and the employment of one of them."""
    usual_size = unit_size(surface, plan)
    people = np.nan_to_num(surface.field.employment)
    plants = people / usual_size
    if surface.field.counted and plan.weigh != "employment":
        known = surface.field.establishments
        plants = np.where(np.isnan(known), plants, known)
    size = np.divide(people, plants, out=usual_size + np.zeros(plants.shape), where=plants > 0)
    return plants, size


def _overlaps(
    drawn: Surface, plan: RegionsPlan, wanted: Wanted, weight: Float, lines: Float
) -> Float:
    """Give each wanted cluster's best overlap with the zones of one resample."""
    out = np.zeros(len(wanted.codes))
    zones = all_zones(drawn, plan)
    for c in np.unique(wanted.category):
        label = significant(zones[c], float(lines[c]))
        for at in np.flatnonzero(wanted.category == c):
            out[at] = best_overlap(wanted.zones[at], label, weight[:, c])
    return out


def best_overlap(zone: Int, label: Int, weight: Float) -> float:
    """Give the largest weighted Jaccard index of a zone with any labelled one.

    zone: region numbers; label: (R,), -1 in none; weight: (R,).

    Examples
    --------
    >>> best_overlap(np.array([0, 1]), np.array([0, 0, 0, -1]), np.array([2.0, 1.0, 1.0, 9.0]))
    0.75
    """
    inside = label[zone]
    hit = inside >= 0
    if not hit.any():
        return 0.0
    common = np.bincount(inside[hit], weights=weight[zone][hit])
    whole = np.bincount(label[label >= 0], weights=weight[label >= 0])[: len(common)]
    union = whole + weight[zone].sum() - common
    return float(np.max(np.divide(common, union, out=np.zeros(len(common)), where=union > 0)))


def significant(zones: Zones, line: float) -> Int:
    """Give the labels with the zones that chance gives left out."""
    kept = np.append(beyond(zones.likelihood, line), [False])  # the last stands for -1
    return np.where(kept[zones.label], zones.label, -1)


def stability_frame(wanted: Wanted, overlap: Float) -> pl.DataFrame:
    """Give one row a cluster from its overlaps, shape (draws, clusters)."""
    draws = len(overlap)
    again = (overlap >= AGAIN).sum(axis=0)
    low, high = share_interval(again, np.full(len(again), draws))
    return pl.DataFrame(
        {
            "cluster": wanted.codes,
            "test": ["sampling"] * len(wanted.codes),
            "detail": ["establishments and their sizes redrawn"] * len(wanted.codes),
            "draws": [draws] * len(wanted.codes),
            "survival": again / draws,
            "low": low,
            "high": high,
            "overlap": overlap.mean(axis=0),
        },
        schema=dict(COLUMNS),
    )
