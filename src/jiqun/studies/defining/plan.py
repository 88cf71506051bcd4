"""What deriving a definition set is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jiqun.studies.plans import Plan

Location = Literal["levels", "logarithms", "shares", "quotients"]
Scope = Literal["traded-given", "traded-derived", "all"]
DERIVED = "derived"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinePlan(Plan):
    """What deriving a definition set is told.

    Attributes
    ----------
    candidates, categories
        How many sets to score; least and most categories (by the number of industries
        otherwise).
    definition
        Name of the set; a set of this name that was derived before is replaced.
    level, year
        Regions that are compared, the level with about 180 of them otherwise; the latest year.
    location
        What is correlated over regions: levels, logarithms, shares or quotients.
    scope
        ``traded-given``: industries that a loaded set calls traded (the default where one says
        so of most). ``traded-derived``: those that are traded by their dispersion. ``all``.
    correct
        Whether outliers move.
    draws
        Resamples for the firmness of the set and for the dispersion's interval.
    seed, workers
        Of all that is drawn; threads.
    """

    candidates: int = 2000
    categories: tuple[int, int] | None = None
    definition: str = DERIVED
    level: str | None = None
    year: int | None = None
    location: Location = "logarithms"
    scope: Scope | None = None
    correct: bool = True
    draws: int = 20
    seed: int = 0
    workers: int = 2
