"""Rows of a table as they are now, a page at a time, each with its tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from jiqun.core import unknown
from jiqun.studies.browsing.lists import Page, Paging, order, worded
from jiqun.studies.browsing.tables import condition
from jiqun.studies.editing.held import Place, current, opened
from jiqun.studies.editing.values import Values, told_row, typed_key
from jiqun.tables import TableSchema, schema
from jiqun.workspace import tag


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableRow:
    """A row that can be edited.

    Attributes
    ----------
    tag
        Names what it holds; an edit sends it along, so that it is told of other edits.
    values
        Its columns; null is unknown.
    left_out
        Columns that are too long to be told here (large shapes); an edit leaves them as they are.
    """

    tag: str
    values: Values
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditablePage(Page[EditableRow]):
    """Rows of a table as they are now.

    Attributes
    ----------
    commit, waiting
        The commit that is shown; edits that are kept and not yet in a commit.
    """

    items: tuple[EditableRow, ...]
    commit: int
    waiting: int


def page(
    place: Place,
    table: str,
    *,
    where: Sequence[str] = (),
    search: str = "",
    sort: str = "",
    paging: Paging | None = None,
) -> EditablePage:
    """Give one page of a canonical table as it is now, edits that wait included.

    Parameters
    ----------
    place, table
        The workspace; the table, with or without rows.
    where
        Conditions ("year>=2018") that all hold.
    search
        Words that a code or text of the row has, in any case of letters.
    sort
        A column, with "-" before it for the largest first; the key's order where left out.
    paging
        Which page.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``column-unknown``.
    InputError
        ``where-form``, ``where-value``, ``sort-unknown``.
    """
    ws, target, asked = opened(place), schema(table), paging or Paging()
    frame = current(ws, table)
    chosen = frame.lazy()
    for one in where:
        chosen = chosen.filter(condition(one, frame.schema))
    if search.strip():
        texts = [one.name for one in target.columns if one.type in ("code", "text")]
        chosen = chosen.filter(worded(search.strip(), texts))
    found = chosen.collect()
    places = _order(found, target, sort)
    return EditablePage(
        items=tuple(editable(one, target) for one in found[places[asked.part]].to_dicts()),
        total=found.height,
        limit=asked.limit,
        offset=asked.offset,
        commit=ws.version,
        waiting=ws.journal().waiting(),
    )


def row_of(place: Place, table: str, key: Mapping[str, object]) -> EditableRow:
    """Give one row of a canonical table as it is now, by its key.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``column-unknown``, ``row-unknown``.
    """
    ws, target = opened(place), schema(table)
    typed = typed_key(key, target)
    row = ws.journal().row(table, typed)
    if row is None:
        named = " · ".join(str(one) for one in typed.values())
        raise unknown("row", named, case="edited", table=table)
    return editable(dict(row), target)


def editable(row: dict[str, object], target: TableSchema) -> EditableRow:
    """Give a row with its tag."""
    values, left_out = told_row(row, target)
    return EditableRow(tag=tag(row) or "", values=values, left_out=left_out)


def _order(found: pl.DataFrame, target: TableSchema, sort: str) -> pl.Series:
    """Give the rows' places: by the key, or by a column and then the key."""
    if not sort:
        return found.select(pl.arg_sort_by(target.key, nulls_last=True)).to_series()
    by = found.sort(target.key, nulls_last=True) if found.height else found
    sortable = [one.name for one in target.columns if one.type not in ("codes", "geometry")]
    name = sort.removeprefix("-")
    places = order(by.select(sortable), name, sort=sort, known=sortable)
    original = found.select(pl.arg_sort_by(target.key, nulls_last=True)).to_series()
    return original.gather(places)
