"""How ties come to be unseen: each unit of observation is lost at its own rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.networks.layers import JOINT
from jiqun.networks.network import TieNetwork
from jiqun.networks.projects import projected
from jiqun.networks.unseen.figures import Pairs

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Which ties are unseen: any alike; more of those between organisations of few partners; more
#: of those without any research organisation, which neither publish nor apply for projects.
Way = Literal["random", "degree", "kind"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
#: How much faster ties without a research organisation are lost.
QUIETER: Final = 3.0
#: Rates are at most so far from 1, either way.
SPREAD: Final = 4.0
#: Halvings that find how long ties must have been lost.
HALVINGS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hiding:
    r"""Pairs by the unit that shows them, and how fast each unit is lost.

    A unit is a row of links, or a joint project with all the pairs it ties. After a time t it is
    still seen with the probability exp(-t h). Losing for a time t and then for a time u is losing
    for t + u: so what is seen can be thinned further, and the answer be followed backwards.

    Attributes
    ----------
    size
        N, organisations.
    a, b
        (P,): pairs, each once, ascending.
    starts
        (P,): where each pair's entries begin.
    unit, weight
        (E,): the unit of each entry, and what it adds to the pair's weight.
    rate
        (U,): h of each unit, around 1.
    """

    size: int
    a: Int
    b: Int
    starts: Int
    unit: Int
    weight: Float
    rate: Float


def hiding_of(
    network: TieNetwork, way: Way, *, research: NDArray[np.bool_] | None = None
) -> Hiding:
    """Arrange a network's pairs by what shows them.

    Parameters
    ----------
    network
        What is seen.
    way
        Which units are lost faster.
    research
        (N,): universities and institutes; needed for "kind" (None: as at random).
    """
    one, other, weight, unit, count = _entries(network)
    flat = one * max(network.size, 1) + other
    order = np.argsort(flat, kind="stable")
    pairs, starts = np.unique(flat[order], return_index=True)
    rates = np.ones(count)
    if way == "degree":
        degree = network.degrees.astype(np.float64)
        rates = _mean_by(unit, 1 / np.sqrt(np.maximum(degree[one] * degree[other], 1.0)), count)
    elif way == "kind" and research is not None:
        known = _mean_by(unit, (research[one] | research[other]).astype(np.float64), count)
        rates = np.where(known > 0, 1.0, QUIETER)
    middle = np.median(rates[np.bincount(unit, minlength=count) > 0]) if len(unit) else 1.0
    return Hiding(
        size=network.size,
        a=pairs // max(network.size, 1),
        b=pairs % max(network.size, 1),
        starts=starts.astype(np.int64),
        unit=unit[order],
        weight=weight[order],
        rate=np.clip(rates / (middle if middle > 0 else 1.0), 1 / SPREAD, SPREAD),
    )


def levels_of(hiding: Hiding, shares: Sequence[float]) -> Float:
    """Give the times after which these shares of the units that are seen will be lost."""
    return np.array([_time(hiding.rate, 1 - share, forward=True) for share in shares])


def before(hiding: Hiding, shares: Sequence[float]) -> Float:
    """Give the times for which units were lost if these shares of all units are unseen now.

    A unit that is seen stands for exp(t h) units that there were.
    """
    return np.array([_time(hiding.rate, 1 - share, forward=False) for share in shares])


def thinned(hiding: Hiding, time: float, *, seed: int, draw: int, name: str = "unseen") -> Pairs:
    """Draw what would still be seen after a time."""
    rng = stream(seed=seed, replicate=draw, name=name)
    seen = rng.random(len(hiding.rate)) < np.exp(-time * hiding.rate)
    kept = seen[hiding.unit]
    weight = (
        np.add.reduceat(np.where(kept, hiding.weight, 0.0), hiding.starts)
        if len(hiding.starts)
        else np.zeros(0)
    )
    some = weight > 0
    return Pairs(size=hiding.size, a=hiding.a[some], b=hiding.b[some], weight=weight[some])


def _entries(network: TieNetwork) -> tuple[Int, Int, Float, Int, int]:
    """Give ends (the lower first), weight and unit of every entry, and the number of units."""
    own = network.ties
    if network.joint is not None:
        own = own.filter(pl.col("kind") != JOINT)
    a, b = own["a"].to_numpy().astype(np.int64), own["b"].to_numpy().astype(np.int64)
    weight, count = own["weight"].to_numpy().astype(np.float64), len(own)
    unit = np.arange(count, dtype=np.int64)
    if network.joint is not None:
        joint = network.joint
        order = np.argsort(joint.project, kind="stable")
        sizes = np.bincount(joint.project[order], minlength=joint.count)
        one, other, more = projected(joint)
        of = np.repeat(np.arange(joint.count), sizes * (sizes - 1) // 2)
        a = np.concatenate([a, np.minimum(one, other)])
        b = np.concatenate([b, np.maximum(one, other)])
        weight = np.concatenate([weight, more])
        unit, count = np.concatenate([unit, count + of]), count + joint.count
    return a, b, weight, unit, count


def _mean_by(unit: Int, values: Float, count: int) -> Float:
    often = np.bincount(unit, minlength=count)
    sums = np.bincount(unit, weights=values, minlength=count)
    return np.divide(sums, often, out=np.zeros(count), where=often > 0)


def _time(rate: Float, left: float, *, forward: bool) -> float:
    """Find by halving the time after (or for) which a share of the units is left."""
    low, high = 0.0, 200.0
    for _ in range(HALVINGS):
        time = (low + high) / 2
        mean = (
            float(np.exp(-time * rate).mean())
            if forward
            else float(1 / np.exp(np.minimum(time * rate, 500.0)).mean())
        )
        low, high = (time, high) if mean > left else (low, time)
    return (low + high) / 2
