"""Whether all units together are better coordinated than pairing by chance would leave them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from jiqun.core import Caution, measure
from jiqun.kernels.chance.rule import at_least
from jiqun.kernels.fusion import coupling as k
from jiqun.networks.fusion.chains import chain_set
from jiqun.networks.fusion.chance import Pairings, pairings
from jiqun.networks.fusion.scales import Scaled, Scaling, scaled
from jiqun.results import WholeMeasure, recorded
from jiqun.tables import Subsystems

Float = NDArray[np.float64]
FEW = 20
#: Part of a sum of squares that is rounding.
NOTHING = 1e-20


@measure(
    "chain-fusion",
    family="network",
    needs="subsystems",
    per="whole",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means={"en": "better matched than by chance", "zh": "匹配程度高于随机配对"},
    source="wang2021",
    where="section 4",
    title={"en": "Increment of chain fusion over chance", "zh": "链条融合相对随机配对的增量"},
)
def chain_fusion(
    subsystems: Subsystems,
    *,
    scaling: Scaling = "none",
    floors: Mapping[str, float] | None = None,
    ceilings: Mapping[str, float] | None = None,
    importance: Mapping[str, float] | None = None,
    draws: int = 999,
    seed: int = 0,
    level: float = 0.95,
) -> WholeMeasure:
    r"""Mean coupling coordination degree, less what the same levels give paired at random.

    0 where a unit's standing in one subsystem says nothing of its standing in the others; a mean
    degree of 0.6 may be just that. Above 0 the subsystems are high and low together. It is no
    proof of ties between them.

    .. math:: \Delta = \frac1N \sum_i D(U_{1i}, U_{2i}) - \frac{1}{S} \sum_s \frac1N
        \sum_i D(U_{1i}, U_{2\,\sigma_s(i)})

    Parameters
    ----------
    subsystems, scaling, floors, ceilings, importance
        As for :func:`coupling_coordination`.
    draws
        Random pairings within each year, at least 1.
    seed
        Of the pairings.
    level
        Of the interval.

    Returns
    -------
    WholeMeasure
        The increment, in [-1, 1], NaN for fewer than two units; ``low``, ``high`` from the spread
        of the units' contributions (a unit's years count as one). Parts: ``mean``,
        ``expected``; ``at_means``, the degree of the subsystems' means alone; ``p_value``, how
        often chance pairings reach the mean degree, ``p_coupling``, the mean coupling;
        ``common_mean``, and ``told_by_means`` and ``common_told_by_means``, the share of the
        variance of the corrected and of the common degree that arithmetic and
        geometric mean of the values account for (through their roots).

    References
    ----------
    :cite:`wang2021`, section 4, for the degree.

    Examples
    --------
    >>> at = np.linspace(0.1, 0.9, 30)
    >>> chains = Subsystems(units=tuple(map(str, range(30))), names=("industry", "science"),
    ...                     values=np.stack([at, at], axis=1))
    >>> found = chain_fusion(chains, draws=199)
    >>> bool(found.low > 0.1), found.parts["p_value"].item()
    (True, 0.005)
    """
    given = scaled(
        subsystems, scaling=scaling, floors=floors, ceilings=ceilings, importance=importance
    )
    draws = max(draws, 1)
    by_chance = pairings(given.values, given.importance, draws=draws, seed=seed, level=level)
    coupling = k.corrected(given.values)
    degrees = k.coordination(given.values, given.importance, coupling)
    taken = degrees[np.isfinite(by_chance.expected)]
    mean = float(taken.mean()) if taken.size else float("nan")
    value = mean - float(by_chance.means.mean())
    units = int(np.isfinite(by_chance.expected).any(axis=0).sum())
    half = _half_width(degrees, by_chance, level)
    few = (Caution("fusion-small", {"units": units}),) if units < FEW else ()
    record = recorded(
        "chain-fusion",
        {
            "subsystems": subsystems,
            "floors": floors,
            "ceilings": ceilings,
            "importance": importance,
        },
        parameters={
            "chains": chain_set(subsystems.names),
            "subsystems": list(subsystems.names),
            "scaling": scaling if floors is None else "goalposts",
            "draws": draws,
            "level": level,
        },
        seed=seed,
        cautions=(*given.cautions, *few),
    )
    parts = _parts(given, coupling, degrees, by_chance)
    return WholeMeasure(
        values=np.array(value),
        low=np.array(max(value - half, -1.0)),
        high=np.array(min(value + half, 1.0)),
        parts={name: np.array(part) for name, part in parts.items()},
        record=record,
    )


def _half_width(degrees: Float, by_chance: Pairings, level: float) -> float:
    """Spread of the units' own terms: D less what each of its values pulls on average."""
    terms = degrees - by_chance.pulls.sum(axis=0)
    known = np.isfinite(terms)
    years = known.sum(axis=0)
    some = years > 0
    count = int(some.sum())
    if count < 3:  # noqa: PLR2004 - a spread of two is none
        return float("nan")
    of_units = np.where(known, terms, 0.0).sum(axis=0)[some]
    centred = of_units - years[some] * (of_units.sum() / years.sum())
    error = np.sqrt((centred**2).sum() * count / (count - 1)) / years.sum()
    return float(stdtrit(count - 1, (1 + level) / 2) * error)


def _parts(
    given: Scaled, coupling: Float, degrees: Float, by_chance: Pairings
) -> dict[str, float | Float]:
    known = np.isfinite(by_chance.expected)
    values = given.values[known]
    if len(values) == 0:
        names = ("mean", "expected", "at_means", "p_value", "p_coupling", "common_mean",
                 "told_by_means", "common_told_by_means")  # fmt: skip
        return dict.fromkeys(names, float("nan"))
    matched = np.where(np.isfinite(coupling), coupling, 1.0)[known].mean()
    usual = k.coordination(values, given.importance, k.common(values))
    return {
        "mean": degrees[known].mean(),
        "expected": by_chance.means.mean(),
        "at_means": k.degree(values.mean(axis=0), given.importance),
        "p_value": at_least(by_chance.means, np.array(degrees[known].mean())),
        "p_coupling": at_least(by_chance.couplings, np.array(matched)),
        "common_mean": usual.mean(),
        "told_by_means": _told(values, degrees[known]),
        "common_told_by_means": _told(values, usual),
    }


def _told(values: Float, degrees: Float) -> float:
    """Share of the variance that roots of arithmetic and geometric mean account for."""
    count = values.shape[-1]
    means = np.sqrt([values.mean(axis=-1), values.prod(axis=-1) ** (1.0 / count)])
    whole = ((degrees - degrees.mean()) ** 2).sum()
    if len(values) <= len(means) + 1 or not whole > 0:
        return float("nan")
    left, fitted = degrees - degrees.mean(), list[Float]()
    for one in means:
        away = one - one.mean()
        for other in fitted:  # what the others have not told already
            away = away - other * (away * other).sum() / (other**2).sum()
        if (away**2).sum() > NOTHING * (one**2).sum():
            left = left - away * (left * away).sum() / (away**2).sum()
            fitted.append(away)
    return float(1.0 - (left**2).sum() / whole)
