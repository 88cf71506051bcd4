"""Rows are checked as the loader checks them, by the same door, and told row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from jiqun.core import Problem
from jiqun.studies.editing.held import current
from jiqun.studies.editing.values import given
from jiqun.tables import HANGING, Checked, Known, TableSchema, validate
from jiqun.workspace import Workspace

#: Bad rows that are told one by one; more are counted.
MOST_TOLD = 200
#: So many of them are looked at by themselves; the others are told as the door tells them all.
MOST_ALONE = 50
#: What no row shows by itself: it is told of the rows together, and costs no look at each.
_TOGETHER = frozenset({"key-duplicate"})
Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """What is wrong with a row, or deserves doubt.

    Attributes
    ----------
    row
        Which of the rows that were sent, from 0.
    columns
        Where; the first is the problem's own.
    problem
        What, as the loader tells it.
    """

    row: int
    columns: tuple[str, ...]
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Rows after the door.

    Attributes
    ----------
    typed
        The good rows, typed, all columns, with their places in ``_row``.
    bad
        How many rows are refused.
    problems, cautions
        What is wrong, and what is accepted but deserves doubt, by row.
    """

    typed: pl.DataFrame
    bad: int
    problems: tuple[RowProblem, ...]
    cautions: tuple[RowProblem, ...]


def framed(rows: Rows, target: TableSchema) -> pl.DataFrame:
    """Put rows as they were given into a frame for the door."""
    return pl.DataFrame(
        [given(column, [row.get(column.name) for row in rows]) for column in target.columns]
    )


def look_at(
    ws: Workspace,
    target: TableSchema,
    frame: pl.DataFrame,
    *,
    gone: pl.DataFrame,
    as_they_were: Collection[str] = (),
) -> Looked:
    """Check whole rows against the table as it will be.

    Parameters
    ----------
    ws, target, frame
        The workspace, the table, its new or changed rows as they were given.
    gone
        Keys of the rows that are replaced or removed.
    as_they_were
        Columns in which no row changes: their codes are what they are.
    """
    numbers = pl.int_range(1, frame.height + 1, eager=True)
    known = known_of(ws, target, gone=gone)
    checked = validate(
        frame, target, known=known, lines=numbers, counted="row", as_written=as_they_were
    )
    bad = checked.rejected["row"]
    places = pl.int_range(frame.height, eager=True)
    good = places.filter(~places.is_in(bad.cast(pl.Int64).implode()))
    typed = checked.accepted.with_columns(good.alias("_row"))
    problems, cautions = _told(frame, target, checked, known=known)
    return Looked(typed=typed, bad=len(bad), problems=problems, cautions=cautions)


def known_of(ws: Workspace, target: TableSchema, *, gone: pl.DataFrame) -> Known:
    """Give the values that rows of a table may name, as they will be without the rows that go."""
    wanted = {column.references for column in target.columns if column.references}
    if target.name in ("activity", "categories"):
        wanted |= {("industries", "industry"), ("industries", "system")}
    wanted |= HANGING.get(target.name, set())
    found: dict[tuple[str, str], pl.Series] = {}
    for table in sorted({table for table, _ in wanted}):
        frame = current(ws, table)
        if table == target.name:
            frame = without(frame, gone, target)
        if frame.is_empty() and table != target.name:
            continue
        found |= {(table, column): frame[column] for one, column in wanted if one == table}
    return found


def without(frame: pl.DataFrame, gone: pl.DataFrame, target: TableSchema) -> pl.DataFrame:
    """Leave out the rows of those keys."""
    if gone.is_empty():
        return frame
    keys = list(target.key)
    return frame.join(gone.select(keys), on=keys, how="anti", nulls_equal=True)


def keys_frame(keys: Rows, target: TableSchema) -> pl.DataFrame:
    """Put keys into a frame, typed; one that cannot be is no row's."""
    columns = [target.column(name) for name in target.key]
    typed = [
        pl.Series(one.name, [key.get(one.name) for key in keys], dtype=one.dtype, strict=False)
        for one in columns
    ]
    return pl.DataFrame(typed)


def _told(
    frame: pl.DataFrame, target: TableSchema, checked: Checked, *, known: Known
) -> tuple[tuple[RowProblem, ...], tuple[RowProblem, ...]]:
    """Tell each bad row's problems; what only the rows together show is told of each of them."""
    whole = tuple(one for one in checked.problems if not _is_of_rows(one))
    problems = [RowProblem(row=0, columns=_columns(one), problem=one) for one in whole]
    looks = 0
    for row, columns, codes in (
        checked.rejected.head(MOST_TOLD).select("row", "columns", "reasons").iter_rows()
    ):
        pairs = dict.fromkeys(zip(columns.split("; "), codes.split("; "), strict=True))
        alone: tuple[Problem, ...] = ()
        needed = frame.height > 1 and {code for _, code in pairs} - _TOGETHER
        if needed and looks < MOST_ALONE:
            alone, looks = _alone(frame, target, row, known).problems, looks + 1
        for column, code in pairs:
            found = _found(column, code, (*alone, *checked.problems))
            if found is not None:
                problems.append(RowProblem(row=row, columns=(column,), problem=found))
    return tuple(problems), _doubts(checked, frame.height)


def _alone(frame: pl.DataFrame, target: TableSchema, row: int, known: Known) -> Checked:
    """Check one row beside the others as if those stood in the table."""
    own = {name for table, name in known if table == target.name}
    beside = {name: frame[name] for name in own if frame[name].dtype == pl.String}
    others = pl.int_range(frame.height, eager=True) != row
    more = {
        (table, name): pl.concat([series, beside[name].filter(others)])
        for (table, name), series in known.items()
        if table == target.name and beside.keys() == own
    }
    lines = pl.Series([row + 1])
    return validate(
        frame.slice(row, 1), target, known={**known, **more}, lines=lines, counted="row"
    )


def _found(column: str, code: str, problems: Sequence[Problem]) -> Problem | None:
    return next((one for one in problems if one.code == code and _columns(one) == (column,)), None)


def _doubts(checked: Checked, height: int) -> tuple[RowProblem, ...]:
    """Give the cautions, at their first row where they have one."""
    found = []
    for one in checked.cautions:
        lines = one.values.get("lines") or [1]
        row = min(max(int(lines[0]) - 1, 0), max(height - 1, 0))
        found.append(RowProblem(row=row, columns=_columns(one), problem=one))
    return tuple(found)


def _is_of_rows(one: Problem) -> bool:
    return "lines" in one.values


def _columns(one: Problem) -> tuple[str, ...]:
    """Give the column that a problem's subject names, if it does."""
    _, _, column = one.subject.partition(".")
    return (column,) if column else ()
