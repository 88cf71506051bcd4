"""What one resample of the main job needs: cells in arrays, and how levels add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.cells import Cells
from jiqun.core import Problems, stream
from jiqun.tables import sums_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: What identifies a cell.
CELL = ("definition", "category", "region", "level", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Cells, the rows they are sums of, and the margins they stand in.

    Attributes
    ----------
    cells
        The cells' frame, N rows.
    rows
        Shape (B,): the cells that stand on rows of their own and are drawn.
    parts, wholes
        Shape (P,): row ``rows[parts[p]]`` counts in cell ``wholes[p]``, at every level.
    group
        Shape (N,): region, level, year and kind (traded or local) of a cell.
    nation, nation_group
        Shape (B,) and (N,) numbers of the national sum of a category, at the level drawn;
        of every national sum its traded or local sum.
    nation_of
        Shape (N,): the national sum that a cell is compared with.
    rest
        Shape (N,): employment of the region outside every category, held.
    region
        Shape (N,): region, level and year of a cell.
    establishments, employment, low, high, cv2
        Shape (B,): of the rows drawn; NaN where unknown.
    """

    cells: pl.DataFrame
    rows: Int
    parts: Int
    wholes: Int
    group: Int
    nation: Int
    nation_group: Int
    nation_of: Int
    rest: Float
    region: Int
    establishments: Float
    employment: Float
    low: Float
    high: Float
    cv2: Float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One resample: the additive quantities of every cell and what follows from them."""

    employment: Float
    establishments: Float
    quotient: Float
    micro_share: Float
    macro_share: Float


def plan_cells(cells: Cells, places: pl.DataFrame) -> Plan:
    """Lay out the cells for resampling.

    Parameters
    ----------
    cells
        With every level whose rows are summed for another (their ``bases``).
    places
        ``region, level, place``, as :func:`jiqun.clusters.places` gives it.

    Raises
    ------
    InputError
        ``stability-base``: a level's rows stand at a level that is not among the cells.
    """
    frame = cells.frame.select(pl.all()).with_row_index("at").cast({"at": pl.Int64})
    bases = cells.bases.with_columns(pl.col("year").cast(pl.Int64))
    _need_bases(frame, bases)
    own = frame.join(
        bases.filter(pl.col("level") == pl.col("base")),
        on=["definition", "level", "year"],
        how="semi",
        maintain_order="left",
    )
    parts, wholes = _sums(frame, own, bases, places)
    nations, nation_of = _nations(frame, own, bases)
    spread = own.join(
        cells.spreads, on=["definition", "category"], how="left", maintain_order="left"
    )
    return Plan(
        cells=cells.frame,
        rows=own["at"].to_numpy(),
        parts=parts,
        wholes=wholes,
        group=_numbers(frame, ("definition", "level", "region", "year", "traded")),
        region=_numbers(frame, ("definition", "level", "region", "year")),
        nation=_numbers_in(own, nations),
        nation_group=_numbers(nations, ("definition", "level", "year", "traded")),
        nation_of=nation_of,
        rest=_rest(frame, cells.totals),
        establishments=_array(own, "establishments"),
        employment=_array(own, "employment"),
        low=_array(own, "employment_range_low"),
        high=_array(own, "employment_range_high"),
        cv2=np.nan_to_num(_array(spread, "cv2")),
    )


def _need_bases(frame: pl.DataFrame, bases: pl.DataFrame) -> None:
    wanted = bases.join(
        frame.select("definition", pl.col("level").alias("base"), "year").unique(),
        on=["definition", "base", "year"],
        how="anti",
    ).join(frame, on=["definition", "level", "year"], how="semi")
    problems = Problems()
    if len(wanted):
        lacking = wanted["base"].unique().sort().to_list()
        problems.add("stability-base", subject="cells", levels=lacking)
    problems.check()


def _sums(
    frame: pl.DataFrame, own: pl.DataFrame, bases: pl.DataFrame, places: pl.DataFrame
) -> tuple[Int, Int]:
    """Say which drawn row counts in which cell; a row counts in its own cell too."""
    drawn = own.select("definition", "category", "year", "region", pl.col("level").alias("base"))
    drawn = drawn.with_row_index("part").cast({"part": pl.Int64})
    to = places.select("region", "level", "place").with_columns(
        pl.col("region", "level", "place").cast(pl.String)
    )
    key = ["definition", "category", "year", "level"]
    pairs = (
        drawn.join(bases, on=["definition", "base", "year"], how="inner")
        .join(to, on=["region", "level"], how="inner")
        .join(
            frame.select(*key, pl.col("region").alias("place"), "at"),
            on=[*key, "place"],
            how="inner",
        )
        .sort("at", "part")
    )
    return pairs["part"].to_numpy(), pairs["at"].to_numpy()


def _nations(
    frame: pl.DataFrame, own: pl.DataFrame, bases: pl.DataFrame
) -> tuple[pl.DataFrame, Int]:
    """Give the national sums of the drawn rows, and the one each cell is compared with."""
    key = ["definition", "category", "level", "year"]
    nations = own.select(*key, "traded").unique(subset=key, maintain_order=True).sort(key)
    nations = nations.with_row_index("nation").cast({"nation": pl.Int64})
    of = (
        frame.select(*key)
        .join(bases, on=["definition", "level", "year"], how="left", maintain_order="left")
        .drop("level")
        .join(
            nations.rename({"level": "base"}),
            on=["definition", "category", "base", "year"],
            how="left",
            maintain_order="left",
        )
    )
    return nations, of["nation"].to_numpy()


def _numbers_in(own: pl.DataFrame, nations: pl.DataFrame) -> Int:
    key = ["definition", "category", "level", "year"]
    met = own.select(key).join(nations, on=key, how="left", maintain_order="left")
    return np.asarray(met["nation"].to_numpy(), dtype=np.int64)


def _numbers(frame: pl.DataFrame, keys: Sequence[str]) -> Int:
    """Number the combinations of some columns from 0, in the order they come."""
    ranks = frame.select(pl.struct(keys).rank("dense") - 1).to_series()
    return np.asarray(ranks.cast(pl.Int64).to_numpy(), dtype=np.int64)


def _rest(frame: pl.DataFrame, totals: pl.DataFrame) -> Float:
    """Give the employment of each cell's region that no category holds."""
    key = ["definition", "region", "level", "year"]
    inside = sums_by(frame, key, sums=[pl.col("employment").alias("inside")])
    whole = totals.with_columns(pl.col("year").cast(pl.Int64)).select(*key, "employment")
    both = (
        frame.select(key)
        .join(whole, on=key, how="left", maintain_order="left")
        .join(inside, on=key, how="left", maintain_order="left")
    )
    rest = both.select((pl.col("employment") - pl.col("inside")).clip(lower_bound=0.0))
    return np.asarray(rest.to_series().fill_null(np.nan).to_numpy(), dtype=np.float64)


