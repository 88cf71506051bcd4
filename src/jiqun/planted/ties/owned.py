"""Ties of ownership: from a firm's largest establishment to each of its others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.firms import Establishments
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import TIE_KINDS

Int = NDArray[np.int64]


def ties_of_owners(
    plan: EconomyPlan, establishments: Establishments, organisations: Organisations
) -> tuple[Int, Int, Int, Int]:
    """Give source, target, kind and number of the year, in each year that both are there."""
    rows = organisations.rows
    unit = np.flatnonzero(establishments.owner[rows] != rows)
    owner = np.minimum(np.searchsorted(rows, establishments.owner[rows[unit]]), len(rows) - 1)
    known = rows[owner] == establishments.owner[rows[unit]]
    unit, owner = unit[known], owner[known]
    founded = establishments.founded[rows].astype(np.int64) - plan.calendar[0]
    first = np.maximum(np.maximum(founded[unit], founded[owner]), 0)
    count = plan.years - first
    of = np.repeat(np.arange(len(unit)), count)
    t = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    kind = np.full(len(of), TIE_KINDS.index("equity"))
    return owner[of], unit[of], kind, t
