"""Organisations and their ties without direction, in compressed rows; parts of such a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution
from jiqun.networks.layers import JOINT
from jiqun.networks.projects import Memberships
from jiqun.tables import sums_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: What is read of an organisation; all but the first may be absent or null.
NODE: Final[Mapping[str, type[pl.DataType]]] = {
    "organisation": pl.String,
    "region": pl.String,
    "industry": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "employment": pl.Float64,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TieNetwork:
    """N organisations and their ties, without direction.

    Attributes
    ----------
    nodes
        N rows, the columns of :data:`NODE`: every organisation, those without ties too.
    ties
        ``a, b`` (positions, a < b), ``kind``, ``links`` (rows of the table), ``weight`` (after
        normalising and weighing kinds): one row a pair and kind.
    a, b, weight
        (P,): the pairs, kinds added up.
    starts, targets, weights
        The same in compressed rows, both ways: (N + 1,), (2 P,), (2 P,).
    cautions
        What was left out.
    joint
        Memberships in projects, whose ties are of the kind "joint-project"; None without.
    """

    nodes: pl.DataFrame
    ties: pl.DataFrame
    a: Int
    b: Int
    weight: Float
    starts: Int
    targets: Int
    weights: Float
    cautions: tuple[Caution, ...] = ()
    joint: Memberships | None = None

    @property
    def size(self) -> int:
        """The number of organisations."""
        return len(self.nodes)

    @property
    def total(self) -> float:
        """The weight of all pairs."""
        return float(self.weight.sum())

    @property
    def degrees(self) -> Int:
        """Partners of each organisation; shape (N,)."""
        return np.diff(self.starts)

    @property
    def strengths(self) -> Float:
        """Weight of each organisation's ties; shape (N,)."""
        both = np.concatenate([self.a, self.b])
        twice = np.concatenate([self.weight, self.weight])
        return np.bincount(both, weights=twice, minlength=self.size).astype(np.float64)

    @property
    def rows(self) -> Int:
        """Whose tie each entry of ``targets`` is; shape (2 P,)."""
        return np.repeat(np.arange(self.size), self.degrees)


def network_of(
    nodes: pl.DataFrame,
    ties: pl.DataFrame,
    a: Int,
    b: Int,
    weight: Float,
    *,
    cautions: tuple[Caution, ...] = (),
) -> TieNetwork:
    """Arrange pairs (a < b, each once, sorted) in compressed rows."""
    n = len(nodes)
    flat = np.concatenate([a * n + b, b * n + a])
    order = np.argsort(flat, kind="stable")
    flat = flat[order]
    return TieNetwork(
        nodes=nodes,
        ties=ties,
        a=np.asarray(a, dtype=np.int64),
        b=np.asarray(b, dtype=np.int64),
        weight=np.asarray(weight, dtype=np.float64),
        starts=np.searchsorted(flat, np.arange(n + 1) * n).astype(np.int64),
        targets=(flat % max(n, 1)).astype(np.int64),
        weights=np.concatenate([weight, weight])[order].astype(np.float64),
        cautions=cautions,
    )


def with_pairs(network: TieNetwork, a: Int, b: Int, weight: Float) -> TieNetwork:
    """Give the same organisations with other ties; pairs in any order, repeated ones added."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    flat, at = np.unique((low * network.size + high)[low != high], return_inverse=True)
    sums = np.bincount(at, weights=weight[low != high], minlength=len(flat)).astype(np.float64)
    n = max(network.size, 1)
    made = network_of(network.nodes, network.ties.clear(), flat // n, flat % n, sums)
    return replace(made, cautions=network.cautions)


def plain_pairs(network: TieNetwork) -> tuple[Int, Int, Float]:
    """Give the pairs, kinds added up, without the ties of joint projects."""
    if network.joint is None:
        return network.a, network.b, network.weight
    own = network.ties.filter(pl.col("kind") != JOINT)
    pairs = sums_by(own, ["a", "b"], sums=[pl.col("weight")]).sort("a", "b")
    return pairs["a"].to_numpy(), pairs["b"].to_numpy(), pairs["weight"].to_numpy()


def unweighted(network: TieNetwork) -> TieNetwork:
    """Give the same network with each tied pair counting 1."""
    return replace(
        network,
        weight=np.ones_like(network.weight),
        weights=np.ones_like(network.weights),
    )


def inside_pairs(network: TieNetwork, members: Int) -> tuple[Int, Int, Float]:
    """Give the pairs of members that are tied, and their weight."""
    begin, count = network.starts[members], network.degrees[members]
    total = int(count.sum())
    first = np.repeat(begin - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
    at = first + np.arange(total)
    own, other = np.repeat(members, count), network.targets[at]
    inside = np.zeros(network.size, dtype=bool)
    inside[members] = True
    kept = inside[other] & (own < other)
    return own[kept], other[kept], network.weights[at][kept]


def core_of(network: TieNetwork, core: int) -> tuple[Int, TieNetwork]:
    """Give the organisations with ``core`` partners among one another, and their network."""
    a, b, weight = network.a, network.b, network.weight
    inner = network.degrees
    while core > 0:
        kept = (inner[a] >= core) & (inner[b] >= core)
        if kept.all():
            break
        a, b, weight = a[kept], b[kept], weight[kept]
        inner = np.bincount(np.concatenate([a, b]), minlength=network.size)
    at = np.flatnonzero(inner >= core)
    new = np.cumsum(inner >= core) - 1
    nodes = network.nodes.select("organisation")[at]
    return at, network_of(nodes, network.ties.clear(), new[a], new[b], weight)
