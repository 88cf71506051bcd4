"""How clusters live: eight paths, of which the well-known curve is one, and stages by a rule.

A path is a row of legs; each leads the size to an end and lets the quality rise or fall by a
rate. The stage of a year is read off what was planted, by :func:`stages_of`, and never drawn.
That clusters need not follow one curve: Martin and Sunley (2011), Conceptualizing cluster
evolution: beyond the life cycle model?, Regional Studies 45(10), who see a process with several
possible outcomes. They count none of them: paths, shares, spans, ends and rates here are
assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

STAGES: Final = ("formation", "growth", "maturity", "upgrade", "decline")
PATHS: Final = (
    "classic", "plateau", "renewal", "relapse", "slow-death", "stillborn", "early-peak", "shock",
)  # fmt: skip
#: Size of a newborn cluster and the one at which formation ends, against the mature one.
NEWBORN, FORMED = 0.12, 0.3
#: Quality of a newborn cluster, against the mature one of the classic curve.
NEWBORN_QUALITY = 0.8
#: A year's change of the logarithms of size and of quality that makes a stage.
STEP = 0.02
#: Links of a member in each stage, against maturity.
LINKING: Final = np.array([0.5, 0.8, 1.0, 1.3, 0.6])
#: Share of the clusters on other paths that have already left the common curve, and for how long.
LATE_SHARE, LATE_YEARS = 0.5, 2
YOUNGEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A stretch of a life: shortest and longest years, the size it leads to, quality a year."""

    low: int
    high: int
    size: float
    quality: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One way through life: its path, its share, its legs.

    ``leaves`` is the leg, ``after`` the years into it, from which the course differs from the
    common curve.
    """

    path: str
    share: float
    legs: tuple[Leg, ...]
    leaves: int
    after: int = 0


_FORMS = Leg(low=4, high=8, size=FORMED)
_GROWS = Leg(low=6, high=12, size=1.0, quality=0.01)
_COMMON = (_FORMS, _GROWS)
_STAYS = Leg(low=6, high=10, size=1.0)
#: Half of the lives that textbooks draw rise again at maturity, half fall. Most clusters that are
#: written about are of these; one in five that survive so far are calm or renewed for long, and
#: failures are fewer here than in reality, since a dead cluster leaves no cell to find.
COURSES: Final = (
    Course(path="classic", share=0.17, leaves=3, legs=(
        *_COMMON, Leg(low=8, high=15, size=1.0), Leg(low=8, high=15, size=1.4, quality=0.04))),
    Course(path="classic", share=0.17, leaves=3, legs=(
        *_COMMON, Leg(low=8, high=15, size=1.0), Leg(low=8, high=15, size=0.45, quality=-0.02))),
    Course(path="plateau", share=0.14, leaves=2, after=15, legs=(
        *_COMMON, Leg(low=22, high=35, size=1.0))),
    Course(path="renewal", share=0.12, leaves=4, legs=(
        *_COMMON, _STAYS, Leg(low=5, high=8, size=0.6, quality=-0.02),
        Leg(low=8, high=14, size=1.2, quality=0.04))),
    Course(path="relapse", share=0.08, leaves=4, legs=(
        *_COMMON, _STAYS, Leg(low=4, high=7, size=1.25, quality=0.035),
        Leg(low=6, high=10, size=0.6, quality=-0.03))),
    Course(path="slow-death", share=0.10, leaves=3, legs=(
        *_COMMON, _STAYS, Leg(low=20, high=28, size=0.3, quality=-0.01))),
    Course(path="stillborn", share=0.08, leaves=1, legs=(
        Leg(low=5, high=8, size=0.25), Leg(low=10, high=20, size=0.2, quality=-0.01))),
    Course(path="early-peak", share=0.06, leaves=2, legs=(
        Leg(low=3, high=5, size=FORMED), Leg(low=3, high=6, size=0.8, quality=0.01),
        Leg(low=1, high=2, size=0.8), Leg(low=8, high=15, size=0.35, quality=-0.02))),
    Course(path="shock", share=0.04, leaves=3, legs=(
        *_COMMON, _STAYS, Leg(low=1, high=1, size=0.5), Leg(low=4, high=7, size=0.95))),
    Course(path="shock", share=0.04, leaves=3, legs=(
        *_COMMON, _STAYS, Leg(low=1, high=1, size=0.5),
        Leg(low=8, high=13, size=0.3, quality=-0.02))),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lives:
    """K lives over T years.

    Attributes
    ----------
    path
        Shape (K,): number in :data:`PATHS`.
    left
        Shape (K,): first year off the common curve, 0 where the panel ends before.
    born
        Shape (K,): first year.
    stage
        Shape (K, T): number in :data:`STAGES`, -1 before birth.
    size, quality
        Shape (K, T): against the mature cluster; size is 0 before birth.
    """

    path: Int
    left: Int
    born: Int
    stage: Int
    size: Float
    quality: Float


def make_lives(plan: EconomyPlan) -> Lives:
    """Draw courses, ages and spans; give stage, size and quality in every year."""
    k, rng = plan.clusters, plan.stream("lives")
    shares = np.cumsum([course.share for course in COURSES])
    course = rng.permutation(np.searchsorted(shares, (np.arange(k) + 0.5) / k * shares[-1]))
    most = max(len(found.legs) for found in COURSES)
    chance = rng.random((k, most))
    age, late = rng.random(k), rng.random(k) < LATE_SHARE
    end = np.exp(rng.uniform(-0.15, 0.15, k))
    born, left = np.zeros((2, k), dtype=np.int64)
    size, quality, formed = (np.zeros((k, plan.years + 1)) for _ in range(3))
    for number, way in enumerate(COURSES):
        rows = np.flatnonzero(course == number)
        spans = _spans(way, chance[rows])
        leaves = _leaves(way, spans)
        low = np.where(late[rows], np.minimum(leaves + LATE_YEARS, spans.sum(axis=1) - 1), YOUNGEST)
        old = np.floor(low + age[rows] * (spans.sum(axis=1) - low)).astype(np.int64)
        born[rows] = plan.calendar[-1] - old
        left[rows] = np.where(leaves <= old, born[rows] + leaves, 0)
        at = np.arange(plan.calendar[0] - 1, plan.calendar[-1] + 1)[None, :] - born[rows][:, None]
        size[rows], quality[rows] = _curves(way, spans, at, end[rows])
        formed[rows] = (at >= spans[:, :1]) & (way.legs[0].size >= FORMED)
    there = size[:, 1:] > 0
    path = np.array([PATHS.index(way.path) for way in COURSES])[course]
    return Lives(
        path=path,
        left=left,
        born=born,
        stage=np.where(there, stages_of(size, quality, formed > 0), -1),
        size=size[:, 1:],
        quality=quality[:, 1:],
    )


def _spans(way: Course, chance: Float) -> Int:
    low = np.array([leg.low for leg in way.legs])
    high = np.array([leg.high for leg in way.legs])
    drawn = low + np.floor(chance[:, : len(low)] * (high - low + 1))
    return np.asarray(drawn, dtype=np.int64)


def _leaves(way: Course, spans: Int) -> Int:
    """Give the age at which each leaves the common curve."""
    return np.asarray(spans[:, : way.leaves].sum(axis=1) + way.after, dtype=np.int64)


def _curves(way: Course, spans: Int, at: Int, end: Float) -> tuple[Float, Float]:
    """Give size and quality at ages; ends other than the mature size differ by a factor."""
    ends = np.cumsum(spans, axis=1)
    began = ends - spans
    sizes = np.array([NEWBORN, *(leg.size for leg in way.legs)])
    fixed = np.isin(sizes, (NEWBORN, FORMED, 1.0))
    scaled = np.where(fixed[None, :], sizes[None, :], sizes[None, :] * end[:, None])
    size = np.full(at.shape, 0.0)
    gained = np.zeros(at.shape)
    for n, leg in enumerate(way.legs):
        done = np.clip((at - began[:, n : n + 1]) / spans[:, n : n + 1], 0, 1)
        size += (scaled[:, n + 1] - scaled[:, n])[:, None] * done
        gained += leg.quality * spans[:, n : n + 1] * done
    size += NEWBORN
    return np.where(at < 0, 0.0, size), NEWBORN_QUALITY * np.exp(gained)


def stages_of(size: Float, quality: Float, formed: NDArray[np.bool_]) -> Int:
    """Name the stage of each year from the second on, by what changed against the year before.

    - *formation* until the cluster has once had 0.3 of its mature size;
    - *upgrade* where quality rises by 2 % a year or more;
    - *growth* where size rises, *decline* where it falls by 2 % a year or more;
    - *maturity* otherwise.

    Parameters
    ----------
    size, quality
        Shape (K, T + 1), sizes 0 before birth.
    formed
        Shape (K, T + 1): whether 0.3 of the mature size was ever reached.

    Returns
    -------
    Int
        Shape (K, T), numbers in :data:`STAGES`; years before birth are formation too.

    Examples
    --------
    >>> import numpy as np
    >>> size = np.array([[0.28, 0.3, 0.4, 0.4, 0.41, 0.3]])
    >>> quality = np.array([[1, 1, 1, 1, 1.03, 1.0]])
    >>> [STAGES[s] for s in stages_of(size, quality, size >= 0.3)[0]]
    ['growth', 'growth', 'maturity', 'upgrade', 'decline']
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = np.log(size[:, 1:] / size[:, :-1])
        better = np.log(quality[:, 1:] / quality[:, :-1])
    limit = STEP - 1e-9
    named = np.select(
        [~formed[:, 1:], better >= limit, grown >= limit, grown <= -limit], [0, 3, 1, 4], 2
    )
    return np.asarray(named, dtype=np.int64)
