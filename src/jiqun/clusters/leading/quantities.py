"""The leading quantity: chosen by what is known, named in the cells, called size while computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

import polars as pl

Led = Literal[
    "employment", "revenue", "output", "value_added", "payroll", "exports", "establishments"
]
#: What can lead, in the order that decides between quantities with as many known cells.
LEADS: Final[tuple[Led, ...]] = get_args(Led)
EMPLOYMENT: Final = "employment"
#: Those that are money.
MONEY: Final = ("revenue", "output", "value_added", "payroll", "exports")
#: Additive columns of activity, in the order of cells.
AMOUNTS: Final = (
    "establishments", "employment", "payroll", "output", "revenue", "value_added", "exports",
)  # fmt: skip
#: Those that are counted one by one.
COUNTED: Final = ("establishments", "employment")
#: Columns of activity that tell of employment and of nothing else.
_OF_JOBS = (
    "employment_low", "employment_high", "size_class", "imputed", "rounding", "sampling_error",
)  # fmt: skip
#: Columns that hold a part of a whole: {} is the leading quantity.
_PARTS = ("traded_{}", "local_{}", "category_{}", "group_{}", "region_{}", "imputed_{}")
_DOUBTS = (
    "range_low", "range_high", "without_low", "without_high", "sampling_low", "sampling_high",
)  # fmt: skip


def known_cells(activity: pl.DataFrame) -> dict[str, int]:
    """Count for each quantity that can lead the rows that say something of it.

    A row says something where the number is known, and of employment also where the publisher
    withholds, hides or classes it: there is a number, and bounds of it. A quantity without any
    number above 0 is left out: nothing can be shared out by it.

    Examples
    --------
    >>> known_cells(pl.DataFrame({"output": [1.0, None], "establishments": [3.0, 4.0]}))
    {'output': 1, 'establishments': 2}
    """
    found: dict[str, int] = {}
    held = [
        pl.col(name).fill_null(value=False)
        for name in ("withheld", "hidden")
        if name in activity.columns and activity.schema[name] == pl.Boolean
    ]
    if "size_class" in activity.columns:
        held.append(pl.col("size_class").is_not_null())
    for name in LEADS:
        if name not in activity.columns:
            continue
        told = pl.col(name).is_not_null()
        if name == EMPLOYMENT and held:
            told |= pl.any_horizontal(held)
        above, rows = activity.select(
            (pl.col(name).cast(pl.Float64) > 0).any().alias("above"), told.sum().alias("rows")
        ).row(0)
        if above:
            found[name] = int(rows)
    return found


def leading_quantity(activity: pl.DataFrame) -> str | None:
    """Name the quantity with the most known rows, the first of :data:`LEADS` among equals.

    None where no quantity has a number above 0.

    Examples
    --------
    >>> leading_quantity(pl.DataFrame({"output": [1.0, 2.0], "establishments": [3.0, 4.0]}))
    'output'
    """
    known = known_cells(activity)
    return max(known, key=lambda name: known[name]) if known else None


def led(activity: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Give the activity with the leading quantity as ``size``, and nothing that tells of another.

    Bounds, steps and sampling errors of activity are those of employment, and say nothing of
    another quantity; nor does the publisher's noise of how many establishments there are. A number
    that is there is not withheld.
    """
    rows = activity.with_columns(size=pl.col(quantity).cast(pl.Float64))
    if quantity == EMPLOYMENT:
        return rows
    dropped = [*_OF_JOBS, *(["noise"] if quantity in COUNTED else [])]
    rows = rows.drop(dropped, strict=False)
    marks = [name for name in ("withheld",) if name in rows.columns]
    return rows.with_columns(pl.col(name) & pl.col("size").is_null() for name in marks)


def led_by(cells: pl.DataFrame) -> str:
    """Name the quantity that leads some cells: what their column ``quantity`` says, or employment.

    Examples
    --------
    >>> led_by(pl.DataFrame({"quantity": ["output"]})), led_by(pl.DataFrame({"employment": [1.0]}))
    ('output', 'employment')
    """
    if "quantity" not in cells.columns or cells.is_empty():
        return EMPLOYMENT
    told = cells["quantity"].drop_nulls()
    return str(told[0]) if len(told) else EMPLOYMENT


def named_by(quantity: str, columns: Sequence[str]) -> Mapping[str, str]:
    """Say how the columns called by size are called by the quantity that leads.

    Examples
    --------
    >>> dict(named_by("output", ["size", "size_range_low", "traded_size", "region"]))
    {'size': 'output', 'size_range_low': 'output_range_low', 'traded_size': 'traded_output'}
    """
    known = {"size": quantity}
    known |= {f"size_{end}": f"{quantity}_{end}" for end in ("low", "high", *_DOUBTS)}
    known |= {part.format("size"): part.format(quantity) for part in _PARTS}
    return {old: known[old] for old in columns if old in known}


def called(frame: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Call the size by the quantity that leads."""
    names = named_by(quantity, frame.columns)
    return frame.drop([new for new in names.values() if new in frame.columns]).rename(names)
