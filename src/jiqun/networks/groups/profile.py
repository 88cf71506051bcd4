"""At which resolutions a network has communities that every search finds again."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.networks.groups.chance import same_degrees
from jiqun.networks.groups.partition import (
    Rows,
    alike,
    by_size,
    check,
    quality_of,
    rows_of,
    searched,
)
from jiqun.networks.ties import Ties

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: From half as many to several times as many communities as modularity's own, in even steps.
RESOLUTIONS = (0.25, 0.35, 0.5, 0.71, 1.0, 1.41, 2.0, 2.83, 4.0)
#: Hennig's line for what is stable.
STABLE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResolutionProfile:
    """What comes out at each of K resolutions, and in networks of the same degrees.

    Attributes
    ----------
    resolution
        (K,), ascending.
    communities, largest
        (K,): of the best search: communities of two or more, share of tied nodes in the largest.
    quality, chance_quality
        (K,): modularity at the resolution of the best search; of one search by chance, mean.
    agreement, chance_agreement
        (K,): mean Jaccard index of a node's communities over pairs of searches; the same in the
        network of chance where it is highest. NaN without a second search, draws or ties.
    kept
        (K,): the same between the best search here and at the next resolution; NaN at the last.
    """

    resolution: Float
    communities: Float
    largest: Float
    quality: Float
    chance_quality: Float
    agreement: Float
    chance_agreement: Float
    kept: Float

    @property
    def stable(self) -> NDArray[np.bool_]:
        """Whether searches agree (0.75 or more), and more than in networks of chance; (K,)."""
        known = np.isfinite(self.agreement) & np.isfinite(self.chance_agreement)
        return known & (self.agreement >= STABLE) & (self.agreement > self.chance_agreement)

    def to_frame(self) -> pl.DataFrame:
        """Give a row a resolution."""
        told = {name: getattr(self, name) for name in ResolutionProfile.__slots__}
        return pl.DataFrame({**told, "stable": self.stable}).fill_nan(None)


def resolution_profile(
    ties: Ties,
    *,
    resolutions: Sequence[float] = RESOLUTIONS,
    repeats: int = 5,
    draws: int = 3,
    seed: int = 0,
    workers: int = 2,
) -> ResolutionProfile:
    """Search at each resolution, several times, in the network and in some of the same degrees.

    A resolution is worth telling where searches find the same communities, and where those of
    networks of chance do not: high agreement alone also comes of one community that holds nearly
    all (read ``largest`` beside it).

    Raises
    ------
    InputError
        ``communities-resolution``, ``communities-repeats``, ``communities-draws``.
    """
    from joblib import Parallel, delayed

    for one in resolutions:
        check(resolution=one, repeats=repeats, draws=draws)
    told = sorted(set(resolutions))
    networks = [rows_of(ties)]
    networks += [rows_of(same_degrees(ties, seed=seed, replicate=k)) for k in range(draws)]

    def work(at: int, which: int) -> tuple[Int, float, float]:
        return _searches(networks[which], told[at], repeats, seed)

    jobs = [(at, which) for at in range(len(told)) for which in range(draws + 1)]
    run = Parallel(n_jobs=workers, prefer="threads")
    found = dict(zip(jobs, run(delayed(work)(*job) for job in jobs), strict=True))
    labels = [found[at, 0][0] for at in range(len(told))]
    chance = np.array([[found[at, k][1:] for k in range(1, draws + 1)] for at in range(len(told))])
    none = np.full(len(told), np.nan)
    tied = max(int((labels[0] >= 0).sum()), 1) if told else 1
    sizes = [np.bincount(label[label >= 0], minlength=1) for label in labels]
    kept = [_mean(alike(a, b)) for a, b in itertools.pairwise(labels)]
    return ResolutionProfile(
        resolution=np.array(told, dtype=np.float64),
        communities=np.array([float((one > 1).sum()) for one in sizes]),
        largest=np.array([one.max() / tied for one in sizes]),
        quality=np.array([found[at, 0][1] for at in range(len(told))]),
        chance_quality=chance[:, :, 0].mean(axis=1) if draws else none,
        agreement=np.array([found[at, 0][2] for at in range(len(told))]),
        chance_agreement=chance[:, :, 1].max(axis=1) if draws else none,
        kept=np.array([*kept, np.nan])[: len(told)],
    )


def _searches(rows: Rows, resolution: float, repeats: int, seed: int) -> tuple[Int, float, float]:
    """Give the best search, its modularity and how far all agree."""
    tied = np.diff(rows.starts) > 0
    runs = [searched(rows, resolution, seed, k) for k in range(repeats)]
    quality = np.array([quality_of(rows, one, resolution) for one in runs])
    best = int(np.argmax(np.nan_to_num(quality)))
    labels = [by_size(np.where(tied, one, -1)) for one in runs]
    pairs = [_mean(alike(a, b)) for a, b in itertools.combinations(labels, 2)]
    return labels[best], float(quality[best]), float(np.mean(pairs)) if pairs else float("nan")


def _mean(values: Float) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
