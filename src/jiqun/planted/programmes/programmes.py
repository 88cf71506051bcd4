"""Programmes with known effects on counties: who is reached when, what it does there and beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import DRIVERS, STAGES, Clusters
from jiqun.planted.ground import Land, Places
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.planted.programmes.choosing import (
    choices_table,
    choose,
    past_growth,
    standardised,
    waves_of,
)
from jiqun.planted.programmes.designs import DESIGNS, VOUCHER_BUDGET, VOUCHERS, Design
from jiqun.planted.programmes.reach import holds_of

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Log odds by which a county of a cluster that government drives is likelier; an assumption.
FAVOUR = 1.0
#: From so many counties on each programme reaches two or more.
SMALL_COUNTRY = 24
#: How many times more money goes to a county of such a cluster (assumption).
GENEROUS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Programmes:
    """Who is reached when, and what it does.

    Attributes
    ----------
    start
        Shape (Q, R): first year of each programme in each county, 0 where never.
    effect
        Shape (Q, R, T): factor less 1 on employment, own and from others that are reached.
    untreated
        Shape (R, T): employment of counties without any of them.
    choices
        The truth ``selection`` of counties: every candidate of every choice.
    """

    start: Int
    effect: Float
    untreated: Float
    choices: pl.DataFrame

    @property
    def factor(self) -> Float:
        """All programmes together, shape (R, T)."""
        return np.asarray(np.prod(1 + self.effect, axis=0))


def make_programmes(
    plan: EconomyPlan, places: Places, clusters: Clusters, untreated: Float
) -> Programmes:
    """Reach counties in up to three waves, by people and past growth; none by two programmes.

    ``untreated``: shape (R, T), employment without any programme. The log odds of a county are
    a constant, plus the log of ``1 + log(1 + people)``, plus :data:`FAVOUR` where government
    drives a cluster, plus the plan's ``selection`` times its standardised past growth among the
    candidates.
    """
    start, choices = _starts(plan, places, clusters, untreated)
    years = plan.calendar
    effect = np.zeros((*start.shape, len(years)))
    holds = holds_of(places.land, clusters)
    for q, design in enumerate(DESIGNS):
        reached = np.flatnonzero(start[q])
        age = years[None, :] - start[q, reached][:, None]
        works = _works(plan, clusters, holds, design, start[q])[reached]
        effect[q, reached] = design.effect * works[:, None] * design.course(age)
        if design.spill != "none":
            spilled = _spilled(plan, design, effect[q], places.land, holds)
            spilled[start[q] > 0] = 0
            spilled[places.empty] = 0
            effect[q] += spilled
    return Programmes(start=start, effect=effect, untreated=untreated, choices=choices)


def _starts(
    plan: EconomyPlan, places: Places, clusters: Clusters, untreated: Float
) -> tuple[Int, pl.DataFrame]:
    """Choose wave by wave, one programme after the other, among those not reached yet."""
    rng = plan.stream("programmes")
    counties, waves, home = len(places.population), waves_of(plan), places.country == 0
    people = np.log(1 + np.log1p(places.population))
    codes = pl.Series(places.codes["county"])
    clustered = holds_of(places.land, clusters).any(axis=0)
    favoured = _favoured(places, clusters)
    start = np.zeros((len(DESIGNS), counties), dtype=np.int64)
    frames = []
    for number, year in enumerate(waves):
        t = int(year - plan.calendar[0])
        growth = past_growth(untreated, t)
        for q, design in enumerate(DESIGNS):
            free = (start == 0).all(axis=0)
            free &= home & (untreated[:, t - 1] > 0)
            wanted = _part(design, int(home.sum()), number, len(waves))
            if design.works_in and np.count_nonzero(free & clustered) > wanted:
                free &= clustered
            at = np.flatnonzero(free)
            odds = people[at] + FAVOUR * favoured[at]
            odds += plan.selection * standardised(growth[at])
            choice = choose(odds, min(wanted, len(at)), rng)
            start[q, at[choice.chosen]] = year
            told = (design.code, codes.gather(at), int(year), growth[at], choice)
            frames.append(choices_table(*told, favoured[at]))
    return start, pl.concat(frames)


def _favoured(places: Places, clusters: Clusters) -> NDArray[np.bool_]:
    """Say in which counties the centre of a cluster is that government drives, shape (R,)."""
    driven = clusters.local & (clusters.driver == DRIVERS.index("government"))
    found = np.zeros(len(places.population), dtype=bool)
    found[places.land.county[clusters.centre[driven]]] = True
    return found


def _part(design: Design, counties: int, number: int, waves: int) -> int:
    """Give how many counties a programme reaches in one of its waves."""
    least = 2 if counties >= SMALL_COUNTRY else 1
    total = max(least, round(design.share * counties))
    return total // waves + (number < total % waves)


def _works(
    plan: EconomyPlan, clusters: Clusters, holds: NDArray[np.bool_], design: Design, start: Int
) -> NDArray[np.bool_]:
    """Say where a programme works: in counties of clusters in the right stage at its start."""
    if not design.works_in:
        return np.ones(len(start), dtype=bool)
    right = np.isin(clusters.stage, [STAGES.index(name) for name in design.works_in])
    t = np.clip(start - plan.calendar[0], 0, plan.years - 1)
    return np.asarray((holds & right[:, t]).any(axis=0))


def _spilled(
    plan: EconomyPlan,
    design: Design,
    effect: Float,
    land: Land,
    holds: NDArray[np.bool_],
) -> Float:
    """Give counties a share of the largest effect beside them or in their clusters."""
    spilled = np.zeros_like(effect)
    if design.spill == "clusters":
        for counties in map(np.flatnonzero, holds):
            spilled[counties] = np.maximum(
                spilled[counties], effect[counties].max(axis=0, initial=0)
            )
    else:
        edges = land.county_edges()
        for here, there in ((0, 1), (1, 0)):
            np.maximum.at(spilled, edges[:, there], effect[edges[:, here]])
    sign = -1.0 if design.spill == "displaced" else 1.0
    return np.asarray(sign * plan.spillover * spilled)


def programmes_table(plan: EconomyPlan) -> pl.DataFrame:
    """Give the canonical table ``programmes``."""
    first = int(plan.calendar[len(plan.calendar) // 3])
    rows = [(d.code, d.name, d.name_zh, d.level, d.kind) for d in DESIGNS]
    rows.append((*VOUCHERS, "municipal", "voucher"))
    names = ("programme", "name", "name_zh", "level", "kind")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").with_columns(
        pl.lit(first).alias("start"),
        pl.lit(int(plan.calendar[-1])).alias("end"),
        pl.Series("budget", [*(d.budget for d in DESIGNS), VOUCHER_BUDGET]),
        pl.lit(CURRENCY).alias("currency"),
    )


def treatments_table(
    plan: EconomyPlan,
    places: Places,
    clusters: Clusters,
    programmes: Programmes,
    vouchers: pl.DataFrame,
) -> pl.DataFrame:
    """Give the canonical table ``treatments``: counties, and firms from ``unit, start``."""
    q, r = np.nonzero(programmes.start)
    rng = plan.stream("amounts")
    more = np.where(_favoured(places, clusters), GENEROUS, 1.0)
    amount = np.round(places.population[r] * rng.uniform(200, 600, len(r)) * more[r], -3)
    amount[np.array([d.budget for d in DESIGNS])[q] == 0] = 0
    counties = pl.DataFrame(
        {
            "programme": pl.Series([d.code for d in DESIGNS]).gather(q),
            "unit": pl.Series(places.codes["county"]).gather(r),
            "start": programmes.start[q, r],
            "amount": amount,
        }
    )
    firms = vouchers.select(
        pl.lit(VOUCHERS[0]).alias("programme"),
        "unit",
        pl.col("start").cast(pl.Int64),
        pl.lit(100_000.0).alias("amount"),
    )
    return pl.concat([counties, firms]).with_columns(
        pl.lit(int(plan.calendar[-1])).alias("end"), pl.lit(CURRENCY).alias("currency")
    )
