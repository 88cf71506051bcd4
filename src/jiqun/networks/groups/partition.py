"""Communities of ties: many searches, the best of them, and how far they agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Problems, stream
from jiqun.kernels.finding.communities import configuration_masses, leiden, quality
from jiqun.kernels.ties import levelled
from jiqun.networks.ties import Ties

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: The best of the searches, or what most of them agree on.
Choice = Literal["best", "consensus"]

#: Rounds of the Leiden algorithm in each search, and of the best one at most, which goes on until
#: nothing moves.
ROUNDS, LAST_ROUNDS = 3, 20
#: A consensus is looked for this often at most.
CONSENSUS_ROUNDS = 20
#: Pairs that fewer searches put together are no tie of the consensus.
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Ties both ways in compressed rows, nodes in the order of their labels.

    Attributes
    ----------
    order
        (N,): which node of the ties each is.
    starts, targets, weights
        (N + 1,), (M,), (M,): each pair both ways; weights brought to the digits that count, so
        that the order in which repeated ties were added up changes nothing.
    """

    order: Int
    starts: Int
    targets: Int
    weights: Float

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.order)

    @property
    def ends(self) -> tuple[Int, Int]:
        """Both ends of each entry; shapes (M,)."""
        return np.repeat(np.arange(self.size), np.diff(self.starts)), self.targets


def rows_of(ties: Ties) -> Rows:
    """Arrange ties both ways by label; weights of both directions are added up."""
    order = np.argsort(np.array(ties.labels, dtype=np.str_), kind="stable")
    place = np.empty(ties.size, dtype=np.int64)
    place[order] = np.arange(ties.size)
    a, b, weight = place[ties.rows], place[ties.targets], ties.weights
    if ties.directed:
        a, b, weight = np.concatenate([a, b]), np.concatenate([b, a]), np.tile(weight, 2)
    return compressed(order, a, b, weight)


