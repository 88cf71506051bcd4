"""From activity rows to sums of category by region by year, at any level, nothing twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.definitions import (
    Definitions,
    definition_problems,
    prepare_definitions,
)
from jiqun.clusters.hierarchies import places
from jiqun.clusters.leading import AMOUNTS, EMPLOYMENT, MONEY, led
from jiqun.core import InputError, Problems, problem
from jiqun.tables import Deflators, RegionChanges, Told, beyond_doubt, one_currency, sums_by

Float = NDArray[np.float64]
Index = NDArray[np.int64]
#: What identifies a sum.
KEYS = ("definition", "category", "region", "year")
#: Spread of establishment sizes where a table cannot tell it: the median over the 67 benchmark
#: categories in US counties by six-digit industry, 2017-2020.
SIZE_CV2 = 13.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The tables that clusters are found in.

    Attributes
    ----------
    activity
        ``region, industry, year``, the leading quantity and any of ``establishments, employment,
        payroll, output, revenue, value_added, exports, currency, employment_low,
        employment_high, withheld, hidden, dropped_below, noise, rounding, imputed``.
    regions
        ``region, level`` and any of ``parent, type``.
    industries
        ``industry, system`` and any of ``level, parent``.
    categories
        ``definition, category, industry, traded``.
    region_parents
        ``region, parent``: further hierarchies; None where there are none.
    deflators
        Price indices, and exchange rates by which money in several currencies is added up; None
        where there are none.
    region_changes
        What is known of codes that changed.
    quantity
        What leads: one of :data:`jiqun.clusters.leading.LEADS` that activity has.
    """

    activity: pl.DataFrame
    regions: pl.DataFrame
    industries: pl.DataFrame
    categories: pl.DataFrame
    region_parents: pl.DataFrame | None = None
    deflators: Deflators | None = None
    region_changes: RegionChanges = field(default_factory=RegionChanges)
    quantity: str = EMPLOYMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Sums at the level that the rows stand at.

    Attributes
    ----------
    sums
        One row a definition, category (null: in none), region and year: ``size``, what leads, and
        every amount, null where a part is unknown.
    spreads
        ``definition, category, cv2, plant_size``: squared coefficient of variation and mean of
        establishment sizes.
    definitions, places, levels
        The checked definitions; which region of a level each lies in; the regions' levels.
    mixed_money
        Whether rows in more than one currency were summed (then money is left out).
    money
        How money is told: in which currency, and what was converted.
    """

    sums: pl.DataFrame
    spreads: pl.DataFrame
    definitions: Definitions
    places: pl.DataFrame
    levels: pl.DataFrame
    mixed_money: bool
    money: Told


def ground_problems(ground: Ground) -> Problems:
    """Gather what makes the tables unusable together; nothing is raised.

    Codes: ``activity-regions`` (a region that the table regions lacks), those of
    :func:`jiqun.clusters.definition_problems`, and if there are none ``definition-unmet`` (no
    activity in any industry of any definition set).
    """
    problems = Problems()
    used = ground.activity.select(pl.col("region").cast(pl.String)).unique()
    strange = used.join(ground.regions, on="region", how="anti")["region"].sort()
    if len(strange):
        problems.add(
            "activity-regions", subject="activity",
            count=len(strange), examples=strange.head(3).to_list(),
        )  # fmt: skip
    problems.extend(definition_problems(ground.categories, ground.industries).found)
    if not problems:
        _refuse_unmet(problems, ground)
    return problems


def _refuse_unmet(problems: Problems, ground: Ground) -> None:
    used = ground.activity.select(pl.col("industry").cast(pl.String)).unique()
    wanted = ground.categories.select("industry").unique()
    if len(used.join(wanted, on="industry", how="semi")):
        return
    have, want = (frame["industry"].sort().head(3).to_list() for frame in (used, wanted))
    problems.add("definition-unmet", subject="activity", have=have, want=want)


def gather(ground: Ground, *, years: Sequence[int] | None = None) -> Gathered:
    """Sum activity over each category's industries, region by region and year by year.

    What leads is ``size`` in the sums.

    Raises
    ------
    InputError
        ``leading-mixed``: it is money in several currencies, and no rates convert it.
    """
    definitions = prepare_definitions(ground.categories, ground.industries)
    rows, quantity = ground.activity, ground.quantity
    if years is not None:
        rows = rows.filter(pl.col("year").is_in(list(years)))
    rows, money = _one_currency(rows, ground.deflators)
    if quantity not in rows.columns:
        raise InputError(problem("leading-mixed", subject="activity", quantity=quantity))
    rows = led(rows, quantity)
    regions = pl.Enum(ground.regions["region"])
    codes = pl.Enum(definitions.industries["industry"].unique().sort())
    coded = _coded(definitions).with_columns(pl.col("industry").cast(codes))
    detail = rows.with_columns(
        pl.col("region").cast(pl.String).cast(regions, strict=False),
        pl.col("industry").cast(pl.String).cast(codes, strict=False),
    ).join(coded, on="industry", how="inner", maintain_order="left")
    levels = ground.regions.select(pl.col("region").cast(regions), "level")
    sums = _sums(detail, quantity)
    return Gathered(
        # sorted, so that every later sum runs in one order and the last bit is the same each time
        sums=sums.sort(KEYS).join(levels, on="region", how="left", maintain_order="left"),
        spreads=_spreads(detail, levels, counted=quantity == "establishments"),
        definitions=definitions,
        places=places(ground.regions, ground.region_parents).with_columns(
            pl.col("region", "place").cast(regions)
        ),
        levels=levels,
        mixed_money=money is None,
        money=money or Told(basis="nominal"),
    )


def base_levels(gathered: Gathered, levels: Sequence[str] | None = None) -> pl.DataFrame:
    """Choose the level whose rows are summed: ``definition, level, year, base``.

    Rows that stand at the level itself are used where the year has any; else those of the level
    with the most regions among the levels below.
    """
    stock = (
        gathered.sums.filter(pl.col("category").is_not_null())
        .group_by("definition", pl.col("level").alias("base"), "year")
        .agg(pl.col("region").n_unique().alias("regions"))
    )
    reach = (
        gathered.places.join(gathered.levels.rename({"level": "base"}), on="region", how="inner")
        .select("base", "level")
        .unique(maintain_order=True)
    )
    order = levels if levels is not None else _order(gathered)
    return (
        stock.join(reach, on="base")
        .join(pl.DataFrame({"level": order, "order": range(len(order))}), on="level")
        .with_columns(direct=pl.col("level") == pl.col("base"))
        .sort(["order", "direct", "regions", "base"], descending=[False, True, True, False])
        .unique(subset=["definition", "level", "year"], keep="first", maintain_order=True)
        .select("definition", "level", "year", "base")
    )


def at_level(gathered: Gathered, bases: pl.DataFrame, level: str) -> pl.DataFrame:
    """Give the rows used for a level, with the region each counts for in ``place``.

    A row whose region has no parent at the level keeps a null place: it counts in the national
    base only.
    """
    chosen = bases.filter(pl.col("level") == level).select("definition", "year", "base")
    used = gathered.sums.join(
        chosen,
        left_on=["definition", "year", "level"],
        right_on=["definition", "year", "base"],
        maintain_order="left",
    )
    to = gathered.places.filter(pl.col("level") == level).select("region", "place")
    return used.drop("level").join(to, on="region", how="left", maintain_order="left")


def _order(gathered: Gathered) -> list[str]:
    """Every level, the one with most regions first."""
    sizes = gathered.levels.group_by("level").len().sort(["len", "level"], descending=[True, False])
    return sizes["level"].to_list()


def _coded(definitions: Definitions) -> pl.DataFrame:
    names = definitions.categories
    return definitions.industries.with_columns(
        pl.col("definition").cast(pl.Enum(names["definition"].unique().sort())),
        pl.col("category").cast(pl.Enum(names["category"].unique().sort())),
    )


def _one_currency(
    rows: pl.DataFrame, deflators: Deflators | None
) -> tuple[pl.DataFrame, Told | None]:
    """Tell money in one currency; what no rates convert is left out rather than added up."""
    money = [name for name in MONEY if name in rows.columns]
    if "currency" not in rows.columns:
        return rows, Told(basis="nominal")
    found = rows["currency"].drop_nulls().unique().to_list()
    bare = pl.lit(found[0] if len(found) == 1 else None, dtype=pl.String)
    if len(found) <= 1 or not money:
        return rows.with_columns(currency=bare), Told(basis="nominal")
    if deflators is None or deflators.into(found) is None:
        return rows.drop(money).with_columns(currency=bare), None
    return one_currency(rows, money, deflators)


def _sums(rows: pl.DataFrame, quantity: str) -> pl.DataFrame:
    has, kinds = set(rows.columns), kinds_of_rows(rows)
    size, nothing = pl.col("size"), pl.lit(None, dtype=pl.Float64)
    others = [name for name in AMOUNTS if name != quantity]
    low = pl.col("employment_low") if "employment_low" in has else nothing
    high = pl.col("employment_high") if "employment_high" in has else nothing
    jobs = pl.col(EMPLOYMENT) if EMPLOYMENT in has else nothing
    paid = pl.col("payroll").is_not_null() if "payroll" in has else pl.lit(value=False)
    money = pl.col("currency").first() if "currency" in has else pl.lit(None, dtype=pl.String)
    absent = [nothing.alias(name) for name in others if name not in has]
    return sums_by(
        rows,
        KEYS,
        sums=[
            pl.coalesce(low, size).alias("size_range_low"),
            *_put_in(kinds, low, high),
            pl.when(paid).then(jobs).alias("paid_employment"),
            (pl.col("payroll") if "payroll" in has else pl.lit(0.0)).alias("paid"),
            *(is_so.cast(pl.Float64).alias(name) for name, is_so in kinds.items()),
        ],
        whole=[
            *(pl.col(name) for name in others if name in has),
            size,
            pl.coalesce(high, size).alias("size_range_high"),
            *_sampled(has),
        ],
        beside=[money.alias("currency"), *_largest(has, low, high, quantity)],
    ).with_columns(absent)


def _sampled(has: AbstractSet[str]) -> list[pl.Expr]:
    """Give the variance of a survey's employment; unknown where a part of it is."""
    if "sampling_error" not in has:
        return []
    return [((pl.col("sampling_error") * pl.col("size")) ** 2).alias("sampling_variance")]


