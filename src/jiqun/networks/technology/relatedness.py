"""How related a holder's technologies are, and how far it is locked into them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.relatedness import likeness, nearness
from jiqun.kernels.technology.portfolios import portions, relabelled_rows
from jiqun.networks.technology.portfolios import dense
from jiqun.results import RegionMeasure, recorded
from jiqun.tables import Counts, Graph

Float = NDArray[np.float64]


@measure(
    "technology-cohesion",
    family="network",
    needs="counts",
    per="region",
    base="own",
    unit="1",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "technologies belong together", "zh": "各技术关联更紧密"},
    source="nesta2005",
    where="section 3",
    title={"en": "Technology cohesion", "zh": "技术凝聚度"},
)
def technology_cohesion(counts: Counts, *, weights: Graph | None = None) -> RegionMeasure:
    r"""Mean relatedness of a holder's technologies to one another, weighted by how much it has.

    Relatedness is in standard deviations over chance: 0 where the holder's technologies go
    together as any do by chance, above 0 where they are related. It is not size: a portfolio of two
    related classes may be as cohesive as one of fifty.

    .. math:: COH_h = \sum_i p_i \frac{\sum_{j \ne i} \tau_{ij} p_j}{\sum_{j \ne i} p_j}

    Parameters
    ----------
    counts
        Shape (R, I): holders (regions, applicants) and technology classes; >= 0.
    weights
        Relatedness of the classes, from patents (:func:`co_classification`); a pair that it lacks
        counts 0. None: from this table, how often two classes are in one holder, over chance.

    Returns
    -------
    RegionMeasure
        Shape (R,); NaN for a holder of fewer than two classes, or with an unknown count. Parts:
        ``classes``; ``expected`` and ``z``, against the same portfolio over classes dealt at
        random.

    See Also
    --------
    lock_in : concentration and relatedness together.

    References
    ----------
    :cite:`nesta2005`, section 3, with the relatedness of :cite:`teece1994`; moments of chance from
    :cite:`mantel1967`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c", "d"), industries=("x", "y", "z"), unit="patents",
    ...                values=[[5, 5, 0], [3, 1, 0], [0, 0, 7], [1, 0, 1]])
    >>> technology_cohesion(table).values.round(3).tolist()
    [1.0, 1.0, nan, -1.0]
    """
    tau = _relatedness(counts, weights, "zscore")
    seen, mean, variance = relabelled_rows(portions(counts.values), tau, even=False)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (seen - mean) / np.sqrt(np.where(variance > 0, variance, np.nan))
    held = np.where(np.isnan(counts.values).any(axis=1), np.nan, (counts.values > 0).sum(axis=1))
    return RegionMeasure(
        regions=counts.regions,
        values=seen,
        parts={"classes": held, "expected": mean, "z": z},
        record=recorded("technology-cohesion", {"counts": counts, "weights": weights}),
    )


@measure(
    "lock-in",
    family="network",
    needs="counts",
    per="region",
    base="own",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "fewer and more alike technologies", "zh": "技术更少且更相近"},
    source="leinster2012",
    where="equation 1, q = 2",
    title={"en": "Technological lock-in", "zh": "技术锁定指数"},
)
def lock_in(counts: Counts, *, weights: Graph | None = None) -> RegionMeasure:
    r"""Concentration of a holder's technologies, those alike counted together.

    1 where all is in one class or in classes that are all alike; its reciprocal is the number of
    equally large, wholly unlike technologies that would be as varied. A high value is a risk of
    path dependence, not a proof of it: read it over years, beside growth.

    .. math:: L_h = \sum_i \sum_j p_i p_j \varphi_{ij}, \quad \varphi_{ii} = 1

    Parameters
    ----------
    counts
        Shape (R, I): holders and technology classes; >= 0.
    weights
        Relatedness of the classes from 0 to 1; what is below counts 0, above 1. None: from this
        table, the smaller conditional probability of finding one class beside another.

    Returns
    -------
    RegionMeasure
        Shape (R,), in (0, 1]; NaN for an empty holder or one with an unknown count. Parts:
        ``herfindahl``, the concentration alone; ``related``, what relatedness adds;
        ``effective``, 1 / L; ``unbiased``, less what few items add by chance (may be
        below 0; NaN below two); ``expected`` and ``z``, the same portfolio over classes dealt at
        random: above 0 it is concentrated in related classes. z is NaN for one class.

    References
    ----------
    :cite:`leinster2012`, equation 1 with q = 2; moments of chance from :cite:`mantel1967`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"), unit="patents",
    ...                values=[[4, 0], [2, 2]])
    >>> lock_in(table).values.tolist()
    [1.0, 0.75]
    """
    phi = np.clip(_relatedness(counts, weights, "nearness"), 0.0, 1.0)
    p = portions(counts.values)
    related, mean, variance = relabelled_rows(p, phi, even=True)
    herfindahl = (p**2).sum(axis=1)
    value = herfindahl + np.where(np.isnan(related) & ~np.isnan(herfindahl), 0.0, related)
    size = counts.values.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        unbiased = np.where(size > 1, (size * value - 1.0) / (size - 1.0), np.nan)
        z = (related - mean) / np.sqrt(np.where(variance > 0, variance, np.nan))
    return RegionMeasure(
        regions=counts.regions,
        values=np.minimum(value, 1.0),
        parts={
            "herfindahl": herfindahl,
            "related": value - herfindahl,
            "effective": 1.0 / value,
            "unbiased": unbiased,
            "expected": herfindahl + mean,
            "z": z,
        },
        record=recorded("lock-in", {"counts": counts, "weights": weights}),
    )


def _relatedness(counts: Counts, weights: Graph | None, kind: str) -> Float:
    """Take it from the graph, or from the holders that are known wholly."""
    if weights is not None:
        return dense(weights, counts.industries)
    known = ~np.isnan(counts.values).any(axis=1)
    marked = counts.values[known] > 0
    if kind == "zscore":
        return np.nan_to_num(likeness(marked, "zscore", "ubiquity"), nan=0.0)
    return np.nan_to_num(nearness(marked, "minimum"), nan=0.0)
