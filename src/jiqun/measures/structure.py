"""Structure of regions and industries: how even, how various, how unlike the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import InputError, Record, measure, problem
from jiqun.kernels.linear.products import product
from jiqun.kernels.quotients import quotient
from jiqun.measures.results import IndustryMeasure, RegionMeasure, recorded, unsettled
from jiqun.tables import Counts

Float = NDArray[np.float64]
Binary = Literal["quotient", "present"]
VARIED = {"en": "more various", "zh": "更多样"}


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
    base="any",
    unit="industries",
    bounds=(0.0, float("inf")),
    higher_means={"en": "specialised in more industries", "zh": "优势产业更多"},
    source="hidalgo2009",
    title={"en": "Diversity: industries a region is specialised in", "zh": "多样性"},
)
def diversity(
    counts: Counts, *, binary: Binary = "quotient", threshold: float = 1.0
) -> RegionMeasure:
    r"""Number of industries in which a region is specialised.

    .. math:: k_r = \sum_i [LQ_{ri} \ge t]

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    binary
        ``quotient`` counts cells whose location quotient reaches the threshold, ``present``
        cells whose count does.
    threshold
        t > 0.

    Returns
    -------
    RegionMeasure
        Shape (R,), whole numbers in [0, I]; NaN for an empty region, and where a
        specialisation is unknown.

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
    marked = specialised(counts, binary, threshold).sum(axis=1)
    known = (counts.values.sum(axis=1) > 0) & ~unsettled(counts, binary).any(axis=1)
    return RegionMeasure(
        regions=counts.regions,
        values=np.where(known, marked, np.nan),
        record=marked_record("diversity", counts, binary, threshold),
    )


