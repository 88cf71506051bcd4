"""Communities of a weighted graph: the Leiden algorithm, written from its publication.

Traag, Waltman and van Eck (2019), "From Louvain to Leiden", Scientific Reports 9: 5233. The
quality of a partition into communities c with inside weight W_c (each tie twice) and mass M_c is

    Q = sum over c of (W_c - resolution * M_c ** 2).

With masses of strength / sqrt(total strength) Q / total strength is modularity at that
resolution (Reichardt and Bornholdt 2006); with masses of 1, Q is the constant Potts model, whose
communities are those with an inside density above the resolution and have no resolution limit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel
from jiqun.kernels.philox import block, shuffle_prefix

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Of a merge in the refinement against a better one, as a share of the mean tie's weight.
RANDOMNESS = 0.01
#: Gains below this share of the mean tie's weight are rounding.
TINY = 1e-12
_DROP = np.uint64(11)
_UNIT = 2.0**-53


@kernel
def move_nodes(
    starts: Int,
    targets: Int,
    weights: Float,
    masses: Float,
    resolution: float,
    tiny: float,
    seed: np.uint64,
    turn: np.uint64,
    labels: Int,
) -> int:
    """Move nodes to the community with the largest gain until none gains; give the moves.

    starts: (N + 1,), targets, weights: (M,). masses: (N,). labels: (N,) in 0 .. N-1, changed.
    The queue begins in random order; a moved node's neighbours elsewhere join it again.
    """
    n = len(masses)
    mass, size = np.zeros(n), np.zeros(n, np.int64)
    for v in range(n):
        mass[labels[v]] += masses[v]
        size[labels[v]] += 1
    empty, n_empty = np.empty(n, np.int64), 0
    for c in range(n - 1, -1, -1):
        if size[c] == 0:
            empty[n_empty] = c
            n_empty += 1
    queue = np.arange(n)
    shuffle_prefix(seed, turn, n, queue)
    waiting = np.ones(n, np.bool_)
    to, touched = np.zeros(n), np.empty(n, np.int64)
    head, length, moves = 0, n, 0
    while length > 0:
        v = queue[head]
        head = (head + 1) % n
        length -= 1
        waiting[v] = False
        own = labels[v]
        size[own] -= 1
        mass[own] = mass[own] - masses[v] if size[own] > 0 else 0.0
        count = 0
        for k in range(starts[v], starts[v + 1]):
            u = targets[k]
            if u != v:
                c = labels[u]
                if to[c] == 0.0:
                    touched[count] = c
                    count += 1
                to[c] += weights[k]
        best, most = own, to[own] - resolution * masses[v] * mass[own]
        if size[own] > 0 and most < -tiny:
            best, most = -1, 0.0
        for i in range(count):
            c = touched[i]
            gain = to[c] - resolution * masses[v] * mass[c]
            if gain > most + tiny:
                best, most = c, gain
        for i in range(count):
            to[touched[i]] = 0.0
        if best == -1:
            n_empty -= 1
            best = empty[n_empty]
        elif best != own and size[own] == 0:
            empty[n_empty] = own
            n_empty += 1
        labels[v] = best
        mass[best] += masses[v]
        size[best] += 1
        if best != own:
            moves += 1
            for k in range(starts[v], starts[v + 1]):
                u = targets[k]
                if labels[u] != best and not waiting[u]:
                    waiting[u] = True
                    queue[(head + length) % n] = u
                    length += 1
    return moves


@kernel
def refine_nodes(
    starts: Int,
    targets: Int,
    weights: Float,
    masses: Float,
    resolution: float,
    tiny: float,
    warmth: float,
    seed: np.uint64,
    turn: np.uint64,
    labels: Int,
    refined: Int,
) -> None:
    """Write a finer partition: nodes merged, within communities, into well connected parts.

    starts: (N + 1,), targets, weights: (M,). masses, labels: (N,). refined: (N,) written, in
    0 .. N-1. A node that stands alone merges, with odds exp(gain / warmth), into a part that is
    well connected to the rest of its community, if it is so itself.
    """
    n = len(masses)
    whole, mass, outer = np.zeros(n), masses.copy(), np.zeros(n)
    size = np.ones(n, np.int64)
    for v in range(n):
        whole[labels[v]] += masses[v]
        refined[v] = v
        for k in range(starts[v], starts[v + 1]):
            if targets[k] != v and labels[targets[k]] == labels[v]:
                outer[v] += weights[k]
    order = np.arange(n)
    shuffle_prefix(seed, turn, n, order)
    to, touched, gains = np.zeros(n), np.empty(n, np.int64), np.empty(n)
    counter, words = np.zeros(4, np.uint64), np.empty(4, np.uint64)
    counter[3] = turn
    for step in range(n):
        v = order[step]
        total = whole[labels[v]]
        own = refined[v]
        if size[own] > 1 or outer[own] < resolution * masses[v] * (total - masses[v]) - tiny:
            continue
        count = 0
        for k in range(starts[v], starts[v + 1]):
            u = targets[k]
            if u != v and labels[u] == labels[v]:
                c = refined[u]
                if to[c] == 0.0:
                    touched[count] = c
                    count += 1
                to[c] += weights[k]
        most, able = 0.0, 0
        for i in range(count):
            c = touched[i]
            gains[i] = -1.0
            gain = to[c] - resolution * masses[v] * mass[c]
            if gain > tiny and outer[c] >= resolution * mass[c] * (total - mass[c]) - tiny:
                gains[i] = gain
                most = max(most, gain)
                able += 1
        if able > 0:
            odds = np.exp(-most / warmth)
            for i in range(count):
                if gains[i] > 0.0:
                    odds += np.exp((gains[i] - most) / warmth)
            counter[0] = np.uint64(step)
            block(seed, np.uint64(1), counter, words)
            left = (words[0] >> _DROP) * _UNIT * odds - np.exp(-most / warmth)
            chosen = -1
            if left >= 0.0:
                for i in range(count):
                    if gains[i] > 0.0:
                        chosen = touched[i]
                        left -= np.exp((gains[i] - most) / warmth)
                        if left < 0.0:
                            break
            if chosen >= 0:
                outer[chosen] += outer[own] - 2.0 * to[chosen]
                mass[chosen] += masses[v]
                size[chosen] += 1
                size[own] = 0
                refined[v] = chosen
        for i in range(count):
            to[touched[i]] = 0.0


@kernel
def renumber(labels: Int) -> int:
    """Rewrite labels in 0 .. N-1 to 0 .. C-1 in the order of their first node; give C."""
    n = len(labels)
    new = np.full(n, -1, np.int64)
    count = 0
    for v in range(n):
        if new[labels[v]] < 0:
            new[labels[v]] = count
            count += 1
        labels[v] = new[labels[v]]
    return count


@kernel
def aggregate(
    starts: Int,
    targets: Int,
    weights: Float,
    parts: Int,
    new_starts: Int,
    new_targets: Int,
    new_weights: Float,
) -> int:
    """Write the graph whose nodes are parts; give the number of its ties.

    starts: (N + 1,), targets, weights: (M,). parts: (N,) in 0 .. C-1. new_starts: (C + 1,),
    new_targets, new_weights: (M,) written; ties inside a part are a loop on it.
    """
    n, count = len(parts), len(new_starts) - 1
    first = np.zeros(count + 1, np.int64)
    for v in range(n):
        first[parts[v] + 1] += 1
    for c in range(count):
        first[c + 1] += first[c]
    order, at = np.empty(n, np.int64), first.copy()
    for v in range(n):
        order[at[parts[v]]] = v
        at[parts[v]] += 1
    place = np.full(count, -1, np.int64)
    end = 0
    new_starts[0] = 0
    for c in range(count):
        begin = end
        for i in range(first[c], first[c + 1]):
            for k in range(starts[order[i]], starts[order[i] + 1]):
                other = parts[targets[k]]
                if place[other] < begin:
                    place[other] = end
                    new_targets[end] = other
                    new_weights[end] = 0.0
                    end += 1
                new_weights[place[other]] += weights[k]
        new_starts[c + 1] = end
    return end


@kernel
def connected_parts(starts: Int, targets: Int, labels: Int, parts: Int) -> int:
    """Write which connected part of its community each node is in; give how many parts.

    starts: (N + 1,), targets: (M,). labels: (N,). parts: (N,) written, in order of first node.
    """
    n = len(labels)
    parts[:] = -1
    stack = np.empty(n, np.int64)
    count = 0
    for first in range(n):
        if parts[first] >= 0:
            continue
        parts[first] = count
        stack[0], height = first, 1
        while height > 0:
            height -= 1
            v = stack[height]
            for k in range(starts[v], starts[v + 1]):
                u = targets[k]
                if parts[u] < 0 and labels[u] == labels[first]:
                    parts[u] = count
                    stack[height] = u
                    height += 1
        count += 1
    return count


@kernel
def quality(
    starts: Int, targets: Int, weights: Float, masses: Float, resolution: float, labels: Int
) -> float:
    """Give Q, the sum over communities of inside weight less resolution times squared mass.

    labels: (N,) in 0 .. N-1. Modularity is Q over the sum of weights, if masses are strengths
    over the root of that sum.
    """
    inside = 0.0
    mass = np.zeros(len(masses))
    for v in range(len(masses)):
        mass[labels[v]] += masses[v]
        for k in range(starts[v], starts[v + 1]):
            if labels[targets[k]] == labels[v]:
                inside += weights[k]
    return float(inside - resolution * (mass * mass).sum())


def strengths(starts: Int, weights: Float) -> Float:
    """Give each node's sum of weights; shape (N,)."""
    total = np.concatenate([[0.0], np.cumsum(weights)])
    sums: Float = total[starts[1:]] - total[starts[:-1]]
    return sums


