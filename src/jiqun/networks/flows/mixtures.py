"""Counts of a group's ties by leg, as shares with a spread, some of whose legs are broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import betainc, betaln, gammaln, logsumexp, xlogy

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

#: Before any data: one leg in eight is broken, with the weight of as many groups.
PRIOR: Final = (1.0, 7.0)
#: Before any data: logarithms of a leg's share against the whole's, and of the precision of the
#: shares: middle and standard deviation.
SHARE_SD, PRECISION, PRECISION_SD = 0.5, np.log(20.0), 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LegModel:
    """What was learnt of all groups.

    Attributes
    ----------
    shift
        (L,): logarithm of how much more of its ties groups have in a leg than the whole.
    precision
        How alike the groups' shares are: that of a Dirichlet distribution.
    broken
        (L,): share of groups whose leg is broken.
    carries
        What a broken leg carries of a whole one.
    """

    shift: Float
    precision: float
    broken: Float
    carries: float


def fit_legs(counts: Float, expected: Float, *, carries: float) -> LegModel:
    r"""Learn shares, their spread and how many legs are broken, from all groups together.

    Given its total :math:`T_g`, a group's counts are drawn from a Dirichlet-multinomial whose
    shares are :math:`q_{gl} \propto E_{gl} e^{\phi_l} \varepsilon^{b_{gl}}`, with precision
    :math:`\kappa`; :math:`b_{gl}` says whether leg l is broken, each by itself with the
    probability :math:`\pi_l`. The most likely :math:`\phi, \kappa, \pi` under weak priors.

    Parameters
    ----------
    counts, expected
        (G, L): ties, and those that chance would give; 0 expected where a group lacks the actors.
    carries
        :math:`\varepsilon`.
    """
    legs = counts.shape[1]
    if not legs:
        none = np.zeros(0)
        return LegModel(shift=none, precision=np.nan, broken=none, carries=carries)
    used = (counts.sum(axis=1) > 0) & ((expected > 0).sum(axis=1) > 1)
    seen, base = counts[used], expected[used]

    def loss(told: Float) -> float:
        model = _model(told, legs, carries)
        fit = float(logsumexp(_joint(seen, base, model), axis=1).sum()) if len(seen) else 0.0
        first, second = PRIOR
        prior = -0.5 * float((model.shift**2).sum()) / SHARE_SD**2
        prior -= 0.5 * ((told[legs] - PRECISION) / PRECISION_SD) ** 2
        odds = (model.broken, 1 - model.broken)
        prior += float(first * np.log(odds[0]).sum() + second * np.log(odds[1]).sum())
        return -float(fit + prior)

    start = np.concatenate([np.zeros(legs), [PRECISION], np.full(legs, np.log(1 / 7))])
    bounds = [*[(-3.0, 3.0)] * legs, (np.log(1.0), np.log(1e4)), *[(-6.0, 3.0)] * legs]
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds)
    return _model(found.x, legs, carries)


def broken_chances(counts: Float, expected: Float, model: LegModel) -> Float:
    """Give the probability that each leg of each group is broken; NaN without actors.

    ``counts``: (..., G, L); ``expected``: (G, L). A leg that is the only one a group has actors
    for cannot be told from the others: its probability is NaN too.
    """
    joint = _joint(counts, expected, model)
    weight = np.exp(joint - logsumexp(joint, axis=-1, keepdims=True))
    chances = np.zeros(counts.shape)
    for at, broken in enumerate(_patterns(counts.shape[-1])):
        chances += weight[..., at, None] * broken
    lone = (expected > 0) & ((expected > 0).sum(axis=1, keepdims=True) > 1)
    return np.where(lone, chances, np.nan)


def few_chances(counts: Float, expected: Float, model: LegModel) -> Float:
    """Give the chance of so few ties or fewer in a leg, given all of the group's; (G, L).

    A beta-binomial tail under "no leg is broken"; NaN as for :func:`broken_chances`, and where
    the group has no ties.
    """
    share = _shares(expected, model)
    total = counts.sum(axis=1)
    out = np.full(counts.shape, np.nan)
    for g in np.flatnonzero(total > 0):
        for leg in np.flatnonzero((share[g] > 0) & (share[g] < 1)):
            here = model.precision * share[g, leg]
            rest = model.precision - here
            k = np.arange(int(counts[g, leg]) + 1)
            log = (
                gammaln(total[g] + 1)
                - gammaln(k + 1)
                - gammaln(total[g] - k + 1)
                + betaln(k + here, total[g] - k + rest)
                - betaln(here, rest)
            )
            out[g, leg] = min(float(np.exp(logsumexp(log))), 1.0)
    return out


def few_by_actors(counts: Float, expected: Float) -> tuple[Float, Float]:
    r"""Give what a group's actors let expect in a leg, and the chance of so few or fewer.

    Counts are Poisson with the mean :math:`E_{gl} m_l \theta`, :math:`\theta` drawn from a gamma
    distribution with mean 1 whose shape is learnt from all groups of the leg: groups differ in how
    much they tie at all. NaN where a group lacks the actors; (G, L) twice.
    """
    hope, few = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    for leg in range(counts.shape[1]):
        there = expected[:, leg] > 0
        if not there.any():
            continue
        seen, base = counts[there, leg], expected[there, leg]
        mean = base * (seen.sum() / base.sum())
        shape = _shape(seen, mean)
        hope[there, leg] = mean
        few[there, leg] = np.minimum(betainc(shape, seen + 1, shape / (shape + mean)), 1.0)
    return hope, few


def _shape(counts: Float, mean: Float) -> float:
    """Give the most likely shape of the gamma distribution that groups' ties differ by."""

    def loss(told: float) -> float:
        k = np.exp(told)
        fit = gammaln(counts + k) - gammaln(k) + k * np.log(k / (k + mean))
        fit = fit + xlogy(counts, mean / (k + mean))
        return -float(fit.sum()) + 0.5 * told**2 / 4

    found = minimize_scalar(loss, bounds=(-4.0, 8.0), method="bounded")
    return float(np.exp(found.x))


