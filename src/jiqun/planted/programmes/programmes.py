"""Programmes with known effects: on counties, with ramps and spillovers, and on firms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.ground import Places
from jiqun.planted.plans import CURRENCY, EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is true of a programme for counties.

    Attributes
    ----------
    code, name, name_zh, level, kind
        As the table tells them.
    share
        Share of the counties reached.
    effect
        Relative change of a reached county's employment when fully at work.
    ramp
        Years until it is.
    spillover
        Share of the effect that neighbouring counties get.
    """

    code: str
    name: str
    name_zh: str
    level: str
    kind: str
    share: float
    effect: float
    ramp: int
    spillover: float


DESIGNS: Final = (
    Design(
        code="PG-PILOT",
        name="Cluster pilot counties",
        name_zh="产业集群试点县",
        level="national",
        kind="designation",
        share=0.12,
        effect=0.08,
        ramp=3,
        spillover=0.0,
    ),
    Design(
        code="PG-ZONE",
        name="Innovation zones",
        name_zh="创新示范区",
        level="provincial",
        kind="zone",
        share=0.05,
        effect=0.12,
        ramp=1,
        spillover=0.25,
    ),
    Design(
        code="PG-LABEL",
        name="Regional labels without funds",
        name_zh="区域品牌授牌(无资金)",
        level="provincial",
        kind="label",
        share=0.06,
        effect=0.0,
        ramp=1,
        spillover=0.0,
    ),
)
#: The programme for firms: its effect on their R&D spending.
VOUCHERS: Final = ("PG-VOUCHER", "Innovation vouchers", "科技创新券")
VOUCHER_EFFECT: Final = 0.30
VOUCHER_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Programmes:
    """Who is reached when, and what it does.

    Attributes
    ----------
    start
        Shape (Q, R): first year of each programme in each county, 0 where never.
    effect
        Shape (Q, R, T): factor less 1 on employment, own and from neighbours.
    """

    start: Int
    effect: Float

    @property
    def factor(self) -> Float:
        """All programmes together, shape (R, T)."""
        return np.asarray(np.prod(1 + self.effect, axis=0))


def make_programmes(plan: EconomyPlan, places: Places) -> Programmes:
    """Reach counties in up to three waves, more peopled ones a little sooner; none twice."""
    rng = plan.stream("programmes")
    counties, years = len(places.population), plan.calendar
    weight = (1 + np.log1p(places.population)) ** 1.0
    weight[places.empty] = 0
    order = np.argsort(
        -np.log(np.maximum(weight, 1e-300)) - rng.gumbel(size=counties), kind="stable"
    )
    start = np.zeros((len(DESIGNS), counties), dtype=np.int64)
    effect = np.zeros((len(DESIGNS), counties, len(years)))
    waves = np.unique(years[[len(years) // 3, len(years) // 2, (2 * len(years)) // 3]])
    low = 0
    for q, design in enumerate(DESIGNS):
        reached = order[low : low + max(2, round(design.share * counties))]
        low += len(reached)
        start[q, reached] = rng.choice(waves, len(reached))
        since = years[None, :] - start[q, reached][:, None] + 1
        effect[q, reached] = design.effect * np.clip(since / design.ramp, 0, 1)
        effect[q] += _spilled(design, effect[q], places.land.county_edges(), start[q] > 0)
    return Programmes(start=start, effect=effect)


def _spilled(design: Design, effect: Float, edges: Int, treated: NDArray[np.bool_]) -> Float:
    """Give neighbours that are not reached a share of the largest effect beside them."""
    spilled = np.zeros_like(effect)
    for here, there in ((0, 1), (1, 0)):
        np.maximum.at(spilled, edges[:, there], effect[edges[:, here]] * design.spillover)
    spilled[treated] = 0
    return spilled


def programmes_table(plan: EconomyPlan) -> pl.DataFrame:
    """Give the canonical table ``programmes``."""
    first = int(plan.calendar[len(plan.calendar) // 3])
    rows = [(d.code, d.name, d.name_zh, d.level, d.kind) for d in DESIGNS]
    rows.append((*VOUCHERS, "municipal", "voucher"))
    names = ("programme", "name", "name_zh", "level", "kind")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").with_columns(
        pl.lit(first).alias("start"),
        pl.lit(int(plan.calendar[-1])).alias("end"),
        pl.Series("budget", [4e8, 9e8, 0.0, 1e8]),
        pl.lit(CURRENCY).alias("currency"),
    )


def treatments_table(
    plan: EconomyPlan, places: Places, programmes: Programmes, vouchers: pl.DataFrame
) -> pl.DataFrame:
    """Give the canonical table ``treatments``: counties, and firms from ``unit, start``."""
    q, r = np.nonzero(programmes.start)
    rng = plan.stream("amounts")
    amount = np.round(places.population[r] * rng.uniform(200, 600, len(r)), -3)
    amount[np.array([d.effect for d in DESIGNS])[q] == 0] = 0
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
