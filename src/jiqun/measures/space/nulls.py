"""What "no concentration" means, how it is drawn, and what is said of the curves it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.core import Problems
from jiqun.kernels import envelopes, philox

Float = NDArray[np.float64]
Int = NDArray[np.int64]
NullKind = Literal["labelling", "location", "independence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Null:
    """A null hypothesis and how often it is drawn.

    Attributes
    ----------
    kind
        "labelling": the industries are dealt out anew over the sites, each site keeping its
        weight. "location": industry and weight together are dealt out over the places.
        "independence": the first industry stays, all else is dealt out over the other places.
    draws
        How many simulated curves, >= 19.
    seed
        The seed; draw 7 is the same on any number of workers.
    level
        Share of simulated curves outside the envelopes, in (0, 1).
    workers
        Threads; changes nothing but the time.
    """

    kind: NullKind = "labelling"
    draws: int = 1000
    seed: int
    level: float = 0.05
    workers: int = 2

    def __post_init__(self) -> None:
        problems = Problems()
        if self.draws < 19 or not 0.0 < self.level < 1.0:  # noqa: PLR2004 - 1/20 is the least p of use
            problems.add(
                "null-size",
                subject="null",
                draws=self.draws,
                level=self.level,
            )
        problems.check()

    def to_dict(self) -> dict[str, Any]:
        """Give what changes a number (workers do not)."""
        return {
            "null": self.kind,
            "draws": self.draws,
            "seed": self.seed,
            "level": self.level,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bands:
    """What simulated curves say of an observed one: arrays of shape (D,), and p-values."""

    low: Float
    high: Float
    global_low: Float
    global_high: Float
    dropping_low: Float
    dropping_high: Float
    expected: Float
    p_value: float
    deviation_p: float


def permutation(size: int, total: int, *, seed: int, replicate: int) -> Int:
    """Give the first ``size`` places of a uniform permutation of ``total``, as ranks.

    Returns (total,) int64: the rank of each chosen item, -1 for the others. A prefix of the
    ranks is itself a uniform draw, so one permutation serves industries of every size.
    """
    items = np.arange(total, dtype=np.int64)
    with np.errstate(over="ignore"):
        philox.shuffle_prefix(np.uint64(seed), np.uint64(replicate), size, items)
    ranks = np.full(total, -1, dtype=np.int64)
    ranks[items[:size]] = np.arange(size)
    return ranks


def simulate(curve: Callable[[int], Float], null: Null) -> Float:
    """Run ``curve`` for every replicate of a null, in threads; returns (draws, ...)."""
    if null.workers == 1:
        return np.array([curve(replicate) for replicate in range(null.draws)])
    run = Parallel(n_jobs=null.workers, prefer="threads")
    return np.array(run(delayed(curve)(replicate) for replicate in range(null.draws)))


def bands(observed: Float, curves: Float, radii: Float, *, level: float) -> Bands:
    """Compare an observed curve (D,) with simulated ones (S, D)."""
    local = envelopes.local_band(curves, level=level)
    whole = envelopes.rank_band(observed, curves, level=level)
    dropping = envelopes.dropping_band(curves, level=level)
    return Bands(
        low=local[0],
        high=local[1],
        global_low=whole.low,
        global_high=whole.high,
        dropping_low=dropping[0],
        dropping_high=dropping[1],
        expected=curves.mean(axis=0),
        p_value=whole.p_value,
        deviation_p=envelopes.deviation_p(observed, curves, radii, level=level),
    )
