"""Concentration with plant sizes taken out: plants against darts thrown at the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array

from jiqun.core import InputError, Record, measure, problem, stream
from jiqun.kernels import chance
from jiqun.kernels.linear.products import product
from jiqun.kernels.plants import guide, relocate
from jiqun.measures.results import IndustryMeasure, IndustryPairMeasure, blank, recorded
from jiqun.measures.structure import shares
from jiqun.tables import Counts, Graph, Plants

Float = NDArray[np.float64]
Reference = Literal["mean", "employment"]
BATCHES = 32
LOCALISED = {"en": "plants nearer together than by chance", "zh": "企业比随机分布更集聚"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """What the indices are made of: shares (R, I), reference (R,), Herfindahl and plants (I,)."""

    share: Float
    reference: Float
    herfindahl: Float
    plants: Float


@measure(
    "ellison-glaeser",
    family="concentration",
    needs="plants",
    per="industry",
    unit="1",
    bounds=(-float("inf"), 1.0),
    neutral=0.0,
    higher_means=LOCALISED,
    source="ellisonglaeser1997",
    where="equation 5",
    title={"en": "Ellison-Glaeser index", "zh": "埃利森-格莱泽指数"},
    aliases=("eg", "gamma"),
)
def ellison_glaeser(
    plants: Plants,
    *,
    weights: Graph | None = None,
    draws: int = 0,
    seed: int = 0,
    level: float = 0.95,
) -> IndustryMeasure:
    r"""Concentration of an industry beyond that of all activity and of its own plant sizes.

    0 is what darts thrown at the map give; above 0.02 the literature speaks of some, above
    0.05 of high concentration. It does not see that neighbouring regions lie side by side,
    unless ``weights`` say so.

    .. math:: \gamma_i = \frac{G_i - (1-\sum x_r^2) H_i}{(1-\sum x_r^2)(1-H_i)},\quad
       G_i = \sum_r (s_{ri} - x_r)^2

    Parameters
    ----------
    plants
        N plants of R regions and I industries; x is the regions' share of all plants'
        employment, H the Herfindahl index of an industry's plant sizes.
    weights
        Weights between regions, 0-1, none from a region to itself: then the form
        :math:`(s-x)'\Psi(s-x)` with ones on the diagonal replaces the sum of squares.
    draws
        Relocations of all plants by x for the null; 0 makes none.
    seed
        Of the relocations.
    level
        Of the null's envelope.

    Returns
    -------
    IndustryMeasure
        Shape (I,); NaN for an industry with one plant. Parts ``raw`` (G), ``herfindahl``,
        ``plants``, ``z`` (G against its mean and variance under the null; NaN with weights)
        and, with draws, ``null_low``, ``null_high`` and the one-sided ``p_value``.

    References
    ----------
    :cite:`ellisonglaeser1997`, equation 5; weights after :cite:`guimaraes2011`.

    Examples
    --------
    >>> plants = Plants(regions=("a", "b"), industries=("x", "y"), region_at=[0, 0, 1, 1],
    ...                 industry_at=[0, 0, 1, 1], employment=[5, 5, 4, 6])
    >>> ellison_glaeser(plants).values.round(3).tolist()
    [1.0, 1.0]
    """
    psi = None if weights is None else _neighbours(plants, weights)
    table = _table(plants)
    spread = _spread(table.reference, psi)

    def gamma(share: Float) -> Float:
        away = share - table.reference[:, None]
        return _excess(_form(away, psi) / spread, table.herfindahl)

    raw = _form(table.share - table.reference[:, None], psi)
    null = _null(plants, table, gamma, draws, seed)
    parts = {"raw": raw, "herfindahl": table.herfindahl, "plants": table.plants}
    z = np.full(len(raw), np.nan) if psi is not None else _z(table, plants, raw)
    values = gamma(table.share)
    return IndustryMeasure(
        industries=plants.industries,
        values=values,
        parts={**parts, "z": z, **_envelope(values, null, level, _size(table.herfindahl))},
        record=_record("ellison-glaeser", plants, weights, draws, seed, level),
    )


@measure(
    "maurel-sedillot",
    family="concentration",
    needs="plants",
    per="industry",
    unit="1",
    bounds=(-float("inf"), 1.0),
    neutral=0.0,
    higher_means=LOCALISED,
    source="maurelsedillot1999",
    title={"en": "Maurel-Sédillot index", "zh": "莫雷尔-塞迪约指数"},
    aliases=("ms",),
)
def maurel_sedillot(
    plants: Plants, *, draws: int = 0, seed: int = 0, level: float = 0.95
) -> IndustryMeasure:
    r"""Whether two plants of an industry share a region more often than all activity explains.

    0 is chance. Its expectation equals Ellison and Glaeser's; it differs where an industry
    sits in large regions.

    .. math:: \gamma_i = \frac{\dfrac{\sum_r s_{ri}^2 - \sum_r x_r^2}{1-\sum_r x_r^2} - H_i}{1-H_i}

    Parameters
    ----------
    plants
        N plants of R regions and I industries.
    draws, seed, level
        As for :func:`ellison_glaeser`.

    Returns
    -------
    IndustryMeasure
        Shape (I,); NaN for an industry with one plant. Parts ``raw``, ``herfindahl``,
        ``plants`` and, with draws, ``null_low``, ``null_high``, ``p_value``.

    References
    ----------
    :cite:`maurelsedillot1999`.

    Examples
    --------
    >>> plants = Plants(regions=("a", "b"), industries=("x", "y"), region_at=[0, 0, 1, 1],
    ...                 industry_at=[0, 0, 1, 1], employment=[5, 5, 4, 6])
    >>> maurel_sedillot(plants).values.round(3).tolist()
    [1.0, 1.0]
    """
    table = _table(plants)
    own = float((table.reference**2).sum())

    def gamma(share: Float) -> Float:
        return _excess(((share**2).sum(axis=0) - own) / (1 - own), table.herfindahl)

    values = gamma(table.share)
    null = _null(plants, table, gamma, draws, seed)
    raw = (table.share**2).sum(axis=0) - own
    parts = {"raw": raw, "herfindahl": table.herfindahl, "plants": table.plants}
    return IndustryMeasure(
        industries=plants.industries,
        values=values,
        parts={**parts, **_envelope(values, null, level, _size(table.herfindahl))},
        record=_record("maurel-sedillot", plants, None, draws, seed, level),
    )


@measure(
    "coagglomeration",
    family="concentration",
    needs="plants",
    per="industry-pair",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means={"en": "the two industries choose the same regions", "zh": "两产业选择相同区域"},
    source="ellison2010",
    where="equation 1",
    title={"en": "Co-agglomeration of two industries", "zh": "协同集聚指数"},
)
def coagglomeration(
    plants: Plants | Counts, *, variant: Reference = "mean", draws: int = 0, seed: int = 0
) -> IndustryPairMeasure:
    r"""Covariance of two industries' regional shares, all pairs at once.

    0 is chance, above 0 the two choose the same regions. Plant sizes cancel between two
    industries, so a region-by-industry table is enough for the values.

    .. math:: \gamma_{ij} = \frac{\sum_r (s_{ri} - x_r)(s_{rj} - x_r)}{1 - \sum_r x_r^2}

    Parameters
    ----------
    plants
        N plants, or the counts of the same (then neither ``z`` nor a null can be had).
    variant
        x: ``mean`` is the unweighted mean of the industries' shares (Ellison, Glaeser and
        Kerr), ``employment`` the regions' share of all employment.
    draws, seed
        Relocations of all plants by x, and their seed; 0 makes none.

    Returns
    -------
    IndustryPairMeasure
        Shape (I, I), symmetric; the diagonal holds the industry's raw concentration over
        :math:`1-\sum x^2`. NaN for an empty industry. Parts ``z`` (exact standard error under
        the null; diagonal NaN) and, with draws, the one-sided ``p_value``.

    References
    ----------
    :cite:`ellison2010`, equation 1.

    Examples
    --------
    >>> plants = Plants(regions=("a", "b"), industries=("x", "y"), region_at=[0, 1, 0, 1],
    ...                 industry_at=[0, 0, 1, 1], employment=[3, 1, 1, 3])
    >>> coagglomeration(plants).values.tolist()
    [[0.25, -0.25], [-0.25, 0.25]]
    """
    table = _shares_of(plants) if isinstance(plants, Counts) else _table(plants)
    used = ~np.isnan(table.share).any(axis=0)
    mean = table.share[:, used].mean(axis=1) if used.any() else table.reference
    if isinstance(plants, Counts):  # the mean is of every industry: an unknown makes it unknown
        mean = blank(mean, np.isnan(plants.values).any())
    reference = mean if variant == "mean" else table.reference
    values = _pairs(table.share, reference)
    parts = {}
    if isinstance(plants, Plants):
        parts["z"] = values / _pair_error(table, reference)
        if draws:
            parts["p_value"] = _pair_p(plants, reference, values, draws, seed)
    elif draws:
        raise InputError(problem("null-needs-plants", subject="draws"))
    parameters = {"variant": variant, "draws": draws}
    record = recorded(
        "coagglomeration",
        {"plants": plants},
        parameters=parameters,
        seed=seed if draws else None,
    )
    return IndustryPairMeasure(
        industries=plants.industries, values=values, parts=parts, record=record
    )


def _table(plants: Plants) -> _Table:
    n = len(plants.industries)
    size = np.bincount(plants.industry_at, weights=plants.employment, minlength=n)
    squares = np.bincount(plants.industry_at, weights=plants.employment**2, minlength=n)
    number = np.bincount(plants.industry_at, minlength=n).astype(float)
    flat = np.bincount(
        plants.region_at * n + plants.industry_at,
        weights=plants.employment,
        minlength=len(plants.regions) * n,
    )
    x = flat.reshape(len(plants.regions), n).astype(np.float64)
    herfindahl = np.divide(squares, size**2, out=np.full(n, np.nan), where=size > 0)
    return _Table(
        share=shares(x, axis=0),
        reference=shares(x.sum(axis=1)[:, None], axis=0)[:, 0],
        herfindahl=herfindahl,
        plants=number,
    )


def _shares_of(counts: Counts) -> _Table:
    nothing = np.full(len(counts.industries), np.nan)
    return _Table(
        share=shares(counts.values, axis=0),
        reference=shares(counts.values.sum(axis=1)[:, None], axis=0)[:, 0],
        herfindahl=nothing,
        plants=nothing,
    )


def _excess(raw: Float, herfindahl: Float) -> Float:
    out: Float = np.full(raw.shape, np.nan)
    np.divide(raw - herfindahl, 1 - herfindahl, out=out, where=herfindahl < 1)
    return out


def _form(away: Float, psi: csr_array | None) -> Float:
    """Give each column's quadratic form; without weights its sum of squares."""
    other = away if psi is None else away + psi @ away
    return np.asarray((away * other).sum(axis=0))


