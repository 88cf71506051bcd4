"""Specialisation of cells: what a region does more of than its share would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, measure
from jiqun.kernels.luck import luck_interval
from jiqun.kernels.quotients import quotient, quotient_interval, share_interval
from jiqun.measures.results import CellMeasure, blank, recorded, same_labels
from jiqun.tables import Counts

Float = NDArray[np.float64]
Variant = Literal["poisson", "binomial", "establishments"]
MORE_SPECIALISED = {"en": "more specialised", "zh": "专业化程度更高"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sampling:
    """How an interval is made: the model, the establishments of the cells, the level."""

    variant: Variant
    establishments: Counts | None
    level: float
    cv2: float | None = None

    def parameters(self) -> dict[str, float | str]:
        told: dict[str, float | str] = {"variant": self.variant, "level": self.level}
        if self.variant == "establishments" and self.cv2 is not None:
            told["cv2"] = self.cv2
        return told

    def cautions(self) -> tuple[Caution, ...]:
        if self.variant != "establishments" or self.cv2 is not None:
            return ()
        case = "unknown" if self.establishments is None else ""
        return (Caution("limits-of-establishments", case=case),)


@measure(
    "location-quotient",
    family="specialisation",
    needs="counts",
    per="cell",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means=MORE_SPECIALISED,
    source="isard1960",
    title={"en": "Location quotient", "zh": "区位商"},
    aliases=("lq",),
)
def location_quotients(
    counts: Counts,
    *,
    variant: Variant = "poisson",
    establishments: Counts | None = None,
    level: float = 0.95,
) -> CellMeasure:
    r"""Share of an industry in a region over its share in all regions.

    1 means as specialised as the whole; the measure does not say whether the industry is
    large, so read it beside the count itself.

    .. math:: LQ_{ri} = \frac{x_{ri} / x_{r\cdot}}{x_{\cdot i} / x_{\cdot\cdot}}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        Model of the interval: ``poisson`` and ``binomial`` take every unit counted as one
        independent observation (delta method on the log), which fits counts of firms or papers.
        Jobs come in establishments, whose sizes say little of a place: ``establishments`` gives
        the limits that luck leaves to the quotient **of establishments**
        (:func:`jiqun.kernels.luck.luck_interval`). The quotient of jobs may lie outside: then
        its size comes from large establishments, not from many.
    establishments
        Establishments of the same cells; without them ``establishments`` gives no limits.
    level
        Confidence of the interval, 0-1.

    Returns
    -------
    CellMeasure
        Shape (R, I), in [0, inf). NaN for a region or an industry with no counts at all, and
        where the cell, its region's or the whole's counts hold an unknown.
        An empty cell is 0, with low 0 and as high the quotient at its count's upper limit.

    See Also
    --------
    symmetric_location_quotients : the same, mapped to [-1, 1].

    References
    ----------
    :cite:`isard1960`, chapter 7; intervals after :cite:`moineddin2003`, :cite:`beyene2005`;
    that of establishments asks what :cite:`guimaraes2009` ask.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> location_quotients(table).values.round(3).tolist()
    [[2.0, 0.667], [0.0, 1.333]]
    """
    sampling = _Sampling(variant=variant, establishments=establishments, level=level)
    values, low, high = _quotients(counts, sampling)
    return _cells("location-quotient", counts, sampling, values, low, high)


@measure(
    "symmetric-location-quotient",
    family="specialisation",
    needs="counts",
    per="cell",
    base="any",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means=MORE_SPECIALISED,
    source="dalum1998",
    title={"en": "Symmetric location quotient", "zh": "对称区位商"},
    aliases=("slq", "rsca"),
)
def symmetric_location_quotients(
    counts: Counts,
    *,
    variant: Variant = "poisson",
    establishments: Counts | None = None,
    level: float = 0.95,
) -> CellMeasure:
    r"""Location quotient mapped to [-1, 1], so that 2 and 1/2 lie equally far from neutral.

    0 is neutral, 1 an industry found only here, -1 an absent one.

    .. math:: S_{ri} = \frac{LQ_{ri} - 1}{LQ_{ri} + 1}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant, establishments, level
        As for :func:`location_quotients`.

    Returns
    -------
    CellMeasure
        Shape (R, I), in [-1, 1]; NaN where the quotient is; limits are the quotient's, mapped.

    References
    ----------
    :cite:`dalum1998`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> symmetric_location_quotients(table).values.round(3).tolist()
    [[0.333, -0.2], [-1.0, 0.143]]
    """
    sampling = _Sampling(variant=variant, establishments=establishments, level=level)
    mapped = [(q - 1) / (q + 1) for q in _quotients(counts, sampling)]
    return _cells("symmetric-location-quotient", counts, sampling, *mapped)


@measure(
    "log-location-quotient",
    family="specialisation",
    needs="counts",
    per="cell",
    base="any",
    unit="1",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=MORE_SPECIALISED,
    source="beyene2005",
    title={"en": "Logarithm of the location quotient", "zh": "对数区位商"},
    aliases=("log-lq",),
)
def log_location_quotients(
    counts: Counts,
    *,
    variant: Variant = "poisson",
    establishments: Counts | None = None,
    level: float = 0.95,
) -> CellMeasure:
    r"""Natural logarithm of the location quotient; its sampling error is nearly normal.

    0 is neutral; an absent industry has no logarithm.

    .. math:: \ln LQ_{ri}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant, establishments, level
        As for :func:`location_quotients`.

    Returns
    -------
    CellMeasure
        Shape (R, I), any real number; NaN where the quotient is NaN or 0. The upper limit of
        an empty cell is kept, its lower limit is NaN.

    References
    ----------
    :cite:`beyene2005`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[2, 2], [0, 4]], unit="persons")
    >>> log_location_quotients(table).values.round(3).tolist()
    [[0.693, -0.405], [nan, 0.288]]
    """
    sampling = _Sampling(variant=variant, establishments=establishments, level=level)
    return _cells(
        "log-location-quotient", counts, sampling, *map(_log, _quotients(counts, sampling))
    )


@measure(
    "standardised-location-quotient",
    family="specialisation",
    needs="counts",
    per="cell",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=MORE_SPECIALISED,
    source="odonoghue2004",
    title={"en": "Standardised location quotient", "zh": "标准化区位商"},
)
def standardised_location_quotients(
    counts: Counts, *, scale: Literal["log", "plain"] = "log", ddof: int = 1
) -> CellMeasure:
    r"""Location quotient as a z-score among all regions of the same industry.

    Above 1.96 a region is exceptional at the 5 % level, if the quotients are normal: which is
    why logarithms are the default. It says nothing of the industry's size.

    .. math:: z_{ri} = \frac{\ln LQ_{ri} - \overline{\ln LQ_{\cdot i}}}{s_i}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    scale
        ``log`` standardises the logarithms (regions without the industry stay out),
        ``plain`` the quotients themselves.
    ddof
        1 divides the variance by the number of regions less one, 0 by their number.

    Returns
    -------
    CellMeasure
        Shape (R, I); NaN where the quotient is undefined, where a logarithm does not exist,
        where the regions of an industry do not differ and where the count of any is unknown.

    References
    ----------
    :cite:`odonoghue2004`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("x", "y"),
    ...                values=[[2, 2], [1, 4], [3, 1]], unit="persons")
    >>> standardised_location_quotients(table, scale="plain").values.round(2).tolist()
    [[0.06, -0.06], [-1.03, 1.03], [0.97, -0.97]]
    """
    x, (whole, total) = counts.values, counts.compared()
    margins = x.sum(1, keepdims=True)
    q = quotient(x, margins, whole, total)
    lost = np.isnan(x + margins + whole + total).any(axis=0)
    q = blank(_log(q) if scale == "log" else q, lost)
    return CellMeasure(
        regions=counts.regions,
        industries=counts.industries,
        values=_standardised(q, ddof),
        record=recorded(
            "standardised-location-quotient",
            {"counts": counts},
            parameters={"scale": scale, "ddof": ddof},
        ),
    )


@measure(
    "micro-share",
    family="specialisation",
    needs="counts",
    per="cell",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "the region depends more on the industry", "zh": "区域经济更依赖该产业"},
    source="isard1960",
    title={"en": "Micro specialisation: share of the region", "zh": "微观专业化：占区域经济的份额"},
    aliases=("regional-share",),
)
def micro_shares(
    counts: Counts,
    *,
    variant: Variant = "binomial",
    establishments: Counts | None = None,
    cv2: float = 4.0,
    level: float = 0.95,
) -> CellMeasure:
    r"""Share of an industry (or a cluster) in its region's economy.

    High where the region lives on it; says nothing of its weight in the nation.

    .. math:: s_{ri} = x_{ri} / x_{r\cdot}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant
        ``binomial`` (and ``poisson``) take each person as one observation, ``establishments``
        as many as the region has establishments, less for unequal sizes.
    establishments
        Establishments of the same cells; without them ``establishments`` equals ``binomial``.
    cv2
        Squared coefficient of variation of establishment sizes, >= 0.
    level
        Confidence of the interval, 0-1.

    Returns
    -------
    CellMeasure
        Shape (R, I), share 0-1, with Wilson's interval; NaN for an empty region.

    See Also
    --------
    macro_shares : the same numerator over the whole industry.

    References
    ----------
    :cite:`isard1960`, chapter 7; interval :cite:`wilson1927`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[1, 3], [0, 4]], unit="persons")
    >>> micro_shares(table).values.tolist()
    [[0.25, 0.75], [0.0, 1.0]]
    """
    return _shares("micro-share", counts, 1, variant, establishments, cv2, level)


@measure(
    "macro-share",
    family="specialisation",
    needs="counts",
    per="cell",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "more of the industry is here", "zh": "该产业更多集中于此"},
    source="isard1960",
    title={
        "en": "Macro specialisation: share of the industry",
        "zh": "宏观专业化：占整体产业的份额",
    },
    aliases=("national-share",),
)
def macro_shares(
    counts: Counts,
    *,
    variant: Variant = "binomial",
    establishments: Counts | None = None,
    cv2: float = 4.0,
    level: float = 0.95,
) -> CellMeasure:
    r"""Share of a region in its whole industry (the nation's or the world's).

    High where the industry has its home; large regions have high shares of everything.

    .. math:: m_{ri} = x_{ri} / x_{\cdot i}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    variant, establishments, cv2, level
        As for :func:`micro_shares`.

    Returns
    -------
    CellMeasure
        Shape (R, I), share 0-1, with Wilson's interval; NaN for an empty industry.

    See Also
    --------
    micro_shares : the same numerator over the region.

    References
    ----------
    :cite:`isard1960`, chapter 7; interval :cite:`wilson1927`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[1, 3], [0, 4]], unit="persons")
    >>> macro_shares(table).values.round(3).tolist()
    [[1.0, 0.429], [0.0, 0.571]]
    """
    return _shares("macro-share", counts, 0, variant, establishments, cv2, level)


def _quotients(counts: Counts, sampling: _Sampling) -> tuple[Float, Float, Float]:
    x = counts.values
    margins = x.sum(axis=1, keepdims=True), *counts.compared()
    values = quotient(x, *margins)
    if sampling.variant == "establishments":
        low, high = _by_luck(counts, sampling)
    else:
        low, high = quotient_interval(x, *margins, level=sampling.level, model=sampling.variant)
    lost = np.isnan(values)
    return values, blank(low, lost), blank(high, lost)


def _by_luck(counts: Counts, sampling: _Sampling) -> tuple[Float, Float]:
    """Give the limits of the quotient of establishments; NaN where nobody counted these."""
    plants = sampling.establishments
    if plants is None:
        nothing = np.full(counts.values.shape, np.nan)
        return nothing, nothing.copy()
    same_labels(counts, plants, name="establishments")
    n = plants.values
    return luck_interval(n, n.sum(axis=1, keepdims=True), *plants.compared(), level=sampling.level)


def _shares(
    id: str,
    counts: Counts,
    axis: int,
    variant: Variant,
    establishments: Counts | None,
    cv2: float,
    level: float,
) -> CellMeasure:
    sampling = _Sampling(variant=variant, establishments=establishments, level=level, cv2=cv2)
    x = counts.values
    own_total = x.sum(axis=axis, keepdims=True)
    total = own_total if axis else counts.compared()[0][None, :]
    dispersion: Float | float = 1.0
    if variant == "establishments" and establishments is not None:
        same_labels(counts, establishments, name="establishments")
        plants = establishments.values
        own = _ratio(x, plants)
        mean = _ratio(own_total, plants.sum(axis=axis, keepdims=True))
        dispersion = (1 + cv2) * np.where(own > 0, own, mean)
    low, high = share_interval(x, total, dispersion=dispersion, level=level)
    return _cells(id, counts, sampling, _ratio(x, total), low, high)


def _cells(
    id: str, counts: Counts, sampling: _Sampling, values: Float, low: Float, high: Float
) -> CellMeasure:
    inputs = {"counts": counts, "establishments": sampling.establishments}
    return CellMeasure(
        regions=counts.regions,
        industries=counts.industries,
        values=values,
        low=low,
        high=high,
        record=recorded(id, inputs, parameters=sampling.parameters(), cautions=sampling.cautions()),
    )


def _ratio(above: Float, below: Float) -> Float:
    return np.asarray(above / np.where(below > 0, below, np.nan))


def _log(q: Float) -> Float:
    return np.log(q, out=np.full(q.shape, np.nan), where=q > 0)


def _standardised(q: Float, ddof: int) -> Float:
    known = np.isfinite(q)
    n = known.sum(axis=0)
    filled = np.where(known, q, 0.0)
    mean = _ratio(filled.sum(axis=0), n.astype(float))
    squares = np.where(known, (q - mean) ** 2, 0.0).sum(axis=0)
    spread = np.sqrt(_ratio(squares, (n - ddof).astype(float)))
    return _ratio(q - mean, np.where(spread > 0, spread, np.nan))
