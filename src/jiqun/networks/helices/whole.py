"""Triple- and quadruple-helix synergy of a whole economy."""

from __future__ import annotations

import numpy as np

from jiqun.core import measure
from jiqun.networks.helices.classes import chosen_traits, classed, complete
from jiqun.networks.helices.estimating import Estimate, estimate
from jiqun.results import WholeMeasure, recorded
from jiqun.tables import Nodes


@measure(
    "synergy",
    family="network",
    needs="nodes",
    per="whole",
    unit="mbit",
    bounds=(float("-inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "less synergy, more redundancy", "zh": "协同更少、冗余更多"},
    source="leydesdorff2014",
    where="pp. 28-30",
    title={"en": "Helix synergy", "zh": "螺旋协同度"},
    aliases=("triple-helix", "quadruple-helix"),
)
def synergy(
    nodes: Nodes,
    *,
    traits: tuple[str, ...] | None = None,
    draws: int = 499,
    level: float = 0.95,
    seed: int = 0,
) -> WholeMeasure:
    r"""Mutual redundancy of three or four traits of actors: below 0 is synergy.

    .. math::
        T = \sum_{\emptyset \ne S} (-1)^{|S| + 1} H_S, \qquad R = (-1)^{D + 1} T, \qquad
        R_{\text{corrected}} = R_{\text{raw}} - b

    with H the entropy of the traits in S and D how many traits there are. The sign is the one in
    which synergy is published: with three traits R = T, negative where two traits together tell
    more of the third than each alone; with four R = -T, so that negative is synergy there too.
    Few nodes in many classes give a raw value far below 0 by chance alone: it is never to be read
    without the corrected one.

    b is the mean, over permutations, of what an economy gives in which some traits know nothing
    of the others, or what draws lose from a mixture fitted to all combinations; each is weighed by
    how well it foretells a node from all others. Where the traits are independent, b is exact.

    Parameters
    ----------
    nodes
        Actors with their traits; whoever lacks one of them is left out, and counted.
    traits
        Three or four of region, technology, size, kind; None: the first three that are known.
    draws
        Of each chance: the mixture's, independence's; below 19 there is no interval, with 0 only
        the raw value and the jackknife.
    level
        Of the interval.
    seed
        Of the draws.

    Returns
    -------
    WholeMeasure
        The corrected value in mbit with its interval; NaN where no node has every trait, 0 where
        a trait has one class. ``parts``: ``raw``, ``corrected``, ``corrected_low``,
        ``corrected_high``; ``p``, two-sided, of independent traits with the same classes each;
        ``p_synergy``, how often these give as much synergy; ``p_blocks``, the largest p-value when
        one trait alone knows nothing of the others: small only where no such economy would do;
        ``expected``, the mean raw value of independent traits; ``error``, of the raw value;
        ``jackknife`` and ``jackknife_error``; ``used`` and ``left_out``, nodes; ``classes``,
        combinations.

    Raises
    ------
    InputError
        ``synergy-traits``: fewer than three traits are known, or others were named;
        ``synergy-classes``: more combinations of classes than can be held.

    See Also
    --------
    synergy_regions : which regions it comes from.

    References
    ----------
    :cite:`leydesdorff2014`, pp. 28-30; the sign with four traits after :cite:`leydesdorff2014b`.
    The mixture is the deleted interpolation of :cite:`jelinek1980`, weighed after
    :cite:`akaike1974`.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(r, t, str((r + t) % 2)) for r in (0, 1) for t in (0, 1) for _ in range(25)]
    >>> frame = pl.DataFrame(rows, schema=["region", "technology", "size"], orient="row")
    >>> nodes = Nodes.from_frame(frame.with_row_index("node").cast(str))
    >>> found = synergy(nodes, draws=99)
    >>> found.parts["raw"].round(6).item(), bool(found.high < 0)
    (-1000.0, True)
    """
    names = chosen_traits(nodes, traits)
    whole, lost = complete(nodes, names)
    classes, told = classed(whole, names)
    found = estimate(classes, draws=draws, seed=seed, level=level)
    parts = {
        **parts_of(found),
        "left_out": float(len(nodes.labels) - classes.things),
        "classes": float(np.prod(classes.sizes)),
    }
    return WholeMeasure(
        values=np.array(found.corrected),
        low=np.array(found.low),
        high=np.array(found.high),
        parts={name: np.array(number) for name, number in parts.items()},
        record=recorded(
            "synergy",
            {"nodes": nodes},
            parameters={"traits": names, "draws": draws, "level": level},
            seed=seed,
            cautions=[*lost, *told],
        ),
    )


def parts_of(found: Estimate) -> dict[str, float]:
    """Name what stands beside a corrected value."""
    return {
        "raw": found.raw,
        "corrected": found.corrected,
        "corrected_low": found.low,
        "corrected_high": found.high,
        "p": found.p,
        "p_synergy": found.p_synergy,
        "p_blocks": found.p_blocks,
        "expected": found.expected,
        "error": found.error,
        "jackknife": found.jackknife,
        "jackknife_error": found.jackknife_error,
        "used": float(found.things),
    }
