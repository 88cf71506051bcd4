"""The allocation of what is withheld and hidden: priors, ranges, bounded raking, hidden rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.sources.filling.balancing import Balanced, balance
from jiqun.sources.filling.hidden import Estimates, Found, find_hidden
from jiqun.sources.filling.margins import Margins, halves, margins_of
from jiqun.sources.filling.means import MEAN, MIDPOINT, size_classes
from jiqun.sources.filling.plans import Filled, FillPlan
from jiqun.sources.filling.priors import NEIGHBOUR, STEPS, Priors, priors_of
from jiqun.sources.filling.telling import told
from jiqun.sources.filling.trees import Cells, above, cells_of, totals_of, tree

Float = NDArray[np.float64]
RAKED, RESIDUAL = "raked", "residual"
#: The steps that a fill, or a source's reading, puts in: a fill takes them out again first.
OWN = (NEIGHBOUR, MEAN, MIDPOINT, RAKED, RESIDUAL)
#: A range so narrow, or a move so small, is none (persons; share).
POINT, MOVED = 0.5, 1e-6
#: Columns of numbers that make a cell.
CELLS = (
    "establishments", "employment", "employment_low", "employment_high", "dropped_below",
)  # fmt: skip
#: Columns that a fill needs, and their types.
NEEDED = {
    "establishments": pl.Float64, "employment": pl.Float64, "withheld": pl.Boolean,
    "hidden": pl.Boolean, "dropped_below": pl.Float64, "noise": pl.Float64,
    "rounding": pl.Float64, "size_class": pl.String, "employment_low": pl.Float64,
    "employment_high": pl.Float64, "imputed": pl.String,
}  # fmt: skip


def fill(
    rows: pl.DataFrame,
    *,
    regions: pl.DataFrame,
    industries: pl.DataFrame,
    plan: FillPlan | None = None,
) -> Filled:
    """Estimate withheld and hidden employment from years, sizes and totals.

    Published numbers never move. A cell without a number gets a first estimate (its own size in
    a neighbouring year, else the industry's mean establishment, else the middle of its size
    class), a range (size class, then what every total and its other parts leave possible), and
    is raked within its range to the totals over industries and over regions. Where a total
    shows establishments or persons that none of its parts shows, rows for the likeliest hidden
    cells are added. Totals of another scope than their parts (another source) say what is
    missing but bound and move nothing; totals that contradict their parts are told, not forced.

    Parameters
    ----------
    rows
        Canonical rows of ``activity``: every depth of industry and level of region together,
        each key once. Rows that an earlier fill added are taken out first, and its numbers too.
    regions, industries
        ``region, level, parent`` and ``industry, system, level, parent``: the trees.
    plan
        How; None as usual.

    Returns
    -------
    Filled
        Employment is null where nothing says anything of a cell. ``employment_low`` and
        ``employment_high`` hold the truth if size classes and totals do; where neither bounds
        a cell from above, they are one person an establishment and the 95th percentile of the
        published cells' mean sizes.

    References
    ----------
    The order of the steps: Isserman, A. and Westervelt, J. (2006), International Regional
    Science Review 29(3), 311-335. Bounds and hierarchy as constraints: Eckert, F., Fort, T.,
    Schott, P. and Yang, N. (2020), NBER Working Paper 26632.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["c"] * 3, "industry": ["31-33", "311", "312"],
    ...     "year": [2010] * 3, "establishments": [5.0, 3.0, 2.0],
    ...     "employment": [100.0, 70.0, None], "withheld": [False, False, True]})
    >>> regions = pl.DataFrame({"region": ["c"], "level": ["county"], "parent": [None]})
    >>> industries = pl.DataFrame({"industry": ["31-33", "311", "312"],
    ...     "parent": [None, "31-33", "31-33"]})
    >>> fill(rows, regions=regions, industries=industries).rows.row(2, named=True)["employment"]
    30.0
    """
    chosen = plan or FillPlan()
    bare = unfilled(rows)
    cells, midpoint = _cells(bare, regions, industries)
    priors = priors_of(bare, cells, plan=chosen, midpoint=midpoint)
    ups = [above(cells, along=along) for along in ("industry", "region")]
    depths = (cells.industries.depth[cells.industry], cells.regions.depth[cells.region])
    totals = [totals_of(up, depth) for up, depth in zip(ups, depths, strict=True)]
    cells = replace(cells, half=halves(cells, totals[0]))
    margins = (
        margins_of(cells, totals[0], along="industry"),
        margins_of(cells, totals[1], along="region"),
    )
    balanced = balance(cells, priors, margins)
    found = _hidden(cells, balanced, margins, ups, chosen) if chosen.hidden else None
    filled = _written(bare, cells, priors, balanced, found)
    return told(filled, bare, cells, margins, balanced, found)


def unfilled(rows: pl.DataFrame) -> pl.DataFrame:
    """Give rows without what fills put in: numbers and ranges null again, hidden rows gone."""
    lacking = [
        pl.lit(None, kind).alias(name) for name, kind in NEEDED.items() if name not in rows.columns
    ]
    whole = rows.with_columns(lacking)
    own = pl.col("imputed").is_in(OWN)
    keep = ~(own & pl.col("hidden")).fill_null(value=False)
    numbers = ("employment", "employment_low", "employment_high")
    # a mean's own least is at most one person an establishment: more was published (of an owner)
    known = (pl.col("imputed") == MEAN) & (pl.col("employment_low") > pl.col("establishments"))
    lost = {"employment_low": own & ~known.fill_null(value=False)}
    return whole.filter(keep).with_columns(
        *(pl.when(lost.get(name, own)).then(None).otherwise(pl.col(name)).cast(pl.Float64)
          .alias(name) for name in numbers),
        pl.when(own).then(None).otherwise(pl.col("imputed")).alias("imputed"),
        pl.lit(None, pl.Boolean).alias("hidden"),
    )  # fmt: skip


def _cells(
    rows: pl.DataFrame, regions: pl.DataFrame, industries: pl.DataFrame
) -> tuple[Cells, Float]:
    """Number the cells; a known size class gives the range, noise gives none to reckon with."""
    classes = size_classes().rename({"low": "class_low", "high": "class_high"})
    names = ("region", "industry", "year", "size_class", "rounding", *CELLS)
    joined = rows.select(names).join(
        classes, left_on="size_class", right_on="flag", how="left", maintain_order="left"
    )
    classed, empty = pl.col("midpoint").is_not_null(), pl.col("employment").is_null()
    told = empty | pl.col("rounding").is_not_null()
    # one person an establishment is a usual least number, none that anybody published
    usual = pl.col("employment_low") == pl.col("establishments")
    told &= ~(usual & pl.col("employment_high").is_null()).fill_null(value=False)
    joined = joined.with_columns(
        pl.when(empty & classed).then(f"class_{end}").when(told).then(f"employment_{end}")
        .alias(f"employment_{end}")
        for end in ("low", "high")
    )  # fmt: skip
    cells = cells_of(
        joined,
        regions=tree(regions, "region", joined["region"]),
        industries=tree(industries, "industry", joined["industry"], whole=True),
    )
    return cells, joined["midpoint"].fill_null(float("nan")).to_numpy()


def _hidden(
    cells: Cells,
    balanced: Balanced,
    margins: tuple[Margins, ...],
    ups: list[NDArray[np.int64]],
    plan: FillPlan,
) -> Found:
    by_industry, by_region = margins
    flags = {name: np.zeros(len(cells), dtype=bool) for name in ("loose", "industry", "region")}
    loose_levels = np.unique(
        cells.regions.level[cells.region[by_region.totals.whole[by_region.loose]]]
    )
    flags["loose"] = np.isin(cells.regions.level[cells.region], loose_levels)
    for name, margin in (("industry", by_industry), ("region", by_region)):
        flags[name][margin.totals.whole] = margin.whole
    estimates = Estimates(
        value=balanced.value, low=balanced.low, high=balanced.high,
        up_industry=ups[0], up_region=ups[1], loose=flags["loose"],
        whole_industry=flags["industry"], whole_region=flags["region"],
    )  # fmt: skip
    return find_hidden(cells, estimates, years=plan.years)


def _written(
    rows: pl.DataFrame, cells: Cells, priors: Priors, balanced: Balanced, found: Found | None
) -> pl.DataFrame:
    """Put estimates, ranges and step names into the rows, and hidden rows after them."""
    free = cells.free & ~np.isnan(balanced.value)
    low, high = balanced.low.copy(), balanced.high.copy()
    unbound = free & (np.isinf(high) | ~balanced.tied & np.isinf(cells.high))
    each = np.fmin(np.nan_to_num(cells.establishments[unbound]), balanced.value[unbound])
    low[unbound] = np.fmax(each, cells.low[unbound])
    high[unbound] = np.maximum(priors.usual[unbound], balanced.value[unbound])
    low[unbound & np.isnan(high)] = np.nan
    exact = free & balanced.tied & (balanced.high - balanced.low <= POINT)
    with np.errstate(invalid="ignore"):
        moved = np.abs(balanced.value - priors.value) > MOVED * (1.0 + np.abs(priors.value))
    moved |= np.isnan(priors.value)
    steps = np.array(STEPS, dtype=object)[priors.step]
    steps = np.where(exact, RESIDUAL, np.where(moved, RAKED, steps))
    puts = {
        "employment": balanced.value, "employment_low": low,
        "employment_high": np.where(np.isfinite(high), high, np.nan),
    }  # fmt: skip
    here = pl.Series(free)
    filled = rows.with_columns(
        *(pl.when(here).then(pl.Series(values).fill_nan(None)).otherwise(pl.col(name)).alias(name)
          for name, values in puts.items()),
        pl.when(here).then(pl.Series(steps.tolist(), dtype=pl.String))
        .otherwise(pl.col("imputed")).alias("imputed"),
    )  # fmt: skip
    if found is None:
        return filled
    settled = pl.Series(found.settled)
    filled = filled.with_columns(
        pl.when(settled).then(pl.lit(value=False)).otherwise(pl.col("hidden")).alias("hidden")
    )
    return pl.concat([filled, _new_rows(cells, found)], how="diagonal_relaxed")


def _new_rows(cells: Cells, found: Found) -> pl.DataFrame:
    names = np.array([RAKED, RESIDUAL], dtype=object)
    return pl.DataFrame(
        {
            "region": pl.Series(cells.regions.codes, dtype=pl.String)[found.region],
            "industry": pl.Series(cells.industries.codes, dtype=pl.String)[found.industry],
            "year": pl.Series(found.year, dtype=pl.Int64),
            "establishments": pl.Series(found.establishments).fill_nan(None),
            "employment": found.employment,
            "withheld": pl.Series([False] * len(found.region), dtype=pl.Boolean),
            "hidden": pl.Series([True] * len(found.region), dtype=pl.Boolean),
            "employment_low": found.low,
            "employment_high": pl.Series(found.high).replace(np.inf, None),
            "imputed": pl.Series(names[found.sole.astype(int)].tolist(), dtype=pl.String),
        }
    )
