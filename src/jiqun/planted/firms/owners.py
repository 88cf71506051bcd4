"""Firms of several establishments: who belongs to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.plans import EconomyPlan

Int = NDArray[np.int64]

#: Chance that an establishment of one person belongs to a firm of several, and how it rises
#: with size: a quarter of the establishments then do, with half of the jobs.
OWNED, OWNED_RISE, MOST_OWNED = 0.1, 0.42, 0.95
#: Exponent of the survival function of establishments in a firm, from two.
UNITS = 1.25


def make_owners(
    plan: EconomyPlan, kind: NDArray[Any], size: NDArray[np.float32], still: NDArray[np.bool_]
) -> Int:
    """Give each establishment the row of its firm's largest, itself where it stands alone.

    Parameters
    ----------
    plan
        Its chance.
    kind
        Shape (N,): a firm's establishments are of one kind (a group of industries in a country).
    size
        Shape (N,), persons.
    still
        Shape (N,): open in the last year; others belong to nobody.
    """
    rng = plan.stream("owners")
    chance = np.minimum(OWNED * size**OWNED_RISE, MOST_OWNED)
    rows = np.flatnonzero((rng.random(len(size), dtype=np.float32) < chance) & still)
    rows = rows[np.lexsort((rng.random(len(rows)), kind[rows]))]
    firm = _firms(kind[rows], rng)
    owner = np.arange(len(size))
    largest_first = np.lexsort((rows, -size[rows], firm))
    firm, rows = firm[largest_first], rows[largest_first]
    starts = np.flatnonzero(np.diff(firm, prepend=-1))
    owner[rows] = np.repeat(rows[starts], np.diff(np.append(starts, len(rows))))
    return owner


def _firms(kind: NDArray[Any], rng: np.random.Generator) -> Int:
    """Cut what stands in order of kind into firms; give each establishment its firm's number."""
    n = len(kind)
    units = np.floor(2 * (1 - rng.random(n // 2 + 1)) ** (-1 / UNITS))
    ends = np.cumsum(np.minimum(units, n)).astype(np.int64)
    begins = np.zeros(n + 1, dtype=bool)
    begins[0] = True
    begins[np.minimum(ends, n)] = True
    begins[1:n] |= np.diff(kind) != 0
    return np.cumsum(begins[:n])
