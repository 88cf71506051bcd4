"""Where a figure would stand if the ties that are unseen were seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.stats import norm

from jiqun.kernels.linear.products import product
from jiqun.networks.network import TieNetwork
from jiqun.networks.unseen.figures import FIGURES, Pairs, figures_of_pairs
from jiqun.networks.unseen.hiding import (
    WAYS,
    Hiding,
    Way,
    before,
    hiding_of,
    levels_of,
    thinned,
)

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Shares of what is seen that are hidden further, to learn how figures answer.
STEPS: Final = (0.1, 0.2, 0.3, 0.4, 0.5)
#: The same in a network of many entries, and how many those are.
FEW_STEPS: Final = (0.15, 0.3, 0.5)
MANY: Final = 200_000
#: Entries times draws a step that are looked at in such a network, and the fewest draws.
BUDGET, FEWEST = 2_000_000, 3
#: How many of the organisations with most partners are looked for again.
BEST: Final = 20
#: Draws that are counted at once; they change nothing in the result.
THREADS: Final = 2
#: Share of the squared difference between bent and straight curves that is added to the variance.
CURVE: Final = 0.25
#: Figures that are followed as logarithms: amounts, which fall as powers of what is seen.
AMOUNTS: Final = ("tied", "ties", "density", "mean-degree", "transitivity")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unseen:
    """What unseen ties would do to F figures, in W ways, for S shares.

    Attributes
    ----------
    ways, figures, shares
        Their names; shares of the units (links, joint projects) that are unseen, 0-1.
    seen
        (F,): the figures as they are.
    value, low, high
        (W, F, S): where each would stand if that share were unseen and then seen, and its
        interval; NaN where undefined.
    best
        (W, S): of the 20 organisations with most partners, the mean share that are still among
        them when that share of what is seen is hidden; NaN where it was not drawn.
    """

    ways: tuple[Way, ...]
    figures: tuple[str, ...]
    shares: tuple[float, ...]
    seen: Float
    value: Float
    low: Float
    high: Float
    best: Float


def unseen_figures(
    network: TieNetwork,
    *,
    kinds: Int | None = None,
    research: NDArray[np.bool_] | None = None,
    label: Int | None = None,
    shares: Sequence[float] = STEPS,
    draws: int = 10,
    confidence: float = 0.95,
    seed: int = 0,
) -> Unseen:
    r"""Say where figures would stand if ties that nobody recorded were seen.

    What is seen is thinned further, and the answer of each figure is followed backwards
    (simulation and extrapolation): losing is the same process before and after the moment of
    observation. How much of what there is goes unseen nobody can learn from what is seen: it is
    asked of the reader, who gets the answer for each share.

    .. math:: g(\hat F(u)) = g(F) + c_1 t(u) + c_2 t(u)^2

    with the c fitted to thinned networks (t < 0), and g the logarithm for amounts. The interval
    holds the loss that has happened (its variance from that of the losses that were drawn), the
    draws, and half of what the bend of the curve adds.

    Parameters
    ----------
    network
        What is seen.
    kinds
        (N,): kind of actor, -1 unknown.
    research
        (N,): universities and institutes, for the way "kind".
    label
        (N,): community, -1 for none.
    shares
        Unseen shares, 0-1.
    draws
        Thinned networks a step; fewer where there are many ties.
    confidence
        Of the intervals.
    seed
        Of the draws.

    Returns
    -------
    Unseen
        For each way of being unseen.

    References
    ----------
    :cite:`cook1994`; its variance :cite:`stefanski1995`.
    """
    ways = tuple(way for way in WAYS if way != "kind" or research is not None)
    made = [
        _followed(hiding_of(network, way, research=research), (kinds, label), shares, draws, seed)
        for way in ways
    ]
    value, error = np.array([one[0] for one in made]), np.array([one[1] for one in made])
    away = norm.ppf((1 + confidence) / 2) * error
    return Unseen(
        ways=ways,
        figures=tuple(FIGURES),
        shares=tuple(shares),
        seen=made[0][3],
        value=_plain(value),
        low=_plain(value - away),
        high=_plain(value + away),
        best=np.array([one[2] for one in made]),
    )


def _amounts() -> NDArray[np.bool_]:
    return np.array([name in AMOUNTS for name in FIGURES])


def _plain(values: Float) -> Float:
    """Undo the logarithms, (W, F, S), and keep within what can be."""
    bounds = np.array([FIGURES[name] for name in FIGURES])
    powers = np.exp(np.minimum(values, 700.0), where=_amounts()[:, None], out=values.copy())
    return np.clip(powers, bounds[:, :1], bounds[:, 1:])


def _logs(values: Float) -> Float:
    """Take logarithms of the amounts on the last axis, (…, F)."""
    some = _amounts() & (values > 0)
    return np.log(values, where=some, out=np.where(_amounts() & ~some, np.nan, values))


def _followed(
    hiding: Hiding,
    of: tuple[Int | None, Int | None],
    shares: Sequence[float],
    draws: int,
    seed: int,
) -> tuple[Float, Float, Float, Float]:
    """Give value and error, shapes (F, S), the share of the best that stay, (S,), and F as seen."""
    kinds, label = of
    many = len(hiding.unit) > MANY
    steps = FEW_STEPS if many else STEPS
    often = max(FEWEST, min(draws, BUDGET // len(hiding.unit))) if many else draws
    times = levels_of(hiding, steps)
    whole = thinned(hiding, 0.0, seed=seed, draw=0)
    now = np.array(list(figures_of_pairs(whole, kinds=kinds, label=label).values()))
    first = _best(whole)

    def once(k: int, draw: int) -> tuple[list[float], float]:
        pairs = thinned(hiding, float(times[k]), seed=seed, draw=k * 10_000 + draw)
        told = figures_of_pairs(pairs, kinds=kinds, label=label)
        return list(told.values()), len(np.intersect1d(first, _best(pairs))) / max(len(first), 1)

    run = Parallel(n_jobs=THREADS, prefer="threads")
    drawn = run(delayed(once)(k, draw) for k in range(len(steps)) for draw in range(often))
    answer = np.array([one for one, _ in drawn]).reshape(len(steps), often, -1)
    stay = np.array([one for _, one in drawn]).reshape(len(steps), often)
    x, back = np.exp(-times), np.exp(before(hiding, shares))
    value, error = _extrapolated(_logs(answer), _logs(now), x, back)
    return value, error, np.interp(shares, steps, stay.mean(axis=1)), now


def _best(pairs: Pairs) -> Int:
    degree = pairs.degrees
    order = np.lexsort((np.arange(pairs.size), -degree))[:BEST]
    return np.asarray(order[degree[order] > 0])


def _extrapolated(answer: Float, now: Float, x: Float, back: Float) -> tuple[Float, Float]:
    """Follow means over draws, (K, D, F), from x < 1 through 1 to back > 1; give value and error.

    The error holds the loss that has happened, the draws, and the choice of the curve: half of
    the difference that the bend makes. A law in x is fitted to the variance that thinning adds,
    c x^g (1 - x), and followed backwards, where it changes its sign.
    """
    mean, spread = answer.mean(axis=1) - now, answer.var(axis=1, ddof=1)
    steps, ahead = np.log(x), np.log(back)
    straight, bent = _lines(steps, ahead), _bends(steps, ahead)
    moved = product(bent, mean).T
    curve = CURVE * (moved - product(straight, mean).T) ** 2
    error = curve + product(bent**2, spread / answer.shape[1]).T
    for f in range(len(now)):
        known = np.flatnonzero(spread[:, f] > 0)
        if len(known) > 1:
            law = np.polyfit(steps[known], np.log(spread[known, f] / (1 - x[known])), 1)
            error[f] += np.exp(np.polyval(law, ahead)) * (back - 1)
    return now[:, None] + moved, np.sqrt(error)


def _lines(steps: Float, ahead: Float) -> Float:
    """Give what each step counts, (S, K), on a line through 0 at 0."""
    return ahead[:, None] * steps / float((steps**2).sum())


def _bends(steps: Float, ahead: Float) -> Float:
    """Give what each step counts, (S, K), on a parabola through 0 at 0."""
    two, three, four = (float((steps**k).sum()) for k in (2, 3, 4))
    room = two * four - three * three
    first = (four * steps - three * steps**2) / room
    second = (two * steps**2 - three * steps) / room
    return ahead[:, None] * first + ahead[:, None] ** 2 * second
