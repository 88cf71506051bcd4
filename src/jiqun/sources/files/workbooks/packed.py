"""Workbooks that are zip archives: what they unpack to, and the parts that hold a sheet."""

from __future__ import annotations

import lzma
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
from jiqun.sources.files.workbooks.bundles import sheets_in_binary

_PIECE = 1 << 20
#: No honest workbook of that size is packed so well.
_LARGE, _RATIO = 256 << 20, 200
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHARED = re.compile(r"(?:sharedstrings|styles|workbook)\.(?:xml|bin)$", re.IGNORECASE)
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error,
    ValueError, IndexError, KeyError, UnicodeError, OverflowError, lzma.LZMAError,
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


def check_shared(packed: zipfile.ZipFile, budget: Budget) -> None:
    """Unpack the parts that all sheets share: what does not agree with its sum is broken."""
    for entry in packed.infolist():
        if _SHARED.search(entry.filename):
            for _ in pieces(packed, entry, budget):
                pass


def sheet_parts(packed: zipfile.ZipFile, wanted: str, *, ending: str) -> list[zipfile.ZipInfo]:
    """Give the members that the wanted sheet (else the first) may be read from.

    Where the workbook does not say clearly which, all that could be are given.
    """
    try:
        listed = _small(packed, f"xl/workbook{ending}")
        relations = _small(packed, f"xl/_rels/workbook{ending}.rels")
    except KeyError:
        listed = relations = b""
    sheets = _sheets_in_markup(listed) if ending == ".xml" else sheets_in_binary(listed)
    ids = [relation for name, relation in sheets if not wanted or name == wanted][:1]
    target = _target(relations, ids)
    entries = packed.infolist()
    named = [entry for entry in entries if target and _plain(entry.filename) == target]
    return named or [entry for entry in entries if entry.filename.lower().endswith(ending)]


def _sheets_in_markup(listed: bytes) -> list[tuple[str, str]]:
    """Give name and relation of each sheet of a workbook.xml."""
    found = [_attributes(tag) for tag in _SHEET.findall(listed)]
    return [
        (one.get("name", ""), value)
        for one in found
        for key, value in one.items()
        if key.endswith(":id")
    ]


def _target(relations: bytes, ids: list[str]) -> str:
    """Find the part that a relation names."""
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
