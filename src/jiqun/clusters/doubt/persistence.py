"""Where a value will be next year: intervals from the moves of cells of the same size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.doubt.moves import MOST_NODES, Moves, Where, fit_moves, group_pairs

Float = NDArray[np.float64]
Truth = NDArray[np.bool_]
Basis = Literal["own", "packaged"]
#: Quantities whose moves are taken in logs; growth is that of employment.
LOGGED: Final = ("quotient", "employment", "establishments", "micro_share", "macro_share")
#: Pairs of years that a group of cells needs to stand for itself.
OWN_PAIRS: Final = 1000
#: Pairs that all cells together need, below which the packaged table is taken.
FEWEST_PAIRS: Final = 300
#: A cell of which named steps put in more than this share of the jobs is told apart.
MOST_IMPUTED: Final = 0.3
IDENTITY: Final = ("definition", "category", "region", "level", "region_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Which cells share moves; None is any.

    Attributes
    ----------
    sized
        Whether moves are by the number of establishments (else by employment).
    shown
        Whether most of their jobs are published rather than put in.
    level, traded
        Level of regions; whether the category is traded.
    """

    sized: bool
    shown: bool | None = None
    level: str | None = None
    traded: bool | None = None


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


def yearly_pairs(
    cells: pl.DataFrame, quantities: Sequence[str], *, until: int | None = None
) -> pl.DataFrame:
    """Put each cell's next year beside it.

    Parameters
    ----------
    cells
        One row a cell and year.
    quantities
        Columns whose next value is wanted.
    until
        The last year that may be looked at; None is all.

    Returns
    -------
    DataFrame
        The cells of every year whose next year is there, with ``<quantity>_next`` and
        ``imputed_share_next``; null where the cell has left. ``left`` says so.
    """
    used = cells if until is None else cells.filter(pl.col("year") <= until)
    keys = [name for name in IDENTITY if name in used.columns]
    years = used["year"].unique()
    earlier = used.filter((pl.col("year") + 1).is_in(years.implode()))
    wanted = [n for n in (*quantities, "imputed_share") if n in used.columns]
    after = used.select(
        *keys, pl.col("year") - 1, *(pl.col(n).alias(f"{n}_next") for n in wanted), left=False
    )
    joined = earlier.join(
        after, on=[*keys, "year"], how="left", maintain_order="left", nulls_equal=True
    )
    return joined.with_columns(pl.col("left").fill_null(value=True))


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
    pairs = yearly_pairs(cells, known, until=until)
    counts = pairs.filter(~pl.col("left")).group_by("year").len().sort("year")
    left = pairs.group_by("year").agg(pl.col("left").filter("left").len() / pl.len()).sort("year")
    additive = frozenset(n for n in known if n not in LOGGED and (_array(pairs, n) <= 0).any())
    return Persistence(
        moves=_fitted(pairs, known, additive, nodes),
        basis="own",
        additive=additive,
        pairs=dict(counts.iter_rows()),
        left=dict(left.iter_rows()),
    )


def _fitted(
    pairs: pl.DataFrame, names: Sequence[str], additive: AbstractSet[str], nodes: int
) -> dict[str, dict[Kind, Moves]]:
    """Group the pairs once, and take the quantiles of every quantity in the same groups."""
    jobs = pl.col("employment")
    steady = pairs.filter(~pl.col("left"), jobs > 0)
    changes = {name: _changes(steady, name, log=name not in additive) for name in names}
    marks = _Marks(steady)
    found: dict[str, dict[Kind, Moves]] = {name: {} for name in names}
    for kind, own in marks.kinds(between=True):
        fewest = FEWEST_PAIRS if kind.shown is None else OWN_PAIRS
        rows = np.flatnonzero(own)
        if len(rows) < fewest:
            continue
        groups = group_pairs(marks.number(kind)[rows], marks.size(kind)[rows], most=nodes)
        for name, change in changes.items():
            found[name][kind] = fit_moves(change[rows], groups)
    return found


def _changes(pairs: pl.DataFrame, name: str, *, log: bool) -> Float:
    then, now = _array(pairs, f"{name}_next"), _array(pairs, name)
    if not log:
        return then - now
    both = (then > 0) & (now > 0)
    out = np.full(len(pairs), np.nan)
    out[both] = np.log(then[both]) - np.log(now[both])
    return out


