"""Merged cells of a sheet that is written as XML: .xlsx and .xlsm; other kinds do not tell."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from jiqun.sources.files.headers import Span
from jiqun.sources.files.limits import Limits
from jiqun.sources.files.workbooks.budgets import MOST_COLUMNS, MOST_ROWS, Budget, budget_of
from jiqun.sources.files.workbooks.packed import opened, pieces, sheet_parts

_MERGED = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*["']"""
    rb"""([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})["']"""
)
_TOLD = (".xlsx", ".xlsm")
#: Merged blocks that are read; a sheet with more is no table.
_MOST = 100_000
_LONGEST_TAG = 400


def merged_spans(path: Path, *, sheet: str = "", limits: Limits | None = None) -> tuple[Span, ...]:
    """Give the merged blocks of a sheet (else of the first), rows and columns from 0.

    Empty where there are none, or where the kind of file does not tell them.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``, ``file-packed``, ``file-slow``.
    """
    if path.suffix.lower() not in _TOLD:
        return ()
    budget = budget_of(path, limits)
    with opened(path, budget) as packed:
        parts = sheet_parts(packed, sheet, ending=".xml")
        if len(parts) != 1:
            return ()
        return tuple(_found(packed, parts[0], budget))


def _found(packed: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget) -> list[Span]:
    found: list[Span] = []
    rest = b""
    for piece in pieces(packed, part, budget):
        text = rest + piece
        for one in _MERGED.finditer(text):
            span = Span(int(one[2]) - 1, _column(one[1]), int(one[4]) - 1, _column(one[3]))
            if 0 <= span.top <= span.bottom < MOST_ROWS and span.left <= span.right < MOST_COLUMNS:
                found.append(span)
        if len(found) > _MOST:
            return []
        cut = max(text.rfind(b"<"), len(text) - _LONGEST_TAG)
        rest = text[cut:] if b">" not in text[cut:] else b""
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1
