"""Networks of the same degrees, and of as many ties, that groups are held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.kernels.chance import at_least
from jiqun.kernels.finding.swaps import swapped
from jiqun.networks.ties import Ties, network_ties

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Draws that a p-value can rest on, and those where nobody said how many.
FEWEST, USUAL = 19, 99
#: Ties times draws that are looked at where nobody said how many draws.
BUDGET = 20_000_000


def enough_draws(draws: int | None, ties: Ties) -> int:
    """Give the draws: as told, else 99, fewer (at least 19) in a network of many ties."""
    if draws is not None:
        return draws
    return max(FEWEST, min(USUAL, BUDGET // max(len(ties.targets), 1)))


def ends_of(ties: Ties) -> tuple[Int, Int, Float]:
    """Give each tie once: ends and weight, by label, so that no order of nodes or ties matters."""
    place = np.argsort(np.argsort(np.array(ties.labels, dtype=np.str_), kind="stable"))
    a, b, weight = ties.rows, ties.targets, ties.weights
    if not ties.directed:
        once = place[a] < place[b]
        a, b, weight = a[once], b[once], weight[once]
    order = np.lexsort((place[b], place[a]))
    return a[order], b[order], weight[order]


def same_degrees(ties: Ties, *, seed: int, replicate: int) -> Ties:
    """Swap ends of ties at random: each node keeps its partners' number, each tie its weight."""
    a, b, weight = ends_of(ties)
    key = int(stream(seed=seed, name="same-degrees").integers(2**62))
    one, other = swapped(ties.size, a, b, directed=ties.directed, seed=key, replicate=replicate)
    return _again(ties, one, other, weight)


def same_number(ties: Ties, *, seed: int, replicate: int) -> Ties:
    """Deal as many ties, with their weights, among all pairs of nodes."""
    n = ties.size
    weight = ends_of(ties)[2]
    own = np.argsort(np.array(ties.labels, dtype=np.str_), kind="stable")
    rng = stream(seed=seed, replicate=replicate, name="same-number")
    if ties.directed:
        flat = rng.choice(n * (n - 1), len(weight), replace=False)
        a, rest = flat // (n - 1), flat % (n - 1)
        return _again(ties, own[a], own[rest + (rest >= a)], weight)
    flat = rng.choice(n * (n - 1) // 2, len(weight), replace=False)
    b = ((1 + np.sqrt(1 + 8.0 * flat)) / 2).astype(np.int64)
    b -= b * (b - 1) // 2 > flat
    b += b * (b + 1) // 2 <= flat
    return _again(ties, own[flat - b * (b - 1) // 2], own[b], weight)


def _again(ties: Ties, a: Int, b: Int, weight: Float) -> Ties:
    if not ties.directed:
        a, b, weight = np.concatenate([a, b]), np.concatenate([b, a]), np.tile(weight, 2)
    return network_ties(ties.labels, a, b, weight, directed=ties.directed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One number held against what chance gives.

    Attributes
    ----------
    mean, deviation
        Of the draws; NaN with none (with one, for the deviation).
    z
        (observed - mean) / deviation; NaN where the draws do not differ.
    p
        Share of draws, the observed among them, at least as large; NaN without draws.
    """

    mean: float
    deviation: float
    z: float
    p: float


def against(observed: float, drawn: Float) -> Against:
    """Hold a number against draws."""
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn) or not np.isfinite(observed):
        return Against(mean=float("nan"), deviation=float("nan"), z=float("nan"), p=float("nan"))
    mean = float(drawn.mean())
    deviation = float(drawn.std(ddof=1)) if len(drawn) > 1 else float("nan")
    z = (observed - mean) / deviation if deviation > 0 else float("nan")
    return Against(mean=mean, deviation=deviation, z=z, p=float(at_least(drawn, observed)))


def drawn_by(work: Callable[[int], float], draws: int, workers: int) -> Float:
    """Give what each draw gives, in their order, by threads; shape (draws,)."""
    from joblib import Parallel, delayed

    run = Parallel(n_jobs=workers, prefer="threads")
    return np.array(run(delayed(work)(k) for k in range(draws)), dtype=np.float64)
