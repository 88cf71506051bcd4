"""How often limits of a quotient hold the truth when establishments draw their places by chance.

python -m benchmarks.luck [--draws 10000] [--cv2 13]

Counts of establishments of a cell, the rest of its region, the rest of its category and all else
are Poisson; jobs are sums of lognormal sizes. The truth is the quotient of the means. Of cells that
have an establishment.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.special import betaincinv, ndtri

from jiqun.core import stream
from jiqun.kernels.luck import luck_interval
from jiqun.kernels.quotients import quotient, quotient_interval

Pair = tuple[np.ndarray, np.ndarray]
#: Means of the cell, the rest of its region, the rest of its category, all else.
PLACES: Final[dict[str, tuple[float, ...]]] = {
    **{f"inside, {n} here": (n, 400, 2000, 1e5) for n in (1, 2, 4, 8, 16, 50)},
    **{f"10 in 11 of a region, {n} here": (n, n / 10, 2000, 1e5) for n in (1, 4, 16, 50)},
    **{f"10 in 11 of a category, {n} here": (n, 400, n / 10, 1e5) for n in (4, 16, 50)},
    **{f"10 in 11 of both, {n} here": (n, n / 10, n / 10, 1e5) for n in (4, 16, 50)},
    **{f"a small whole, {n} here": (n, n / 10, n / 2, n * 5) for n in (4, 16, 50)},
}
#: Above this mean a sum of sizes is drawn as normal.
MANY: Final = 3000


def jobs(n: np.ndarray, cv2: float, seed: int) -> np.ndarray:
    """Sum lognormal sizes of mean 1."""
    rng = stream(seed=seed, name="sizes")
    if n.mean() > MANY:
        return rng.normal(n, np.sqrt(n * (1 + cv2)))
    sigma2 = np.log1p(cv2)
    sizes = rng.lognormal(-sigma2 / 2, np.sqrt(sigma2), int(n.sum()))
    return np.bincount(np.repeat(np.arange(len(n)), n.astype(np.int64)), sizes, len(n))


def delta(n: np.ndarray, x: tuple[np.ndarray, ...], cv2: float) -> Pair:
    """The delta method on jobs: n establishments weigh n / (1 + cv2) counts."""
    a, b, c, d = x
    region, category, whole = a + b, a + c, a + b + c + d
    with np.errstate(all="ignore"):
        variance = 1 / a - 1 / region - 1 / category - 1 / whole + 2 * a / (region * category)
        spread = np.sqrt(np.maximum(variance * a * (1 + cv2) / n, 0.0))
        at = quotient(a, region, category, whole)
        reach = np.exp(-ndtri(0.025) * spread)
    return at / reach, at * reach


def dartboard(n: np.ndarray, margins: tuple[np.ndarray, ...]) -> Pair:
    """Darts of one category at a map: Jeffreys' binomial limits, the region's share given."""
    region, category, whole = margins
    with np.errstate(all="ignore"):
        share = whole / region
        low = np.where(n > 0, betaincinv(n + 0.5, category - n + 0.5, 0.025), 0.0)
        high = np.where(n < category, betaincinv(n + 0.5, category - n + 0.5, 0.975), 1.0)
        return low * share, np.minimum(high, np.minimum(1.0, region / category)) * share


def compared(means: tuple[float, ...], draws: int, cv2: float) -> dict[str, tuple[float, ...]]:
    """Coverage, misses on either side and median width of every way."""
    rng = stream(seed=7, name="counts")
    counts = tuple(rng.poisson(mean, draws).astype(float) for mean in means)
    sums = tuple(jobs(n, cv2, seed) for seed, n in enumerate(counts, start=20))
    a, b, c, d = counts
    margins = a + b, a + c, np.maximum(a + b + c + d, 1.0)
    ways: dict[str, Callable[[], Pair]] = {
        "delta, jobs": lambda: delta(a, (*sums[:3], np.maximum(sums[3], 1e-9)), cv2),
        "delta, counts": lambda: quotient_interval(a, *margins),
        "darts": lambda: dartboard(a, margins),
        "luck": lambda: luck_interval(a, *margins),
    }
    truth = float(quotient(means[0], means[0] + means[1], means[0] + means[2], sum(means)))
    seen, told = a > 0, {}
    for name, way in ways.items():
        low, high = (end[seen] for end in way())
        with np.errstate(all="ignore"):
            width = float(np.nanmedian(np.log(high / low)))
        inside = ((low <= truth) & (truth <= high)).mean()
        told[name] = (inside, (high < truth).mean(), (low > truth).mean(), width)
    return told


def main() -> None:
    """Print one row a place."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--draws", type=int, default=10_000)
    ask.add_argument("--cv2", type=float, default=13.0)
    given = ask.parse_args()
    names: tuple[str, ...] = ()
    for place, means in PLACES.items():
        told = compared(means, given.draws, given.cv2)
        if not names:
            names = tuple(told)
            print(f"{'':30} " + "  ".join(f"{name:>22}" for name in names))
            print(f"{'':30} " + "  ".join("  in  below above width" for _ in names))
        rows = (f"{i:.3f} {b:.3f} {t:.3f} {w:5.2f}" for i, b, t, w in told.values())
        print(f"{place:30} " + "  ".join(f"{row:>22}" for row in rows))


if __name__ == "__main__":
    main()
