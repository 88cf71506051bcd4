"""Proofs that secrets stay secret: other tables that agree with everything that is printed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jiqun.secrecy.margins import Margins
from jiqun.secrecy.singles import Insiders

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Sums of a move may differ from 0 by this, relative to its largest part.
TOLERANCE = 1e-9
#: A move that serves both sides, all measures.
BOTH, ALL = 0, -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Secrets:
    """What a pattern has to protect, and what everybody and single readers know.

    Attributes
    ----------
    values
        (C, M): the cells' values; NaN where not known to anybody, and then left as it is.
    cells
        (P,): the secrets.
    down, up
        (C, M): how far below and above its value a reader must hold each secret possible.
    owner
        (C,): whom a cell with a single contributor tells of, who knows it; -1 for none.
    same
        (C,): cells that are one contribution seen at several levels have one number; -1 for others.
    """

    values: Float
    cells: Int
    down: Float
    up: Float
    owner: Int
    same: Int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proofs:
    """Moves: each shows one secret at another value, everything printed being as it is.

    A table x + t d, for every t from minus the secret's reach below to its reach above, has the
    same printed cells and sums as x and no negative cell. So no reader of the printed table can
    tell them apart, whatever he computes.

    Attributes
    ----------
    cell
        (N,): which secret each move is about.
    side
        (N,): 1 for above only, -1 for below only, 0 for both.
    measure
        (N,): for which measure; -1 for all.
    scale
        (N,): for what share of the secret's reach; below 1 only against a contributor who is
        inside the secret himself and knows that much of it.
    moves
        (N, C) sparse: d, with 1 at the secret.
    """

    cell: Int
    side: NDArray[np.int8]
    measure: NDArray[np.int16]
    scale: Float
    moves: sparse.csr_array


def proofs_of(found: list[tuple[int, int, int, float, Int, Float]], cells: int) -> Proofs:
    """Gather moves: secret, side, measure, the cells that move and by how much."""
    lengths = [len(entry[4]) for entry in found]
    pointer = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    index = np.concatenate([entry[4] for entry in found]) if found else np.zeros(0, np.int64)
    value = np.concatenate([entry[5] for entry in found]) if found else np.zeros(0)
    moves = sparse.csr_array((value, index, pointer), shape=(len(found), cells))
    return Proofs(
        cell=np.array([entry[0] for entry in found], dtype=np.int64),
        side=np.array([entry[1] for entry in found], dtype=np.int8),
        measure=np.array([entry[2] for entry in found], dtype=np.int16),
        scale=np.array([entry[3] for entry in found], dtype=np.float64),
        moves=moves,
    )


def together(parts: list[Proofs]) -> Proofs:
    """Put proofs over the same cells together."""
    return Proofs(
        cell=np.concatenate([part.cell for part in parts]),
        side=np.concatenate([part.side for part in parts]),
        measure=np.concatenate([part.measure for part in parts]),
        scale=np.concatenate([part.scale for part in parts]),
        moves=sparse.csr_array(sparse.vstack([part.moves for part in parts])),
    )


def proved(margins: Margins, secrets: Secrets, hidden: Bool, proofs: Proofs) -> Bool:
    """Say of each secret whether the proofs hold for it; nothing but the table is trusted.

    A secret is proved where, in every measure and to both sides, some move reaches far enough
    that no single contributor whom it does not concern could exclude: for every such reader there
    is a move that leaves all cells he knows as they are. A secret of one contributor must move
    without his other cells, so that no sum of them is told either. Against a contributor who is
    inside the secret the reach need be no more than half of what of it is not his.
    """
    good: Bool = _valid(margins, secrets, hidden, proofs)
    full = proofs.scale >= 1.0 - TOLERANCE
    kept = np.flatnonzero(good & full)
    measures = secrets.values.shape[1]
    units = _units(proofs, kept, measures)
    number = len(secrets.values) * 2 * measures
    held = np.bincount(units[0], minlength=number) if len(kept) else np.zeros(number, np.int64)
    safe = np.zeros(number, dtype=np.bool_)
    safe[held > 0] = True
    exposed = _exposed(secrets, proofs, units, held)
    part = np.flatnonzero(good & ~full)
    safe[_not_inside(margins, secrets, proofs, exposed, part)] = False
    by_cell = safe.reshape(len(secrets.values), 2, measures)
    needed = np.stack([secrets.down > 0, secrets.up > 0], axis=1)
    return np.asarray((by_cell | ~needed)[secrets.cells].all(axis=(1, 2)))


def _not_inside(
    margins: Margins, secrets: Secrets, proofs: Proofs, exposed: tuple[Int, Int], part: Int
) -> Int:
    """Keep of what contributors could exclude that which no move for a share of the reach saves."""
    if not len(exposed[0]):
        return exposed[0]
    measures = secrets.values.shape[1]
    insiders = Insiders.of(margins, secrets.owner, secrets.same)
    cell = exposed[0] // (2 * measures)
    moves: dict[int, list[int]] = {}
    for unit, move in zip(*_units(proofs, part, measures), strict=True):
        moves.setdefault(int(unit), []).append(int(move))
    lost = []
    for unit, who, at in zip(exposed[0], exposed[1], cell, strict=True):
        wanted = insiders.share(int(at), int(who), secrets.values, secrets.down)
        if not any(
            proofs.scale[move] >= wanted - TOLERANCE
            and who not in secrets.owner[_cells(proofs.moves, move)]
            for move in moves.get(int(unit), [])
        ):
            lost.append(int(unit))
    return np.array(lost, dtype=np.int64)


def _cells(moves: sparse.csr_array, row: int) -> Int:
    """List the cells of a move."""
    return np.asarray(moves.indices[moves.indptr[row] : moves.indptr[row + 1]])


def _valid(margins: Margins, secrets: Secrets, hidden: Bool, proofs: Proofs) -> Bool:
    """Check each move by itself: sums, hidden cells only, no negative cell, its own owner's."""
    moves = proofs.moves
    number = moves.shape[0]
    row = np.repeat(np.arange(number), np.diff(moves.indptr))
    cell, step = moves.indices, moves.data
    largest = np.zeros(number)
    np.maximum.at(largest, row, np.abs(step))
    sums = abs(moves @ margins.matrix.T)
    off = np.asarray(sums.max(axis=1).todense()).ravel() if sums.nnz else np.zeros(number)
    good = off <= TOLERANCE * np.maximum(largest, 1.0)
    at_own = np.zeros(number)
    own = cell == proofs.cell[row]
    at_own[row[own]] = step[own]
    good &= at_own >= 1.0 - TOLERANCE
    bad = ~hidden[cell]
    mine = secrets.owner[proofs.cell][row]
    other_part = secrets.same[cell] != secrets.same[proofs.cell][row]
    bad |= (mine >= 0) & (secrets.owner[cell] == mine) & other_part
    for measure in range(secrets.values.shape[1]):
        asked = (proofs.measure == ALL) | (proofs.measure == measure)
        value = secrets.values[cell, measure]
        hair = TOLERANCE * np.maximum(np.abs(value), 1.0)
        for sign, reach in ((1, secrets.up), (-1, secrets.down)):
            far = np.where(
                asked & ((proofs.side == BOTH) | (proofs.side == sign)),
                reach[proofs.cell, measure] * proofs.scale,
                0.0,
            )[row]
            bad |= (far > 0) & ~(value + sign * far * step >= -hair)
    good[row[bad]] = False
    return good


