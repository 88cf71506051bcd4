"""How large establishments are, when they open and when they close.

The stock of a year is stationary. With q = 1 + (S - 1) / SCALE for the size S,

- sizes of the stock have the survival function q ** -TAIL (Lomax, from one person),
- a life is Weibull with a falling hazard (SHAPE < 1) and the scale LIFE * q ** STURDY years,
- so those born in a year have the survival function q ** -(TAIL + STURDY): smaller than the stock,
- and the mean hazard is CHURN = TAIL / (TAIL + STURDY) / (LIFE * Gamma(1 + 1 / SHAPE)) a year.
"""

from __future__ import annotations

from math import gamma
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.plans import LAST_YEAR, EconomyPlan

Float = NDArray[np.float64]
Short = NDArray[np.int16]

#: Sizes of establishments: TAIL and SCALE reproduce the size classes of the United States'
#: County Business Patterns (45 % have five jobs or more, 14 % twenty, 2 % a hundred).
TAIL, SCALE, LARGEST = 1.3, 4.8, 8_000.0
#: Lives: SHAPE and LIFE give survival of about three quarters in the first year and half in the
#: fifth; STURDY lets an establishment of a hundred live five times as long as one of one.
SHAPE, LIFE, STURDY = 0.7, 6.0, 0.5
CHURN: Final = TAIL / (TAIL + STURDY) / (LIFE * gamma(1 + 1 / SHAPE))
OLDEST = 150
NEVER = 0


def rows_a_place(plan: EconomyPlan) -> float:
    """Give how many establishments a panel has for each one that is open in a year."""
    return 1 + CHURN * plan.turbulence * (plan.years - 1)


def member_rows(plan: EconomyPlan, clusters: Clusters) -> Float:
    """Give how many members each cluster needs for each that is there in the last year."""
    count, born, _ = _wanted(plan, clusters)
    return np.asarray((count[:, 0] + born[:, 1:].sum(axis=1)) / count[:, -1], dtype=np.float64)


def make_lives(
    plan: EconomyPlan, clusters: Clusters, cluster: NDArray[np.int32]
) -> tuple[NDArray[np.float32], Short, Short]:
    """Draw sizes, years of founding and of closing (:data:`NEVER` where it is open)."""
    rng = plan.stream("births")
    first = LAST_YEAR - plan.years + 1
    begin = _beginnings(plan, clusters, cluster, rng)
    old = begin == 0
    q = _relative_sizes(old, plan.stream("sizes"))
    scale = (LIFE / max(plan.turbulence, 1e-6)) * q**STURDY
    scale /= np.append(clusters.turnover, 1.0).astype(np.float32)[cluster]
    age = np.where(old, np.minimum(scale * _ages(len(q), rng), OLDEST), 0.0)
    hazard = rng.standard_exponential(len(q), dtype=np.float32)
    left = scale * ((age / scale) ** SHAPE + hazard) ** (1 / SHAPE) - age
    founded = np.where(old, first - np.floor(age), first + begin).astype(np.int16)
    end = np.maximum(np.ceil(np.minimum(left, 1_000)), 1) + first + begin
    members = np.flatnonzero(cluster >= 0)
    end[members] = np.minimum(
        end[members], first + _driven_out(plan, clusters, cluster[members], begin[members])
    )
    founded[members] = np.minimum(
        np.maximum(founded[members], clusters.born[cluster[members]]), first + begin[members]
    )
    closed = np.where(end > LAST_YEAR, NEVER, end).astype(np.int16)
    size = np.minimum(1 + SCALE * (q - 1), LARGEST)
    return size.astype(np.float32), founded, closed


def _relative_sizes(old: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw q: of the stock for those that the panel begins with, of the born for the others."""
    exponent = np.where(old, np.float32(1 / TAIL), np.float32(1 / (TAIL + STURDY)))
    return np.asarray((1 - rng.random(len(old), dtype=np.float32)) ** -exponent, dtype=np.float32)


def _ages(n: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw ages of the stock in scales of life: their density is the survival function."""
    drawn = rng.standard_gamma(1 / SHAPE, n, dtype=np.float32)
    return np.asarray(drawn ** np.float32(1 / SHAPE), dtype=np.float32)


def _beginnings(
    plan: EconomyPlan, clusters: Clusters, cluster: NDArray[np.int32], rng: np.random.Generator
) -> Short:
    """Draw the number of the first year of each in the panel; a cluster's as it grows."""
    years = plan.years
    flow = np.full(years, CHURN * plan.turbulence)
    flow[0] = 1.0
    draw = rng.random(len(cluster), dtype=np.float32)
    total = np.cumsum(flow / flow.sum())
    begin = np.searchsorted(total, draw, side="right").clip(0, years - 1).astype(np.int16)
    count, born, _ = _wanted(plan, clusters)
    born[:, 0] = count[:, 0]
    share = np.cumsum(born, axis=1) / np.maximum(born.sum(axis=1, keepdims=True), 1e-12)
    members = np.flatnonzero(cluster >= 0)
    of = cluster[members]
    later = np.zeros(len(members), dtype=np.int16)
    for t in range(years - 1):
        later += draw[members] >= share[of, t]
    begin[members] = later
    return begin


def _wanted(plan: EconomyPlan, clusters: Clusters) -> tuple[Float, Float, Float]:
    """Give relative counts of members, the born and the share driven out, shape (K, T) each."""
    count = np.sqrt(clusters.size)
    stays = 1 - np.minimum(CHURN * plan.turbulence * clusters.turnover, 0.9)
    kept = np.concatenate([count[:, :1] * 0, count[:, :-1] * stays[:, None]], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        out = np.where(kept > 0, np.clip(1 - count / kept, 0, 1), 0.0)
    return count, np.maximum(count - kept, 0), out


def _driven_out(
    plan: EconomyPlan, clusters: Clusters, of: NDArray[np.int32], begin: Short
) -> NDArray[np.int64]:
    """Draw the number of the year in which a shrinking cluster loses each member, or a later."""
    rng = plan.stream("driven-out")
    _, _, out = _wanted(plan, clusters)
    end = np.full(len(of), plan.years, dtype=np.int64)
    for t in range(plan.years - 1, 0, -1):
        lost = (rng.random(len(of), dtype=np.float32) < out[of, t]) & (begin < t)
        end[lost] = t
    return end
