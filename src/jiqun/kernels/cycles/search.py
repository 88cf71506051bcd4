"""The cheapest cycle of cells through one cell, in its own group of rows and columns or above."""

from __future__ import annotations

import numpy as np

from jiqun.kernels._compile import kernel
from jiqun.kernels.cycles.table import Below, Cells, Float, Int

#: What it costs to move a cell that is hidden already; and one that a single contributor knows.
LITTLE, KNOWN = 1e-6, 1e-5
#: A cycle that costs less than this is of hidden cells only: no other need be looked for.
FREE = 1e-2
#: Cells of a cycle at most, and levels of a hierarchy.
MOST, DEEPEST = 8192, 16


@kernel
def barred(j: int, p: int, cells: Cells, ban: Int) -> bool:
    """Say whether a cell may not move with another: its single contributor must not matter."""
    owner, same = cells[5], cells[6]
    if owner[j] < 0 or j == p:
        return False
    if owner[j] == owner[p]:
        return bool(same[j] != same[p])
    return bool((ban == owner[j]).any())


@kernel
def descend(
    p: int,
    node: int,
    other: int,
    rows: bool,
    grid: Int,
    first: Int,
    kids: Int,
    cells: Cells,
    used: Float,
    ban: Int,
    chain: Int,
) -> int:
    """List a node and those below it down to the lowest, each time the child with most left.

    ``rows`` says whether nodes are rows and ``other`` a column. Returns how many; -1 for none.
    """
    x, up, cost, hidden = cells[0], cells[1], cells[3], cells[4]
    n = 1
    chain[0] = node
    while first[node + 1] > first[node]:
        best, most = -1, 0.0
        for t in range(first[node], first[node + 1]):
            j = grid[kids[t], other] if rows else grid[other, kids[t]]
            if j < 0 or not (hidden[j] or cost[j] < np.inf):
                continue
            left = x[j, 0] - used[j] * up[p, 0]
            if left > most and not barred(j, p, cells, ban):
                best, most = kids[t], left
        if best < 0 or n >= len(chain):
            return -1
        chain[n] = best
        node = best
        n += 1
    return n


@kernel
def edge(
    p: int,
    amount: float,
    own: bool,
    rchain: Int,
    rn: int,
    cchain: Int,
    cn: int,
    grid: Int,
    cells: Cells,
    used: Float,
    ban: Int,
    only: bool,
) -> float:
    """Say what it costs to move the cells of a row and a column and all below by an amount.

    Infinite where one of them cannot: too small, barred, or not there.
    """
    x, up, down, cost, hidden, owner = cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]
    total = 0.0
    for a in range(rn):
        for b in range(cn):
            j = grid[rchain[a], cchain[b]]
            if j < 0:
                return np.inf
            if j == p:
                continue
            for m in range(x.shape[1]):
                reach = down[p, m] if own else up[p, m]
                if x[j, m] < (used[j] + amount) * reach:
                    return np.inf
            if barred(j, p, cells, ban):
                return np.inf
            if owner[j] >= 0 and owner[j] != owner[p]:
                total += KNOWN
            if hidden[j]:
                total += LITTLE
            elif only:
                return np.inf
            else:
                total += cost[j]
    return total


@kernel
def group(node: int, hierarchy: Below) -> Int:
    """List the nodes beside a node; for one at the top, itself and an end without cells (-1)."""
    parent, first, kids = hierarchy
    if parent[node] < 0:
        out = np.empty(2, np.int32)
        out[0], out[1] = node, -1
        return out
    return kids[first[parent[node]] : first[parent[node] + 1]]


@kernel
def chains(
    p: int,
    nodes: Int,
    own: int,
    other: int,
    rows: bool,
    grid: Int,
    hierarchy: Below,
    cells: Cells,
    used: Float,
    ban: Int,
) -> tuple[Int, Int]:
    """List for each node of a group what moves with it; how many in a second array."""
    out = np.empty((len(nodes), DEEPEST), np.int32)
    n = np.zeros(len(nodes), np.int32)
    for i in range(len(nodes)):
        if nodes[i] == own or nodes[i] < 0:
            continue
        n[i] = descend(
            p, nodes[i], other, rows, grid, hierarchy[1], hierarchy[2], cells, used, ban, out[i]
        )
    return out, n


