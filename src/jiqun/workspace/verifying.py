"""Whether the files of a table are still what was written: size, rows, checksum.

A file's checksum is computed once a process and then taken for granted while its size, its time
and its place on the disk stay the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any

import polars as pl

from jiqun.core import DamageError, Problem, problem
from jiqun.workspace.entries import Entry, Part
from jiqun.workspace.parts import checksum, digest_frame
from jiqun.workspace.places import inside

#: What identifies a file that was read: path, size, time, place, and what it was held against.
Known = tuple[str, int, int, int, str, int]

_sound: set[Known] = set()
#: More files than this and we begin to forget.
_MOST = 100_000


def footer_rows(path: Path) -> int:
    """Give the number of rows that a Parquet file's footer states."""
    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def hold_parts(root: Path, entry: Entry, *, quick: bool = False, afresh: bool = False) -> None:
    """Hold every part of an entry against its commit.

    Parameters
    ----------
    root, entry
        The workspace's folder; the table or result.
    quick
        Sizes and row counts only.
    afresh
        Trust nothing that was seen before.

    Raises
    ------
    DamageError
        ``part-missing``, ``part-size``, ``part-rows``, ``part-changed``, ``part-unreadable``:
        all that is wrong with it.
    """
    found = tuple(faults(root, entry, quick=quick, afresh=afresh))
    if found:
        raise DamageError(*found)


def faults(
    root: Path, entry: Entry, *, quick: bool = False, afresh: bool = False
) -> Iterator[Problem]:
    """Tell what is wrong with an entry's parts, one problem a part."""
    for part in entry.parts:
        found = part_problem(root, entry, part, quick=quick, afresh=afresh)
        if found is not None:
            yield found


def part_problem(
    root: Path, entry: Entry, part: Part, *, quick: bool = False, afresh: bool = False
) -> Problem | None:
    """Say what is wrong with a part; None where it is what was written."""
    about = told_of(root, entry, part)
    try:
        path = inside(root, f"{entry.folder}/{part.file}")
        return _wrong(path, part, about, quick=quick, afresh=afresh)
    except DamageError as err:
        return err.problems[0]
    except (FileNotFoundError, NotADirectoryError):
        return problem("part-missing", **about)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as err:
        return problem("part-unreadable", reason=first_line(err), **about)


def _wrong(
    path: Path, part: Part, about: Mapping[str, Any], *, quick: bool, afresh: bool
) -> Problem | None:
    status = path.stat()
    if part.bytes is not None and status.st_size != part.bytes:
        return problem("part-size", bytes=status.st_size, wanted=part.bytes, **about)
    key = (str(path), status.st_size, status.st_mtime_ns, status.st_ino)
    whole, rough = (*key, part.sum or part.digest, part.rows), (*key, "", part.rows)
    if not afresh and (whole in _sound or (quick and rough in _sound)):
        return None
    if not quick and part.sum and checksum(path) != part.sum:
        return problem("part-changed", **about)
    rows = footer_rows(path)
    if rows != part.rows:
        return problem("part-rows", got=rows, **about)
    if (
        not quick
        and not part.sum
        and digest_frame(pl.read_parquet(path, glob=False)) != part.digest
    ):
        return problem("part-changed", **about)
    _remember(rough, *([] if quick else [whole]))
    return None


def told_of(root: Path, entry: Entry, part: Part | None = None) -> dict[str, Any]:
    """Give what every problem of a part, or of a table as a whole, tells."""
    place = f"{entry.folder}/{part.file}" if part else entry.folder
    rows = part.rows if part else entry.rows
    return {"subject": entry.name, "file": place, "rows": rows, "workspace": quote(str(root))}


def unreadable(root: Path, entry: Entry, error: Exception) -> Problem:
    """Tell that an entry cannot be read although nothing is wrong with its files' bytes."""
    return problem("part-unreadable", reason=first_line(error), **told_of(root, entry))


def changed_rows(root: Path, entry: Entry, got: int) -> Problem:
    """Tell that an entry gave another number of rows than its commit says."""
    return problem("part-rows", got=got, **told_of(root, entry))


def _remember(*known: Known) -> None:
    if len(_sound) > _MOST:
        _sound.clear()
    _sound.update(known)


def first_line(error: BaseException) -> str:
    """Give the first line of what a library says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