def configuration_masses(starts: Int, weights: Float) -> Float:
    """Give the masses that turn Q into modularity: strength over the root of total strength."""
    total = float(weights.sum())
    own = strengths(starts, weights)
    return own / np.sqrt(total) if total > 0 else own


def modularity(starts: Int, targets: Int, weights: Float, labels: Int) -> float:
    """Give the modularity of a partition at resolution 1, at most 1; NaN without ties."""
    total = float(weights.sum())
    if total <= 0:
        return float("nan")
    compact = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    masses = configuration_masses(starts, weights)
    return float(quality(starts, targets, weights, masses, 1.0, compact)) / total


def leiden(
    starts: Int,
    targets: Int,
    weights: Float,
    *,
    masses: Float | None = None,
    resolution: float = 1.0,
    seed: int = 0,
    rounds: int = 4,
    randomness: float = RANDOMNESS,
    start: Int | None = None,
) -> Int:
    """Partition a graph into connected communities of high quality.

    Parameters
    ----------
    starts, targets, weights
        (N + 1,), (M,), (M,): an undirected graph in compressed rows, each tie both ways, each
        pair once; weights > 0. Loops change nothing but strengths.
    masses
        (N,), >= 0: what the null expects of a pair is resolution times the product of its
        masses. Default: strength / sqrt(total strength), so modularity.
    resolution
        >= 0; more means smaller communities.
    seed
        0 <= seed < 2**63; the same seed gives the same partition.
    rounds
        Each starts from the last one's partition; stops early when one moves no node.
    randomness
        Of merges in the refinement, as a share of the mean weight of a tie; > 0.
    start
        (N,) a partition to start from, labels in 0 .. N-1; default each node alone.

    Returns
    -------
    NDArray[np.int64]
        (N,) labels 0 .. C-1 in order of first node; each community is connected, nodes without
        ties are alone.
    """
    n = len(starts) - 1
    labels = np.arange(n) if start is None else np.array(start, dtype=np.int64)
    if n == 0 or len(weights) == 0:
        return np.arange(n)
    starts, targets = (np.ascontiguousarray(a, dtype=np.int64) for a in (starts, targets))
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    own = configuration_masses(starts, weights) if masses is None else masses
    own = np.ascontiguousarray(own, dtype=np.float64)
    scale = float(weights.mean())
    options = (float(resolution), TINY * scale, randomness * scale, np.uint64(seed))
    renumber(labels)
    with np.errstate(over="ignore"):  # unsigned overflow is meant when not compiled
        for turn in range(rounds):
            if not _one_round(starts, targets, weights, own, options, labels, turn):
                break
    parts = np.empty(n, dtype=np.int64)
    connected_parts(starts, targets, labels, parts)
    return parts


