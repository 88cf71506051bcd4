"""Tables as they are, their history, and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from jiqun.core import InputError, Problem, texts, unknown
from jiqun.studies.atlas.rows import check_page, paged
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.exporting.cells import flattened
from jiqun.tables import schemas

CONDITION = re.compile(r"^(\w+)(<=|>=|!=|=|<|>|~)(.*)$", re.DOTALL)
HIDDEN = {"geometry"}
LARGEST = 2**63


def tables(path: str | Path, *, as_of: int | None = None) -> dict[str, Any]:
    """List the canonical tables and the results, present or not."""
    shown = snapshot(path, as_of=as_of)
    canonical = [
        {
            "table": name,
            "kind": "canonical",
            "title": dict(schema.title),
            "row": dict(schema.row),
            "key": list(schema.key),
            "rows": shown.workspace.rows(name),
            "present": shown.workspace.has(name),
            "needs": None
            if shown.workspace.has(name)
            else f"jiqun load {shown.workspace.path.name} {name} FILE",
            "columns": [
                {
                    "name": c.name,
                    "type": c.type,
                    "title": dict(c.title),
                    "unit": c.unit,
                    "required": c.required,
                }
                for c in schema.columns
            ],
        }
        for name, schema in schemas().items()
    ]
    results = [_result(shown, name) for name in shown.workspace.results()]
    found = [*canonical, *results]
    return paged(found, total=len(found), limit=len(found), offset=0)


def _result(shown: Snapshot, name: str) -> dict[str, Any]:
    columns = shown.workspace.scan(name).collect_schema()
    return {
        "table": name,
        "kind": "result",
        "title": _words(f"result-{name}", name),
        "row": _words(f"row-{name}", name),
        "key": [],
        "rows": shown.workspace.rows(name),
        "present": True,
        "needs": None,
        "columns": [
            {"name": c, "type": str(t), "title": _words(c, c), "unit": "", "required": False}
            for c, t in columns.items()
        ],
    }


def _words(key: str, otherwise: str) -> dict[str, str]:
    """Name a result or a column of one; what has no name here is its own."""
    own = texts("results").get(key) or texts("quantities").get(key)
    return dict(own) if own else {"en": otherwise, "zh": otherwise}


def table_frame(
    path: str | Path,
    name: str,
    *,
    where: Sequence[str] = (),
    sort: str = "",
    columns: Sequence[str] = (),
    as_of: int | None = None,
) -> pl.LazyFrame:
    """Give a table's rows, filtered and sorted; nothing of the request becomes a query's text.

    Parameters
    ----------
    path, name
        The workspace and a table or result in it.
    where
        Conditions "column=value" with one of = != < <= > >= and ~ (contains).
    sort
        A column, with "-" before it for the largest first.
    columns
        Which columns; all (but boundaries) otherwise.
    as_of
        An earlier commit.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``table-empty``, ``column-unknown``.
    InputError
        ``where-form``, ``where-value``.
    """
    shown = snapshot(path, as_of=as_of)
    if not shown.workspace.has(name):
        there = [*shown.workspace.tables(), *shown.workspace.results()]
        raise unknown("table", name, there, fix="Load it first, or name one that is there.")
    lazy = shown.workspace.scan(name)
    schema = lazy.collect_schema()
    for condition in where:
        lazy = lazy.filter(_condition(condition, schema))
    if sort:
        column = _column(sort.lstrip("-"), schema)
        lazy = lazy.sort(column, descending=sort.startswith("-"), nulls_last=True)
    chosen = [_column(one, schema) for one in columns] or [c for c in schema if c not in HIDDEN]
    return lazy.select(list(dict.fromkeys(chosen)))


def table_rows(path: str | Path, name: str, **options: Any) -> pl.DataFrame:
    """Give the rows of :func:`table_frame` as they are."""
    return table_frame(path, name, **options).collect()


def table_text(path: str | Path, name: str, **options: Any) -> pl.DataFrame:
    """Give the rows of :func:`table_frame` for a text file: shapes are WKT."""
    return flattened(table_frame(path, name, **options).collect())


def table_page(
    path: str | Path,
    name: str,
    *,
    where: Sequence[str] = (),
    sort: str = "",
    columns: Sequence[str] = (),
    limit: int = 100,
    offset: int = 0,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Give one page of a table with its columns' titles; see :func:`table_frame`."""
    check_page(limit, offset)
    lazy = table_frame(path, name, where=where, sort=sort, columns=columns, as_of=as_of)
    total = lazy.select(pl.len()).collect().item()
    page = (
        lazy.slice(offset, limit)
        .collect()
        .with_columns(cs.binary().map_batches(_outlines, return_dtype=pl.String))
    )
    titles = {c.name: c for c in schemas()[name].columns} if name in schemas() else {}
    described = [
        {
            "name": column,
            "type": str(dtype),
            "title": dict(titles[column].title) if column in titles else _words(column, column),
            "unit": titles[column].unit if column in titles else "",
        }
        for column, dtype in page.schema.items()
    ]
    return {
        "columns": described,
        **paged(page.to_dicts(), total=total, limit=limit, offset=offset),
    }


