"""A pattern for one crossed table: cycles through every secret, then the cells not needed go."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from jiqun.kernels._compile import kernel
from jiqun.kernels.cycles.search import MOST, cheapest
from jiqun.kernels.cycles.table import Below, Cells, Flag, Float, Int, Long, Pool, Told

Some = TypeVar("Some", Int, Float, Flag, Long)

#: A move may be made of cycles of this share of it at the least, and of so many.
SMALLEST, MOST_CYCLES = 1 / 16, 32
#: Moves of one secret at most.
MOST_MOVES = 6
#: A cell that more secrets than this lean on is kept.
LEANING = 40


@kernel
def moved(
    p: int,
    scale: float,
    place: Int,
    grid: Int,
    tree: tuple[Below, Below],
    cells: Cells,
    scratch: tuple[Float, Float],
    ban: Int,
    only: bool,
    out: Int,
    step: Float,
) -> int:
    """Find a move of a cell by 1, of one cycle or several, for a share of its reach.

    Gives how many cells stand in ``out`` with their parts in ``step``; -1 for none.
    """
    used, total = scratch
    o, s = np.empty(MOST, np.int32), np.empty(MOST)
    n, left, tries = 0, 1.0, 0
    smallest = 0.5 if only else SMALLEST
    while left > 1e-12 and tries < MOST_CYCLES:
        amount, length = left, 0
        while amount >= smallest or amount == left:
            _, length = cheapest(p, amount * scale, place, grid, tree, cells, used, ban, only, o, s)
            if length > 0:
                break
            amount /= 2.0
        if length <= 0 or n + length > len(out):
            break
        for i in range(length):
            j = o[i]
            if used[j] == 0.0:
                out[n] = j
                n += 1
            used[j] += amount * scale
            total[j] += amount * s[i]
        left -= amount
        tries += 1
    for i in range(n):
        step[i] = total[out[i]]
        used[out[i]] = 0.0
        total[out[i]] = 0.0
    return n if left <= 1e-12 else -1


@kernel
def people(out: Int, n: int, owner: Int, mine: int) -> Int:
    """List whose cells a move touches, but for one's own."""
    found = np.empty(n, np.int32)
    k = 0
    for i in range(n):
        who = owner[out[i]]
        if who >= 0 and who != mine:
            new = True
            for t in range(k):
                if found[t] == who:
                    new = False
            if new:
                found[k] = who
                k += 1
    return found[:k]


@kernel
def shared(a: Int, b: Int) -> Int:
    """List what two lists have in common."""
    out = np.empty(len(a), np.int32)
    k = 0
    for x in a:
        for y in b:
            if x == y:
                out[k] = x
                k += 1
                break
    return out[:k]


@kernel
def grown(array: Some, needed: int) -> Some:
    """Give an array with room for more."""
    if needed <= len(array):
        return array
    out = np.empty(max(needed, 2 * len(array)), array.dtype)
    out[: len(array)] = array
    return out


@kernel
def lowest(node: int, hierarchy: Below) -> Int:
    """List the lowest nodes at or below a node."""
    _, first, kids = hierarchy
    out = np.empty(len(first), np.int32)
    out[0] = node
    n, at = 1, 0
    while at < n:
        here = out[at]
        if first[here + 1] == first[here]:
            at += 1
            continue
        n -= 1
        out[at] = out[n]
        for t in range(first[here], first[here + 1]):
            out[n] = kids[t]
            n += 1
    return out[:n]


@kernel
def left_of(
    p: int, who: int, place: Int, grid: Int, tree: tuple[Below, Below], cells: Cells
) -> float:
    """Say for what share of its reach a secret must move against a contributor inside it.

    As far as half of what is not his, but at least 1 where there is as much.
    """
    x, down, owner = cells[0], cells[2], cells[5]
    own = np.zeros(x.shape[1])
    for r in lowest(place[p, 0], tree[0]):
        for c in lowest(place[p, 1], tree[1]):
            j = grid[r, c]
            if j >= 0 and owner[j] == who:
                own += x[j]
    share = 0.0
    for m in range(x.shape[1]):
        if down[p, m] > 0.0:
            left = x[p, m] - own[m]
            share = max(share, min(1.0, min(left, max(left / 2.0, 1.0)) / down[p, m]))
    return share


