"""DuckDB over a commit's files: SQL that can read these tables and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import polars as pl

from jiqun.core import InputError, problem
from jiqun.tables import schemas
from jiqun.workspace.entries import Entry
from jiqun.workspace.reading import paths
from jiqun.workspace.verifying import faults, hold_parts

#: The first closes the door; the last throws the key away.
_LOCKS = (
    "SET temp_directory=''",
    "SET python_enable_replacements=false",
    "SET autoinstall_known_extensions=false",
    "SET autoload_known_extensions=false",
    "SET allow_community_extensions=false",
    "SET enable_external_access=false",
    "SET lock_configuration=true",
)
_TYPES = {
    "code": "VARCHAR",
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "codes": "VARCHAR[]",
    "geometry": "BLOB",
}


class Engine:
    """A DuckDB connection that sees one commit; a cursor a query, so threads may share it.

    A table is held against its commit before a query reads it; one that is damaged is not there.
    """

    def __init__(self, root: Path, entries: Mapping[str, Entry]) -> None:
        self._root, self._entries = root, dict(entries)
        self._lock = Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None

    def query(self, sql: str, parameters: Sequence[Any]) -> pl.DataFrame:
        """Run one SELECT.

        Raises
        ------
        InputError
            ``query-kind``: not one SELECT. ``query-refused``: DuckDB's own words.
        DamageError
            A table that the query reads is not what was written.
        """
        cursor = self._open().cursor()
        try:
            _one_select(sql)
            self._hold(sql, cursor)
            return pl.DataFrame(cursor.sql(sql, params=list(parameters)).pl())
        except duckdb.Error as err:
            self._hold(sql, cursor, afresh=True)
            raise InputError(
                problem("query-refused", subject="query", reason=str(err).strip())
            ) from None
        finally:
            cursor.close()

    def _hold(self, sql: str, cursor: duckdb.DuckDBPyConnection, *, afresh: bool = False) -> None:
        for name in self._named(sql, cursor):
            hold_parts(self._root, self._entries[name], afresh=afresh)

    def _named(self, sql: str, cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
        """Name the tables of this commit that a query reads."""
        try:
            named = {name.lower() for name in cursor.get_table_names(sql)}
        except duckdb.Error:  # it will be refused, or names its tables in a way of its own
            named = {name for name in self._entries if name in sql.lower()}
        return (name for name in self._entries if name in named)

    def _open(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = _connect(self._root, self._entries)
            return self._connection

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None


def _one_select(sql: str) -> None:
    statements = duckdb.extract_statements(sql)
    allowed = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) != 1 or statements[0].type not in allowed:
        raise InputError(
            problem(
                "query-kind",
                subject="query",
                count=len(statements),
                kinds=[s.type.name for s in statements],
            )
        )


def _connect(root: Path, entries: Mapping[str, Entry]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar=false")  # a slow disk would have it drawn
    files = {name: paths(root, one) for name, one in entries.items()}
    everything = [path for found in files.values() for path in found]
    connection.execute(f"SET allowed_paths={_listed(everything)}")
    for name, entry in entries.items():
        if not any(faults(root, entry, quick=True)):
            source = f"read_parquet({_listed(files[name])}, union_by_name=true)"
            source = f"SELECT {_columns(entry)} FROM {source}"
            connection.execute(f'CREATE VIEW "{name}" AS {source}')
    for name, schema in schemas().items():
        if name not in entries:
            columns = ", ".join(f'NULL::{_TYPES[c.type]} AS "{c.name}"' for c in schema.columns)
            connection.execute(f'CREATE VIEW "{name}" AS SELECT {columns} WHERE false')
    for setting in _LOCKS:
        connection.execute(setting)
    return connection


def _columns(entry: Entry) -> str:
    """Name an entry's columns; one that its table has gained since is its default, else null."""
    if entry.kind != "table" or entry.name not in schemas():
        return "*"
    whole = schemas()[entry.name]
    if entry.columns == whole.names:
        return "*"
    absent = {
        c.name: f"'{c.default}'" if c.default else f"NULL::{_TYPES[c.type]}" for c in whole.columns
    }
    return ", ".join(
        f'"{name}"' if name in entry.columns else f'{absent[name]} AS "{name}"'
        for name in whole.names
    )


def _listed(paths: Sequence[str]) -> str:
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"[{quoted}]"
