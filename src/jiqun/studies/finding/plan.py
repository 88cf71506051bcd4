"""What finding clusters is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from jiqun.studies.plans import Confidence, Plan, Refused

#: Fewer permutations cannot reach a level of 5 %.
LEAST_DRAWS = 19
Draws = Annotated[
    int, Field(ge=LEAST_DRAWS),
    Refused("options-draws"),
]  # fmt: skip
Bootstraps = Annotated[
    int, Field(ge=0), Refused("options-bootstraps"),
]  # fmt: skip
Alpha = Annotated[
    float, Field(gt=0, lt=1), Refused("options-alpha"),
]  # fmt: skip


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
    alpha
        Level of significance, 0 < alpha < 1.
    confidence
        Of quotients' intervals.
    seed, workers
        The seed; threads, which change nothing in the result.

    Raises
    ------
    InputError
        ``options-alpha``, ``options-draws``, ``options-bootstraps``, ``options-level``.
    UnknownError
        ``way-unknown``.
    """

    way: Literal["regions", "points", "links", "all"] = "all"
    definition: str | None = None
    level: str | None = None
    year: int | None = None
    draws: Draws = 199
    bootstraps: Bootstraps = 40
    alpha: Alpha = 0.05
    confidence: Confidence = 0.95
    seed: int = 0
    workers: int = 2
