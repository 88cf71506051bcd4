"""What every category is sought in, and the same with its statistics drawn again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.borders.expectation import settled
from jiqun.clusters.borders.fields import Field, observed_of
from jiqun.clusters.borders.plans import ZoneRules
from jiqun.clusters.borders.zones import Map, Zones, rates, zones_of

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
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


def surface_of(field: Field, at: Map, rules: ZoneRules) -> Surface:
    """Count, and settle what is usual."""
    observed = observed_of(
        field,
        field.employment,
        field.establishments,
        weigh=rules.weigh,
        size_spread=rules.size_spread,
    )
    expected, plain, clear, rounds = settled(field, observed, rules)
    return Surface(
        field=field, map=at, observed=observed, expected=expected, plain=plain, clear=clear,
        rounds=rounds,
    )  # fmt: skip


def all_zones(surface: Surface, rules: ZoneRules) -> list[Zones]:
    """Seek the zones of every category."""
    o, e, plain, clear, counts = (
        np.ascontiguousarray(matrix.T)
        for matrix in (
            surface.observed,
            surface.expected,
            surface.plain,
            surface.clear,
            surface.field.establishments if surface.field.counted else surface.observed,
        )
    )
    people = _filled(surface.field).T
    may = (o > 0) & (o + rules.prior >= rules.least_quotient * (plain + rules.prior))
    may &= ~(counts < rules.least_establishments)
    found = []
    for c in range(len(o)):
        rate = rates(o[c], e[c], surface.map.neighbours, rules)
        core = may[c] & (rate >= rules.least_rate)
        zones = zones_of(o[c], e[c], clear[c], core, surface.map, rules, rate)
        found.append(_specialised(zones, people, surface.field.traded, c, rules.least_quotient))
    return found


def _filled(field: Field) -> Float:
    """Give employment, and where it is not known that of so many establishments."""
    plants = np.nan_to_num(field.establishments) * field.plant_size
    return np.where(np.isnan(field.employment), plants, field.employment)


def _specialised(
    zones: Zones, people: Float, traded: NDArray[np.bool_], c: int, least: float
) -> Zones:
    """Drop zones whose jobs together have a location quotient below the least; people: (C, R)."""
    inside = zones.label >= 0
    if not inside.any():
        return zones
    group = people[traded == traded[c]].sum(axis=0)
    own = np.bincount(zones.label[inside], weights=people[c, inside])
    whole = np.bincount(zones.label[inside], weights=group[inside])
    kept = own * group.sum() >= least * whole * people[c].sum()
    number = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)  # the last stands for -1
    return Zones(
        label=number[zones.label],
        likelihood=zones.likelihood[kept],
        observed=zones.observed[kept],
        expected=zones.expected[kept],
        rate=zones.rate,
    )


def redrawn(
    surface: Surface, mean: Float, size: Float, rules: ZoneRules, rng: np.random.Generator
) -> Surface:
    """Draw the statistics again: establishments that locate one by one, with sizes of their own.

    mean: (R, C) establishments (effective counts where only employment is counted); size:
    employment of one, broadcast to (R, C). The mean size of n is lognormal with squared
    coefficient of variation cv2 / n. All that is done with the statistics is done again.
    """
    field = surface.field
    drawn = rng.poisson(mean).astype(np.float64)
    lumpy = field.counted and rules.weigh != "employment"
    people = drawn * size
    if lumpy:
        some = drawn > 0
        variance = np.log1p(field.cv2[np.nonzero(some)[1]] / drawn[some])
        normal = rng.standard_normal(len(variance))
        people[some] *= np.exp(np.sqrt(variance) * normal - variance / 2)
    plants = np.full(drawn.shape, np.nan)
    if field.counted:
        plants = drawn if lumpy else drawn * (1 + field.cv2)
    fresh = replace(field, employment=people, establishments=plants)
    return surface_of(fresh, surface.map, rules)


def unit_size(surface: Surface, rules: ZoneRules) -> Float:
    """Give the employment of one that is counted, shape (C,)."""
    field = surface.field
    if field.counted and rules.weigh != "employment":
        return field.plant_size
    return np.asarray(field.plant_size * (1 + field.cv2))
