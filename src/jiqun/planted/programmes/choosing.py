"""Who is reached: chances that rise with past growth, and draws that keep them exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: A choice looks at growth over so many years before it, fewer where the panel has fewer.
LOOKBACK: Final = 3
#: Log odds between two candidates are at most this, so that all chances are numbers.
LONGEST_ODDS: Final = 100.0
#: Halvings of the interval in which the intercept lies: to the last bit.
_HALVINGS = 80


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """One draw among candidates.

    Attributes
    ----------
    chance
        Shape (n,), 0-1: of each candidate; adds to the number wanted.
    chosen
        Shape (n,).
    """

    chance: Float
    chosen: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChosenFirms:
    """Firms that a programme reaches.

    Attributes
    ----------
    reached
        Their positions, ascending.
    start
        Their first years.
    choices
        The truth ``selection``: every candidate of every choice.
    """

    reached: Int
    start: Int
    choices: pl.DataFrame


def waves_of(plan: EconomyPlan) -> Int:
    """Give the years in which programmes begin somewhere, up to three."""
    years = plan.calendar
    return np.unique(years[[len(years) // 3, len(years) // 2, (2 * len(years)) // 3]])


def past_growth(employment: Float, t: int) -> Float:
    """Give log growth a year over the years before year number ``t``, shape (n,).

    From up to :data:`LOOKBACK` years before the year before it; NaN where nothing was there at
    one end, or the panel has no two years before.

    Examples
    --------
    >>> import numpy as np
    >>> past_growth(np.array([[100.0, 110.0, 121.0, 9.0]]), 3).round(4).tolist()
    [0.0953]
    """
    end, begin = t - 1, max(t - 1 - LOOKBACK, 0)
    if end <= begin:
        return np.full(len(employment), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = np.log(employment[:, end] / employment[:, begin]) / (end - begin)
    return np.where(np.isfinite(grown), grown, np.nan)


def standardised(values: Float) -> Float:
    """Give standard deviations from the mean; 0 where a value is unknown or all are the same."""
    known = values[np.isfinite(values)]
    spread = known.std() if len(known) else 0.0
    if not spread > 0:
        return np.zeros(len(values))
    return np.where(np.isfinite(values), (values - known.mean()) / spread, 0.0)


def choose(odds: Float, wanted: int, rng: np.random.Generator) -> Choice:
    r"""Choose exactly ``wanted`` candidates with chances :math:`1 / (1 + e^{-(a + x_i)})`.

    ``odds``: log odds :math:`x_i` but for the constant :math:`a`, which is such that the chances
    add to ``wanted``. The draw is systematic along candidates in random order, so that each
    chance is kept exactly.

    References
    ----------
    Madow (1949), On the Theory of Systematic Sampling, II, Annals of Mathematical Statistics 20,
    333-354.

    Examples
    --------
    >>> import numpy as np
    >>> one = choose(np.zeros(4), 2, np.random.default_rng(0))
    >>> one.chance.tolist(), int(one.chosen.sum())
    ([0.5, 0.5, 0.5, 0.5], 2)
    """
    n = len(odds)
    if wanted >= n:
        return Choice(chance=np.ones(n), chosen=np.ones(n, dtype=bool))
    chance = _chances(odds, wanted)
    order = rng.permutation(n)
    ends = np.floor(np.cumsum(chance[order]) + rng.random())
    # the sum is whole but for rounding: the last end is set so that exactly so many are passed
    ends = np.minimum(ends, wanted)
    ends[-1] = wanted
    chosen = np.zeros(n, dtype=bool)
    chosen[order[np.diff(ends, prepend=0.0) > 0]] = True
    return Choice(chance=chance, chosen=chosen)


def _chances(odds: Float, wanted: int) -> Float:
    """Find the constant by halving, and give the chances."""
    centred = np.maximum(odds - odds.max(), -LONGEST_ODDS)
    low, high = -LONGEST_ODDS, 2 * LONGEST_ODDS
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-(middle + centred)))).sum() < wanted:
            low = middle
        else:
            high = middle
    chance = 1 / (1 + np.exp(-(high + centred)))
    return np.asarray(np.minimum(chance * (wanted / chance.sum()), 1.0))


def choices_table(
    programme: str,
    units: pl.Series,
    year: int,
    growth: Float,
    choice: Choice,
    favoured: NDArray[np.bool_] | None = None,
) -> pl.DataFrame:
    """Give the truth of one choice, one row a candidate.

    ``programme, unit, year, past_growth, favoured`` (whether government drives a cluster there),
    ``chance, chosen``.
    """
    return pl.DataFrame(
        {
            "programme": [programme] * len(units),
            "unit": units,
            "year": np.full(len(units), year),
            "past_growth": pl.Series(growth).fill_nan(None),
            "favoured": np.zeros(len(units), dtype=bool) if favoured is None else favoured,
            "chance": choice.chance,
            "chosen": choice.chosen,
        }
    )


def choose_firms(
    plan: EconomyPlan,
    units: pl.Series,
    persons: Float,
    *,
    programme: str,
    share: float,
) -> ChosenFirms:
    """Choose firms for a programme in up to three waves, sooner those that grew before.

    Parameters
    ----------
    plan
        ``selection`` is the log odds a standard deviation of past growth.
    units
        Codes of the n firms.
    persons
        Shape (n, T): employment by year, 0 where a firm is not there; a firm that is not there
        in the year of a wave or the year before is no candidate then.
    programme, share
        Its code; the share of the firms that it reaches.
    """
    rng = plan.stream("vouchers")
    waves = waves_of(plan)
    start = np.zeros(len(persons), dtype=np.int64)
    wanted = max(1, round(share * len(persons)))
    frames = []
    for number, year in enumerate(waves):
        t = int(year - plan.calendar[0])
        here = np.flatnonzero((start == 0) & (persons[:, t] > 0) & (persons[:, t - 1] > 0))
        left = wanted - int(np.count_nonzero(start))
        part = min(math.ceil(left / (len(waves) - number)), len(here))
        growth = past_growth(persons[here], t)
        choice = choose(plan.selection * standardised(growth), part, rng)
        start[here[choice.chosen]] = year
        frames.append(choices_table(programme, units.gather(here), int(year), growth, choice))
    reached = np.flatnonzero(start)
    return ChosenFirms(reached=reached, start=start[reached], choices=pl.concat(frames))
