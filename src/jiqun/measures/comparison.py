"""Regions against the whole: advantage, variety, and how unlike the national structure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.quotients import quotient
from jiqun.measures.results import CellMeasure, RegionMeasure, aligned, blank, recorded
from jiqun.measures.structure import regional, shares
from jiqun.tables import Counts

Float = NDArray[np.float64]
MORE_SPECIALISED = {"en": "more specialised", "zh": "专业化程度更高"}
UNLIKE = {"en": "less like the whole", "zh": "与整体差异更大"}
VARIED = {"en": "more various", "zh": "更多样"}


@measure(
    "rca",
    family="specialisation",
    needs="counts",
    per="cell",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means=MORE_SPECIALISED,
    source="balassa1965",
    title={"en": "Revealed comparative advantage", "zh": "显示性比较优势"},
    aliases=("balassa",),
)
def revealed_advantages(counts: Counts) -> CellMeasure:
    r"""Balassa's index: a product's share of a region's exports over its share of all exports.

    At 1 or above the advantage counts as revealed. It is the location quotient of export
    values; money has no counting error, so there is no interval.

    .. math:: RCA_{ri} = \frac{x_{ri} / x_{r\cdot}}{x_{\cdot i} / x_{\cdot\cdot}}

    Parameters
    ----------
    counts
        Shape (R, I), export values or any additive unit; >= 0.

    Returns
    -------
    CellMeasure
        Shape (R, I), in [0, inf); NaN where a margin is 0.

    See Also
    --------
    location_quotients : the same number, with an interval from the counts.

    References
    ----------
    :cite:`balassa1965`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="USD")
    >>> revealed_advantages(table).values.round(3).tolist()
    [[2.0, 0.667], [0.0, 1.333]]
    """
    x = counts.values
    return CellMeasure(
        regions=counts.regions,
        industries=counts.industries,
        values=quotient(x, x.sum(1, keepdims=True), *counts.compared()),
        record=recorded("rca", {"counts": counts}),
    )


@measure(
    "rpop",
    family="specialisation",
    needs="counts",
    per="cell",
    base="own",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means={"en": "more of it per inhabitant", "zh": "人均规模更大"},
    source="hausmann2014",
    title={"en": "Activity per inhabitant relative to the whole", "zh": "相对人均规模"},
)
def relative_per_head(counts: Counts, *, population: Mapping[str, float]) -> CellMeasure:
    r"""Activity per inhabitant in a region over activity per inhabitant in all regions.

    1 means as much a head as everywhere. Unlike the quotient it does not depend on the mix of
    other industries: a rich region can exceed 1 in all of them.

    .. math:: RPOP_{ri} = \frac{x_{ri} / p_r}{x_{\cdot i} / p_\cdot}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    population
        Inhabitants of each region, > 0.

    Returns
    -------
    CellMeasure
        Shape (R, I), in [0, inf); NaN for an empty industry or a region without inhabitants.

    References
    ----------
    :cite:`hausmann2014`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> relative_per_head(table, population={"a": 10, "b": 30}).values.round(3).tolist()
    [[4.0, 1.333], [0.0, 0.889]]
    """
    heads = aligned(counts.regions, population, name="population")
    x = counts.values
    return CellMeasure(
        regions=counts.regions,
        industries=counts.industries,
        values=quotient(x, heads[:, None], x.sum(0), heads.sum()),
        record=recorded("rpop", {"counts": counts, "population": population}),
    )


@measure(
    "average-quotient",
    family="specialisation",
    needs="counts",
    per="region",
    base="any",
    unit="1",
    bounds=(1.0, float("inf")),
    neutral=1.0,
    higher_means=UNLIKE,
    source="hoover1985",
    title={"en": "Average location quotient of a region", "zh": "平均区位商"},
)
def average_quotients(counts: Counts) -> RegionMeasure:
    r"""Location quotients of a region, averaged with its own shares as weights.

    1 where the region has exactly the structure of the whole; never below.

    .. math:: A_r = \sum_i s_{ri} LQ_{ri} = \sum_i s_{ri}^2 / s_i

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.

    Returns
    -------
    RegionMeasure
        Shape (R,), in [1, inf); NaN for an empty region. Empty industries are left out.

    See Also
    --------
    hachman : its reciprocal.

    References
    ----------
    :cite:`hoover1985`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> average_quotients(table).values.round(3).tolist()
    [1.333, 1.333]
    """
    return regional("average-quotient", counts, _average(counts))


@measure(
    "hachman",
    family="diversity",
    needs="counts",
    per="region",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    neutral=1.0,
    higher_means={"en": "more like the whole", "zh": "与整体更相似"},
    source="benway2020",
    title={"en": "Hachman index", "zh": "哈赫曼指数"},
)
def hachman(counts: Counts) -> RegionMeasure:
    r"""How closely a region's industries follow those of the whole.

    1 means the same structure, towards 0 ever more unlike it; it praises likeness, not size.

    .. math:: H_r = \Bigl(\sum_i s_{ri}^2 / s_i\Bigr)^{-1}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.

    Returns
    -------
    RegionMeasure
        Shape (R,), in (0, 1]; NaN for an empty region.

    References
    ----------
    :cite:`benway2020`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> hachman(table).values.round(3).tolist()
    [0.75, 0.75]
    """
    return regional("hachman", counts, 1.0 / _average(counts))


@measure(
    "krugman",
    family="specialisation",
    needs="counts",
    per="region",
    base="any",
    unit="1",
    bounds=(0.0, 2.0),
    neutral=0.0,
    higher_means=UNLIKE,
    source="krugman1991",
    where="pages 75-76",
    title={"en": "Krugman dissimilarity index", "zh": "克鲁格曼专业化指数"},
)
def krugman(counts: Counts) -> RegionMeasure:
    r"""Sum of absolute differences between a region's shares and those of the whole.

    0 means the same structure, 2 no industry in common. The whole includes the region.

    .. math:: K_r = \sum_i |s_{ri} - s_i|

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.

    Returns
    -------
    RegionMeasure
        Shape (R,), in [0, 2]; NaN for an empty region.

    See Also
    --------
    specialisation_coefficients : its half.

    References
    ----------
    :cite:`krugman1991`, pages 75-76.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> krugman(table).values.tolist()
    [0.5, 0.5]
    """
    return regional("krugman", counts, _distance(counts))


@measure(
    "specialisation-coefficient",
    family="specialisation",
    needs="counts",
    per="region",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    neutral=0.0,
    higher_means=UNLIKE,
    source="isard1960",
    where="chapter 7",
    title={"en": "Coefficient of specialisation", "zh": "专业化系数"},
)
def specialisation_coefficients(counts: Counts) -> RegionMeasure:
    r"""Share of a region's jobs that would have to change industry to match the whole.

    0 means the same structure; towards 1 the region has what hardly anyone else has.

    .. math:: C_r = \tfrac12 \sum_i |s_{ri} - s_i|

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.

    Returns
    -------
    RegionMeasure
        Shape (R,), in [0, 1]; NaN for an empty region.

    References
    ----------
    :cite:`isard1960`, chapter 7.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> specialisation_coefficients(table).values.tolist()
    [0.25, 0.25]
    """
    return regional("specialisation-coefficient", counts, _distance(counts) / 2)


def _structure(counts: Counts) -> Float:
    """Give the shares of industries in what the regions are compared with: shape (I,)."""
    whole, _ = counts.compared()
    return np.asarray(shares(whole[None, :], axis=1)[0])


def _average(counts: Counts) -> Float:
    own, whole = shares(counts.values, axis=1), _structure(counts)
    used = ~(whole == 0)  # an unknown share stays in, and makes the mean unknown
    mean = (own[:, used] ** 2 / whole[used]).sum(axis=1)
    return blank(mean, (own[:, ~used] > 0).any(axis=1))


def _distance(counts: Counts) -> Float:
    whole = _structure(counts)
    return np.asarray(np.abs(shares(counts.values, axis=1) - whole).sum(axis=1))
