"""A measure's result as a file, and as rows for a screen."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import InputError, Words, problem
from jiqun.measures import Measured
from jiqun.studies.exporting import neutralised, write_safely
from jiqun.workspace import Workspace

#: What a result may be labelled by -> the table that names it.
NAMED = {"region": "regions", "industry": "industries", "category": "categories",
         "organisation": "organisations"}  # fmt: skip
#: Columns of curves that a screen has room for.
CURVE = ("year", "series", "radius", "value", "low", "high", "global_low", "global_high")


def write_result(result: Measured, to: Path) -> None:
    """Write a result's tidy frame to a .csv or .parquet file.

    Raises
    ------
    InputError
        ``export-format``: another ending.
    """
    frame = result.to_frame()
    if to.suffix.lower() == ".parquet":
        write_safely(to, frame.write_parquet)
    elif to.suffix.lower() == ".csv":
        safe, _ = neutralised(frame)
        write_safely(to, safe.write_csv)
    else:
        raise InputError(problem("export-format", subject=str(to), case="result", ending=to.suffix))


def rows_of(result: Measured, *, shown: int = 20) -> pl.DataFrame:
    """Give the rows of a result for a screen: highest values first, empty columns left out."""
    numbers = [name for name, kind in result.to_frame().schema.items() if kind == pl.Float64]
    frame = result.to_frame().with_columns(pl.col(numbers).fill_nan(None))
    empty = [name for name in numbers if name != "value" and frame[name].null_count() == len(frame)]
    frame = frame.drop(empty)
    if "radius" in frame.columns:
        return frame.select(name for name in frame.columns if name in CURVE)
    return frame.sort("value", descending=True, nulls_last=True).head(shown)


def code_names(workspace: Path) -> dict[str, dict[str, Words]]:
    """Give the names that a workspace knows of its codes: axis -> code -> name.

    A code without a name is left out.
    """
    ws = Workspace.open(workspace)
    found = {axis: _names(ws, axis, table) for axis, table in NAMED.items() if ws.has(table)}
    return found | {"group": found.get("region", {})}


def _names(ws: Workspace, code: str, table: str) -> dict[str, Words]:
    there = ws.scan(table).collect_schema().names()
    wanted = [code, *(name for name in ("name", "name_zh") if name in there)]
    rows = ws.frame(table, wanted).unique(maintain_order=True).to_dicts()
    pairs = {str(row[code]): (row.get("name") or "", row.get("name_zh") or "") for row in rows}
    return {key: Words(en=en or zh, zh=zh or en) for key, (en, zh) in pairs.items() if en or zh}


__all__ = ["Measured", "code_names", "rows_of", "write_result"]
