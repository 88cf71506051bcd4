"""The peers, written as they are published: hypercubes, shortest paths, the optimum.

Repsilber's hypercube method as the tau-argus manual describes it (section 2.8), the network
heuristic for two-dimensional tables (Kelly, Golden and Assad; Castro), and Fischetti and Salazar's
model of the least weight with one alternative table for every secret and side.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from jiqun.secrecy import Margins

Float = np.ndarray
Bool = np.ndarray
#: A marginal cell of a subtable costs this more, so that it goes last.
MARGINAL = 1e6


def subtables(parent: Float) -> Iterator[Float]:
    """Each total with its parts, the highest first."""
    for node in range(len(parent)):
        parts = np.flatnonzero(parent == node)
        if len(parts):
            yield np.concatenate([[node], parts])


def hypercube(margins: Margins, values: Float, mask: Bool, *, ratio: float, single: Bool) -> Bool:
    """Hide corners of rectangles, subtable by subtable, until nothing is added.

    Every hidden cell of a subtable, secondary ones too, must be a corner of a rectangle of nonzero
    cells whose suppression interval is as wide as the sliding ratio asks; where none is, the ratio
    is divided by 2 to 10, then by a number without limit. A single respondent's cell is a corner
    of two rectangles. The rectangle with the fewest new cells is taken, then the least of logs.
    """
    rows, columns = margins.parents
    grid = np.full((len(rows), len(columns)), -1)
    grid[margins.place[:, 1], margins.place[:, 2]] = np.arange(margins.cells)
    tables = [
        grid[np.ix_(r, c)]
        for r, c in itertools.product(list(subtables(rows)), list(subtables(columns)))
    ]
    hidden, done = mask.copy(), set()
    while True:
        before = hidden.sum()
        for number, table in enumerate(tables):
            for i, j in np.argwhere(hidden[table]):
                if (number, table[i, j]) in done or values[table[i, j]] <= 0:
                    continue
                done.add((number, table[i, j]))
                _corners(table, (i, j), values, hidden, (ratio, single))
        if hidden.sum() == before:
            return hidden


def _corners(table, at, values, hidden, rule) -> None:
    """Hide the best rectangle of one cell, or two without a common corner for a single one."""
    i, j = at
    ratio, single = rule
    x = values[table]
    new = ~hidden[table]
    price = np.where(new, np.log1p(x), 0.0)
    price[0, :] += np.where(new[0], MARGINAL, 0)
    price[:, 0] += np.where(new[:, 0], MARGINAL, 0)
    cost = 1e9 * (1.0 * new + new[i, :] + new[:, [j]]) + price + price[i, :] + price[:, [j]]
    lone = single[table]
    width = np.minimum(np.minimum(x[i, j], x), np.minimum(x[i, :], x[:, [j]]))
    fine = (x > 0) & (x[i, :] > 0) & (x[:, [j]] > 0)
    fine[i, :], fine[:, j] = False, False
    both = 1 + int(lone[i, j] or False)
    for step in [*range(1, 11), np.inf]:
        able = fine & (width >= ratio * x[i, j] / step)
        found = np.argwhere(able)
        if len(found):
            order = np.argsort(cost[able], kind="stable")
            taken = []
            for a, b in found[order]:
                if all(a != c and b != d for c, d in taken):
                    taken.append((a, b))
                touched = lone[a, b] or lone[i, b] or lone[a, j]
                if len(taken) >= max(both, 1 + int(bool(touched))):
                    break
            for a, b in taken:
                hidden[[table[a, b], table[i, b], table[a, j]]] = True
            return


def network(margins: Margins, values: Float, secrets: tuple[Float, Float], cost: Float) -> Bool:
    """Send each secret's reach around the cheapest ways of a flat two-dimensional table.

    Rows and columns, totals among them, are nodes and cells are arcs between them; hidden cells
    cost nothing, a way carries no more than its smallest cell, ways are added until enough.
    """
    cells, reach = secrets
    place = margins.place[:, 1:]
    rows = int(place[:, 0].max()) + 1
    hidden = np.zeros(margins.cells, dtype=bool)
    hidden[cells] = True
    ends = np.column_stack([place[:, 0], rows + place[:, 1]])
    around = [np.flatnonzero((ends == node).any(axis=1)) for node in range(ends.max() + 1)]
    for p in cells[np.argsort(-reach[cells])]:
        room, left = values.copy(), reach[p]
        room[p] = 0.0
        while left > 1e-9:
            path = _way(ends, around, p, (np.where(hidden, 0.0, cost), room))
            if path is None:
                break
            hidden[path] = True
            sent = min(left, room[path].min())
            room[path] -= sent
            left -= sent
    return hidden


def _way(ends, around, p, terms) -> list[int] | None:
    """Dijkstra's cheapest way between the ends of a cell without it."""
    cost, room = terms
    start, goal = ends[p]
    dist, came, heap = {start: 0.0}, {}, [(0.0, int(start))]
    while heap:
        d, node = heapq.heappop(heap)
        if node == goal:
            path = []
            while node != start:
                cell, node = came[node]
                path.append(cell)
            return path
        if d > dist[node]:
            continue
        for cell in around[node]:
            other = int(ends[cell].sum() - node)
            if room[cell] > 1e-9 and np.isfinite(cost[cell]):
                new = d + cost[cell]
                if new < dist.get(other, np.inf):
                    dist[other], came[other] = new, (int(cell), node)
                    heapq.heappush(heap, (new, other))
    return None


