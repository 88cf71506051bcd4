"""Complexity: what it says of a region that it has what few others have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, measure, problem
from jiqun.kernels.complexity import components, second_vectors
from jiqun.measures.results import IndustryMeasure, RegionMeasure, recorded, unsettled
from jiqun.measures.structure import Binary, held, specialised
from jiqun.tables import Counts

Float = NDArray[np.float64]
Scale = Literal["eci", "zscore"]
TIE = 1e-9
REGION = {"en": "more complex economy", "zh": "经济复杂度更高"}
INDUSTRY = {"en": "more complex industry", "zh": "产业复杂度更高"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """Second eigenvectors, signed; NaN where a region or industry has no specialisation.

    ``regions`` (R,) holds the means of ``industries`` (I,) over a region's specialisations.
    """

    regions: Float
    industries: Float
    marked: NDArray[np.bool_]
    cautions: tuple[Caution, ...]


@measure(
    "eci",
    family="complexity",
    needs="counts",
    per="region",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=REGION,
    source="hausmann2014",
    title={"en": "Economic complexity index", "zh": "经济复杂度指数"},
    aliases=("economic-complexity-index",),
)
def economic_complexity(
    counts: Counts, *, ddof: int = 0, binary: Binary = "quotient", threshold: float = 1.0
) -> RegionMeasure:
    r"""Second eigenvector of the regions' similarity, standardised.

    Comparable only within one table: 0 is the mean region. The sign makes it grow with
    diversity. A matrix that falls apart has no such vector and is refused.

    .. math:: \tilde M_{rs} = \frac{1}{k_r}\sum_i \frac{M_{ri} M_{si}}{k_i},\quad
       ECI = \frac{v_2 - \bar v_2}{\mathrm{sd}(v_2)}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    ddof
        The standard deviation divides by R - ddof.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    RegionMeasure
        Shape (R,); NaN for a region without any specialisation, and everywhere where any
        specialisation is unknown.

    Raises
    ------
    InputError
        ``matrix-disconnected``, ``matrix-small``, ``eigenvalue-tie``.

    References
    ----------
    :cite:`hausmann2014`, technical box 2.1.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("w", "x", "y", "z"),
    ...                values=[[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]], unit="persons")
    >>> economic_complexity(table, binary="present").values.round(3).tolist()
    [0.858, 0.545, -1.403]
    """
    return _regions("eci", counts, ddof, binary, threshold)


@measure(
    "pci",
    family="complexity",
    needs="counts",
    per="industry",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=INDUSTRY,
    source="hausmann2014",
    title={"en": "Product complexity index", "zh": "产品复杂度指数"},
    aliases=("product-complexity-index",),
)
def product_complexity(
    counts: Counts,
    *,
    scale: Scale = "eci",
    ddof: int = 0,
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryMeasure:
    r"""Second eigenvector of the industries' similarity.

    High for industries found in few, diversified regions. On the scale ``eci`` a region's ECI
    is the mean PCI of its specialisations.

    .. math:: ECI_r = \frac{1}{k_r}\sum_i M_{ri} PCI_i

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    scale
        ``eci`` as above; ``zscore`` gives mean 0 and standard deviation 1 over industries.
    ddof
        Standard deviations divide by the number less ddof.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    IndustryMeasure
        Shape (I,); NaN for an industry in which no region is specialised, and everywhere
        where any specialisation is unknown.

    Raises
    ------
    InputError
        ``matrix-disconnected``, ``matrix-small``, ``eigenvalue-tie``.

    References
    ----------
    :cite:`hausmann2014`, technical box 2.1.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("w", "x", "y", "z"),
    ...                values=[[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]], unit="persons")
    >>> product_complexity(table, scale="zscore", binary="present").values.round(3).tolist()
    [0.917, 0.742, -0.044, -1.615]
    """
    return _industries("pci", counts, scale, ddof, binary, threshold)


@measure(
    "kci",
    family="complexity",
    needs="counts",
    per="region",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "more complex knowledge", "zh": "知识复杂度更高"},
    source="balland2017",
    title={"en": "Knowledge complexity index", "zh": "知识复杂度指数"},
)
def knowledge_complexity(
    counts: Counts, *, ddof: int = 1, binary: Binary = "quotient", threshold: float = 1.0
) -> RegionMeasure:
    r"""The same eigenvector for regions and technologies (patents by class).

    Comparable only within one table: 0 is the mean region.

    .. math:: KCI = \frac{v_2 - \bar v_2}{\mathrm{sd}(v_2)}

    Parameters
    ----------
    counts
        Shape (R, I), patents by region and technology; >= 0.
    ddof
        The standard deviation divides by R - ddof.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    RegionMeasure
        Shape (R,); NaN for a region without any specialisation, and everywhere where any
        specialisation is unknown.

    Raises
    ------
    InputError
        ``matrix-disconnected``, ``matrix-small``, ``eigenvalue-tie``.

    References
    ----------
    :cite:`balland2017`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("w", "x", "y", "z"),
    ...                values=[[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]], unit="patents")
    >>> knowledge_complexity(table, binary="present").values.round(3).tolist()
    [0.7, 0.445, -1.145]
    """
    return _regions("kci", counts, ddof, binary, threshold)


@measure(
    "tci",
    family="complexity",
    needs="counts",
    per="industry",
    base="any",
    unit="standard deviations",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "more complex technology", "zh": "技术复杂度更高"},
    source="balland2017",
    title={"en": "Technology complexity index", "zh": "技术复杂度指数"},
)
def technology_complexity(
    counts: Counts,
    *,
    scale: Scale = "zscore",
    ddof: int = 1,
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> IndustryMeasure:
    r"""The industries' eigenvector for technologies, standardised over technologies.

    .. math:: TCI = \frac{w_2 - \bar w_2}{\mathrm{sd}(w_2)}

    Parameters
    ----------
    counts
        Shape (R, I), patents by region and technology; >= 0.
    scale, ddof, binary, threshold
        As for :func:`product_complexity`.

    Returns
    -------
    IndustryMeasure
        Shape (I,); NaN for a technology in which no region is specialised, and everywhere
        where any specialisation is unknown.

    Raises
    ------
    InputError
        ``matrix-disconnected``, ``matrix-small``, ``eigenvalue-tie``.

    References
    ----------
    :cite:`balland2017`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b", "c"), industries=("w", "x", "y", "z"),
    ...                values=[[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]], unit="patents")
    >>> technology_complexity(table, binary="present").values.round(3).tolist()
    [0.794, 0.642, -0.038, -1.398]
    """
    return _industries("tci", counts, scale, ddof, binary, threshold)


def vectors(counts: Counts, binary: Binary, threshold: float) -> Vectors:
    """Solve the eigenproblem of the marked regions and industries, or refuse it.

    Every value depends on every mark: one that is unknown makes all unknown.
    """
    marked = specialised(counts, binary, threshold)
    if unsettled(counts, binary).any():
        return _nothing(marked)
    rows, columns = held(marked)
    core = marked[rows][:, columns]
    _refuse_small(core)
    _refuse_pieces(core, counts, rows, columns)
    of_rows, of_columns, roots = second_vectors(core)
    _refuse_ties(roots, of_rows)
    sign = _sign(of_rows, core)
    regions, industries = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    regions[rows], industries[columns] = sign * of_rows, sign * of_columns
    left = int((~rows).sum()), int((~columns).sum())
    bare = Caution("without-specialisation", {"regions": left[0], "industries": left[1]})
    return Vectors(
        regions=regions,
        industries=industries,
        marked=marked,
        cautions=(bare,) if any(left) else (),
    )


def _nothing(marked: NDArray[np.bool_]) -> Vectors:
    regions, industries = (np.full(size, np.nan) for size in marked.shape)
    return Vectors(regions=regions, industries=industries, marked=marked, cautions=())


def standardise(values: Float, against: Float, ddof: int) -> Float:
    """Subtract the mean of ``against`` and divide by its standard deviation."""
    known = against[np.isfinite(against)]
    spread = known.std(ddof=ddof) if len(known) > ddof else 0.0
    if not spread > 0:
        return np.full(values.shape, np.nan)
    return np.asarray((values - known.mean()) / spread)


def _regions(id: str, counts: Counts, ddof: int, binary: Binary, threshold: float) -> RegionMeasure:
    found = vectors(counts, binary, threshold)
    parameters = {"ddof": ddof, "binary": binary, "threshold": threshold}
    return RegionMeasure(
        regions=counts.regions,
        values=standardise(found.regions, found.regions, ddof),
        record=recorded(id, {"counts": counts}, parameters=parameters, cautions=found.cautions),
    )


def _industries(
    id: str, counts: Counts, scale: Scale, ddof: int, binary: Binary, threshold: float
) -> IndustryMeasure:
    found = vectors(counts, binary, threshold)
    against = found.regions if scale == "eci" else found.industries
    parameters = {"scale": scale, "ddof": ddof, "binary": binary, "threshold": threshold}
    return IndustryMeasure(
        industries=counts.industries,
        values=standardise(found.industries, against, ddof),
        record=recorded(id, {"counts": counts}, parameters=parameters, cautions=found.cautions),
    )


def _sign(of_rows: Float, core: NDArray[np.bool_]) -> float:
    """Grow with diversity; where that says nothing, fall with the ubiquity of what is held."""
    d = core.sum(axis=1)
    ubiquity = core @ core.sum(axis=0) / d
    for guide in (d, -ubiquity, np.arange(len(d))):
        together = float(((of_rows - of_rows.mean()) * (guide - guide.mean())).sum())
        if abs(together) > TIE * np.abs(of_rows).sum() * max(np.abs(guide).max(), 1):
            return float(np.sign(together))
    return 1.0


def _refuse_small(core: NDArray[np.bool_]) -> None:
    if min(core.shape) < 2:  # noqa: PLR2004 - a second eigenvector needs two of each
        raise InputError(
            problem(
                "matrix-small",
                subject="counts",
                regions=core.shape[0],
                industries=core.shape[1],
            )
        )


def _refuse_pieces(
    core: NDArray[np.bool_], counts: Counts, rows: NDArray[np.bool_], columns: NDArray[np.bool_]
) -> None:
    piece = components(core)
    if piece.max() == 0:
        return
    regions = [code for code, kept in zip(counts.regions, rows, strict=True) if kept]
    industries = [code for code, kept in zip(counts.industries, columns, strict=True) if kept]
    labels = [*regions, *industries]
    by_size = np.argsort(-np.bincount(piece), kind="stable")
    told = [
        "{" + ", ".join([labels[k] for k in np.flatnonzero(piece == number)][:6]) + "}"
        for number in by_size[:4]
    ]
    raise InputError(
        problem(
            "matrix-disconnected",
            subject="counts",
            components=int(piece.max()) + 1,
            shown="; ".join(told),
        )
    )


def _refuse_ties(roots: Float, of_rows: Float) -> None:
    tied = len(roots) > 2 and roots[1] - roots[2] < TIE  # noqa: PLR2004 - second against third
    if tied or roots[1] < TIE or np.ptp(of_rows) < TIE * np.abs(of_rows).max():
        raise InputError(
            problem(
                "eigenvalue-tie",
                subject="counts",
                roots=[round(float(root), 12) for root in roots],
            )
        )
