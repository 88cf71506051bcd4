"""The chance that a found cluster is found again next year, from what is known of it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.finding.odds import log_odds, rising
from jiqun.kernels.linear.products import applied

Float = NDArray[np.float64]
Basis = Literal["own", "packaged"]
#: What is known of a cluster, from the columns of its way and its own resamples.
INPUTS: Final[Mapping[str, pl.Expr]] = {
    "survival": pl.col("survival"),
    "evidence": -pl.col("p_value"),
    "size": pl.coalesce("establishments", pl.col("organisations").cast(pl.Float64)).log1p(),
    "density": pl.col("excess").clip(lower_bound=0.01).log(),
    "scale": pl.col("scale_km").log(),
    "inside": pl.col("inside_share"),
}
#: Which of them are tried together; what a way does not know is left out.
TRIED: Final = (
    ("survival",),
    ("survival", "evidence"),
    ("survival", "evidence", "size", "density"),
    ("survival", "evidence", "size", "density", "scale", "inside"),
)
#: Cases that a model of one's own needs; that a point of the rising line rests on.
FEWEST: Final = 100
LEAST: Final = 25
#: Parts that one pair of years is split into, each held out once.
PARTS: Final = 5
TENTHS: Final = 10
#: Log-odds that the last year's level may move all others by; steps that find it.
MOST_MOVED, HALVINGS = 10.0, 60
#: Digits that a chance is told with: what follows is below what sums leave open.
DIGITS: Final = 6
#: A table of reliability.
RELIABILITY: Final = {
    "low": pl.Float64,  # predicted from, up to
    "high": pl.Float64,
    "clusters": pl.Int64,
    "chance": pl.Float64,  # mean predicted
    "again": pl.Float64,  # share that was found again
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How the chance follows from what is known.

    Attributes
    ----------
    inputs
        Names in :data:`INPUTS`.
    centre, spread, weights
        One an input: mean and standard deviation of the cases, weight of the log-odds.
    constant
        Of the log-odds.
    points, chances
        The rising line: log-odds and the chance there, level beyond the ends.
    """

    inputs: tuple[str, ...]
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    constant: float
    points: tuple[float, ...]
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdict:
    """A chance and how well it predicted where it was not fitted.

    Attributes
    ----------
    chance
        Fitted on all cases.
    basis
        "own": on the workspace's own years; "packaged": on planted economies.
    clusters, share
        Cases held out in turn, and the share (0-1) of them found again.
    brier, brier_share, brier_survival
        Mean squared error of the held-out chances, of that share told of every cluster, and of
        the survival taken as a chance; None where it is not known.
    reliability
        The columns of :data:`RELIABILITY`, of the held-out chances.
    """

    chance: Chance
    basis: Basis
    clusters: int
    share: float
    brier: float
    brier_share: float
    brier_survival: float | None
    reliability: pl.DataFrame


def chance_inputs(clusters: pl.DataFrame, tests: pl.DataFrame) -> pl.DataFrame:
    """Give what is known of each cluster: ``cluster`` and the columns of :data:`INPUTS`.

    Parameters
    ----------
    clusters
        As its way gives them.
    tests
        Its resamples, the columns of :data:`jiqun.clusters.stability.TESTS`; without rows the
        survival is null.
    """
    survival = pl.DataFrame(schema={"cluster": pl.String, "survival": pl.Float64})
    if len(tests):
        own = tests.filter(pl.col("test") == "sampling")
        survival = own.unique("cluster", keep="first", maintain_order=True).select(
            "cluster", pl.col("survival").cast(pl.Float64)
        )
    full = clusters.drop("survival", strict=False).join(
        survival, on="cluster", how="left", maintain_order="left"
    )
    return full.select("cluster", **INPUTS)