def optimum(
    margins: Margins,
    values: Float,
    reach: tuple[Float, Float, Float],
    cost: Float,
    *,
    seconds: float,
) -> tuple[Bool, bool]:
    """Solve Fischetti and Salazar's model: the least weight, and whether it is proved to be it.

    For every secret p and side a table d of changes with no sum changed, d = +up or -down at p,
    and |d| within what a hidden cell may: from 0 up to the value plus 100 times the reach.
    """
    cells, down, up = reach
    size, sums = margins.cells, margins.matrix.shape[0]
    usable = np.isfinite(cost) & (values > 0)
    blocks, limits, rows = [], [], 0
    tables = [(p, side) for p in cells for side in (1, -1)]
    eye = sparse.eye_array(size, format="csr")
    for p, side in tables:
        far = up[p] if side > 0 else down[p]
        above = np.full(size, 100.0 * far)
        low, high = np.full(size, -np.inf), np.full(size, np.inf)
        low[p] = high[p] = side * far
        limits.append((low, high))
        blocks.append((values, above))
        rows += sums + 2 * size
    n = len(tables)
    whole = sparse.kron(sparse.eye_array(n), margins.matrix)
    sumz = sparse.hstack([sparse.csr_array((n * sums, size)), whole])
    falls = sparse.hstack(
        [
            sparse.vstack([sparse.diags_array(x) for x, _ in blocks]),
            sparse.kron(sparse.eye_array(n), eye),
        ]
    )
    rises = sparse.hstack(
        [
            sparse.vstack([sparse.diags_array(h) for _, h in blocks]),
            -sparse.kron(sparse.eye_array(n), eye),
        ]
    )
    must = np.zeros(size)
    must[cells] = 1.0
    may = np.where(usable, 1.0, must)
    done = milp(
        np.concatenate([np.where(must > 0, 0.0, np.where(usable, cost, 0.0)), np.zeros(n * size)]),
        constraints=[
            LinearConstraint(sumz, 0, 0),
            LinearConstraint(falls, 0, np.inf),
            LinearConstraint(rises, 0, np.inf),
        ],
        bounds=Bounds(
            np.concatenate([must, *[low for low, _ in limits]]),
            np.concatenate([may, *[high for _, high in limits]]),
        ),
        integrality=np.concatenate([np.ones(size), np.zeros(n * size)]),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if done.x is None:
        return np.ones(size, dtype=bool), False
    return np.asarray(done.x[:size] > 0.5), done.status == 0