def shares_whole(expected: Float, model: LegModel) -> Float:
    """Give the share of a group's ties that each leg has where none is broken; (G, L)."""
    return _shares(expected, model)


def _model(told: Float, legs: int, carries: float) -> LegModel:
    return LegModel(
        shift=told[:legs] - told[:legs].mean(),
        precision=float(np.exp(told[legs])),
        broken=np.asarray(1 / (1 + np.exp(-told[legs + 1 :]))),
        carries=carries,
    )


def _patterns(legs: int) -> Bool:
    """Give every way in which legs may be broken; (2 ** L, L)."""
    return ((np.arange(1 << legs)[:, None] >> np.arange(legs)) & 1).astype(bool)


def _shares(expected: Float, model: LegModel, broken: Bool | None = None) -> Float:
    kept = np.exp(model.shift)
    kept = kept if broken is None else kept * np.where(broken, model.carries, 1.0)
    weight: Float = expected * kept
    whole = weight.sum(axis=-1, keepdims=True)
    out: Float = np.divide(weight, whole, out=np.zeros_like(weight), where=whole > 0)
    return out


def _joint(counts: Float, expected: Float, model: LegModel) -> Float:
    """Give the logarithm of a pattern's prior times its likelihood; (..., G, 2 ** L)."""
    total = counts.sum(axis=-1)
    columns = []
    for broken in _patterns(counts.shape[-1]):
        share = _shares(expected, model, broken)
        pull = np.maximum(model.precision * share, 1e-12)
        known = share > 0
        each = np.where(known, gammaln(counts + pull) - gammaln(pull), 0.0)
        fit = each.sum(axis=-1) - gammaln(total + model.precision) + gammaln(model.precision)
        prior = np.where(broken, np.log(model.broken), np.log1p(-model.broken))
        # What a group has no actors for can be neither broken nor whole.
        columns.append(fit + np.where(known, prior, np.log(0.5)).sum(axis=-1))
    return np.stack(columns, axis=-1)
