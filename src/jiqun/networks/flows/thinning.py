"""What ties that nobody recorded would change in what is said of legs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.networks.flows.mixtures import LegModel, broken_chances
from jiqun.networks.flows.plans import LoopPlan

Float = NDArray[np.float64]
#: Ties that are added at most to see when a leg is no longer broken.
MOST = 10_000


def thinned(
    counts: Float, expected: Float, model: LegModel, plan: LoopPlan, seed: int
) -> list[tuple[float, Float, Float]]:
    """Give for each share of ties taken away the mean probability, and how often legs are broken.

    Each tie is taken away by itself. Shares of legs stay what they were, so the model does too.
    """
    out = []
    for at, share in enumerate(plan.unseen):
        rng = stream(seed=seed, replicate=at, name="loops-unseen")
        chance, called = np.zeros(counts.shape), np.zeros(counts.shape)
        for _ in range(plan.draws):
            kept = rng.binomial(counts.astype(np.int64), 1 - share).astype(np.float64)
            one = broken_chances(kept, expected, model)
            chance += one
            called += np.where(np.isnan(one), np.nan, one >= plan.line)
        out.append((share, chance / plan.draws, called / plan.draws))
    return out


def needed(counts: Float, expected: Float, model: LegModel, chance: Float, line: float) -> Float:
    """Give how many more ties a broken leg would need not to be called so; NaN elsewhere."""
    out = np.full(counts.shape, np.nan)
    group, leg = np.nonzero(np.nan_to_num(chance) >= line)
    least, most = np.zeros(len(group)), np.ones(len(group))

    def still(more: Float) -> NDArray[np.bool_]:
        rows = counts[group].copy()
        rows[np.arange(len(group)), leg] += more
        every = broken_chances(rows, expected[group], model)
        return np.asarray(every[np.arange(len(group)), leg] >= line)

    while len(group) and (grows := still(most) & (most < MOST)).any():
        least, most = np.where(grows, most, least), np.where(grows, 2 * most, most)
    while (most - least > 1).any():
        middle = np.floor((least + most) / 2)
        above = still(middle) & (most - least > 1)
        least = np.where(above, middle, least)
        most = np.where(~above & (most - least > 1), middle, most)
    out[group, leg] = most
    return out
