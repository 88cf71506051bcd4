"""The economy from outside that a run compares with: a region's own rows, or a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from jiqun.clusters import Reference
from jiqun.core import InputError, Problems, problem, unknown
from jiqun.sources.files import read_whole
from jiqun.tables import Column, ColumnType, at_lines, read_column
from jiqun.workspace import Workspace

_SHOWN = 3


def chosen_reference(
    ws: Workspace, told: str | None, quantity: str = "employment"
) -> Reference | None:
    """Give the reference that a plan names, by the quantity that leads; None where it names none.

    Raises
    ------
    UnknownError
        ``base-unknown``: neither a region nor a file.
    InputError
        ``base-empty``, ``base-columns``, ``base-cells``; the reader's codes.
    """
    if told is None:
        return None
    if told in set(ws.frame("regions", ["region"])["region"]):
        return _of_region(ws, told, quantity)
    file = Path(told).expanduser()
    if not file.is_file():
        raise unknown("base", told, ws.frame("regions", ["region"])["region"].to_list())
    return _of_file(file, quantity)


def _of_region(ws: Workspace, region: str, quantity: str) -> Reference:
    columns = ["industry", "year", quantity]
    rows = ws.scan("activity").filter(pl.col("region") == region).select(columns).collect()
    if rows.is_empty():
        raise InputError(problem("base-empty", subject="reference", region=region))
    return Reference(name=region, rows=rows, quantity=quantity)


def _of_file(file: Path, quantity: str) -> Reference:
    given = read_whole(file)
    if quantity not in given.frame.columns and "value" in given.frame.columns:
        given = replace(given, frame=given.frame.rename({"value": quantity}))
    missing = [name for name in ("industry", quantity) if name not in given.frame.columns]
    if missing:
        told = problem(
            "base-columns", subject=file.name, columns=given.frame.columns, missing=missing
        )
        raise InputError(told)
    problems, columns = Problems(), {}
    kinds: dict[str, ColumnType] = {"industry": "code", "year": "integer", quantity: "number"}
    for name, kind in kinds.items():
        if name not in given.frame.columns:
            continue
        column = given.frame[name]
        columns[name], bad = read_column(column, Column(name=name, type=kind, title={}))
        first = bad.arg_true().head(_SHOWN)
        if len(first):
            lines = given.lines.gather(first).to_list()
            where = at_lines(lines, column.gather(first).to_list(), counted=given.counted, more=0)
            problems.add("base-cells", subject=name, count=int(bad.sum()), where=where)
    problems.check()
    return Reference(name=file.name, rows=pl.DataFrame(columns), quantity=quantity)
