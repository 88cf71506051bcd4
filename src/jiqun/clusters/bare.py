"""A bare table of cells, as a user has it, made ready for rating: checked, quotients added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from jiqun.clusters.doubt import (
    LOGGED,
    Persistence,
    packaged_persistence,
    persistence_interval,
    settled_persistence,
)
from jiqun.core import Problems
from jiqun.measures import quotient
from jiqun.tables import SHOWN, Column, ColumnType, at_lines, read_column, seen

TEXT = ("region", "category", "region_type", "level", "definition", "currency", "cell")
NEEDED = ("region", "category", "employment")
YES = ("true", "1", "yes", "y", "t", "traded", "是", "可贸易")
NO = ("false", "0", "no", "n", "f", "local", "否", "本地")
ENDS = ("low", "high")
#: What identifies a cell, where the columns are there.
KEY = ("definition", "level", "region_type", "region", "category", "year")
#: Whose base a quotient is taken in: regions of different types overlap.
BASE = ("definition", "level", "region_type", "year")


def bare_cells(
    table: pl.DataFrame,
    *,
    quantities: Sequence[str] = (),
    level: float = 0.95,
    lines: pl.Series | None = None,
) -> pl.DataFrame:
    """Check a bare table and add what rating needs.

    Parameters
    ----------
    table
        ``region, category, employment`` and any of ``traded, establishments, quotient,
        region_type, level, year, definition, currency`` and quantities that a scheme asks for.
    quantities
        Further columns that must be numbers: those a scheme asks for.
    level
        Probability of the quotients' intervals.
    lines
        The file's line of each row, for what is told; None where rows are counted.

    Returns
    -------
    DataFrame
        The table in its order, its text columns as text and its other columns as numbers.
        ``quotient`` is computed within traded (or local) employment where it is absent;
        ``quotient_low``, ``quotient_high`` hold where it will be next year (by the table's own
        years where it has enough of them, else by the moves that come with the package);
        ``micro_share`` and ``macro_share`` are added where absent, over the table's rows. Ends of a
        quantity that the table has itself (``employment_low``, ``employment_high``) are what the
        data admit and are called ``_range_low``, ``_range_high``; those of the quotient follow
        from them.

    Raises
    ------
    InputError
        All at once: ``cells-columns``, ``cells-empty``, ``cells-type``, ``cells-null``,
        ``cells-negative``, ``cells-duplicate``.
    """
    problems = Rows(lines)
    _columns(problems, table)
    problems.check()
    cells = _typed(problems, table, quantities)
    _rows(problems, cells)
    problems.check()
    return _measured(_ranged(cells), level)


class Rows(Problems):
    """Problems of rows, told by the file's lines where they are known."""

    def __init__(self, lines: pl.Series | None = None) -> None:
        super().__init__()
        self._lines = lines

    def report(self, column: pl.Series, bad: pl.Series, case: str) -> None:
        """Add what stands where a column has no value of its kind (``cells-type``)."""
        self.tell("cells-type", column, bad, case=case)

    def tell(
        self, code: str, column: pl.Series, bad: pl.Series, *, case: str = "", shown: bool = True
    ) -> None:
        """Add how many rows of a column are bad, and where the first stand; none adds nothing."""
        if not (count := int(bad.sum())):
            return
        first = bad.arg_true().head(SHOWN)
        known = self._lines is not None
        at = (first + 1 if self._lines is None else self._lines.gather(first)).to_list()
        values, more = column.gather(first).to_list() if shown else None, max(count - SHOWN, 0)
        where = at_lines(at, values, counted="line" if known else "row", more=more)
        self.add(code, subject=column.name, case=case, count=count, where=where)

    def read(self, column: pl.Series, kind: ColumnType) -> pl.Series:
        """Read a column as the tables' door does, and tell what it cannot read."""
        wanted = Column(name=column.name, type=kind, title={})
        series, bad = read_column(column, wanted)
        self.report(column, bad, kind)
        series, unseen = seen(series, wanted)
        if unseen is not None:
            self.report(column, unseen, "unseen")
        return series


def _columns(problems: Problems, table: pl.DataFrame) -> None:
    missing = [name for name in NEEDED if name not in table.columns]
    if "traded" not in table.columns and "quotient" not in table.columns:
        missing.append("traded (or quotient)")
    if missing:
        problems.add("cells-columns", subject="cells", columns=table.columns, missing=missing)
    if table.is_empty():
        problems.add("cells-empty", subject="cells")


def _typed(problems: Rows, table: pl.DataFrame, quantities: Sequence[str]) -> pl.DataFrame:
    columns = []
    numbers = {*_numbers(table), *quantities, *(f"{q}_{e}" for q in quantities for e in ENDS)}
    for name in table.columns:
        column = table[name]
        if name in TEXT:
            columns.append(problems.read(column, "code"))
        elif name in ("traded", "saturated"):
            columns.append(_boolean(problems, column))
        elif name == "year":
            columns.append(problems.read(column, "integer"))
        elif name in numbers:
            columns.append(problems.read(column, "number"))
        else:
            columns.append(column)
    return pl.DataFrame(columns)


def _numbers(table: pl.DataFrame) -> set[str]:
    """Name the columns that must be numbers: known ones, and all that already are."""
    known = {"employment", "establishments", "quotient", "payroll", "output", "wage", "growth"}
    known |= {"visible_share", "imputed_share", "rounded"}
    ends = {f"{name}_{end}" for name in known for end in ENDS}
    numeric = {name for name, dtype in table.schema.items() if dtype.is_numeric()}
    return known | ends | numeric


