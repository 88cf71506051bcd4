"""Neighbours' weights and the sums that every statistic of association takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import InputError, Record, digest, problem
from jiqun.kernels.ties import levelled
from jiqun.tables import Graph

Float = NDArray[np.float64]
Scaling = Literal["rows", "none"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ties:
    """Ties as start, end and weight, and their sum."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    weights: Float
    starts: NDArray[np.int64]
    sum: float


def checked(values: ArrayLike, weights: Graph, *, positive: bool = False) -> Float:
    """Take values in the order of the weights' nodes, or refuse them with all problems."""
    y = np.asarray(values, dtype=np.float64)
    found = []
    if y.shape != (len(weights.nodes),):
        found.append(
            problem("values-shape", subject="values", shape=str(y.shape), nodes=len(weights.nodes))
        )
    elif not np.isfinite(y).all():
        found.append(problem("values-finite", subject="values", count=int((~np.isfinite(y)).sum())))
    elif positive and (y < 0).any():
        found.append(problem("values-negative", subject="values", count=int((y < 0).sum())))
    if found:
        raise InputError(*found)
    return y


def scaled(weights: Graph, scaling: Scaling) -> Ties:
    """Spell the graph out as ties, rows adding up to 1 where asked."""
    counts = np.diff(weights.starts)
    start = np.repeat(np.arange(len(weights.nodes)), counts)
    values = np.array(weights.weights)
    if scaling == "rows":
        sums = np.bincount(start, weights=values, minlength=len(weights.nodes))[start]
        values = np.divide(values, sums, out=np.zeros_like(values), where=sums != 0)
    return Ties(
        start=start,
        end=weights.targets,
        weights=values,
        starts=weights.starts,
        sum=float(values.sum()),
    )


def lag_of(w: Ties, z: Float) -> Float:
    """Give the weighted sum of each region's neighbours: (n,)."""
    return totals(w, w.weights * z[w.end], len(z))


def totals(w: Ties, amounts: Float, n: int) -> Float:
    """Add up an amount a tie over each region's ties: (n,)."""
    return np.bincount(w.start, weights=amounts, minlength=n).astype(np.float64)


def same(y: Float) -> bool:
    """Tell whether all values are equal; a mean's last digit must not make them differ."""
    level = levelled(y)
    return bool(level.max(initial=-np.inf) <= level.min(initial=np.inf))


def centred(y: Float) -> Float:
    """Give deviations from the mean; zeros where all values are equal."""
    return np.zeros_like(y) if same(y) else y - y.mean()


def deviations(y: Float) -> Float:
    """Give standard scores (divisor n); zeros where all values are equal."""
    return np.zeros_like(y) if same(y) else (y - y.mean()) / y.std()


def ratio(above: float, below: float) -> float:
    """Divide; NaN over 0."""
    return above / below if below != 0 else float("nan")


def squared_sums(w: Ties, n: int) -> tuple[float, float]:
    """S1 and S2 of Cliff and Ord: sums over pairs and over margins of the weights."""
    from scipy.sparse import csr_array

    matrix = csr_array((w.weights, (w.start, w.end)), shape=(n, n))
    both = matrix + matrix.T
    margins = np.asarray(matrix.sum(axis=0)).ravel() + np.asarray(matrix.sum(axis=1)).ravel()
    return 0.5 * float((both**2).sum()), float((margins**2).sum())


def record_of(
    subject: str, y: Float, weights: Graph, options: Mapping[str, Any], seed: int
) -> Record:
    """Make the record of a statistic of values on a graph."""
    return Record(
        subject=subject,
        parameters=options,
        inputs={"values": digest(y), "weights": weights.digest()},
        origins=weights.origins,
        seed=seed,
    )


def line(nodes: str) -> Graph:
    """Make the line graph of the examples."""
    import polars as pl

    ties = pl.DataFrame({"source": list(nodes[:-1]), "target": list(nodes[1:])})
    return Graph.from_frame(ties, directed=False)
