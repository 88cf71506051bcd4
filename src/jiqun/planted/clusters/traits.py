"""What kind of cluster each is: by technology, by what drives it, by who stands in it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.ground import Industries
from jiqun.planted.plans import EconomyPlan

Int = NDArray[np.int64]
Float = NDArray[np.float64]

TECHNOLOGIES: Final = ("basic", "strategic", "frontier")
DRIVERS: Final = ("market", "technology", "resource", "government")
#: One lead firm and small ones; one with several of some size; many small ones.
STRUCTURES: Final = ("lead-small", "lead-related", "many-small")
#: Odds of drivers by technology, of structures by driver. Assumptions: old trades grew where buyers
#: and raw materials are, new ones where research and the state are; markets breed small firms.
DRIVER_ODDS: Final = np.array([
    [0.55, 0.05, 0.25, 0.15], [0.35, 0.25, 0.10, 0.30], [0.20, 0.45, 0.02, 0.33],
])  # fmt: skip
STRUCTURE_ODDS: Final = np.array([
    [0.20, 0.20, 0.60], [0.40, 0.35, 0.25], [0.45, 0.35, 0.20], [0.45, 0.40, 0.15],
])  # fmt: skip
#: R&D intensity and share of exports by driver, against other firms of the class. Assumptions.
RESEARCH_BY_DRIVER: Final = np.array([0.85, 1.5, 0.8, 1.1])
EXPORTS_BY_DRIVER: Final = np.array([1.5, 1.0, 0.9, 0.8])


def technologies(industries: Industries, group: Int) -> Int:
    """Give the technology of each cluster's group, shape (K,)."""
    of = [TECHNOLOGIES.index(entry["technology"]) for entry in industries.groups]
    return np.array(of)[group]


def make_traits(plan: EconomyPlan, technology: Int) -> tuple[Int, Int]:
    """Draw drivers by technology and structures by driver, shape (K,) each."""
    rng = plan.stream("traits")
    driver = _drawn(DRIVER_ODDS[technology], rng)
    return driver, _drawn(STRUCTURE_ODDS[driver], rng)


def _drawn(odds: Float, rng: np.random.Generator) -> Int:
    total = np.cumsum(odds, axis=1)
    draw = rng.random(len(odds))[:, None] * total[:, -1:]
    return np.asarray((draw >= total).sum(axis=1), dtype=np.int64)
