"""Error cells that the parser of a workbook passes over: those of .xlsb and of .ods."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

import polars as pl

from jiqun.sources.files.workbooks.budgets import Budget
from jiqun.sources.files.workbooks.packed import pieces
from jiqun.tables import is_error

#: An error cell: its row and column, from 0, and what stands in it.
Wrong = tuple[int, int, str]
#: Codes of errors in binary records (MS-XLSB, BErr) -> what stands in the cell.
ERROR_CODES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
_SIGNS = (b'value-type="error"', b">#", b">Err:")
_TOKEN = re.compile(
    rb"<(/?)(table:table|table:table-row|table:table-cell|table:covered-table-cell"
    rb"|office:annotation)(?=[\s/>])([^>]*)>|<text:p(?:\s[^>]*)?>((?:#|Err:)[^<]{1,30})</text:p>"
)
_NAME = re.compile(rb"""\stable:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REPEATED = re.compile(rb"""\stable:number-(?:rows|columns)-repeated\s*=\s*["']\+?(\d{1,9})""")


def written(cells: pl.DataFrame, wrong: Iterable[Wrong], *, first: int) -> pl.DataFrame:
    """Write the words of error cells into a frame whose first column is ``first``."""
    found: dict[int, dict[int, str]] = {}
    for row, column, word in wrong:
        if 0 <= column - first < cells.width and row < cells.height:
            found.setdefault(column - first, {})[row] = word
    for column, words in found.items():
        series = cells.to_series(column)
        cells.replace_column(column, series.scatter(list(words), list(words.values())))
    return cells


def errors_of_opendocument(packed: zipfile.ZipFile, sheet: str, budget: Budget) -> list[Wrong]:
    """Find the error cells of a sheet: their text is an error's word, whatever their value.

    Raises
    ------
    InputError
        ``file-slow``.
    """
    for part in packed.infolist():
        if part.filename == "content.xml":
            content = b"".join(pieces(packed, part, budget))
            if any(sign in content for sign in _SIGNS):
                return _Walk(sheet=sheet).through(content, budget)
    return []


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Where the reader of a sheet stands."""

    sheet: str
    inside: bool = False
    noted: bool = False
    row: int = 0
    rows: int = 1
    column: int = 0
    columns: int = 1
    found: list[Wrong] = field(default_factory=list)

    def through(self, content: bytes, budget: Budget) -> list[Wrong]:
        for number, token in enumerate(_TOKEN.finditer(content)):
            if not number % 4096:
                budget.tick()
            end, kind, more, text = token.groups()
            if kind == b"table:table" and self.inside and end:
                break
            if kind == b"table:table" and not end:
                self.inside = _name(more) == self.sheet
            elif self.inside and text:
                self._text(unescape(text.decode(errors="replace")).strip(), budget)
            elif self.inside:
                self._tag(kind, more, end=bool(end))
        return self.found

    def _tag(self, kind: bytes, more: bytes, *, end: bool) -> None:
        if kind == b"office:annotation":
            self.noted = not end and not more.endswith(b"/")
        elif kind == b"table:table-row":
            if not end:
                self.rows, self.column, self.columns = _times(more), 0, 0
            if end or more.endswith(b"/"):
                self.row += self.rows
        elif not end:
            self.column += self.columns
            self.columns = _times(more)

    def _text(self, word: str, budget: Budget) -> None:
        if self.noted or not is_error(word):
            return
        if len(self.found) + self.rows * self.columns > budget.limits.cells:
            budget.short()
        for row in range(self.row, self.row + self.rows):
            columns = range(self.column, self.column + self.columns)
            self.found += [(row, column, word) for column in columns]


def _name(more: bytes) -> str:
    found = _NAME.search(more)
    return unescape((found[1] or found[2] or b"").decode(errors="replace")) if found else ""


def _times(more: bytes) -> int:
    found = _REPEATED.search(more)
    return int(found[1]) if found else 1
