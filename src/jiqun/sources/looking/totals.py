"""Rows and columns that are the sum of others, compared with their parts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiqun.sources.looking.heads import Seen
from jiqun.sources.looking.printed import amount, bare


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalSeen:
    """A total, compared with the sum of its parts.

    Attributes
    ----------
    label, column
        The row's name and the file's column (of a column of totals: its name, the row's name).
    stated, summed, difference
        As printed, in the file's own unit: the total, the sum of the parts that are given, and
        the one less the other. None where the total itself is not given.
    parts, unknown
        How many parts are given, how many are not.
    agrees
        Whether they agree, rounding allowed for. Where parts are not given they may be the
        difference; nothing says so.
    """

    label: str
    column: str
    stated: float | None
    summed: float
    difference: float | None
    parts: int
    unknown: int
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRow:
    """A row that is a total: its place, its label, and the column where that stands."""

    row: int
    label: str
    column: str


def compare_rows(
    totals: Sequence[TotalRow],
    *,
    parts: Sequence[int],
    labels: Sequence[Seen],
    numbers: Sequence[Seen],
    decimal: str = ".",
) -> tuple[TotalSeen, ...]:
    """Compare rows of totals with the rows that they are the totals of.

    The parts of a total are the rows whose other labels are its own; a label that the total
    leaves open, or that is itself a total's, does not count.

    Parameters
    ----------
    totals
        Rows of totals.
    parts
        Rows that may be parts.
    labels, numbers
        Columns of labels; columns of amounts.
    decimal
        What stands before decimals.
    """
    found = []
    for total in totals:
        same = [one for one in labels if one.name != total.column and one.cells[total.row]]
        wanted = {one.name: bare(one.cells[total.row]) for one in same}
        open_labels = {name for name, word in wanted.items() if word == bare(total.label)}
        rows = [
            row
            for row in parts
            if all(
                bare(one.cells[row]) == wanted[one.name]
                for one in same
                if one.name not in open_labels
            )
        ]
        if len(rows) < 2:  # noqa: PLR2004 - one row is no sum
            continue
        for one in numbers:
            cells = [one.cells[row] for row in rows]
            seen = compared(one.cells[total.row], cells, decimal=decimal)
            if seen:
                found.append(_told(total.label, one.name, seen))
    return tuple(found)


def compare_columns(
    totals: Mapping[str, Sequence[str]],
    *,
    columns: Mapping[str, Seen],
    rows: Sequence[int],
    label: Seen | None,
    decimal: str = ".",
) -> tuple[TotalSeen, ...]:
    """Compare columns of totals with the columns that they are the totals of, row by row.

    Of each column the row that differs most is told, and the first where none does.
    """
    found = []
    for name, parts in totals.items():
        each = []
        for row in rows:
            cells = [columns[part].cells[row] for part in parts]
            seen = compared(columns[name].cells[row], cells, decimal=decimal)
            if seen:
                each.append((seen[-1], -abs(seen[2] or 0.0), row, seen))
        if each:
            *_, row, seen = min(each, key=lambda one: one[:3])
            found.append(_told(name, label.cells[row] if label else str(row + 1), seen))
    return tuple(found)


def compared(
    stated: str, parts: Sequence[str], *, decimal: str = "."
) -> tuple[float | None, float, float | None, int, int, bool] | None:
    """Give stated, summed, difference, parts, unknown parts, and whether they agree.

    None where the total is not given. A number printed with few decimals may be off by half of
    its last digit, and so may each part.

    Examples
    --------
    >>> compared("6.0", ["1.5", "2.5", "2.1"])[-1]
    True
    >>> compared("100", ["10", "20"])
    (100.0, 30.0, 70.0, 2, 0, False)
    >>> compared("100", ["10", "…"])[-2:]
    (1, False)
    """
    total = amount(stated, decimal=decimal)
    if total is None:
        return None
    given = [one for cell in parts if (one := amount(cell, decimal=decimal)) is not None]
    if not given:
        return None
    summed = _tidy(math.fsum(value for value, _ in given))
    off = 0.5 * (10.0 ** -total[1] + math.fsum(10.0**-places for _, places in given))
    unknown = len(parts) - len(given)
    difference = _tidy(total[0] - summed)
    slack = off * (1 + 1e-9)
    return total[0], summed, difference, len(given), unknown, abs(difference) <= slack


def _tidy(value: float) -> float:
    """Round to the twelve digits that a sum of printed numbers can have."""
    return float(f"{value:.12g}")


def _told(
    label: str, column: str, seen: tuple[float | None, float, float | None, int, int, bool]
) -> TotalSeen:
    stated, summed, difference, parts, unknown, agrees = seen
    return TotalSeen(
        label=label, column=column, stated=stated, summed=summed, difference=difference,
        parts=parts, unknown=unknown, agrees=agrees,
    )  # fmt: skip