class _Marks:
    """What tells some cells' kinds apart, as arrays."""

    def __init__(self, cells: pl.DataFrame) -> None:
        self.jobs = _array(cells, "employment")
        self.plants = _array(cells, "establishments")
        self.shown = _shown(cells, "imputed_share")
        self.still = _shown(cells, "imputed_share_next")
        self.levels, self.level = _coded(cells, "level")
        self.traded = _flag(cells, "traded")
        with np.errstate(divide="ignore", invalid="ignore"):
            self.sized = self.plants > 0
            self.each = np.where(self.sized, self.jobs / self.plants, np.nan)

    def number(self, kind: Kind) -> Float:
        return self.plants if kind.sized else self.jobs

    def size(self, kind: Kind) -> Float:
        return self.each if kind.sized else np.ones(len(self.jobs))

    def kinds(self, *, between: bool = False) -> Iterator[tuple[Kind, Truth]]:
        """Give every kind, the widest first, and which cells are of it.

        ``between`` asks for pairs of years of one kind: published in both.
        """
        every = np.ones(len(self.jobs), dtype=bool)
        for sized in (True, False):
            if not sized and self.sized.all():
                return
            base = self.sized if sized else every
            yield Kind(sized=sized), base & self.shown & self.still if between else base
            for shown in (True, False):
                own = base & (self.shown == shown)
                if between and shown:
                    own = own & self.still
                yield Kind(sized=sized, shown=shown), own
                for code, level in enumerate(self.levels):
                    there = own & (self.level == code)
                    yield Kind(sized=sized, shown=shown, level=level), there
                    for traded in (True, False) if sized else ():
                        kind = Kind(sized=True, shown=shown, level=level, traded=traded)
                        yield kind, there & (self.traded == traded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Cells among the moves of one quantity: which rows each kind serves, and where they stand."""

    parts: tuple[tuple[Moves, NDArray[np.int64], Where], ...]
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


def placed(persistence: Persistence, cells: pl.DataFrame, name: str) -> Placed:
    """Find for every cell the narrowest kind with moves of its own."""
    moves = persistence.moves.get(name, {})
    marks = _Marks(cells)
    best = np.full(len(cells), -1, dtype=np.int64)
    kinds: list[Kind] = []
    for kind, own in marks.kinds():
        if kind not in moves:
            continue
        # by employment only where the number of establishments says nothing
        best[own & (kind.sized | (best < 0) | ~marks.sized)] = len(kinds)
        kinds.append(kind)
    parts = []
    for at, kind in enumerate(kinds):
        rows = np.flatnonzero(best == at)
        if len(rows):
            number, size = marks.number(kind)[rows], marks.size(kind)[rows]
            parts.append((moves[kind], rows, moves[kind].where(number, size)))
    return Placed(parts=tuple(parts), count=len(cells))


def persistence_interval(
    persistence: Persistence, cells: pl.DataFrame, name: str, *, level: float = 0.95
) -> tuple[Float, Float]:
    """Give where a quantity of each cell will be next year with a probability.

    Parameters
    ----------
    persistence
        The moves.
    cells
        As they were fitted; ``name`` is a column > 0 (elsewhere the answer is NaN), or
        "growth", which is that of employment and needs no value.
    level
        Probability, 0 < level < 1; half of what is left lies on either side.

    Returns
    -------
    tuple
        Low and high, shape (N,). NaN where the cell or its moves are not known.
    """
    growth = name == "growth"
    moved = placed(persistence, cells, "employment" if growth else name)
    tail = (1.0 - level) / 2.0
    low, high = moved.quantile(tail), moved.quantile(1.0 - tail)
    value = _array(cells, name)
    if name in persistence.additive:
        return value + low, value + high
    low, high = np.exp(low), np.exp(high)
    if growth:
        return low - 1.0, high - 1.0
    value = np.where(value > 0, value, np.nan)
    return value * low, value * high


def published(cells: pl.DataFrame) -> Truth:
    """Say of each cell whether most of its jobs are published rather than put in by a step."""
    return _shown(cells, "imputed_share")


def _array(frame: pl.DataFrame, name: str) -> Float:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def _shown(frame: pl.DataFrame, name: str) -> Truth:
    with np.errstate(invalid="ignore"):
        return ~(_array(frame, name) > MOST_IMPUTED)


def _coded(frame: pl.DataFrame, name: str) -> tuple[list[str], NDArray[np.int64]]:
    """Number the values of a text column, in the order of the alphabet."""
    if name not in frame.columns:
        return [""], np.zeros(len(frame), dtype=np.int64)
    text = frame[name].cast(pl.String).fill_null("")
    known = sorted(text.unique().to_list())
    code = {value: at for at, value in enumerate(known)}
    return known, text.replace_strict(code, return_dtype=pl.Int64).to_numpy()


def _flag(frame: pl.DataFrame, name: str) -> Truth:
    if name not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return frame[name].fill_null(value=False).to_numpy()
