"""Concentration of an industry over regions, from region totals alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.linear.products import applied, product
from jiqun.kernels.quotients import quotient
from jiqun.kernels.ties import levelled
from jiqun.measures.results import IndustryMeasure, aligned, recorded
from jiqun.measures.structure import shares
from jiqun.tables import Counts

Float = NDArray[np.float64]
Form = Literal["plain", "unbiased"]
CONCENTRATED = {"en": "more concentrated", "zh": "集聚程度更高"}


@measure(
    "gini",
    family="concentration",
    needs="counts",
    per="industry",
    unit="1",
    bounds=(0.0, 1.0),
    neutral=0.0,
    higher_means=CONCENTRATED,
    source="gini1921",
    title={"en": "Gini coefficient of regional shares", "zh": "基尼系数"},
)
def gini(counts: Counts, *, variant: Form = "plain") -> IndustryMeasure:
    r"""Inequality of an industry's distribution over regions, every region counting once.

    0 where all regions have the same number, (R-1)/R where one has all. Large regions raise it
    by their size alone: see the locational Gini.

    .. math:: G_i = \frac{\sum_r (2r - R - 1)\, x_{(r)i}}{R\, x_{\cdot i}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        ``unbiased`` multiplies by R / (R - 1), so that one region with all gives 1.

    Returns
    -------
    IndustryMeasure
        Shape (I,), in [0, 1]; NaN for an empty industry (and one region, if unbiased).

    References
    ----------
    :cite:`gini1921`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 0], [2, 4]], unit="persons")
    >>> gini(table).values.tolist()
    [0.0, 0.5]
    """
    return _industry("gini", counts, _gini(counts.values, variant), {"variant": variant})


@measure(
    "locational-gini",
    family="concentration",
    needs="counts",
    per="industry",
    base="own",
    unit="1",
    bounds=(0.0, 0.5),
    neutral=0.0,
    higher_means=CONCENTRATED,
    source="krugman1991",
    where="pages 55-56",
    title={"en": "Locational Gini coefficient", "zh": "区位基尼系数"},
)
def locational_gini(
    counts: Counts, *, population: Mapping[str, float] | None = None
) -> IndustryMeasure:
    r"""Area between the diagonal and an industry's localisation curve.

    Regions are ordered by their quotient; 0 means spread as the reference, towards 0.5
    concentrated where the reference is small. Twice this number is also in use (0-1).

    .. math:: L_i = \tfrac12 - \int_0^1 S_i\, dX

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    population
        Reference size of each region; None takes its total over all industries.

    Returns
    -------
    IndustryMeasure
        Shape (I,), in [0, 0.5]; NaN for an empty industry. Regions of reference 0 that have
        the industry come last.

    See Also
    --------
    gini_of_quotients : another statistic, every region counting once.

    References
    ----------
    :cite:`krugman1991`, pages 55-56.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 0], [0, 2]], unit="persons")
    >>> locational_gini(table).values.tolist()
    [0.25, 0.25]
    """
    reference = _reference(counts, population)
    share = np.ascontiguousarray(shares(counts.values, axis=0).T)
    with np.errstate(divide="ignore", invalid="ignore"):
        order = np.argsort(levelled(share / reference), axis=1, kind="stable")
    ordered = np.take_along_axis(share, order, axis=1)
    heights = np.cumsum(ordered, axis=1)
    area = (reference[order] * (heights - ordered / 2)).sum(axis=1)
    return _industry("locational-gini", counts, 0.5 - area, population=population)


@measure(
    "gini-of-quotients",
    family="concentration",
    needs="counts",
    per="industry",
    base="own",
    unit="1",
    bounds=(0.0, 1.0),
    neutral=0.0,
    higher_means=CONCENTRATED,
    source="farhauer2014",
    title={"en": "Gini coefficient of location quotients", "zh": "区位商的基尼系数"},
)
def gini_of_quotients(counts: Counts, *, variant: Form = "plain") -> IndustryMeasure:
    r"""Inequality of an industry's location quotients, every region counting once.

    0 where all regions are equally specialised. Not the locational Gini, which weights
    regions by their size; the two can disagree in order.

    .. math:: G_i = \frac{\sum_r (2r - R - 1)\, LQ_{(r)i}}{R \sum_r LQ_{ri}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        ``unbiased`` multiplies by R / (R - 1).

    Returns
    -------
    IndustryMeasure
        Shape (I,), in [0, 1]; NaN for an empty industry; empty regions are left out.

    References
    ----------
    :cite:`farhauer2014`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 0], [2, 4]], unit="persons")
    >>> gini_of_quotients(table).values.round(3).tolist()
    [0.25, 0.5]
    """
    x = counts.values[~(counts.values.sum(axis=1) == 0)]
    quotients = quotient(x, x.sum(1, keepdims=True), x.sum(0), x.sum())
    values = _gini(quotients, variant)
    return _industry("gini-of-quotients", counts, values, {"variant": variant})


@measure(
    "hoover",
    family="concentration",
    needs="counts",
    per="industry",
    base="own",
    unit="1",
    bounds=(0.0, 1.0),
    neutral=0.0,
    higher_means=CONCENTRATED,
    source="hoover1936",
    title={"en": "Hoover index of localisation", "zh": "胡佛地方化指数"},
    aliases=("localisation-coefficient",),
)
def hoover(counts: Counts, *, population: Mapping[str, float] | None = None) -> IndustryMeasure:
    r"""Share of an industry that would have to move to be spread as the reference is.

    0 means spread as the reference, towards 1 all of it where the reference is not.

    .. math:: H_i = \tfrac12 \sum_r |s_{ri} - x_r|

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    population
        Reference size of each region; None takes its total over all industries.

    Returns
    -------
    IndustryMeasure
        Shape (I,), in [0, 1]; NaN for an empty industry.

    References
    ----------
    :cite:`hoover1936`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 0], [2, 4]], unit="persons")
    >>> hoover(table).values.tolist()
    [0.25, 0.25]
    """
    reference = _reference(counts, population)[:, None]
    values = np.abs(shares(counts.values, axis=0) - reference).sum(axis=0) / 2
    return _industry("hoover", counts, values, population=population)


@measure(
    "theil",
    family="concentration",
    needs="counts",
    per="industry",
    base="own",
    unit="nats",
    bounds=(0.0, float("inf")),
    neutral=0.0,
    higher_means=CONCENTRATED,
    source="theil1967",
    title={"en": "Theil index of concentration", "zh": "泰尔指数"},
)
def theil(
    counts: Counts,
    *,
    variant: Literal["relative", "absolute", "log-deviation"] = "relative",
    groups: Mapping[str, str] | None = None,
) -> IndustryMeasure:
    r"""Information between an industry's distribution over regions and a reference.

    0 means spread as the reference. It is the sum of a part between groups of regions and a
    part within them.

    .. math:: T_i = \sum_r s_{ri} \ln\frac{s_{ri}}{x_r}
        = \sum_g S_{gi}\ln\frac{S_{gi}}{X_g}
        + \sum_g S_{gi} \sum_{r\in g}\frac{s_{ri}}{S_{gi}}\ln\frac{s_{ri}/S_{gi}}{x_r/X_g}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        The reference: ``relative`` takes each region's total over all industries, ``absolute``
        the same for every region (the classical index, at most ln R); ``log-deviation`` is
        Theil's second index, :math:`\frac1R\sum_r \ln\frac{1/R}{s_{ri}}`.
    groups
        The group of each region (country, state); None puts all into one.

    Returns
    -------
    IndustryMeasure
        Shape (I,), >= 0, parts ``within`` and ``between``; NaN for an empty industry. A region
        without the industry adds 0, but makes the log deviation NaN.

    References
    ----------
    :cite:`theil1967`, chapter 4.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 0], [2, 4]], unit="persons")
    >>> theil(table, variant="absolute").values.round(3).tolist()
    [0.0, 0.693]
    """
    share = shares(counts.values, axis=0)
    n = len(counts.regions)
    reference = _reference(counts, None) if variant == "relative" else np.full(n, 1.0 / n)
    apart = _reversed if variant == "log-deviation" else _divergence
    whole = apart(share, reference)
    names = ["all"] * n if groups is None else [groups[r] for r in _known(counts, groups)]
    member = (np.array(names)[None, :] == np.unique(names)[:, None]).astype(float)
    between = apart(product(member, share), applied(member, reference))
    parts = {"within": whole - between, "between": between}
    return IndustryMeasure(
        industries=counts.industries,
        values=whole,
        parts=parts,
        record=recorded(
            "theil", {"counts": counts, "groups": groups}, parameters={"variant": variant}
        ),
    )


@measure(
    "concentration-ratio",
    family="concentration",
    needs="counts",
    per="industry",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means=CONCENTRATED,
    source="hall1967",
    title={"en": "Concentration ratio", "zh": "集中率"},
    aliases=("cr", "cr4", "cr8"),
)
def concentration_ratio(counts: Counts, *, top: int = 4) -> IndustryMeasure:
    r"""Share of an industry that its largest regions hold.

    1 where these regions have all; blind to what happens below them.

    .. math:: CR_k(i) = \sum_{r=1}^{k} s_{(r)i},\quad s_{(1)} \ge s_{(2)} \ge \dots

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    top
        k, how many regions; all of them if there are fewer.

    Returns
    -------
    IndustryMeasure
        Shape (I,), in [0, 1]; NaN for an empty industry.

    References
    ----------
    :cite:`hall1967`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[3, 0], [1, 4]], unit="persons")
    >>> concentration_ratio(table, top=1).values.tolist()
    [0.75, 1.0]
    """
    k = min(top, len(counts.regions))
    largest = -np.partition(-shares(counts.values, axis=0), k - 1, axis=0)[:k]
    return _industry("concentration-ratio", counts, largest.sum(axis=0), {"top": top})


def _industry(
    id: str,
    counts: Counts,
    values: Float,
    parameters: Mapping[str, str | int] | None = None,
    population: Mapping[str, float] | None = None,
) -> IndustryMeasure:
    inputs = {"counts": counts, "population": population}
    record = recorded(id, inputs, parameters=parameters)
    return IndustryMeasure(industries=counts.industries, values=values, record=record)


def _reference(counts: Counts, population: Mapping[str, float] | None) -> Float:
    if population is None:
        size = counts.values.sum(axis=1)
    else:
        size = aligned(counts.regions, population, name="population")
    return shares(size[:, None], axis=0)[:, 0]


def _known(counts: Counts, groups: Mapping[str, str]) -> tuple[str, ...]:
    aligned(counts.regions, dict.fromkeys(groups, 0.0), name="groups")
    return counts.regions


def _gini(x: Float, variant: Form) -> Float:
    n = len(x)
    order = np.sort(np.ascontiguousarray(x.T), axis=1)
    weight = 2.0 * np.arange(1, n + 1) - n - 1
    total = order.sum(axis=1)
    plain = np.full(total.shape, np.nan)
    np.divide(applied(order, weight), n * total, out=plain, where=total > 0)
    if variant == "plain":
        return plain
    return plain * n / (n - 1) if n > 1 else np.full(total.shape, np.nan)


def _divergence(share: Float, reference: Float) -> Float:
    against = np.broadcast_to(reference[:, None], share.shape)
    start = np.where((share > 0) & np.isnan(against), np.nan, 1.0)
    ratio = np.divide(share, against, out=start, where=(share > 0) & (against > 0))
    total = (share * np.log(ratio)).sum(axis=0)
    return np.asarray(total)


def _reversed(share: Float, reference: Float) -> Float:
    with np.errstate(divide="ignore"):
        total = (reference[:, None] * np.log(reference[:, None] / share)).sum(axis=0)
    return np.asarray(np.where(np.isfinite(total), total, np.nan))
