"""Parquet files under a Delta log: write, restore, sweep; and the digest of a frame."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from jiqun.core import DamageError, digest
from jiqun.workspace.entries import Entry, Part
from jiqun.workspace.places import PART, damaged, inside, made, plain_files, settle

#: Every version stays readable: history is what a workspace is for.
_KEEP = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
#: How the library tells that the system refused (a full disk, a folder that may not be written).
_REFUSED = re.compile(r"os error (\d+)")
_SYSTEM = {
    **{("posix", number): number for number in (EACCES, EDQUOT, ENOSPC, EPERM, EROFS)},
    ("nt", 5): EACCES,
    ("nt", 19): EROFS,
    ("nt", 112): ENOSPC,
}
#: A step of a Delta log, or a summary of all up to it.
_STEP = re.compile(r"[0-9]{20}\.(json|crc|checkpoint(\.[0-9.]+)?\.parquet)")
_VERSION = re.compile(r"[0-9]{20}\.json")
#: So many steps are worth a summary.
_LONG = 16
#: So much of the library's own words is shown.
_WORDS = 200


@contextmanager
def delta(root: Path, folder: str) -> Iterator[None]:
    """Say of a Delta log that cannot be used which table's it is.

    Raises
    ------
    DamageError
        ``workspace-damaged``, with the library's own words.
    """
    from deltalake.exceptions import DeltaError

    try:
        yield
    except (DeltaError, OSError) as err:
        if getattr(err, "errno", None) is not None:
            raise
        refused = _REFUSED.search(str(err))
        number = _SYSTEM.get((os.name, int(refused[1]))) if refused else None
        if number is not None:
            raise OSError(number, os.strerror(number), folder) from err
        raise _log_damaged(root, folder, err) from err
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as err:
        if isinstance(err, ValueError | KeyError) or type(err).__name__ == "PanicException":
            raise _log_damaged(root, folder, err) from err
        raise


def _log_damaged(root: Path, folder: str, err: BaseException) -> DamageError:
    reason = next(iter(str(err).splitlines()), type(err).__name__)
    return damaged(root, f"{folder}/_delta_log", "log", reason=reason[:_WORDS])


def new_name() -> str:
    """Give a name that no file has."""
    return f"part-{uuid.uuid4().hex}.zstd.parquet"


def write_part(
    root: Path,
    folder: str,
    frame: pl.DataFrame,
    *,
    name: str,
    mode: Literal["append", "overwrite"],
) -> tuple[Part, int]:
    """Write a frame as one file and a new Delta version; give the file and the version.

    Raises
    ------
    DamageError
        ``workspace-damaged``: the Delta log cannot be used, or a link leads out.
    """
    from deltalake import DeltaTable

    plain_files(root, f"{folder}/_delta_log")
    home = made(root, folder)
    frame.write_parquet(home / name, compression="zstd", compression_level=1)
    settle(home / name)
    added = _added(home / name, frame.height)
    with delta(root, folder):
        schema = _delta_schema(frame)
        if not DeltaTable.is_deltatable(str(home)):
            new_log(home, frame)
        DeltaTable(str(home)).create_write_transaction([added], mode=mode, schema=schema)
        version = _settled(home)
    part = Part(
        file=name,
        rows=frame.height,
        digest=digest_frame(frame),
        bytes=added.size,
        sum=checksum(home / name),
    )
    return part, version


def checksum(path: Path) -> str:
    """Hash a file's bytes into 32 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def new_log(home: Path, frame: pl.DataFrame) -> None:
    """Begin the Delta log of a table with a frame's columns."""
    from deltalake import DeltaTable

    DeltaTable.create(str(home), schema=_delta_schema(frame), configuration=_KEEP)


