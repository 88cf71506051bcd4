"""What finding clusters is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jiqun.studies.plans import (
    Alpha,
    Bootstraps,
    Code,
    Confidence,
    Pairs,
    Permutations,
    Plan,
    Seed,
    Workers,
    Year,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPlan(Plan):
    """What finding clusters is told.

    Attributes
    ----------
    way
        One of the three, or all that the data allow.
    definition
        The definition set; None is every set but the derived one (that one where there is no
        other).
    level
        The level of regions; None is the one with most regions that rows stand at.
    year
        None is the latest that activity has (that links have, where there is no activity).
    draws
        Permutations of each test against chance; a fortieth as many networks of chance, and
        at least 5, are searched for links.
    bootstraps
        Resamples for the stability of clusters of regions; a quarter as many for those of points
        and links; 0 leaves them out.
    pairs
        Pairs of the last years on which the chance of being found again next year is fitted:
        so many earlier years are searched too, each with at most 10 resamples; 0, and data of
        one year, take the chance that comes with the package.
    alpha
        Level of significance, 1e-5 to 0.5, and at least 1 / (draws + 1).
    confidence
        Of quotients' intervals.
    seed, workers
        The seed; threads, which change nothing in the result.

    Raises
    ------
    InputError
        ``options-…``: a value that cannot be (:mod:`jiqun.studies.plans`).
    UnknownError
        ``way-unknown``.
    """

    way: Literal["regions", "points", "links", "all"] = "all"
    definition: Code | None = None
    level: Code | None = None
    year: Year | None = None
    draws: Permutations = 199
    bootstraps: Bootstraps = 40
    pairs: Pairs = 2
    alpha: Alpha = 0.05
    confidence: Confidence = 0.95
    seed: Seed = 0
    workers: Workers = 2

    def unfit(self) -> Iterator[str]:
        """Name alpha where no p-value of so many permutations can be so small."""
        if self.alpha * (self.draws + 1) < 1:
            yield "alpha"
