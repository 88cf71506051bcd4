"""The quick search for a pattern in crossed tables: cycles of cells, table by table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jiqun.kernels.cycles import Below, below, covered, table_of
from jiqun.secrecy.margins import Margins
from jiqun.secrecy.proofs import ALL, BOTH, Proofs, Secrets

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Tables searched at once.
AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """One of the crossed tables: its cells in the whole, and where each stands in it."""

    cells: Int
    place: NDArray[np.int32]
    tree: tuple[Below, Below]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """What a search found: the hidden cells of a table, and the moves."""

    hidden: NDArray[np.uint8]
    moves: tuple[NDArray[Any], ...]


def by_cycles(margins: Margins, secrets: Secrets, cost: Float) -> tuple[Bool, Proofs]:
    """Give the cells to withhold, and moves for all secrets that have one among cycles."""
    assert margins.parents is not None  # noqa: S101 - the caller asks crossed tables only
    assert margins.place is not None  # noqa: S101
    tree = (below(margins.parents[0]), below(margins.parents[1]))
    order = np.argsort(margins.place[:, 0], kind="stable")
    _, begin = np.unique(margins.place[order, 0], return_index=True)
    tables = [
        _Table(cells=cells, place=margins.place[cells, 1:].astype(np.int32), tree=tree)
        for cells in np.split(order, begin[1:])
    ]
    is_secret = np.zeros(margins.cells, dtype=np.bool_)
    is_secret[secrets.cells] = True
    tables = [table for table in tables if is_secret[table.cells].any()]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda t: _searched(t, secrets, is_secret, cost[t.cells]), tables))
    hidden = is_secret.copy()
    for table, one in zip(tables, found, strict=True):
        hidden[table.cells] |= one.hidden > 0
    return hidden, _proofs(tables, found, margins.cells)


def _searched(table: _Table, secrets: Secrets, is_secret: Bool, price: Float) -> _Found:
    """Search one table."""
    cells = table.cells
    mine = np.flatnonzero(is_secret[cells])
    widest = secrets.up[cells[mine]].max(axis=1)
    ordered: NDArray[np.int32] = np.asarray(
        mine[np.argsort(-widest, kind="stable")], dtype=np.int32
    )
    hidden = is_secret[cells].astype(np.uint8)
    unknown: Bool = np.asarray(np.isnan(secrets.values[cells]).any(axis=1))
    values = np.where(unknown.reshape(-1, 1), 0.0, secrets.values[cells])
    open_cells = np.flatnonzero(np.isfinite(price) & (hidden == 0))
    arrays = (
        values,
        secrets.up[cells],
        secrets.down[cells],
        np.where(unknown, np.inf, price),
        hidden,
        secrets.owner[cells].astype(np.int32),
        secrets.same[cells].astype(np.int32),
    )
    grid = table_of(
        table.place.astype(np.int64), (len(table.tree[0].parent), len(table.tree[1].parent))
    )
    release = open_cells[np.argsort(-price[open_cells], kind="stable")].astype(np.int32)
    told = covered(ordered, table.place, grid, table.tree, arrays, release)
    _, of, scale, first, cell, step, kept = told
    return _Found(hidden=hidden, moves=(ordered[of], scale, first, cell, step, kept))


def _proofs(tables: list[_Table], found: list[_Found], cells: int) -> Proofs:
    """Gather the kept moves of all tables."""
    of, lengths, index, value, shares = [], [], [], [], []
    for table, one in zip(tables, found, strict=True):
        whose, scale, first, cell, step, kept = one.moves
        size = np.diff(first)
        some = np.repeat(kept > 0, size)
        of.append(table.cells[whose[kept > 0]])
        lengths.append(size[kept > 0])
        shares.append(scale[kept > 0])
        index.append(table.cells[cell[some]])
        value.append(step[some])
    whose = np.concatenate([np.zeros(0, np.int64), *of])
    pointer = np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *lengths]))])
    moves = sparse.csr_array(
        (
            np.concatenate([np.zeros(0), *value]),
            np.concatenate([np.zeros(0, np.int64), *index]),
            pointer,
        ),
        shape=(len(whose), cells),
    )
    return Proofs(
        cell=whose,
        side=np.full(len(whose), BOTH, dtype=np.int8),
        measure=np.full(len(whose), ALL, dtype=np.int16),
        scale=np.concatenate([np.zeros(0), *shares]),
        moves=moves,
    )
