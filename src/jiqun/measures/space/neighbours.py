"""Weights of neighbours within each radius of a centre, for M, m and Ripley's functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.kernels import layout as lay
from jiqun.kernels import points
from jiqun.measures.space.pairs import ring_guess

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Centres in one piece of work: the same pieces for any number of workers.
PIECE = 2048


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rings:
    """Straight distances that separate the rings, and the search that goes with them."""

    edges: Float
    guess: Int
    scale: float


def rings_of(radii: Float, radius: float) -> Rings:
    """Prepare rings whose outer edges are the radii (arcs on a sphere of ``radius``)."""
    edges = lay.chord(radii, radius)
    guess, scale = ring_guess(edges)
    return Rings(edges=edges, guess=guess, scale=scale)


def ring_sums(
    layout: lay.Layout,
    rings: Rings,
    *,
    weights: Float,
    kind: Int,
    centres: Int,
    kinds: int,
    workers: int = 1,
) -> Float:
    """Add up neighbours by kind and ring; returns (C, kinds, D).

    weights, kind: (N,) in layout order; centres: positions in layout order.
    """
    out = np.zeros((len(centres), kinds, len(rings.edges)))
    starts = layout.starts

    def piece(begin: int) -> None:
        part = slice(begin, begin + PIECE)
        points.neighbour_sums(
            layout.xyz,
            layout.along,
            layout.band,
            starts,
            layout.reach,
            weights,
            kind,
            centres[part],
            rings.edges,
            rings.guess,
            rings.scale,
            out[part],
        )

    pieces = range(0, len(centres), PIECE)
    if workers == 1 or len(pieces) == 1:
        for begin in pieces:
            piece(begin)
    else:
        Parallel(n_jobs=workers, prefer="threads")(delayed(piece)(begin) for begin in pieces)
    return out


def only(layout: lay.Layout, kept: NDArray[np.bool_]) -> lay.Layout:
    """Give the layout of some of the points, in the same order."""
    return lay.Layout(
        order=layout.order[kept],
        xyz=np.ascontiguousarray(layout.xyz[:, kept]),
        along=layout.along[kept],
        band=layout.band[kept],
        reach=layout.reach,
        radius=layout.radius,
        cutoff=layout.cutoff,
    )