def _one_round(
    starts: Int,
    targets: Int,
    weights: Float,
    masses: Float,
    options: tuple[float, float, float, np.uint64],
    labels: Int,
    turn: int,
) -> bool:
    """Move, refine and aggregate until nothing merges; change labels, tell if any moved."""
    resolution, tiny, warmth, seed = options
    node = np.arange(len(labels))  # which aggregate each node is in
    own = labels.copy()
    moved = False
    for depth in range(64):
        key = np.uint64(turn * 64 + depth)
        moves = move_nodes(
            starts, targets, weights, masses, resolution, tiny, seed, key, own
        )  # fmt: skip
        moved = moved or moves > 0
        count = renumber(own)
        if count == len(own):
            break
        refined = np.empty(len(own), dtype=np.int64)
        refine_nodes(
            starts, targets, weights, masses, resolution, tiny, warmth, seed, key, own, refined
        )
        parts = renumber(refined)
        if parts == len(own):
            break
        new_starts = np.empty(parts + 1, dtype=np.int64)
        new_targets, new_weights = np.empty_like(targets), np.empty_like(weights)
        end = aggregate(starts, targets, weights, refined, new_starts, new_targets, new_weights)
        starts, targets, weights = new_starts, new_targets[:end].copy(), new_weights[:end].copy()
        masses = np.bincount(refined, weights=masses, minlength=parts).astype(np.float64)
        upper = np.empty(parts, dtype=np.int64)
        upper[refined] = own
        own, node = upper, refined[node]
    labels[:] = own[node]
    return moved
