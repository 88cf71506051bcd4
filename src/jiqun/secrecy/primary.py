"""Primary suppression: the cells that tell of one contributor by themselves."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Problems
from jiqun.secrecy.rules import Rules

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


class Reason(enum.IntFlag):
    """Why a cell is a secret; several may hold."""

    NONE = 0
    THRESHOLD = 1
    DOMINANCE = 2
    P_PERCENT = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contributions:
    """Who stands behind each cell: contributors are enterprises where known, else establishments.

    Attributes
    ----------
    total
        (C, M): the values of M measures that are printed or withheld together; (C,) for one. NaN
        where the value itself is not known.
    count
        (C,): contributors; -1 where not known.
    largest, second
        (C, M) or None: the largest and second largest contribution; NaN where not known.
    most
        (C, M) or None: where the largest is not known, what it can be at most (from size classes);
        NaN for no bound.
    owner
        (C,) or None: who the contributor of a cell with only one is, as a number; -1 where not
        known. Cells with one owner are known to one reader together.
    """

    total: Float
    count: Int
    largest: Float | None = None
    second: Float | None = None
    most: Float | None = None
    owner: Int | None = None

    def __post_init__(self) -> None:
        total = _columns(self.total)
        problems = Problems()
        for name in ("largest", "second", "most"):
            given = getattr(self, name)
            held = np.full(total.shape, np.nan) if given is None else _columns(given)
            if held.shape != total.shape:
                problems.add("secrecy-shape", subject=name, shape=held.shape, cells=total.shape)
            object.__setattr__(self, name, held)
        for name in ("count", "owner"):
            given = getattr(self, name)
            held = np.full(len(total), -1) if given is None else np.asarray(given)
            if held.shape != (len(total),):
                problems.add("secrecy-shape", subject=name, shape=held.shape, cells=(len(total),))
            object.__setattr__(self, name, held.astype(np.int64))
        if (total < 0).any():
            problems.add("secrecy-negative", subject="total", count=int((total < 0).sum()))
        object.__setattr__(self, "total", total)
        problems.check()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Primary:
    """The secrets, and the interval around each that no reader may narrow.

    Attributes
    ----------
    mask
        (C,): a secret.
    reason
        (C,): which rules make it one, as :class:`Reason`.
    lower, upper
        (C, M): a reader may not learn that the value is above ``lower`` nor below ``upper``; both
        are the value itself where there is no secret.
    undecided
        (C,): neither sizes nor bounds of contributions are known, so that only the threshold was
        asked, or not even the count.
    owner
        (C,): a number for the contributor of each cell with only one; -1 for other cells.
    """

    mask: Bool
    reason: NDArray[np.uint8]
    lower: Float
    upper: Float
    undecided: Bool
    owner: Int


def primary(contributions: Contributions, rules: Rules) -> Primary:
    """Find the secrets among cells.

    A cell is a secret where one rule says so in one measure: the pattern is shared. Where sizes
    are not known but bounded, the worst that the bounds allow is held against the rules; where
    nothing is known of them, the threshold alone decides and the cell is ``undecided``. The
    interval is what the rule that was broken asks for: p/100 x1 - (X - x1 - x2) to either side by
    the p % rule, 100/k (x1 + … + xn) - X by dominance, ``width`` % of X by the threshold.

    References
    ----------
    .. [hundepool2012] chapter 4.

    Examples
    --------
    >>> import numpy as np
    >>> cells = Contributions(
    ...     total=np.array([100.0, 100.0, 100.0]),
    ...     count=np.array([2, 9, 9]),
    ...     largest=np.array([50.0, 20.0, 92.0]),
    ...     second=np.array([50.0, 20.0, 4.0]),
    ... )
    >>> found = primary(cells, Rules())
    >>> found.mask.tolist(), found.upper[:, 0].round(1).tolist()
    ([True, False, True], [110.0, 100.0, 108.2])
    """
    total = contributions.total
    known = ~np.isnan(total)
    whole = np.where(known, total, 0.0)
    some = known & (whole > 0)
    count = contributions.count[:, None]
    first, second, judged = _worst(contributions)
    reason = np.zeros(total.shape, dtype=np.uint8)
    reach = np.zeros(total.shape)
    reason, reach = _threshold(rules, count, whole, (reason, reach))
    if rules.p is not None:
        room = rules.p / 100.0 * first - (whole - first - second)
        broken = judged & some & (room > _hair(whole))
        reason, reach = _noted(reason, reach, broken, room, Reason.P_PERCENT)
    if rules.dominance is not None:
        top = np.minimum(whole, _top(first, second, rules.dominance[0]))
        room = 100.0 / rules.dominance[1] * top - whole
        broken = judged & some & (room > _hair(whole))
        reason, reach = _noted(reason, reach, broken, room, Reason.DOMINANCE)
    if not rules.zeros:
        reason[~some] = 0
    reasons = np.bitwise_or.reduce(reason, axis=1)
    mask = reasons > 0
    least = np.where(reason > 0, rules.least, 0.0)
    shared = mask[:, None] & (reason == 0) & some
    reach = np.maximum(
        reach, np.where(shared, np.maximum(rules.width / 100 * whole, rules.least), 0)
    )
    reach = np.where(mask[:, None] & (some | (rules.zeros & known)), np.maximum(reach, least), 0.0)
    sizes = ~judged.any(axis=1) & ((rules.p is not None) | (rules.dominance is not None))
    undecided = some.any(axis=1) & (sizes | (contributions.count < 0))
    return Primary(
        mask=mask,
        reason=reasons,
        lower=np.where(known, np.maximum(whole - reach, 0.0), np.nan),
        upper=np.where(known, whole + reach, np.nan),
        undecided=undecided,
        owner=np.where(contributions.count == 1, np.asarray(contributions.owner), -1),
    )


def _threshold(
    rules: Rules, count: Int, whole: Float, so_far: tuple[NDArray[np.uint8], Float]
) -> tuple[NDArray[np.uint8], Float]:
    """Note the cells with too few contributors."""
    few = (count >= 0) & (count < rules.threshold) & ((count > 0) | (whole > 0))
    if rules.zeros:
        few |= (count >= 0) & (count < rules.threshold)
    wide = np.broadcast_to(rules.width / 100.0 * whole, whole.shape)
    return _noted(*so_far, np.broadcast_to(few, whole.shape), wide, Reason.THRESHOLD)


def _worst(contributions: Contributions) -> tuple[Float, Float, Bool]:
    """Give the largest and second contribution, at their worst where only bounded.

    A single contributor is the total. Where the largest is bounded by b, the worst is a largest
    and a second of b each, as far as the total goes.
    """
    whole = np.where(np.isnan(contributions.total), 0.0, contributions.total)
    largest, second, most = (
        np.asarray(getattr(contributions, name)) for name in ("largest", "second", "most")
    )
    count = contributions.count[:, None]
    largest = np.where((count == 1) & np.isnan(largest), whole, largest)
    bounded = np.isnan(largest) & ~np.isnan(most)
    first = np.where(bounded, np.minimum(most, whole), largest)
    judged = ~np.isnan(first)
    first = np.where(judged, first, 0.0)
    rest = np.maximum(whole - first, 0.0)
    open_second = np.isnan(second)
    next_one = np.where(open_second, np.minimum(first, rest), np.minimum(second, rest))
    next_one = np.where(count == 1, 0.0, next_one)
    return first, next_one, judged


def _top(first: Float, second: Float, n: int) -> Float:
    """Give the sum of the n largest; for n above 2 at its worst, the others as the second."""
    return first if n == 1 else first + (n - 1) * second


def _hair(whole: Float) -> Float:
    """Below this a difference is rounding of the machine."""
    return np.asarray(1e-9 * np.maximum(whole, 1.0))


def _noted(
    reason: NDArray[np.uint8], reach: Float, broken: Bool, room: Float, why: Reason
) -> tuple[NDArray[np.uint8], Float]:
    """Add one rule's findings."""
    noted = reason | np.where(broken, int(why), 0).astype(np.uint8)
    return noted, np.where(broken, np.maximum(reach, room), reach)


def _columns(values: Float) -> Float:
    """Give values as (cells, measures)."""
    array = np.asarray(values, dtype=np.float64)
    return array[:, None] if array.ndim == 1 else array