def restore(root: Path, entry: Entry) -> int:
    """Have a Delta table list an entry's files again; give the newest version's number.

    Where the version that the entry names lists other files (the log was made anew), the
    entry's own list counts.

    Raises
    ------
    DamageError
        ``workspace-damaged``: the Delta log cannot be used, or a link leads out.
    """
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    plain_files(root, f"{entry.folder}/_delta_log")
    home = inside(root, entry.folder)
    wanted = {part.file for part in entry.parts}
    with delta(root, entry.folder):
        table = DeltaTable(str(home))
        if _listed(table) != wanted:
            try:
                known = _listed(DeltaTable(str(home), version=entry.version)) == wanted
            except DeltaError:
                known = False
            if known:
                table.restore(entry.version)
            else:
                _list_anew(home, entry)
        return _settled(home)


def _listed(table: Any) -> set[str]:
    return {str(path).rsplit("/", 1)[-1] for path in table.file_uris()}


def log_version(home: Path) -> int:
    """Give the newest version of a table's Delta log by its files' names, -1 without one."""
    log = home / "_delta_log"
    found = log.iterdir() if log.is_dir() else ()
    return max((int(one.stem) for one in found if _VERSION.fullmatch(one.name)), default=-1)


def listed(root: Path, folder: str) -> set[str]:
    """Name the files that a table's Delta log lists; none where it cannot be used."""
    from deltalake import DeltaTable

    try:
        with delta(root, folder):
            return _listed(DeltaTable(str(inside(root, folder))))
    except (DamageError, OSError):
        return set()


def _list_anew(home: Path, entry: Entry) -> None:
    """Two steps, for one must not remove and add the same file: all out, then the entry's in."""
    from deltalake import DeltaTable

    schema = _delta_schema(pl.scan_parquet(home / entry.parts[0].file).head(0).collect())
    added = [_added(home / part.file, part.rows) for part in entry.parts]
    steps: tuple[tuple[Literal["append", "overwrite"], list[Any]], ...] = (
        ("overwrite", []),
        ("append", added),
    )
    for mode, actions in steps:
        DeltaTable(str(home)).create_write_transaction(actions, mode=mode, schema=schema)


def _added(path: Path, rows: int) -> Any:
    from deltalake.transaction import AddAction

    status, stats = path.stat(), json.dumps({"numRecords": rows})
    modified = int(status.st_mtime * 1000)
    return AddAction(path.name, status.st_size, {}, modified, data_change=True, stats=stats)


def sweep(home: Path, names: Iterable[str]) -> int:
    """Remove files of a table's folder by their names; give how many bytes they held."""
    gone = 0
    for name in names:
        path = home / name
        if PART.fullmatch(name) and path.is_file():
            gone += path.lstat().st_size
            path.unlink()
    return gone


def names(home: Path) -> set[str]:
    """Name the files of rows in a table's folder."""
    found = home.iterdir() if home.is_dir() else ()
    return {path.name for path in found if PART.fullmatch(path.name)}


def shorten(root: Path, folder: str, *, since: int, newest: int) -> None:
    """Put the steps of a Delta log before a version together, where there are many.

    Every version from ``since`` on stays readable for other programs.

    Raises
    ------
    DamageError
        ``workspace-damaged``: the Delta log cannot be used, or a link leads out.
    """
    from deltalake import DeltaTable

    log = inside(root, f"{folder}/_delta_log")
    steps = [name for name in plain_files(root, f"{folder}/_delta_log") if _STEP.fullmatch(name)]
    before = [log / name for name in steps if int(name[:20]) < since]
    if len(before) < _LONG:
        return
    with delta(root, folder):
        if DeltaTable(str(log.parent)).version() != newest:
            return
        for version in (since, newest) if newest - since >= _LONG else (since,):
            DeltaTable(str(log.parent), version=version).create_checkpoint()
    made = log / f"{since:020d}.checkpoint.parquet"
    if not made.is_file():
        return
    settle(made)
    settle(log)
    for path in before:
        remove(path)


def remove(path: Path) -> None:
    """Remove a file; Windows keeps one that somebody reads, until the next time."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        if os.name != "nt":
            raise


def forget(home: Path) -> None:
    """Remove the folder of a table that no commit knows and that holds no rows."""
    if home.is_dir() and not names(home):
        shutil.rmtree(home / "_delta_log", ignore_errors=True)
        with suppress(OSError):
            home.rmdir()


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
