"""Clusters across borders: specialised regions that touch, merged and tested against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.borders.chance import chance_maxima, critical, p_values
from jiqun.clusters.borders.contiguity import undrawn
from jiqun.clusters.borders.expectation import settled
from jiqun.clusters.borders.fields import Field, field_of, observed_of
from jiqun.clusters.borders.options import Search, Weigh, option_problems
from jiqun.clusters.borders.rows import cluster_rows
from jiqun.clusters.borders.rows import places_of
from jiqun.clusters.borders.zones import (
    Map,
    Zones,
    innermost,
    outside_likelihood,
    rates,
    zones_of,
)
from jiqun.clusters.finds import Finds
from jiqun.core import Origin, Progress, Record, digest, silent
from jiqun.measures.association import benjamini_hochberg
from jiqun.tables import Graph

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: From so many regions on, chance has room to deal.
FEW_REGIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What every category is sought in.

    Attributes
    ----------
    field
        Cells as matrices.
    map
        Who borders on whom, and where.
    observed, expected, plain, clear
        Shape (R, C): what is counted; what is usual; what the margins alone would say (all
        that is observed over it is the location quotient); 1 where a cell does not stand out.
    rounds
        Turns that this took.
    """

    field: Field
    map: Map
    observed: Float
    expected: Float
    plain: Float
    clear: Float
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sought:
    """The significant zones of one category.

    Attributes
    ----------
    zones
        The members of each, as region numbers.
    observed, expected, p_value
        One a zone.
    line
        What a likelihood ratio must exceed.
    tried
        Zones before the test.
    """

    zones: tuple[Int, ...]
    observed: Float
    expected: Float
    p_value: Float
    line: float
    tried: int


def find_in_regions(  # noqa: PLR0913 - each of them changes what is found
    cells: pl.DataFrame,
    *,
    regions: pl.DataFrame,
    neighbours: Graph,
    definition: str,
    level: str,
    year: int,
    categories: pl.DataFrame | None = None,
    parts: pl.DataFrame | None = None,
    spreads: pl.DataFrame | None = None,
    size_cv2: float | None = None,
    least_rate: float = 2.0,
    least_establishments: float = 3.0,
    prior: float = 4.0,
    lean: float = 0.3,
    weigh: Weigh = "both",
    size_spread: float = 0.05,
    bridge_rate: float = 1.8,
    reach_km: float = 150.0,
    least_quotient: float = 1.0,
    rounds: int = 20,
    confidence: float = 0.95,
    draws: int = 999,
    alpha: float = 0.05,
    seed: int = 0,
    workers: int = 2,
    origins: Sequence[Origin] = (),
    progress: Progress = silent,
) -> Finds:
    search = Search(
        least_rate=least_rate, least_establishments=least_establishments, prior=prior, lean=lean,
        weigh=weigh, size_spread=size_spread, bridge_rate=bridge_rate,
        reach_km=reach_km, least_quotient=least_quotient, rounds=rounds, confidence=confidence,
    )  # fmt: skip
    option_problems(search, draws, alpha).check()
    field = field_of(
        cells, neighbours,
        definition=definition, level=level, year=year, spreads=spreads, size_cv2=size_cv2,
    )  # fmt: skip
    ground = ground_of(
        field, Map(neighbours=neighbours, places=places_of(field, regions, level)), search
    )
    sought = _all_categories(
        ground, search,
        definition=definition, draws=draws, alpha=alpha, seed=seed, workers=workers,
        progress=progress,
    )  # fmt: skip
    kept = _discoveries(sought, alpha)
    clusters, members = cluster_rows(
        field, kept, regions=regions, definition=definition, level=level, year=year,
        categories=categories, parts=parts, confidence=search.confidence,
    )  # fmt: skip
    told = {"definition": definition, "level": level, "year": year, "size_cv2": size_cv2}
    record = Record(
        subject="clusters-across-borders",
        parameters={
            **told, **search.to_dict(), "draws": draws, "alpha": alpha,
            "critical": {n: _plain(s.line) for n, s in zip(field.categories, sought, strict=True)},
            "tried": sum(one.tried for one in sought), "rounds_taken": ground.rounds,
        },
        inputs={"cells": _digest(field), "neighbours": neighbours.digest()},
        origins=tuple(origins),
        seed=seed,
        cautions=_cautions(ground, regions, neighbours, search, level),
    )  # fmt: skip
    return Finds(way="regions", clusters=clusters, members=members, record=record)


def ground_of(field: Field, at: Map, search: Search) -> Ground:
    """Count, and settle what is usual."""
    observed = observed_of(
        field,
        field.employment,
        field.establishments,
        weigh=search.weigh,
        size_spread=search.size_spread,
    )
    expected, plain, clear, rounds = settled(field, observed, search)
    return Ground(
        field=field, map=at, observed=observed, expected=expected, plain=plain, clear=clear,
        rounds=rounds,
    )  # fmt: skip


