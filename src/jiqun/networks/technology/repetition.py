"""Who works on the same: overlap of portfolios above chance, and how scattered each class is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.technology.portfolios import dispersion, overlaps
from jiqun.results import IndustryMeasure, RegionPairMeasure, recorded
from jiqun.tables import Counts

Float = NDArray[np.float64]


@measure(
    "duplication",
    family="network",
    needs="counts",
    per="region-pair",
    base="own",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={"en": "the same technologies", "zh": "技术方向更重合"},
    source="morisita1959",
    title={"en": "Duplication between holders", "zh": "研究重复度"},
)
def duplication(counts: Counts) -> RegionPairMeasure:
    r"""How much two holders (institutes) work on the same classes.

    1 where both look like samples of one portfolio, 0 where they share no class. Two holders that
    both do what everybody does overlap as well: ``above_chance`` and z say whether they share more
    than that. The same class is not the same project: it is a list of whom to ask.

    .. math::

        M_{ab} = \frac{2 \sum_c p_{ac} p_{bc}}{\lambda_a + \lambda_b}, \quad
        \lambda_a = \sum_c \frac{x_{ac} (x_{ac} - 1)}{n_a (n_a - 1)}

    Parameters
    ----------
    counts
        Shape (R, I): holders and classes, numbers of items (patents, projects). Of fractional
        counts the index is off where they are small: use full ones.

    Returns
    -------
    RegionPairMeasure
        Shape (R, R), >= 0, symmetric, its diagonal NaN; NaN for a holder of fewer than two items or
        with an unknown count, and where no class has two items of either. Parts:
        ``above_chance``, the chance that an item of each is of one class over what it is
        if both draw from the classes of all, and ``z`` of it (a rough guide for holders
        of fewer than ten items).

    See Also
    --------
    technology_dispersion : class by class.

    References
    ----------
    :cite:`morisita1959`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("x", "y"), unit="patents",
    ...                values=[[9, 1], [8, 2], [0, 10]])
    >>> duplication(table).values[0].round(2).tolist()
    [nan, 1.02, 0.11]
    """
    known = ~np.isnan(counts.values).any(axis=1)
    size = len(counts.regions)
    parts = [np.full((size, size), np.nan) for _ in range(3)]
    if known.any() and counts.values[known].sum() > 0:
        at = np.ix_(known, known)
        for part, found in zip(parts, overlaps(counts.values[known]), strict=True):
            part[at] = found
    for part in parts:
        np.fill_diagonal(part, np.nan)
    return RegionPairMeasure(
        regions=counts.regions,
        values=parts[0],
        parts={"above_chance": parts[1], "z": parts[2]},
        record=recorded("duplication", {"counts": counts}),
    )


@measure(
    "technology-dispersion",
    family="network",
    needs="counts",
    per="industry",
    base="own",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means={"en": "scattered over more holders", "zh": "分散于更多主体"},
    source="simpson1949",
    title={"en": "Dispersion of a technology over holders", "zh": "技术分散指数"},
)
def technology_dispersion(counts: Counts) -> IndustryMeasure:
    r"""Chance that two items of a class are with different holders, over what sizes alone give.

    1 where a class is scattered as chance would scatter it, given how large the holders are; below
    1 where it is gathered in few. A class above 1, of many effective holders, is where research
    is scattered; whether it repeats itself, :func:`duplication` asks.

    .. math:: D_c = \Bigl[1 - \sum_h \frac{x_{hc} (x_{hc} - 1)}{n_c (n_c - 1)}\Bigr] \Big/
        \Bigl[1 - \sum_h s_h^2\Bigr]

    Parameters
    ----------
    counts
        Shape (R, I): holders and classes, numbers of items.

    Returns
    -------
    IndustryMeasure
        Shape (I,), >= 0; NaN for a class of fewer than two items, or with an unknown count
        anywhere in the table. Parts: ``holders``; ``effective``, the number of equally large
        ones; ``z`` of gathering (above 0: gathered).

    References
    ----------
    :cite:`simpson1949`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"), unit="patents",
    ...                values=[[4, 2], [0, 2]])
    >>> technology_dispersion(table).values.round(3).tolist()
    [0.0, 1.778]
    """
    x = counts.values
    blank = np.full(x.shape[1], np.nan)
    found = (blank, blank, blank)
    if not np.isnan(x).any() and x.sum() > 0:
        found = dispersion(x)
    held = np.where(np.isnan(x).any(axis=0), np.nan, (x > 0).sum(axis=0))
    return IndustryMeasure(
        industries=counts.industries,
        values=found[0],
        parts={"holders": held, "effective": found[1], "z": found[2]},
        record=recorded("technology-dispersion", {"counts": counts}),
    )
