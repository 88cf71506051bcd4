"""Sophistication: the income level that industries and regions' products stand for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.linear.products import applied
from jiqun.measures.results import IndustryMeasure, RegionMeasure, aligned, recorded
from jiqun.measures.structure import shares
from jiqun.tables import Counts

Float = NDArray[np.float64]


@measure(
    "prody",
    family="complexity",
    needs="counts",
    per="industry",
    unit="that of income",
    bounds=(0.0, float("inf")),
    higher_means={"en": "made by richer regions", "zh": "由收入更高的区域生产"},
    source="hausmann2007",
    where="equation 1",
    title={"en": "PRODY: income level of an industry", "zh": "PRODY（产品收入水平）"},
)
def prody(counts: Counts, *, income: Mapping[str, float]) -> IndustryMeasure:
    r"""Income of the regions that have an industry, weighted by their advantage in it.

    .. math:: PRODY_i = \sum_r \frac{s_{ri}}{\sum_q s_{qi}} Y_r

    Parameters
    ----------
    counts
        Shape (R, I), exports or any additive unit; >= 0.
    income
        Income per head of each region.

    Returns
    -------
    IndustryMeasure
        Shape (I,), in the unit of income; NaN for an empty industry.

    References
    ----------
    :cite:`hausmann2007`, equation 1.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="USD")
    >>> prody(table, income={"a": 30.0, "b": 12.0}).values.tolist()
    [30.0, 18.0]
    """
    record = recorded("prody", {"counts": counts, "income": income})
    return IndustryMeasure(
        industries=counts.industries, values=_prody(counts, income), record=record
    )


@measure(
    "expy",
    family="complexity",
    needs="counts",
    per="region",
    unit="that of income",
    bounds=(0.0, float("inf")),
    higher_means={"en": "its products belong to richer regions", "zh": "产品结构对应更高收入"},
    source="hausmann2007",
    where="equation 2",
    title={"en": "EXPY: income level of a region's products", "zh": "EXPY（区域产品收入水平）"},
)
def expy(counts: Counts, *, income: Mapping[str, float]) -> RegionMeasure:
    r"""Mean PRODY of a region's products, weighted by their shares.

    .. math:: EXPY_r = \sum_i s_{ri} PRODY_i

    Parameters
    ----------
    counts
        Shape (R, I), exports or any additive unit; >= 0.
    income
        Income per head of each region.

    Returns
    -------
    RegionMeasure
        Shape (R,), in the unit of income; NaN for an empty region.

    References
    ----------
    :cite:`hausmann2007`, equation 2.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="USD")
    >>> expy(table, income={"a": 30.0, "b": 12.0}).values.tolist()
    [24.0, 18.0]
    """
    empty = counts.values.sum(axis=0) == 0
    worth = np.where(empty, 0.0, _prody(counts, income))
    record = recorded("expy", {"counts": counts, "income": income})
    return RegionMeasure(
        regions=counts.regions, values=applied(shares(counts.values, axis=1), worth), record=record
    )


def _prody(counts: Counts, income: Mapping[str, float]) -> Float:
    earned = aligned(counts.regions, income, name="income")
    empty = counts.values.sum(axis=1, keepdims=True) == 0
    own = np.where(empty, 0.0, shares(counts.values, axis=1))
    return applied(shares(own, axis=0).T, earned)
