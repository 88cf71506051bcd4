"""What the analysis of a network is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt, Le

from jiqun.core import InputError, problem
from jiqun.studies.plans import Code, Confidence, Plan, Refused, Seed, Year

#: Limits of how often communities are sought, and networks drawn.
MOST_REPEATS, MOST_DRAWS = 50, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisPlan(Plan):
    """What the analysis of a network is told.

    Attributes
    ----------
    kinds
        Which kinds of tie or layers (supply, knowledge, capital); None: all.
    first, last
        Ties of which years, both included; None: all. A joint project counts in each year that
        it runs.
    resolution
        Of the communities: above 1 gives smaller ones.
    repeats
        Seeds with which communities are sought; the agreement between them is told.
    draws
        Networks of chance that figures are held against.
    thinnings
        Networks drawn with further ties hidden, for what unseen ties do; 0 leaves that out.
    confidence
        Of the intervals.
    seed
        Of all that is drawn.

    Raises
    ------
    InputError
        ``options-…``: a value that cannot be; ``network-…``.
    """

    PREFIX = "network"

    kinds: tuple[Code, ...] | None = None
    first: Year | None = None
    last: Year | None = None
    resolution: Annotated[float, Gt(0), Le(100), Refused("network-resolution")] = 1.0
    repeats: Annotated[int, Ge(1), Le(MOST_REPEATS), Refused("network-repeats")] = 5
    draws: Annotated[int, Ge(1), Le(MOST_DRAWS), Refused("network-draws")] = 20
    thinnings: Annotated[int, Ge(0), Le(MOST_DRAWS), Refused("network-draws")] = 10
    confidence: Confidence = 0.95
    seed: Seed = 0

    def unfit(self) -> Iterable[str]:
        """Refuse a first year that comes after the last."""
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InputError(
                problem("network-years", subject="first", first=self.first, last=self.last)
            )
        return ()