def chances(known: pl.DataFrame, chance: Chance) -> Float:
    """Give the chance of each row of :func:`chance_inputs`; an unknown input counts as its mean."""
    values = np.nan_to_num(
        (_values(known, chance.inputs) - np.array(chance.centre)) / np.array(chance.spread)
    )
    score = applied(values, chance.weights) + chance.constant
    return np.interp(score, chance.points, chance.chances).round(DIGITS)


def fit_chance(cases: pl.DataFrame, inputs: Sequence[str], *, last: int | None = None) -> Chance:
    """Fit log-odds that add up over the inputs, and the share found again that rises with them.

    Parameters
    ----------
    cases
        The columns of :data:`INPUTS` and ``again`` (and ``fold``), one row or more.
    inputs
        Which of them.
    last
        The fold whose share found again sets the level: all log-odds are moved by one number, so
        that its chances have that share as their mean. Years differ in what is published of
        them, and the next is more like the last. None leaves the level of all.

    References
    ----------
    :cite:`zadrozny2002` (isotonic calibration of a score).
    """
    raw = _values(cases, inputs)
    known = np.where(np.isnan(raw).all(axis=0), 0.0, raw)
    centre = np.nanmean(known, axis=0)
    spread = np.nanstd(known, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    scaled = np.nan_to_num((known - centre) / spread)
    outcome = cases["again"].cast(pl.Float64).to_numpy()
    fitted = log_odds(scaled, outcome)
    score = applied(scaled, fitted[1:]) + fitted[0]
    points, level = rising(score, outcome, least=LEAST)
    if last is not None:
        inside = (cases["fold"] == last).to_numpy()
        told = np.interp(score[inside], points, level)
        level = _moved(level, _move(told, outcome[inside]))
    return Chance(
        inputs=tuple(inputs),
        centre=tuple(centre.tolist()),
        spread=tuple(spread.tolist()),
        weights=tuple(fitted[1:].tolist()),
        constant=float(fitted[0]),
        points=tuple(points.tolist()),
        chances=tuple(level.tolist()),
    )


def _move(told: Float, outcome: Float) -> float:
    """Give what must be added to the log-odds of some chances for their mean to be what came."""
    share = (outcome.sum() + 0.5) / (len(outcome) + 1.0)
    low, high = -MOST_MOVED, MOST_MOVED
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if _moved(told, middle).mean() < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _moved(chance: Float, move: float) -> Float:
    odds = chance / (1.0 - chance) * np.exp(move)
    return np.asarray(odds / (1.0 + odds), dtype=np.float64)


def judged(cases: pl.DataFrame, packaged: Verdict | None, *, yearly: bool = True) -> Verdict | None:
    r"""Choose by what predicts best where it was not fitted, and fit that on all cases.

    Every set of inputs of :data:`TRIED` is fitted on all pairs of years but one, at the level of
    the last of these, and predicts that one, in turn (of one pair: on four fifths of its
    clusters); the packaged chance predicts as it is. The smallest Brier score is chosen,

    .. math:: B = \frac{1}{n} \sum_i (p_i - y_i)^2

    over all held-out clusters, y = 1 where found again. With fewer than 100 cases the
    packaged chance is taken; without any, with the scores it came with.

    Parameters
    ----------
    cases
        The columns of :data:`INPUTS`, ``again`` and ``fold`` (the pair of years).
    packaged
        What comes with the package; None where it cannot be used.
    yearly
        Whether folds are years, of which the last sets the level.

    Returns
    -------
    Verdict
        None where there are too few cases and no packaged chance.

    References
    ----------
    :cite:`brier1950`.
    """
    if cases.is_empty():
        return packaged
    held: dict[tuple[str, ...], Float] = {}
    several = yearly and cases["fold"].n_unique() > 1
    if len(cases) >= FEWEST:
        parts = _folded(cases)
        held = {one: _held_out(parts, one, yearly=several) for one in _possible(cases)}
    outcome = cases["again"].cast(pl.Float64).to_numpy()
    best = min(held, key=lambda inputs: _brier(held[inputs], outcome), default=None)
    if packaged is not None:
        plain = chances(cases, packaged.chance)
        if best is None or _brier(plain, outcome) < _brier(held[best], outcome):
            return _verdict(cases, packaged.chance, "packaged", plain)
    if best is None:
        return None
    chance = fit_chance(cases, best, last=_last(cases) if several else None)
    return _verdict(cases, chance, "own", held[best])


def reliability(predicted: Float, outcome: Float) -> pl.DataFrame:
    """Count by tenths of the prediction: how many, mean predicted, share that came true.

    Examples
    --------
    >>> reliability(np.array([0.12, 0.18, 1.0]), np.array([0.0, 1.0, 1.0])).rows()
    [(0.1, 0.2, 2, 0.15, 0.5), (0.9, 1.0, 1, 1.0, 1.0)]
    """
    tenth = np.minimum((predicted * TENTHS).astype(np.int64), TENTHS - 1)
    size = np.bincount(tenth, minlength=TENTHS)
    at = np.flatnonzero(size)
    told = np.bincount(tenth, weights=predicted, minlength=TENTHS)[at] / size[at]
    came = np.bincount(tenth, weights=outcome, minlength=TENTHS)[at] / size[at]
    columns = (at / TENTHS, (at + 1) / TENTHS, size[at], told.round(DIGITS), came.round(DIGITS))
    return pl.DataFrame(dict(zip(RELIABILITY, columns, strict=True)), schema=RELIABILITY)


def _values(known: pl.DataFrame, inputs: Sequence[str]) -> Float:
    columns = known.select(pl.col(name).cast(pl.Float64).fill_null(np.nan) for name in inputs)
    return np.asarray(columns.to_numpy(), dtype=np.float64)


def _possible(cases: pl.DataFrame) -> list[tuple[str, ...]]:
    """Give the sets of inputs to try, without those that no case knows."""
    known = {name for name in INPUTS if cases[name].null_count() < len(cases)}
    sets = (tuple(name for name in inputs if name in known) for inputs in TRIED)
    return [one for one in dict.fromkeys(sets) if one]


def _folded(cases: pl.DataFrame) -> pl.DataFrame:
    """Number what is held out together: pairs of years, or parts of the only one."""
    if cases["fold"].n_unique() > 1:
        return cases
    return cases.with_columns(fold=pl.int_range(pl.len()) % PARTS)


def _last(cases: pl.DataFrame) -> int:
    return int(cases["fold"].to_numpy().max())


def _held_out(cases: pl.DataFrame, inputs: Sequence[str], *, yearly: bool) -> Float:
    """Predict each fold from the others."""
    out = np.empty(len(cases))
    folds = cases["fold"].to_numpy()
    for fold in np.unique(folds):
        inside = folds == fold
        others = cases.filter(~pl.Series(inside))
        model = fit_chance(others, inputs, last=_last(others) if yearly else None)
        out[inside] = chances(cases.filter(pl.Series(inside)), model)
    return out


def _brier(predicted: Float, outcome: Float) -> float:
    return float(((predicted - outcome) ** 2).mean())


def _verdict(cases: pl.DataFrame, chance: Chance, basis: Basis, predicted: Float) -> Verdict:
    outcome = cases["again"].cast(pl.Float64).to_numpy()
    share, told = float(outcome.mean()), cases["survival"].null_count() == 0
    survival = cases["survival"].cast(pl.Float64).to_numpy() if told else None
    return Verdict(
        chance=chance,
        basis=basis,
        clusters=len(outcome),
        share=round(share, DIGITS),
        brier=round(_brier(predicted, outcome), DIGITS),
        brier_share=round(share * (1.0 - share), DIGITS),
        brier_survival=None if survival is None else round(_brier(survival, outcome), DIGITS),
        reliability=reliability(predicted, outcome),
    )
