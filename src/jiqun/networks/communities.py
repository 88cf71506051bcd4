"""Communities at several densities, and the ones that explain most ties."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.kernels.finding.communities import leiden
from jiqun.networks.network import TieNetwork, core_of

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Rounds of the Leiden algorithm.
ROUNDS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Communities:
    """C groups of organisations without overlap.

    Attributes
    ----------
    label
        (N,): which group each organisation is in, -1 for none.
    resolution
        (C,): the density at which each was found.
    inside, volume
        (C,): weight of ties between two members; of all ties of members, inside ones twice.
    evidence
        (C,): log-likelihood of the ties inside over what degrees alone let expect.
    agreement
        (C,): best Jaccard index with a community of another seed at any density, mean over seeds;
        NaN without others.
    """

    label: Int
    resolution: Float
    inside: Float
    volume: Float
    evidence: Float
    agreement: Float

    @property
    def sizes(self) -> Int:
        """Members of each group; shape (C,)."""
        return np.bincount(self.label[self.label >= 0], minlength=len(self.resolution))

    def only(self, kept: NDArray[np.bool_]) -> Communities:
        """Give some of the groups, numbered anew; (C,) tells which."""
        new = np.where(kept, np.cumsum(kept) - 1, -1)
        label = (
            np.where(self.label >= 0, new[np.maximum(self.label, 0)], -1)
            if len(new)
            else self.label
        )
        return replace(
            self,
            label=label,
            **{
                name: getattr(self, name)[kept]
                for name in ("resolution", "inside", "volume", "evidence", "agreement")
            },
        )


def ladder(network: TieNetwork, sizes: Sequence[float]) -> tuple[float, ...]:
    """Give densities at which communities of about these sizes come out, ascending.

    Members of a community of n with half of the mean strength inside have a density of
    strength / (2 n).
    """
    tied = int((network.degrees > 0).sum())
    strength = 2 * network.total / max(tied, 1)
    return tuple(sorted(strength / (2 * size) for size in sizes))


def find_communities(
    network: TieNetwork,
    *,
    resolutions: Sequence[float],
    least: int,
    core: int,
    repeats: int,
    seed: int,
    rounds: int = ROUNDS,
) -> Communities:
    """Partition at each density; choose the groups whose evidence adds up to the most.

    Organisations outside the network's own core (with fewer than ``core`` partners, again until
    none is) can be in no group's core and take no part.
    """
    at, inner = core_of(network, core)
    ones = np.ones(inner.size)

    def partition(level: int, repeat: int) -> Int:
        made = leiden(
            inner.starts, inner.targets, inner.weights, masses=ones,
            resolution=resolutions[level], seed=_key(seed, level, repeat), rounds=rounds,
        )  # fmt: skip
        label = np.full(network.size, -1, dtype=np.int64)
        label[at] = trim(inner, made, core=core, least=least)
        return label

    levels = [partition(level, 0) for level in range(len(resolutions))]
    others = [
        [partition(level, repeat) for repeat in range(1, repeats)]
        for level in range(len(resolutions))
    ]
    return _chosen(network, levels, others, resolutions, least)


def _key(seed: int, level: int, repeat: int) -> int:
    return int(stream(seed=seed, replicate=level * 1000 + repeat, name="ties").integers(2**62))


def trim(network: TieNetwork, labels: Int, *, core: int, least: int) -> Int:
    """Leave out members with fewer than ``core`` partners inside, again until none is.

    Communities of fewer than ``least`` are dissolved; the rest are numbered 0 .. C-1, -1 for none.
    """
    rows, n = network.rows, network.size
    labels = labels.copy()
    entry = np.flatnonzero((labels[rows] == labels[network.targets]) & (labels[rows] >= 0))
    while core > 0:
        own = rows[entry]
        inner = np.bincount(own, minlength=n)
        gone = (labels >= 0) & (inner < core)
        if not gone.any():
            break
        labels[gone] = -1
        entry = entry[(labels[own] >= 0) & (labels[network.targets[entry]] >= 0)]
    count = np.bincount(labels[labels >= 0], minlength=int(labels.max(initial=-1)) + 1)
    new = np.where(count >= least, np.cumsum(count >= least) - 1, -1)
    return np.where(labels >= 0, new[np.maximum(labels, 0)], -1) if len(new) else labels


def inside_of(network: TieNetwork, label: Int, count: int) -> tuple[Float, Float]:
    """Give each group's weight of ties inside and its members' strengths added up."""
    same = (label[network.a] == label[network.b]) & (label[network.a] >= 0)
    inside = np.bincount(label[network.a[same]], weights=network.weight[same], minlength=count)
    member = label >= 0
    volume = np.bincount(label[member], weights=network.strengths[member], minlength=count)
    return inside.astype(np.float64), volume.astype(np.float64)


def evidence_of(inside: Float, volume: Float, total: float) -> Float:
    """Give E ln(E / e) - E + e with e = volume² / (4 total), 0 where E <= e; shape (C,)."""
    expected = volume**2 / (4 * total) if total > 0 else np.zeros_like(volume)
    more = inside > expected
    ratio = np.divide(inside, expected, out=np.ones_like(inside), where=more & (expected > 0))
    return np.where(more, inside * np.log(ratio) - inside + expected, 0.0)


def _chosen(
    network: TieNetwork,
    levels: Sequence[Int],
    others: Sequence[Sequence[Int]],
    resolutions: Sequence[float],
    least: int,
) -> Communities:
    """Go from fine to coarse: a community gives way to its parts if these say more together."""
    counts = [int(label.max(initial=-1)) + 1 for label in levels]
    evidence = [
        evidence_of(*inside_of(network, label, count), network.total)
        for label, count in zip(levels, counts, strict=True)
    ]
    kept = [np.ones(count, dtype=bool) for count in counts]
    best = [values.copy() for values in evidence]
    for at in range(len(levels) - 2, -1, -1):
        parent = _parents(levels[at + 1], levels[at], counts[at + 1])
        has = parent >= 0
        below = np.bincount(parent[has], weights=best[at + 1][has], minlength=counts[at])
        gives_way = below > evidence[at]
        kept[at] &= ~gives_way
        best[at] = np.where(gives_way, below, evidence[at])
        _drop_below(levels, kept, at, ~gives_way, counts)
    return _gathered(network, levels, others, resolutions, kept, evidence, least)


def _drop_below(
    levels: Sequence[Int], kept: list[NDArray[np.bool_]], at: int, stays: NDArray[np.bool_],
    counts: Sequence[int],
) -> None:  # fmt: skip
    """Take out everything finer whose members are mostly in a community that stays."""
    for finer in range(at + 1, len(levels)):
        parent = _parents(levels[finer], levels[at], counts[finer])
        kept[finer] &= ~((parent >= 0) & stays[np.maximum(parent, 0)]) if counts[at] else True


def _parents(fine: Int, coarse: Int, count: int) -> Int:
    """Give the coarse group that holds most of each fine one, or -1 where most are in none."""
    member = fine >= 0
    width = int(coarse.max(initial=-1)) + 2
    flat = fine[member] * width + coarse[member] + 1
    pair, number = np.unique(flat, return_counts=True)
    order = np.lexsort((-pair, number))  # the last written of each group has most
    parent = np.full(count, -1, dtype=np.int64)
    parent[pair[order] // width] = pair[order] % width - 1
    return parent


def _gathered(
    network: TieNetwork,
    levels: Sequence[Int],
    others: Sequence[Sequence[Int]],
    resolutions: Sequence[float],
    kept: Sequence[NDArray[np.bool_]],
    evidence: Sequence[Float],
    least: int,
) -> Communities:
    """Lay the chosen groups over one another, the strongest first; give way where they overlap."""
    picked = [
        (value, at, c) for at, k in enumerate(kept) for c, value in enumerate(evidence[at]) if k[c]
    ]
    picked.sort(key=lambda one: (-one[0], one[1], one[2]))
    members = [_lists(label) for label in levels]
    label = np.full(network.size, -1, dtype=np.int64)
    resolution: list[float] = []
    agreement: list[float] = []
    for _, at, c in picked:
        own = members[at][c]
        free = own[label[own] < 0]
        if len(free) < least or 2 * len(free) < len(own):
            continue
        label[free] = len(resolution)
        resolution.append(resolutions[at])
        agreement.append(_agreement(own, others))
    inside, volume = inside_of(network, label, len(resolution))
    return Communities(
        label=label,
        resolution=np.array(resolution, dtype=np.float64),
        inside=inside,
        volume=volume,
        evidence=evidence_of(inside, volume, network.total),
        agreement=np.array(agreement, dtype=np.float64),
    )


def _lists(label: Int) -> list[Int]:
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(int(label.max(initial=-1)) + 2))
    return [order[a:b] for a, b in itertools.pairwise(ends)]


def _agreement(own: Int, others: Sequence[Sequence[Int]]) -> float:
    """Give the mean over seeds of the best Jaccard index at any density; NaN with one seed."""
    alone = np.zeros(len(own), dtype=np.int64)
    found = np.array(
        [[best_overlaps(own, alone, 1, label)[0] for label in level] for level in others]
    )
    return float(found.max(axis=0).mean()) if found.size else float("nan")


def best_overlaps(members: Int, of: Int, count: int, label: Int) -> Float:
    """Give each set's largest Jaccard index with a group of a partition, 0 without any; (count,).

    members: positions, set after set. of: which set each is in.
    """
    size = np.bincount(of, minlength=count)
    there = label[members] >= 0
    groups = np.bincount(label[label >= 0], minlength=1)
    flat = of[there] * len(groups) + label[members[there]]
    pair, both = np.unique(flat, return_counts=True)
    one, other = pair // len(groups), pair % len(groups)
    out = np.zeros(count)
    np.maximum.at(out, one, both / (size[one] + groups[other] - both))
    return out
