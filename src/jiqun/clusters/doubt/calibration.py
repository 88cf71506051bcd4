"""Chances as they came true: a computed chance is told as often as it was right before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Outcomes that all groups together need; that a group needs to be calibrated by itself; that
#: a chance told rests on at least.
FEWEST, FEWEST_OWN, LEAST = 300, 30, 50
#: All groups without a curve of their own.
REST = -1
#: Steps of a chance that outcomes are told apart by.
BINS = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A chance told for one computed: ascending knots, straight between them, level beyond."""

    computed: Float
    told: Float

    def __call__(self, computed: Float) -> Float:
        """Give the chances told, NaN for NaN."""
        return np.interp(computed, self.computed, self.told)


#: A chance is told as it was computed.
AS_COMPUTED = Curve(computed=np.array([0.0, 1.0]), told=np.array([0.0, 1.0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Curves by group; :data:`REST` serves groups without one of their own."""

    curves: Mapping[int, Curve]

    def __call__(self, computed: Float, group: Int) -> Float:
        """Give the chances told, shape (N,), of computed ones in their groups."""
        rest = self.curves.get(REST, AS_COMPUTED)
        out = rest(computed)
        for code, curve in self.curves.items():
            own = group == code
            out[own] = curve(computed[own])
        return out


def fit_calibration(
    computed: Float, group: Int, came: NDArray[np.bool_], *, least: int = LEAST
) -> Calibration | None:
    """Fit a curve to each group with 30 outcomes, and one to all other groups together.

    With fewer than 30 there too, their chances are told as they are computed.

    A curve is the isotonic regression of the outcomes on the computed chance, ``least`` of them
    or more taken together; a block of k outcomes of which m came true tells (m + 1/2) / (k + 1),
    so that none is ever sure (and not less than the block below).

    Parameters
    ----------
    computed, group, came
        Shape (N,): chances (0-1; NaN takes no part), codes >= 0 of groups, outcomes.
    least
        Outcomes taken together, >= 1.

    Returns
    -------
    Calibration or None
        None with fewer than 300 outcomes in all.

    Examples
    --------
    >>> said = np.repeat([0.2, 0.6, 0.9], 1000)
    >>> came = np.tile(np.arange(1000) < 500, 3)  # half of each
    >>> fitted = fit_calibration(said, np.zeros(3000, int), came)
    >>> fitted(np.array([0.1, 0.9]), np.zeros(2, int)).round(2).tolist()
    [0.5, 0.5]
    """
    known = np.isfinite(computed)
    computed, group, came = computed[known], group[known], came[known]
    if len(computed) < FEWEST:
        return None
    curves, others = {}, np.ones(len(group), dtype=bool)
    for code, count in zip(*np.unique(group, return_counts=True), strict=True):
        if count >= FEWEST_OWN:
            own = group == code
            curves[int(code)] = _curve(computed[own], came[own], least)
            others &= ~own
    if others.sum() >= FEWEST_OWN:
        curves[REST] = _curve(computed[others], came[others], least)
    return Calibration(curves=curves)


def _curve(computed: Float, came: NDArray[np.bool_], least: int) -> Curve:
    # of a hundred thousand outcomes those whose chances agree to 1 in 65,536 stand together
    bins = np.rint(computed * BINS).astype(np.int64)
    count = np.bincount(bins).astype(np.float64)
    there = np.flatnonzero(count)
    x = (np.bincount(bins, weights=computed)[there]) / count[there]
    hits = np.bincount(bins, weights=came)[there]
    count = count[there]
    starts = _starts(count, least)
    weight = np.add.reduceat(count, starts)
    x = np.add.reduceat(x * count, starts) / weight
    hits, count = np.add.reduceat(hits, starts), weight
    blocks = isotonic_regression(hits / count, weights=count).blocks[:-1].astype(np.int64)
    weight = np.add.reduceat(count, blocks)
    return Curve(
        computed=np.add.reduceat(x * count, blocks) / weight,
        told=np.maximum.accumulate((np.add.reduceat(hits, blocks) + 0.5) / (weight + 1.0)),
    )


def _starts(count: Float, least: int) -> Int:
    """Give where runs of so many outcomes or more begin; what is left at the end joins the last."""
    starts, held = [0], 0.0
    for at, own in enumerate(count.tolist()):
        if held >= least:
            starts.append(at)
            held = 0.0
        held += own
    if held < least and len(starts) > 1:
        starts.pop()
    return np.array(starts, dtype=np.int64)