def read_typed(
    table: pl.DataFrame, kinds: Mapping[str, ColumnType], *, lines: pl.Series | None = None
) -> pl.DataFrame:
    """Give columns in their types; refuse what cannot be read, by the file's lines.

    Raises
    ------
    InputError
        ``cells-type``.
    """
    problems = Rows(lines)
    typed = [problems.read(table[name], kind) for name, kind in kinds.items()]
    problems.check()
    return table.with_columns(typed)


def _boolean(problems: Rows, column: pl.Series) -> pl.Series:
    read = truths(column)
    problems.report(column, read.is_null() & _words(column).is_not_null(), "truth")
    return read


def truths(column: pl.Series) -> pl.Series:
    """Read a column of yes and no in words or figures; null for any other word."""
    if column.dtype == pl.Boolean:
        return column
    known = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    return _words(column).replace_strict(known, default=None, return_dtype=pl.Boolean)


def _words(column: pl.Series) -> pl.Series:
    return column.cast(pl.String).str.strip_chars().str.to_lowercase().replace("", None)


def _rows(problems: Rows, cells: pl.DataFrame) -> None:
    needed = (
        ("region", "category") if "quotient" in cells.columns else ("region", "category", "traded")
    )
    for name in (n for n in needed if n in cells.columns):
        problems.tell("cells-null", cells[name], cells[name].is_null(), shown=False)
    for name in (n for n in ("employment", "establishments", "quotient") if n in cells.columns):
        negative = (cells[name] < 0).fill_null(value=False)
        problems.tell("cells-negative", cells[name], negative)
    key = [name for name in KEY if name in cells.columns]
    twice = cells.select(pl.struct(key).is_duplicated()).to_series()
    if twice.any():
        at = twice.arg_true()[0]
        problems.add(
            "cells-duplicate", subject="cells", key=key, rows=int(twice.sum()),
            first=str(dict(zip(key, cells.select(key).row(at), strict=True))),
        )  # fmt: skip


def _ranged(cells: pl.DataFrame) -> pl.DataFrame:
    """Call plain ends data ranges; beside a range they are of next year, and made anew."""
    ends = {f"{name}_{end}": f"{name}_range_{end}" for name in cells.columns for end in ENDS}
    there = {old: new for old, new in ends.items() if old in cells.columns}
    ahead = [old for old, new in there.items() if new in cells.columns]
    left = cells.drop(ahead)
    return left.rename({old: new for old, new in there.items() if old not in ahead})


def bare_persistence(cells: pl.DataFrame, quantities: Sequence[str] = ()) -> Persistence:
    """Give how a bare table's cells move: by its own years, else by the packaged moves."""
    if "year" not in cells.columns:
        return packaged_persistence()
    return settled_persistence(cells, tuple(dict.fromkeys((*LOGGED, *quantities))))


def _measured(cells: pl.DataFrame, level: float) -> pl.DataFrame:
    """Add quotient, intervals and shares; the base is all rows of the same level, type and year."""
    full = _margins(cells)
    x, own = pl.col("employment"), pl.col("_own")
    computed = pl.when((own > 0) & (pl.col("_kind") > 0)).then(
        (x / own) / (pl.col("_kind") / pl.col("_all"))
    )
    full = full.with_columns(_computed=computed)
    if "quotient" not in full.columns:
        full = full.with_columns(quotient=pl.col("_computed"))
    new: dict[str, Any] = {
        "micro_share": pl.when(pl.col("_region") > 0).then(x / pl.col("_region")),
        "macro_share": pl.when(pl.col("_kind") > 0).then(x / pl.col("_kind")),
    }
    full = full.with_columns(
        **{name: value for name, value in new.items() if name not in full.columns},
        **_range(full),
    )
    low, high = persistence_interval(bare_persistence(full), full, "quotient", level=level)
    return full.with_columns(
        quotient_low=pl.Series(low).fill_nan(None), quotient_high=pl.Series(high).fill_nan(None)
    ).select(pl.exclude("^_.*$"))


def _range(full: pl.DataFrame) -> dict[str, pl.Series]:
    """Move the quotient by the factors that it moves by at the ends of the employment."""
    ends = [f"employment_range_{end}" for end in ENDS]
    if "quotient_range_low" in full.columns or not set(ends) & set(full.columns):
        return {}
    x, *whole = (_array(full, pl.col(f"_{name}")) for name in ("point", "own", "kind", "all"))
    given = _array(full, pl.col("quotient"))
    at = [given]
    for end in ends:
        moved = _array(full, pl.col(end)) if end in full.columns else x
        scale = quotient(moved, *(margin + moved - x for margin in whole)) / quotient(x, *whole)
        at.append(given * scale)
    low = np.where(np.isnan(at[1]), np.nan, np.fmin.reduce(at))
    return {
        "quotient_range_low": pl.Series(low).fill_nan(None),
        "quotient_range_high": pl.Series(np.max(at, axis=0)).fill_nan(None),
    }


def _margins(cells: pl.DataFrame) -> pl.DataFrame:
    base = [name for name in BASE if name in cells.columns]
    x = pl.col("employment")
    group = ["traded"] if "traded" in cells.columns else []

    def over(*keys: str) -> pl.Expr:
        every = [*base, *keys]
        return x.sum().over(every) if every else x.sum()

    return cells.with_columns(
        _point=x,
        _own=over("region", *group),
        _kind=over("category"),
        _all=over(*group),
        _region=over("region"),
    )


def _array(frame: pl.DataFrame, column: pl.Expr) -> np.ndarray:
    return frame.select(column.cast(pl.Float64)).to_series().fill_null(np.nan).to_numpy()
