"""Traded and local industries told apart by how they are spread over regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.definitions.plans import TradedPlan
from jiqun.core import Language, Problems, Record, encode, say, stream
from jiqun.kernels.quotients import quotient
from jiqun.kernels.ties import levelled
from jiqun.tables import Counts

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dispersion:
    """How each industry is spread, and whether that makes it traded.

    Attributes
    ----------
    frame
        One row an industry: ``industry, employment, share_specialised, mean_quotient_top,
        gini, score, low, high, traded``. ``score`` is the smallest of the three values over
        its bar: at 1 or more the industry is traded. ``low`` and ``high`` bound it in resamples
        of establishments; null where their number is not known.
    record
        Parameters and inputs.
    """

    frame: pl.DataFrame
    record: Record

    def to_frame(self) -> pl.DataFrame:
        """Give one row an industry."""
        return self.frame

    def to_dict(self) -> dict[str, Any]:
        """Give plain values."""
        return {"industries": encode(self.frame.to_dicts()), "record": self.record.to_dict()}

    def explain(self, lang: Language = "en") -> str:
        """Say in words how many are traded."""
        return say(
            "define.dispersed",
            lang,
            traded=int(self.frame["traded"].sum()),
            industries=len(self.frame),
        )


def traded_industries(
    employment: Counts, establishments: Counts | None = None, plan: TradedPlan | None = None
) -> Dispersion:
    r"""Call an industry traded if it is uneven over regions in three ways at once.

    .. math:: \frac{\sum_{r: LQ_r \ge 1} x_r}{\sum_r x_r} \ge 0.5,\quad
        \overline{LQ}_{\text{top 5}} \ge 2,\quad G \ge 0.3

    with LQ against all industries of the table and G the Gini coefficient of the industry's
    employment per region relative to all employment's (the locational Gini). An industry that
    serves its own place follows people and fails; one that sells elsewhere gathers somewhere.

    Parameters
    ----------
    employment, establishments
        Shape (R, I), all industries of the economy, same labels.
    plan
        The bars and the interval; None: Porter's.

    Returns
    -------
    Dispersion
        NaN becomes null: an industry without employment has no values and is not traded.

    Raises
    ------
    InputError
        ``dispersion-regions``: fewer regions than the plan's ``top``; ``dispersion-shape``:
        establishments have other labels.

    References
    ----------
    :cite:`porter2003`, page 559; :cite:`delgado2016`, section 3.1.

    Examples
    --------
    >>> table = Counts(regions=tuple("abcdef"), industries=("shop", "ship"), unit="persons",
    ...     values=[[50, 0], [60, 0], [40, 0], [55, 0], [45, 0], [50, 90]])
    >>> traded_industries(table, plan=TradedPlan(draws=0, top=1)).frame["traded"].to_list()
    [False, True]
    """
    plan = plan or TradedPlan()
    _check(employment, establishments, plan.top)
    bars = np.array([plan.least_share, plan.least_top, plan.least_gini])
    values = _criteria(employment.values, plan.top)
    score = _least(values, bars)
    low = high = np.full(len(score), np.nan)
    if establishments is not None and plan.draws:
        drawn = _resampled(employment, establishments, bars, plan)
        tail = (1.0 - plan.level) / 2.0
        low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    frame = pl.DataFrame(
        {
            "industry": employment.industries,
            "employment": employment.values.sum(axis=0),
            "share_specialised": values[0],
            "mean_quotient_top": values[1],
            "gini": values[2],
            "score": score,
            "low": low,
            "high": high,
            "traded": score >= 1.0,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
    return Dispersion(
        frame=frame,
        record=Record(
            subject="industry-dispersion",
            parameters=plan.to_dict(),
            inputs={"employment": employment.digest()}
            | ({"establishments": establishments.digest()} if establishments else {}),
            origins=employment.origins,
            seed=plan.seed,
        ),
    )


def _criteria(x: Float, top: int) -> Float:
    """Give the three values of each industry: (3, I)."""
    x = x[x.sum(axis=1) > 0]
    total = x.sum(axis=0)
    lq = quotient(x, x.sum(1, keepdims=True), total, x.sum())
    inside = np.where(lq >= 1.0, x, 0.0).sum(axis=0)
    share = np.divide(inside, total, out=np.full(len(total), np.nan), where=total > 0)
    best = np.sort(lq, axis=0)[-top:].mean(axis=0)
    return np.vstack([share, best, _gini(x, lq)])


def _gini(x: Float, lq: Float) -> Float:
    """Give the locational Gini: regions in order of quotient, weighed by all employment."""
    weight = x.sum(axis=1) / x.sum()
    total = x.sum(axis=0)
    order = np.argsort(levelled(lq), axis=0, kind="stable")
    w = weight[order]
    with np.errstate(invalid="ignore", divide="ignore"):
        held = np.take_along_axis(x, order, axis=0) / total
    curve = np.cumsum(held, axis=0)
    area = (w * (curve - held / 2.0)).sum(axis=0)
    return np.asarray(1.0 - 2.0 * area)


def _least(values: Float, bars: Float) -> Float:
    return np.asarray((values / bars[:, None]).min(axis=0))


def _resampled(employment: Counts, establishments: Counts, bars: Float, plan: TradedPlan) -> Float:
    """Draw establishments anew: each cell's employment times a Gamma of mean 1."""
    rng = stream(seed=plan.seed, name="definition.dispersion")
    n = np.maximum(establishments.values, 0.5) / (1.0 + plan.size_cv2)
    out = np.empty((plan.draws, len(employment.industries)))
    for d in range(plan.draws):
        out[d] = _least(_criteria(employment.values * rng.gamma(n) / n, plan.top), bars)
    return np.nan_to_num(out)


def _check(employment: Counts, establishments: Counts | None, top: int) -> None:
    problems = Problems()
    if len(employment.regions) < max(top, 2):
        problems.add(
            "dispersion-regions", subject="employment",
            count=len(employment.regions), least=max(top, 2),
        )  # fmt: skip
    same = establishments is None or (
        establishments.regions == employment.regions
        and establishments.industries == employment.industries
    )
    if not same:
        problems.add("dispersion-shape", subject="establishments")
    problems.check()
