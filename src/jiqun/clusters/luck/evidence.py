"""How surely a cell is specialised: a lower bound of its quotient, and its rank by that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from jiqun.clusters.luck.counted import GROUP, Float, counted
from jiqun.kernels.luck import TAIL, fit_gamma, surely, told_apart
from jiqun.kernels.ties import levelled

#: What is added to cells.
EVIDENCE = ("evidence", "evidence_rank")
#: How a list of cells begins with the surest, then with the largest of their category.
SUREST = ("evidence_rank", "macro_share", "cell")


def with_evidence(
    cells: pl.DataFrame, *, tail: float = TAIL, within: Sequence[str] = GROUP
) -> pl.DataFrame:
    r"""Add a bound that the quotient of establishments surely exceeds, and a rank made of it.

    Of category c a region r has :math:`n_{rc}` establishments, where :math:`E_{rc} = n_r n_c / n`
    would be usual of its traded (or local) group. With
    :math:`n_{rc} \sim \mathrm{Poisson}(E_{rc} \theta_{rc})` and
    :math:`\theta_{rc} \sim \mathrm{Gamma}(\alpha_c, \beta_c)` over the regions, also those that
    have none of the category, the two parameters are those of the largest marginal likelihood and

    .. math:: b_{rc} = G^{-1}(\mathrm{tail};\ \alpha_c + n_{rc},\ \beta_c + E_{rc})

    is the evidence. The rank orders cells by how well a place would be told from a usual one if its
    quotient were no more than the bound, and no more than its quotient of jobs:

    .. math:: E (t \ln t - t + 1), \quad t = \min(b_{rc}, LQ_{rc}),

    and those with t below 1, of which nothing is sure, after all others by t itself. So a list
    begins with places that surely have many of what others have few of: neither one large plant in
    a small county, nor three small ones where a hundredth would be usual, nor many establishments
    with few jobs.

    Parameters
    ----------
    cells
        ``region, category, establishments`` and any of ``quotient, traded, definition, level,
        year``; without ``quotient`` t is the bound.
    tail
        Chance that the true quotient lies below the bound, 0 < tail < 1.
    within
        What is compared apart, of the columns there.

    Returns
    -------
    DataFrame
        The cells in their order with ``evidence`` (>= 0; null where establishments are unknown or
        nobody of the group has any) and ``evidence_rank`` (1 is the surest among those of the same
        ``within``; equals share the better rank; null where evidence is). Cells that do not know
        their establishments take no part in any sum.

    See Also
    --------
    with_luck : both limits, without what other regions are like.

    References
    ----------
    The model :cite:`claytonkaldor1987`; such a bound :cite:`dumouchel1999`; the measure of telling
    apart :cite:`kullbackleibler1951`. That the two are joined so is ours.

    Examples
    --------
    >>> cells = pl.DataFrame({
    ...     "region": list("abcdef") * 2, "category": ["x"] * 6 + ["y"] * 6,
    ...     "establishments": [1.0, 40, 3, 6, 2, 9, 0, 60, 50, 70, 60, 80]})
    >>> told = with_evidence(cells).head(2)
    >>> told["evidence"].round(2).to_list(), told["evidence_rank"].to_list()
    ([0.34, 1.79], [9, 1])
    """
    bound, usual = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    if len(cells):
        for one in counted(cells, within=within):
            expected = one.expected()
            shape, rate = fit_gamma(one.counts, expected)
            at = one.region, one.category
            own = shape[one.category], rate[one.category]
            usual[one.rows] = expected[at]
            bound[one.rows] = surely(one.counts[at], expected[at], *own, tail=tail)
    full = cells.with_columns(evidence=pl.Series(bound).fill_nan(None))
    apart = [name for name in within if name in cells.columns]
    best = pl.col("at").rank("min", descending=True)
    order = full.select(*apart, at=pl.Series(_order(full, bound, usual)).fill_nan(None))
    ranks = order.select(best.over(apart) if apart else best).to_series()
    return full.with_columns(evidence_rank=ranks.cast(pl.Int64))


def _order(cells: pl.DataFrame, bound: Float, usual: Float) -> Float:
    """Give what ranks are made of: the divergence at the smaller of bound and quotient, or that."""
    if "quotient" in cells.columns:
        jobs = cells["quotient"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        bound = np.where(np.isnan(bound), np.nan, np.fmin(bound, jobs))
    return levelled(np.where(bound > 1, told_apart(bound, usual), bound - 1.0))
