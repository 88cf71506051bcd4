"""Helix synergy on economies whose truth is known: coverage, bias, power, and time.

    python -m benchmarks.networks.synergy [--economies 200] [--draws 199] [--only coverage]

Coverage: how often 95 % intervals hold the true value, and what the estimate is on average, for
economies of independent traits, of a linked pair, of a chain, and of planted synergy; beside it
the usual corrections of entropies (Miller and Madow, Chao and Shen, Panzeri and Treves, Nemenman,
Shafee and Bialek, jackknife, independence's mean taken off), each with 1.96 bootstrap standard
errors, the last with the quantiles of its permutations. Power: how often planted synergy is found.
Time: 999 draws beside the same permutations in NumPy.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, polygamma

from benchmarks.machine import describe
from jiqun.core import stream
from jiqun.kernels.entropies.informations import mixed
from jiqun.networks.helices.classes import Classes, arranged
from jiqun.networks.helices.estimating import MBIT, Estimate, estimate, terms_to
from jiqun.networks.helices.mixtures import information

Float = NDArray[np.float64]
#: kind, classes of each trait, margins, firms.
COVERED = (
    ("independent", (10, 8, 5), "even", 200),
    ("independent", (10, 8, 5), "even", 500),
    ("independent", (10, 8, 5), "even", 2000),
    ("independent", (10, 8, 5), "even", 20000),
    ("independent", (10, 8, 5), "skewed", 200),
    ("independent", (10, 8, 5), "skewed", 2000),
    ("independent", (10, 8, 5), "skewed", 20000),
    ("independent", (4, 3, 2), "even", 200),
    ("independent", (30, 20, 5), "skewed", 500),
    ("independent", (100, 40, 5), "skewed", 2000),
    ("independent", (6, 5, 4, 3), "even", 500),
    ("pair 0.5", (10, 8, 5), "even", 200),
    ("pair 0.5", (10, 8, 5), "even", 2000),
    ("pair 0.9", (10, 8, 5), "even", 500),
    ("chain 0.5", (10, 8, 5), "even", 500),
    ("chain 0.5", (10, 8, 5), "even", 2000),
    ("synergy 0.2", (10, 8, 5), "even", 500),
    ("synergy 0.5", (10, 8, 5), "even", 200),
    ("synergy 0.5", (10, 8, 5), "even", 500),
    ("synergy 0.5", (10, 8, 5), "even", 2000),
    ("synergy 0.9", (10, 8, 5), "even", 500),
)
POWER = [(share, n) for share in (0.1, 0.2, 0.3, 0.5) for n in (200, 500, 1000, 2000)]


def truth(kind: str, sizes: tuple[int, ...], margins: str) -> Float:
    """Give the probabilities of all combinations of classes."""
    name, _, told = kind.partition(" ")
    share = float(told or 0)
    each = [np.ones(k) if margins == "even" else 1.0 / np.arange(1, k + 1) for k in sizes]
    each = [one / one.sum() for one in each]
    free = np.ones((1,) * len(sizes))
    for axis, one in enumerate(each):
        free = free * one.reshape([-1 if d == axis else 1 for d in range(len(sizes))])
    if name == "independent":
        return free
    x, y, z = np.indices(sizes)
    if name == "synergy":
        bound = ((x + y) % sizes[2] == z) * (each[0][:, None] * each[1])[:, :, None]
        return (1 - share) * free + share * bound
    second = share * (y == x % sizes[1]) + (1 - share) * each[1][None, :, None]
    third = each[2] + 0.0 * free
    if name == "chain":
        third = share * (z == y % sizes[2]) + (1 - share) * each[2]
    return each[0][:, None, None] * second * third


def economy(chances: Float, firms: int, *, seed: int, replicate: int) -> Classes:
    """Draw firms."""
    chance = stream(seed=seed, replicate=replicate, name="synergy economies")
    drawn = np.unravel_index(chance.choice(chances.size, firms, p=chances.ravel()), chances.shape)
    coded = [np.unique(one, return_inverse=True) for one in drawn]
    codes = np.stack([at for _, at in coded]).astype(np.int64)
    sizes = np.array([len(labels) for labels, _ in coded])
    return arranged(("region", "technology", "size", "kind")[: len(sizes)], codes, sizes)


def plug_in(counts: Float, _cells: int) -> float:
    """Give the entropy of relative frequencies, in nats."""
    p = counts / counts.sum()
    return float(-(p * np.log(p)).sum())


def miller_madow(counts: Float, cells: int) -> float:
    """Add (occupied cells - 1) / 2N."""
    return plug_in(counts, cells) + (len(counts) - 1) / (2 * counts.sum())


def chao_shen(counts: Float, _cells: int) -> float:
    """Weigh what was seen by the chance to be seen, after the coverage of Good and Turing."""
    n = counts.sum()
    once = float((counts == 1).sum())
    p = (1 - min(once, n - 1) / n) * counts / n
    return float(-(p * np.log(p) / (1 - (1 - p) ** n)).sum())


def panzeri_treves(counts: Float, cells: int) -> float:
    """Take as many cells as leave, on average, as many occupied as were seen."""
    n, seen = counts.sum(), len(counts)
    low, high = seen, cells
    while low < high:
        taken = (low + high + 1) // 2
        p = (counts + 1) / (n + taken)
        rest = (1 - p.sum()) / max(taken - seen, 1)
        expected = (1 - (1 - p) ** n).sum() + (taken - seen) * (1 - (1 - rest) ** n)
        low, high = (taken, high) if expected <= seen else (low, taken - 1)
    return plug_in(counts, cells) + (low - 1) / (2 * n)


def nsb(counts: Float, cells: int) -> float:
    """Average over Dirichlet priors that together expect any entropy alike."""
    if cells == 1:
        return 0.0
    n = counts.sum()
    held, often = np.unique(counts, return_counts=True)
    b = np.exp(np.linspace(-12, 8, 400))
    a = cells * b
    likely = gammaln(a) - gammaln(n + a)
    likely += (often * (gammaln(held + b[:, None]) - gammaln(b)[:, None])).sum(axis=1)
    prior = cells * polygamma(1, a + 1) - polygamma(1, b + 1)
    weight = np.exp(likely - likely.max()) * prior * b
    terms = (held + b[:, None]) / (n + a)[:, None] * digamma(held + b[:, None] + 1)
    empty = (cells - len(counts)) * b / (n + a) * digamma(b + 1)
    mean = digamma(n + a + 1) - (often * terms).sum(axis=1) - empty
    return float((weight * mean).sum() / weight.sum())


ENTROPIES: dict[str, Callable[[Float, int], float]] = {
    "raw": plug_in,
    "Miller–Madow": miller_madow,
    "Chao–Shen": chao_shen,
    "Panzeri–Treves": panzeri_treves,
    "NSB": nsb,
}


def entropic(classes: Classes, entropy: Callable[[Float, int], float]) -> float:
    """Give the synergy in mbit from any estimate of entropies."""
    traits = len(classes.traits)
    total = 0.0
    for subset in range(1, 1 << traits):
        rows = [d for d in range(traits) if subset >> d & 1]
        _, counts = np.unique(classes.codes[rows], axis=1, return_counts=True)
        sign = 1.0 if subset.bit_count() % 2 else -1.0
        total += sign * entropy(counts.astype(float), int(np.prod(classes.sizes[rows])))
    return (MBIT if traits % 2 else -MBIT) * total


def resampled_error(classes: Classes, draws: int) -> float:
    """Give the standard deviation of raw values of resampled firms, in mbit."""
    out = np.empty(draws)
    one = np.zeros((1, len(classes.traits)), dtype=np.int64)
    terms = terms_to(classes.things)
    mixed(classes.codes, classes.sizes, terms, one, np.ones(1), np.uint64(1), 0, draws, out)
    return MBIT * float(out.std())


def answers(
    classes: Classes, found: Estimate, draws: int
) -> Iterator[tuple[str, float, float, float]]:
    """Give each estimate with its limits."""
    yield "jiqun", found.corrected, found.low, found.high
    wide = 1.96 * resampled_error(classes, draws)
    for name, entropy in ENTROPIES.items():
        value = entropic(classes, entropy)
        yield name, value, value - wide, value + wide
    value = found.jackknife
    yield "jackknife", value, value - wide, value + wide
    value = found.raw - found.expected
    yield "less independence", value, value - wide, value + wide


def coverage(economies: int, draws: int) -> None:
    """Print means and coverage."""
    for kind, sizes, margins, firms in COVERED:
        chances = truth(kind, sizes, margins)
        real = (MBIT if len(sizes) % 2 else -MBIT) * information(chances)
        rows: dict[str, list[tuple[float, bool]]] = {}
        tests = []
        count = max(economies // 4, 25) if firms > 5000 else economies
        for r in range(count):
            classes = economy(chances, firms, seed=1, replicate=r)
            one = estimate(classes, draws=draws, seed=r, level=0.95)
            for name, value, low, high in answers(classes, one, draws):
                rows.setdefault(name, []).append((value, low <= real <= high))
            tests.append((one.p <= 0.05, one.p_blocks <= 0.05))
        shape = "×".join(map(str, sizes))
        p, blocks = np.mean(tests, axis=0)
        print(f"\n{kind}, {shape} {margins}, {firms} firms, {count} economies: truth {real:.1f}; "
              f"p <= 0.05 in {p:.3f}, p_blocks in {blocks:.3f}")  # fmt: skip
        for name, pairs in rows.items():
            value, held = np.mean([one for one, _ in pairs]), np.mean([one for _, one in pairs])
            print(f"  {name:18s} mean {value:8.1f}  covers {held:.3f}", flush=True)


def power(economies: int, draws: int) -> None:
    """Print how often planted synergy is found."""
    for share, firms in POWER:
        chances = truth(f"synergy {share}", (10, 8, 5), "even")
        found = [
            estimate(economy(chances, firms, seed=2, replicate=r), draws=draws, seed=r, level=0.95)
            for r in range(economies)
        ]
        real = MBIT * information(chances)
        p = np.mean([one.p_synergy <= 0.05 for one in found])
        blocks = np.mean([one.p_blocks <= 0.05 for one in found])
        below = np.mean([one.high < 0 for one in found])
        print(f"share {share:4}, {firms:5d} firms, truth {real:8.1f}: p_synergy {p:.2f}, "
              f"p_blocks {blocks:.2f}, interval below 0 {below:.2f}", flush=True)  # fmt: skip


def timed() -> None:
    """Print the time of 999 draws beside permutations in NumPy."""
    chances = truth("independent", (10, 8, 5), "even")
    estimate(economy(chances, 50, seed=3, replicate=0), draws=19, seed=0, level=0.95)
    for firms in (2000, 20000, 200000):
        classes = economy(chances, firms, seed=3, replicate=1)
        start = time.perf_counter()
        estimate(classes, draws=999, seed=0, level=0.95)
        ours = time.perf_counter() - start
        chance = stream(seed=3, name="synergy peer")
        start = time.perf_counter()
        for _ in range(10):
            x, y, z = (chance.permutation(one) for one in classes.codes)
            cells = (x * 8 + y) * 5 + z
            table = np.bincount(cells, minlength=400).reshape(10, 8, 5) / firms
            information(table)
        peer = (time.perf_counter() - start) / 10 * 999
        print(f"{firms:7d} firms: five sets of 999 permutations and two of draws {ours:.2f} s; "
              f"one set of 999 permutations in NumPy {peer:.2f} s", flush=True)  # fmt: skip


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--economies", type=int, default=200)
    parser.add_argument("--draws", type=int, default=199)
    parser.add_argument("--only", choices=["coverage", "power", "time"])
    chosen = parser.parse_args()
    print(describe())
    if chosen.only in {None, "coverage"}:
        coverage(chosen.economies, chosen.draws)
    if chosen.only in {None, "power"}:
        power(chosen.economies, chosen.draws)
    if chosen.only in {None, "time"}:
        timed()


if __name__ == "__main__":
    main()