def category_zones(ground: Ground, c: int, search: Search) -> Zones:
    """Seek the zones of category number c."""
    o, e, plain, clear = (
        np.ascontiguousarray(matrix[:, c])
        for matrix in (ground.observed, ground.expected, ground.plain, ground.clear)
    )
    counts = ground.field.establishments[:, c] if ground.field.counted else o
    rate = rates(o, e, ground.map.neighbours, search)
    specialised = o + search.prior >= search.least_quotient * (plain + search.prior)
    core = (rate >= search.least_rate) & specialised & (o > 0)
    core &= ~(counts < search.least_establishments)
    return zones_of(o, e, clear, core, ground.map, search, rate)


def _all_categories(
    ground: Ground,
    search: Search,
    *,
    definition: str,
    draws: int,
    alpha: float,
    seed: int,
    workers: int,
    progress: Progress,
) -> list[Sought]:
    found = []
    total = len(ground.field.categories)
    for c, category in enumerate(ground.field.categories):
        zones = category_zones(ground, c, search)
        maxima = np.zeros(draws)
        if len(zones.likelihood):
            maxima = chance_maxima(
                np.ascontiguousarray(ground.expected[:, c]), ground.map.neighbours,
                cv2=float(ground.field.cv2[c]), search=search, draws=draws, seed=seed,
                name=f"{definition}:{category}", workers=workers,
            )  # fmt: skip
        found.append(_tested(ground, c, zones, maxima, alpha))
        progress("regions", c + 1, total)
    return found


def _tested(ground: Ground, c: int, zones: Zones, maxima: Float, alpha: float) -> Sought:
    """Keep the zones that chance does not give, or the significant part of the others."""
    o, e, clear = (
        np.ascontiguousarray(matrix[:, c])
        for matrix in (ground.observed, ground.expected, ground.clear)
    )
    line = critical(maxima, alpha)
    kept, likelihood = [], []
    for z, value in enumerate(zones.likelihood):
        members = np.flatnonzero(zones.label == z)
        if value <= line and len(members) > 1:
            members = innermost(members, o, e, clear, zones.rate, ground.map.neighbours, line)
            value = outside_likelihood(o, e, clear, members)
        if value > line:
            kept.append(members)
            likelihood.append(value)
    return Sought(
        zones=tuple(kept),
        observed=np.array([o[z].sum() for z in kept]),
        expected=np.array([e[z].sum() for z in kept]),
        p_value=p_values(np.array(likelihood), maxima),
        line=line,
        tried=len(zones.likelihood),
    )


def _discoveries(sought: list[Sought], alpha: float) -> list[Sought]:
    """Drop zones whose false-discovery rate over all categories is above alpha."""
    if not sought:
        return []
    rate = benjamini_hochberg(np.concatenate([one.p_value for one in sought]))
    kept, at = [], 0
    for one in sought:
        own = rate[at : at + len(one.zones)] <= alpha
        at += len(one.zones)
        kept.append(
            replace(
                one,
                zones=tuple(z for z, keep in zip(one.zones, own, strict=True) if keep),
                observed=one.observed[own],
                expected=one.expected[own],
                p_value=one.p_value[own],
            )
        )
    return kept


def _plain(line: float) -> float | None:
    return line if np.isfinite(line) else None


def _digest(field: Field) -> str:
    return digest(
        "\n".join(field.regions),
        "\n".join(field.categories),
        field.employment,
        field.establishments,
    )


def _cautions(
    ground: Ground, regions: pl.DataFrame, neighbours: Graph, search: Search, level: str
) -> tuple[str, ...]:
    said: list[str] = []
    n = len(neighbours.nodes)
    if bare := undrawn(regions, level):
        said.append(
            f"regions-without-boundary: {bare} of {n} regions have no boundary; they are tied to"
            " the nearest by their points, and a cluster's area leaves them out"
        )
    if alone := int((np.diff(neighbours.starts) == 0).sum()):
        said.append(
            f"regions-alone: {alone} of {n} regions border on none; each can be a cluster of its"
            " own and never joins another"
        )
    if n < FEW_REGIONS:
        said.append(f"regions-few: {n} regions leave chance little to deal; p-values mean little")
    if not ground.field.counted:
        said.append(
            "establishments-unknown: employment is counted in units of mean size times"
            " 1 + cv², as if establishments located one by one"
        )
    unknown = int(np.isnan(ground.field.employment).sum())
    if unknown:
        said.append(f"employment-withheld: {unknown} cells count by their establishments alone")
    if ground.rounds >= search.rounds:
        said.append(f"usual-unsettled: what is usual still changed after {ground.rounds} rounds")
    return tuple(said)
