"""Structure of regions and industries: how even, how various, how unlike the whole."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Record, measure
from jiqun.kernels.quotients import quotient
from jiqun.measures.results import IndustryMeasure, RegionMeasure, recorded
from jiqun.tables import Counts

Float = NDArray[np.float64]


@measure(
    "herfindahl",
    family="diversity",
    needs="counts",
    per="region",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={
        "en": "fewer industries hold more of the region",
        "zh": "区域经济集中于更少的产业",
    },
    source="hirschman1964",
    title={"en": "Herfindahl index of a region's industries", "zh": "赫芬达尔指数"},
    aliases=("hhi", "herfindahl-hirschman"),
)
def herfindahl(
    counts: Counts, *, variant: Literal["plain", "normalised"] = "plain"
) -> RegionMeasure:
    r"""Sum of squared industry shares: how concentrated a region's economy is.

    1 where one industry is all, 1/I where I industries are equal; depends on how finely
    industries are cut.

    .. math:: H_r = \sum_i \left(\frac{x_{ri}}{x_{r\cdot}}\right)^2

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        ``normalised`` gives (H - 1/I) / (1 - 1/I), so that equal shares are 0.

    Returns
    -------
    RegionMeasure
        Shape (R,), in [1/I, 1] or [0, 1]; NaN for an empty region.

    References
    ----------
    :cite:`hirschman1964`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[1, 3], [0, 4]], unit="persons")
    >>> herfindahl(table).values.tolist()
    [0.625, 1.0]
    """
    squared = (shares(counts.values, axis=1) ** 2).sum(axis=1)
    if variant == "normalised":
        n = len(counts.industries)
        squared = (squared - 1 / n) / (1 - 1 / n) if n > 1 else np.full(len(squared), np.nan)
    return RegionMeasure(
        regions=counts.regions,
        values=squared,
        record=recorded("herfindahl", {"counts": counts}, parameters={"variant": variant}),
    )


@measure(
    "diversity",
    family="diversity",
    needs="counts",
    per="region",
    unit="industries",
    bounds=(0.0, float("inf")),
    higher_means={"en": "specialised in more industries", "zh": "优势产业更多"},
    source="hidalgo2009",
    title={"en": "Diversity: industries a region is specialised in", "zh": "多样性"},
)
def diversity(
    counts: Counts, *, variant: Literal["quotient", "present"] = "quotient", threshold: float = 1.0
) -> RegionMeasure:
    r"""Number of industries in which a region is specialised.

    .. math:: k_r = \sum_i [LQ_{ri} \ge t]

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        ``quotient`` counts cells whose location quotient reaches the threshold, ``present``
        cells whose count does.
    threshold
        t > 0.

    Returns
    -------
    RegionMeasure
        Shape (R,), whole numbers in [0, I]; NaN for an empty region.

    See Also
    --------
    ubiquity : the same, counted by industry.

    References
    ----------
    :cite:`hidalgo2009`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> diversity(table).values.tolist()
    [1.0, 1.0]
    """
    marked = _marked(counts, variant, threshold).sum(axis=1)
    return RegionMeasure(
        regions=counts.regions,
        values=np.where(counts.values.sum(axis=1) > 0, marked, np.nan),
        record=_marked_record("diversity", counts, variant, threshold),
    )


@measure(
    "ubiquity",
    family="diversity",
    needs="counts",
    per="industry",
    unit="regions",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more regions are specialised in it", "zh": "更多区域具有该优势产业"},
    source="hidalgo2009",
    title={"en": "Ubiquity: regions specialised in an industry", "zh": "普遍性"},
)
def ubiquity(
    counts: Counts, *, variant: Literal["quotient", "present"] = "quotient", threshold: float = 1.0
) -> IndustryMeasure:
    r"""Number of regions that are specialised in an industry.

    .. math:: k_i = \sum_r [LQ_{ri} \ge t]

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant, threshold
        As for :func:`diversity`.

    Returns
    -------
    IndustryMeasure
        Shape (I,), whole numbers in [0, R]; NaN for an empty industry.

    See Also
    --------
    diversity : the same, counted by region.

    References
    ----------
    :cite:`hidalgo2009`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> ubiquity(table).values.tolist()
    [1.0, 1.0]
    """
    marked = _marked(counts, variant, threshold).sum(axis=0)
    return IndustryMeasure(
        industries=counts.industries,
        values=np.where(counts.values.sum(axis=0) > 0, marked, np.nan),
        record=_marked_record("ubiquity", counts, variant, threshold),
    )


def shares(x: Float, *, axis: int) -> Float:
    """Give x over its sum along ``axis``; NaN where the sum is 0."""
    total = np.broadcast_to(x.sum(axis=axis, keepdims=True), x.shape)
    out: Float = np.full(x.shape, np.nan)
    return np.divide(x, total, out=out, where=total > 0)


def _marked(counts: Counts, variant: str, threshold: float) -> NDArray[np.bool_]:
    x = counts.values
    if variant == "present":
        return np.asarray(x >= threshold)
    return np.asarray(quotient(x, x.sum(1, keepdims=True), x.sum(0), x.sum()) >= threshold)


def _marked_record(id: str, counts: Counts, variant: str, threshold: float) -> Record:
    return recorded(id, {"counts": counts}, parameters={"variant": variant, "threshold": threshold})
