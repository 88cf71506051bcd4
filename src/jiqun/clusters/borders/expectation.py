"""What a region would have of a category if no cluster were there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.borders.fields import FEW, Field
from jiqun.clusters.borders.plans import ZoneRules
from jiqun.kernels.linear.products import applied

Float = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Sweeps of rows and columns in one fit; each fit begins where the one before it ended.
SWEEPS = 5
LEAST = 1e-9


def usual(
    observed: Float, clear: Float, column: Float | None = None, *, sweeps: int = 4 * SWEEPS
) -> tuple[Float, Float]:
    r"""Fit row and column factors to the cells in no cluster: what is usual in every cell.

    .. math:: e_{rc} = a_r b_c,\quad \sum_c w_{rc} (o_{rc} - e_{rc}) = 0,\quad
        \sum_r w_{rc} (o_{rc} - e_{rc}) = 0

    observed, clear (w, 1 in no cluster, else 0): (R, C); column: (C,) b to begin with, or the
    margin. Returns a and b. With all cells clear the product is that of the margins over the
    whole, which the location quotient compares with. A category that stands out wherever it is
    has nothing usual: its b is 0.
    """
    seen = observed * clear
    rows, columns = seen.sum(axis=1), seen.sum(axis=0)
    if column is None:
        column = observed.sum(axis=0) / max(float(observed.sum()), LEAST)
    row = rows
    for _ in range(sweeps):
        row = rows / np.maximum(applied(clear, column), LEAST)
        column = columns / np.maximum(applied(clear.T, row), LEAST)
    return row, column


def settled(field: Field, observed: Float, rules: ZoneRules) -> tuple[Float, Float, Float, int]:
    """Take turns: what stands out is left out of what is usual, until nothing changes.

    Returns what is usual, what the margins alone would say, what is clear, (R, C) each, and the
    rounds taken. Traded and local categories are fitted apart, as the location quotient is.
    """
    expected, plain, clear = (np.zeros_like(observed) for _ in range(3))
    counts = field.establishments if field.counted else observed
    enough = ~(counts < rules.least_establishments)
    rounds = 0
    for kind in (True, False):
        own = np.flatnonzero(field.traded == kind)
        if not len(own):
            continue
        full, able = _with_rest(field, observed, own, enough)
        n = len(own)
        margins = full.sum(axis=1)[:, None] * full.sum(axis=0) / max(float(full.sum()), LEAST)
        plain[:, own] = margins[:, :n]
        fitted, left, taken = _turns(full, able, margins, rules)
        expected[:, own], clear[:, own] = fitted[:, :n], left[:, :n]
        rounds = max(rounds, taken)
    return expected, plain, clear, rounds


def _turns(full: Float, able: Bools, margins: Float, rules: ZoneRules) -> tuple[Float, Float, int]:
    """Begin generously with the margins, go on with the fit; able: cells that may stand out."""
    e, column = margins, None
    clear = np.ones_like(full)
    for turn in range(rules.rounds):
        rate = rules.least_rate if turn else rules.first_rate
        out = (full + rules.prior >= rate * (e + rules.prior)) & able
        fresh = np.where(out, 0.0, 1.0)
        if turn and (fresh == clear).all():
            break
        clear = fresh
        row, column = usual(full, clear, column, sweeps=SWEEPS)
        e = row[:, None] * column
    row, column = usual(full, clear, column)
    return row[:, None] * column, clear, turn + 1


def _with_rest(
    field: Field, observed: Float, own: NDArray[np.int64], enough: Bools
) -> tuple[Float, Bools]:
    """Add a column for all else, which never stands out, where categories are few."""
    rest = _rest(field, observed, own)
    if rest is None:
        return observed[:, own], enough[:, own]
    full = np.column_stack([observed[:, own], rest])
    return full, np.column_stack([enough[:, own], np.zeros(len(rest), dtype=bool)])


def _rest(field: Field, observed: Float, own: NDArray[np.int64]) -> Float | None:
    """Give a column for all else, in the unit of what is counted, where categories are few."""
    if len(own) >= FEW or not field.rest.any():
        return None
    people = np.nansum(field.employment[:, own])
    unit = people / observed[:, own].sum() if observed[:, own].sum() > 0 else 1.0
    return np.asarray(
        (field.rest + np.nansum(np.delete(field.employment, own, axis=1), axis=1)) / unit
    )
