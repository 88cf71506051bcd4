"""Concentration relative to all establishments: Marcon and Puech's M and its density m."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import InputError, Problem, Record, measure
from jiqun.kernels import layout as lay
from jiqun.kernels import neighbours
from jiqun.measures.results import CurveMeasure
from jiqun.measures.space import smoothing as smooth
from jiqun.measures.space.curves import curve_result
from jiqun.measures.space.neighbours import Rings, only, ring_sums, rings_of, shared_sums
from jiqun.measures.space.nulls import Bands, Null, bands, permutation, simulate
from jiqun.measures.space.pairs import laid_out, members_of, pairs_within, radii_of
from jiqun.measures.space.smoothing import Smoothing
from jiqun.tables import Sites

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Reference = Literal["all", "controls"]
FIRST, SECOND, REST = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fine:
    """How an observed density is smoothed: the bins' step and what a pair in each adds."""

    step: float
    to_density: Float


_Blurs = tuple[Float, Float | None, _Fine | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Setting:
    """One M to be drawn: who stands where, what surrounds everybody."""

    layout: lay.Layout
    rings: Rings
    weights: Float
    kind: Int
    bivariate: bool
    controls: bool
    blur: Float | None
    fine: _Fine | None

    @property
    def target(self) -> int:
        """Kind whose neighbours are counted."""
        return SECOND if self.bivariate and not self.controls else FIRST


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
        "m", sites, industry, at, against, weighted=weighted, reference=reference, null=null
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
    return _relative("m-density", sites, industry, at, None, weighted=weighted, how=how, null=null)


def _relative(  # noqa: PLR0913 - both measures' options
    subject: str,
    sites: Sites,
    industry: str,
    at: Float,
    against: str | None,
    *,
    weighted: bool,
    reference: Reference = "all",
    how: Smoothing | None = None,
    null: Null | None,
) -> CurveMeasure:
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
        setting = _setting(sites, first, second, mass, _blurs(at, width, how), reference)
        values, compared = _compared(setting, at, null)
    return curve_result(
        subject,
        sites,
        industry if against is None else f"{industry}~{against}",
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
    setting = _setting(sites, first, second, mass, (at, None, None), reference)
    counted, base = _counted(setting, setting.weights, setting.kind, None)
    share = _shares(setting, setting.weights, setting.kind)
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
        subject="m", parameters=options, inputs={"sites": sites.digest()}, origins=sites.origins
    )
    return CurveMeasure(
        values=curves[np.argsort(rows)],
        series=tuple(map(str, np.sort(rows))),
        radii=tuple(map(float, at)),
        record=record,
    )


def _refuse_both(null: Null | None) -> None:
    if null is not None:
        found = f"each with null {null.kind!r}"
        raise InputError(
            Problem("each-null", "m", found, "one of the two", "Compare the industry's own curve.")
        )


def _members(
    sites: Sites, industry: str, against: str | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    first = members_of(sites, industry, least=1 if against else 2)
    second = np.zeros_like(first) if against is None else members_of(sites, against, least=1)
    return first, second


def _setting(
    sites: Sites,
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
    mass: Float,
    blurs: _Blurs,
    reference: Reference,
) -> _Setting:
    edges, blur, fine = blurs
    layout = laid_out(sites, None, cutoff=float(edges[-1]))
    return _Setting(
        layout=layout,
        rings=rings_of(edges, layout.radius),
        weights=np.ascontiguousarray(mass[layout.order]),
        kind=np.where(first, FIRST, np.where(second, SECOND, REST))[layout.order],
        bivariate=bool(second.any()),
        controls=reference == "controls",
        blur=blur,
        fine=fine,
    )


def _compared(setting: _Setting, at: Float, null: Null | None) -> tuple[Float, Bands | None]:
    """The observed curve, and what simulated ones say of it."""
    if null is None:
        return _observed(setting, None), None
    around = None
    if null.kind != "location" and not setting.controls:
        around = _around(setting, null.workers)
    values = _observed(setting, around)
    curves = simulate(lambda replicate: _drawn(setting, null, replicate, around), null)
    return values, bands(values, curves, at, level=null.level)


def _bandwidth(sites: Sites, first: NDArray[np.bool_], at: Float, how: Smoothing | None) -> float:
    if how is None:
        return 0.0
    limit = 2.0 * at[-1] if how.distances == "range" else np.inf
    layout = laid_out(sites, first, cutoff=limit)
    found = pairs_within(layout, weights=np.ones(int(first.sum())))
    return smooth.bandwidth_of(found.distances, how)


def _blurs(at: Float, width: float, how: Smoothing | None) -> _Blurs:
    """Rings' outer edges; for a density, rings to be blurred and the observed curve's bins."""
    if how is None:
        return at, None, None
    reach = float(at[-1] + smooth.TAIL * width)
    step = width / smooth.SIMULATED_BINS
    edges = (np.arange(int(np.ceil(reach / step)), dtype=np.float64) + 1.0) * step
    blur = _profiles(at, edges - 0.5 * step, width, step**2 / 12.0, how)
    step = width / smooth.OBSERVED_BINS
    centres = np.arange(int(np.ceil(reach / step)) + 2, dtype=np.float64) * step
    fine = _Fine(step=step, to_density=_profiles(at, centres, width, step**2 / 6.0, how))
    return edges, blur, fine


def _profiles(at: Float, centres: Float, width: float, spread: float, how: Smoothing) -> Float:
    narrow = float(np.sqrt(width**2 - spread))
    return smooth.profile((at[None, :] - centres[:, None]) / narrow, how.shape)


def _around(setting: _Setting, workers: int) -> Float:
    """What surrounds every site, by radius: (N, D)."""
    everyone = np.zeros(len(setting.kind), dtype=np.int64)
    sums = ring_sums(
        setting.layout,
        setting.rings,
        weights=setting.weights,
        kind=everyone,
        centres=np.arange(len(everyone)),
        kinds=1,
        workers=workers,
        reached=lambda rings: _reached(setting, rings),
    )
    return sums[:, 0]


def _reached(setting: _Setting, sums: Float) -> Float:
    if setting.blur is None:
        return np.cumsum(sums, axis=-1)
    blurred: Float = sums @ setting.blur
    return blurred


def _observed(setting: _Setting, around: Float | None) -> Float:
    weights, kind = setting.weights, setting.kind
    if setting.fine is None:
        return _quotient(setting, *_counted(setting, weights, kind, around), weights, kind)
    sums = shared_sums(
        setting.layout,
        setting.fine.to_density,
        setting.fine.step,
        weights=weights,
        kind=kind,
        centres=np.flatnonzero(kind == FIRST),
        kinds=3,
    )
    return _quotient(setting, sums[:, setting.target], sums.sum(axis=1), weights, kind)


def _counted(
    setting: _Setting, weights: Float, kind: Int, around: Float | None
) -> tuple[Float, Float]:
    """Each centre's neighbours that count, and all its neighbours: (C, D) each."""
    centres = np.flatnonzero(kind == FIRST)
    if around is not None:
        kept = kind != REST
        layout, place = only(setting.layout, kept), np.cumsum(kept) - 1
        near, own_kind, at = weights[kept], kind[kept], place[centres]
    else:
        layout, near, own_kind, at = setting.layout, weights, kind, centres
    sums = ring_sums(
        layout,
        setting.rings,
        weights=near,
        kind=own_kind,
        centres=at,
        kinds=3,
        reached=lambda rings: _reached(setting, rings),
    )
    if setting.controls:
        return sums[:, setting.target], sums[:, SECOND]
    return sums[:, setting.target], sums.sum(axis=1) if around is None else around[centres]


def _shares(setting: _Setting, weights: Float, kind: Int) -> Float:
    """What counts among all other sites, for each centre: (C,)."""
    own = weights[kind == FIRST]
    mass = weights[kind == setting.target].sum()
    left = mass - own if setting.target == FIRST else np.full(len(own), mass)
    whole = weights[kind == SECOND].sum() if setting.controls else weights.sum() - own
    share: Float = left / whole
    return share


def _quotient(setting: _Setting, counted: Float, base: Float, weights: Float, kind: Int) -> Float:
    share = _shares(setting, weights, kind)
    seen = base > 0
    above = np.divide(counted, base, out=np.zeros_like(base), where=seen).sum(axis=0)
    below = (share[:, None] * seen).sum(axis=0)
    curve: Float = np.full(len(below), np.nan)
    np.divide(above, below, out=curve, where=below > 0)
    return curve


def _drawn(setting: _Setting, null: Null, replicate: int, around: Float | None) -> Float:
    kind, weights = setting.kind, setting.weights
    total = len(kind)
    first, second = int((kind == FIRST).sum()), int((kind == SECOND).sum())
    dealt = np.full(total, REST, dtype=np.int64)
    if null.kind == "independence" and setting.bivariate:
        dealt[kind == FIRST] = FIRST
        ranks = permutation(second, total - first, seed=null.seed, replicate=replicate)
        dealt[kind != FIRST] = np.where(ranks >= 0, SECOND, REST)
    else:
        ranks = permutation(first + second, total, seed=null.seed, replicate=replicate)
        dealt[(ranks >= 0) & (ranks < first)] = FIRST
        dealt[ranks >= first] = SECOND
    if null.kind == "location":
        weights = _carried(setting, null, dealt, replicate)
    if around is not None and setting.blur is None:
        return _dealt(setting, dealt, around)
    return _quotient(setting, *_counted(setting, weights, dealt, around), weights, dealt)


def _dealt(setting: _Setting, dealt: Int, around: Float) -> Float:
    """As :func:`_quotient` with the surroundings known, in one compiled pass."""
    layout, rings = setting.layout, setting.rings
    out = np.empty(len(rings))
    neighbours.dealt_ratio(
        layout.xyz,
        layout.along,
        layout.band,
        layout.reach,
        setting.weights,
        dealt,
        setting.target,
        around,
        rings.squares,
        rings.guess,
        rings.scale,
        out,
    )
    return out


def _carried(setting: _Setting, null: Null, dealt: Int, replicate: int) -> Float:
    """Weights that go with the industries to their new places, within each kind at random."""
    weights = np.empty_like(setting.weights)
    for kind in (FIRST, SECOND, REST):
        own = setting.weights[setting.kind == kind]
        ranks = permutation(len(own), len(own), seed=null.seed + 1 + kind, replicate=replicate)
        weights[dealt == kind] = own[ranks]
    return weights
