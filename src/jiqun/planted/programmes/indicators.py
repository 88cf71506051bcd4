"""Outside indicators of counties: what crowds, pays, researches and learns there."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import DRIVERS, Clusters
from jiqun.planted.ground import Land, Places
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.planted.programmes.reach import crowded, holds_of

Float = NDArray[np.float64]
Int = NDArray[np.int64]


#: Log points by which offices in the counties of a crowded cluster cost more in the last year.
CROWDED_RENT = 0.4
#: And by which more raw material is taken out where resources drive a cluster; an assumption.
RICH = 2.0


def _rent_of_crowds(plan: EconomyPlan, land: Land, clusters: Clusters) -> Float:
    """Give log points on rents that rise over the years, shape (R, T)."""
    groups = int(clusters.group.max()) + 1
    full = np.asarray(crowded(land, clusters, groups)).any(axis=1, keepdims=True)
    rise = np.arange(1, plan.years + 1) / plan.years
    return np.asarray(CROWDED_RENT * full * rise[None, :])


def _raw_materials(plan: EconomyPlan, land: Land, clusters: Clusters) -> Float:
    """Give tonnes a person and year, shape (R, T): many where resources drive a cluster."""
    rng = plan.stream("raw-materials")
    shape = len(land.city), plan.years
    rich = holds_of(land, clusters)[clusters.driver == DRIVERS.index("resource")].any(axis=0)
    base = np.exp(0.7 * rng.standard_normal(shape[0]) + RICH * rich)
    return np.asarray(base[:, None] * np.exp(0.05 * rng.standard_normal(shape)))


def indicators_table(
    plan: EconomyPlan, places: Places, clusters: Clusters, employment: Float, payroll: Float
) -> pl.DataFrame:
    """Give the canonical table ``indicators`` for counties and years.

    ``employment`` and ``payroll``: shape (R, T), as they are, withheld cells too.
    """
    rng = plan.stream("indicators")
    people, years = places.population, plan.calendar
    shape = employment.shape
    back = (years - years[-1])[None, :]
    jitter = np.exp(0.02 * rng.standard_normal(shape))
    growth = rng.normal(0.004, 0.006, shape[:1])[:, None]
    population = np.round(people[:, None] * np.exp(growth * back))
    share = places.land.county_density
    rank = np.argsort(np.argsort(share, kind="stable")) / max(len(share) - 1, 1)
    crowd = np.bincount(places.land.county[clusters.centre[clusters.local]], minlength=shape[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        wage = np.where(employment > 0, payroll / employment, np.nan)
    rent = 20 * np.exp(1.6 * rank + 0.08 * np.minimum(crowd, 5))[:, None] * 1.03**back * jitter
    rent *= np.exp(_rent_of_crowds(plan, places.land, clusters))
    research = (0.004 + 0.03 * rank**2 + 0.004 * crowd)[:, None] * np.exp(0.02 * back) * jitter
    graduates = np.clip(
        (0.08 + 0.3 * rank)[:, None] + 0.004 * back + rng.normal(0, 0.01, shape), 0.01, 0.9
    )
    jobless = np.clip(0.05 + 0.015 * rng.standard_normal(shape), 0.005, 0.3)
    every = {
        "population": (population, "persons"),
        "wage": (wage, f"{CURRENCY} a year"),
        "office-rent": (rent, f"{CURRENCY} a m² and month"),
        "rd-share": (np.clip(research, 0, 0.2), "share of gross product"),
        "graduate-share": (graduates, "share of population"),
        "unemployment": (jobless, "share of labour force"),
        "raw-materials": (_raw_materials(plan, places.land, clusters), "tonnes a person and year"),
    }
    frames = [
        _indicator(name, places.codes["county"], years, *entry) for name, entry in every.items()
    ]
    return pl.concat(frames).drop_nulls("value")


def _indicator(name: str, units: list[str], years: Int, values: Float, unit: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "unit": pl.Series(units).gather(np.repeat(np.arange(len(units)), len(years))),
            "indicator": [name] * values.size,
            "year": np.tile(years, len(units)),
            "value": pl.Series(values.ravel()).fill_nan(None),
            "unit_of_measure": [unit] * values.size,
        }
    )
