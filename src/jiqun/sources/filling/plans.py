"""What a fill is told, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from jiqun.core import Caution

#: What estimates from sizes start from.
Start = Literal["both", "means", "midpoints"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPlan:
    """What a fill is told.

    Attributes
    ----------
    hidden
        Put in rows for cells that the publisher leaves out, where a total says that something
        is missing.
    years
        How many years away a published number of the same cell still helps; 0: none.
    start
        What a cell without a neighbouring year starts from: the industry's mean establishment
        clipped to the size class ("means"), the middle of the class ("midpoints"), or the
        geometric mean of both ("both"); the mean where no class is published.
    """

    hidden: bool = True
    years: int = 2
    start: Start = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a fill gave.

    Attributes
    ----------
    rows
        All rows, filled, with those for hidden cells at the end.
    steps
        ``step, hidden, year, cells, employment, employment_low, employment_high``: what each
        named step put in; a null bound means that nothing bounds one of its cells.
    cautions
        Margins that contradict, cells that stay unknown.
    figures
        Counts by name.
    """

    rows: pl.DataFrame
    steps: pl.DataFrame
    cautions: tuple[Caution, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
