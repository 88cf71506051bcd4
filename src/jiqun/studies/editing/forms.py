"""What a form for a row of a table needs to know: its columns, what each may hold."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.core import Words, quantities
from jiqun.studies.editing.held import Place, current, opened
from jiqun.tables import Column, ColumnType, TableSchema, schema
from jiqun.workspace import Workspace

#: Codes of another table that a form lists; more are looked up.
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChoice:
    """A code that a column may hold, and its name."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One field of a form.

    Attributes
    ----------
    name, type, title
        The column.
    help
        What it means, where the catalogue says more than the title; empty where not.
    unit
        "persons", "km²", "share", "currency" (then the row names its currency).
    required, key
        It must be filled; it is part of what tells rows apart.
    default
        What stands where nothing is given; empty for nothing.
    minimum, maximum
        Inclusive bounds of a number; null where there are none.
    longest
        Characters that a text may have; null where it is none.
    pattern
        Regular expression that a code must match; empty where any does.
    choices
        The codes that it may hold, with names; empty where they are too many or free.
    table, column
        The table and column whose codes it must name; empty where it is free.
    look_up
        Whether the codes are too many for ``choices``: they are searched for in ``table``.
    """

    name: str
    type: ColumnType
    title: Words
    help: Words
    unit: str
    required: bool
    key: bool
    default: str
    minimum: float | None
    maximum: float | None
    longest: int | None
    pattern: str
    choices: tuple[FormChoice, ...]
    table: str
    column: str
    look_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a row of a table is edited.

    Attributes
    ----------
    table, title
        The canonical table.
    row
        What a row is.
    key
        The columns that tell rows apart.
    columns
        In the table's order.
    rows
        How many there are now, edits that wait included.
    commit, waiting
        The commit that is shown; edits that are kept and not yet in a commit.
    """

    table: str
    title: Words
    row: Words
    key: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    rows: int
    commit: int
    waiting: int


def form(place: Place, table: str, *, most_choices: int = MOST_CHOICES) -> Form:
    """Describe a form for a row of a canonical table.

    Parameters
    ----------
    place, table
        The workspace; the table, with or without rows.
    most_choices
        Codes of another table that are listed; more are to be looked up.

    Raises
    ------
    UnknownError
        ``table-unknown``.
    """
    ws, target = opened(place), schema(table)
    return Form(
        table=table,
        title=Words.of(target.title),
        row=Words.of(target.row),
        key=target.key,
        columns=tuple(_field(ws, target, one, most_choices) for one in target.columns),
        rows=current(ws, table).height,
        commit=ws.version,
        waiting=ws.journal().waiting(),
    )


def _field(ws: Workspace, target: TableSchema, column: Column, most: int) -> FormColumn:
    table, other = column.references or ("", "")
    choices = tuple(FormChoice(code=one, name=Words.same(one)) for one in column.values)
    look_up = False
    if table and not choices:
        choices, look_up = _codes(ws, table, other, most)
    return FormColumn(
        name=column.name,
        type=column.type,
        title=Words.of(column.title),
        help=_help(column.name),
        unit=column.unit,
        required=column.required and not column.default,
        key=column.name in target.key,
        default=column.default,
        minimum=column.minimum,
        maximum=column.maximum,
        longest=column.longest,
        pattern=column.pattern,
        choices=choices,
        table=table,
        column=other,
        look_up=look_up,
    )


def _codes(
    ws: Workspace, table: str, column: str, most: int
) -> tuple[tuple[FormChoice, ...], bool]:
    """List another table's codes with their names, unless they are too many."""
    frame = current(ws, table)
    there = frame.select(
        code=pl.col(column),
        en=_name(frame, "name", column),
        zh=_name(frame, "name_zh", "name", column),
    )
    there = there.drop_nulls("code").unique("code", keep="first").sort("code")
    if there.height > most:
        return (), True
    rows = there.iter_rows(named=True)
    return tuple(FormChoice(code=r["code"], name=Words(r["en"], r["zh"])) for r in rows), False


def _name(frame: pl.DataFrame, *columns: str) -> pl.Expr:
    return pl.coalesce([pl.col(one) for one in columns if one in frame.columns])


def _help(column: str) -> Words:
    known = quantities().get(column)
    return known.definition if known else Words.same("")