@kernel
def without(
    common: Int,
    p: int,
    place: Int,
    grid: Int,
    tree: tuple[Below, Below],
    cells: Cells,
    scratch: tuple[Float, Float],
    only: bool,
    o: Int,
    s: Float,
) -> tuple[int, float]:
    """Find a move that leaves contributors' cells: of all, of one, or of one who is inside.

    Gives how many cells the move has (-1 for none) and for what share of the reach it is.
    """
    n = moved(p, 1.0, place, grid, tree, cells, scratch, common, only, o, s)
    if n >= 0 or len(common) == 0:
        return n, 1.0
    if len(common) > 1:
        n = moved(p, 1.0, place, grid, tree, cells, scratch, common[:1], only, o, s)
        if n >= 0:
            return n, 1.0
    share = left_of(p, common[0], place, grid, tree, cells)
    if share <= 1e-9 or share >= 1.0:
        return -1, 1.0
    return moved(p, share, place, grid, tree, cells, scratch, common[:1], only, o, s), share


@kernel
def protected(
    p: int,
    place: Int,
    grid: Int,
    tree: tuple[Below, Below],
    cells: Cells,
    scratch: tuple[Float, Float],
    only: bool,
    pool: Pool,
) -> tuple[int, bool, int, Pool]:
    """Find moves of a secret so that no single contributor is in all of them.

    Gives (moves found, whether they suffice, how much of the pool is filled, pool): the pool
    holds lengths, shares of the reach, cells and steps.
    """
    lengths, shares, out_cells, out_steps = pool
    owner, hidden = cells[5], cells[4]
    o, s = np.empty(MOST, np.int32), np.empty(MOST)
    common = np.empty(0, np.int32)
    number, filled = 0, 0
    while number < MOST_MOVES and (number == 0 or len(common) > 0):
        n, share = without(common, p, place, grid, tree, cells, scratch, only, o, s)
        if n < 0:
            return number, False, filled, (lengths, shares, out_cells, out_steps)
        out_cells, out_steps = grown(out_cells, filled + n), grown(out_steps, filled + n)
        out_cells[filled : filled + n], out_steps[filled : filled + n] = o[:n], s[:n]
        lengths[number], shares[number] = n, share
        filled += n
        number += 1
        if share < 1.0:
            common = common[1:]
        else:
            who = people(o, n, owner, owner[p])
            common = who if number == 1 else shared(common, who)
        if not only:
            for i in range(n):
                hidden[o[i]] = 1
    return number, len(common) == 0, filled, (lengths, shares, out_cells, out_steps)


@kernel
def covered(
    secrets: Int, place: Int, grid: Int, tree: tuple[Below, Below], cells: Cells, release: Int
) -> Told:
    """Hide cells until every secret moves; then, if told so, print again what is not needed.

    Parameters
    ----------
    secrets
        Cell numbers in the order in which to protect them.
    place, grid, tree
        The table: row and column of each cell, the cell at each, the two hierarchies.
    cells
        Values, reach above, reach below, cost, hidden (changed), owner, contribution; by cell.
    release
        Cells that may be printed again, in the order in which to try.

    Returns
    -------
    ok
        For each secret, whether its moves suffice.
    of, scale, first, cell, step, kept
        The moves: whose, for what share of its reach, where each begins, cells and steps, and
        whether it is still one.
    """
    size = len(place)
    scratch = (np.zeros(size), np.zeros(size))
    ok = np.zeros(len(secrets), np.uint8)
    of = np.empty(2 * len(secrets) + 16, np.int32)
    first = np.empty(2 * len(secrets) + 17, np.int64)
    scale = np.empty(2 * len(secrets) + 16)
    cell, step = np.empty(64 * len(secrets) + 64, np.int32), np.empty(64 * len(secrets) + 64)
    pool = (
        np.empty(MOST_MOVES, np.int32),
        np.empty(MOST_MOVES),
        np.empty(MOST, np.int32),
        np.empty(MOST),
    )
    moves, filled = 0, 0
    first[0] = 0
    for i in range(len(secrets)):
        number, good, n, pool = protected(
            secrets[i], place, grid, tree, cells, scratch, False, pool
        )
        ok[i] = good
        of, first = grown(of, moves + number), grown(first, moves + number + 1)
        scale = grown(scale, moves + number)
        cell, step = grown(cell, filled + n), grown(step, filled + n)
        cell[filled : filled + n], step[filled : filled + n] = pool[2][:n], pool[3][:n]
        for k in range(number):
            of[moves], scale[moves] = i, pool[1][k]
            first[moves + 1] = first[moves] + pool[0][k]
            moves += 1
        filled += n
    kept = np.ones(moves, np.uint8)
    return released(
        secrets, place, grid, tree, cells, release, scratch, ok, of, scale, first, cell, step, kept
    )


