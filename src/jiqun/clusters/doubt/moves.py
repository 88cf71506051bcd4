"""How far a quantity moves in a year, by the number of establishments and their mean size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.moves import corners, shares_below, values_at

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Probabilities at which quantiles are kept.
SHARES = np.array([
    0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
    0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9975,
])  # fmt: skip
#: Nodes along the number of establishments, at most; pairs that a node rests on, at least.
MOST_NODES, LEAST_PAIRS = 24, 240
#: Groups of mean size at each node, where so many nodes still have pairs enough: the number of
#: establishments says more than their size.
SIZES, ENOUGH = 3, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where some cells stand among the nodes of moves: (N, 4) nodes and their weights."""

    at: Int
    share: Float


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Quantiles of a yearly change.

    Attributes
    ----------
    nodes
        Shape (B,), ascending: log of the number of establishments (or of employment, where that
        number is unknown).
    sizes
        Shape (B, G), ascending in each row: log of jobs an establishment.
    changes
        Shape (B, G, P): quantiles of the change at :data:`SHARES`.
    pairs
        Shape (B, G): pairs of years that each rests on.
    """

    nodes: Float
    sizes: Float
    changes: Float
    pairs: Int

    @cached_property
    def table(self) -> Float:
        """The quantiles as (B * G, P)."""
        return np.ascontiguousarray(self.changes.reshape(-1, len(SHARES)))

    def where(self, number: Float, size: Float) -> Where:
        """Place cells by the number of establishments (> 0) and jobs an establishment (> 0).

        NaN in either leaves the cell without a place: what is read there is NaN.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            first, second = np.log(number), np.log(size)
        first[~np.isfinite(first)] = np.nan
        second[~np.isfinite(second)] = np.nan
        at, share = np.empty((len(first), 4), dtype=np.int64), np.empty((len(first), 4))
        corners(first, second, self.nodes, self.sizes, at, share)
        return Where(at=at, share=share)

    def quantile(self, where: Where, share: float) -> Float:
        """Give the change that is not exceeded with a probability, 0 < share < 1."""
        at = int(np.clip(np.searchsorted(SHARES, share, side="right") - 1, 0, len(SHARES) - 2))
        step = np.clip((share - SHARES[at]) / (SHARES[at + 1] - SHARES[at]), 0.0, 1.0)
        column = self.table[:, at] * (1.0 - step) + self.table[:, at + 1] * step
        out = np.empty(len(where.at))
        values_at(where.at, where.share, column, out)
        return out

    def below(self, where: Where, change: Float) -> Float:
        """Give the probability (0-1) that the change is smaller than each given one."""
        out = np.empty(len(where.at))
        shares_below(np.asarray(change, dtype=np.float64), where.at, where.share, self.table,
                     SHARES, out)  # fmt: skip
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Pairs of years of cells of about one number of establishments and mean size.

    Attributes
    ----------
    nodes, sizes
        As of :class:`Moves`.
    members
        Positions of the pairs in each of the B * G groups.
    """

    nodes: Float
    sizes: Float
    members: tuple[Int, ...]


def group_pairs(
    number: Float, size: Float, *, least: int = LEAST_PAIRS, most: int = MOST_NODES
) -> Groups:
    """Part pairs into bins of about equally many by number, and each by size.

    Parameters
    ----------
    number, size
        Shape (N,), > 0, N >= 1.
    least
        Pairs that each group rests on at least; with fewer in all there is one group.
    most
        Bins by number, at most.
    """
    first, second = np.log(number), np.log(size)
    deep = SIZES if len(first) >= ENOUGH * SIZES * least else 1
    count = max(1, min(most, len(first) // (least * deep)))
    nodes, sizes, members = [], [], []
    for own in _bins(first, count, least * deep // 2):
        parts = np.array_split(own[np.argsort(second[own], kind="stable")], deep)
        nodes.append(float(first[own].mean()))
        sizes.append([float(second[part].mean()) for part in parts])
        members += parts
    return Groups(nodes=np.array(nodes), sizes=np.array(sizes), members=tuple(members))


def fit_moves(change: Float, groups: Groups) -> Moves:
    """Take the quantiles of changes in each group.

    The quantile of k sorted changes at the share s is the one in position s (k + 1), which holds
    the next change of its kind with that probability.

    Parameters
    ----------
    change
        Shape (N,); NaN takes no part. A group without any has the quantiles of all.
    groups
        Of the same pairs.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> number = rng.integers(1, 100, 5000).astype(float)
    >>> groups = group_pairs(number, np.full(5000, 9.0))
    >>> moves = fit_moves(rng.normal(size=5000) / np.sqrt(number), groups)
    >>> at = moves.where(np.array([16.0, 64.0]), np.array([9.0, 9.0]))
    >>> moves.quantile(at, 0.975).round(1).tolist()
    [0.5, 0.2]
    """
    every = np.sort(change[np.isfinite(change)])
    each = [np.sort(change[own][np.isfinite(change[own])]) for own in groups.members]
    shape = groups.sizes.shape
    changes = np.stack([_quantiles(own if len(own) else every) for own in each])
    return Moves(
        nodes=groups.nodes,
        sizes=groups.sizes,
        changes=changes.reshape(*shape, len(SHARES)),
        pairs=np.array([len(own) for own in each]).reshape(shape),
    )


def _quantiles(ordered: Float) -> Float:
    """Interpolate between the positions s (k + 1), the ends held; NaN where there is nothing."""
    if not len(ordered):
        return np.full(len(SHARES), np.nan)
    at = np.arange(1, len(ordered) + 1)
    return np.asarray(np.interp(SHARES * (len(ordered) + 1), at, ordered))


def _bins(first: Float, count: int, least: int) -> list[Int]:
    """Part positions into bins of about equal size; equal numbers stay together.

    A bin that ties leave with fewer than ``least`` joins the one below.
    """
    edges = np.unique(np.quantile(first, np.arange(count) / count, method="lower"))
    bin_of = np.searchsorted(edges, first, side="right") - 1
    order = np.argsort(bin_of, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(bin_of[order])) + 1)
    bins: list[Int] = []
    for part in parts:
        if bins and min(len(part), len(bins[-1])) < least:
            bins[-1] = np.concatenate([bins[-1], part])
        else:
            bins.append(part)
    return bins
