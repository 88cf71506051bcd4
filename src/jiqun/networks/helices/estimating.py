"""Synergy among several traits: raw, corrected for what few things give, and held to chance."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels import chance
from jiqun.kernels.entropies.informations import mixed, permuted, shared
from jiqun.networks.helices.classes import Classes
from jiqun.networks.helices.mixtures import mixture

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: mbit of a nat.
MBIT: Final = 1000.0 / float(np.log(2.0))
#: Fewer draws say nothing of an interval.
FEWEST_DRAWS: Final = 19
NAN: Final = float("nan")
TINY: Final = 1e-12


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

    Where a trait, or two, know nothing of the others, what is lost is the mean of permutations
    that keep the rest together. For the mixture of all it is what draws lose of its information;
    drawn margins are poorer than those they are drawn from, and how much that takes is seen where
    it can be told, under independence, and given back. All are weighed as the mixture says.
    """
    if draws < 1:
        return known
    fitted = mixture(classes)
    alone = np.zeros_like(fitted.shares)
    alone[-1] = 1.0
    drawn = sign * _mixed(classes, fitted.ways, fitted.shares, draws, _key(seed, name))
    free = sign * _mixed(classes, fitted.ways, alone, draws, _key(seed, name))
    judged = np.flatnonzero(fitted.weights > 0)
    dealt = {
        p: sign * _permuted(classes, fitted.ways[p], draws, _key(seed, f"{name} {p}"))
        for p in range(1, len(fitted.ways))
        if p in judged or fitted.ways[p].max() in {1, len(classes.traits) - 1}
    }
    null = dealt[len(fitted.ways) - 1]
    lost = {p: float(one.mean()) for p, one in dealt.items()}
    lost[0] = float(drawn.mean() - sign * fitted.information + null.mean() - free.mean())
    wide = max(1.0, known.jackknife_error / max(float(drawn.std()), TINY))
    apart = {p: one - one.mean() for p, one in dealt.items()}
    apart[0] = (drawn - drawn.mean()) * wide
    corrected = known.raw - sum(float(fitted.weights[p]) * lost[p] for p in lost)
    below, above = _quantiles(apart, fitted.weights, ((1 - level) / 2, (1 + level) / 2))
    size = abs(sign) * float(np.log(classes.things))
    sides = {p: chance.smaller_side(one, known.raw, size=size) for p, one in dealt.items()}
    bounded = draws >= FEWEST_DRAWS
    return replace(
        known,
        corrected=float(corrected),
        low=float(corrected - above) if bounded else NAN,
        high=float(corrected - below) if bounded else NAN,
        expected=float(null.mean()),
        error=float(np.sqrt(sum(fitted.weights[p] * (apart[p] ** 2).mean() for p in apart))),
        p=float(chance.two_sided(sides[len(fitted.ways) - 1])),
        p_synergy=float(chance.at_most(null, known.raw, size=size)),
        p_blocks=float(max(chance.two_sided(side) for side in sides.values())),
    )


def _quantiles(
    apart: dict[int, Float], weights: Float, levels: tuple[float, float]
) -> tuple[float, float]:
    """Give two quantiles of draws of several economies, each weighed."""
    values = np.concatenate([apart[p] for p in sorted(apart)])
    masses = np.concatenate(
        [np.full(len(apart[p]), weights[p] / len(apart[p])) for p in sorted(apart)]
    )
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(masses[order]) - masses[order] / 2
    low, high = np.interp(levels, reached / masses.sum(), values[order])
    return float(low), float(high)


def _shared(classes: Classes) -> float:
    room = np.zeros(int(np.prod(classes.sizes)), dtype=np.int64)
    at = np.empty(classes.things, dtype=np.int64)
    return float(shared(classes.codes, classes.sizes, terms_to(classes.things), room, at))


def terms_to(things: int) -> Float:
    """Give c ln c for c from 0 to ``things``."""
    c = np.arange(things + 1, dtype=np.float64)
    return c * np.log(np.maximum(c, 1.0))


def _permuted(classes: Classes, way: Int, draws: int, key: np.uint64) -> Float:
    terms = terms_to(classes.things)

    def draw(first: int, last: int, out: Float) -> None:
        permuted(classes.codes, classes.sizes, terms, way, key, first, last, out)

    return _pieced(draw, draws)


def _mixed(classes: Classes, ways: Int, shares: Float, draws: int, key: np.uint64) -> Float:
    terms, bounds = terms_to(classes.things), np.cumsum(shares)

    def draw(first: int, last: int, out: Float) -> None:
        mixed(classes.codes, classes.sizes, terms, ways, bounds, key, first, last, out)

    return _pieced(draw, draws)


def _pieced(draw: Callable[[int, int, Float], None], draws: int) -> Float:
    """Make draws in pieces on all processors; a draw is the same in any piece."""
    out = np.empty(draws)
    piece = max(-(-draws // (os.cpu_count() or 1)), 1)

    def fill(first: int) -> None:
        last = min(first + piece, draws)
        with np.errstate(over="ignore"):
            draw(first, last, out[first:last])

    with ThreadPoolExecutor() as pool:
        list(pool.map(fill, range(0, draws, piece)))
    return out


def _left_out(classes: Classes, sign: float, raw: float) -> tuple[float, float]:
    """Give the jackknifed value and its standard error: one thing of each cell left out in turn."""
    n = classes.things
    if n < 2:  # noqa: PLR2004 - nothing is left
        return NAN, NAN
    cells, counts = np.unique(classes.codes, axis=1, return_counts=True)
    steps = np.diff(terms_to(n))
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
