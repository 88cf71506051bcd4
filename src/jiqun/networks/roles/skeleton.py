"""Each tied pair once, ranked by degree: the form in which triangles are found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.networks.ties import Ties

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Which ways of a pair are tied: from lower to higher rank, back, both.
FORTH, BACK, BOTH = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Skeleton:
    """P tied pairs of N nodes; positions are ranks, by degree and then by node.

    Attributes
    ----------
    order
        Shape (N,): the node of each rank.
    starts, ends
        Pairs from lower to higher rank in compressed rows: (N + 1,), (P,); ends ascending.
    weight
        Shape (P,): what both ways weigh together.
    ways
        Shape (P,): 1 where there is a tie from lower to higher rank, 2 back, 3 both.
    """

    order: Int
    starts: Int
    ends: Int
    weight: Float
    ways: Int

    @property
    def begins(self) -> Int:
        """The lower rank of each pair; shape (P,)."""
        return np.repeat(np.arange(len(self.order)), np.diff(self.starts))

    def by_node(self, up: Float, down: Float) -> Float:
        """Add up, for each node, what its pairs have as lower ends and as higher ends."""
        size = len(self.order)
        ranked = np.bincount(self.begins, weights=up, minlength=size)
        ranked = ranked + np.bincount(self.ends, weights=down, minlength=size)
        found = np.zeros(size)
        found[self.order] = ranked
        return found


def skeleton_of(ties: Ties) -> Skeleton:
    """Bring both ways of each pair together and rank the nodes by their partners."""
    size = max(ties.size, 1)
    low, high, weight, ways = _pairs(ties)
    partners = np.bincount(np.concatenate([low, high]), minlength=ties.size)
    order = np.argsort(partners, kind="stable").astype(np.int64)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    low, high = rank[low], rank[high]
    turned = low > high
    low, high = np.where(turned, high, low), np.where(turned, low, high)
    ways = np.where(turned & (ways != BOTH), BOTH - ways, ways)
    flat = low * size + high
    sorting = np.argsort(flat)
    return Skeleton(
        order=order,
        starts=np.searchsorted(flat[sorting], np.arange(ties.size + 1) * size).astype(np.int64),
        ends=high[sorting],
        weight=weight[sorting],
        ways=ways[sorting],
    )


def _pairs(ties: Ties) -> tuple[Int, Int, Float, Int]:
    """Give each tied pair once, in the order of its lower node, what it weighs, and its ways."""
    begin, end = ties.rows, ties.targets
    if not ties.directed:
        once = begin < end
        weight = 2.0 * ties.weights[once]
        return begin[once], end[once], weight, np.full(len(weight), BOTH)
    size = max(ties.size, 1)
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    flat, at = np.unique(low * size + high, return_inverse=True)
    weight = np.bincount(at, weights=ties.weights, minlength=len(flat)).astype(np.float64)
    told = np.where(begin < end, FORTH, BACK)
    ways = np.bincount(at, weights=told, minlength=len(flat)).astype(np.int64)
    return flat // size, flat % size, weight, ways
