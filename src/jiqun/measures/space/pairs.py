"""The pairs of sites that a distance-based measure looks at, laid out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Problems, unknown
from jiqun.kernels import layout as lay
from jiqun.kernels import points, sphere
from jiqun.tables import Sites

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Pair distances: arcs in the sites' unit, with the pair's weight; shape (P,) each."""

    distances: Float
    weights: Float


def radii_of(radii: object) -> Float:
    """Take radii as ascending numbers >= 0.

    Raises
    ------
    InputError
        ``radii-order``.
    """
    given = np.asarray(radii, dtype=np.float64)
    problems = Problems()
    ascending = given.ndim == 1 and len(given) > 0 and bool((np.diff(given) > 0).all())
    if not ascending or not np.isfinite(given).all() or given[0] < 0:
        problems.add(
            "radii-order",
            subject="radii",
            radii=str(given[:6]),
        )
    problems.check()
    return given


def members_of(sites: Sites, industry: str, *, least: int = 2) -> NDArray[np.bool_]:
    """Say which sites are of an industry.

    Raises
    ------
    UnknownError
        ``industry-unknown``.
    InputError
        ``sites-few``: fewer than ``least`` of them.
    """
    chosen = np.asarray(sites.industries == industry)
    count = int(chosen.sum())
    if count == 0:
        known = np.unique(sites.industries)
        shown = [*map(str, known[:8]), *(["…"] if len(known) > 8 else [])]  # noqa: PLR2004 - a line's worth
        raise unknown("industry", industry, shown, case="sites")
    problems = Problems()
    if count < least:
        problems.add(
            "sites-few",
            subject=industry,
            count=count,
            least=least,
        )
    problems.check()
    return chosen


def laid_out(sites: Sites, chosen: NDArray[np.bool_] | None, *, cutoff: float) -> lay.Layout:
    """Lay out the chosen sites (all, where None) for pairs up to ``cutoff``."""
    x = sites.x if chosen is None else sites.x[chosen]
    y = sites.y if chosen is None else sites.y[chosen]
    if sites.metric == "planar":
        return lay.plane(x, y, cutoff=cutoff)
    return lay.sphere(x, y, cutoff=cutoff)


def pairs_within(layout: lay.Layout, *, weights: Float, group: Int | None = None) -> Pairs:
    """List the pairs within the layout's cut-off, across two groups where ``group`` is given.

    weights, group: (N,) in the caller's order.
    """
    two = group is not None
    mark = np.ones(len(weights), np.int64) if group is None else group[layout.order]
    arguments = (layout.xyz, layout.along, layout.starts, layout.reach, mark, two, layout.cutoff)
    count = points.pair_distances(*arguments, np.empty((3, 0)))
    out = np.empty((3, count))
    points.pair_distances(*arguments, out)
    own = weights[layout.order]
    return Pairs(
        distances=sphere.arcs(out[0], layout.radius),
        weights=own[out[1].astype(np.int64)] * own[out[2].astype(np.int64)],
    )
