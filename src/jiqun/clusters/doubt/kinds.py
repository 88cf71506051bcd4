"""Which cells move alike: told apart by size, level, what is published, traded or local."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.leading import led_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Truth = NDArray[np.bool_]
#: A cell of which named steps put in more than this share of the jobs is told apart.
MOST_IMPUTED: Final = 0.3
#: What makes a cell the same one in another year, where the columns are there.
IDENTITY: Final = ("definition", "category", "region", "level", "region_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Which cells share moves; None is any.

    Attributes
    ----------
    sized
        Whether moves are by the number of establishments (else by what leads).
    shown
        Whether most of their jobs are published rather than put in.
    level, traded
        Level of regions; whether the category is traded.
    saturated
        Whether the cell is all of its region's group or of its category: its quotient can hardly
        rise.
    """

    sized: bool
    shown: bool | None = None
    level: str | None = None
    traded: bool | None = None
    saturated: bool = False

    @property
    def wide(self) -> bool:
        """Whether cells of every level, traded and local, published or not, are of it."""
        return (self.shown, self.level, self.traded) == (None, None, None)


def published(cells: pl.DataFrame) -> Truth:
    """Say of each cell whether most of its jobs are published rather than put in by a step."""
    with np.errstate(invalid="ignore"):
        return ~(column(cells, "imputed_share") > MOST_IMPUTED)


def column(frame: pl.DataFrame, name: str) -> Float:
    """Give a quantity of every cell; NaN where it is unknown or no such column is there."""
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def following(cells: pl.DataFrame, *, until: int | None = None) -> Int:
    """Give the row of each cell's next year; -1 where it has none, or one later than ``until``."""
    if "year" not in cells.columns:
        return np.full(len(cells), -1, dtype=np.int64)
    keys = [name for name in IDENTITY if name in cells.columns]
    own = cells.select(*keys, pl.col("year").cast(pl.Int64)).with_row_index("row")
    later = own if until is None else own.filter(pl.col("year") <= until)
    joined = own.drop("row").join(
        later.with_columns(pl.col("year") - 1), on=[*keys, "year"], how="left",
        maintain_order="left", nulls_equal=True,
    )  # fmt: skip
    return joined["row"].cast(pl.Int64).fill_null(-1).to_numpy()


def comparable(cells: pl.DataFrame, after: Int) -> Truth:
    """Say of each cell whether its next year, in row ``after`` (>= 0), was told in the same way.

    It was not where small cells may be missing from one year and not from the other: nobody knows
    how much of the one is visible. What lies between such years is no change of the economy.
    """
    known = ~np.isnan(column(cells, "visible_share"))
    return np.asarray((after >= 0) & (known == known[np.maximum(after, 0)]))


class Marks:
    """What tells some cells' kinds apart, as arrays."""

    def __init__(self, cells: pl.DataFrame) -> None:
        self.jobs = column(cells, led_by(cells))
        self.plants = column(cells, "establishments")
        self.shown = self.still = published(cells)
        self.levels, self.level = _coded(cells, "level")
        self.traded = _flag(cells, "traded")
        self.saturated = _flag(cells, "saturated")
        with np.errstate(divide="ignore", invalid="ignore"):
            self.sized = self.plants > 0
            self.each = np.where(self.sized, self.jobs / self.plants, np.nan)

    def pairs(self, rows: Int, after: Int) -> Marks:
        """Give the marks of some rows, with whether they are published in their next rows too."""
        part = object.__new__(Marks)
        part.levels = self.levels
        for name in ("jobs", "plants", "shown", "level", "traded", "saturated", "sized", "each"):
            setattr(part, name, getattr(self, name)[rows])
        part.still = self.shown[after]
        return part

    def number(self, kind: Kind) -> Float:
        """Give what moves go by: establishments, or what leads, usually jobs."""
        return self.plants if kind.sized else self.jobs

    def size(self, kind: Kind) -> Float:
        """Give the jobs in each establishment; 1 where moves do not go by establishments."""
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
            full = base & self.saturated
            yield (
                Kind(sized=sized, saturated=True),
                full & self.shown & self.still if between else full,
            )


def _coded(frame: pl.DataFrame, name: str) -> tuple[list[str], NDArray[np.int64]]:
    """Number the values of a text column, in the order of the alphabet."""
    if name not in frame.columns:
        return [""], np.zeros(len(frame), dtype=np.int64)
    text = frame[name].cast(pl.String).fill_null("")
    known = sorted(text.unique().to_list())
    code = {value: at for at, value in enumerate(known)}
    return known, text.replace_strict(code, return_dtype=pl.Int64).to_numpy()


def _flag(frame: pl.DataFrame, name: str) -> Truth:
    if name not in frame.columns or frame.schema[name] != pl.Boolean:
        return np.zeros(len(frame), dtype=bool)
    return frame[name].fill_null(value=False).to_numpy()
