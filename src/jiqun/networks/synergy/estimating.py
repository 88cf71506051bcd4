"""Synergy among several traits: raw, corrected for what few things give, and held to chance."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels import chance
from jiqun.kernels.entropies.informations import mixed, permuted, shared
from jiqun.networks.synergy.classes import Classes
from jiqun.networks.synergy.mixtures import mixture

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: mbit of a nat.
MBIT: Final = 1000.0 / float(np.log(2.0))
#: Fewer draws say nothing of an interval.
FEWEST_DRAWS: Final = 19
NAN: Final = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Synergy of some things, in mbit; below 0 is synergy, above 0 redundancy. NaN = undefined.

    Attributes
    ----------
    raw
        From relative frequencies: pulled below 0 by every cell that few things could fill.
    corrected, low, high
        Without that pull, and the limits of the interval.
    expected
        What independent traits with the same classes give on average, raw.
    error
        Standard error of ``raw``.
    p
        Two-sided p-value of independent traits, given the classes of each.
    p_synergy
        How often independent traits give as much synergy.
    p_blocks
        The largest p-value of all the ways in which one trait knows nothing of the others.
    jackknife, jackknife_error
        The raw value corrected by leaving one thing out at a time, and its standard error.
    things
        How many.
    """

    raw: float = NAN
    corrected: float = NAN
    low: float = NAN
    high: float = NAN
    expected: float = NAN
    error: float = NAN
    p: float = NAN
    p_synergy: float = NAN
    p_blocks: float = NAN
    jackknife: float = NAN
    jackknife_error: float = NAN
    things: int = 0


def estimate(
    classes: Classes, *, draws: int, seed: int, level: float, name: str = "synergy"
) -> Estimate:
    """Estimate the synergy among the traits; ``name`` keeps the chance of two uses apart."""
    if classes.things == 0:
        return Estimate()
    sign = MBIT if len(classes.traits) % 2 else -MBIT
    raw = sign * _shared(classes)
    if (classes.sizes < 2).any():  # noqa: PLR2004 - a constant shares nothing
        held = 0.0 if classes.things > 1 else NAN
        certain = 1.0 if classes.things > 1 else NAN
        return Estimate(raw=0.0, corrected=held, low=held, high=held, expected=held, error=held,
                        p=certain, p_synergy=certain, p_blocks=certain, jackknife=held,
                        jackknife_error=held, things=classes.things)  # fmt: skip
    corrected, error = _left_out(classes, sign, raw)
    known = Estimate(raw=raw, jackknife=corrected, jackknife_error=error, things=classes.things)
    return _held(known, classes, sign, draws=draws, seed=seed, level=level, name=name)


def _held(
    known: Estimate,
    classes: Classes,
    sign: float,
    *,
    draws: int,
    seed: int,
    level: float,
    name: str,
) -> Estimate:
    """Correct the raw value by what the draws lose, and hold it against independence.

    The draws come from the fitted mixture, whose information is known; what they lose on top is
    the bias. Drawn margins are poorer than the margins they are drawn from; how much that takes is
    seen where it can be told, under independence, and given back.
    """
    if draws < 1:
        return known
    fitted = mixture(classes)
    alone = np.zeros_like(fitted.shares)
    alone[-1] = 1.0
    drawn = sign * _mixed(classes, fitted.ways, fitted.shares, draws, _key(seed, name))
    free = sign * _mixed(classes, fitted.ways, alone, draws, _key(seed, name))
    dealt = {
        tuple(way): sign * _permuted(classes, way, draws, _key(seed, f"{name} {list(way)}"))
        for way in fitted.ways
        if way.max() == 1 or way.max() == len(classes.traits) - 1
    }
    null = dealt[tuple(fitted.ways[-1])]
    lost = drawn.mean() - sign * fitted.information + null.mean() - free.mean()
    corrected = known.raw - lost
    apart = drawn - drawn.mean()
    below, above = np.quantile(apart, [(1 - level) / 2, (1 + level) / 2])
    size = abs(sign) * np.log(classes.things)
    tests = [
        chance.two_sided(chance.smaller_side(one, known.raw, size=size)) for one in dealt.values()
    ]
    bounded = draws >= FEWEST_DRAWS
    return replace(
        known,
        corrected=float(corrected),
        low=float(corrected - above) if bounded else NAN,
        high=float(corrected - below) if bounded else NAN,
        expected=float(null.mean()),
        error=float(apart.std()),
        p=float(chance.two_sided(chance.smaller_side(null, known.raw, size=size))),
        p_synergy=float(chance.at_most(null, known.raw, size=size)),
        p_blocks=float(max(tests)),
    )


def _shared(classes: Classes) -> float:
    room = np.zeros(int(np.prod(classes.sizes)), dtype=np.int64)
    return float(shared(classes.codes, classes.sizes, steps_to(classes.things), room))


def steps_to(things: int) -> Float:
    """Give (c + 1) ln (c + 1) - c ln c for c from 0 to ``things`` - 1."""
    c = np.arange(things + 1, dtype=np.float64)
    return np.diff(c * np.log(np.maximum(c, 1.0)))


def _permuted(classes: Classes, way: Int, draws: int, key: np.uint64) -> Float:
    out = np.empty(draws)
    steps = steps_to(classes.things)
    permuted(classes.codes, classes.sizes, steps, way, key, 0, draws, out)
    return out


def _mixed(classes: Classes, ways: Int, shares: Float, draws: int, key: np.uint64) -> Float:
    out = np.empty(draws)
    steps, bounds = steps_to(classes.things), np.cumsum(shares)
    mixed(classes.codes, classes.sizes, steps, ways, bounds, key, 0, draws, out)
    return out


def _left_out(classes: Classes, sign: float, raw: float) -> tuple[float, float]:
    """Give the jackknifed value and its standard error: one thing of each cell left out in turn."""
    n = classes.things
    if n < 2:  # noqa: PLR2004 - nothing is left
        return NAN, NAN
    cells, counts = np.unique(classes.codes, axis=1, return_counts=True)
    steps = steps_to(n)
    lost = np.zeros(cells.shape[1])
    whole = (np.log(n) - raw / sign) * n
    for subset in range(1, 1 << len(cells)):
        rows = [d for d in range(len(cells)) if subset >> d & 1]
        sizes = tuple(classes.sizes[rows].tolist())
        every = np.ravel_multi_index(tuple(classes.codes[rows]), sizes)
        table = np.bincount(every, minlength=int(np.prod(sizes)))
        taken = steps[table[np.ravel_multi_index(tuple(cells[rows]), sizes)] - 1]
        lost += taken if subset.bit_count() % 2 else -taken
    without = sign * (np.log(n - 1) - (whole - lost) / (n - 1))
    mean = float((counts * without).sum()) / n
    spread = float((counts * (without - mean) ** 2).sum())
    return n * raw - (n - 1) * mean, float(np.sqrt((n - 1) / n * spread))


def _key(seed: int, name: str) -> np.uint64:
    word = hashlib.blake2b(f"{seed} {name}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(word, "little"))
