"""Where cells stand among the moves of their kind: placed once, read for every quantity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.doubt.kinds import Kind, Marks, column
from jiqun.clusters.doubt.moves import Moves, Where
from jiqun.clusters.doubt.persistence import Persistence
from jiqun.clusters.leading import led_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Parts of a whole: next year, too, they are none or all of it at most.
SHARES = frozenset({"micro_share", "macro_share", "strength"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Cells among the moves of one quantity: which rows each kind serves, and where they stand."""

    parts: tuple[tuple[Moves, Int, Where], ...]
    count: int

    def quantile(self, share: float) -> Float:
        """Give the change not exceeded with a probability, shape (N,); NaN where none is known."""
        out = np.full(self.count, np.nan)
        for moves, rows, where in self.parts:
            out[rows] = moves.quantile(where, share)
        return out

    def below(self, change: Float) -> Float:
        """Give the probability of a smaller change than each given, shape (N,)."""
        out = np.full(self.count, np.nan)
        for moves, rows, where in self.parts:
            out[rows] = moves.below(where, change[rows])
        return out


class Placing:
    """A table's cells among moves: every cell with the narrowest kind that has moves of its own."""

    def __init__(self, persistence: Persistence, cells: pl.DataFrame) -> None:
        self.persistence, self.cells = persistence, cells
        self._marks = Marks(cells)
        self._kinds = tuple(self._marks.kinds())
        self._rows: dict[frozenset[Kind], dict[Kind, Int]] = {}
        self._where: dict[tuple[Kind, int, int], tuple[Moves, Where]] = {}

    def of(self, name: str) -> Placed:
        """Place the cells among the moves of a quantity."""
        moves = self.persistence.moves.get(name, {})
        parts = [
            (moves[kind], rows, self._at(kind, moves[kind], rows))
            for kind, rows in self._served(frozenset(moves)).items()
        ]
        return Placed(parts=tuple(parts), count=len(self.cells))

    def _served(self, known: frozenset[Kind]) -> dict[Kind, Int]:
        """Give the rows that each kind with moves serves."""
        if known not in self._rows:
            best = np.full(len(self.cells), -1, dtype=np.int64)
            for at, (kind, own) in enumerate(self._kinds):
                if kind in known:
                    # by employment only where the number of establishments says nothing
                    best[own & (kind.sized | (best < 0) | ~self._marks.sized)] = at
            served = {kind: np.flatnonzero(best == at) for at, (kind, _) in enumerate(self._kinds)}
            self._rows[known] = {kind: rows for kind, rows in served.items() if len(rows)}
        return self._rows[known]

    def _at(self, kind: Kind, moves: Moves, rows: Int) -> Where:
        """Place rows among nodes; quantities that were fitted together share their nodes."""
        key = (kind, id(moves.nodes), id(moves.sizes))
        if key not in self._where:
            number, size = self._marks.number(kind)[rows], self._marks.size(kind)[rows]
            self._where[key] = moves, moves.where(number, size)
        return self._where[key][1]


def persistence_interval(
    persistence: Persistence,
    cells: pl.DataFrame,
    name: str,
    *,
    level: float = 0.95,
    placing: Placing | None = None,
) -> tuple[Float, Float]:
    """Give where a quantity of each cell will be next year with a probability.

    Parameters
    ----------
    persistence
        The moves.
    cells
        As they were fitted; ``name`` is a column > 0 (elsewhere the answer is NaN), or
        "growth", which is that of what leads and needs no value.
    level
        Probability, 0 < level < 1; half of what is left lies on either side.
    placing
        The same cells placed, to share between quantities.

    Returns
    -------
    tuple
        Low and high, shape (N,), of a share (:data:`SHARES`) within 0 and 1. NaN where the cell
        or its moves are not known.
    """
    low, high = _moved(persistence, cells, name, level=level, placing=placing)
    return (np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)) if name in SHARES else (low, high)


def _moved(
    persistence: Persistence,
    cells: pl.DataFrame,
    name: str,
    *,
    level: float,
    placing: Placing | None,
) -> tuple[Float, Float]:
    """Give the ends as the moves have them, without regard to what the quantity can be."""
    growth = name == "growth"
    leading = led_by(cells)
    if growth and leading in persistence.additive:
        unknown = np.full(len(cells), np.nan)
        return unknown, unknown
    moved = (placing or Placing(persistence, cells)).of(leading if growth else name)
    tail = (1.0 - level) / 2.0
    low, high = moved.quantile(tail), moved.quantile(1.0 - tail)
    value = column(cells, name)
    if name in persistence.additive:
        return value + low, value + high
    low, high = np.exp(low), np.exp(high)
    if growth:
        return low - 1.0, high - 1.0
    value = np.where(value > 0, value, np.nan)
    return value * low, value * high
