"""Intervals of any measure of counts, by drawing the counts again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, TypeVar

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.core import MEASURES, Record, stream
from jiqun.measures.results import Measured, same_labels
from jiqun.tables import Counts

Float = NDArray[np.float64]
R = TypeVar("R", bound=Measured)
Model = Literal["poisson", "establishments"]


def resampled(
    compute: Callable[..., R],
    counts: Counts,
    *,
    draws: int,
    seed: int,
    level: float = 0.95,
    model: Model = "poisson",
    plants: Counts | None = None,
    cv2: float = 4.0,
    **options: Any,
) -> R:
    r"""Give a measure with an interval from counts drawn anew around those observed.

    The interval is the reflected one, :math:`[2\hat\theta - q_{1-a}, 2\hat\theta - q_a]`: what
    drawing adds to a measure on average, its bias, it had already added to the observed value.
    The limit on the bias's side is moved by the bias once more, because indices made of
    absolute differences show only part of it. The interval is cut to the measure's bounds.
    In tables of some thousand units a region it holds the truth in 93-97 % of the cases; of a
    few hundred, in about 91 %.

    Parameters
    ----------
    compute
        A registered measure of counts.
    counts
        Shape (R, I).
    draws, seed, level
        How many tables, from which seed, at which confidence.
    model
        ``poisson``: every unit counted is one independent observation; ``establishments``:
        those of ``plants`` are, each with a size of squared coefficient of variation ``cv2``
        (sums drawn as gamma variables of that mean and variance). With heavy tails (``cv2`` 13)
        and fewer than some ten establishments over ``1 + cv2`` in a region, a Herfindahl index's
        95 % interval holds the truth in 87 % of the cases; from fifty on in 94-97 %.
    plants, cv2
        Establishments of the same cells, and the spread of their sizes.
    options
        The measure's own.

    Returns
    -------
    Measured
        The measure's own type with ``low`` and ``high``; NaN where the value is, or where more
        than half of the draws are undefined. The record tells draws, level and model.

    References
    ----------
    :cite:`efron1993`, chapter 13.

    Examples
    --------
    >>> from jiqun.measures import herfindahl
    >>> table = Counts(regions=("a",), industries=("x", "y"), values=[[90, 30]], unit="persons")
    >>> result = resampled(herfindahl, table, draws=200, seed=1)
    >>> bool(result.low[0] < 0.625 < result.high[0])
    True
    """
    if plants is not None:
        same_labels(counts, plants, name="plants")
    observed = compute(counts, **options)

    def once(draw: int) -> Float:
        rng = stream(seed=seed, replicate=draw, name="counts")
        table = _drawn(rng, counts.values, model, plants, cv2)
        return compute(replace(counts, values=table), **options).values

    each = np.stack(
        Parallel(n_jobs=-1, prefer="threads")(delayed(once)(draw) for draw in range(draws))
    )
    low, high = _reflected(observed.values, each, level)
    spec = MEASURES.get(observed.record.subject)
    bounds = spec.bounds if spec else (-np.inf, np.inf)
    known = {**observed.record.parameters, "level": level, "draws": draws, "resampling": model}
    if model == "establishments":
        known["cv2"] = cv2
    record = Record(
        subject=observed.record.subject,
        parameters=known,
        inputs=observed.record.inputs,
        origins=observed.record.origins,
        seed=seed,
        cautions=observed.record.cautions,
    )
    return replace(observed, low=np.clip(low, *bounds), high=np.clip(high, *bounds), record=record)


def _drawn(
    rng: np.random.Generator, x: Float, model: Model, plants: Counts | None, cv2: float
) -> Float:
    if model == "poisson" or plants is None:
        known = ~np.isnan(x)
        return np.where(known, rng.poisson(np.where(known, x, 0.0)), np.nan)
    n = plants.values
    shape = np.divide(n, 1.0 + cv2, out=np.zeros(x.shape), where=n > 0)
    scale = np.divide(x, shape, out=np.zeros(x.shape), where=shape > 0)
    return np.where(shape > 0, rng.gamma(np.maximum(shape, 1e-12)) * scale, x)


def _reflected(value: Float, each: Float, level: float) -> tuple[Float, Float]:
    known = np.isfinite(each).sum(axis=0)
    enough = np.isfinite(value) & (2 * known >= len(each))
    tails = [(1 - level) / 2, 1 - (1 - level) / 2]
    filled = np.where(enough, each, 0.0)
    finite = np.where(np.isfinite(filled), filled, np.broadcast_to(value, each.shape))
    low, high = np.quantile(finite, tails, axis=0, method="weibull")
    bias = finite.mean(axis=0) - value
    return (
        np.where(enough, 2 * value - high - np.maximum(bias, 0.0), np.nan),
        np.where(enough, 2 * value - low - np.minimum(bias, 0.0), np.nan),
    )
