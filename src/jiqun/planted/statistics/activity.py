"""From establishments to statistics: what an office would count, year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Progress
from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places, sums
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.planted.programmes import DESIGNS, Programmes

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Employment size classes in place of a withheld number: flag, lowest, highest.
CLASSES: Final = (
    ("A", 0, 19), ("B", 20, 99), ("C", 100, 249), ("E", 250, 499), ("F", 500, 999),
    ("G", 1_000, 2_499), ("H", 2_500, 4_999), ("I", 5_000, 9_999), ("J", 10_000, 24_999),
    ("K", 25_000, 49_999), ("L", 50_000, 99_999), ("M", 100_000, None),
)  # fmt: skip
#: A cell of so few establishments may be withheld.
FEW = 2
WAGE = 60_000.0
MONEY: Final = ("employment", "payroll", "output", "value_added", "exports")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Growth:
    """What multiplies sizes, against the last year.

    Attributes
    ----------
    cells
        Shape (R, G, T): of each county and group, without programmes.
    programmes
        Shape (R, T): of all programmes together.
    clusters
        Shape (K, T): of members.
    """

    cells: NDArray[np.float32]
    programmes: NDArray[np.float32]
    clusters: NDArray[np.float32]

    def factor(
        self,
        at: Establishments,
        group: Any,
        t: int,
        rows: Any = slice(None),
        *,
        treated: bool = True,
    ) -> NDArray[np.float32]:
        """Give the factor of establishments in year number ``t``; without programmes if asked."""
        county, cluster = at.county[rows], at.cluster[rows]
        found = self.cells[:, :, t][county, group] * at.moves[t][rows]
        if treated:
            found *= self.programmes[county, t]
        member = np.flatnonzero(cluster >= 0)
        found[member] *= self.clusters[cluster[member], t]
        return np.asarray(found, dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statistics:
    """The aggregates and what they hide.

    Attributes
    ----------
    activity
        Rows of the canonical table, small cells withheld.
    withheld
        The true numbers of the withheld rows.
    effects
        ``programme, region, year, effect, employment, employment_without``.
    last
        Shape (N,), int32: employment of each establishment in the last year, 0 if closed.
    employment, payroll
        Shape (R, T), true sums of counties.
    output, added, exports
        Shape (C, I), true output, value added and exports of each country's classes in the last
        year.
    """

    activity: pl.DataFrame
    withheld: pl.DataFrame
    effects: pl.DataFrame
    last: NDArray[np.int32]
    employment: Float
    payroll: Float
    output: Float
    added: Float
    exports: Float


def make_growth(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    programmes: Programmes,
) -> Growth:
    """Draw trends of groups and counties and the shocks of their cells."""
    rng = plan.stream("growth")
    counties, groups, years = len(places.population), len(industries.groups), plan.years
    back = plan.calendar - plan.calendar[-1]
    trend = rng.normal(0.012, 0.012, groups)[None, :] + rng.normal(0, 0.004, counties)[:, None]
    shock = 0.04 * plan.noise * rng.standard_normal((counties, groups, years), dtype=np.float32)
    cells = np.exp(trend[:, :, None] * back + shock).astype(np.float32)
    relative = np.sqrt(np.maximum(clusters.size, 0.02) / clusters.size[:, -1:])
    relative[~clusters.local] = 1.0
    return Growth(
        cells=cells,
        programmes=programmes.factor.astype(np.float32),
        clusters=relative.astype(np.float32),
    )


def count(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    establishments: Establishments,
    growth: Growth,
    programmes: Programmes,
    progress: Progress,
) -> Statistics:
    """Count every county, class and year; then money, then what is withheld."""
    counties, classes = len(places.population), len(industries.codes)
    group = industries.group.astype(np.int16)[establishments.industry]
    cell, at, plants, employment, last = _years(
        plan, establishments, growth, group, counties, classes, progress
    )
    money = _money(plan, places, industries, cell, at, employment)
    whole = _table(plan, places, industries, cell, at, {"establishments": plants, **money})
    activity, withheld = _withhold(plan, whole, cell)
    of = cell // classes * plan.years + at
    shape = counties, plan.years
    now = at == plan.years - 1
    return Statistics(
        activity=activity,
        withheld=withheld,
        effects=_effects(plan, places, establishments, growth, programmes, group),
        last=last,
        employment=sums(of, employment, counties * plan.years).reshape(shape),
        payroll=sums(of, money["payroll"], counties * plan.years).reshape(shape),
        output=_by_country(places, cell[now], money["output"][now], classes),
        added=_by_country(places, cell[now], money["value_added"][now], classes),
        exports=_by_country(places, cell[now], money["exports"][now], classes),
    )


def _by_country(places: Places, cell: Int, values: Float, classes: int) -> Float:
    """Add up cells of counties and classes to countries and classes."""
    countries = len(places.codes["country"])
    of = places.country[cell // classes] * classes + cell % classes
    return sums(of, values, countries * classes).reshape(countries, classes)


def _years(
    plan: EconomyPlan,
    establishments: Establishments,
    growth: Growth,
    group: NDArray[np.int16],
    counties: int,
    classes: int,
    progress: Progress,
) -> tuple[Int, Int, Float, Float, NDArray[np.int32]]:
    """Give cell, year number, establishments and employment of what is there; the last sizes."""
    key = establishments.county * np.int32(classes) + establishments.industry
    parts = []
    last = np.empty(0, dtype=np.int32)
    for t, year in enumerate(plan.calendar):
        progress("activity", t, plan.years)
        alive = establishments.alive(int(year))
        persons = establishments.employment(growth.factor(establishments, group, t)) * alive
        plants = sums(key, alive, counties * classes)
        found = np.flatnonzero(plants)
        people = sums(key, persons, counties * classes)
        parts.append((found, np.full(len(found), t), plants[found], people[found]))
        last = persons.astype(np.int32)
    cell, at, plants, people = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return cell, at, plants, people, last


def _money(
    plan: EconomyPlan, places: Places, industries: Industries, cell: Int, t: Int, employment: Float
) -> dict[str, Float]:
    """Pay more where people are dense and industries demand skills."""
    rng = plan.stream("money")
    classes = len(industries.codes)
    county, industry = cell // classes, cell % classes
    share = np.maximum(places.land.county_density, 1e-9)
    place = (share / np.median(share)) ** 0.05 * np.exp(0.04 * rng.standard_normal(len(share)))
    jitter = np.exp(0.1 * plan.noise * rng.standard_normal(len(cell)))
    rise = 1.03 ** (t - plan.years + 1)
    wage = WAGE * place[county] * industries.of_group("wage")[industry] * rise * jitter
    payroll = np.round(employment * wage)
    turnover = rng.uniform(1.8, 5.5, classes)[industry]
    output = np.round(
        payroll * turnover * np.exp(0.1 * plan.noise * rng.standard_normal(len(cell)))
    )
    added = np.round(np.minimum(output, payroll + (output - payroll) * 0.25))
    sold = np.where(industries.traded[industries.group], rng.beta(2, 5, classes), 0.0)[industry]
    return {
        "employment": employment,
        "payroll": payroll,
        "output": output,
        "value_added": added,
        "exports": np.round(output * sold),
    }


def _table(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    cell: Int,
    t: Int,
    numbers: dict[str, Float],
) -> pl.DataFrame:
    classes = len(industries.codes)
    return pl.DataFrame(
        {
            "region": pl.Series(places.codes["county"]).gather(cell // classes),
            "industry": pl.Series(industries.codes).gather(cell % classes),
            "year": plan.calendar[t],
            **numbers,
        }
    ).with_columns(pl.lit(CURRENCY).alias("currency"))


def _withhold(
    plan: EconomyPlan, whole: pl.DataFrame, cell: Int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Withhold the numbers of small cells, the same cells in every year they are small."""
    small = (whole["establishments"] <= FEW).to_numpy()
    rng = plan.stream("withheld")
    chance = rng.random(int(cell.max()) + 1, dtype=np.float32)[cell]
    limit = plan.withheld * len(cell) / max(int(small.sum()), 1)
    mask = pl.Series(small & (chance < limit))
    bounds = np.array([low for _, low, _ in CLASSES])
    size_class = np.searchsorted(bounds, whole["employment"].to_numpy(), side="right") - 1
    flags = pl.Series([flag for flag, _, _ in CLASSES]).gather(size_class)
    low = pl.Series([float(low) for _, low, _ in CLASSES]).gather(size_class)
    high = pl.Series([None if h is None else float(h) for _, _, h in CLASSES]).gather(size_class)
    hidden = pl.lit(mask)
    activity = whole.with_columns(
        *(pl.when(~hidden).then(pl.col(name)).alias(name) for name in MONEY),
        hidden.alias("withheld"),
        pl.when(hidden).then(pl.lit(flags)).alias("size_class"),
        pl.when(hidden).then(pl.lit(low)).alias("employment_low"),
        pl.when(hidden).then(pl.lit(high)).alias("employment_high"),
    )
    return activity, whole.filter(mask).drop("currency")


