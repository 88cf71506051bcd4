"""Complexity by iteration: reflections, and fitness with complexity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, measure
from jiqun.kernels.complexity import fitness, reflections
from jiqun.measures.results import IndustryMeasure, RegionMeasure, blank, recorded, unsettled
from jiqun.measures.structure import Binary, held, specialised
from jiqun.tables import Counts

Float = NDArray[np.float64]
STILL = 1e-9
REGION = {"en": "more complex economy", "zh": "经济复杂度更高"}
INDUSTRY = {"en": "more complex industry", "zh": "产业复杂度更高"}


@measure(
    "reflections",
    family="complexity",
    needs="counts",
    per="region",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "even steps: more diversified; odd steps: more ubiquitous industries",
        "zh": "偶数步：更多样；奇数步：产业更普遍",
    },
    source="hidalgo2009",
    where="equations 3-4",
    title={"en": "Method of reflections, regions", "zh": "反射法（区域）"},
)
def region_reflections(
    counts: Counts, *, steps: int = 2, binary: Binary = "quotient", threshold: float = 1.0
) -> RegionMeasure:
    r"""Diversity, averaged in turn with ubiquity.

    Step 0 is diversity, 1 the mean ubiquity of the region's industries, and so on. All values
    draw together as steps grow: for a limit take the ECI, never many reflections.

    .. math:: k_{r,n} = \frac{1}{k_{r,0}}\sum_i M_{ri} k_{i,n-1}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    steps
        n >= 0.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    RegionMeasure
        Shape (R,), >= 0; NaN for a region without any specialisation, and
        everywhere where any specialisation is unknown.

    References
    ----------
    :cite:`hidalgo2009`, equations 3-4.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[1, 1], [1, 0]], unit="persons")
    >>> region_reflections(table, steps=1, binary="present").values.tolist()
    [1.5, 2.0]
    """
    marked = specialised(counts, binary, threshold)
    values = blank(reflections(marked, steps)[0], unsettled(counts, binary).any())
    parameters = {"steps": steps, "binary": binary, "threshold": threshold}
    record = recorded("reflections", {"counts": counts}, parameters=parameters)
    return RegionMeasure(regions=counts.regions, values=values, record=record)


@measure(
    "industry-reflections",
    family="complexity",
    needs="counts",
    per="industry",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "even steps: more ubiquitous; odd steps: more diversified regions",
        "zh": "偶数步：更普遍；奇数步：所在区域更多样",
    },
    source="hidalgo2009",
    where="equations 3-4",
    title={"en": "Method of reflections, industries", "zh": "反射法（产业）"},
)
def industry_reflections(
    counts: Counts, *, steps: int = 2, binary: Binary = "quotient", threshold: float = 1.0
) -> IndustryMeasure:
    r"""Ubiquity, averaged in turn with diversity.

    .. math:: k_{i,n} = \frac{1}{k_{i,0}}\sum_r M_{ri} k_{r,n-1}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    steps, binary, threshold
        As for :func:`region_reflections`.

    Returns
    -------
    IndustryMeasure
        Shape (I,), >= 0; NaN for an industry in which no region is specialised,
        and everywhere where any specialisation is unknown.

    References
    ----------
    :cite:`hidalgo2009`, equations 3-4.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[1, 1], [1, 0]], unit="persons")
    >>> industry_reflections(table, steps=1, binary="present").values.tolist()
    [1.5, 2.0]
    """
    marked = specialised(counts, binary, threshold)
    values = blank(reflections(marked, steps)[1], unsettled(counts, binary).any())
    parameters = {"steps": steps, "binary": binary, "threshold": threshold}
    record = recorded("industry-reflections", {"counts": counts}, parameters=parameters)
    return IndustryMeasure(industries=counts.industries, values=values, record=record)


@measure(
    "fitness",
    family="complexity",
    needs="counts",
    per="region",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means=REGION,
    source="tacchella2012",
    title={"en": "Fitness", "zh": "适应度"},
)
def region_fitness(
    counts: Counts, *, steps: int = 1000, binary: Binary = "quotient", threshold: float = 1.0
) -> RegionMeasure:
    r"""Sum of the complexities of a region's industries, found together with them by iteration.

    1 is the mean region. Where the matrix is badly nested, part of the values head to 0 and
    only their order means something: the record says so.

    .. math:: \tilde F_r = \sum_i M_{ri} Q_i,\quad
       \tilde Q_i = \Bigl(\sum_r M_{ri} / F_r\Bigr)^{-1},\quad \text{each over its mean}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    steps
        Iterations, >= 1.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    RegionMeasure
        Shape (R,), >= 0, mean 1; NaN for a region without any specialisation, and
        everywhere where any specialisation is unknown.

    References
    ----------
    :cite:`tacchella2012`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[1, 1], [1, 1]], unit="persons")
    >>> region_fitness(table, binary="present").values.tolist()
    [1.0, 1.0]
    """
    values, _, cautions = _fixed_point(counts, steps, binary, threshold)
    parameters = {"steps": steps, "binary": binary, "threshold": threshold}
    record = recorded("fitness", {"counts": counts}, parameters=parameters, cautions=cautions)
    return RegionMeasure(regions=counts.regions, values=values, record=record)


@measure(
    "complexity",
    family="complexity",
    needs="counts",
    per="industry",
    base="any",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means=INDUSTRY,
    source="tacchella2012",
    title={"en": "Complexity (with fitness)", "zh": "复杂度（适应度算法）"},
)
def industry_complexity(
    counts: Counts, *, steps: int = 1000, binary: Binary = "quotient", threshold: float = 1.0
) -> IndustryMeasure:
    r"""Complexity of industries that belongs to the fitness of regions.

    1 is the mean industry; an industry that even weak regions have is bounded by them.

    .. math:: \tilde Q_i = \Bigl(\sum_r M_{ri} / F_r\Bigr)^{-1}

    Parameters
    ----------
    counts
        Shape (R, I), any additive unit; >= 0.
    steps, binary, threshold
        As for :func:`region_fitness`.

    Returns
    -------
    IndustryMeasure
        Shape (I,), >= 0, mean 1; NaN for an industry in which no region is specialised,
        and everywhere where any specialisation is unknown.

    References
    ----------
    :cite:`tacchella2012`.

    Examples
    --------
    >>> table = Counts(regions=("a", "b"), industries=("x", "y"),
    ...                values=[[1, 1], [1, 1]], unit="persons")
    >>> industry_complexity(table, binary="present").values.tolist()
    [1.0, 1.0]
    """
    _, values, cautions = _fixed_point(counts, steps, binary, threshold)
    parameters = {"steps": steps, "binary": binary, "threshold": threshold}
    record = recorded("complexity", {"counts": counts}, parameters=parameters, cautions=cautions)
    return IndustryMeasure(industries=counts.industries, values=values, record=record)


def _fixed_point(
    counts: Counts, steps: int, binary: Binary, threshold: float
) -> tuple[Float, Float, tuple[Caution, ...]]:
    marked = specialised(counts, binary, threshold)
    rows, columns = held(marked)
    regions, industries = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    if not rows.any() or unsettled(counts, binary).any():
        return regions, industries, ()
    of_rows, of_columns, change = fitness(marked[rows][:, columns], steps)
    regions[rows], industries[columns] = of_rows, of_columns
    moving = Caution("not-still", {"steps": steps, "change": change})
    return regions, industries, (moving,) if change > STILL else ()
