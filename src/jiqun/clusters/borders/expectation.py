"""What a region would have of a category if no cluster were there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.borders.fields import FEW, Field
from jiqun.clusters.borders.options import Search

Float = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Sweeps of rows and columns in one fit; the margins then agree to about 1e-6.
SWEEPS = 12
#: And in a refit that starts from what was clear.
FEW_SWEEPS = 4
LEAST = 1e-9


def usual(
    observed: Float, clear: Float, rest: Float | None = None, *, sweeps: int = SWEEPS
) -> Float:
    r"""Fit row and column factors to the cells in no cluster: what is usual in every cell.

    .. math:: e_{rc} = a_r b_c,\quad \sum_c w_{rc} (o_{rc} - e_{rc}) = 0,\quad
        \sum_r w_{rc} (o_{rc} - e_{rc}) = 0

    observed, clear (w, 1 in no cluster, else 0): (R, C); rest: (R,) a further column that is
    always clear. Returns (R, C). With all cells clear it is the product of the margins over the
    whole, which the location quotient compares with. A category that is in clusters everywhere
    has nothing usual: its expectation is near 0.
    """
    full, kept = observed, clear
    if rest is not None:
        full = np.column_stack([observed, rest])
        kept = np.column_stack([clear, np.ones(len(rest))])
    seen = full * kept
    column = full.sum(axis=0) / max(float(full.sum()), LEAST)
    row = full.sum(axis=1)
    rows, columns = seen.sum(axis=1), seen.sum(axis=0)
    for _ in range(sweeps):
        row = rows / np.maximum(kept @ column, LEAST)
        column = columns / np.maximum(row @ kept, LEAST)
    return np.asarray(row[:, None] * column[None, : observed.shape[1]])


def settled(field: Field, observed: Float, search: Search) -> tuple[Float, Float, Float, int]:
    """Take turns: what stands out is left out of what is usual, until nothing changes.

    Returns what is usual, what the margins alone would say, what is clear, (R, C) each, and the
    rounds taken. Traded and local categories are fitted apart, as the location quotient is.
    """
    expected, plain, clear = (
        np.zeros_like(observed),
        np.zeros_like(observed),
        np.ones_like(observed),
    )
    rounds = 0
    for kind in (True, False):
        own = np.flatnonzero(field.traded == kind)
        if not len(own):
            continue
        rest = _rest(field, observed, own)
        plain[:, own] = usual(observed[:, own], clear[:, own], rest)
        expected[:, own], clear[:, own], taken = _turns(field, observed, own, rest, search)
        rounds = max(rounds, taken)
    return expected, plain, clear, rounds


def _turns(
    field: Field,
    observed: Float,
    own: NDArray[np.int64],
    rest: Float | None,
    search: Search,
) -> tuple[Float, Float, int]:
    o = observed[:, own]
    counts = field.establishments[:, own] if field.counted else o
    enough = ~(counts < search.least_establishments)
    clear = np.ones_like(o)
    for turn in range(search.rounds):
        e = usual(o, clear, rest)
        rate = search.least_rate if turn else search.first_rate
        outstanding = (o + search.prior >= rate * (e + search.prior)) & enough
        fresh = np.where(outstanding, 0.0, 1.0)
        if (fresh == clear).all() and turn > 0:
            return e, clear, turn + 1
        clear = fresh
    return usual(o, clear, rest), clear, search.rounds


def _rest(field: Field, observed: Float, own: NDArray[np.int64]) -> Float | None:
    """Give a column for all else, in the unit of what is counted, where categories are few."""
    if len(own) >= FEW or not field.rest.any():
        return None
    people = np.nansum(field.employment[:, own])
    unit = people / observed[:, own].sum() if observed[:, own].sum() > 0 else 1.0
    return np.asarray(
        (field.rest + np.nansum(np.delete(field.employment, own, axis=1), axis=1)) / unit
    )


def refit(
    field: Field, observed: Float, clear: Float, search: Search
) -> tuple[Float, Float, Float]:
    """Take what is usual again for redrawn data: from what was clear, with one turn.

    Returns what is usual, what the margins alone would say, and what is clear now.
    """
    expected, plain, left = np.zeros_like(observed), np.zeros_like(observed), np.ones_like(observed)
    counts = field.establishments if field.counted else observed
    enough = ~(counts < search.least_establishments)
    for kind in (True, False):
        own = np.flatnonzero(field.traded == kind)
        if not len(own):
            continue
        o, rest = observed[:, own], _rest(field, observed, own)
        plain[:, own] = usual(o, np.ones_like(o), rest, sweeps=1)
        first = usual(o, clear[:, own], rest, sweeps=FEW_SWEEPS)
        outstanding = o + search.prior >= search.least_rate * (first + search.prior)
        left[:, own] = np.where(outstanding & enough[:, own], 0.0, 1.0)
        expected[:, own] = usual(o, left[:, own], rest, sweeps=FEW_SWEEPS)
    return expected, plain, left
