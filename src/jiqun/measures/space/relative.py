"""Concentration relative to all establishments: Marcon and Puech's M and its density m."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import InputError, Record, measure, problem
from jiqun.measures.results import CurveMeasure
from jiqun.measures.space import smoothing as smooth
from jiqun.measures.space.curves import curve_result
from jiqun.measures.space.nulls import Null
from jiqun.measures.space.pairs import laid_out, members_of, pairs_within, radii_of
from jiqun.measures.space.ratios import (
    FIRST,
    Reference,
    blurs_of,
    compared_curve,
    counted_around,
    setting_of,
    shares_at_large,
)
from jiqun.measures.space.smoothing import Smoothing
from jiqun.tables import Sites

Float = NDArray[np.float64]


@measure(
    "m",
    family="space",
    needs="sites",
    per="distance",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means={
        "en": "a larger share of the neighbours up to that distance are of the industry",
        "zh": "该距离以内的邻近企业中本行业份额更高",
    },
    source="marcon2010",
    where="section 2, equation (3)",
    title={"en": "Marcon–Puech M", "zh": "马尔孔—皮埃什M函数"},
    aliases=("marcon-puech",),
)
def m(
    sites: Sites,
    *,
    industry: str,
    radii: ArrayLike,
    against: str | None = None,
    weighted: bool = False,
    reference: Reference = "all",
    each: bool = False,
    null: Null | None = None,
) -> CurveMeasure:
    r"""Share of the industry among neighbours up to a distance, over its share at large.

    2 says that within that distance establishments of the industry are twice as frequent
    among the neighbours of its establishments as everywhere; 1 says no concentration. It is
    cumulative: a value at 20 km keeps the memory of the first kilometre.

    .. math:: M(r) = \frac{\sum_i \sum_{j \ne i, d_{ij} \le r} w_j^{S}
        / \sum_{j \ne i, d_{ij} \le r} w_j}{\sum_i (W_S - w_i) / (W - w_i)}

    Parameters
    ----------
    sites
        All establishments; N of them.
    industry
        Whose establishments are the centres; at least two sites.
    radii
        D ascending distances, km; d <= r counts.
    against
        A second industry: its share among the neighbours is looked at instead.
    weighted
        Weigh neighbours by their weight (employment) instead of by 1.
    reference
        "all": neighbours of every industry. "controls": only those of ``against``
        (case-control).
    each
        One curve for each centre instead: the share among its own neighbours, over the
        industry's share among all other sites. Series are the sites' rows, from 0.
    null
        What to compare with; without it the envelopes are NaN. Not with ``each``.

    Returns
    -------
    CurveMeasure
        One series (or one a centre); dimensionless, >= 0. A centre without any neighbour up
        to r is left out of both sums; NaN where no centre has one.

    Raises
    ------
    UnknownError
        ``industry-unknown``.
    InputError
        ``sites-few``, ``radii-order``, ``null-size``, ``each-null``.

    See Also
    --------
    m_density : the same at a distance instead of up to it.

    References
    ----------
    :cite:`marcon2010`; case-control form after :cite:`marcon2017`.

    Examples
    --------
    >>> line = Sites(x=[0, 1, 5, 6, 10, 11], y=[0] * 6, industries=list("aabbcc"),
    ...              weights=[1] * 6)
    >>> m(line, industry="a", radii=[1, 6]).values.round(2).tolist()
    [[5.0, 1.67]]
    """
    at = radii_of(radii)
    if each:
        _refuse_both(null)
        return _individual(sites, industry, at, against, weighted=weighted, reference=reference)
    return _relative(
        "m", sites, (industry, against), at, weighted=weighted, reference=reference, null=null
    )


@measure(
    "m-density",
    family="space",
    needs="sites",
    per="distance",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means={
        "en": "a larger share of the neighbours at that distance are of the industry",
        "zh": "该距离处的邻近企业中本行业份额更高",
    },
    source="lang2020",
    where="section 3",
    title={"en": "Relative density m", "zh": "相对密度m函数"},
)
def m_density(
    sites: Sites,
    *,
    industry: str,
    radii: ArrayLike,
    weighted: bool = False,
    smoothing: Smoothing | None = None,
    null: Null | None = None,
) -> CurveMeasure:
    r"""Share of the industry among neighbours at a distance, over its share at large.

    As M, but of the neighbours around a distance, smoothed, so that nothing nearer counts;
    1 says that the industry is as frequent at that distance as everywhere.

    .. math:: m(r) = \frac{\sum_i \sum_{j \ne i} w_j^{S} f_h(r - d_{ij})
        / \sum_{j \ne i} w_j f_h(r - d_{ij})}{\sum_i (W_S - w_i) / (W - w_i)}

    Parameters
    ----------
    sites
        All establishments; N of them.
    industry
        Whose establishments are the centres; at least two sites.
    radii
        D ascending distances, km.
    weighted
        Weigh neighbours by their weight (employment) instead of by 1.
    smoothing
        Kernel and bandwidth; the default rule reads the industry's own pair distances up to
        twice the largest radius. No reflection: a ratio of densities needs none.
    null
        What to compare with; without it the envelopes are NaN.

    Returns
    -------
    CurveMeasure
        One series; dimensionless, >= 0; NaN where no centre has neighbours within reach.

    Raises
    ------
    UnknownError
        ``industry-unknown``.
    InputError
        ``sites-few``, ``radii-order``, ``null-size``.

    See Also
    --------
    m : cumulative.

    References
    ----------
    :cite:`lang2020`.

    Examples
    --------
    >>> line = Sites(x=[0, 1, 5, 6, 10, 11], y=[0] * 6, industries=list("aabbcc"),
    ...              weights=[1] * 6)
    >>> curve = m_density(line, industry="a", radii=[1, 5], smoothing=Smoothing(bandwidth=1.0))
    >>> curve.values.round(2).tolist()
    [[4.97, 0.0]]
    """
    at, how = radii_of(radii), smoothing or Smoothing()
    return _relative(
        "m-density", sites, (industry, None), at, weighted=weighted, how=how, null=null
    )


def _relative(
    subject: str,
    sites: Sites,
    pair: tuple[str, str | None],
    at: Float,
    *,
    weighted: bool,
    reference: Reference = "all",
    how: Smoothing | None = None,
    null: Null | None,
) -> CurveMeasure:
    industry, against = pair
    first, second = _members(sites, industry, against)
    width = _bandwidth(sites, first, at, how)
    options = {
        "industry": industry,
        "against": against,
        "weighted": weighted,
        "reference": reference,
        **(how.to_dict() if how else {}),
        **(null.to_dict() if null else {}),
    }
    values, compared = np.full(len(at), np.nan), None
    if how is None or width > 0:
        mass = sites.weights if weighted else np.ones(len(sites))
        setting = setting_of(sites, first, second, mass, blurs_of(at, width, how), reference)
        values, compared = compared_curve(setting, at, null)
    return curve_result(
        subject,
        sites,
        at,
        values,
        compared,
        parameters=options,
        seed=null.seed if null else None,
        summary={"sites": float(first.sum())} | ({"bandwidth": width} if how else {}),
    )


def _individual(
    sites: Sites,
    industry: str,
    at: Float,
    against: str | None,
    *,
    weighted: bool,
    reference: Reference,
) -> CurveMeasure:
    """One M curve for each centre."""
    first, second = _members(sites, industry, against)
    mass = sites.weights if weighted else np.ones(len(sites))
    setting = setting_of(sites, first, second, mass, (at, None, None), reference)
    counted, base = counted_around(setting, setting.weights, setting.kind, None)
    share = shares_at_large(setting, setting.weights, setting.kind)
    curves = np.full(base.shape, np.nan)
    np.divide(counted, base * share[:, None], out=curves, where=(base > 0) & (share[:, None] > 0))
    rows = setting.layout.order[setting.kind == FIRST]
    options: dict[str, Any] = {
        "industry": industry,
        "against": against,
        "weighted": weighted,
        "reference": reference,
        "each": True,
        "radii": [float(at[0]), float(at[-1]), len(at)],
    }
    record = Record(
        subject="m",
        parameters=options,
        inputs={"sites": sites.digest()},
        origins=sites.origins,
        cautions=sites.cautions,
    )
    return CurveMeasure(
        values=curves[np.argsort(rows)],
        series=tuple(map(str, np.sort(rows))),
        radii=tuple(map(float, at)),
        record=record,
    )


def _refuse_both(null: Null | None) -> None:
    if null is not None:
        raise InputError(problem("each-null", subject="m", null=null.kind))


def _members(
    sites: Sites, industry: str, against: str | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    first = members_of(sites, industry, least=1 if against else 2)
    second = np.zeros_like(first) if against is None else members_of(sites, against, least=1)
    return first, second


def _bandwidth(sites: Sites, first: NDArray[np.bool_], at: Float, how: Smoothing | None) -> float:
    if how is None:
        return 0.0
    limit = 2.0 * at[-1] if how.distances == "range" else np.inf
    layout = laid_out(sites, first, cutoff=limit)
    found = pairs_within(layout, weights=np.ones(int(first.sum())))
    return smooth.bandwidth_of(found.distances, how)