def _spread(x: Float, psi: csr_array | None) -> float:
    return 1.0 - float(_form(x[:, None], psi)[0])


def _neighbours(plants: Plants, weights: Graph) -> csr_array:
    at = {code: k for k, code in enumerate(plants.regions)}
    absent = [code for code in weights.nodes if code not in at]
    if absent:
        raise InputError(
            problem(
                "option-labels",
                subject="weights",
                case="plants",
                absent=absent[:3],
                more=max(len(absent) - 3, 0),
            )
        )
    place = np.array([at[code] for code in weights.nodes])
    rows = np.repeat(place, np.diff(weights.starts))
    n = len(plants.regions)
    return csr_array((weights.weights, (rows, place[weights.targets])), shape=(n, n))


def _z(table: _Table, plants: Plants, raw: Float) -> Float:
    """Give G against its moments when plants are thrown (the paper's appendix A)."""
    n = len(plants.industries)
    x2, x3 = (float((table.reference**k).sum()) for k in (2, 3))
    size = np.bincount(plants.industry_at, weights=plants.employment, minlength=n)
    part = plants.employment / size[plants.industry_at]
    fourth = np.bincount(plants.industry_at, weights=part**4, minlength=n)
    variance = 2 * (
        table.herfindahl**2 * (x2 - 2 * x3 + x2**2) - fourth * (x2 - 4 * x3 + 3 * x2**2)
    )
    error = np.sqrt(np.maximum(variance, 0.0))
    out: Float = np.full(n, np.nan)
    np.divide(raw - (1 - x2) * table.herfindahl, error, out=out, where=error > 0)
    return out


