"""What lies near to a region: density, cohesion, opportunities."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.linear.products import applied, product
from jiqun.kernels.quotients import quotient
from jiqun.kernels.relatedness import density, likeness
from jiqun.measures.complexity import standardise, vectors
from jiqun.measures.relatedness import proximities
from jiqun.measures.results import (
    CellMeasure,
    RegionMeasure,
    RegionPairMeasure,
    blank,
    recorded,
    unsettled,
)
from jiqun.measures.structure import Binary, specialised
from jiqun.tables import Counts

Float = NDArray[np.float64]
Nearness = Literal["minimum", "root", "asymmetric", "continuous"]
Kind = Literal[
    "minimum",
    "root",
    "asymmetric",
    "continuous",
    "probability",
    "association",
    "cosine",
    "jaccard",
]
Centre = Literal["uncentred", "standardised"]


@measure(
    "relatedness-density",
    family="relatedness",
    needs="counts",
    per="cell",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more of what is related is already there", "zh": "已具备更多关联产业"},
    source="hidalgo2007",
    where="page 485",
    title={"en": "Relatedness density", "zh": "关联密度"},
    aliases=("density",),
)
def relatedness_density(
    counts: Counts,
    *,
    variant: Kind = "minimum",
    diagonal: float = 1.0,
    cells: Literal["all", "inside", "outside"] = "all",
    scale: Literal["plain", "relative"] = "plain",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> CellMeasure:
    r"""Share of an industry's relatedness that lies in what a region is specialised in.

    1 where the region has everything related to it, 0 where nothing; one less it is the
    distance. With the diagonal at 1 an industry the region has counts towards itself.

    .. math:: \omega_{ri} = \frac{\sum_j M_{rj}\phi_{ij}}{\sum_j \phi_{ij}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        The relatedness: one of the proximities (``continuous`` also weighs a region's
        quotients instead of its marks), or a normalisation of co-occurrences (their diagonal
        is 0 whatever ``diagonal`` says).
    diagonal
        Proximity of an industry to itself, 1 or 0.
    cells
        ``inside`` shows only present specialisations, ``outside`` only absent ones.
    scale
        ``relative`` gives z-scores within a region, against the industries it lacks (n - 1).
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    CellMeasure
        Shape (R, I), in [0, 1] (more for ``continuous`` and z-scores), not rounded; NaN for an
        industry related to nothing and outside the chosen cells, and everywhere where any
        specialisation is unknown.

    References
    ----------
    :cite:`hidalgo2007`, page 485; :cite:`balland2019`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> relatedness_density(table, binary="present").values.round(3).tolist()
    [[0.8, 0.8, 0.5], [1.0, 1.0, 1.0]]
    """
    marked = specialised(counts, binary, threshold)
    if variant in ("minimum", "root", "asymmetric", "continuous"):
        near = proximities(counts, variant, diagonal, binary, threshold)
    else:
        near = likeness(marked, variant, "co-occurrence")
    values = density(_presence(counts, marked, variant), _filled(near))
    lost = _unsettled(counts, variant, binary)
    if scale == "relative":
        lacked = np.where(marked, np.nan, values)
        values = np.array([standardise(v, gap, 1) for v, gap in zip(values, lacked, strict=True)])
    values = blank(values, lost)
    if cells != "all":
        values[marked if cells == "outside" else ~marked] = np.nan
    parameters = {
        "variant": variant,
        "diagonal": diagonal,
        "cells": cells,
        "scale": scale,
        "binary": binary,
        "threshold": threshold,
    }
    return CellMeasure(
        regions=counts.regions,
        industries=counts.industries,
        values=values,
        record=recorded("relatedness-density", {"counts": counts}, parameters=parameters),
    )


@measure(
    "cohesion",
    family="relatedness",
    needs="counts",
    per="region",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "the region's industries are closer to one another",
        "zh": "区域产业彼此关联更强",
    },
    source="nesta2005",
    title={"en": "Technological cohesion", "zh": "技术凝聚度"},
    aliases=("coherence",),
)
def cohesion(
    counts: Counts,
    *,
    variant: Nearness = "minimum",
    weighting: Literal["equal", "counts"] = "equal",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> RegionMeasure:
    r"""Mean relatedness of the pairs of industries that a region has.

    .. math:: \frac{\sum_{i \ne j} w_{ri} w_{rj} \phi_{ij}}{\sum_{i \ne j} w_{ri} w_{rj}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        The proximity.
    weighting
        w: ``equal`` takes the specialisations, each 1; ``counts`` all counts.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    RegionMeasure
        Shape (R,), in [0, 1]; NaN for a region with fewer than two industries, and everywhere
        where any specialisation is unknown.

    References
    ----------
    :cite:`nesta2005`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> cohesion(table, binary="present").values.round(3).tolist()
    [1.0, 0.667]
    """
    near = _filled(proximities(counts, variant, 0.0, binary, threshold))
    marked = specialised(counts, binary, threshold)
    weight = counts.values if weighting == "counts" else marked.astype(np.float64)
    above = (product(weight, near) * weight).sum(axis=1)
    below = weight.sum(axis=1) ** 2 - (weight**2).sum(axis=1)
    values = np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)
    lost = _unsettled(counts, variant, binary) or np.isnan(weight).any()
    values = blank(values, lost)
    parameters = {
        "variant": variant,
        "weighting": weighting,
        "binary": binary,
        "threshold": threshold,
    }
    record = recorded("cohesion", {"counts": counts}, parameters=parameters)
    return RegionMeasure(regions=counts.regions, values=values, record=record)


@measure(
    "region-similarity",
    family="relatedness",
    needs="counts",
    per="region-pair",
    base="any",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means={"en": "more alike", "zh": "更相似"},
    source="bahar2014",
    title={"en": "Similarity of regions' specialisation", "zh": "区域专业化相似度"},
)
def region_similarity(counts: Counts, *, epsilon: float = 0.1) -> RegionPairMeasure:
    r"""Correlation of two regions' logarithms of location quotients.

    1 the same strengths, 0 nothing in common.

    .. math:: S_{rs} = \mathrm{corr}_i\bigl(\ln(LQ_{ri}+\epsilon), \ln(LQ_{si}+\epsilon)\bigr)

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    epsilon
        Added so that absent industries have a logarithm, > 0.

    Returns
    -------
    RegionPairMeasure
        Shape (R, R), in [-1, 1], symmetric; NaN for an empty region; empty industries left out.

    References
    ----------
    :cite:`bahar2014`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> region_similarity(table).values.round(3).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    logs = np.log(_quotients(counts)[:, ~(counts.values.sum(axis=0) == 0)] + epsilon)
    away = logs - logs.mean(axis=1, keepdims=True)
    norm = np.sqrt((away**2).sum(axis=1, keepdims=True))
    away = np.divide(away, norm, out=np.full(away.shape, np.nan), where=norm > 0)
    return RegionPairMeasure(
        regions=counts.regions,
        values=np.clip(product(away, away.T), -1.0, 1.0),
        record=recorded("region-similarity", {"counts": counts}, parameters={"epsilon": epsilon}),
    )


@measure(
    "opportunity-outlook",
    family="complexity",
    needs="counts",
    per="region",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "more complex industries lie near", "zh": "邻近的复杂产业更多"},
    source="hausmann2014",
    title={"en": "Opportunity outlook index", "zh": "机会前景指数"},
    aliases=("coi", "complexity-outlook"),
)
def opportunity_outlook(
    counts: Counts,
    *,
    variant: Nearness = "minimum",
    diagonal: float = 1.0,
    pci: Centre = "uncentred",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> RegionMeasure:
    r"""Complexity of the industries a region lacks, weighted by how near they are.

    0 is the mean region; regions that already have everything complex have little outlook.

    .. math:: OOI_r = \sum_i \omega_{ri} (1 - M_{ri}) PCI_i,\quad\text{standardised}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant, diagonal
        The proximity, as for :func:`proximity`.
    pci
        ``uncentred`` is the eigenvector over ECI's standard deviation; ``standardised`` has
        ECI's mean taken off, so that simple industries count against.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    RegionMeasure
        Shape (R,), z-scores with R as divisor; NaN for a region without specialisation, and
        everywhere where any specialisation is unknown.

    Raises
    ------
    InputError
        As for :func:`economic_complexity`.

    References
    ----------
    :cite:`hausmann2014`, technical box 2.4.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 1], [1, 1, 0], [1, 0, 0]], unit="persons")
    >>> opportunity_outlook(table, binary="present").values.round(3).tolist()
    [-1.277, 1.165, 0.113]
    """
    parameters = _parameters(variant, diagonal, pci, binary, threshold)
    record = recorded("opportunity-outlook", {"counts": counts}, parameters=parameters)
    if _unsettled(counts, variant, binary):
        nothing = np.full(len(counts.regions), np.nan)
        return RegionMeasure(regions=counts.regions, values=nothing, record=record)
    marked, near, worth = _prospects(counts, variant, diagonal, pci, binary, threshold)
    near_by = np.nan_to_num(density(_presence(counts, marked, variant), near))
    outlook = applied(near_by * ~marked, worth)
    outlook[~marked.any(axis=1)] = np.nan
    values = (outlook - np.nanmean(outlook)) / np.nanstd(outlook)
    return RegionMeasure(regions=counts.regions, values=values, record=record)


@measure(
    "opportunity-gain",
    family="complexity",
    needs="counts",
    per="cell",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "entering opens more complex industries", "zh": "进入后可通向更复杂产业"},
    source="hausmann2014",
    title={"en": "Opportunity gain", "zh": "机会增益"},
    aliases=("cog", "complexity-outlook-gain"),
)
def opportunity_gain(
    counts: Counts,
    *,
    variant: Nearness = "minimum",
    diagonal: float = 1.0,
    pci: Centre = "uncentred",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> CellMeasure:
    r"""What entering an industry would add to the outlook on others that a region lacks.

    0 where the region has the industry already; in standard deviations of ECI.

    .. math:: OG_{ri} = (1 - M_{ri}) \sum_j (1 - M_{rj}) \frac{\phi_{ji}}{\sum_k \phi_{jk}} PCI_j

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant, diagonal, pci, binary, threshold
        As for :func:`opportunity_outlook`.

    Returns
    -------
    CellMeasure
        Shape (R, I); NaN for regions and industries without specialisation, and everywhere
        where any specialisation is unknown.

    Raises
    ------
    InputError
        As for :func:`economic_complexity`.

    References
    ----------
    :cite:`hausmann2014`, technical box 2.4.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 1], [1, 1, 0], [1, 0, 0]], unit="persons")
    >>> opportunity_gain(table, binary="present").values[1:].round(3).tolist()
    [[0.0, 0.0, 1.781], [0.0, 1.268, 1.97]]
    """
    if _unsettled(counts, variant, binary):
        values = np.full(counts.values.shape, np.nan)
    else:
        values = _gains(*_prospects(counts, variant, diagonal, pci, binary, threshold))
    parameters = _parameters(variant, diagonal, pci, binary, threshold)
    return CellMeasure(
        regions=counts.regions,
        industries=counts.industries,
        values=values,
        record=recorded("opportunity-gain", {"counts": counts}, parameters=parameters),
    )


def _gains(marked: NDArray[np.bool_], near: Float, worth: Float) -> Float:
    total = near.sum(axis=1)
    step = np.divide(worth, total, out=np.zeros(len(total)), where=total > 0)
    absent = (~marked).astype(np.float64)
    values = absent * product(absent * step, near)
    values[~marked.any(axis=1)] = np.nan
    values[:, ~marked.any(axis=0)] = np.nan
    return values


def _quotients(counts: Counts) -> Float:
    x = counts.values
    return quotient(x, x.sum(1, keepdims=True), *counts.compared())


def _unsettled(counts: Counts, variant: str, binary: Binary) -> bool:
    """Say whether any specialisation, or any quotient that the variant reads, is unknown."""
    quotients = variant == "continuous" and unsettled(counts, "quotient").any()
    return bool(quotients or unsettled(counts, binary).any())


def _filled(near: Float) -> Float:
    """Put 0 for industries related to nothing; the array is our own."""
    nowhere = np.isnan(np.diagonal(near))
    near[nowhere] = 0.0
    near[:, nowhere] = 0.0
    return near


def _presence(counts: Counts, marked: NDArray[np.bool_], variant: str) -> Float:
    if variant == "continuous":
        return np.nan_to_num(_quotients(counts))
    return marked.astype(np.float64)


def _prospects(
    counts: Counts,
    variant: Nearness,
    diagonal: float,
    pci: Centre,
    binary: Binary,
    threshold: float,
) -> tuple[NDArray[np.bool_], Float, Float]:
    found = vectors(counts, binary, threshold)
    near = _filled(proximities(counts, variant, diagonal, binary, threshold))
    centre = np.nanmean(found.regions) if pci == "standardised" else 0.0
    worth = np.nan_to_num((found.industries - centre) / np.nanstd(found.regions))
    return found.marked, near, worth


def _parameters(
    variant: str, diagonal: float, pci: str, binary: str, threshold: float
) -> dict[str, str | float]:
    return {
        "variant": variant,
        "diagonal": diagonal,
        "pci": pci,
        "binary": binary,
        "threshold": threshold,
    }
