"""Shortest ways from chosen nodes: distances, how many reach a node, who stands between.

Networks are compressed rows: node i's ties are ``targets[starts[i]:starts[i + 1]]``. Two ways are
equally long if they agree to one part in 2**40, the rule of :mod:`jiqun.kernels.ties`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Two lengths that differ by less than this share are equal.
ALIKE = 2.0**-40


@kernel
def _stepped(starts: Int, targets: Int, source: int, far: Float, ways: Float, order: Int) -> int:
    """Walk step by step; far (N,) is -1 everywhere on entry. Gives how many nodes are reached."""
    far[source] = 0.0
    ways[source] = 1.0
    order[0] = source
    head = 0
    tail = 1
    while head < tail:
        node = order[head]
        head += 1
        next_far = far[node] + 1.0
        many = ways[node]
        for at in range(starts[node], starts[node + 1]):
            other = targets[at]
            there = far[other]
            if there < 0.0:
                far[other] = next_far
                ways[other] = many
                order[tail] = other
                tail += 1
            elif there == next_far:
                ways[other] += many
    return tail


@kernel
def _sifted_up(heap: Int, place: Int, far: Float, at: int) -> None:
    node = heap[at]
    while at > 0:
        above = (at - 1) // 2
        if far[heap[above]] <= far[node]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@kernel
def _sifted_down(heap: Int, place: Int, far: Float, size: int) -> None:
    node = heap[0]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and far[heap[below + 1]] < far[heap[below]]:
            below += 1
        if far[heap[below]] >= far[node]:
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    heap[at] = node
    place[node] = at


@kernel
def _measured(
    starts: Int,
    targets: Int,
    lengths: Float,
    source: int,
    far: Float,
    ways: Float,
    order: Int,
    heap: Int,
    place: Int,
) -> int:
    """Walk by lengths above 0 (Dijkstra); far (N,) is -1 on entry. Gives how many are reached."""
    far[source] = 0.0
    heap[0] = source
    place[source] = 0
    size = 1
    tail = 0
    while size > 0:
        node = heap[0]
        size -= 1
        if size > 0:
            heap[0] = heap[size]
            place[heap[0]] = 0
            _sifted_down(heap, place, far, size)
        order[tail] = node
        tail += 1
        for at in range(starts[node], starts[node + 1]):
            other = targets[at]
            new = far[node] + lengths[at]
            if far[other] < 0.0:
                far[other] = new
                heap[size] = other
                size += 1
                _sifted_up(heap, place, far, size - 1)
            elif new < far[other]:
                far[other] = new
                _sifted_up(heap, place, far, place[other])
    for k in range(tail):
        ways[order[k]] = 0.0
    ways[source] = 1.0
    for k in range(tail):
        node = order[k]
        for at in range(starts[node], starts[node + 1]):
            other = targets[at]
            if abs(far[node] + lengths[at] - far[other]) <= ALIKE * far[other]:
                ways[other] += ways[node]
    return tail


@kernel
def _between(
    starts: Int, targets: Int, lengths: Float, sources: Int, out: Float, scaled: int
) -> None:
    """Add up the parts; scaled: 1 or 0. See :func:`between` and :func:`between_scaled`."""
    n = len(starts) - 1
    by_steps = len(lengths) == 0
    far = np.full(n, -1.0)
    ways = np.zeros(n)
    part = np.zeros(n)
    order = np.zeros(n, dtype=np.int64)
    heap = np.zeros(0 if by_steps else n, dtype=np.int64)
    place = np.zeros(0 if by_steps else n, dtype=np.int64)
    for s in range(len(sources)):
        source = sources[s]
        if by_steps:
            reached = _stepped(starts, targets, source, far, ways, order)
        else:
            reached = _measured(starts, targets, lengths, source, far, ways, order, heap, place)
        for k in range(reached - 1, -1, -1):
            node = order[k]
            added = 0.0
            here = far[node]
            for at in range(starts[node], starts[node + 1]):
                other = targets[at]
                if by_steps:
                    follows = far[other] == here + 1.0
                else:
                    follows = abs(here + lengths[at] - far[other]) <= ALIKE * far[other]
                if follows:
                    gain = 1.0 / far[other] if scaled == 1 else 1.0
                    added += (gain + part[other]) / ways[other]
            part[node] = added * ways[node]
            if node != source:
                here = part[node] * (far[node] if scaled == 1 else 1.0)
                out[0, node] += here
                out[1, node] += here * here
        for k in range(reached):
            far[order[k]] = -1.0
            part[order[k]] = 0.0


@kernel
def between(starts: Int, targets: Int, lengths: Float, sources: Int, out: Float) -> None:
    """Add up how much of the shortest ways from some nodes to all others leads over each node.

    lengths: (M,), or (0,) where each tie is one step. sources: (S,). out: (2, N) added to: the
    sum over the sources of a node's part, and of its square. The part of a node is the number of
    others at the end of a shortest way from the source over it, each counted by the share of its
    shortest ways that lead there (Brandes 2001).
    """
    _between(starts, targets, lengths, sources, out, 0)


@kernel
def between_scaled(starts: Int, targets: Int, lengths: Float, sources: Int, out: Float) -> None:
    """Add up the same, each way counted by how far along it the node lies.

    From 0 at the source to 1 at the end, so that a way and the same way back make 1 together and
    starts near a node do not outweigh all others (Geisberger, Sanders and Schultes 2008).
    """
    _between(starts, targets, lengths, sources, out, 1)


@kernel
def reach(starts: Int, targets: Int, lengths: Float, sources: Int, out: Float) -> None:
    """Add up, for each node, how far it is from some nodes that reach it.

    lengths, sources: as for :func:`between`. out: (5, N) added to, sums over the sources that
    reach a node and are not itself: 1, the distance, the distance squared, 1 / distance; and the
    largest distance (not a sum).
    """
    n = len(starts) - 1
    by_steps = len(lengths) == 0
    far = np.full(n, -1.0)
    ways = np.zeros(n)
    order = np.zeros(n, dtype=np.int64)
    heap = np.zeros(0 if by_steps else n, dtype=np.int64)
    place = np.zeros(0 if by_steps else n, dtype=np.int64)
    for s in range(len(sources)):
        if by_steps:
            reached = _stepped(starts, targets, sources[s], far, ways, order)
        else:
            reached = _measured(starts, targets, lengths, sources[s], far, ways, order, heap, place)
        for k in range(reached):
            node = order[k]
            length = far[node]
            far[node] = -1.0
            if k > 0:
                out[0, node] += 1.0
                out[1, node] += length
                out[2, node] += length * length
                out[3, node] += 1.0 / length
                out[4, node] = max(out[4, node], length)


@kernel
def parts(starts: Int, targets: Int, back_starts: Int, sources: Int, label: Int) -> int:
    """Number the parts that hang together, whatever way the ties lead; gives how many.

    label: (N,) written; parts are numbered by their first node.
    """
    n = len(starts) - 1
    label[:] = -1
    queue = np.zeros(n, dtype=np.int64)
    count = 0
    for first in range(n):
        if label[first] >= 0:
            continue
        label[first] = count
        queue[0] = first
        head = 0
        tail = 1
        while head < tail:
            node = queue[head]
            head += 1
            for at in range(starts[node], starts[node + 1]):
                if label[targets[at]] < 0:
                    label[targets[at]] = count
                    queue[tail] = targets[at]
                    tail += 1
            for at in range(back_starts[node], back_starts[node + 1]):
                if label[sources[at]] < 0:
                    label[sources[at]] = count
                    queue[tail] = sources[at]
                    tail += 1
        count += 1
    return count


@kernel
def totals(starts: Int, targets: Int, lengths: Float, sources: Int, out: Float) -> None:
    """Write, for each start, how many others it reaches and how far they are.

    lengths, sources: as for :func:`between`. out: (4, S) written: the others reached, the sum of
    their distances, the sum of 1 / distance, the largest distance.
    """
    n = len(starts) - 1
    by_steps = len(lengths) == 0
    far = np.full(n, -1.0)
    ways = np.zeros(n)
    order = np.zeros(n, dtype=np.int64)
    heap = np.zeros(0 if by_steps else n, dtype=np.int64)
    place = np.zeros(0 if by_steps else n, dtype=np.int64)
    for s in range(len(sources)):
        if by_steps:
            reached = _stepped(starts, targets, sources[s], far, ways, order)
        else:
            reached = _measured(starts, targets, lengths, sources[s], far, ways, order, heap, place)
        out[:, s] = 0.0
        for k in range(reached):
            length = far[order[k]]
            far[order[k]] = -1.0
            if k > 0:
                out[0, s] += 1.0
                out[1, s] += length
                out[2, s] += 1.0 / length
                out[3, s] = max(out[3, s], length)
