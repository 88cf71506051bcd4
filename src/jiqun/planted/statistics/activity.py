"""From establishments to statistics: what an office would count, year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Progress
from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places, sums
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.planted.programmes import DESIGNS, Programmes, crowded
from jiqun.planted.statistics.breaks import Breaks, make_breaks
from jiqun.planted.statistics.growth import Growth
from jiqun.planted.statistics.told import (
    Moved,
    breaks_table,
    changes_table,
    concordance,
    county_codes,
    ended_regions,
)
from jiqun.planted.statistics.withheld import publish, totals

Float = NDArray[np.float64]
Int = NDArray[np.int64]

WAGE = 60_000.0
#: Log points by which a crowded cluster's wages are above what they were in the last year.
CROWDED_WAGE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statistics:
    """The aggregates and what they hide.

    Attributes
    ----------
    activity
        Rows of the canonical table, small cells withheld or left out.
    tables, papers, truth
        What goes with it, by name: ``region_changes`` where codes change; totals and the
        concordance; what is withheld, hidden, broken, and counties without programmes.
    effects
        ``programme, region, year, effect, employment, employment_without``.
    ended
        Rows of ``regions`` for codes that ended, none without breaks.
    last
        Shape (N,), int32: employment of each establishment in the last year, 0 if closed.
    employment, payroll
        Shape (R, T), true sums of counties as they are counted in each year.
    output, added, exports
        Shape (C, I), true output, value added and exports of each country's classes in the last
        year.
    """

    activity: pl.DataFrame
    tables: dict[str, pl.DataFrame]
    papers: dict[str, pl.DataFrame]
    truth: dict[str, pl.DataFrame]
    effects: pl.DataFrame
    ended: pl.DataFrame
    last: NDArray[np.int32]
    employment: Float
    payroll: Float
    output: Float
    added: Float
    exports: Float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counted:
    """Rows of cells and years, and beside them sums on today's land.

    Attributes
    ----------
    cell, t, plants, people
        One entry a row: county times classes plus class, year number, counts.
    last
        Shape (N,), int32: employment in the last year.
    land
        Shape (R, T): employment on the land of today's counties.
    moved
        What each break moved.
    """

    cell: Int
    t: Int
    plants: Float
    people: Float
    last: NDArray[np.int32]
    land: Float
    moved: Moved


def count(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    establishments: Establishments,
    growth: Growth,
    programmes: Programmes,
    progress: Progress,
) -> Statistics:
    """Count every county, class and year; then money, then what is not printed."""
    classes = len(industries.codes)
    breaks = make_breaks(plan, places, industries, establishments)
    homes = np.array(
        [*range(len(places.population)), *(one.home for one in breaks.ended)], dtype=np.int64
    )
    found = _years(plan, industries, establishments, growth, breaks, len(homes), progress)
    county, industry, t = found.cell // classes, found.cell % classes, found.t
    money = _money(plan, places, industries, clusters, (homes[county], industry, t), found)
    codes, at = county_codes(places, breaks), (county, industry, t)
    numbers = {"establishments": found.plants, **money}
    printed = publish(plan, _table(plan, codes, industries, at, numbers), found.cell)
    told = breaks_table(places, industries, breaks, found.moved)
    parents = totals(plan, places, industries, (codes, homes), at, numbers)
    broken = {"definition_breaks": told} if plan.breaks else {}
    printed_too = {"concordance": concordance(told)} if broken else {}
    return Statistics(
        activity=printed.activity,
        tables={"region_changes": changes_table(told)} if broken else {},
        papers={"activity_totals": parents, **printed_too},
        truth={
            "withheld_activity": printed.withheld,
            "hidden_activity": printed.hidden,
            "untreated": _untreated(plan, places, programmes, found.land),
            **broken,
        },
        effects=pl.concat(_effects(plan, places, programmes, found.land)),
        ended=ended_regions(places, breaks),
        last=found.last,
        **_added_up(plan, places, homes, classes, at, money),
    )


def _added_up(
    plan: EconomyPlan,
    places: Places,
    homes: Int,
    classes: int,
    at: tuple[Int, Int, Int],
    money: dict[str, Float],
) -> dict[str, Float]:
    """Add up to counties that are, by year, and to countries and classes of the last year."""
    county, industry, t = at
    counties, countries = len(places.population), len(places.codes["country"])
    there, now = county < counties, t == plan.years - 1
    of_county = county[there] * plan.years + t[there]
    of_country = places.country[homes[county[now]]] * classes + industry[now]

    def by_year(name: str) -> Float:
        added = sums(of_county, money[name][there], counties * plan.years)
        return added.reshape(counties, plan.years)

    def of_class(name: str) -> Float:
        added = sums(of_country, money[name][now], countries * classes)
        return added.reshape(countries, classes)

    return {
        "employment": by_year("employment"),
        "payroll": by_year("payroll"),
        "output": of_class("output"),
        "added": of_class("value_added"),
        "exports": of_class("exports"),
    }


def _years(
    plan: EconomyPlan,
    industries: Industries,
    establishments: Establishments,
    growth: Growth,
    breaks: Breaks,
    counties: int,
    progress: Progress,
) -> _Counted:
    """Count establishments and employment of what is there; keep the last sizes."""
    classes, today = len(industries.codes), growth.cells.shape[0]
    group = industries.group.astype(np.int16)[establishments.industry]
    key = establishments.county * np.int32(classes) + establishments.industry
    for one in breaks.recodings:
        key[one.rows] = one.before
    parts = []
    moved = np.zeros((4, len(breaks.recodings)))
    land = np.empty((today, plan.years))
    last = np.empty(0, dtype=np.int32)
    for t, year in enumerate(plan.calendar):
        progress("activity", t, plan.years)
        for one in breaks.recodings[::-1]:
            if one.year == year:
                key[one.rows] = one.after
        alive = establishments.alive(int(year))
        persons = establishments.employment(growth.factor(establishments, group, t)) * alive
        plants = sums(key, alive, counties * classes)
        found = np.flatnonzero(plants)
        people = sums(key, persons, counties * classes)
        land[:, t] = sums(establishments.county, persons, today)
        parts.append((found, np.full(len(found), t), plants[found], people[found]))
        _note_moved(moved, breaks, int(year), (alive, persons), (plants, people), classes)
        last = persons.astype(np.int32)
    cell, at, plants, people = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    names = ("establishments", "employment", "of_establishments", "of_employment")
    return _Counted(
        cell=cell, t=at, plants=plants, people=people, last=last, land=land,
        moved=Moved(**dict(zip(names, moved, strict=True))),
    )  # fmt: skip


def _note_moved(
    moved: Float,
    breaks: Breaks,
    year: int,
    each: tuple[NDArray[np.bool_], Float],
    cells: tuple[Float, Float],
    classes: int,
) -> None:
    """Note what a break of the coming year moves, and what its old code counts now."""
    for i, one in enumerate(breaks.recodings):
        if one.year == year + 1:
            moved[:2, i] = [values[one.rows].sum() for values in each]
            whole = [values.reshape(-1, classes) for values in cells]
            moved[2:, i] = [
                (values[one.old] if one.of_regions else values[:, one.old]).sum()
                for values in whole
            ]


def _money(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    at: tuple[Int, Int, Int],
    counted: _Counted,
) -> dict[str, Float]:
    """Pay more where people are dense, industries demand skills and clusters are crowded."""
    rng = plan.stream("money")
    classes, cells = len(industries.codes), len(counted.cell)
    (county, industry, t), employment = at, counted.people
    share = np.maximum(places.land.county_density, 1e-9)
    place = (share / np.median(share)) ** 0.05 * np.exp(0.04 * rng.standard_normal(len(share)))
    jitter = np.exp(0.1 * plan.noise * rng.standard_normal(cells))
    rise = 1.03 ** (t - plan.years + 1)
    full = crowded(places.land, clusters, len(industries.groups))
    tight = CROWDED_WAGE * full[county, industries.group[industry]] * (t + 1) / plan.years
    wage = WAGE * place[county] * industries.of_group("wage")[industry] * rise * jitter
    payroll = np.round(employment * wage * np.exp(tight))
    turnover = rng.uniform(1.8, 5.5, classes)[industry]
    output = np.round(payroll * turnover * np.exp(0.1 * plan.noise * rng.standard_normal(cells)))
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
    codes: list[str],
    industries: Industries,
    at: tuple[Int, Int, Int],
    numbers: dict[str, Float],
) -> pl.DataFrame:
    county, industry, t = at
    return pl.DataFrame(
        {
            "region": pl.Series(codes).gather(county),
            "industry": pl.Series(industries.codes).gather(industry),
            "year": plan.calendar[t],
            **numbers,
        }
    ).with_columns(pl.lit(CURRENCY).alias("currency"))


def _untreated(
    plan: EconomyPlan, places: Places, programmes: Programmes, land: Float
) -> pl.DataFrame:
    """Give the truth ``untreated``: every county and year on today's land, with and without."""
    return pl.DataFrame(
        {
            "unit": pl.Series(places.codes["county"]).gather(
                np.repeat(np.arange(len(land)), plan.years)
            ),
            "year": np.tile(plan.calendar, len(land)),
            "employment": land.ravel(),
            "employment_without": programmes.untreated.ravel(),
        }
    )


def _effects(
    plan: EconomyPlan, places: Places, programmes: Programmes, land: Float
) -> Iterator[pl.DataFrame]:
    """Give counties that are reached or spilled over to, as they are and without programmes."""
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
                "value": land[r, t],
                "value_without": programmes.untreated[r, t],
            }
        )
