"""A whole Duranton–Overman study: every industry's density of distances from one sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray

from jiqun.core import Progress, Record, silent
from jiqun.kernels import layout as lay
from jiqun.kernels import points, sphere
from jiqun.kernels.linear.products import product
from jiqun.measures.results import CurveMeasure
from jiqun.measures.space import smoothing as smooth
from jiqun.measures.space.distances import density
from jiqun.measures.space.nulls import Bands, Null, bands, permutation
from jiqun.measures.space.pairs import laid_out, radii_of
from jiqun.measures.space.smoothing import Smoothing
from jiqun.tables import Sites

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Simulated pairs beyond the last radius by this many bandwidths weigh less than 1e-4.
TAIL = 4.0
#: Industries below this share of the largest are swept apart, with their wider bandwidths.
SMALL_SHARE = 0.1
#: No more bins than this, however small a bandwidth.
MOST_BINS = 1024


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Observed:
    """One industry before it is compared."""

    industry: str
    size: int
    width: float
    values: Float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tier:
    """Industries swept together: the sizes, the bins, the cut-off."""

    layout: lay.Layout
    sizes: Int
    bin_width: float
    bins: int
    weights: Float

    @property
    def classes(self) -> Int:
        """The first industry size that includes each rank."""
        return np.searchsorted(self.sizes, np.arange(self.sizes[-1]) + 1).astype(np.int64)


def kd_study(
    sites: Sites,
    *,
    radii: ArrayLike,
    null: Null,
    industries: tuple[str, ...] | None = None,
    least: int = 10,
    weighted: bool = False,
    smoothing: Smoothing | None = None,
    progress: Progress = silent,
) -> CurveMeasure:
    r"""Density of distances of every industry, with local and global envelopes.

    Under random labelling the first n places of one permutation of all sites are a fair draw
    for an industry of n sites, whatever n. So each simulation permutes once, bins the pairs
    of the largest industry by (larger rank, distance), and adds up over ranks: the largest
    industry pays for all. An industry is localised where its curve leaves the global band
    upwards, dispersed where it leaves it downwards and is nowhere localised.

    .. math:: \Gamma_A = \sum_d \max(\hat K_A(d) - \overline K_A(d), 0), \quad
        \Psi_A = \sum_d \max(\underline K_A(d) - \hat K_A(d), 0)

    Parameters
    ----------
    sites
        All establishments; N of them, over all industries.
    radii
        D ascending distances, km.
    null
        Kind "labelling"; draws, seed, level, workers.
    industries
        Which; default all with at least ``least`` sites, by code.
    least
        Fewest sites of an industry, >= 2.
    weighted
        Weigh a pair by the product of its weights; weights stay at their places.
    smoothing
        As in :func:`kd`; each industry has its own bandwidth, the same in every simulation.
    progress
        Told of every twentieth draw.

    Returns
    -------
    CurveMeasure
        One series an industry; per km, >= 0; NaN where the bandwidth is undefined.
        ``parts`` hold the global band (rank envelope) and the dropping band, ``summary``
        sites, bandwidth, p-values, ``localisation`` and ``dispersion``.

    Raises
    ------
    InputError
        ``radii-order``.

    See Also
    --------
    kd : one industry, other nulls.

    References
    ----------
    :cite:`duranton2005`; the rank envelope is :cite:`myllymaki2017`'s.

    Examples
    --------
    >>> import numpy as np
    >>> grid = np.indices((8, 8)).reshape(2, -1).astype(float)
    >>> corner = np.where(grid.sum(axis=0) < 4, "a", "b")
    >>> sites = Sites(x=grid[0], y=grid[1], industries=corner, weights=np.ones(64))
    >>> study = kd_study(sites, radii=[1, 2, 3], null=Null(draws=99, seed=1, workers=1))
    >>> study.series, bool(study.summary["localisation"][0] > 0)
    (('a', 'b'), True)
    """
    at, how = radii_of(radii), smoothing or Smoothing()
    mass = sites.weights if weighted else np.ones(len(sites))
    run = Parallel(n_jobs=null.workers, prefer="threads")
    named = _industries(sites, industries, least)
    observed = list(run(delayed(_observe)(sites, one, at, mass, how) for one in named))
    curves = _sweep(sites, observed, at, mass, null, how, weighted=weighted, progress=progress)
    compared = run(
        delayed(bands)(one.values, curve, at, level=null.level)
        for one, curve in zip(observed, curves, strict=True)
    )
    record = Record(
        subject="kd",
        parameters={
            "study": True,
            "least": least,
            "weighted": weighted,
            "radii": [float(at[0]), float(at[-1]), len(at)],
            **how.to_dict(),
            **null.to_dict(),
        },
        inputs={"sites": sites.digest()},
        origins=sites.origins,
        cautions=sites.cautions,
        seed=null.seed,
    )
    return _result(observed, list(compared), at, record)


def _industries(sites: Sites, named: tuple[str, ...] | None, least: int) -> list[str]:
    codes, counts = np.unique(sites.industries, return_counts=True)
    large = [str(code) for code, count in zip(codes, counts, strict=True) if count >= least]
    return large if named is None else [code for code in named if code in set(large)]


def _observe(sites: Sites, industry: str, at: Float, mass: Float, how: Smoothing) -> _Observed:
    chosen = np.asarray(sites.industries == industry)
    values, width, _ = density(sites, chosen, None, at, mass, how)
    return _Observed(industry=industry, size=int(chosen.sum()), width=width, values=values)


def _sweep(
    sites: Sites,
    observed: list[_Observed],
    at: Float,
    mass: Float,
    null: Null,
    how: Smoothing,
    *,
    weighted: bool,
    progress: Progress,
) -> list[Float]:
    """Simulated curves (draws, D) of each industry."""
    curves: list[Float] = [np.full((null.draws, len(at)), np.nan) for _ in observed]
    usable = [k for k, one in enumerate(observed) if np.isfinite(one.width)]
    if not usable:
        return curves
    border = SMALL_SHARE * max(observed[k].size for k in usable)
    groups = [
        [k for k in usable if (observed[k].size < border) is small] for small in (True, False)
    ]
    tiers = [_tier(sites, [observed[k] for k in group], at, mass) for group in groups if group]
    sums = _histograms(tiers, len(sites), null, weighted=weighted, progress=progress)
    for tier, group, (histogram, base) in zip(tiers, filter(None, groups), sums, strict=True):
        centres = sphere.arcs((np.arange(tier.bins) + 0.5) * tier.bin_width, tier.layout.radius)
        for k in group:
            place = int(np.searchsorted(tier.sizes, observed[k].size))
            to_density = smooth.smoother(
                at,
                centres,
                bandwidth=observed[k].width,
                spread=tier.bin_width**2 / 12.0,
                shape=how.shape,
            )
            curves[k] = product(histogram[:, place], to_density) / base[:, place, None]
    return curves


def _tier(sites: Sites, members: list[_Observed], at: Float, mass: Float) -> _Tier:
    widths = np.array([one.width for one in members])
    layout = laid_out(sites, None, cutoff=float(at[-1] + TAIL * widths.max()))
    bin_width = max(
        float(sphere.chord(widths.min() / smooth.SIMULATED_BINS, layout.radius)),
        layout.cutoff / MOST_BINS,
    )
    return _Tier(
        layout=layout,
        sizes=np.unique([one.size for one in members]),
        bin_width=bin_width,
        bins=int(np.ceil(layout.cutoff / bin_width)),
        weights=np.ascontiguousarray(mass[layout.order]),
    )


def _histograms(
    tiers: list[_Tier], total: int, null: Null, *, weighted: bool, progress: Progress
) -> list[tuple[NDArray[np.float32], Float]]:
    """Cumulated histograms (draws, sizes, bins) and pair weights (draws, sizes) of each tier."""
    held = [
        (
            np.empty((null.draws, len(t.sizes), t.bins), np.float32),
            np.empty((null.draws, len(t.sizes))),
        )
        for t in tiers
    ]
    largest = max(int(tier.sizes[-1]) for tier in tiers)
    done = [0]

    def one(replicate: int) -> None:
        ranks = permutation(largest, total, seed=null.seed, replicate=replicate)
        for tier, (histogram, base) in zip(tiers, held, strict=True):
            placed = ranks[tier.layout.order]
            placed[placed >= tier.sizes[-1]] = -1
            histogram[replicate] = np.cumsum(_count(tier, placed, weighted=weighted), axis=0)
            base[replicate] = _pair_weights(tier, placed)
        done[0] += 1
        if done[0] % 20 == 0:
            progress("simulate", done[0], null.draws)

    if null.workers == 1:
        for replicate in range(null.draws):
            one(replicate)
    else:
        Parallel(n_jobs=null.workers, prefer="threads")(delayed(one)(r) for r in range(null.draws))
    return held


def _count(tier: _Tier, placed: Int, *, weighted: bool) -> NDArray[Any]:
    shape = (len(tier.sizes), tier.bins)
    at = tier.layout
    if weighted:
        sums = np.zeros(shape)
        points.nested_pairs(
            at.xyz,
            at.along,
            at.band,
            tier.weights,
            placed,
            tier.classes,
            at.reach,
            tier.bin_width,
            sums,
        )
        return sums
    counts = np.zeros(shape, np.int64)
    points.nested_counts(
        at.xyz, at.along, at.band, placed, tier.classes, at.reach, tier.bin_width, counts
    )
    return counts


def _pair_weights(tier: _Tier, placed: Int) -> Float:
    by_rank = np.zeros(int(tier.sizes[-1]))
    inside = placed >= 0
    by_rank[placed[inside]] = tier.weights[inside]
    sums, squares = np.cumsum(by_rank), np.cumsum(by_rank**2)
    weights: Float = 0.5 * (sums**2 - squares)[tier.sizes - 1]
    return weights


def _result(
    observed: list[_Observed], compared: list[Bands], at: Float, record: Record
) -> CurveMeasure:
    def stacked(name: str) -> Float:
        return np.array([getattr(one, name) for one in compared]).reshape(-1, len(at))

    values = np.array([one.values for one in observed]).reshape(-1, len(at))
    above = np.nan_to_num(np.maximum(values - stacked("global_high"), 0.0)).sum(axis=1)
    below = np.nan_to_num(np.maximum(stacked("global_low") - values, 0.0)).sum(axis=1)
    names = ("global_low", "global_high", "dropping_low", "dropping_high", "expected")
    return CurveMeasure(
        values=values,
        low=stacked("low"),
        high=stacked("high"),
        parts={name: stacked(name) for name in names},
        series=tuple(one.industry for one in observed),
        radii=tuple(map(float, at)),
        summary={
            "sites": np.array([float(one.size) for one in observed]),
            "bandwidth": np.array([one.width for one in observed]),
            "p_value": np.array([one.p_value for one in compared]),
            "deviation_p": np.array([one.deviation_p for one in compared]),
            "localisation": above,
            "dispersion": np.where(above > 0, 0.0, below),
        },
        record=record,
    )
