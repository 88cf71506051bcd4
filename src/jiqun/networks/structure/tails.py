"""How heavy the tail of numbers of partners is: a power law held against other laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.core import InputError, measure, problem, stream
from jiqun.kernels import chance
from jiqun.networks.recording import network_record
from jiqun.networks.ties import ties_of
from jiqun.results import WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Nodes that a tail must have, and beginnings that are tried at most.
LEAST, MOST_BEGINNINGS = 10, 200
#: Standard errors on either side of a value that hold it 95 times in 100.
AWAY: Final = 1.959963984540054
STEP: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """A discrete power law fitted to the numbers from ``begin`` on.

    Attributes
    ----------
    alpha, error
        Its exponent, with standard error.
    begin, count
        The smallest number it holds for; how many numbers are that large.
    distance
        Largest gap between the two cumulative shares (Kolmogorov and Smirnov).
    """

    alpha: float
    error: float
    begin: int
    count: int
    distance: float


@measure(
    "degree-tail",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(1.0, float("inf")),
    higher_means={"en": "a lighter tail: fewer very large hubs", "zh": "尾部更轻：特大枢纽更少"},
    source="clauset2009",
    where="eq. 3.5 and sect. 3.3, 4, 5",
    title={"en": "Tail of the degrees", "zh": "度分布尾部指数"},
)
def degree_tail(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    threshold: int | None = None,
    draws: int = 99,
    seed: int = 0,
) -> WholeMeasure:
    r"""Fit a power law to the largest numbers of partners, and say how far to believe it.

    Believe "power law" only if ``p`` is not small and neither ``lognormal_p`` nor
    ``exponential_p`` is small with its ratio below 0; most networks do not pass, and few tell a
    power law from a lognormal.

    .. math:: p(k) = \frac{k^{-\alpha}}{\zeta(\alpha, k_{\min})}, \qquad k \ge k_{\min}

    Parameters
    ----------
    graph
        Ties; with direction those to and from a node are counted together.
    nodes
        All nodes; None: those that have a tie.
    threshold
        Where the tail begins; None: where the law fits best.
    draws
        Samples of the fitted law (below its beginning of the data themselves), each fitted anew,
        for ``p``; 0: none.
    seed
        Of the samples.

    Returns
    -------
    WholeMeasure
        The exponent, > 1; NaN where no tail has ten nodes of two different degrees. ``low`` and
        ``high``: 95 % for a given beginning. Parts: ``begin``, ``nodes`` in the tail,
        ``distance`` of data and law, ``p``, how often a true power law lies as far off (NaN
        without draws); ``lognormal`` and ``exponential``, log-likelihood of the power law less
        that of the other law, below 0 where the other fits better, each with ``…_p`` (Vuong,
        two-sided: small where one fits surely better); ``largest`` degree.

    References
    ----------
    :cite:`clauset2009`, eq. 3.5 and sections 3.3, 4 and 5; :cite:`vuong1989`.

    Examples
    --------
    >>> import polars as pl
    >>> at = [f"{k:03}" for k in range(200)]
    >>> to = [f"{int(k**0.5 / 2):03}" for k in range(1, 201)]
    >>> found = degree_tail(Graph.from_frame(pl.DataFrame({"source": at, "target": to})), draws=0)
    >>> bool(found.values > 1)
    True
    """
    if draws < 0:
        raise InputError(problem("draws-few", subject="draws", value=draws))
    ties = ties_of(graph, nodes)
    degree = np.diff(ties.starts) + (np.diff(ties.back_starts) if ties.directed else 0)
    numbers = np.sort(degree[degree > 0])
    tail = fitted(numbers, begin=threshold)
    parts = dict.fromkeys(_PARTS, np.nan) | {"largest": float(degree.max(initial=0))}
    if tail is not None:
        inside = numbers[numbers >= tail.begin]
        parts |= {
            "begin": float(tail.begin),
            "nodes": float(tail.count),
            "distance": tail.distance,
            "p": _fit_p(numbers, tail, begin=threshold, draws=draws, seed=seed),
            **_against(inside, tail),
        }
    value = tail.alpha if tail else np.nan
    away = AWAY * tail.error if tail else np.nan
    return WholeMeasure(
        values=np.array(value),
        low=np.array(max(value - away, 1.0)),
        high=np.array(value + away),
        parts={name: np.array(one) for name, one in parts.items()},
        record=network_record(
            "degree-tail",
            ties,
            graph,
            nodes,
            parameters={"threshold": threshold, "draws": draws},
            seed=seed if draws else None,
        ),
    )


_PARTS = (
    "begin", "nodes", "distance", "p", "lognormal", "lognormal_p", "exponential",
    "exponential_p", "largest",
)  # fmt: skip


def fitted(numbers: Int, *, begin: int | None = None) -> Tail | None:
    """Fit the law to ascending whole numbers above 0; None: no tail is long enough."""
    values, first = np.unique(numbers, return_index=True)
    counts = np.diff(np.append(first, len(numbers)))
    left = len(numbers) - first
    able = (left >= LEAST) & (np.arange(len(values)) < len(values) - 1)
    if begin is not None:
        able &= values >= begin
        able[np.flatnonzero(able)[1:]] = False
    at = np.flatnonzero(able)
    if len(at) == 0:
        return None
    if len(at) > MOST_BEGINNINGS:
        at = at[np.unique(np.linspace(0, len(at) - 1, MOST_BEGINNINGS).round().astype(int))]
    logs = np.cumsum((counts * np.log(values))[::-1])[::-1][at] / left[at]
    begins = values[at] if begin is None else np.full(len(at), max(begin, 1))
    alpha, bend = _exponents(logs, begins.astype(np.float64))
    gaps = [_gap(values[k:], counts[k:], a, b) for k, a, b in zip(at, alpha, begins, strict=True)]
    best = int(np.argmin(gaps))
    count = int(left[at[best]])
    return Tail(
        alpha=float(alpha[best]),
        error=float(1 / np.sqrt(count * bend[best])),
        begin=int(begins[best]),
        count=count,
        distance=float(gaps[best]),
    )


def _exponents(logs: Float, begins: Float) -> tuple[Float, Float]:
    """Solve for the exponents of greatest likelihood (Newton); with the curvature there."""
    from scipy.special import zeta

    alpha = 1 + 1 / np.maximum(logs - np.log(begins - 0.5), 1e-3)
    alpha = np.clip(alpha, 1.05, 30.0)
    bend = np.ones_like(alpha)
    for _ in range(60):
        at = [np.log(zeta(alpha + step, begins)) for step in (-STEP, 0.0, STEP)]
        slope = (at[2] - at[0]) / (2 * STEP) + logs
        bend = np.maximum((at[2] - 2 * at[1] + at[0]) / STEP**2, 1e-9)
        new = np.clip(alpha - np.clip(slope / bend, -0.5, 0.5), 1.001 + STEP, 60.0)
        if np.abs(new - alpha).max() < 1e-9:  # noqa: PLR2004 - settled
            break
        alpha = new
    return alpha, bend


def _gap(values: Int, counts: Int, alpha: float, begin: float) -> float:
    """Give the largest gap of the cumulative shares, just below and at each value."""
    from scipy.special import zeta

    whole = zeta(alpha, begin)
    law = 1 - zeta(alpha, values + 1.0) / whole
    seen = np.cumsum(counts) / counts.sum()
    below = 1 - zeta(alpha, values.astype(np.float64)) / whole
    before = np.concatenate([[0.0], seen[:-1]])
    return float(max(np.abs(law - seen).max(), np.abs(below - before).max()))


def _fit_p(numbers: Int, tail: Tail, *, begin: int | None, draws: int, seed: int) -> float:
    """Say how often samples of the law lie as far from their own fit as the data do."""
    rest = numbers[numbers < tail.begin]
    far = []
    for draw in range(draws):
        rng = stream(seed=seed, replicate=draw, name="degree-tail")
        many = int(rng.binomial(len(numbers), tail.count / len(numbers)))
        low = rest[rng.integers(len(rest), size=len(numbers) - many)] if len(rest) else rest
        made = np.sort(np.concatenate([low, _drawn(rng.random(many), tail)]))
        again = fitted(made, begin=begin)
        far.append(again.distance if again else np.nan)
    return float(chance.at_least(np.array(far), tail.distance)) if draws else float("nan")


def _drawn(uniform: Float, tail: Tail) -> Int:
    """Turn uniform numbers into numbers of the law, by halving what may be."""
    from scipy.special import zeta

    whole = zeta(tail.alpha, tail.begin)
    low = np.full(len(uniform), float(tail.begin))
    high = low * 2
    rest = 1 - uniform
    while (over := zeta(tail.alpha, high) / whole >= rest).any():
        low, high = np.where(over, high, low), np.where(over, high * 2, high)
        high = np.minimum(high, 2.0**52)
        if (low >= 2.0**52).any():
            break
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        over = zeta(tail.alpha, middle) / whole >= rest
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return low.astype(np.int64)


def _against(inside: Int, tail: Tail) -> dict[str, float]:
    """Hold the law against a lognormal and an exponential of the same tail, by likelihood."""
    from scipy.special import zeta

    values, counts = np.unique(inside, return_counts=True)
    k, n = values.astype(np.float64), counts.astype(np.float64)
    power = -tail.alpha * np.log(k) - np.log(zeta(tail.alpha, tail.begin))
    mean = float((n * k).sum() / n.sum()) - tail.begin
    falling = np.log(1 + 1 / mean) if mean > 0 else np.inf
    exponential = -falling * (k - tail.begin) + np.log(-np.expm1(-falling))
    told: dict[str, float] = {}
    for name, other in (("lognormal", _lognormal(k, n, tail.begin)), ("exponential", exponential)):
        ratio, p = _vuong(power - other, n)
        told |= {name: ratio, f"{name}_p": p}
    return told


def _lognormal(k: Float, n: Float, begin: int) -> Float:
    """Give the log-likelihood of each value under the best lognormal, rounded, from ``begin``."""
    from scipy.optimize import minimize
    from scipy.special import log_ndtr

    logs = np.log(k)

    def each(given: Float) -> Float:
        centre, width = given[0], np.exp(given[1])
        upper = -(np.log(k - 0.5) - centre) / width
        lower = -(np.log(k + 0.5) - centre) / width
        first, second = log_ndtr(upper), log_ndtr(lower)
        inside = first + np.log(-np.expm1(np.minimum(second - first, -1e-300)))
        return np.asarray(inside - log_ndtr(-(np.log(begin - 0.5) - centre) / width))

    def cost(given: Float) -> float:
        found = -float((n * each(given)).sum())
        return found if np.isfinite(found) else 1e300

    centre = float((n * logs).sum() / n.sum())
    width = float(np.sqrt((n * (logs - centre) ** 2).sum() / n.sum()))
    best = min(
        (
            minimize(cost, [centre - away, np.log(max(width, 0.1) * wider)], method="Nelder-Mead",
                     options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000, "maxfev": 4000})
            for away, wider in ((0.0, 1.0), (2.0, 1.5), (10.0, 4.0))
        ),
        key=lambda found: float(found.fun),
    )  # fmt: skip
    return each(best.x)


def _vuong(apart: Float, n: Float) -> tuple[float, float]:
    """Give the sum of differences of log-likelihoods and its two-sided p."""
    from scipy.special import erfc

    count = n.sum()
    total = float((n * apart).sum())
    spread = float(np.sqrt((n * (apart - total / count) ** 2).sum() / count))
    if spread <= 0:
        return total, float("nan")
    return total, float(erfc(abs(total) / (np.sqrt(2 * count) * spread)))