def _relocations(
    plants: Plants, reference: Float, take: Callable[[Float], Float], draws: range, seed: int
) -> list[Float]:
    """Throw all plants once a draw and give what ``take`` makes of the shares."""
    n = len(plants.industries)
    size = np.bincount(plants.industry_at, weights=plants.employment, minlength=n)
    weight = plants.employment / size[plants.industry_at]
    cumulative = np.cumsum(reference)
    cumulative /= cumulative[-1]
    first = guide(cumulative, 4 * len(cumulative))
    thrown = np.empty((len(reference), n))
    results = []
    for draw in draws:
        thrower = stream(seed=seed, replicate=draw, name="plant-relocation")
        relocate(thrower.random(len(plants)), cumulative, first, plants.industry_at, weight, thrown)
        thrown[:, size == 0] = np.nan
        results.append(take(thrown))
    return results


def _null(
    plants: Plants, table: _Table, take: Callable[[Float], Float], draws: int, seed: int
) -> Float | None:
    if not draws:
        return None
    each = Parallel(n_jobs=-1, prefer="threads")(
        delayed(_relocations)(plants, table.reference, take, batch, seed)
        for batch in _batches(draws)
    )
    return np.stack([one for batch in each for one in batch])


def _batches(draws: int) -> list[range]:
    """Cut the draws alike for any number of workers."""
    step = max(1, -(-draws // BATCHES))
    return [range(at, min(at + step, draws)) for at in range(0, draws, step)]


def _envelope(values: Float, null: Float | None, level: float, size: Float) -> dict[str, Float]:
    if null is None:
        return {}
    tail = (1 - level) / 2
    p_value = chance.at_least(null, values, size=size)
    low, high = np.quantile(null, [tail, 1 - tail], axis=0)
    return {"null_low": low, "null_high": high, "p_value": p_value}


def _size(herfindahl: Float) -> Float:
    """Give how large the differing terms of an industry's index are: at most 1 / (1 - H)."""
    return 1.0 / np.maximum(1.0 - np.nan_to_num(herfindahl), np.finfo(np.float64).tiny)


def _pairs(share: Float, reference: Float) -> Float:
    away = share - reference[:, None]
    return product(away.T, away) / (1.0 - float((reference**2).sum()))


def _pair_error(table: _Table, reference: Float) -> Float:
    """Give the exact standard error of every pair when plants are thrown by ``reference``."""
    x2, x3 = (float((reference**k).sum()) for k in (2, 3))
    once = np.sqrt(x2 - 2 * x3 + x2**2) / (1 - x2)
    error = once * np.sqrt(np.outer(table.herfindahl, table.herfindahl))
    np.fill_diagonal(error, np.nan)
    return np.asarray(np.where(error > 0, error, np.nan))


def _pair_p(plants: Plants, reference: Float, values: Float, draws: int, seed: int) -> Float:
    least = chance.least(values, size=1.0)

    def exceed(batch: range) -> NDArray[np.int64]:
        reached = np.zeros(values.shape, dtype=np.int64)

        def take(share: Float) -> Float:
            np.add(reached, _pairs(share, reference) >= least, out=reached)
            return reference

        _relocations(plants, reference, take, batch, seed)
        return reached

    counts = Parallel(n_jobs=-1, prefer="threads")(
        delayed(exceed)(batch) for batch in _batches(draws)
    )
    return np.asarray(np.where(np.isnan(values), np.nan, chance.share(sum(counts), draws)))


def _record(
    id: str, plants: Plants, weights: Graph | None, draws: int, seed: int, level: float
) -> Record:
    parameters = {"draws": draws, "level": level} if draws else {"draws": 0}
    inputs = {"plants": plants, "weights": weights}
    return recorded(id, inputs, parameters=parameters, seed=seed if draws else None)
