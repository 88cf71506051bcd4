"""Which tables and results there are, with their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jiqun.core import Words, column_words, texts
from jiqun.studies.browsing.lists import Page, whole
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces import TableShort, loading
from jiqun.tables import schemas

TableKind = Literal["canonical", "result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShort:
    """A column of a table page."""

    name: str
    type: str
    title: Words
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnInfo(ColumnShort):
    """A column of a table."""

    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInfo(TableShort):
    """A canonical table or a result; ``row`` says what a row is."""

    kind: TableKind
    row: Words
    key: tuple[str, ...]
    columns: tuple[ColumnInfo, ...]


def table_list(shown: Snapshot) -> Page[TableInfo]:
    """List the canonical tables and the results, present or not."""
    canonical = [_canonical(shown, name) for name in schemas()]
    return whole([*canonical, *(_result(shown, name) for name in shown.workspace.results())])


def _canonical(shown: Snapshot, name: str) -> TableInfo:
    schema, there = schemas()[name], shown.workspace.has(name)
    return TableInfo(
        table=name,
        kind="canonical",
        title=Words.of(schema.title),
        row=Words.of(schema.row),
        key=tuple(schema.key),
        rows=shown.workspace.rows(name),
        present=there,
        needs=None if there else loading(shown.workspace.path, name),
        columns=tuple(
            ColumnInfo(
                name=c.name, type=c.type, title=Words.of(c.title), unit=c.unit, required=c.required
            )
            for c in schema.columns
        ),
    )


def _result(shown: Snapshot, name: str) -> TableInfo:
    columns = shown.workspace.scan(name).collect_schema()
    return TableInfo(
        table=name,
        kind="result",
        title=_result_words(f"result-{name}", name),
        row=_result_words(f"row-{name}", name),
        key=(),
        rows=shown.workspace.rows(name),
        present=True,
        needs=None,
        columns=tuple(
            ColumnInfo(name=c, type=str(t), title=result_column(name, c), unit="", required=False)
            for c, t in columns.items()
        ),
    )


def result_column(result: str, column: str) -> Words:
    """Name a column of a result; one that has no name here is its own."""
    own = texts("results").get(column)
    return Words.of(own) if own else column_words(column, result) or Words.same(column)


def _result_words(key: str, otherwise: str) -> Words:
    own = texts("results").get(key)
    return Words.of(own) if own else Words.same(otherwise)
