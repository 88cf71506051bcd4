"""Rows of a table as they are, filtered and sorted, a page or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
import polars.selectors as cs
from annotated_types import MaxLen

from jiqun.core import Words, unknown
from jiqun.studies.browsing.lists import (
    MOST_LETTERS,
    MOST_REPEATED,
    Codes,
    Page,
    Paging,
    Plain,
    formed,
)
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.tables.conditions import FORM, column, condition
from jiqun.studies.browsing.tables.listing import ColumnShort, result_column
from jiqun.studies.exporting import flattened
from jiqun.tables import schemas

HIDDEN = {"geometry"}
Row = dict[str, Plain | list[str]]
Condition = Annotated[str, MaxLen(MOST_LETTERS), formed(FORM)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFilters:
    """Which rows and columns, in which order.

    Attributes
    ----------
    where
        column>=value; one of = != < <= > >= and ~ (contains); may repeat.
    columns
        Names with commas between; all (but boundaries) where left out.
    sort
        A column, with - before it for the largest first.
    """

    where: Annotated[tuple[Condition, ...], MaxLen(MOST_REPEATED)] = ()
    columns: Codes = ""
    sort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage(Page[Row]):
    """Rows of a table, with its columns."""

    items: tuple[Row, ...]
    columns: tuple[ColumnShort, ...]


def table_frame(shown: Snapshot, name: str, *, filters: TableFilters | None = None) -> pl.LazyFrame:
    """Give a table's rows, filtered and sorted.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``table-empty``, ``column-unknown``.
    InputError
        ``where-form``, ``where-value``.
    """
    wanted = filters or TableFilters()
    if not shown.workspace.has(name):
        there = [*shown.workspace.tables(), *shown.workspace.results()]
        raise unknown("table", name, there, case="shown")
    lazy = shown.workspace.scan(name)
    schema = lazy.collect_schema()
    for one in wanted.where:
        lazy = lazy.filter(condition(one, schema))
    if wanted.sort:
        by = column(wanted.sort.lstrip("-"), schema)
        lazy = lazy.sort(by, descending=wanted.sort.startswith("-"), nulls_last=True)
    named = [column(one, schema) for one in wanted.columns.split(",") if one]
    return lazy.select(list(dict.fromkeys(named or [c for c in schema if c not in HIDDEN])))


def table_rows(shown: Snapshot, name: str, *, filters: TableFilters | None = None) -> pl.DataFrame:
    """Give the rows of :func:`table_frame` as they are."""
    return table_frame(shown, name, filters=filters).collect()


def table_text(shown: Snapshot, name: str, *, filters: TableFilters | None = None) -> pl.DataFrame:
    """Give the rows of :func:`table_frame` for a text file: shapes are WKT."""
    return flattened(table_frame(shown, name, filters=filters).collect())


def table_page(
    shown: Snapshot,
    name: str,
    *,
    filters: TableFilters | None = None,
    page: Paging | None = None,
) -> TablePage:
    """Give one page of a table with its columns' titles; see :func:`table_frame`."""
    asked = page or Paging()
    lazy = table_frame(shown, name, filters=filters)
    rows = (
        lazy.slice(asked.offset, asked.limit)
        .collect()
        .with_columns(cs.binary().map_batches(_outlines, return_dtype=pl.String))
    )
    return TablePage(
        items=tuple(rows.to_dicts()),
        total=lazy.select(pl.len()).collect().item(),
        limit=asked.limit,
        offset=asked.offset,
        columns=tuple(_described(name, c, dtype) for c, dtype in rows.schema.items()),
    )


def _described(table: str, name: str, dtype: pl.DataType) -> ColumnShort:
    known = {c.name: c for c in schemas()[table].columns} if table in schemas() else {}
    own = known.get(name)
    title = Words.of(own.title) if own else result_column(table, name)
    return ColumnShort(name=name, type=str(dtype), title=title, unit=own.unit if own else "")


def _outlines(shapes: pl.Series) -> pl.Series:
    """Write boundaries as WKT."""
    import shapely

    return pl.Series(shapely.to_wkt(shapely.from_wkb(shapes.to_list())), dtype=pl.String)
