"""What one workbook may take: time, and the extent of its sheet."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from jiqun.core import Words, problem
from jiqun.sources.files.contents import stop
from jiqun.sources.files.limits import Limits, fits, hold, memory_short

#: Bytes that the parser takes for a cell of the extent, filled or not (measured: 52).
BYTES_A_CELL = 52
#: What is advised to allow: filled cells take more, and so does a parser's start.
_GENEROUS, _STARTED = 80, 128 << 20
#: The last cell that a workbook can have, XFD1048576.
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
_LETTERS = 26
#: Seconds that any workbook may take, and for each of its megabytes as it lies on the disk.
_SECONDS, _SECONDS_A_MEGABYTE = 10.0, 1.0


@dataclass(frozen=True, slots=True)
class Extent:
    """The smallest block from the first cell that holds all filled ones."""

    rows: int = 0
    columns: int = 0

    def over(self, other: Extent) -> Extent:
        """Give the extent that holds both."""
        return Extent(max(self.rows, other.rows), max(self.columns, other.columns))

    @property
    def cells(self) -> int:
        """How many cells the block has, empty ones too."""
        return self.rows * self.columns

    @property
    def corner(self) -> str:
        """Name the last cell as a workbook does.

        Examples
        --------
        >>> Extent(rows=1_048_576, columns=16_384).corner
        'XFD1048576'
        """
        letters, left = "", self.columns
        while left > 0:
            left, letter = divmod(left - 1, _LETTERS)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.rows}"


#: The extent of a sheet without a filled cell.
NOTHING = Extent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits and a clock for one workbook.

    Attributes
    ----------
    name
        The file's, for problems.
    limits
        What it may have.
    seconds
        What it may take, by its size.
    start
        When it began, by the monotonic clock.
    """

    name: str
    limits: Limits
    seconds: float
    start: float

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.start + self.seconds - time.monotonic()

    def tick(self) -> None:
        """Stop where time is up (``file-slow``)."""
        if self.left <= 0:
            self.slow()

    def slow(self) -> NoReturn:
        """Tell that time is up."""
        raise stop(problem("file-slow", subject=self.name, seconds=round(self.seconds)))

    def broken(self, reason: str | Words) -> NoReturn:
        """Tell that the file is not what it should be (``file-broken``)."""
        raise stop(problem("file-broken", subject=self.name, kind="Excel/ODS", reason=reason))

    def short(self) -> NoReturn:
        """Tell that the memory allowed is not enough (``file-memory``)."""
        most = self.limits.memory
        raise stop(memory_short(self.name, most=most, more=4 * most))

    def hold(self, extent: Extent) -> None:
        """Refuse an extent that asks for too much (``sheet-extent``, ``file-limit``)."""
        if extent.cells * BYTES_A_CELL > self.limits.memory:
            need = extent.cells * _GENEROUS + _STARTED
            told: dict[str, Any] = {
                "rows": extent.rows,
                "columns": extent.columns,
                "cells": extent.cells,
            }
            told |= {"most": self.limits.memory // BYTES_A_CELL, "corner": extent.corner}
            case = "" if fits(need) else "machine"
            told |= {} if case else {"need": need}
            raise stop(problem("sheet-extent", subject=self.name, case=case, **told))
        hold(self.limits, "rows", extent.rows, subject=self.name)
        hold(self.limits, "columns", extent.columns, subject=self.name)
        hold(self.limits, "cells", extent.cells, subject=self.name)


def budget_of(path: Path, limits: Limits | None) -> Budget:
    """Give a workbook its limits and start its clock."""
    size = path.stat().st_size / (1 << 20)
    return Budget(
        name=path.name,
        limits=limits or Limits(),
        seconds=_SECONDS + _SECONDS_A_MEGABYTE * size,
        start=time.monotonic(),
    )
