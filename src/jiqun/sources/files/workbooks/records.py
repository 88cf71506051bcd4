"""How far a sheet reaches that is written as binary records: .xlsb and .xls."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from jiqun.core import words
from jiqun.sources.files.limits import hold
from jiqun.sources.files.workbooks.budgets import MOST_COLUMNS, MOST_ROWS, Budget, Extent
from jiqun.sources.files.workbooks.errors import ERROR_CODES, Wrong
from jiqun.sources.files.workbooks.packed import pieces

_U16, _U32 = struct.Struct("<H"), struct.Struct("<I")
_ROW_AND_COLUMN = struct.Struct("<HH")
#: Of .xlsb: a row's head; the first and last record of a filled cell.
_ROW, _FIRST_CELL, _LAST_CELL = 0, 2, 11
#: Of them, an error and a formula that came to one.
_ERROR_CELLS = (3, 11)
#: The least bytes of each record up to the last; its parser would take the last record's.
_LEAST = (4, 8, 12, 9, 9, 16, 12, 12, 12, 16, 9, 9)
#: Of .xls: number, label, boolean, number, text, formula; numbers side by side.
_CELLS = frozenset({0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x0006})
_CELL_ROW, _SHEET, _EXTENT, _END = 0x00BD, 0x0085, 0x0200, 0x000A
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA
_PIECE = 1 << 16
#: The bit of a byte after which a number goes on.
_CONTINUED = 0x80


def reach_of_binary(
    packed: zipfile.ZipFile,
    parts: list[zipfile.ZipInfo],
    budget: Budget,
    wrong: list[Wrong] | None = None,
) -> Extent:
    """Count how far the sheet of a .xlsb reaches; note its error cells in ``wrong``.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``, ``file-slow``.
    """
    reach = Extent()
    for part in parts:
        hold(budget.limits, "memory", part.file_size, subject=budget.name)
        reach = reach.over(_binary_reach(b"".join(pieces(packed, part, budget)), budget, wrong))
    return reach


def _binary_reach(data: bytes, budget: Budget, wrong: list[Wrong] | None) -> Extent:
    row, rows, columns = 0, 0, 0
    for kind, start, length in _binary_records(data, budget):
        if kind > _LAST_CELL:
            continue
        if length < _LEAST[kind]:
            budget.broken(words("workbooks.short"))
        if kind == _ROW:
            row = _U32.unpack_from(data, start)[0]
        elif kind >= _FIRST_CELL:
            rows = max(rows, row + 1)
            column = _U32.unpack_from(data, start)[0]
            columns = max(columns, column + 1)
            if kind in _ERROR_CELLS and wrong is not None:
                wrong.append((row, column, ERROR_CODES.get(data[start + 8], "#VALUE!")))
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        budget.broken(words("workbooks.beyond", cell=Extent(rows, columns).corner))
    return Extent(rows, columns)


def _binary_records(data: bytes, budget: Budget) -> Iterator[tuple[int, int, int]]:
    """Give kind, start and length of each record."""
    at, end, count = 0, len(data), 0
    while at < end:
        kind, at = data[at], at + 1
        if kind & _CONTINUED and at < end:
            kind, at = (kind & 0x7F) | (data[at] & 0x7F) << 7, at + 1
        length, shift = 0, 0
        while at < end and shift <= 21:  # noqa: PLR2004 - four groups of seven bits
            byte, at = data[at], at + 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & _CONTINUED:
                break
        if at + length > end:
            budget.broken(words("workbooks.short"))
        yield kind, at, length
        at += length
        count += 1
        if not count % _PIECE:
            budget.tick()


def reach_of_old(path: Path, budget: Budget) -> Extent:
    """Count how far the sheets of a .xls reach; its parser reads all of them.

    Raises
    ------
    InputError
        ``file-memory``, ``file-slow``, ``sheet-extent``.
    """
    try:
        stream = _stream(path.read_bytes())
    except (struct.error, IndexError, ValueError):
        return Extent()  # the parser says what is wrong
    starts = [
        _U32.unpack_from(stream, start)[0]
        for kind, start, length in _old_records(stream, 0, budget)
        if kind == _SHEET and length >= _U32.size
    ]
    found = {start: _old_reach(stream, start, budget) for start in set(starts)}
    whole, reach = 0, Extent()
    for start in starts:
        budget.hold(found[start])
        whole += found[start].cells
        reach = reach.over(found[start])
    if whole > budget.limits.cells:
        budget.short()
    return reach


def _old_reach(stream: bytes, start: int, budget: Budget) -> Extent:
    rows, columns, said = 0, 0, Extent()
    for kind, at, length in _old_records(stream, start, budget):
        if kind in _CELLS or (kind == _CELL_ROW and length >= 6):  # noqa: PLR2004
            if length < _ROW_AND_COLUMN.size:
                continue
            row, column = _ROW_AND_COLUMN.unpack_from(stream, at)
            if kind == _CELL_ROW:
                column = max(column, _U16.unpack_from(stream, at + length - 2)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _EXTENT and length == 14:  # noqa: PLR2004 - as written since 1997
            first, last = struct.unpack_from("<II", stream, at)
            left, right = struct.unpack_from("<HH", stream, at + 8)
            said = Extent(max(last - first, 0) + 1, max(right - left, 0) + 1)
    return said.over(Extent(rows, columns))


def _old_records(stream: bytes, at: int, budget: Budget) -> Iterator[tuple[int, int, int]]:
    count = 0
    while at + 4 <= len(stream):
        kind, length = _ROW_AND_COLUMN.unpack_from(stream, at)
        if kind == _END:
            return
        yield kind, at + 4, min(length, len(stream) - at - 4)
        at += 4 + length
        count += 1
        if not count % _PIECE:
            budget.tick()


def _stream(data: bytes) -> bytes:
    """Take the workbook's stream out of a compound file (MS-CFB)."""
    if not data.startswith(_COMPOUND):
        raise ValueError(data[:8])
    size = 1 << min(_U16.unpack_from(data, 30)[0], 12)
    tables = [one for one in struct.unpack_from("<109I", data, 76) if one < _FREE]
    tables += _further(data, size)
    numbers = f"<{size // 4}I"
    chain = [
        number
        for table in tables
        for number in struct.unpack_from(numbers, data, (table + 1) * size)
    ]
    entries = _joined(data, chain, _U32.unpack_from(data, 48)[0], size)
    for at in range(0, len(entries), 128):
        entry = entries[at : at + 128]
        name = entry[: max(_U16.unpack_from(entry, 64)[0] - 2, 0)].decode("utf-16-le")
        if name.lower() in {"workbook", "book"}:
            start, length = struct.unpack_from("<II", entry, 116)
            if length < 4096:  # noqa: PLR2004 - a stream so small lies in the root's
                return _small(data, chain, entries, (size, start))
            return _joined(data, chain, start, size)[:length]
    raise ValueError("no workbook")


