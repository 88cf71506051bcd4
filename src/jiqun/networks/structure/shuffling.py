"""Networks like one by chance that stay simple: the same partners a node, other partners."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.core import InputError, problem
from jiqun.kernels import chance
from jiqun.kernels.networks import swaps
from jiqun.networks.ties import Ties

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Swaps tried for each tie.
TRIES: Final = 10


def shuffled(ties: Ties, *, seed: int, replicate: int, tries: int = TRIES) -> Ties:
    """Swap ends of ties: every node keeps its number of partners, each pair is tied once at most.

    With direction every node keeps the number of ties that leave it and that reach it (a circle
    of three ties is then only turned round by way of others). Weights
    stay where they stood and mean nothing afterwards; they are set to 1. Targets are in no order.
    """
    words = (np.uint64(seed), _key("network-swaps"), np.uint64(replicate))
    if ties.directed:
        return _one_way(ties, tries, words)
    targets = ties.targets.copy()
    rows = ties.rows
    first = rows < targets
    tails, heads = rows[first], targets[first]
    tail_slot = np.flatnonzero(first)
    # the other way round stands in the head's row: sort the rest by (head, tail)
    rest = np.flatnonzero(~first)
    head_slot = rest[np.lexsort((rows[rest], targets[rest]))]
    with np.errstate(over="ignore"):
        if len(tails) > 1:
            swaps.swapped(
                ties.starts, targets, tails, heads, tail_slot, head_slot, tries * len(tails), *words
            )
    ones = np.ones(len(targets))
    return replace(ties, targets=targets, weights=ones, sources=targets, back_weights=ones)


def compared(
    ties: Ties,
    statistics: Callable[[Ties], Float],
    *,
    draws: int,
    seed: int,
    workers: int,
    tries: int = TRIES,
) -> Float:
    """Compute numbers of ``draws`` shuffled networks; shape (draws, K).

    Raises
    ------
    InputError
        ``draws-few``: fewer than 1.
    """
    if draws < 1:
        raise InputError(problem("draws-few", subject="draws", value=draws))

    def one(replicate: int) -> Float:
        return statistics(shuffled(ties, seed=seed, replicate=replicate, tries=tries))

    run = Parallel(n_jobs=workers, prefer="threads")
    return np.array(run(delayed(one)(replicate) for replicate in range(draws)), dtype=np.float64)


def beside_chance(observed: Float, drawn: Float, names: tuple[str, ...]) -> dict[str, Float]:
    """Give for each number its expectation by chance, z, and the two-sided p, by name.

    observed: (K,), drawn: (draws, K). NaN where the number is undefined; z also where chance
    always gives the same.
    """
    told: dict[str, Float] = {}
    both = chance.two_sided(chance.smaller_side(drawn, observed))
    for k, name in enumerate(names):
        known = drawn[:, k][~np.isnan(drawn[:, k])]
        mean = known.sum() / len(known) if len(known) else np.nan
        spread = float(known.std(ddof=1)) if len(known) > 1 else np.nan
        apart = abs(mean) * 2.0**-40
        told[f"{name}_expected"] = np.array(mean)
        told[f"{name}_z"] = np.array((observed[k] - mean) / spread if spread > apart else np.nan)
        told[f"{name}_p"] = np.array(both[k])
    return told


def _one_way(ties: Ties, tries: int, words: tuple[np.uint64, np.uint64, np.uint64]) -> Ties:
    targets, sources = ties.targets.copy(), ties.sources.copy()
    tails = ties.rows
    order = np.lexsort((tails, targets))
    back_slot = np.empty(len(order), dtype=np.int64)
    back_slot[order] = np.arange(len(order))
    with np.errstate(over="ignore"):
        if len(tails) > 1:
            swaps.swapped_one_way(
                ties.starts,
                targets,
                ties.back_starts,
                sources,
                tails,
                back_slot,
                tries * len(tails),
                *words,
            )
    ones = np.ones(len(targets))
    return replace(ties, targets=targets, weights=ones, sources=sources, back_weights=ones)


def _key(name: str) -> np.uint64:
    return np.uint64(
        int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    )