@kernel
def leaning(
    j: int,
    head: Long,
    after: Long,
    move_of: Int,
    of: Int,
    kept: Flag,
    stamp: Long,
    tick: int,
    found: Int,
) -> int:
    """List the secrets with a kept move over a cell; gives how many, -1 for too many."""
    k, t = 0, head[j]
    while t >= 0:
        m = move_of[t]
        if kept[m] and stamp[of[m]] != tick:
            if k >= len(found):
                return -1
            stamp[of[m]] = tick
            found[k] = of[m]
            k += 1
        t = after[t]
    return k


@kernel
def released(
    secrets: Int,
    place: Int,
    grid: Int,
    tree: tuple[Below, Below],
    cells: Cells,
    release: Int,
    scratch: tuple[Float, Float],
    ok: Flag,
    of: Int,
    scale: Float,
    first: Long,
    cell: Int,
    step: Float,
    kept: Flag,
) -> Told:
    """Print again the cells that no secret needs, finding other moves among hidden cells."""
    hidden = cells[4]
    moves, filled = len(kept), first[len(kept)]
    head = np.full(len(place), -1, np.int64)
    after, move_of = np.empty(len(cell), np.int64), np.empty(len(cell), np.int32)
    for m in range(moves):
        for t in range(first[m], first[m + 1]):
            move_of[t], after[t], head[cell[t]] = m, head[cell[t]], t
    stamp, tick = np.full(len(secrets), -1, np.int64), 0
    found = np.empty(LEANING, np.int32)
    pool = (
        np.empty(MOST_MOVES, np.int32),
        np.empty(MOST_MOVES),
        np.empty(MOST, np.int32),
        np.empty(MOST),
    )
    for j in release:
        if hidden[j] == 0:
            continue
        tick += 1
        k = leaning(j, head, after, move_of, of, kept, stamp, tick, found)
        if k < 0:
            continue
        hidden[j] = 0
        begin, at, good = moves, filled, True
        for i in range(k):
            number, good, n, pool = protected(
                secrets[found[i]], place, grid, tree, cells, scratch, True, pool
            )
            if not good:
                good = ok[found[i]] == 0
                if not good:
                    break
            of, first = grown(of, moves + number), grown(first, moves + number + 1)
            scale = grown(scale, moves + number)
            kept = grown(kept, moves + number)
            cell, step = grown(cell, filled + n), grown(step, filled + n)
            after, move_of = grown(after, filled + n), grown(move_of, filled + n)
            cell[filled : filled + n], step[filled : filled + n] = pool[2][:n], pool[3][:n]
            for q in range(number):
                of[moves], scale[moves] = found[i], pool[1][q]
                kept[moves] = 2
                first[moves + 1] = first[moves] + pool[0][q]
                moves += 1
            filled += n
        if not good:
            hidden[j] = 1
            moves, filled = begin, at
            continue
        for m in range(begin):
            if kept[m] and stamp[of[m]] == tick:
                kept[m] = 0
        for m in range(begin, moves):
            kept[m] = 1
            for t in range(first[m], first[m + 1]):
                move_of[t], after[t], head[cell[t]] = m, head[cell[t]], t
    return (
        ok,
        of[:moves],
        scale[:moves],
        first[: moves + 1],
        cell[:filled],
        step[:filled],
        kept[:moves],
    )