@measure(
    "ubiquity",
    family="diversity",
    needs="counts",
    per="industry",
    base="any",
    unit="regions",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more regions are specialised in it", "zh": "更多区域具有该优势产业"},
    source="hidalgo2009",
    title={"en": "Ubiquity: regions specialised in an industry", "zh": "普遍性"},
)
def ubiquity(
    counts: Counts, *, binary: Binary = "quotient", threshold: float = 1.0
) -> IndustryMeasure:
    r"""Number of regions that are specialised in an industry.

    .. math:: k_i = \sum_r [LQ_{ri} \ge t]

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    IndustryMeasure
        Shape (I,), whole numbers in [0, R]; NaN for an empty industry, and where a
        specialisation is unknown.

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
    marked = specialised(counts, binary, threshold).sum(axis=0)
    known = (counts.values.sum(axis=0) > 0) & ~unsettled(counts, binary).any(axis=0)
    return IndustryMeasure(
        industries=counts.industries,
        values=np.where(known, marked, np.nan),
        record=marked_record("ubiquity", counts, binary, threshold),
    )


@measure(
    "entropy",
    family="diversity",
    needs="counts",
    per="region",
    unit="bits",
    bounds=(0.0, float("inf")),
    higher_means=VARIED,
    source="shannon1948",
    title={"en": "Shannon entropy of a region's industries", "zh": "香农熵"},
    aliases=("shannon", "variety"),
)
def entropy(counts: Counts, *, base: float = 2.0) -> RegionMeasure:
    r"""Variety of a region's industries in bits.

    0 where one industry is all, :math:`\log_2 I` where I are equal; grows as industries are
    cut finer.

    .. math:: E_r = -\sum_i s_{ri} \log_b s_{ri}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    base
        Base b of the logarithm, > 1: 2 gives bits, 2.718… nats.

    Returns
    -------
    RegionMeasure
        Shape (R,), >= 0; an absent industry adds 0; NaN for an empty region.

    See Also
    --------
    related_variety, unrelated_variety : its exact parts.

    References
    ----------
    :cite:`shannon1948`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> entropy(table).values.tolist()
    [1.0, 0.0]
    """
    values = _entropy(shares(counts.values, axis=1), base)
    return regional("entropy", counts, values, base=base)


@measure(
    "related-variety",
    family="diversity",
    needs="counts",
    per="region",
    unit="bits",
    bounds=(0.0, float("inf")),
    higher_means=VARIED,
    source="frenken2007",
    where="page 689",
    title={"en": "Related variety", "zh": "相关多样性"},
)
def related_variety(
    counts: Counts,
    *,
    groups: Mapping[str, str] | None = None,
    digits: int = 2,
    base: float = 2.0,
) -> RegionMeasure:
    r"""Entropy inside groups of industries, weighted by the groups' shares.

    High where a region has many industries that are near to one another; depends on what the
    classification puts together.

    .. math:: RV_r = \sum_g P_{rg} H_{rg},\quad
       H_{rg} = -\sum_{i\in g} \frac{s_{ri}}{P_{rg}}\log_b\frac{s_{ri}}{P_{rg}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    groups
        The group of each industry; None takes the first ``digits`` characters of its code.
    digits
        How many characters of the code make a group, >= 1.
    base
        Base b of the logarithm, > 1.

    Returns
    -------
    RegionMeasure
        Shape (R,), >= 0; NaN for an empty region. With unrelated variety it adds to entropy.

    References
    ----------
    :cite:`frenken2007`, page 689.

    Examples
    --------
    >>> table = Counts(regions=("a",), industries=("101", "102", "201"),
    ...                values=[[1, 1, 2]], unit="persons")
    >>> related_variety(table).values.tolist()
    [0.5]
    """
    whole = _entropy(shares(counts.values, axis=1), base)
    between = _entropy(_grouped(counts, groups, digits), base)
    inside = np.maximum(whole - between, 0.0)
    return regional("related-variety", counts, inside, groups, digits=digits, base=base)


@measure(
    "unrelated-variety",
    family="diversity",
    needs="counts",
    per="region",
    unit="bits",
    bounds=(0.0, float("inf")),
    higher_means=VARIED,
    source="frenken2007",
    where="page 689",
    title={"en": "Unrelated variety", "zh": "无关多样性"},
)
def unrelated_variety(
    counts: Counts,
    *,
    groups: Mapping[str, str] | None = None,
    digits: int = 2,
    base: float = 2.0,
) -> RegionMeasure:
    r"""Entropy between groups of industries.

    High where a region stands on many groups that have little to do with one another.

    .. math:: UV_r = -\sum_g P_{rg} \log_b P_{rg}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    groups, digits, base
        As for :func:`related_variety`.

    Returns
    -------
    RegionMeasure
        Shape (R,), >= 0; NaN for an empty region.

    References
    ----------
    :cite:`frenken2007`, page 689.

    Examples
    --------
    >>> table = Counts(regions=("a",), industries=("101", "102", "201"),
    ...                values=[[1, 1, 2]], unit="persons")
    >>> unrelated_variety(table).values.tolist()
    [1.0]
    """
    between = _entropy(_grouped(counts, groups, digits), base)
    return regional("unrelated-variety", counts, between, groups, digits=digits, base=base)


def shares(x: Float, *, axis: int) -> Float:
    """Give x over its sum along ``axis``; NaN where the sum is 0."""
    total = x.sum(axis=axis, keepdims=True)
    return np.asarray(x / np.where(total > 0, total, np.nan))


def regional(
    id: str,
    counts: Counts,
    values: Float,
    groups: Mapping[str, str] | None = None,
    **parameters: float,
) -> RegionMeasure:
    """Build the result of a measure of regions with its record."""
    inputs = {"counts": counts, "groups": groups}
    record = recorded(id, inputs, parameters=parameters)
    return RegionMeasure(regions=counts.regions, values=values, record=record)


def specialised(counts: Counts, binary: Binary, threshold: float) -> NDArray[np.bool_]:
    """Mark the cells that count as specialised; an undefined or unknown quotient does not.

    :func:`jiqun.measures.results.unsettled` says which are unknown.
    """
    x = counts.values
    if binary == "present":
        marked: NDArray[np.bool_] = x >= threshold
        return marked
    # x N >= t x_r x_i is LQ >= t without a division, and False where a margin is 0
    whole, total = counts.compared()
    margins = x.sum(axis=1, keepdims=True) * whole
    return np.asarray((x * total >= threshold * margins) & (margins > 0))


def quotients_of_held(counts: Counts) -> Float:
    """Give the location quotients of the regions that are not empty."""
    x = counts.values[~(counts.values.sum(axis=1) == 0)]
    outside = counts.whole is not None and counts.whole.outside
    whole = counts.compared() if outside else (x.sum(0), x.sum())
    return quotient(x, x.sum(1, keepdims=True), *whole)


def held(marked: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Give the regions and the industries that have any specialisation."""
    return np.asarray(marked.any(axis=1)), np.asarray(marked.any(axis=0))


def marked_record(id: str, counts: Counts, binary: Binary, threshold: float) -> Record:
    """Write the record of a measure that reads specialisations."""
    parameters = {"binary": binary, "threshold": threshold}
    return recorded(id, {"counts": counts}, parameters=parameters)


def _entropy(share: Float, base: float) -> Float:
    logs = np.log(share, out=np.zeros(share.shape), where=share > 0)
    total = -(share * logs).sum(axis=1) / np.log(base)
    return np.asarray(np.maximum(total, 0.0))


def _grouped(counts: Counts, groups: Mapping[str, str] | None, digits: int) -> Float:
    own = {code: code[:digits] for code in counts.industries} if groups is None else groups
    absent = [code for code in counts.industries if code not in own]
    if absent:
        raise InputError(
            problem(
                "option-labels",
                subject="groups",
                case="groups",
                absent=absent[:3],
                more=max(len(absent) - 3, 0),
                industries=len(counts.industries),
            )
        )
    names = sorted({own[code] for code in counts.industries})
    membership = np.zeros((len(counts.industries), len(names)))
    for at, code in enumerate(counts.industries):
        membership[at, names.index(own[code])] = 1.0
    return shares(product(counts.values, membership), axis=1)
