"""How a single establishment grows and shrinks by its own luck, year after year.

The logarithm of the luck x follows x' = KEEP x + e. An e is zero in a share STILL of
the years, else Laplace with a scale that falls with size as S ** -CALMER. The young start small.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.plans import LAST_YEAR, EconomyPlan

#: See the page on planted and real economies for what these reproduce.
KEEP, STILL, SPREAD, CALMER = 0.75, 0.78, 1.0, 0.28
FURTHEST = 3.0
#: Share that the newly born lack of their size, and in how many years it falls by e.
YOUNG, GROWN_UP = 0.45, 2.0


def make_moves(
    plan: EconomyPlan, size: NDArray[np.float32], founded: NDArray[np.int16]
) -> NDArray[np.float32]:
    """Draw what its own luck multiplies each size by in each year, shape (T, N).

    Weighted by size, the mean of each year is 1: luck moves jobs about and makes none.
    """
    rng = plan.stream("moves")
    moves = np.ones((plan.years, len(size)), dtype=np.float32)
    if plan.turbulence == 0:
        return moves
    spread = np.float32(SPREAD * plan.turbulence) * size ** np.float32(-CALMER)
    luck = rng.standard_normal(len(size), dtype=np.float32) * spread
    luck *= np.float32(np.sqrt(2 * (1 - STILL) / (1 - KEEP**2)))
    jobs = size.sum(dtype=np.float64)
    for t in range(plan.years):
        luck = np.clip(luck, -FURTHEST, FURTHEST)
        age = np.maximum(LAST_YEAR - plan.years + 1 + t - founded.astype(np.float32), 0)
        young = 1 - np.float32(min(YOUNG * plan.turbulence, 0.9)) * np.exp(-age / GROWN_UP)
        np.exp(luck, out=moves[t])
        moves[t] *= young
        weighed = (size * moves[t]).sum(dtype=np.float64)
        moves[t] *= np.float32(jobs / weighed)
        luck = np.float32(KEEP) * luck + _innovation(spread, rng)
    return moves


def _innovation(spread: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw a year's change: none often, else Laplace."""
    draw = rng.random(len(spread), dtype=np.float32)
    moving = (draw - np.float32(STILL)) / np.float32(1 - STILL)
    far = -np.log1p(-np.clip(np.abs(2 * moving - 1), 0, np.float32(1 - 1e-7)))
    change = np.sign(moving - np.float32(0.5)) * far * spread
    return np.asarray(np.where(moving < 0, np.float32(0), change), dtype=np.float32)