def _largest(has: AbstractSet[str], low: pl.Expr, high: pl.Expr, quantity: str) -> list[pl.Expr]:
    """Bound what the largest establishment in some rows has of the leading quantity.

    One of a row's n establishments has at least the mean; if every other one has a job, none has
    more than what they leave, and of money all others may have none. A row without a number of
    establishments may be one. Of establishments themselves nothing is said, nor of value added,
    of which others may have less than none.
    """
    if "establishments" not in has or quantity in {"establishments", "value_added"}:
        unknown = pl.lit(None, dtype=pl.Float64)
        return [unknown.first().alias(name) for name in ("largest_low", "largest_high")]
    plants = pl.col("establishments")
    fewest, most = (pl.coalesce(end, pl.col("size")) for end in (low, high))
    mean = pl.when(plants > 0).then(fewest / plants.clip(1.0))
    left = most - (plants - 1.0).clip(0.0) if quantity == EMPLOYMENT else most
    rest = pl.when(most >= plants).then(left).otherwise(most)
    return [mean.max().alias("largest_low"), pl.coalesce(rest, most).max().alias("largest_high")]


def _put_in(kinds: Mapping[str, pl.Expr], low: pl.Expr, high: pl.Expr) -> list[pl.Expr]:
    """Give what is estimated of the leading quantity, and all of it that is no published number.

    A number that published totals leave no doubt of counts as published.
    """
    size, none = pl.col("size"), pl.lit(0.0)
    sure = beyond_doubt(low, high)
    own = [kinds[name] for name in ("withheld", "hidden", "imputed") if name in kinds]
    imputed = none
    if "imputed" in kinds:
        imputed = pl.when(kinds["imputed"] & ~sure).then(size)
    unpublished = pl.when(pl.any_horizontal(own) & ~sure).then(size) if own else none
    return [imputed.alias("imputed_size"), unpublished.alias("unpublished")]