def _effects(
    plan: EconomyPlan,
    places: Places,
    establishments: Establishments,
    growth: Growth,
    programmes: Programmes,
    group: NDArray[np.int16],
) -> pl.DataFrame:
    """Count reached counties twice, as they are and as they were without the programmes."""
    touched = (programmes.effect != 0).any(axis=(0, 2)) | (programmes.start > 0).any(axis=0)
    rows = np.flatnonzero(touched[establishments.county])
    counties = len(touched)
    with_, without = np.zeros((2, counties, plan.years))
    for t, year in enumerate(plan.calendar):
        alive = establishments.alive(int(year), rows)
        for treated, into in ((True, with_), (False, without)):
            factor = growth.factor(establishments, group[rows], t, rows, treated=treated)
            persons = establishments.employment(factor, rows) * alive
            into[:, t] = sums(establishments.county[rows], persons, counties)
    return pl.concat(_effect_frames(plan, places, programmes, with_, without))


def _effect_frames(
    plan: EconomyPlan, places: Places, programmes: Programmes, with_: Float, without: Float
) -> Iterator[pl.DataFrame]:
    codes = pl.Series(places.codes["county"])
    for q, design in enumerate(DESIGNS):
        named = (programmes.start[q] > 0) | (programmes.effect[q] != 0).any(axis=1)
        r, t = np.nonzero(np.repeat(named[:, None], plan.years, axis=1))
        start = programmes.start[q, r]
        yield pl.DataFrame(
            {
                "programme": [design.code] * len(r),
                "unit": codes.gather(r),
                "year": plan.calendar[t],
                "start": pl.Series(start).replace(0, None),
                "spillover": start == 0,
                "outcome": ["employment"] * len(r),
                "effect": programmes.effect[q, r, t],
                "value": with_[r, t],
                "value_without": without[r, t],
            }
        )