def history_page(
    path: str | Path, *, limit: int = 100, offset: int = 0, as_of: int | None = None
) -> dict[str, Any]:
    """List what was done, the newest first."""
    check_page(limit, offset)
    from jiqun.core import encode

    commits = snapshot(path, as_of=as_of).workspace.history()[::-1]
    return paged(
        encode(commits[offset : offset + limit]), total=len(commits), limit=limit, offset=offset
    )


def provenance(path: str | Path, name: str, *, as_of: int | None = None) -> dict[str, Any]:
    """Say where a table or result comes from.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``table-empty``.
    """
    workspace = snapshot(path, as_of=as_of).workspace
    origins = [origin.to_dict() for origin in workspace.origins(name)]
    is_result = name in workspace.results()
    return {
        "name": name,
        "kind": "result" if is_result else "canonical",
        "origins": origins,
        "record": workspace.record(name).to_dict() if is_result else None,
        "digest": workspace.digest(name),
        "rows": workspace.rows(name),
        "commit": workspace.version,
    }


def _column(name: str, schema: pl.Schema) -> str:
    if name not in schema:
        raise unknown("column", name, list(schema), fix="Correct the name.")
    return name


def _condition(text: str, schema: pl.Schema) -> pl.Expr:
    found = CONDITION.match(text)
    if found is None:
        raise InputError(
            Problem(
                "where-form",
                "where",
                repr(text[:80]),
                "column, one of = != < <= > >= ~, value",
                "For example where=year>=2018.",
            )
        )
    name, sign, word = found.groups()
    column = pl.col(_column(name, schema))
    if sign == "~" and not schema[name].is_nested() and schema[name] != pl.Binary:
        return column.cast(pl.String).str.contains(word, literal=True).fill_null(value=False)
    value = _typed(word, schema[name], name)
    found_by: dict[str, pl.Expr] = {
        "=": column == value,
        "!=": column != value,
        "<": column < value,
        "<=": column <= value,
        ">": column > value,
        ">=": column >= value,
    }
    return found_by[sign]


def _outlines(shapes: pl.Series) -> pl.Series:
    """Write boundaries as WKT."""
    import shapely

    return pl.Series(shapely.to_wkt(shapely.from_wkb(shapes.to_list())), dtype=pl.String)


def _typed(word: str, dtype: pl.DataType, name: str) -> Any:
    try:
        if dtype.is_integer() and abs(int(word)) < LARGEST:
            return int(word)
        if dtype.is_float() and not isnan(float(word)):
            return float(word)
        if dtype == pl.Boolean:
            return {"true": True, "false": False}[word.lower()]
    except (ValueError, KeyError):
        raise InputError(
            Problem(
                "where-value",
                name,
                repr(word[:80]),
                f"a value of type {dtype}",
                "Correct the value.",
            )
        ) from None
    if dtype == pl.String:
        return word
    raise InputError(
        Problem(
            "where-value",
            name,
            f"{word[:80]!r} for a column of type {dtype}",
            "a column of text, numbers or true/false, and a value that it can have",
            "Correct the value, or filter by another column.",
        )
    )
