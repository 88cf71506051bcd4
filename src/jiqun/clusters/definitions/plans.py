"""What the search for a definition set, and the test of being traded, can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from jiqun.core import Plan, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationPlan(Plan):
    """How a definition set is derived.

    Attributes
    ----------
    candidates
        How many different sets to score, at least; fewer where there are no more (small I).
    categories
        Least and most categories; None is :func:`usual_sizes`.
    percentile
        The higher bar of the scores, 0-1.
    largest
        0-1: share of the industries that a category may hold; see :func:`most_industries`.
    tolerance
        0-1: how far below the best score the chosen set may be; 0 takes the best score.
    correct
        Whether outliers of the chosen set move to the category they are nearest to.
    seed, workers
        Of the restarts; threads, which change nothing but the time.
    """

    PREFIX = "derivation"
    QUIET = ("seed", "workers")

    candidates: Annotated[int, Field(ge=1), Refused("candidates-count")] = 2000
    categories: tuple[int, int] | None = None
    percentile: float = 0.95
    largest: Annotated[float, Field(gt=0, le=1), Refused("largest-share")] = 0.1
    tolerance: float = 0.03
    correct: bool = True
    seed: int = 0
    workers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TradedPlan(Plan):
    """When an industry is called traded.

    Attributes
    ----------
    least_share, least_top, least_gini
        The bars.
    top
        How many regions the mean quotient is taken over, those with the highest.
    size_cv2
        Squared coefficient of variation of establishment sizes, for the interval.
    draws, seed, level
        Resamples of establishments (Poisson, n / (1 + cv²) counts), and the interval's
        confidence.
    """

    PREFIX = "traded"
    QUIET = ("seed",)

    least_share: float = 0.5
    least_top: float = 2.0
    least_gini: float = 0.3
    top: int = 5
    size_cv2: float = 4.0
    draws: int = 100
    level: float = 0.95
    seed: int = 0