def compressed(order: Int, a: Int, b: Int, weight: Float) -> Rows:
    """Arrange entries a-b, both ways, in compressed rows; repeated ones are added up."""
    n = max(len(order), 1)
    flat, at = np.unique(a * n + b, return_inverse=True)
    sums = np.bincount(at, weights=weight, minlength=len(flat)).astype(np.float64)
    return Rows(
        order=np.asarray(order, dtype=np.int64),
        starts=np.searchsorted(flat, np.arange(len(order) + 1) * n).astype(np.int64),
        targets=(flat % n).astype(np.int64),
        weights=levelled(sums),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Partition:
    """N nodes in C communities, from R searches.

    Attributes
    ----------
    label
        (N,): 0 .. C-1, the largest first, equal ones by their first label; -1 without ties.
    agreement
        (N,): Jaccard index of the node's community with the one that another search puts it in,
        mean over searches; NaN with one search or without ties.
    inside
        (N,): share of the node's weight with its own community; NaN without ties.
    spread
        (N,): participation coefficient, 0 where all ties lead to one community; NaN without.
    quality
        (R,): modularity, at the resolution, of each search; NaN without ties.
    """

    label: Int
    agreement: Float
    inside: Float
    spread: Float
    quality: Float

    @property
    def sizes(self) -> Int:
        """Members of each community; shape (C,)."""
        return np.bincount(self.label[self.label >= 0])


def partition_of(
    ties: Ties,
    *,
    resolution: float = 1.0,
    repeats: int = 10,
    seed: int = 0,
    variant: Choice = "best",
) -> Partition:
    """Search ``repeats`` times; give the best partition by modularity, or the consensus.

    The order of nodes, of ties and of their ends changes nothing. Direction is left out of the
    search: both ways of a pair are added up.

    Raises
    ------
    InputError
        ``communities-resolution``: not above 0; ``communities-repeats``: below 1.
    """
    check(resolution=resolution, repeats=repeats)
    rows = rows_of(ties)
    runs = [searched(rows, resolution, seed, k) for k in range(repeats)]
    qualities = np.array([quality_of(rows, one, resolution) for one in runs])
    best = int(np.argmax(levelled(qualities))) if np.isfinite(qualities).all() else 0
    if variant == "consensus":
        chosen = consensus(rows, runs, resolution, seed)
    else:
        chosen = runs[best] = searched(rows, resolution, seed, best, start=runs[best])
        qualities[best] = quality_of(rows, chosen, resolution)
    return _described(ties, rows, chosen, runs, qualities, skip=best if variant == "best" else -1)


def check(*, resolution: float, repeats: int, draws: int = 0) -> None:
    """Refuse what no search can be told, all at once."""
    problems = Problems()
    if not 0 < resolution < np.inf:
        problems.add("communities-resolution", subject="resolution", value=resolution)
    if repeats < 1:
        problems.add("communities-repeats", subject="repeats", value=repeats)
    if draws < 0:
        problems.add("communities-draws", subject="draws", value=draws)
    problems.check()


def searched(
    rows: Rows, resolution: float, seed: int, repeat: int, *, start: Int | None = None
) -> Int:
    """Give one search's communities, numbered by first node; shape (N,).

    start: a search's communities to go on from until nothing moves.
    """
    key = int(stream(seed=seed, replicate=repeat, name="communities").integers(2**62))
    return leiden(
        rows.starts, rows.targets, rows.weights, resolution=resolution, seed=key,
        rounds=ROUNDS if start is None else LAST_ROUNDS, start=start,
    )  # fmt: skip


def quality_of(rows: Rows, label: Int, resolution: float) -> float:
    """Give the modularity of a partition of all nodes; NaN without ties."""
    total = float(rows.weights.sum())
    if total <= 0:
        return float("nan")
    masses = configuration_masses(rows.starts, rows.weights)
    q = quality(rows.starts, rows.targets, rows.weights, masses, resolution, label)
    return float(q) / total


def consensus(rows: Rows, runs: list[Int], resolution: float, seed: int) -> Int:
    """Search in the network of how often pairs that are tied were put together, until all agree.

    Pairs that half of the searches or more keep apart are no tie there. Only tied pairs are
    looked at, so that time and memory go with ties.
    """
    current = runs
    a, b = rows.ends
    for turn in range(CONSENSUS_ROUNDS):
        together = np.mean([one[a] == one[b] for one in current], axis=0)
        if ((together == 0) | (together == 1)).all():
            break
        kept = together > HALF
        agreed = compressed(rows.order, a[kept], b[kept], together[kept])
        current = [
            searched(agreed, resolution, seed, len(runs) * (turn + 1) + k) for k in range(len(runs))
        ]
        a, b = agreed.ends
    return current[0]


def _described(
    ties: Ties, rows: Rows, chosen: Int, runs: list[Int], qualities: Float, *, skip: int
) -> Partition:
    tied = np.diff(rows.starts) > 0
    label = by_size(np.where(tied, chosen, -1))
    inside, spread = _leaning(rows, label)
    others = [one for k, one in enumerate(runs) if k != skip]
    agreement = np.full(rows.size, np.nan)
    if others:
        agreement = np.mean([alike(label, np.where(tied, one, -1)) for one in others], axis=0)
    back = np.empty(ties.size, dtype=np.int64)
    back[rows.order] = np.arange(rows.size)
    return Partition(
        label=label[back],
        agreement=agreement[back],
        inside=inside[back],
        spread=spread[back],
        quality=qualities,
    )


def by_size(label: Int) -> Int:
    """Number groups anew, the largest first, equal ones by their first member; -1 stays."""
    groups, first, at, count = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    none = groups < 0
    order = np.lexsort((first, -count, none))
    new = np.empty(len(groups), dtype=np.int64)
    new[order] = np.arange(len(groups))
    new[none] = -1
    return new[at]


def alike(label: Int, other: Int) -> Float:
    """Give the Jaccard index of each node's two groups; NaN where it has not both; (N,)."""
    both = (label >= 0) & (other >= 0)
    width = int(other.max(initial=-1)) + 1
    flat = label[both] * width + other[both]
    _, at, shared = np.unique(flat, return_inverse=True, return_counts=True)
    one = np.bincount(label[label >= 0])[label[both]]
    two = np.bincount(other[other >= 0])[other[both]]
    out = np.full(len(label), np.nan)
    out[both] = shared[at] / (one + two - shared[at])
    return out


def _leaning(rows: Rows, label: Int) -> tuple[Float, Float]:
    """Give each node's share of weight with its own group, and its participation coefficient."""
    a, b = rows.ends
    n = rows.size
    strength = np.bincount(a, weights=rows.weights, minlength=n)
    width = int(label.max(initial=-1)) + 1
    flat, at = np.unique(a * max(width, 1) + label[b], return_inverse=True)
    sums = np.bincount(at, weights=rows.weights, minlength=len(flat))
    node, group = flat // max(width, 1), flat % max(width, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = group == label[node]
        inside = np.bincount(node[own], weights=sums[own], minlength=n) / strength
        squares = np.bincount(node, weights=(sums / strength[node]) ** 2, minlength=n)
    apart = np.maximum(1 - levelled(squares), 0.0)  # one community only is 0, to the last digit
    return np.where(strength > 0, inside, np.nan), np.where(strength > 0, apart, np.nan)
