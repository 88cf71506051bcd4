"""Networks like one by chance: ends of ties swapped, every node keeps its number of ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel
from jiqun.kernels.philox import block, high_product

Float = NDArray[np.float64]
Int = NDArray[np.int64]

_ONE = np.uint64(1)
_TWO = np.uint64(2)


@kernel
def _tied(starts: Int, row: Int, one: int, back_starts: Int, back_row: Int, other: int) -> bool:
    """Say whether ``other`` is among the targets of ``one``; the shorter of two rows is read."""
    found = False
    if starts[one + 1] - starts[one] <= back_starts[other + 1] - back_starts[other]:
        for at in range(starts[one], starts[one + 1]):
            if row[at] == other:
                found = True
                break
    else:
        for at in range(back_starts[other], back_starts[other + 1]):
            if back_row[at] == one:
                found = True
                break
    return found


@kernel
def swapped(
    starts: Int,
    targets: Int,
    tails: Int,
    heads: Int,
    tail_slot: Int,
    head_slot: Int,
    tries: int,
    key0: np.uint64,
    key1: np.uint64,
    replicate: np.uint64,
) -> int:
    """Swap ends of ties without direction in place, ``tries`` times; gives how often it worked.

    starts: (N + 1,), targets: (2 E,) ties both ways. tails, heads: (E,) the two ends of each tie.
    tail_slot: (E,) where in ``targets``, in the tail's row, the head stands; head_slot the other
    way. Two ties a-b and c-d, drawn with either way round, become a-d and c-b unless that would
    be a self-tie or a tie that is there: the network stays simple, and all networks with these
    numbers of ties are equally likely in the long run (a refused swap counts as a step).
    """
    count = len(tails)
    done = 0
    counter = np.zeros(4, dtype=np.uint64)
    words = np.zeros(4, dtype=np.uint64)
    counter[3] = replicate
    for _ in range(tries):
        counter[0] = counter[0] + _ONE
        block(key0, key1, counter, words)
        one = np.int64(high_product(words[0], np.uint64(count)))
        other = np.int64(high_product(words[1], np.uint64(count)))
        turned = words[2] % _TWO == _ONE
        a = tails[one]
        b = heads[one]
        c = heads[other] if turned else tails[other]
        d = tails[other] if turned else heads[other]
        if one == other or a in (c, d) or b in (c, d):
            continue
        if _tied(starts, targets, a, starts, targets, d):
            continue
        if _tied(starts, targets, c, starts, targets, b):
            continue
        slot_c = head_slot[other] if turned else tail_slot[other]
        slot_d = tail_slot[other] if turned else head_slot[other]
        slot_b = head_slot[one]
        targets[tail_slot[one]] = d
        targets[slot_d] = a
        targets[slot_c] = b
        targets[slot_b] = c
        heads[one] = d
        head_slot[one] = slot_d
        tails[other] = c
        heads[other] = b
        tail_slot[other] = slot_c
        head_slot[other] = slot_b
        done += 1
    return done


@kernel
def swapped_one_way(
    starts: Int,
    targets: Int,
    back_starts: Int,
    sources: Int,
    tails: Int,
    back_slot: Int,
    tries: int,
    key0: np.uint64,
    key1: np.uint64,
    replicate: np.uint64,
) -> int:
    """Swap the targets of ties with direction in place; gives how often it worked.

    starts, targets: (N + 1,), (E,) by where ties begin; back_starts, sources: by where they end.
    tails: (E,) where each tie begins. back_slot: (E,) where in ``sources`` each tie stands. Rows
    and columns of a two-mode table are a special case: no node is both.
    """
    count = len(targets)
    done = 0
    counter = np.zeros(4, dtype=np.uint64)
    words = np.zeros(4, dtype=np.uint64)
    counter[3] = replicate
    for _ in range(tries):
        counter[0] = counter[0] + _ONE
        block(key0, key1, counter, words)
        one = np.int64(high_product(words[0], np.uint64(count)))
        other = np.int64(high_product(words[1], np.uint64(count)))
        a = tails[one]
        b = targets[one]
        c = tails[other]
        d = targets[other]
        if a in (c, d) or b in (c, d):
            continue
        if _tied(starts, targets, a, back_starts, sources, d):
            continue
        if _tied(starts, targets, c, back_starts, sources, b):
            continue
        targets[one] = d
        targets[other] = b
        sources[back_slot[one]] = c
        sources[back_slot[other]] = a
        back_slot[one], back_slot[other] = back_slot[other], back_slot[one]
        done += 1
    return done


@kernel
def overlap(starts: Int, targets: Int, back_starts: Int, sources: Int) -> float:
    """Add up how far rows lie within longer ones: shared columns over the shorter row's.

    Over pairs of rows of unequal length, the shorter not empty (Almeida-Neto et al. 2008).
    """
    n = len(starts) - 1
    shared = np.zeros(n, dtype=np.int64)
    met = np.zeros(n, dtype=np.int64)
    total = 0.0
    for i in range(n):
        size = starts[i + 1] - starts[i]
        count = 0
        for at in range(starts[i], starts[i + 1]):
            column = targets[at]
            for to in range(back_starts[column], back_starts[column + 1]):
                other = sources[to]
                if starts[other + 1] - starts[other] > size:
                    if shared[other] == 0:
                        met[count] = other
                        count += 1
                    shared[other] += 1
        added = 0
        for k in range(count):
            added += shared[met[k]]
            shared[met[k]] = 0
        if size > 0:
            total += added / size
    return total
