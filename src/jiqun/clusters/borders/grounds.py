"""What every category is sought in, and the same with its statistics drawn again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.borders.expectation import settled
from jiqun.clusters.borders.fields import Field, observed_of
from jiqun.clusters.borders.options import Search
from jiqun.clusters.borders.zones import Map, Zones, rates, zones_of

Float = NDArray[np.float64]


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


def redrawn(
    ground: Ground, mean: Float, size: Float, search: Search, rng: np.random.Generator
) -> Ground:
    """Draw the statistics again: establishments that locate one by one, with sizes of their own.

    mean: (R, C) establishments (effective counts where only employment is counted); size:
    employment of one, broadcast to (R, C). The mean size of n is lognormal with squared
    coefficient of variation cv2 / n. All that is done with the statistics is done again.
    """
    field = ground.field
    drawn = rng.poisson(mean).astype(np.float64)
    lumpy = field.counted and search.weigh != "employment"
    people = drawn * size
    if lumpy:
        variance = np.log1p(np.divide(field.cv2, drawn, out=np.zeros(drawn.shape), where=drawn > 0))
        normal = rng.standard_normal(drawn.shape)
        people *= np.exp(np.sqrt(variance) * normal - variance / 2)
    plants = np.full(drawn.shape, np.nan)
    if field.counted:
        plants = drawn if lumpy else drawn * (1 + field.cv2)
    fresh = replace(field, employment=people, establishments=plants)
    return ground_of(fresh, ground.map, search)


def unit_size(ground: Ground, search: Search) -> Float:
    """Give the employment of one that is counted, shape (C,)."""
    field = ground.field
    if field.counted and search.weigh != "employment":
        return field.plant_size
    return np.asarray(field.plant_size * (1 + field.cv2))
