"""How far the sheets of an OpenDocument workbook reach: cells and rows that repeat counted out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from jiqun.core import words
from jiqun.sources.files.limits import hold
from jiqun.sources.files.workbooks.budgets import NOTHING, Budget, Extent
from jiqun.sources.files.workbooks.packed import pieces

_TAG = re.compile(
    rb"<(table:table-cell|table:covered-table-cell|text:s)(?=[\s/>])([^>]*)>"
    rb"|<(/?)(table:table|table:table-row)(?=[\s/>])([^>]*)>"
)
_REPEATED = re.compile(rb"""\stable:number-(?:rows|columns)-repeated\s*=\s*["']\+?(\d+)""")
_BLANKS = re.compile(rb"""\stext:c\s*=\s*["']\+?(\d+)""")
#: What a tag of a filled cell says: a value, its type, or a formula.
_VALUE, _FORMULA = b"office:", b":formula"
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
    reach = NOTHING
    for part in packed.infolist():
        if part.filename == "content.xml":
            reach = reach.over(_reach(_tags(pieces(packed, part, budget)), budget))
    return reach


def _reach(tags: Iterator[re.Match[bytes]], budget: Budget) -> Extent:
    walk, whole, reach, closed = _Walk(), 0, NOTHING, True
    for tag in tags:
        cell, inside, end, kind, more = tag.groups()
        if cell == b"text:s":
            _hold_blanks(inside, budget)
        elif cell:
            _cell(inside, walk)
        elif kind == b"table:table-row":
            _row(more, walk, end=bool(end))
            _hold(walk, whole, budget)
        else:
            whole += walk.reach.cells
            reach = reach.over(walk.reach)
            walk = _Walk(kept=walk.kept)
            closed = bool(end) or more.endswith(b"/")
    if not closed:  # its parser would wait for the end for ever
        budget.broken(words("workbooks.short"))
    return reach


def _hold(walk: _Walk, whole: int, budget: Budget) -> None:
    budget.hold(walk.reach)
    most = budget.limits.cells
    if walk.kept > most or whole + walk.reach.cells > most:
        budget.hold(Extent(walk.row + 1, max(walk.column, walk.reach.columns)))
        budget.short()


def _hold_blanks(inside: bytes, budget: Budget) -> None:
    blanks = _BLANKS.search(inside)
    if blanks:
        hold(budget.limits, "field", int(blanks[1][:_MOST_DIGITS]), subject=budget.name)


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


def _row(inside: bytes, walk: _Walk, *, end: bool) -> None:
    if not end:
        walk.column = walk.filled = walk.waiting = 0
        walk.repeat = _times(inside)
    if end or inside.endswith(b"/"):
        walk.row += walk.repeat
        if walk.filled:
            walk.reach = walk.reach.over(Extent(walk.row, walk.filled))


def _cell(inside: bytes, walk: _Walk) -> None:
    """Go past a cell; empty ones count as soon as another follows."""
    times = _times(inside) if b"repeated" in inside else 1
    walk.column += walk.waiting
    walk.kept += walk.waiting
    if _VALUE in inside or _FORMULA in inside:
        walk.column += times
        walk.kept += times
        walk.filled, walk.waiting = walk.column, 0
    else:
        walk.waiting = times


def _times(inside: bytes) -> int:
    found = _REPEATED.search(inside)
    return int(found[1][:_MOST_DIGITS]) if found else 1
