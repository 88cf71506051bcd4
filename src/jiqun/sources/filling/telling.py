"""What a fill tells of itself: what each step put in, what contradicts, what stays unknown."""

from __future__ import annotations

import numpy as np
import polars as pl

from jiqun.core import Caution
from jiqun.sources.filling.balancing import Balanced
from jiqun.sources.filling.hidden import Found
from jiqun.sources.filling.margins import Margins
from jiqun.sources.filling.plans import Filled
from jiqun.sources.filling.trees import Cells
from jiqun.tables import beyond_doubt, sums_by


def told(
    filled: pl.DataFrame,
    bare: pl.DataFrame,
    cells: Cells,
    margins: tuple[Margins, ...],
    balanced: Balanced,
    found: Found | None,
) -> Filled:
    """Sum the steps up and gather the cautions."""
    steps = _steps(filled, bare)
    unknown = int(filled["employment"].is_null().sum())
    against = sum(int((m.against & ~m.loose).sum()) for m in margins) + len(balanced.broken)
    figures = {
        "withheld-cells": float(cells.free.sum()),
        "hidden-cells": float(len(found.region)) if found else 0.0,
        "unknown-cells": float(unknown),
        "contradicting-totals": float(against),
        "employment-unplaced": found.unplaced if found else 0.0,
    }
    return Filled(
        rows=filled, bare=bare, levels=_levels(filled, cells), steps=steps,
        cautions=_cautions(margins, found, figures), figures=figures,
    )  # fmt: skip


def _levels(filled: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Sum employment of leaf classes by level and year: published, withheld, hidden.

    The visible share counts numbers that totals leave no doubt of as published.
    """
    bounds = ("employment_low", "employment_high")
    names = (
        *("region", "industry", "year", "employment", "imputed", "hidden", "dropped_below"),
        *bounds,
    )
    rows = filled.select(names).join(_named(cells), on="region", how="left", maintain_order="left")
    leaves = rows.join(_inner(rows, cells), on=_LEAF, how="anti", nulls_equal=True)
    put, hidden = pl.col("imputed").is_not_null(), pl.col("hidden").fill_null(value=False)
    jobs, known = pl.col("employment"), (pl.col("unknown") == 0) & (pl.col("open") == 0)
    sure = put & beyond_doubt(*(pl.col(name) for name in bounds))
    kinds = {"published": ~put, "withheld": put & ~hidden, "hidden": put & hidden}
    left_out = (pl.col("dropped_below") > 0) & pl.col("hidden").is_null()
    return (
        leaves.sort("level", "year", maintain_order=True)
        .pipe(
            sums_by,
            ["level", "year"],
            sums=[
                *(pl.when(which).then(jobs).alias(name) for name, which in kinds.items()),
                pl.when(~put | sure).then(jobs).alias("shown"),
            ],
            beside=[
                pl.len().cast(pl.Int64).alias("cells"),
                jobs.null_count().cast(pl.Int64).alias("unknown"),
                left_out.sum().cast(pl.Int64).alias("open"),
            ],
        )
        .with_columns(whole=pl.col("published") + pl.col("withheld") + pl.col("hidden"))
        .with_columns(
            visible_share=pl.when(known & (pl.col("whole") > 0)).then(
                pl.col("shown") / pl.col("whole")
            )
        )
        .select("level", "year", "cells", *kinds, "unknown", "visible_share")
    )


#: What a class is a leaf of.
_LEAF = ["level", "year", "industry"]


def _named(cells: Cells) -> pl.DataFrame:
    columns = {"region": cells.regions.codes, "level": cells.regions.names}
    return pl.DataFrame(columns, schema={"region": pl.String, "level": pl.String})


def _inner(rows: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Give the classes above a shown one, by level and year."""
    tree = cells.industries
    above = [tree.codes[at] if at >= 0 else None for at in tree.parent]
    columns = {"industry": tree.codes, "above": above}
    step = pl.DataFrame(columns, schema={"industry": pl.String, "above": pl.String})
    found, front = [], rows.select(_LEAF).unique()
    while front.height:
        front = (
            front.join(step, on="industry", how="inner")
            .select("level", "year", pl.col("above").alias("industry"))
            .drop_nulls("industry")
            .unique()
        )
        found.append(front)
    return pl.concat(found).unique() if found else rows.select(_LEAF).head(0)


def _steps(filled: pl.DataFrame, bare: pl.DataFrame) -> pl.DataFrame:
    before = bare["imputed"].is_null()
    new = filled.height - bare.height
    fresh = pl.concat([before, pl.repeat(value=True, n=new, eager=True, dtype=pl.Boolean)])
    rows = filled.filter(fresh & filled["imputed"].is_not_null())
    hidden = pl.col("hidden").fill_null(value=False).alias("hidden")
    names = ("employment", "employment_low", "employment_high")
    return (
        rows.select(pl.col("imputed").alias("step"), hidden, "year", *names)
        .sort("step", "hidden", "year", maintain_order=True)
        .pipe(
            sums_by,
            ["step", "hidden", "year"],
            whole=[pl.col(name) for name in names],
            beside=[pl.len().cast(pl.Int64).alias("cells")],
        )
        .select("step", "hidden", "year", "cells", *names)
    )


def _cautions(
    margins: tuple[Margins, ...], found: Found | None, figures: dict[str, float]
) -> tuple[Caution, ...]:
    out = []
    loose = [m for m in margins if m.loose.any()]
    for margin in loose:
        totals, over = int(margin.loose.sum()), int((margin.loose & margin.against).sum())
        out.append(Caution("totals-of-another-scope", {"totals": totals, "against": over}))
    if figures["contradicting-totals"]:
        out.append(Caution("totals-contradict", {"totals": int(figures["contradicting-totals"])}))
    if found is not None and found.against:
        out.append(Caution("totals-below-parts", {"totals": found.against}))
    if found is not None and found.unplaced > 1:
        jobs = int(np.rint(found.unplaced))
        out.append(Caution("employment-unplaced", {"employment": jobs}))
    if figures["unknown-cells"]:
        out.append(Caution("still-unknown", {"cells": int(figures["unknown-cells"])}))
    return tuple(out)
