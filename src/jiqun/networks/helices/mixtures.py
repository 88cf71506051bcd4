"""What the things at hand say of the economy they come from: a mixture of products of margins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.entropies.informations import mixing_shares
from jiqun.networks.helices.classes import Classes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
_TURNS, _NEAR = 2000, 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Ways to part the traits into blocks that share nothing, and what speaks for each.

    Attributes
    ----------
    ways
        Shape (P, D): the block of each trait, from 0. The first has one block, the last D.
    shares
        Shape (P,), adding up to 1: of each way in the mixture of all.
    weights
        Shape (P,), adding up to 1: how far the things speak for an economy in which at most the
        traits of a block know of one another; the first stands for the mixture of all, ways of
        more than two and fewer than D blocks have none.
    information
        What the traits share in the mixture of all, in nats, as ``kernels.entropies`` gives it.
    """

    ways: Int
    shares: Float
    weights: Float
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
    r"""Fit the mixtures by what each thing's traits are given by all other things.

    .. math::
        \tilde p(x) = \sum_\pi \lambda_\pi \prod_{B \in \pi} \hat p(x_B), \qquad
        \hat\lambda = \arg\max_\lambda \sum_i \ln \sum_\pi \lambda_\pi
        \prod_{B \in \pi} \hat p_{-i}(x_{iB})

    over the partitions π of the traits (deleted interpolation, Jelinek and Mercer 1980); for a
    parting into two blocks over those that part further. Each is weighed by exp(L - k), with L the
    maximum and k its free shares (Akaike 1974).
    """
    ways = partings(len(classes.traits))
    cells, counts = np.unique(classes.codes, axis=1, return_counts=True)
    found = np.ones((len(ways), len(counts)))
    for p, way in enumerate(ways):
        for members in _blocks(way):
            flat, table = _counted(classes, members, cells)
            found[p] *= (table[flat] - 1) / max(classes.things - 1, 1)
    tallies = counts.astype(np.float64)
    shares = np.zeros(len(ways))
    worth = np.full(len(ways), -np.inf)
    for p, way in enumerate(ways):
        if p not in {0, len(ways) - 1} and way.max() != 1:
            continue
        finer = np.array([_parts(way, other) for other in ways])
        own = mixing_shares(np.ascontiguousarray(found[finer]), tallies, _TURNS, _NEAR)
        worth[p] = _foreseen(own, found[finer], tallies) - (len(own) - 1)
        if p == 0:
            shares[finer] = own
    weights = np.exp(worth - worth.max())
    return Mixture(
        ways=ways,
        shares=shares,
        weights=weights / weights.sum(),
        information=information(_whole(classes, ways, shares)),
    )


def _whole(classes: Classes, ways: Int, shares: Float) -> Float:
    """Give the probabilities of all combinations in a mixture."""
    found = np.zeros(classes.sizes)
    for share, way in zip(shares, ways, strict=True):
        if share > 0:
            found += share * _product(classes, way)
    return found


def _parts(way: Int, other: Int) -> bool:
    """Say whether every block of ``other`` lies in one block of ``way``."""
    return all(len(set(way[members].tolist())) == 1 for members in _blocks(other))


def _foreseen(shares: Float, found: Float, counts: Float) -> float:
    """Give the log-likelihood of what any way foresees."""
    chances = (shares[:, None] * found).sum(axis=0)
    some = chances > 0
    return float((counts[some] * np.log(chances[some])).sum())


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
