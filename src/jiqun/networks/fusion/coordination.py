"""Coupling coordination of subsystems, unit by unit, in the corrected form."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from jiqun.core import measure, stream
from jiqun.kernels.fusion import coupling as k
from jiqun.networks.fusion.chains import chain_set
from jiqun.networks.fusion.chance import Pairings, pairings
from jiqun.networks.fusion.scales import Scaled, Scaling, classes, scaled
from jiqun.results import RegionMeasure, recorded
from jiqun.tables import Subsystems

Float = NDArray[np.float64]


@measure(
    "coupling-coordination",
    family="network",
    needs="subsystems",
    per="region",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "subsystems higher and more alike", "zh": "各子系统水平更高且更相近"},
    source="wang2021",
    where="section 4",
    title={"en": "Coupling coordination degree (corrected)", "zh": "耦合协调度（修正）"},
    aliases=("ccd", "dual-chain-fusion"),
)
def coupling_coordination(
    subsystems: Subsystems,
    *,
    scaling: Scaling = "none",
    floors: Mapping[str, float] | None = None,
    ceilings: Mapping[str, float] | None = None,
    importance: Mapping[str, float] | None = None,
    draws: int = 999,
    seed: int = 0,
    level: float = 0.95,
) -> RegionMeasure:
    r"""Root of how alike a unit's subsystems are times how high they are.

    1 where all are at their best, 0 where one is at its worst. The corrected coupling
    :math:`C` uses all of its range; the common one is near 1 almost whatever the values, and
    with equal weights its degree is the root of their geometric mean, which says no more than
    the two values do. A high degree does not say that the subsystems work together: that needs
    ties between them.

    .. math::

        C = \sqrt{\Bigl[1 - \frac{\sum_{i>j} |U_i - U_j|}{K (K - 1) / 2}\Bigr]
        \Bigl(\prod_i \frac{U_i}{\max U}\Bigr)^{1/(K-1)}}, \quad
        T = \sum_i \alpha_i U_i, \quad D = \sqrt{C T}

    Parameters
    ----------
    subsystems
        Shape (N, K) or (T, N, K), from 0 (worst) to 1 (best) unless scaled; K >= 2.
    scaling
        "none": as they are. "observed": between the lowest and the highest of these units, which
        one outlier moves. "ranks": percentiles among them.
    floors, ceilings
        Fixed goalposts: what counts as 0 and as 1 in each subsystem, the same for all years.
    importance
        Weight of each subsystem in T; None: equal.
    draws
        Random pairings within each year; 0: none.
    seed
        Of the pairings.
    level
        Of the interval, and of the limits of chance.

    Returns
    -------
    RegionMeasure
        Shape (N,), in [0, 1]; NaN where a subsystem is unknown. ``low``, ``high``: all degrees of
        values that the standard errors (columns ``NAME_error``) leave likely; NaN without errors.
        At 95 % they hold the truth in 93 % (subsystems equal) to 97 % of the cases.
        Parts: ``coupling`` C, NaN where all are 0; ``development`` T; ``balance`` D / √T, what
        unlikeness leaves; ``class`` 1-10; ``common_coupling`` and ``common_coordination``, the
        common form, for comparison only; ``weights_low``, ``weights_high``, the degree under the
        least and the most favourable weights; with draws ``expected``, the mean degree of the
        unit's values beside other units', ``increment`` over it, ``chance_low``, ``chance_high``,
        and ``p_coupling``, how often others' values match its own as well.

    Raises
    ------
    InputError
        ``subsystems-scale``, ``subsystems-goalposts``, ``subsystems-importance``.

    See Also
    --------
    chain_fusion : the increment of all units together, with its interval.

    References
    ----------
    :cite:`wang2021`, section 4.

    Examples
    --------
    >>> chains = Subsystems(units=("a", "b"), names=("industry_chain", "innovation_chain"),
    ...                     values=[[0.4, 0.4], [0.1, 0.7]])
    >>> coupling_coordination(chains, draws=0).values.round(3).tolist()
    [0.632, 0.309]
    """
    given = scaled(
        subsystems, scaling=scaling, floors=floors, ceilings=ceilings, importance=importance
    )
    by_chance = None
    if draws:
        by_chance = pairings(given.values, given.importance, draws=draws, seed=seed, level=level)
    coupling = k.corrected(given.values)
    values = k.coordination(given.values, given.importance, coupling)
    low, high = _interval(given, level, seed)
    record = recorded(
        "coupling-coordination",
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
        seed=seed if draws else None,
        cautions=given.cautions,
    )
    shape = values.shape if subsystems.years else values.shape[1:]
    parts = _parts(given, coupling, values, by_chance)
    return RegionMeasure(
        regions=subsystems.units,
        years=subsystems.years,
        values=values.reshape(shape),
        low=low.reshape(shape),
        high=high.reshape(shape),
        parts={name: part.reshape(shape) for name, part in parts.items()},
        record=record,
    )


def _parts(
    given: Scaled, coupling: Float, values: Float, by_chance: Pairings | None
) -> dict[str, Float]:
    level = k.development(given.values, given.importance)
    usual = k.common(given.values)
    with np.errstate(divide="ignore", invalid="ignore"):
        balance = values / np.sqrt(level)
    known = np.where((given.values == 0).all(axis=-1), 0.0, coupling)
    parts = {
        "coupling": coupling,
        "development": level,
        "balance": balance,
        "class": classes(values),
        "common_coupling": usual,
        "common_coordination": k.coordination(given.values, given.importance, usual),
        "weights_low": np.sqrt(known * given.values.min(axis=-1)),
        "weights_high": np.sqrt(known * given.values.max(axis=-1)),
    }
    if by_chance is not None:
        parts["expected"] = by_chance.expected
        parts["increment"] = values - by_chance.expected
        parts["chance_low"], parts["chance_high"] = by_chance.low, by_chance.high
        parts["p_coupling"] = np.where(np.isfinite(coupling), by_chance.likely, np.nan)
    return parts


def _interval(given: Scaled, level: float, seed: int) -> tuple[Float, Float]:
    nothing = np.full(given.values.shape[:-1], np.nan)
    if given.errors is None:
        return nothing, nothing
    count = given.values.shape[-1]
    low, high = k.likely_range(
        given.values.reshape(-1, count),
        given.errors.reshape(-1, count),
        given.importance,
        radius=float(np.sqrt(chdtri(count - 1, 1 - level))),
        ways=k.directions(count, stream(seed=seed, name="fusion-directions")),
    )
    return low.reshape(nothing.shape), high.reshape(nothing.shape)
