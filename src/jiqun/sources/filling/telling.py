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
from jiqun.tables import sums_by


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
        rows=filled, steps=steps, cautions=_cautions(margins, found, figures), figures=figures
    )


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