def _further(data: bytes, size: int) -> list[int]:
    """Give the tables that the head has no room for."""
    found: list[int] = []
    at, seen = _U32.unpack_from(data, 68)[0], set[int]()
    while at < _FREE and at not in seen:
        seen.add(at)
        numbers = struct.unpack_from(f"<{size // 4}I", data, (at + 1) * size)
        found += [one for one in numbers[:-1] if one < _FREE]
        at = numbers[-1]
    return found


def _joined(data: bytes, chain: list[int], at: int, size: int) -> bytes:
    found, seen = [], set[int]()
    while at < _FREE and at not in seen:
        seen.add(at)
        found.append(data[(at + 1) * size : (at + 2) * size])
        at = chain[at]
    return b"".join(found)


def _small(data: bytes, chain: list[int], entries: bytes, place: tuple[int, int]) -> bytes:
    size, at = place
    root = _joined(data, chain, _U32.unpack_from(entries, 116)[0], size)
    table = _joined(data, chain, _U32.unpack_from(data, 60)[0], size)
    links = [number for (number,) in _U32.iter_unpack(table[: len(table) // 4 * 4])]
    found, seen = [], set[int]()
    while at < _FREE and at not in seen:
        seen.add(at)
        found.append(root[at * 64 : at * 64 + 64])
        at = links[at]
    return b"".join(found)
