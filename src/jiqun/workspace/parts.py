"""Parquet files under a Delta log: write, restore, sweep; and the digest of a frame."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from jiqun.core import digest
from jiqun.workspace.commits import Part, settle

#: Every version stays readable: history is what a workspace is for.
_KEEP = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}


def write_part(
    folder: Path, frame: pl.DataFrame, *, mode: Literal["append", "overwrite"]
) -> tuple[Part, int]:
    """Write a frame as one file and a new Delta version; give the file and the version."""
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction

    folder.mkdir(parents=True, exist_ok=True)
    schema = _delta_schema(frame)
    if not DeltaTable.is_deltatable(str(folder)):
        DeltaTable.create(str(folder), schema=schema, configuration=_KEEP)
    name = f"part-{uuid.uuid4().hex}.zstd.parquet"
    frame.write_parquet(folder / name, compression="zstd", compression_level=1)
    settle(folder / name)
    status = (folder / name).stat()
    stats = json.dumps({"numRecords": frame.height})
    modified = int(status.st_mtime * 1000)
    DeltaTable(str(folder)).create_write_transaction(
        [AddAction(name, status.st_size, {}, modified, data_change=True, stats=stats)],
        mode=mode,
        schema=schema,
    )
    part = Part(
        file=name,
        rows=frame.height,
        digest=digest_frame(frame),
        bytes=status.st_size,
        sum=checksum(folder / name),
    )
    return part, _settled(folder)


def checksum(path: Path) -> str:
    """Hash a file's bytes into 32 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def restore(folder: Path, version: int) -> int:
    """Make an earlier Delta version the newest; give the newest version's number."""
    from deltalake import DeltaTable

    table = DeltaTable(str(folder))
    if table.version() != version:
        table.restore(version)
    return _settled(folder)


def sweep(folder: Path, keep: set[str]) -> None:
    """Remove the files that no commit knows: what a killed writer left behind."""
    for path in folder.glob("part-*.parquet"):
        if path.name not in keep:
            path.unlink()


def _settled(folder: Path) -> int:
    from deltalake import DeltaTable

    version: int = DeltaTable(str(folder)).version()
    log = folder / "_delta_log"
    settle(log / f"{version:020d}.json")
    settle(log)
    settle(folder)
    return version


def _delta_schema(frame: pl.DataFrame) -> Any:
    from deltalake import Schema

    return Schema.from_arrow(frame.clear().to_arrow().schema)


def digest_frame(frame: pl.DataFrame) -> str:
    """Hash names, types, nulls and values of a frame into 32 hex digits."""
    return digest(*(part for series in frame for part in _bytes(series)))


def _bytes(series: pl.Series) -> Iterator[str | bytes | np.ndarray[Any, Any]]:
    yield series.name
    yield str(series.dtype)
    yield np.packbits(series.is_null().to_numpy())
    dtype = series.dtype
    if dtype == pl.String:
        filled = series.fill_null("")
        yield filled.str.len_bytes().to_numpy()
        yield "".join(filled.to_list())
    elif dtype == pl.Binary:
        whole = [value or b"" for value in series.to_list()]
        yield np.array([len(value) for value in whole])
        yield b"".join(whole)
    elif isinstance(dtype, pl.List):
        yield series.list.len().fill_null(0).to_numpy()
        yield from _bytes(series.list.explode().alias("inner"))
    elif isinstance(dtype, pl.Struct):
        for name in dtype.to_schema():
            yield from _bytes(series.struct.field(name))
    else:
        physical = series.to_physical()
        yield physical.fill_null(False if dtype == pl.Boolean else 0).to_numpy()
