"""Where a cell stands exactly on a threshold, and the rating hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Truth = NDArray[np.int8]
Bool = NDArray[np.bool_]
#: Gives the ranks of some cells from how each rule was decided for them.
Settle = Callable[[Mapping[str, Truth]], NDArray[np.int64]]
FALSE, TRUE = 0, 2


def tied(decided: Mapping[str, Truth], even: Mapping[str, Bool], settle: Settle) -> Bool:
    """Say which ratings would be another if equal counted the other way.

    A cell that equals a threshold passes or fails by convention (at least, or more than). Its
    rules that are even are taken once as met and once as failed; the rating hangs on the tie
    where the two differ. A rating that other rules decide anyway does not.

    Parameters
    ----------
    decided
        By rule, shape (N,): 0 does not hold, 1 unknown, 2 holds.
    even
        By rule, shape (N,): whether the value equals the threshold.
    settle
        Gives the ranks of cells from how their rules were decided.

    Returns
    -------
    ndarray
        Shape (N,).
    """
    every = np.array(list(even.values()))
    at = np.flatnonzero(every.any(axis=0)) if len(every) else np.empty(0, dtype=np.int64)
    found = np.zeros(every.shape[-1] if len(every) else 0, dtype=np.bool_)
    if not len(at):
        return found
    ends = [
        settle({id: np.where(even[id][at], end, truth[at]) for id, truth in decided.items()})
        for end in (np.int8(FALSE), np.int8(TRUE))
    ]
    found[at] = ends[0] != ends[1]
    return found
