"""DuckDB over a commit's files: SQL that can read these tables and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

import duckdb
import polars as pl

from jiqun.core import InputError, problem
from jiqun.tables import schemas

#: The first closes the door; the last throws the key away.
_LOCKS = (
    "SET temp_directory=''",
    "SET enable_progress_bar=false",
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
    """A DuckDB connection that sees one commit; a cursor a query, so threads may share it."""

    def __init__(self, files: Mapping[str, Sequence[str]]) -> None:
        self._files = files
        self._lock = Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None

    def query(self, sql: str, parameters: Sequence[Any]) -> pl.DataFrame:
        """Run one SELECT.

        Raises
        ------
        InputError
            ``query-kind``: not one SELECT. ``query-refused``: DuckDB's own words.
        """
        cursor = self._open().cursor()
        try:
            _one_select(sql)
            return pl.DataFrame(cursor.sql(sql, params=list(parameters)).pl())
        except duckdb.Error as err:
            raise InputError(
                problem("query-refused", subject="query", reason=str(err).strip())
            ) from None
        finally:
            cursor.close()

    def _open(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = _connect(self._files)
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


def _connect(files: Mapping[str, Sequence[str]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    everything = [path for paths in files.values() for path in paths]
    connection.execute(f"SET allowed_paths={_listed(everything)}")
    for name, paths in files.items():
        source = f"SELECT * FROM read_parquet({_listed(paths)}, union_by_name=true)"
        connection.execute(f'CREATE VIEW "{name}" AS {source}')
    for name, schema in schemas().items():
        if name not in files:
            columns = ", ".join(f'NULL::{_TYPES[c.type]} AS "{c.name}"' for c in schema.columns)
            connection.execute(f'CREATE VIEW "{name}" AS SELECT {columns} WHERE false')
    for setting in _LOCKS:
        connection.execute(setting)
    return connection


def _listed(paths: Sequence[str]) -> str:
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"[{quoted}]"
