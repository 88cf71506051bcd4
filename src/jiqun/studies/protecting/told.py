"""What is told of a workspace's protection: rules, counts, what is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jiqun.core import Caution, Words

#: A rule by which a number is protected.
Kind = Literal["threshold", "dominance", "p-percent", "rounding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesTold:
    """The rules in force.

    Attributes
    ----------
    kinds
        Which rules are used; told to everybody.
    threshold
        A number from fewer contributors is protected; null where whoever asks may not know, or
        the rule is not used. So are all the following.
    dominance_contributors, dominance_percent
        A number of which so many contributors hold more than this percentage is protected.
    p_percent
        A number from which the second largest contributor could estimate the largest to within this
        percentage is protected.
    rounding
        The step that shown numbers are rounded to; told to everybody.
    """

    kinds: tuple[Kind, ...]
    threshold: int | None
    dominance_contributors: int | None
    dominance_percent: float | None
    p_percent: float | None
    rounding: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionLoss:
    """What protection withholds at a level of regions in a year.

    Attributes
    ----------
    level, title, year
        Of regions; how it is called; the year.
    industry_level, industry_title
        The level of industries.
    cells
        Cells of which there is something: an industry in a region.
    withheld
        Of these, the protected ones.
    primary, secondary
        Those that break a rule by themselves; those withheld so that nobody computes the former.
        Null where whoever asks may not know.
    shown_share
        Share (0-1) of the leading quantity at the level that stands in shown cells; null where
        whoever asks may not know.
    """

    level: str
    title: Words
    year: int
    industry_level: str
    industry_title: Words
    cells: int
    withheld: int
    primary: int | None
    secondary: int | None
    shown_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Whether a workspace is confidential, and what readers without the right are shown.

    Attributes
    ----------
    protected
        Whether the workspace is marked confidential.
    confidential
        Whether whoever asks is shown the confidential numbers.
    rules
        The rules in force; null where it is not marked.
    quantity
        What leads the results.
    levels
        Levels of regions that are shown to readers without the right, the coarsest first.
    tables, left_out
        Tables that they are shown; tables that they are not.
    cells, withheld
        Cells over all levels and years; those of them that are protected.
    proved
        Whether a linear programme has shown for every protected number that it cannot be
        computed from what is shown more closely than the rules allow.
    losses
        By level and year.
    built
        When the protected numbers were made; null where it is not marked.
    stale
        Whether the data have changed since: readers without the right are shown the earlier ones.
    command
        What brings them up to date; null where nothing is to be done or whoever asks may not.
    cautions
        What deserves doubt.
    """

    protected: bool
    confidential: bool
    rules: RulesTold | None = None
    quantity: str | None = None
    levels: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    cells: int = 0
    withheld: int = 0
    proved: bool | None = None
    losses: tuple[ProtectionLoss, ...] = ()
    built: str | None = None
    stale: bool = False
    command: str | None = None
    cautions: tuple[Caution, ...] = ()
