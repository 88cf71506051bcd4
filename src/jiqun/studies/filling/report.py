"""What a fill of a workspace reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jiqun.core import Caution


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledStep:
    """What one named step put in, in one year.

    Attributes
    ----------
    step, hidden, year
        The step; whether for hidden cells (else withheld ones); the year.
    cells, employment
        How many, and their persons.
    employment_low, employment_high
        Sums of the cells' ranges; None where nothing bounds one of them.
    """

    step: str
    hidden: bool
    year: int
    cells: int
    employment: float | None
    employment_low: float | None
    employment_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledLevel:
    """Employment of a level of regions in a year, over the classes without shown subclasses.

    Attributes
    ----------
    level, year, cells
        Which; how many cells.
    published, withheld, hidden
        Persons as published, put in for withheld and for hidden cells.
    unknown
        Cells that nothing says anything of.
    visible_share
        Published over all, 0-1; None where a cell is unknown, or cells are left out and no total
        says how much they hold.
    """

    level: str | None
    year: int
    cells: int
    published: float
    withheld: float
    hidden: float
    unknown: int
    visible_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FillReport:
    """What a fill did.

    Attributes
    ----------
    path, commit, unchanged
        The workspace; its newest commit; True where all of it stood there already.
    steps, levels
        What each step put in; what that makes of each level and year.
    figures
        Counts by name.
    cautions
        Totals that contradict or count otherwise; cells that stay unknown.
    seconds
        Wall time.
    """

    path: Path
    commit: int
    unchanged: bool
    steps: tuple[FilledStep, ...]
    levels: tuple[FilledLevel, ...]
    figures: Mapping[str, float]
    cautions: tuple[Caution, ...]
    seconds: float
