"""What the things at hand say of the economy they come from: a mixture of products of margins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.entropies.informations import mixing_shares
from jiqun.networks.synergy.classes import Classes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
_TURNS, _NEAR = 2000, 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Ways to part the traits into blocks that know nothing of one another, and their shares.

    Attributes
    ----------
    ways
        Shape (P, D): the block of each trait, from 0. The first has one block, the last D.
    shares
        Shape (P,), adding up to 1.
    information
        What the traits share in this mixture, in nats, as ``kernels.entropies`` gives it.
    """

    ways: Int
    shares: Float
    information: float


def partings(traits: int) -> Int:
    """Give all ways to part ``traits`` things into blocks, in rows.

    Examples
    --------
    >>> partings(3).tolist()
    [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [0, 1, 2]]
    """
    return np.array(list(_grown(traits, [])), dtype=np.int64)


def mixture(classes: Classes) -> Mixture:
    r"""Fit the mixture by what each thing's traits are given by all other things.

    .. math::
        \tilde p(x) = \sum_\pi \lambda_\pi \prod_{B \in \pi} \hat p(x_B), \qquad
        \hat\lambda = \arg\max_\lambda \sum_i \ln \sum_\pi \lambda_\pi
        \prod_{B \in \pi} \hat p_{-i}(x_{iB})

    over the partitions π of the traits (deleted interpolation, Jelinek and Mercer 1980).
    """
    ways = partings(len(classes.traits))
    cells, counts = np.unique(classes.codes, axis=1, return_counts=True)
    others = max(classes.things - 1, 1)
    found = np.ones((len(ways), len(counts)))
    for p, way in enumerate(ways):
        for members in _blocks(way):
            flat, table = _counted(classes, members, cells)
            found[p] *= (table[flat] - 1) / others
    shares = mixing_shares(found, counts.astype(np.float64), _TURNS, _NEAR)
    whole = np.zeros(classes.sizes)
    for share, way in zip(shares, ways, strict=True):
        if share > 0:
            whole += share * _product(classes, way)
    return Mixture(ways=ways, shares=shares, information=information(whole))


def information(chances: Float) -> float:
    """Give what the axes of a table of probabilities share, in nats."""
    traits = chances.ndim
    found = 0.0
    for subset in range(1, 1 << traits):
        away = tuple(d for d in range(traits) if not subset >> d & 1)
        sign = 1.0 if subset.bit_count() % 2 else -1.0
        found += sign * _entropy(chances.sum(axis=away))
    return found


def _entropy(chances: Float) -> float:
    some = chances[chances > 0]
    return float(-(some * np.log(some)).sum())


def _grown(traits: int, begun: list[int]) -> Iterator[list[int]]:
    if len(begun) == traits:
        yield begun
        return
    for block in range(max(begun, default=-1) + 2):
        yield from _grown(traits, [*begun, block])


def _blocks(way: Int) -> list[Int]:
    return [np.flatnonzero(way == block) for block in range(int(way.max()) + 1)]


def _counted(classes: Classes, members: Int, cells: Int) -> tuple[Int, Int]:
    """Give the place of each cell in the table of some traits, and that table, flat."""
    sizes = tuple(classes.sizes[members].tolist())
    every = np.ravel_multi_index(tuple(classes.codes[members]), sizes)
    table = np.bincount(every, minlength=int(np.prod(sizes)))
    return np.ravel_multi_index(tuple(cells[members]), sizes).astype(np.int64), table


def _product(classes: Classes, way: Int) -> Float:
    """Give the product of the blocks' relative frequencies, one axis a trait."""
    found = np.ones((1,) * len(way))
    for members in _blocks(way):
        _, table = _counted(classes, members, classes.codes[:, :0])
        shape = [int(size) if d in members else 1 for d, size in enumerate(classes.sizes)]
        found = found * (table / classes.things).reshape(shape)
    return found
