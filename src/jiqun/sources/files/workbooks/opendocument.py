"""How far the sheets of an OpenDocument workbook reach: cells and rows that repeat counted out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from jiqun.sources.files.limits import hold
from jiqun.sources.files.workbooks.budgets import NOTHING, Budget, Extent
from jiqun.sources.files.workbooks.packed import pieces

_TAG = re.compile(
    rb"<(/?)(table:table|table:table-row|table:table-cell|table:covered-table-cell|text:s)"
    rb"(?=[\s/>])([^>]*)>"
)
_REPEATED = re.compile(rb"""\stable:number-(?:rows|columns)-repeated\s*=\s*["']\+?(\d+)""")
_BLANKS = re.compile(rb"""\stext:c\s*=\s*["']\+?(\d+)""")
_FILLED = re.compile(
    rb"""\s(?:office:(?:string-|date-|time-|boolean-)?value|table:formula)\s*="""
    rb"""|\soffice:value-type\s*=\s*["']string["']"""
)
_LONGEST_TAG = 1 << 20
_MOST_DIGITS = 18


@dataclass(slots=True)
class _Walk:
    """Where the reader of a table stands, and what it has had to keep."""

    kept: int = 0
    row: int = 0
    column: int = 0
    filled: int = 0
    waiting: int = 0
    repeat: int = 1
    reach: Extent = NOTHING


def reach_of_opendocument(packed: zipfile.ZipFile, budget: Budget) -> Extent:
    """Count how far the sheets reach; the parser reads all of them.

    Raises
    ------
    InputError
        ``file-limit``: blanks that would be written out. ``file-memory``, ``file-slow``,
        ``sheet-extent``.
    """
    parts = [one for one in packed.infolist() if one.filename == "content.xml"]
    reach = NOTHING
    for part in parts:
        walk, whole = _Walk(), 0
        for tag in _tags(pieces(packed, part, budget)):
            if tag[2] == b"table:table" and not tag[1]:
                whole += walk.reach.cells
                walk = _Walk(kept=walk.kept)
            _follow(tag, walk, budget)
            reach = reach.over(walk.reach)
            _hold(walk, whole, budget)
    return reach


def _hold(walk: _Walk, whole: int, budget: Budget) -> None:
    budget.hold(walk.reach)
    if walk.kept > budget.limits.cells or whole + walk.reach.cells > budget.limits.cells:
        budget.hold(Extent(walk.row + 1, max(walk.column, walk.reach.columns)))
        budget.short()


def _tags(read: Iterator[bytes]) -> Iterator[re.Match[bytes]]:
    rest = b""
    for piece in read:
        text = rest + piece
        cut = text.rfind(b"<")
        if cut <= 0 or len(text) - cut > _LONGEST_TAG:
            cut = len(text)
        rest = text[cut:]
        yield from _TAG.finditer(text, 0, cut)
    yield from _TAG.finditer(rest)


def _follow(tag: re.Match[bytes], walk: _Walk, budget: Budget) -> None:
    end, kind, inside = tag.groups()
    closed = inside.endswith(b"/")
    if kind == b"text:s":
        blanks = _BLANKS.search(inside)
        if blanks:
            hold(budget.limits, "field", int(blanks[1][:_MOST_DIGITS]), subject=budget.name)
    elif kind == b"table:table-row":
        if not end:
            walk.column = walk.filled = walk.waiting = 0
            walk.repeat = _times(inside)
        if end or closed:
            walk.row += walk.repeat
            if walk.filled:
                walk.reach = walk.reach.over(Extent(walk.row, walk.filled))
    elif kind != b"table:table" and not end:
        walk.kept += walk.waiting
        walk.column += walk.waiting + _times(inside)
        filled = _FILLED.search(inside) is not None
        walk.waiting = 0 if filled else _times(inside)
        walk.column -= walk.waiting
        if filled:
            walk.kept += _times(inside)
            walk.filled = walk.column


def _times(inside: bytes) -> int:
    found = _REPEATED.search(inside)
    return int(found[1][:_MOST_DIGITS]) if found else 1
