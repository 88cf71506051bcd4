"""Relatedness of industries: which go together in the same regions."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.relatedness import joint, likeness, nearness
from jiqun.measures.results import IndustryPairMeasure, blank, either, recorded, unsettled
from jiqun.measures.structure import Binary, marked_record, quotients_of_held, specialised
from jiqun.tables import Counts

Float = NDArray[np.float64]
Nearness = Literal["minimum", "root", "asymmetric", "continuous"]
Margin = Literal["co-occurrence", "ubiquity"]
RELATED = {"en": "more related", "zh": "关联更强"}


@measure(
    "co-occurrence",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="regions",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more regions have both", "zh": "更多区域两者兼有"},
    source="vaneck2009",
    title={"en": "Co-occurrence of industries", "zh": "产业共现次数"},
)
def co_occurrence(
    counts: Counts,
    *,
    diagonal: Literal["zero", "ubiquity"] = "zero",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryPairMeasure:
    r"""Number of regions that are specialised in both industries.

    .. math:: C_{ij} = \sum_r M_{ri} M_{rj},\quad M_{ri} = [LQ_{ri} \ge t]

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    diagonal
        ``ubiquity`` keeps the number of an industry's own regions, ``zero`` clears it.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), whole numbers in [0, R], symmetric; an empty industry has 0. NaN
        where it is unknown whether a region is specialised in either.

    References
    ----------
    :cite:`vaneck2009`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> co_occurrence(table, binary="present").values.tolist()
    [[0.0, 2.0, 1.0], [2.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    values = joint(specialised(counts, binary, threshold))
    values = blank(values, either(unsettled(counts, binary)))
    if diagonal == "zero":
        np.fill_diagonal(values, 0.0)
    return IndustryPairMeasure(
        industries=counts.industries,
        values=values,
        record=recorded(
            "co-occurrence",
            {"counts": counts},
            parameters={"diagonal": diagonal, "binary": binary, "threshold": threshold},
        ),
    )


@measure(
    "relatedness-probability",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means=RELATED,
    source="steijn2021",
    title={"en": "Relatedness: joint occurrences over their probability", "zh": "关联性（概率）"},
)
def relatedness_probability(
    counts: Counts,
    *,
    variant: Literal["without-repetition", "conditional"] = "without-repetition",
    margin: Margin = "co-occurrence",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryPairMeasure:
    r"""Joint occurrences over the number expected if pairs formed by chance.

    1 is chance. ``conditional`` is another scale, the smaller of the two conditional
    probabilities, 0-1.

    .. math:: \frac{C_{ij}}{E_{ij}},\quad E_{ij} = \frac{T}{2}\left(\frac{S_i}{T}\frac{S_j}{T-S_i}
        + \frac{S_j}{T}\frac{S_i}{T-S_j}\right)

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        ``without-repetition``: an industry forms no pair with itself. ``conditional``:
        :math:`C_{ij} / \max(S_i, S_j)`.
    margin
        S: ``co-occurrence`` counts an industry's pairs (T is their sum), ``ubiquity`` its
        regions.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), >= 0, symmetric, diagonal 0; NaN where an industry has no pair at all.

    References
    ----------
    :cite:`steijn2021`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> relatedness_probability(table, binary="present").values.round(3).tolist()
    [[0.0, 1.111, 0.909], [1.111, 0.0, 0.909], [0.909, 0.909, 0.0]]
    """
    kind = "conditional" if variant == "conditional" else "probability"
    values = _likened(counts, kind, margin, binary, threshold)
    parameters = {"variant": variant, "margin": margin, "binary": binary, "threshold": threshold}
    record = recorded("relatedness-probability", {"counts": counts}, parameters=parameters)
    return IndustryPairMeasure(industries=counts.industries, values=values, record=record)


@measure(
    "relatedness-association",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means=RELATED,
    source="vaneck2009",
    title={"en": "Relatedness: association strength", "zh": "关联性（关联强度）"},
)
def relatedness_association(
    counts: Counts,
    *,
    margin: Margin = "co-occurrence",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryPairMeasure:
    r"""Joint occurrences over the product of margins: a ratio to chance.

    1 is chance, if an industry could also pair with itself.

    .. math:: \frac{T\, C_{ij}}{S_i S_j}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    margin, binary, threshold
        As for :func:`relatedness_probability`.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), >= 0, symmetric, diagonal 0; NaN where an industry has no pair at all.

    References
    ----------
    :cite:`vaneck2009`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> relatedness_association(table, binary="present").values.round(3).tolist()
    [[0.0, 1.778, 1.333], [1.778, 0.0, 1.333], [1.333, 1.333, 0.0]]
    """
    return _likeness("relatedness-association", counts, "association", margin, binary, threshold)


@measure(
    "relatedness-cosine",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means=RELATED,
    source="vaneck2009",
    title={"en": "Relatedness: cosine", "zh": "关联性（余弦）"},
)
def relatedness_cosine(
    counts: Counts,
    *,
    margin: Margin = "co-occurrence",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryPairMeasure:
    r"""Joint occurrences over the geometric mean of margins.

    0 never together; large industries are related to more.

    .. math:: \frac{C_{ij}}{\sqrt{S_i S_j}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    margin, binary, threshold
        As for :func:`relatedness_probability`.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), in [0, 1], symmetric, diagonal 0; NaN where an industry has no pair.

    References
    ----------
    :cite:`vaneck2009`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> relatedness_cosine(table, binary="present").values.round(3).tolist()
    [[0.0, 0.667, 0.408], [0.667, 0.0, 0.408], [0.408, 0.408, 0.0]]
    """
    return _likeness("relatedness-cosine", counts, "cosine", margin, binary, threshold)


@measure(
    "relatedness-jaccard",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means=RELATED,
    source="jaccard1912",
    title={"en": "Relatedness: Jaccard", "zh": "关联性（杰卡德）"},
)
def relatedness_jaccard(
    counts: Counts,
    *,
    margin: Margin = "co-occurrence",
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryPairMeasure:
    r"""Joint occurrences over the occurrences of either.

    With ``margin="ubiquity"`` the share of the regions with either industry that have both.

    .. math:: \frac{C_{ij}}{S_i + S_j - C_{ij}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    margin, binary, threshold
        As for :func:`relatedness_probability`.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), in [0, 1], symmetric, diagonal 0; NaN where an industry has no pair.

    References
    ----------
    :cite:`jaccard1912`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> relatedness_jaccard(table, margin="ubiquity", binary="present").values.tolist()
    [[0.0, 1.0, 0.5], [1.0, 0.0, 0.5], [0.5, 0.5, 0.0]]
    """
    return _likeness("relatedness-jaccard", counts, "jaccard", margin, binary, threshold)


@measure(
    "relatedness-zscore",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=RELATED,
    source="teece1994",
    title={"en": "Relatedness: hypergeometric z-score", "zh": "关联性（超几何 z 值）"},
    aliases=("teece",),
)
def relatedness_zscore(
    counts: Counts, *, binary: Binary = "quotient", threshold: float = 1.0
) -> IndustryPairMeasure:
    r"""Joint occurrences beyond chance, in standard deviations, given both ubiquities.

    0 is chance; only regions with at least one specialisation count.

    .. math:: z_{ij} = \frac{C_{ij} - \mu_{ij}}{\sigma_{ij}},\quad \mu_{ij} = \frac{u_i u_j}{R},
       \quad \sigma_{ij}^2 = \mu_{ij}\frac{R - u_i}{R}\frac{R - u_j}{R - 1}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), symmetric; NaN on the diagonal and for an industry found nowhere or
        everywhere.

    References
    ----------
    :cite:`teece1994`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("x", "y"),
    ...                values=[[1, 1], [1, 0], [0, 1]], unit="persons")
    >>> relatedness_zscore(table, binary="present").values.round(3).tolist()
    [[nan, -0.707], [-0.707, nan]]
    """
    values = _likened(counts, "zscore", "ubiquity", binary, threshold)
    record = marked_record("relatedness-zscore", counts, binary, threshold)
    return IndustryPairMeasure(industries=counts.industries, values=values, record=record)


@measure(
    "relatedness-correlation",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means=RELATED,
    source="hausmann2014",
    title={"en": "Relatedness: correlation of quotients", "zh": "关联性（相关系数）"},
)
def relatedness_correlation(counts: Counts) -> IndustryPairMeasure:
    r"""Pearson correlation of two industries' location quotients over regions.

    1 always together in the same strength, 0 nothing in common, below 0 they avoid each other.

    .. math:: \rho_{ij} = \mathrm{corr}_r(LQ_{ri}, LQ_{rj})

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), in [-1, 1], symmetric, diagonal 1; NaN for an industry that is empty or
        equally strong everywhere. Empty regions are left out.

    References
    ----------
    :cite:`hausmann2014`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("x", "y"),
    ...                values=[[1, 1], [2, 1], [1, 3]], unit="persons")
    >>> relatedness_correlation(table).values.round(3).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    values = nearness(quotients_of_held(counts), "continuous") * 2.0 - 1.0
    record = recorded("relatedness-correlation", {"counts": counts})
    return IndustryPairMeasure(industries=counts.industries, values=values, record=record)


@measure(
    "proximity",
    family="relatedness",
    needs="counts",
    per="industry-pair",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means=RELATED,
    source="hidalgo2007",
    where="page 484",
    title={"en": "Proximity", "zh": "邻近度"},
)
def proximity(
    counts: Counts,
    *,
    variant: Nearness = "minimum",
    diagonal: float = 1.0,
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryPairMeasure:
    r"""Probability of being specialised in one industry given the other, the smaller of the two.

    1 always together, 0 never.

    .. math:: \phi_{ij} = \frac{C_{ij}}{\max(u_i, u_j)}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        ``minimum`` as above; ``root`` over :math:`\sqrt{u_i u_j}`; ``asymmetric`` over
        :math:`u_i`; ``continuous`` is (1 + correlation of quotients) / 2.
    diagonal
        What an industry has with itself: 1, or 0 (density and outlook depend on it).
    binary, threshold
        As for :func:`diversity`; not read by ``continuous``.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), in [0, 1]; NaN for an industry in which no region is specialised.

    References
    ----------
    :cite:`hidalgo2007`, page 484.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y", "z"),
    ...                values=[[1, 1, 0], [1, 1, 1]], unit="persons")
    >>> proximity(table, binary="present").values.tolist()
    [[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]]
    """
    values = proximities(counts, variant, diagonal, binary, threshold)
    marks = {"binary": binary, "threshold": threshold}
    parameters = {"variant": variant, "diagonal": diagonal, **marks}
    return IndustryPairMeasure(
        industries=counts.industries,
        values=values,
        record=recorded("proximity", {"counts": counts}, parameters=parameters),
    )


def proximities(
    counts: Counts, variant: Nearness, diagonal: float, binary: Binary, threshold: float
) -> Float:
    """Give the proximity matrix with its diagonal set."""
    if variant == "continuous":
        values = nearness(quotients_of_held(counts), variant)
    else:
        values = nearness(specialised(counts, binary, threshold), variant)
        values = blank(values, either(unsettled(counts, binary)))
    own = np.where(np.isnan(np.diagonal(values)), np.nan, diagonal)
    np.fill_diagonal(values, own)
    return values


def _likened(counts: Counts, kind: str, margin: Margin, binary: Binary, threshold: float) -> Float:
    """Normalise joint occurrences; the margins hold every pair, so one unknown blanks all."""
    values = likeness(specialised(counts, binary, threshold), kind, margin)
    return blank(values, unsettled(counts, binary).any())


def _likeness(
    id: str, counts: Counts, kind: str, margin: Margin, binary: Binary, threshold: float
) -> IndustryPairMeasure:
    values = _likened(counts, kind, margin, binary, threshold)
    parameters = {"margin": margin, "binary": binary, "threshold": threshold}
    record = recorded(id, {"counts": counts}, parameters=parameters)
    return IndustryPairMeasure(industries=counts.industries, values=values, record=record)
