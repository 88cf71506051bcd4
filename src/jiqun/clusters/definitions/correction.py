"""Outliers: industries nearer to another category than to their own, and where they go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.definitions.candidates import renumbered
from jiqun.clusters.definitions.scores import industry_nearness

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corrected:
    """A partition after its outliers have moved.

    Attributes
    ----------
    labels
        Shape (I,), renumbered.
    before
        Shape (I,): the category (numbered as ``labels``) that an industry was in, -1 where that
        category is gone.
    moved
        Shape (I,): whether it stands elsewhere than before.
    rounds
        How often all were looked at.
    """

    labels: Int
    before: Int
    moved: NDArray[np.bool_]
    rounds: int


def corrected(
    similarity: Float,
    labels: Int,
    *,
    least: int = 2,
    most: int | None = None,
    margin: float = 0.0,
    rounds: int = 1000,
) -> Corrected:
    """Move each outlier to the category it is nearest to, the furthest out first, until none is.

    An outlier is nearer (by more than the margin) to another category's industries than to its
    own category's. One industry moves at a time and nearness is reckoned anew after each sweep,
    so that two outliers do not swap places. A category keeps ``least`` industries, unless it is
    one of a single industry: that one always joins its nearest.

    Parameters
    ----------
    similarity
        (I, I), symmetric.
    labels
        (I,), 0 .. K-1.
    least
        Industries that a category keeps.
    most
        Industries from which on a category takes in no more; None: any number.
    margin
        In units of the similarity, >= 0: how much nearer is nearer enough.
    rounds
        Sweeps at most; some hundreds settle 700 industries in 50 categories.

    Examples
    --------
    >>> near = np.kron(np.eye(2), np.ones((3, 3)))
    >>> corrected(near, np.array([0, 0, 1, 1, 1, 1])).labels.tolist()
    [0, 0, 0, 1, 1, 1]
    """
    now = labels.copy()
    room = len(labels) if most is None else most
    done = 0
    for _ in range(rounds):
        done += 1
        near = industry_nearness(similarity, now)
        own = near[np.arange(len(now)), now]
        best = np.where(np.isnan(near), -np.inf, near)
        best[np.arange(len(now)), now] = -np.inf
        best[:, np.bincount(now, minlength=near.shape[1]) >= room] = -np.inf
        target = best.argmax(axis=1)
        nearest = best.max(axis=1)
        open_to = np.isfinite(nearest)
        gain = np.full(len(now), -np.inf)
        gain[open_to] = nearest[open_to] - np.where(np.isnan(own), -np.inf, own)[open_to]
        if not _moved(now, target, gain, least, margin):
            break
    fresh = renumbered(now)
    names = np.full(int(labels.max()) + 1, -1, dtype=np.int64)
    names[now] = fresh
    before = names[labels]
    return Corrected(labels=fresh, before=before, moved=before != fresh, rounds=done)


def _moved(now: Int, target: Int, gain: Float, least: int, margin: float) -> bool:
    """Move outliers of different categories, the largest gain first; say whether any moved."""
    size = np.bincount(now)
    touched: set[int] = set()
    changed = False
    for i in np.argsort(-gain, kind="stable"):
        if gain[i] <= margin:
            break
        own, to = int(now[i]), int(target[i])
        if own in touched or to in touched or (size[own] <= least and size[own] > 1):
            continue
        touched |= {own, to}
        size[own] -= 1
        size[to] += 1
        now[i] = to
        changed = True
    return changed
