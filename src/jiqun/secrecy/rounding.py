"""Rounding to a base: each number by itself, or so that sums stay sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from jiqun.core import InputError, problem, stream
from jiqun.secrecy.margins import Margins

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rounded:
    """Rounded numbers.

    Attributes
    ----------
    values
        Multiples of the base, in the shape given.
    additive
        Whether every total is the sum of its parts.
    furthest
        The greatest distance of a rounded number from its value.
    """

    values: Float
    additive: bool
    furthest: float


def rounded(values: Float, base: int, *, way: str = "nearest", seed: int = 0) -> Rounded:
    """Round each number by itself: to the nearest multiple, or up or down by chance.

    ``random`` rounds up with the chance that leaves the expected value as it is, so that many
    roundings of one number would tell it: round once and keep it (one seed, one answer). Totals are
    no longer the sums of their parts. Rounding alone hides no value further than the base, and
    limits from sums can be closer; secrets are withheld, not rounded.

    Examples
    --------
    >>> import numpy as np
    >>> rounded(np.array([2.0, 3.0, 7.5, 12.0]), 5).values.tolist()
    [0.0, 5.0, 10.0, 10.0]
    """
    _check(base)
    given = np.asarray(values, dtype=np.float64)
    steps = given / base
    if way == "nearest":
        out = np.floor(steps + 0.5) * base
    else:
        below = np.floor(steps)
        chance = stream(seed=seed, name="secrecy-rounding").random(given.shape)
        out = (below + (chance < steps - below)) * base
    return Rounded(values=out, additive=False, furthest=_furthest(out, given))


def controlled(
    margins: Margins, values: Float, base: int, *, reach: int = 1, seconds: float = 60.0
) -> Rounded:
    """Round to multiples of a base so that every total stays the sum of its parts.

    Each number goes to one of the multiples beside it, as near in all as can be (a multiple stays
    where it is); where no such table exists, numbers may go ``reach`` bases further, up to three
    times. A remainder that a total has beyond its parts counts as one more part of the sum.

    References
    ----------
    .. [cox1987] two-way tables always have one; tables of more ways need not.

    Examples
    --------
    >>> import numpy as np
    >>> row = Margins.of([0, 0, 0], [1, 2, 3], cells=4)
    >>> told = controlled(row, np.array([9.0, 3.0, 3.0, 3.0]), 5).values
    >>> float(told[0]), float(told[1:].sum())
    (10.0, 10.0)
    """
    _check(base)
    given = np.asarray(values, dtype=np.float64)
    for more in range(4):
        found = _additive(margins, given / base, more * reach, seconds)
        if found is not None:
            out = found * base
            return Rounded(values=out, additive=True, furthest=_furthest(out, given))
    raise InputError(problem("secrecy-rounding", subject="rounding", base=base))


def _additive(margins: Margins, steps: Float, more: int, seconds: float) -> Float | None:
    """Solve for whole steps that add up; None where there are none within the limits."""
    matrix = margins.matrix
    cells, sums = len(steps), matrix.shape[0]
    rest = np.rint(-(matrix @ steps) * 1e9) / 1e9
    low = np.concatenate([np.floor(steps), np.floor(rest)])
    high = np.concatenate([np.ceil(steps), np.ceil(rest)])
    low, high = np.maximum(low - more, np.minimum(low, 0.0)), high + more
    system = sparse.hstack([matrix, sparse.eye_array(sums)], format="csr")
    toward = 1.0 - 2.0 * (steps - np.floor(steps))
    return _solved(system, (low, high), np.concatenate([toward, np.zeros(sums)]), (cells, seconds))


def _solved(
    system: sparse.csr_array,
    limits: tuple[Float, Float],
    goal: Float,
    size: tuple[int, float],
) -> Float | None:
    """Run the programme."""
    done = milp(
        goal,
        constraints=LinearConstraint(system, 0.0, 0.0),
        bounds=Bounds(*limits),
        integrality=np.ones(len(goal)),
        options={"time_limit": size[1]},
    )
    return None if done.x is None else np.rint(done.x[: size[0]])


def _check(base: int) -> None:
    """Refuse a base below 1."""
    if base < 1:
        raise InputError(problem("secrecy-rule", subject="rounding", value=base, case="rounding"))


def _furthest(out: Float, given: Float) -> float:
    """Give the greatest distance of numbers that are known."""
    known = ~np.isnan(given)
    return float(np.abs(out[known] - given[known]).max()) if known.any() else 0.0
