"""What deriving a definition set is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

from jiqun.core import InputError, problem
from jiqun.studies.plans import (
    Candidates,
    Code,
    Draws,
    Plan,
    ReadBy,
    Refused,
    Seed,
    Workers,
    Year,
)

Location = Literal["net", "levels", "logarithms", "shares", "quotients"]
Scope = Literal["traded-given", "traded-derived", "all"]
DERIVED = "derived"
#: More categories than any classification has classes.
MOST_CATEGORIES = 100_000


def _ascending(given: object) -> object:
    """Refuse a range that no number of industries allows; the data narrow it further."""
    if not isinstance(given, tuple | list) or len(given) != 2:  # noqa: PLR2004 - two ends
        return given
    low, high = given
    whole = all(isinstance(end, int) and not isinstance(end, bool) for end in given)
    if not (whole and 2 <= low <= high <= MOST_CATEGORIES):  # noqa: PLR2004 - fewer are no set
        raise InputError(
            problem("categories-range", subject="categories", case="plan", low=low, high=high)
        )
    return given


#: What the code of the classification counts beside a similarity of data.
Weight = Annotated[float, Ge(0), Le(100), Refused("options-weight")]
#: Share of the industries that a category may hold.
Largest = Annotated[float, Gt(0), Le(1), Refused("largest-share")]
#: Least and most categories.
Range = Annotated[tuple[int, int], ReadBy(_ascending)]


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
        What is correlated over regions: logarithms net of the region's size, levels, logarithms,
        shares or quotients.
    coagglomeration
        Whether co-agglomeration is one of the similarities.
    code_weight
        What the classification's code counts beside each similarity of data, 0 or more.
    largest
        Share of the industries that a category may hold, 0-1; it may always hold twice the mean
        category of a set of the fewest categories.
    fallback
        Whether a cut of the code takes the place of the set that was searched, where it tells
        more of regions kept aside.
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

    candidates: Candidates = 2000
    categories: Range | None = None
    definition: str = DERIVED
    level: Code | None = None
    year: Year | None = None
    location: Location = "net"
    coagglomeration: bool = False
    code_weight: Weight = 0.5
    largest: Largest = 0.1
    fallback: bool = True
    scope: Scope | None = None
    correct: bool = True
    draws: Draws = 20
    seed: Seed = 0
    workers: Workers = 2
