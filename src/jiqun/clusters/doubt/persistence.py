"""How cells move from a year to the next: fitted on their own years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.doubt.kinds import Kind, Marks, column, comparable, following
from jiqun.clusters.doubt.moves import MOST_NODES, Moves, fit_moves, group_pairs

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Basis = Literal["own", "packaged"]
#: Quantities whose moves are taken in logs; growth is that of employment.
LOGGED: Final = ("quotient", "employment", "establishments", "micro_share", "macro_share")
#: Pairs of years that a group of cells needs to stand for itself.
OWN_PAIRS: Final = 1000
#: Pairs that all cells together need, below which the packaged table is taken.
FEWEST_PAIRS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """The moves of one workspace's cells from year to year.

    Attributes
    ----------
    moves
        Of each quantity, by kind of cells.
    additive
        Quantities that may be 0 or less: their moves are differences; all others' are of logs.
    basis
        ``own``: fitted on the cells' own years; ``packaged``: on public statistics.
    pairs
        The pairs of years fitted on, by their earlier year, with how many cells each.
    left
        The same years with the share (0-1) of cells that had left the statistics a year later.
    """

    moves: Mapping[str, Mapping[Kind, Moves]]
    basis: Basis
    additive: frozenset[str] = frozenset()
    pairs: Mapping[int, int] = field(default_factory=dict)
    left: Mapping[int, float] = field(default_factory=dict)


def fit_persistence(
    cells: pl.DataFrame,
    quantities: Sequence[str] = LOGGED,
    *,
    until: int | None = None,
    nodes: int = MOST_NODES,
) -> Persistence:
    r"""Fit how the cells move from a year to the next.

    Of every pair of consecutive years the change :math:`\ln x_{t+1} - \ln x_t` is taken, and its
    quantiles by the number of establishments and the jobs in each. Cells of a level, traded or
    local, mostly published or not, stand for themselves where they have 1,000 pairs; else those
    of the level, else all. A cell without a number of establishments goes by its employment.
    Pairs of which one year may lack small cells and the other does not are left out.

    Parameters
    ----------
    cells
        As :attr:`jiqun.clusters.Cells.frame`; several years of it.
    quantities
        Those to fit; the change of one that is anywhere 0 or less is a difference.
    until
        Nothing later is looked at.
    nodes
        Bins by the number of establishments, at most.

    Returns
    -------
    Persistence
        Without moves where there are fewer than 300 pairs.
    """
    known = [name for name in quantities if name in cells.columns]
    after = following(cells, until=until)
    rows = np.flatnonzero(comparable(cells, after))
    values = {name: column(cells, name) for name in known}
    additive = frozenset(
        name for name in known if name not in LOGGED and bool((values[name][rows] <= 0).any())
    )
    changes = {
        name: _changes(own[rows], own[after[rows]], log=name not in additive)
        for name, own in values.items()
    }
    counts, left = _stayed(cells, after, rows)
    return Persistence(
        moves=_fitted(Marks(cells).pairs(rows, after[rows]), changes, nodes),
        basis="own",
        additive=additive,
        pairs=counts,
        left=left,
    )


def _stayed(cells: pl.DataFrame, after: Int, rows: Int) -> tuple[dict[int, int], dict[int, float]]:
    """Count the pairs of each year that are fitted on, and the share of its cells that has left."""
    if not (after >= 0).any():
        return {}, {}
    year = cells["year"].cast(pl.Int64).to_numpy()
    stayed, fitted = (
        {int(y): int(n) for y, n in zip(*np.unique(of, return_counts=True), strict=True)}
        for of in (year[after >= 0], year[rows])
    )
    return fitted, {y: 1.0 - n / int((year == y).sum()) for y, n in stayed.items()}


def _fitted(marks: Marks, changes: Mapping[str, Float], nodes: int) -> dict[str, dict[Kind, Moves]]:
    """Group the pairs once, and take the quantiles of every quantity in the same groups."""
    found: dict[str, dict[Kind, Moves]] = {name: {} for name in changes}
    with np.errstate(invalid="ignore"):
        there = marks.jobs > 0
    for kind, own in marks.kinds(between=True):
        fewest = FEWEST_PAIRS if kind.wide else OWN_PAIRS
        rows = np.flatnonzero(own & there)
        if len(rows) < fewest:
            continue
        groups = group_pairs(marks.number(kind)[rows], marks.size(kind)[rows], most=nodes)
        for name, change in changes.items():
            found[name][kind] = fit_moves(change[rows], groups)
    return found


def _changes(now: Float, then: Float, *, log: bool) -> Float:
    if not log:
        return then - now
    with np.errstate(invalid="ignore"):
        both = (then > 0) & (now > 0)
    out = np.full(len(now), np.nan)
    out[both] = np.log(then[both]) - np.log(now[both])
    return out