@kernel
def through(
    p: int,
    amount: float,
    at: tuple[int, int],
    ra: Int,
    rn: int,
    ca: Int,
    cn: int,
    limit: float,
    grid: Int,
    tree: tuple[Below, Below],
    cells: Cells,
    used: Float,
    ban: Int,
    only: bool,
    out: Int,
    sign: Float,
) -> tuple[float, int]:
    """Find the cheapest cycle through a cell among the groups of one row and one column.

    ``at`` are the row and column, ``ra`` and ``ca`` what moves with them. Gives the cost,
    infinite where it is not below ``limit``, and how many cells were written to ``out``.
    """
    rnodes, cnodes = group(at[0], tree[0]), group(at[1], tree[1])
    own = edge(p, amount, True, ra, rn, ca, cn, grid, cells, used, ban, only)
    if own >= limit:
        return np.inf, 0
    rchain, rlen = chains(p, rnodes, at[0], ca[cn - 1], True, grid, tree[0], cells, used, ban)
    cchain, clen = chains(p, cnodes, at[1], ra[rn - 1], False, grid, tree[1], cells, used, ban)
    nr, nc = len(rnodes), len(cnodes)
    ia, ib = 0, 0
    for i in range(nr):
        if rnodes[i] == at[0]:
            ia = i
    for i in range(nc):
        if cnodes[i] == at[1]:
            ib = i
    rchain[ia, :rn], rlen[ia] = ra[:rn], rn
    cchain[ib, :cn], clen[ib] = ca[:cn], cn
    dist = np.full(nr + nc, np.inf)
    before = np.full(nr + nc, -1, np.int32)
    done = np.zeros(nr + nc, np.uint8)
    dist[nr + ib] = own
    while True:
        best, v = limit, -1
        for i in range(nr + nc):
            if done[i] == 0 and dist[i] < best:
                best, v = dist[i], i
        if v < 0:
            return np.inf, 0
        if v == ia:
            break
        done[v] = 1
        column = v >= nr
        for i in range(nr if column else nc):
            r, c = (i, v - nr) if column else (v, i)
            w = i if column else nr + i
            if done[w] or rlen[r] < 0 or clen[c] < 0 or (r == ia and c == ib):
                continue
            step = edge(
                p,
                amount,
                False,
                rchain[r],
                rlen[r],
                cchain[c],
                clen[c],
                grid,
                cells,
                used,
                ban,
                only,
            )
            if best + step < dist[w]:
                dist[w] = best + step
                before[w] = v
    return dist[ia], written(ia, ib, nr, before, rchain, rlen, cchain, clen, grid, out, sign)


@kernel
def written(
    ia: int,
    ib: int,
    nr: int,
    before: Int,
    rchain: Int,
    rlen: Int,
    cchain: Int,
    clen: Int,
    grid: Int,
    out: Int,
    sign: Float,
) -> int:
    """Write the cells of a cycle with their signs; gives how many, -1 for too many."""
    n, plus, v = 0, 1.0, ia
    r, c = ia, ib
    while True:
        for a in range(rlen[r]):
            for b in range(clen[c]):
                if n >= len(out):
                    return -1
                out[n] = grid[rchain[r, a], cchain[c, b]]
                sign[n] = plus
                n += 1
        w = before[v]
        if w < 0:
            return n
        r, c = (v, w - nr) if v < nr else (w, v - nr)
        plus = -plus
        v = w


@kernel
def cheapest(
    p: int,
    amount: float,
    place: Int,
    grid: Int,
    tree: tuple[Below, Below],
    cells: Cells,
    used: Float,
    ban: Int,
    only: bool,
    out: Int,
    sign: Float,
) -> tuple[float, int]:
    """Find the cheapest cycle through a cell: beside it, or through those above it.

    Gives the cost and how many cells stand in ``out`` with their signs in ``sign``.
    """
    ra = np.empty(2 * DEEPEST, np.int32)
    ca = np.empty(2 * DEEPEST, np.int32)
    r, c = place[p, 0], place[p, 1]
    low_r = np.empty(DEEPEST, np.int32)
    low_c = np.empty(DEEPEST, np.int32)
    nlr = descend(p, r, c, True, grid, tree[0][1], tree[0][2], cells, used, ban, low_r)
    if nlr < 0:
        return np.inf, 0
    nlc = descend(
        p, c, low_r[nlr - 1], False, grid, tree[1][1], tree[1][2], cells, used, ban, low_c
    )
    if nlc < 0:
        return np.inf, 0
    best, n = np.inf, 0
    t_out, t_sign = np.empty(MOST, np.int32), np.empty(MOST)
    top_r, ups = r, 0
    while top_r >= 0 and ups < DEEPEST:
        rn = spine(r, top_r, ups, tree[0][0], low_r, nlr, ra)
        top_c, side = c, 0
        while top_c >= 0 and side < DEEPEST:
            cn = spine(c, top_c, side, tree[1][0], low_c, nlc, ca)
            at = (top_r, top_c)
            cost, length = through(
                p,
                amount,
                at,
                ra,
                rn,
                ca,
                cn,
                best,
                grid,
                tree,
                cells,
                used,
                ban,
                only,
                t_out,
                t_sign,
            )
            if cost < best and length > 0:
                best, n = cost, length
                out[:n], sign[:n] = t_out[:n], t_sign[:n]
                if best < FREE:
                    return best, n
            top_c, side = tree[1][0][top_c], side + 1
        top_r, ups = tree[0][0][top_r], ups + 1
    return best, n


@kernel
def spine(node: int, top: int, ups: int, parent: Int, low: Int, nlow: int, out: Int) -> int:
    """Write the nodes from a top down through a node to its lowest; gives how many."""
    at = node
    for i in range(ups, 0, -1):
        out[i] = at
        at = parent[at]
    out[0] = top
    if ups > 0:
        out[ups] = node
    for i in range(1, nlow):
        out[ups + i] = low[i]
    return ups + nlow
