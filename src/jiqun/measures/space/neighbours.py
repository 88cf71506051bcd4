"""Weights of neighbours within each radius of a centre, for M, m and Ripley's functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.kernels import layout as lay
from jiqun.kernels import neighbours, sphere
from jiqun.kernels.linear.products import product

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Centres in one piece of work: the same pieces for any number of workers.
PIECE = 2048
FINE_PIECE = 64


#: Cells of the table that finds a squared distance's ring, and how many a ring has at least.
CELLS, CELLS_A_RING = 4096, 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rings:
    """Squares of the straight distances that separate the rings, and the search in them."""

    squares: Float
    guess: NDArray[np.uint32]
    scale: float

    def __len__(self) -> int:
        return len(self.squares) - 1


def rings_of(radii: Float, radius: float) -> Rings:
    """Prepare rings whose outer edges are the radii (arcs on a sphere of ``radius``)."""
    squares = squares_within(sphere.chord(radii, radius))
    cells = max(CELLS, CELLS_A_RING * len(radii))
    top = float(squares[-1]) if squares[-1] > 0 else 1.0
    # a cell starts a hair early, lest rounding puts a square into the cell above its own
    begins = np.arange(cells + 1) * (top / cells) * (1.0 - 1e-12)
    guess = np.searchsorted(squares, begins).astype(np.uint32)
    return Rings(squares=np.append(squares, np.inf), guess=guess, scale=cells / top)


def squares_within(edges: Float) -> Float:
    """Give the largest squares whose roots do not exceed the edges: a test without a root."""
    squares = edges * edges
    for _ in range(4):
        squares = np.where(np.sqrt(squares) > edges, np.nextafter(squares, 0.0), squares)
    for _ in range(4):
        above = np.nextafter(squares, np.inf)
        squares = np.where(np.sqrt(above) <= edges, above, squares)
    return squares


def ring_sums(
    layout: lay.Layout,
    rings: Rings,
    *,
    weights: Float,
    kind: Int,
    centres: Int,
    kinds: int,
    workers: int = 1,
    reached: Callable[[Float], Float] | None = None,
) -> Float:
    """Add up neighbours by kind and ring; returns (C, kinds, D).

    weights, kind: (N,) in layout order; centres: positions in layout order. reached: what to
    make of a piece's sums along the last axis before they are kept.
    """
    starts = layout.starts

    def piece(begin: int) -> Float:
        part = centres[begin : begin + PIECE]
        out = np.zeros((len(part), kinds, len(rings)))
        neighbours.neighbour_sums(
            layout.xyz,
            layout.along,
            layout.band,
            starts,
            layout.reach,
            weights,
            kind,
            part,
            rings.squares,
            rings.guess,
            rings.scale,
            out,
        )
        return out if reached is None else reached(out)

    return _pieced(piece, len(centres), PIECE, workers)


def shared_sums(
    layout: lay.Layout,
    to_density: Float,
    step: float,
    *,
    weights: Float,
    kind: Int,
    centres: Int,
    kinds: int,
) -> Float:
    """Smooth neighbours by kind around each centre, from fine linear bins: (C, kinds, D).

    to_density: (B, D), what a pair in each bin, centred at multiples of ``step``, adds.
    """
    starts = layout.starts

    def piece(begin: int) -> Float:
        part = centres[begin : begin + FINE_PIECE]
        out = np.zeros((len(part), kinds, len(to_density)))
        neighbours.shared_sums(
            layout.xyz,
            layout.along,
            layout.band,
            starts,
            layout.reach,
            weights,
            kind,
            part,
            layout.radius,
            step,
            out,
        )
        return product(out, to_density)

    return _pieced(piece, len(centres), FINE_PIECE, 1)


def _pieced(piece: Callable[[int], Float], count: int, size: int, workers: int) -> Float:
    begins = range(0, count, size)
    if workers == 1 or len(begins) == 1:
        return np.concatenate([piece(begin) for begin in begins])
    run = Parallel(n_jobs=workers, prefer="threads")
    return np.concatenate(list(run(delayed(piece)(begin) for begin in begins)))


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
