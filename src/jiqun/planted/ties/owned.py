"""Ties of ownership: from a firm's largest establishment to each of its others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.firms import Establishments
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import TIE_KINDS

Int = NDArray[np.int64]


def ties_of_owners(plan: EconomyPlan, establishments: Establishments) -> tuple[Int, Int, Int, Int]:
    """Give source, target, kind and number of the year, in each year that both are there.

    Ends are positions of organisations: each establishment is one, in the same order.
    """
    owner = establishments.owner
    unit = np.flatnonzero(owner != np.arange(len(owner)))
    founded = establishments.founded.astype(np.int64) - plan.calendar[0]
    first = np.maximum(np.maximum(founded[unit], founded[owner[unit]]), 0)
    count = plan.years - first
    of = np.repeat(np.arange(len(unit)), count)
    t = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    kind = np.full(len(of), TIE_KINDS.index("equity"))
    return owner[unit][of], unit[of], kind, t
