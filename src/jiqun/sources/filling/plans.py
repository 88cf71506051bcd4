"""What a fill is told, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import polars as pl
from annotated_types import Ge, Le

from jiqun.core import Caution, Plan, Refused

#: What estimates from sizes start from.
Start = Literal["both", "means", "midpoints"]
#: The furthest year that may help.
FURTHEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPlan(Plan):
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
    years: Annotated[int, Ge(0), Le(FURTHEST), Refused("fill-years")] = 2
    start: Start = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a fill gave.

    Attributes
    ----------
    rows
        All rows, filled, with those for hidden cells at the end.
    bare
        The same rows without what a fill or a source's reading put in, in their order, without
        those for hidden cells.
    levels
        ``level, year, cells, published, withheld, hidden, unknown, visible_share``: employment
        of the classes without shown subclasses, by level of regions: as published, put in for
        withheld and for hidden cells; cells that stay unknown. ``visible_share`` is the published
        part; null where a cell is unknown, or cells are left out and no total says how much.
    steps
        ``step, hidden, year, cells, employment, employment_low, employment_high``: what each
        named step put in; a null bound means that nothing bounds one of its cells.
    cautions
        Margins that contradict, cells that stay unknown.
    figures
        Counts by name.
    """

    rows: pl.DataFrame
    bare: pl.DataFrame
    levels: pl.DataFrame
    steps: pl.DataFrame
    cautions: tuple[Caution, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
