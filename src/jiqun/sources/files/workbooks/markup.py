"""How far a sheet reaches that is written as XML: .xlsx and .xlsm, counted in its bytes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.core import words
from jiqun.sources.files.workbooks.budgets import (
    MOST_COLUMNS,
    MOST_ROWS,
    NOTHING,
    Budget,
    Extent,
)
from jiqun.sources.files.workbooks.packed import pieces

_TAG = re.compile(rb"<(/?)(?:[\w.-]+:)?(row|c)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)(\d*)["']""")
_PREFIXED = (b":c ", b":c>", b":row")
_BARE = (b"<c ", b"<c>", b"<c\n", b"<c\r", b"<c\t", b"<c/")
#: A tag that is longer does not end: it is no sheet's.
_LONGEST_TAG = 1 << 20
_MOST_LETTERS, _MOST_DIGITS = 3, 7


@dataclass(slots=True)
class _Walk:
    """Where the reader of a sheet stands: cells without a place follow the last one."""

    row: int = 0
    column: int = 0
    reach: Extent = NOTHING


def reach_of_markup(
    packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo], budget: Budget
) -> Extent:
    """Count how far the sheet reaches; cells that are only formatted do not count.

    Raises
    ------
    InputError
        ``file-broken``: a cell beyond the last that a sheet can have. ``file-slow``.
    """
    reach = NOTHING
    for part in parts:
        found = _reach(packed, part, budget, exact=False)
        try:
            budget.hold(found)
        except ValueError:  # perhaps by cells that are only formatted
            found = _reach(packed, part, budget, exact=True)
        reach = reach.over(found)
    return reach


def _reach(
    packed: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget, *, exact: bool
) -> Extent:
    walk = _Walk()
    for text in _whole_tags(pieces(packed, part, budget)):
        if exact or not _count(text, walk, budget):
            _follow(text, walk, budget)
    return walk.reach


def _whole_tags(read: Iterator[bytes]) -> Iterator[bytes]:
    """Cut pieces where a tag begins, so that none is torn."""
    rest = b""
    for piece in read:
        text = rest + piece
        cut = text.rfind(b"<")
        if cut <= 0 or len(text) - cut > _LONGEST_TAG:
            cut = len(text)
        rest = text[cut:]
        yield text[:cut]
    yield rest


def _count(text: bytes, walk: _Walk, budget: Budget) -> bool:
    """Count by places alone, quickly; False where some cell has none or tags have prefixes."""
    if any(word in text for word in _PREFIXED):
        return False
    rows, columns = _places(np.frombuffer(text, dtype=np.uint8))
    cells = columns > 0
    if np.count_nonzero(cells) != sum(text.count(word) for word in _BARE):
        return False
    if np.count_nonzero(~cells) != text.count(b"<row"):
        return False
    if not len(rows):
        return True
    beyond = int(np.argmax((rows > MOST_ROWS) | (columns > MOST_COLUMNS)))
    _check(int(rows[beyond]), int(columns[beyond]), budget)
    walk.row, walk.column = int(rows[-1]) - 1, int(columns[-1])
    if cells.any():
        walk.reach = walk.reach.over(Extent(int(rows[cells].max()), int(columns.max())))
    return True


def _places(text: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give rows and columns, from 1, of all attributes ``r``; column 0 where it names a row."""
    at = np.flatnonzero(text == ord("="))
    at = at[(at >= 2) & (at < len(text) - 2)]  # noqa: PLR2004 - a blank and "r" before, a quote after
    quoted = (text[at + 1] == ord('"')) | (text[at + 1] == ord("'"))
    at = at[(text[at - 1] == ord("r")) & (text[at - 2] <= ord(" ")) & quoted] + 2
    columns, at = _number(text, at, first=ord("A"), base=26, digits=_MOST_LETTERS + 1, low=1)
    rows, _ = _number(text, at, first=ord("0"), base=10, digits=_MOST_DIGITS + 1, low=0)
    return rows, columns


def _number(
    text: NDArray[np.uint8], at: NDArray[np.int64], *, first: int, base: int, digits: int, low: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read numbers written in a base, from places on; give them and where each ended."""
    found, at = np.zeros(len(at), dtype=np.int64), at.copy()
    going = np.arange(len(at))
    for _ in range(digits):
        letters = text[np.minimum(at[going], len(text) - 1)]
        value = (letters & 0xDF if low else letters).astype(np.int64) - first
        good = (value >= 0) & (value < base)
        going, value = going[good], value[good]
        found[going] = found[going] * base + value + low
        at[going] += 1
    return found, at


def _follow(text: bytes, walk: _Walk, budget: Budget) -> None:
    """Go through the tags one by one, as a parser does."""
    for number, tag in enumerate(_TAG.finditer(text)):
        if not number % 4096:
            budget.tick()
        end, kind, inside = tag.groups()
        closed = inside.endswith(b"/")
        place = _PLACE.search(inside)
        if kind == b"row":
            if end or closed:
                walk.row, walk.column = walk.row + 1, 0
            elif place and place[2]:
                walk.row = int(place[2][: _MOST_DIGITS + 1]) - 1
        elif not end:
            _step(walk, place, budget)
            if not closed and text[tag.end() : tag.end() + 4] != b"</c>":
                walk.reach = walk.reach.over(Extent(walk.row + 1, walk.column))


def _step(walk: _Walk, place: re.Match[bytes] | None, budget: Budget) -> None:
    """Stand after the next cell: where it says it is, else beside the last."""
    if place is None or not place[1] or not place[2]:
        walk.column += 1
    else:
        walk.column = 0
        for letter in place[1][: _MOST_LETTERS + 1].upper():
            walk.column = 26 * walk.column + letter - ord("A") + 1
        walk.row = int(place[2][: _MOST_DIGITS + 1]) - 1
    _check(walk.row + 1, walk.column, budget)


def _check(row: int, column: int, budget: Budget) -> None:
    if row > MOST_ROWS or column > MOST_COLUMNS:
        corner = Extent(row, column).corner if row > 0 else f"{Extent(1, column).corner[:-1]}…"
        budget.broken(words("workbooks.beyond", cell=corner))
