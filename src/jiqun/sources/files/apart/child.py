"""Run in a child: read a sheet or a Parquet file, or repair shapes; answer with a line of JSON.

It stands alone, without the project's own modules: a child starts as quickly as its library.
"""

from __future__ import annotations

import contextlib
import json
import math
import sys
from typing import Any


def limit(memory: int, seconds: float) -> None:
    """Let this process have so many bytes and seconds more, as far as the system can limit them."""
    try:
        import resource
        from pathlib import Path
    except ImportError:
        return
    spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    most = {resource.RLIMIT_CPU: math.ceil(spent + seconds)}
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most[resource.RLIMIT_AS] = pages * resource.getpagesize() + memory
    except (OSError, ValueError):
        pass  # no such count: memory stays as it is
    for kind, number in most.items():
        hard = resource.getrlimit(kind)[1]
        soft = number if hard == resource.RLIM_INFINITY else min(number, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (soft, hard))


def read_sheet(asked: dict[str, Any]) -> dict[str, Any]:
    """Read the sheet asked for, every cell as text, into an Arrow file; name all sheets."""
    import os

    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # the others reserve too much
    import fastexcel
    import polars as pl
    import pyarrow as pa  # noqa: F401 - the reader gives errors beside an Arrow table only

    limit(asked["memory"], asked["seconds"])
    book = fastexcel.read_excel(asked["file"])
    sheets = book.sheet_names
    wanted = asked["sheet"]
    if not sheets or not asked["out"] or (wanted and wanted not in sheets):
        return {"sheets": sheets, "sheet": ""}
    chosen = wanted or sheets[0]
    sheet = book.load_sheet(chosen, header_row=None, dtypes="string", skip_rows=0)
    arrow, wrong = sheet.to_arrow_with_errors()
    cells = pl.DataFrame(arrow)
    if wrong is not None:
        cells = _with_errors(cells, wrong.errors)
    cells.write_ipc(asked["out"])
    first = min((one.absolute_index for one in sheet.available_columns()), default=0)
    return {"sheets": sheets, "sheet": chosen, "first": first}


#: What the reader calls an error cell, and what stands in it.
_ERRORS = {
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Name": "#NAME?",
    "Num": "#NUM!",
    "Null": "#NULL!",
    "GettingData": "#GETTING_DATA",
}


def _with_errors(cells: Any, wrong: Any) -> Any:
    """Write into each error cell the word that stands in it; the reader leaves it empty."""
    found: dict[int, tuple[list[int], list[str]]] = {}
    for one in wrong:
        row, column = one.offset_position
        kind = one.detail.partition("Error(")[2].partition(")")[0]
        if kind:
            rows, words = found.setdefault(column, ([], []))
            rows.append(row)
            words.append(_ERRORS.get(kind, "#VALUE!"))
    for column, (rows, words) in found.items():
        cells.replace_column(column, cells.to_series(column).scatter(rows, words))
    return cells


def repair(asked: dict[str, Any]) -> dict[str, Any]:
    """Find and mend the invalid shapes of a file of well-known binary."""
    import numpy as np
    import shapely

    limit(asked["memory"], asked["seconds"])
    with np.load(asked["file"]) as packed:
        ends, given = np.cumsum(packed["lengths"]), packed["data"].tobytes()
    starts = np.concatenate([[0], ends[:-1]])
    shapes = shapely.from_wkb([given[a:b] for a, b in zip(starts, ends, strict=True)])
    broken = ~shapely.is_valid(shapes)
    first = int(np.argmax(broken))
    reason = str(shapely.is_valid_reason(shapes[first])) if broken.any() else ""
    mended = shapely.make_valid(
        shapes[broken], method="structure", keep_collapsed=asked["collapsed"]
    )
    wkb = shapely.to_wkb(mended)
    lengths = np.array([len(one) for one in wkb], dtype=np.int64)
    data = np.frombuffer(b"".join(wkb), dtype=np.uint8)
    np.savez(asked["out"], broken=np.flatnonzero(broken), lengths=lengths, data=data)
    return {"reason": reason}


def try_parquet(asked: dict[str, Any]) -> dict[str, Any]:
    """Read a Parquet file to its end, as a trial: what takes the reader down does so here."""
    import polars as pl

    limit(asked["memory"], asked["seconds"])
    frame = pl.read_parquet(asked["file"], glob=False)
    return {"rows": frame.height, "geo": bool(pl.read_parquet_metadata(asked["file"]).get("geo"))}


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked; tell every failure as a word of its kind."""
    try:
        tasks = {"sheet": read_sheet, "repair": repair, "parquet": try_parquet}
        return tasks[asked["task"]](asked)
    except MemoryError:
        return {"memory": True}
    except OSError as err:
        known = {"errno": err.errno, "reason": err.strerror}
        return known if err.errno else {"broken": str(err)}
    except BaseException as err:  # noqa: BLE001 - a Rust panic is no Exception
        return {"broken": (str(err).splitlines() or [type(err).__name__])[0]}


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(answer(json.loads(sys.stdin.buffer.read()))))
