"""How far zones stand out by chance alone: the same search where no cluster is."""

from __future__ import annotations

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray

from jiqun.clusters.borders.plans import RegionsPlan
from jiqun.clusters.borders.surfaces import Surface, all_zones, redrawn, unit_size
from jiqun.core import Progress, stream
from jiqun.kernels import chance

Float = NDArray[np.float64]
#: Draws in one piece of work.
PIECE = 10


def chance_maxima(surface: Surface, plan: RegionsPlan, *, progress: Progress) -> Float:
    """Give each category's largest likelihood ratio in the economies drawn without clusters.

    In each, establishments locate one by one with what is usual as their means, and have sizes
    of their own; then all is done as with the data: what is usual is settled again, zones are
    sought, cut and bridged. Returns (draws, C), 0 where there is no zone.
    """
    out = np.zeros((plan.draws, len(surface.field.categories)))
    size = unit_size(surface, plan)

    def piece(first: int) -> None:
        for draw in range(first, min(first + PIECE, plan.draws)):
            rng = stream(seed=plan.seed, replicate=draw, name="borders.chance")
            fresh = redrawn(surface, surface.expected, size, plan, rng)
            zones = all_zones(fresh, plan)
            out[draw] = [one.likelihood.max(initial=0.0) for one in zones]

    done = Parallel(n_jobs=plan.workers, prefer="threads", return_as="generator")(
        delayed(piece)(first) for first in range(0, plan.draws, PIECE)
    )
    for count, _none in enumerate(done):
        progress("regions", min((count + 1) * PIECE, plan.draws), plan.draws)
    return out


def p_values(likelihood: Float, maxima: Float) -> Float:
    """Give the share of draws, the data's own among them, with so large a maximum: one-sided."""
    return chance.share(chance.reaching(maxima, likelihood), len(maxima))


def beyond(likelihood: Float, line: ArrayLike) -> NDArray[np.bool_]:
    """Tell which likelihood ratios exceed a line of chance; what ties with it does not."""
    return likelihood > chance.most(line)


def critical(maxima: Float, alpha: float) -> float:
    """Give what a likelihood ratio must exceed for a p-value of at most alpha."""
    allowed = int(np.floor(alpha * (len(maxima) + 1) * (1 + 1e-12)))
    return float(np.sort(maxima)[len(maxima) - allowed]) if allowed else float("inf")