def _units(proofs: Proofs, kept: Int, measures: int) -> tuple[Int, Int]:
    """List what each valid move serves: (cell, side, measure) as one number, and the move."""
    out: list[tuple[Int, Int]] = []
    for measure in range(measures):
        for place, sign in enumerate((-1, 1)):
            serves = (proofs.side[kept] == BOTH) | (proofs.side[kept] == sign)
            serves &= (proofs.measure[kept] == ALL) | (proofs.measure[kept] == measure)
            which = kept[serves]
            out.append(((proofs.cell[which] * 2 + place) * measures + measure, which))
    return np.concatenate([a for a, _ in out]), np.concatenate([b for _, b in out])


def _exposed(
    secrets: Secrets, proofs: Proofs, units: tuple[Int, Int], held: Int
) -> tuple[Int, Int]:
    """Find what a single contributor could exclude, and who: he knows a cell in every move."""
    moves = proofs.moves
    row = np.repeat(np.arange(moves.shape[0]), np.diff(moves.indptr))
    owner = secrets.owner[moves.indices]
    foreign = (owner >= 0) & (owner != secrets.owner[proofs.cell][row])
    pair = np.unique(np.column_stack([row[foreign], owner[foreign]]), axis=0)
    if not len(pair):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.argsort(units[1], kind="stable")
    unit, move = units[0][order], units[1][order]
    begin, end = (np.searchsorted(move, pair[:, 0], side=side) for side in ("left", "right"))
    times = end - begin
    spot = np.repeat(begin - np.concatenate([[0], np.cumsum(times)[:-1]]), times)
    touched = unit[spot + np.arange(times.sum())]
    people = int(pair[:, 1].max()) + 1
    both, number = np.unique(touched * people + np.repeat(pair[:, 1], times), return_counts=True)
    both = both[number == held[both // people]]
    return both // people, both % people
