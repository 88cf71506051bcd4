"""Concentration in continuous space: the density of distances between establishments."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import measure
from jiqun.kernels import layout as lay
from jiqun.kernels import points, sphere
from jiqun.kernels.linear.products import product
from jiqun.measures.results import CurveMeasure
from jiqun.measures.space import smoothing as smooth
from jiqun.measures.space.curves import curve_result
from jiqun.measures.space.nulls import Null, bands, permutation, simulate
from jiqun.measures.space.pairs import laid_out, members_of, pairs_within, radii_of
from jiqun.measures.space.smoothing import Smoothing
from jiqun.tables import Sites

Float = NDArray[np.float64]


@measure(
    "kd",
    family="space",
    needs="sites",
    per="distance",
    unit="1/distance",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "more pairs of establishments at that distance",
        "zh": "该距离上的企业对更多",
    },
    source="duranton2005",
    where="equation (1), section 3",
    title={"en": "Duranton–Overman density of distances", "zh": "杜兰顿—奥弗曼距离密度"},
    aliases=("duranton-overman", "k-density"),
)
def kd(
    sites: Sites,
    *,
    industry: str,
    radii: ArrayLike,
    against: str | None = None,
    weighted: bool = False,
    smoothing: Smoothing | None = None,
    null: Null | None = None,
) -> CurveMeasure:
    r"""Density of the distances between an industry's establishments.

    A curve above its envelope at short distances says that the industry is localised there;
    the curve alone says nothing, because all establishments crowd into cities. It is a
    density: what is gained at one distance is lost at another.

    .. math:: \hat K(d) = \frac{1}{h \sum_{i<j} w_i w_j}
        \sum_{i<j} w_i w_j \left[f\!\left(\frac{d - d_{ij}}{h}\right)
        + f\!\left(\frac{d + d_{ij}}{h}\right)\right]

    Parameters
    ----------
    sites
        All establishments; N of them.
    industry
        Whose pairs are looked at; at least two sites.
    radii
        D ascending distances, km.
    against
        A second industry: pairs between the two are looked at instead.
    weighted
        Weigh a pair by the product of its weights (employment) instead of by 1.
    smoothing
        Kernel and bandwidth; default Gaussian, Silverman's rule on the distances up to twice
        the largest radius. The bandwidth stays the same in every simulation.
    null
        What to compare with; without it the envelopes are NaN.

    Returns
    -------
    CurveMeasure
        One series; per km, >= 0. NaN everywhere where the bandwidth is undefined (all
        distances equal, or beyond reach). ``summary`` holds bandwidth, pairs, p-values.

    Raises
    ------
    UnknownError
        ``industry-unknown``.
    InputError
        ``sites-few``, ``radii-order``, ``null-size``.

    See Also
    --------
    m : relative and cumulative, with all establishments as the reference.

    References
    ----------
    :cite:`duranton2005`, equation (1); reflection and bandwidth after :cite:`silverman1986`.

    Examples
    --------
    >>> square = Sites(x=[0, 3, 0, 9], y=[0, 0, 4, 9], industries=list("aaab"),
    ...                weights=[1, 1, 1, 1])
    >>> curve = kd(square, industry="a", radii=[2, 4, 6], smoothing=Smoothing(bandwidth=1.0))
    >>> curve.values.round(3).tolist()
    [[0.1, 0.294, 0.1]]
    """
    at, how = radii_of(radii), smoothing or Smoothing()
    chosen = members_of(sites, industry, least=1 if against else 2)
    both = chosen if against is None else chosen | members_of(sites, against, least=1)
    mass = sites.weights if weighted else np.ones(len(sites))
    values, width, count = density(sites, chosen, None if against is None else both, at, mass, how)
    compared = None
    if null is not None and np.isfinite(width):
        curves = _simulated(sites, chosen, both, mass, at, width, how, null)
        compared = bands(values, curves, at, level=null.level)
    return curve_result(
        "kd",
        sites,
        at,
        values,
        compared,
        parameters={
            "industry": industry,
            "against": against,
            "weighted": weighted,
            **how.to_dict(),
            **(null.to_dict() if null else {}),
        },
        seed=null.seed if null else None,
        summary={
            "bandwidth": width,
            "pairs": float(count),
        },
    )


def density(
    sites: Sites,
    chosen: NDArray[np.bool_],
    both: NDArray[np.bool_] | None,
    at: Float,
    mass: Float,
    how: Smoothing,
) -> tuple[Float, float, int]:
    """Give the observed density (D,), its bandwidth and the number of pairs that set it."""
    used = chosen if both is None else both
    group = None if both is None else np.where(chosen[both], 1, 2)
    limit = 2.0 * at[-1] if how.distances == "range" else np.inf
    found = pairs_within(laid_out(sites, used, cutoff=limit), weights=mass[used], group=group)
    count = len(found.distances)
    width = smooth.bandwidth_of(found.distances, how)
    if at[-1] + smooth.TAIL * width > limit:
        wider = laid_out(sites, used, cutoff=float(at[-1] + smooth.TAIL * width))
        found = pairs_within(wider, weights=mass[used], group=group)
    total = _pair_mass(mass, chosen, None if both is None else both & ~chosen)
    return _smoothed(at, found.distances, found.weights, width, how) / total, width, count


def _pair_mass(mass: Float, one: NDArray[np.bool_], other: NDArray[np.bool_] | None) -> float:
    if other is None:
        own = mass[one]
        return float(0.5 * (own.sum() ** 2 - (own**2).sum()))
    return float(mass[one].sum() * mass[other].sum())


def _smoothed(at: Float, distances: Float, weights: Float, width: float, how: Smoothing) -> Float:
    if not np.isfinite(width) or width <= 0 or not len(distances):
        return np.full(len(at), np.nan)
    step = width / smooth.OBSERVED_BINS
    near = distances <= at[-1] + smooth.TAIL * width
    bins = int(np.ceil((at[-1] + smooth.TAIL * width) / step)) + 2
    mass = smooth.binned(distances[near], weights[near], width=step, bins=bins)
    to_density = smooth.smoother(
        at,
        np.arange(bins, dtype=np.float64) * step,
        bandwidth=width,
        spread=step**2 / 6.0,
        shape=how.shape,
    )
    return product(mass, to_density)


def _simulated(
    sites: Sites,
    chosen: NDArray[np.bool_],
    both: NDArray[np.bool_],
    mass: Float,
    at: Float,
    width: float,
    how: Smoothing,
    null: Null,
) -> Float:
    """Curves under the null, of shape (draws, D)."""
    layout = laid_out(sites, None, cutoff=at[-1] + smooth.TAIL * width)
    sizes = (int(chosen.sum()), int(both.sum()))
    bin_width = sphere.chord(width / smooth.SIMULATED_BINS, layout.radius).item()
    bins = int(np.ceil(layout.cutoff / bin_width)) + 1
    centres = sphere.arcs((np.arange(bins) + 0.5) * bin_width, layout.radius)
    spread = (width / smooth.SIMULATED_BINS) ** 2 / 12.0
    to_density = smooth.smoother(at, centres, bandwidth=width, spread=spread, shape=how.shape)
    marks = mass[chosen], mass[both & ~chosen]
    own = mass[layout.order]

    def one(replicate: int) -> Float:
        ranks, weights = _draw(null, sizes, marks, own, replicate, layout, chosen)
        classes = (np.arange(sizes[1]) >= sizes[0]).astype(np.int64)
        out = np.zeros((2, bins))
        points.nested_pairs(
            layout.xyz,
            layout.along,
            layout.band,
            weights,
            ranks,
            classes,
            layout.reach,
            bin_width,
            out,
        )
        if sizes[0] == sizes[1]:
            counts, base = out[0], _total(ranks, weights, sizes)
        else:
            second = np.zeros((1, bins))
            apart = np.where(ranks >= sizes[0], ranks - sizes[0], -1)
            points.nested_pairs(
                layout.xyz,
                layout.along,
                layout.band,
                weights,
                apart,
                np.zeros(sizes[1] - sizes[0], np.int64),
                layout.reach,
                bin_width,
                second,
            )
            counts, base = out[1] - second[0], _total(ranks, weights, sizes)
        curve: Float = product(counts, to_density) / base
        return curve

    return simulate(one, null)


def _total(ranks: NDArray[np.int64], weights: Float, sizes: tuple[int, int]) -> float:
    first = weights[(ranks >= 0) & (ranks < sizes[0])]
    if sizes[0] == sizes[1]:
        return float(0.5 * (first.sum() ** 2 - (first**2).sum()))
    return float(first.sum() * weights[ranks >= sizes[0]].sum())


def _draw(
    null: Null,
    sizes: tuple[int, int],
    marks: tuple[Float, Float],
    own: Float,
    replicate: int,
    layout: lay.Layout,
    chosen: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], Float]:
    """Ranks in layout order (first industry first) and each site's weight under the null."""
    total = len(own)
    if null.kind == "independence":
        fixed = chosen[layout.order]
        ranks = np.full(total, -1, dtype=np.int64)
        ranks[fixed] = np.arange(sizes[0])
        free = permutation(
            sizes[1] - sizes[0], total - sizes[0], seed=null.seed, replicate=replicate
        )
        ranks[~fixed] = np.where(free >= 0, free + sizes[0], -1)
        if sizes[0] == sizes[1]:
            return permutation(sizes[0], total, seed=null.seed, replicate=replicate), own
        return ranks, own
    ranks = permutation(sizes[1], total, seed=null.seed, replicate=replicate)
    if null.kind == "labelling":
        return ranks, own
    carried = np.concatenate(marks)
    weights = np.zeros(total)
    weights[ranks >= 0] = carried[ranks[ranks >= 0]]
    return ranks, weights
