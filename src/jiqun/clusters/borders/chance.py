"""How large a likelihood ratio chance alone gives: the same search where no cluster is."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.borders.options import Search
from jiqun.core import stream
from jiqun.kernels._compile import COMPILED
from jiqun.kernels.finding import zones as k
from jiqun.tables import Graph

Float = NDArray[np.float64]
#: Draws in one piece of work: the same pieces for any number of workers.
PIECE = 100


def chance_maxima(
    expected: Float,
    neighbours: Graph,
    *,
    cv2: float,
    search: Search,
    draws: int,
    seed: int,
    name: str,
    workers: int,
) -> Float:
    """Give the largest likelihood ratio of any zone in each of ``draws`` dealt economies.

    In each, establishments locate independently with the expected means, and their sizes have
    the category's spread; the zones are sought as in the data, without bridges. expected: (R,).
    Returns (draws,).
    """
    key = stream(seed=seed, name=f"borders.{name}").integers(0, 2**63, 2).astype(np.uint64)
    spread = search.size_spread if search.weigh == "both" else 0.0
    none, out = np.exp(-expected), np.zeros(draws)

    def piece(first: int) -> None:
        quiet = nullcontext() if COMPILED else np.errstate(over="ignore")
        with quiet:
            k.null_maxima(
                expected, none, neighbours.starts, neighbours.targets,
                search.prior, search.lean, spread, cv2,
                search.least_rate, search.least_establishments,
                key[0], key[1], first, min(first + PIECE, draws), out,
            )  # fmt: skip

    Parallel(n_jobs=workers, prefer="threads")(delayed(piece)(i) for i in range(0, draws, PIECE))
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
