"""How far zones stand out by chance alone: the same search where no cluster is."""

from __future__ import annotations

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.borders.grounds import Ground, all_zones, redrawn, unit_size
from jiqun.clusters.borders.options import Search
from jiqun.core import Progress, stream

Float = NDArray[np.float64]
#: Draws in one piece of work.
PIECE = 10


def chance_maxima(
    ground: Ground,
    search: Search,
    *,
    draws: int,
    seed: int,
    workers: int,
    progress: Progress,
) -> Float:
    """Give each category's largest likelihood ratio in ``draws`` economies without clusters.

    In each, establishments locate one by one with what is usual as their means, and have sizes
    of their own; then all is done as with the data: what is usual is settled again, zones are
    sought, cut and bridged. Returns (draws, C), 0 where there is no zone.
    """
    out = np.zeros((draws, len(ground.field.categories)))
    size = unit_size(ground, search)

    def piece(first: int) -> None:
        for draw in range(first, min(first + PIECE, draws)):
            rng = stream(seed=seed, replicate=draw, name="borders.chance")
            fresh = redrawn(ground, ground.expected, size, search, rng)
            zones = all_zones(fresh, search)
            out[draw] = [one.likelihood.max(initial=0.0) for one in zones]

    done = Parallel(n_jobs=workers, prefer="threads", return_as="generator")(
        delayed(piece)(first) for first in range(0, draws, PIECE)
    )
    for count, _none in enumerate(done):
        progress("regions", min((count + 1) * PIECE, draws), draws)
    return out


def p_values(likelihood: Float, maxima: Float) -> Float:
    """Give the share of draws, the data's own among them, with so large a maximum."""
    order = np.sort(maxima)
    above = len(order) - np.searchsorted(order, likelihood, side="left")
    return np.asarray((above + 1.0) / (len(order) + 1.0))


def critical(maxima: Float, alpha: float) -> float:
    """Give what a likelihood ratio must exceed for a p-value of at most alpha."""
    allowed = int(np.floor(alpha * (len(maxima) + 1) * (1 + 1e-12)))
    return float(np.sort(maxima)[len(maxima) - allowed]) if allowed else float("inf")
