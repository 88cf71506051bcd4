"""How surely a cell is specialised: a lower bound of its quotient, and its rank by that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from jiqun.clusters.luck.counted import GROUP, counted
from jiqun.kernels.luck import TAIL, fit_gamma, surely
from jiqun.kernels.ties import levelled

#: What is added to cells.
EVIDENCE = ("evidence", "evidence_rank")


def with_evidence(
    cells: pl.DataFrame, *, tail: float = TAIL, within: Sequence[str] = GROUP
) -> pl.DataFrame:
    r"""Add a bound that the quotient of establishments surely exceeds, and the rank by it.

    Of category c a region r has :math:`n_{rc}` establishments, where :math:`E_{rc} = n_r n_c / n`
    would be usual of its traded (or local) group. With
    :math:`n_{rc} \sim \mathrm{Poisson}(E_{rc} \theta_{rc})` and
    :math:`\theta_{rc} \sim \mathrm{Gamma}(\alpha_c, \beta_c)` over the regions, also those that
    have none of the category, the two parameters are those of the largest marginal likelihood and

    .. math:: \mathrm{evidence}_{rc} = G^{-1}(\mathrm{tail};\ \alpha_c + n_{rc},\ \beta_c + E_{rc})

    A list in this order begins with places that have *many* of what others have few of, not with a
    single large plant in a small county. It says nothing of jobs: those are beside it.

    Parameters
    ----------
    cells
        ``region, category, establishments`` and any of ``traded, definition, level, year``.
    tail
        Chance that the true quotient lies below the bound, 0 < tail < 1.
    within
        What is compared apart, of the columns there.

    Returns
    -------
    DataFrame
        The cells in their order with ``evidence`` (>= 0; null where establishments are unknown or
        nobody of the group has any) and ``evidence_rank`` (1 is the surest among those of
        the same ``within``; equals share the better rank; null where evidence is). Cells that do not
        know their establishments take no part in any sum.

    See Also
    --------
    with_luck : both limits, without what other regions are like.

    References
    ----------
    The model :cite:`claytonkaldor1987`; ranking by such a bound :cite:`dumouchel1999`.

    Examples
    --------
    >>> cells = pl.DataFrame({
    ...     "region": list("abcdef") * 2, "category": ["x"] * 6 + ["y"] * 6,
    ...     "establishments": [1.0, 40, 3, 6, 2, 9, 0, 60, 50, 70, 60, 80]})
    >>> with_evidence(cells).select("region", "evidence_rank").head(2).rows()
    [('a', 9), ('b', 1)]
    """
    bound = np.full(len(cells), np.nan)
    if len(cells):
        for one in counted(cells, within=within):
            expected = one.expected()
            shape, rate = fit_gamma(one.counts, expected)
            at = one.region, one.category
            own = shape[one.category], rate[one.category]
            bound[one.rows] = surely(one.counts[at], expected[at], *own, tail=tail)
    apart = [name for name in within if name in cells.columns]
    full = cells.with_columns(evidence=pl.Series(bound).fill_nan(None))
    order = pl.Series(levelled(bound)).fill_nan(None)
    best = pl.col("at").rank("min", descending=True)
    ranks = full.select(*apart, at=order).select(best.over(apart) if apart else best)
    return full.with_columns(evidence_rank=ranks.to_series().cast(pl.Int64))