def _array(frame: pl.DataFrame, name: str) -> Float:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def draw_rows(plan: Plan, *, seed: int, draw: int) -> tuple[Float, Float]:
    r"""Draw the establishments and the employment of every row anew.

    Employment first goes to a uniform point between its ends where a named step put it in.
    Then the number of establishments is Poisson about the observed n and their sizes are gamma
    with the category's spread, so that employment x has the variance
    :math:`x^2 (1 + cv^2) / n` that the quotients' intervals rest on. A row whose establishments
    are not known keeps its employment.
    """
    chance = stream(seed=seed, replicate=draw, name="resampled-cells")
    n, x = plan.establishments, plan.employment
    share = chance.random(len(n))
    spans = plan.high > plan.low
    with np.errstate(invalid="ignore"):
        x = np.where(spans, plan.low + (plan.high - plan.low) * share, x)
    known = n > 0
    plants = np.where(known, chance.poisson(np.where(known, n, 1.0)), n).astype(np.float64)
    shape = np.where(known & (plan.cv2 > 0), plants / np.where(plan.cv2 > 0, plan.cv2, 1.0), 0.0)
    weight = np.where(plan.cv2 > 0, chance.standard_gamma(shape) * plan.cv2, plants)
    return plants, np.where(known, x * weight / np.where(known, n, 1.0), x)


def settle(plan: Plan, plants: Float, jobs: Float) -> Drawn:
    """Sum drawn rows to cells of every level and recompute margins, quotients and shares."""
    known = ~np.isnan(jobs)
    filled = np.where(known, jobs, 0.0)
    x = _summed(plan, filled)
    told = _summed(plan, known) > 0
    counted = ~np.isnan(plants)
    count = _summed(plan, np.where(counted, plants, 0.0))
    count[_summed(plan, counted) == 0] = np.nan
    own = np.asarray(np.bincount(plan.group, weights=x)[plan.group], dtype=np.float64)
    whole = np.asarray(np.bincount(plan.region, weights=x)[plan.region] + plan.rest)
    category = np.bincount(plan.nation, weights=filled, minlength=len(plan.nation_group))
    category = np.asarray(category, dtype=np.float64)
    kind = np.asarray(np.bincount(plan.nation_group, weights=category)[plan.nation_group])
    national, group = category[plan.nation_of], kind[plan.nation_of]
    x = np.where(told, x, np.nan)
    return Drawn(
        employment=x,
        establishments=count,
        quotient=_over(_over(x, own), _over(national, group)),
        micro_share=_over(x, whole),
        macro_share=_over(x, national),
    )


def _summed(plan: Plan, values: NDArray[Any]) -> Float:
    """Add the drawn rows up to every cell, in the rows' order."""
    sums = np.bincount(plan.wholes, weights=values[plan.parts], minlength=len(plan.cells))
    return np.asarray(sums, dtype=np.float64)


def _over(above: NDArray[Any], below: NDArray[Any]) -> Float:
    out = np.full(len(above), np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out
