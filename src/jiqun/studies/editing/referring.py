"""Who refers to a row: what is named cannot go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from jiqun.core import Problem, problem
from jiqun.studies.editing.held import current
from jiqun.tables import TableSchema, schemas
from jiqun.workspace import Workspace

#: Keys of rows that a problem shows.
_SHOWN = 3


def referring(target: TableSchema) -> Iterator[tuple[TableSchema, str, str]]:
    """Give every table that names rows of this one, by which column, and what it names."""
    for child in schemas().values():
        for column in child.columns:
            if column.references is not None and column.references[0] == target.name:
                yield child, column.name, column.references[1]


class Naming:
    """The rows that name rows of a table.

    Parameters
    ----------
    ws, target, after
        The workspace, the table, its rows as they will be.
    """

    def __init__(self, ws: Workspace, target: TableSchema, after: pl.DataFrame) -> None:
        self._after, self._target = after, target
        self._by = [
            (child, column, other, after if child is target else current(ws, child.name))
            for child, column, other in referring(target)
        ]

    def of(self, row: Mapping[str, object]) -> list[Problem]:
        """Say who names a row that is to go, if its values are then nowhere in the table."""
        found = []
        for child, column, other, rows in self._by:
            value = row.get(other)
            if value is None or rows.is_empty() or (self._after[other] == value).any():
                continue
            naming = rows.filter(pl.col(column) == value)
            if naming.is_empty():
                continue
            keys = naming.select(child.key).head(_SHOWN).iter_rows()
            told = problem(
                "row-referred",
                subject=f"{self._target.name}.{other}",
                value=str(value),
                table=child.name,
                column=column,
                count=naming.height,
                rows=[" · ".join(str(part) for part in key) for key in keys],
            )
            found.append(told)
        return found
