"""Delta logs: held against commits, rebuilt from them, and read where no commit is left."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any

import polars as pl

from jiqun.core import DamageError, Origin, Problem, problem
from jiqun.tables import schemas
from jiqun.workspace.entries import Entry, Part
from jiqun.workspace.parts import checksum, delta, digest_frame, new_log
from jiqun.workspace.places import NAME, PART, TABLES, inside, settle
from jiqun.workspace.verifying import first_line

LOG = "_delta_log"


def listed(root: Path, folder: str) -> tuple[int, set[str]]:
    """Give the newest version of a table's Delta log, and the files that it lists.

    Raises
    ------
    DamageError
        ``workspace-damaged``: the log cannot be used.
    """
    from deltalake import DeltaTable

    with delta(root, folder):
        table = DeltaTable(str(inside(root, folder)))
        files = pl.DataFrame(table.get_add_actions(flatten=True))
        return table.version(), set(files["path"]) if len(files) else set()


def log_problem(root: Path, entry: Entry, commit: int) -> Problem | None:
    """Say what is wrong with the Delta log of a table that a commit sees; None where nothing is."""
    about: dict[str, Any] = {"subject": entry.name, "workspace": quote(str(root))}
    try:
        version, files = listed(root, entry.folder)
    except (DamageError, OSError) as err:
        reason = _reason(err)
        return problem("log-damaged", case="unreadable", reason=reason, **about)
    if files != {part.file for part in entry.parts}:
        return problem("log-damaged", case="files", commit=commit, **about)
    if version < entry.version:
        known: dict[str, Any] = {"version": version, "wanted": entry.version}
        return problem("log-damaged", case="behind", **known, **about)
    return None


def _reason(error: DamageError | OSError) -> str:
    if isinstance(error, DamageError):
        return str(error.problems[0].values.get("reason", ""))
    return first_line(error)


def lists(root: Path, folder: str) -> tuple[int, set[str]]:
    """Do as :func:`listed`; -1 and nothing where the log cannot be used."""
    try:
        return listed(root, folder)
    except (DamageError, OSError):
        return -1, set()


def rebuild(root: Path, folder: str, versions: Mapping[int, Entry], aside: Path) -> None:
    """Write a table's Delta log anew, so that each version shows what its commit saw.

    The log that is there is moved to ``aside``; versions that no commit knows show what the one
    before them showed.

    Parameters
    ----------
    root, folder
        The workspace; the table's folder in it.
    versions
        What each known version shows.
    aside
        Where the old log goes.
    """
    home = inside(root, f"{folder}/{LOG}")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".log-") as made:
        draft = Path(made) / LOG
        draft.mkdir()
        for number, actions in enumerate(_versions(root, folder, versions)):
            file = draft / f"{number:020d}.json"
            file.write_text("".join(f"{json.dumps(one)}\n" for one in actions), encoding="utf-8")
            settle(file)
        settle(draft)
        if os.path.lexists(home):
            aside.parent.mkdir(parents=True, exist_ok=True)
            home.rename(aside)
        draft.rename(home)
    settle(home.parent)


def _versions(
    root: Path, folder: str, versions: Mapping[int, Entry]
) -> Iterator[list[dict[str, Any]]]:
    """Give the actions of each version, from 0 to the newest."""
    shown: dict[str, Part] = {}
    heads: list[dict[str, Any]] = []
    first = _first_heads(root, versions)
    for number in range(max(versions) + 1):
        entry = versions.get(number)
        actions: list[dict[str, Any]] = [{"commitInfo": {"operation": "REPAIR"}}]
        wanted = _heads(root, entry) or heads if entry else heads or first
        if wanted != heads:
            heads = wanted
            actions += heads
        if entry is not None:
            now = {part.file: part for part in entry.parts}
            actions += [_remove(name) for name in shown if name not in now]
            actions += [
                _add(root / folder / name, part) for name, part in now.items() if name not in shown
            ]
            shown = now
        yield actions


def _first_heads(root: Path, versions: Mapping[int, Entry]) -> list[dict[str, Any]]:
    found = (_heads(root, versions[number]) for number in sorted(versions))
    return next((heads for heads in found if heads), [])


def _heads(root: Path, entry: Entry) -> list[dict[str, Any]]:
    """Give protocol and schema as the library writes them; none where no part can be read."""
    for part in entry.parts:
        try:
            frame = pl.read_parquet(root / entry.folder / part.file, n_rows=0, glob=False)
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
            continue
        return _made_heads(entry.folder, frame)
    return []


def _made_heads(folder: str, frame: pl.DataFrame) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as made:
        new_log(Path(made), frame)
        text = (Path(made) / LOG / f"{0:020d}.json").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    heads = [line for line in lines if "protocol" in line or "metaData" in line]
    for line in heads:  # one table, one id, however often its columns changed
        if "metaData" in line:
            line["metaData"] |= {"id": _name(folder), "createdTime": 0}
    return heads


def _name(folder: str) -> str:
    import uuid

    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"jiqun:{folder}"))


def _add(path: Path, part: Part) -> dict[str, Any]:
    try:
        status = path.stat()
        size, modified = status.st_size, int(status.st_mtime * 1000)
    except OSError:  # an earlier version's file that is lost: the log still says what was
        size, modified = part.bytes or 0, 0
    return {
        "add": {
            "path": part.file,
            "partitionValues": {},
            "size": size,
            "modificationTime": modified,
            "dataChange": True,
            "stats": json.dumps({"numRecords": part.rows}),
        }
    }


def _remove(name: str) -> dict[str, Any]:
    return {"remove": {"path": name, "deletionTimestamp": 0, "dataChange": True}}


def entries_of_logs(root: Path) -> dict[str, Entry]:
    """Give the canonical tables as their Delta logs show them, where no commit is left."""
    home = inside(root, TABLES)
    names = sorted(path.name for path in home.iterdir()) if home.is_dir() else []
    found = {name: _entry(root, name) for name in names if NAME.fullmatch(name)}
    return {name: entry for name, entry in found.items() if entry is not None}


def _entry(root: Path, name: str) -> Entry | None:
    from deltalake import DeltaTable

    folder = f"{TABLES}/{name}"
    try:
        with delta(root, folder):
            table = DeltaTable(str(inside(root, folder)))
            files = pl.DataFrame(table.get_add_actions(flatten=True))
            version = table.version()
        files = files.sort("modification_time", "path")
        parts = tuple(_part(root / folder, file) for file in files["path"])
        columns = tuple(pl.read_parquet_schema(root / folder / parts[0].file))
    except (DamageError, OSError, IndexError, ValueError, pl.exceptions.PolarsError):
        return None
    if name not in schemas() or not set(columns) <= set(schemas()[name].polars()):
        return None
    origin = Origin(producer="unknown", title="Restored from the table's files by jiqun repair")
    return Entry(
        name=name, kind="table", version=version, parts=parts, columns=columns, origins=(origin,)
    )


def _part(home: Path, file: str) -> Part:
    if not PART.fullmatch(file):
        raise ValueError(file)
    frame = pl.read_parquet(home / file, glob=False)
    return Part(
        file=file,
        rows=frame.height,
        digest=digest_frame(frame),
        bytes=(home / file).stat().st_size,
        sum=checksum(home / file),
    )
