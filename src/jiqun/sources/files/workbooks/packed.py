"""Workbooks that are zip archives: what they unpack to, and the parts that hold a sheet."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from jiqun.core import problem
from jiqun.sources.files.contents import stop
from jiqun.sources.files.limits import hold
from jiqun.sources.files.workbooks.budgets import Budget

_PIECE = 1 << 20
#: No honest workbook of that size is packed so well.
_LARGE, _RATIO = 256 << 20, 200
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error,
    ValueError, IndexError, KeyError, UnicodeError,
)  # fmt: skip


@contextmanager
def opened(path: Path, budget: Budget) -> Iterator[zipfile.ZipFile]:
    """Open a packed workbook whose size, unpacked, is within the limits.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``, ``file-packed``.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            _weigh(packed, path.stat().st_size, budget)
            yield packed
    except _BROKEN_ZIP as err:
        if hasattr(err, "problems"):
            raise
        budget.broken(f"{type(err).__name__}: {err}"[:200])


def _weigh(packed: zipfile.ZipFile, size: int, budget: Budget) -> None:
    whole = sum(entry.file_size for entry in packed.infolist())
    hold(budget.limits, "bytes", whole, subject=budget.name)
    if whole > _LARGE and whole > _RATIO * size:
        told = {"whole": whole >> 20, "packed": size / (1 << 20)}
        raise stop(problem("file-packed", subject=budget.name, case="", **told))


def pieces(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """Unpack a member piece by piece, within the time."""
    with packed.open(entry) as part:
        while piece := part.read(_PIECE):
            budget.tick()
            yield piece


def sheet_parts(packed: zipfile.ZipFile, wanted: str, *, ending: str) -> list[zipfile.ZipInfo]:
    """Give the members that the wanted sheet (else the first) may be read from.

    Where the workbook does not say clearly which, all that could be are given.
    """
    target = _target(packed, wanted) if ending == ".xml" else ""
    entries = packed.infolist()
    named = [entry for entry in entries if target and _plain(entry.filename) == target]
    return named or [entry for entry in entries if entry.filename.lower().endswith(ending)]


def _target(packed: zipfile.ZipFile, wanted: str) -> str:
    """Find a sheet's part by the workbook's list of sheets and its relations."""
    try:
        listed = [_attributes(tag) for tag in _SHEET.findall(_small(packed, "xl/workbook.xml"))]
        relations = _small(packed, "xl/_rels/workbook.xml.rels")
    except KeyError:
        return ""
    chosen = [one for one in listed if not wanted or one.get("name") == wanted]
    ids = {value for one in chosen[:1] for key, value in one.items() if key.endswith(":id")}
    for tag in _RELATION.findall(relations):
        found = _attributes(tag)
        if found.get("Id") in ids:
            place = _plain(found.get("Target", ""))
            return place if place.startswith("xl/") else f"xl/{place}"
    return ""


def _small(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(16 << 20)


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode(errors="replace"): unescape((double or single).decode(errors="replace"))
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