def kinds_of_rows(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    """Say of each row of activity how its number stands; only kinds that there are any of.

    ``withheld``, ``hidden``, ``imputed``, ``noisy``, ``rounded``; ``unknown``: no number at all;
    ``unsettled``: the publisher leaves small cells out and no total has told how much that is.
    """
    asked = {
        "withheld": ("withheld", pl.col("withheld").fill_null(value=False)),
        "hidden": ("hidden", pl.col("hidden").fill_null(value=False)),
        "imputed": ("imputed", pl.col("imputed").is_not_null()),
        "noisy": ("noise", pl.col("noise").fill_null(0.0) > 0),
        "rounded": ("rounding", pl.col("rounding").fill_null(0.0) > 0),
        "unsettled": ("dropped_below", pl.col("dropped_below").fill_null(0.0) > 0),
        "unknown": ("size", pl.col("size").is_null()),
    }
    there = {name for name in rows.columns if rows[name].null_count() < len(rows)}
    there |= {"size"} if rows["size"].null_count() else set()
    kinds = {name: is_so for name, (column, is_so) in asked.items() if column in there}
    if "unsettled" in kinds and "hidden" in there:
        kinds["unsettled"] &= pl.col("hidden").is_null()
    if not rows["size"].null_count():
        kinds.pop("unknown", None)
    return kinds


def _spreads(detail: pl.DataFrame, levels: pl.DataFrame, *, counted: bool) -> pl.DataFrame:
    r"""Estimate each category's spread of establishment sizes from the rows themselves.

    A row with n establishments of an industry has a size S with variance n s², so the mean
    of (S - n m)² / n over rows estimates s² (m: the industry's mean size). A category's second
    moment is the mean of m² + s² over its industries' establishments; cv² = M2 / M1² - 1. Where
    establishments themselves lead (``counted``) there is none to tell.
    """
    needed = {"establishments", "size"}
    empty = detail.head(0).select(
        "definition",
        "category",
        pl.lit(None, dtype=pl.Float64).alias("cv2"),
        pl.lit(None, dtype=pl.Float64).alias("plant_size"),
    )
    if counted or not needed <= set(detail.columns):
        return empty
    s, n = pl.col("size"), pl.col("establishments")
    here = pl.col("region").is_in(_finest(detail, levels)["region"].implode())
    rows = detail.filter(s > 0, n > 0, pl.col("category").is_not_null(), here)
    codes = rows["industry"].to_physical().cast(pl.Int64).to_numpy()
    sizes = _sizes(codes, rows["size"].to_numpy(), rows["establishments"].to_numpy())
    kind = cast("pl.Enum", detail.schema["industry"])
    names = kind.categories.head(len(sizes[0]))
    kinds = pl.DataFrame(
        {
            "industry": names.cast(kind),
            **dict(zip(("count", "m", "s2"), sizes, strict=True)),
        }
    )
    weight = pl.col("count") / pl.col("count").sum().over("definition", "category")
    m, second = pl.col("m"), pl.col("m") ** 2 + pl.col("s2")
    key = ["definition", "category", "industry"]
    return (
        rows.select(key)
        .unique()
        .sort(key)
        .join(kinds, on="industry", how="left", maintain_order="left")
        .pipe(
            sums_by,
            ["definition", "category"],
            sums=[(weight * m).alias("plant_size"), (weight * second).alias("both")],
        )
        .select(
            "definition",
            "category",
            (pl.col("both") / pl.col("plant_size") ** 2 - 1).alias("cv2"),
            "plant_size",
        )
    )


def _sizes(codes: Index, jobs: Float, plants: Float) -> tuple[Float, Float, Float]:
    """Give each industry's establishments, mean size and variance of sizes, summed in row order."""
    if not len(codes):
        return np.zeros(0), np.zeros(0), np.zeros(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        count = np.asarray(np.bincount(codes, weights=plants), dtype=np.float64)
        mean = np.bincount(codes, weights=jobs) / count
        apart = (jobs - plants * mean[codes]) ** 2 / plants
        variance = np.bincount(codes, weights=apart) / np.bincount(codes)
    return count, mean, variance


def _finest(detail: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """Give the regions of the level with most regions among the rows."""
    used = levels.join(detail.select("region").unique(), on="region", how="semi")
    if used.is_empty():
        return used.select("region")
    most = used.group_by("level").len().sort(["len", "level"], descending=[True, False])["level"][0]
    return used.filter(pl.col("level") == most).select("region")
