"""What an office does not print: numbers of small cells, smaller cells altogether; and totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.ground import Industries, Places, sums
from jiqun.planted.plans import CURRENCY, EconomyPlan

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
MONEY: Final = ("employment", "payroll", "output", "value_added", "exports")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Printed:
    """What is printed and what is not.

    Attributes
    ----------
    activity
        Rows of the canonical table.
    withheld, hidden
        The true numbers of rows without numbers, and of rows left out.
    """

    activity: pl.DataFrame
    withheld: pl.DataFrame
    hidden: pl.DataFrame


def publish(plan: EconomyPlan, whole: pl.DataFrame, cell: Int) -> Printed:
    """Leave out the smallest rows, then withhold the numbers of small ones among the rest.

    Cells have a chance of their own: the same ones are withheld in every year they are small.
    """
    plants = whole["establishments"].to_numpy()
    left_out = _left_out(plan, plants, cell)
    below = float(plants[left_out].max()) + 1 if left_out.any() else None
    small = (plants <= max(FEW, below or 0.0)) & ~left_out
    rng = plan.stream("withheld")
    chance = rng.random(int(cell.max()) + 1, dtype=np.float32)[cell]
    limit = plan.withheld * np.count_nonzero(~left_out) / max(int(small.sum()), 1)
    mask = small & (chance < limit)
    activity = _without_numbers(whole, pl.Series(mask)).with_columns(
        pl.lit(below, dtype=pl.Float64).alias("dropped_below")
    )
    return Printed(
        activity=activity.filter(~pl.Series(left_out)),
        withheld=whole.filter(pl.Series(mask)).drop("currency"),
        hidden=whole.filter(pl.Series(left_out)).drop("currency"),
    )


def _left_out(plan: EconomyPlan, plants: Float, cell: Int) -> NDArray[np.bool_]:
    """Mark the asked share of the rows: those of fewest establishments, by chance among equals."""
    mask = np.zeros(len(plants), dtype=bool)
    wanted = round(plan.hidden * len(plants))
    if wanted:
        chance = plan.stream("hidden").random(int(cell.max()) + 1)[cell]
        mask[np.lexsort((chance, plants))[:wanted]] = True
    return mask


def _without_numbers(whole: pl.DataFrame, mask: pl.Series) -> pl.DataFrame:
    bounds = np.array([low for _, low, _ in CLASSES])
    size_class = np.searchsorted(bounds, whole["employment"].to_numpy(), side="right") - 1
    flags = pl.Series([flag for flag, _, _ in CLASSES]).gather(size_class)
    low = pl.Series([float(low) for _, low, _ in CLASSES]).gather(size_class)
    high = pl.Series([None if h is None else float(h) for _, _, h in CLASSES]).gather(size_class)
    hidden = pl.lit(mask)
    return whole.with_columns(
        *(pl.when(~hidden).then(pl.col(name)).alias(name) for name in MONEY),
        hidden.alias("withheld"),
        pl.when(hidden).then(pl.lit(flags)).alias("size_class"),
        pl.when(hidden).then(pl.lit(low)).alias("employment_low"),
        pl.when(hidden).then(pl.lit(high)).alias("employment_high"),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Axis:
    """One level of regions or industries: its codes, and each county's or class's number."""

    codes: list[str]
    of: Int


def totals(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    counties: tuple[list[str], Int],
    at: tuple[Int, Int, Int],
    numbers: dict[str, Float],
) -> pl.DataFrame:
    """Add up what an office prints of parents: exact, and in the columns of ``activity``.

    Counties by sector and group, provinces and countries by sector, group and class.
    ``counties``: every code of a county that counts something, with the county on today's map
    that holds its land, or most of it; ``at``: county, class and year number of rows.
    """
    land, (codes, homes) = places.land, counties
    sectors = [entry["sector"] for entry in industries.groups]
    ranked = sorted(set(sectors))
    classes = _Axis(codes=industries.codes, of=np.arange(len(industries.codes)))
    groups = _Axis(codes=industries.group_codes, of=industries.group)
    sector = np.array([ranked.index(one) for one in sectors])[industries.group]
    tops = _Axis(codes=ranked, of=sector)
    province = _Axis(codes=places.codes["province"], of=land.province[land.city[homes]])
    country = _Axis(codes=places.codes["country"], of=places.country[homes])
    own = _Axis(codes=codes, of=np.arange(len(codes)))
    pairs = [(own, tops), (own, groups)]
    pairs += [(up, below) for up in (province, country) for below in (tops, groups, classes)]
    return pl.concat(_added(plan, up, below, at, numbers) for up, below in pairs)


def _added(
    plan: EconomyPlan,
    region: _Axis,
    industry: _Axis,
    rows: tuple[Int, Int, Int],
    numbers: dict[str, Float],
) -> pl.DataFrame:
    county, class_, t = rows
    shape = len(region.codes), len(industry.codes), plan.years
    key = (region.of[county] * shape[1] + industry.of[class_]) * shape[2] + t
    n = int(np.prod(shape))
    added = {name: sums(key, values, n) for name, values in numbers.items()}
    there = np.flatnonzero(added["establishments"])
    r, i, year = np.unravel_index(there, shape)
    return pl.DataFrame(
        {
            "region": pl.Series(region.codes).gather(r),
            "industry": pl.Series(industry.codes).gather(i),
            "year": plan.calendar[year],
            **{name: values[there] for name, values in added.items()},
        }
    ).with_columns(pl.lit(CURRENCY).alias("currency"))
