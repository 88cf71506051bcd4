"""How a single establishment grows and shrinks by its own luck, year after year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]


def make_moves(plan: EconomyPlan, size: NDArray[np.float32]) -> NDArray[np.float32]:
    """Draw what its own luck multiplies each size by in each year, shape (T, N)."""
    return np.ones((plan.years, len(size)), dtype=np.float32)
