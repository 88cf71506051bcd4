"""Exact mean and variance of pair counts under random labelling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import InputError, problem
from jiqun.measures.space.neighbours import ring_sums, rings_of
from jiqun.measures.space.pairs import laid_out, radii_of
from jiqun.tables import Sites

Float = NDArray[np.float64]
A_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairMoments:
    """Pairs of an industry's sites within each radius, were its sites drawn at random.

    Attributes
    ----------
    radii
        (D,) km.
    mean, deviation
        (D,) pairs.
    """

    radii: Float
    mean: Float
    deviation: Float


def relabelling_moments(
    sites: Sites, *, size: int, radii: ArrayLike, workers: int = 2
) -> PairMoments:
    r"""Mean and standard deviation of the pairs within a radius among ``size`` random sites.

    An observed count more than a few deviations off needs no simulation.

    .. math:: E = P p_2, \quad E[X^2] = P p_2 + S p_3 + (P^2 - P - S) p_4, \quad
        p_k = \frac{n (n-1) \dots}{N (N-1) \dots}, \quad S = \sum_i d_i (d_i - 1)

    with P pairs among all N sites, d_i the neighbours of site i.

    Parameters
    ----------
    sites
        All N sites.
    size
        Sites of the industry, 2 <= n <= N.
    radii
        D ascending distances, km.
    workers
        Threads; changes nothing but the time.

    Returns
    -------
    PairMoments
        In pairs; a deviation of 0 where every draw gives the same count.

    Raises
    ------
    InputError
        ``moments-size``, ``radii-order``.

    References
    ----------
    The moments of a sum over pairs of a sample drawn without replacement.

    Examples
    --------
    >>> line = Sites(x=[0, 1, 2, 3], y=[0] * 4, industries=list("aabb"), weights=[1] * 4)
    >>> moments = relabelling_moments(line, size=2, radii=[1, 3], workers=1)
    >>> moments.mean.tolist(), moments.deviation.tolist()
    ([0.5, 1.0], [0.5, 0.0])
    """
    if not A_PAIR <= size <= len(sites):
        raise InputError(problem("moments-size", subject="size", size=size, sites=len(sites)))
    at = radii_of(radii)
    layout = laid_out(sites, None, cutoff=float(at[-1]))
    everyone = np.zeros(len(sites), dtype=np.int64)
    sums = ring_sums(
        layout,
        rings_of(at, layout.radius),
        weights=np.ones(len(sites)),
        kind=everyone,
        centres=np.arange(len(sites)),
        kinds=1,
        workers=workers,
    )
    degree = np.cumsum(sums[:, 0], axis=1)
    pairs, sharing = 0.5 * degree.sum(axis=0), (degree * (degree - 1.0)).sum(axis=0)
    p2, p3, p4 = (_chance(size, len(sites), k) for k in (2, 3, 4))
    mean = pairs * p2
    square = mean + sharing * p3 + (pairs**2 - pairs - sharing) * p4
    return PairMoments(radii=at, mean=mean, deviation=np.sqrt(np.maximum(square - mean**2, 0.0)))


def _chance(size: int, total: int, count: int) -> float:
    """Chance that ``count`` given sites are all drawn."""
    steps = np.arange(min(count, total))
    return float(np.prod(np.maximum(size - steps, 0) / (total - steps)))
