"""Change: where growth comes from, which specialisations come and go."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import InputError, Record, measure, problem
from jiqun.measures.results import CellMeasure, RegionMeasure, blank, recorded, unsettled
from jiqun.measures.structure import Binary, specialised
from jiqun.tables import Counts, Panel

Float = NDArray[np.float64]
Split = Literal["classic", "esteban-marquillas", "arcelus"]
GREW = {"en": "grew more", "zh": "增长更多"}


@measure(
    "shift-share",
    family="dynamics",
    needs="panel",
    per="region",
    base="any",
    unit="that of the counts",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=GREW,
    source="dunn1960",
    title={"en": "Shift-share analysis of a region's growth", "zh": "偏离-份额分析（区域）"},
)
def shift_share(
    panel: Panel,
    *,
    variant: Split = "classic",
    start: int | None = None,
    end: int | None = None,
) -> RegionMeasure:
    r"""Growth of a region, split into the whole's growth, its industries' and its own.

    The parts add to the change exactly. A competitive part says that the region did better
    than its industries elsewhere, not why.

    .. math:: \Delta x_{ri} = x_{ri} g + x_{ri}(g_i - g) + x_{ri}(g_{ri} - g_i)

    Parameters
    ----------
    panel
        At least two years; counts of any additive unit.
    variant
        ``classic``: parts ``national``, ``mix``, ``competitive``.
        ``esteban-marquillas``: the competitive part on the homothetic count
        :math:`x_{r\cdot} x_{\cdot i} / x_{\cdot\cdot}`, the rest is ``allocation``.
        ``arcelus``: ``national``, ``mix``, ``regional`` (the region's own rate) and
        ``regional_mix``, each split into ``*_expected`` (homothetic) and ``*_differential``.
    start, end
        Years compared; None takes the first and the last.

    Returns
    -------
    RegionMeasure
        Shape (R,), the change; parts of the same shape that add to it. Where an industry was
        absent at the start its change is competitive (classic), allocation or the differential
        regional mix. NaN where a count is unknown, for parts that the whole's growth enters
        also where any count of it is; for a region without rows in either year, which is left
        out of the whole.

    References
    ----------
    :cite:`dunn1960`; :cite:`estebanmarquillas1972`; :cite:`arcelus1984`.

    Examples
    --------
    >>> panel = Panel(years=(2010, 2020), regions=("a", "b"), industries=("x", "y"),
    ...               unit="persons", values=[[[10, 10], [10, 30]], [[20, 10], [10, 32]]])
    >>> result = shift_share(panel)
    >>> result.values.tolist()
    [10.0, 2.0]
    >>> {name: part.round(2).tolist() for name, part in result.parts.items()}
    {'national': [4.0, 8.0], 'mix': [1.5, -1.5], 'competitive': [4.5, -4.5]}
    """
    first, last = _ends(panel, start, end)
    cells = _split_common(panel, first, last, variant)
    parts = {name: part.sum(axis=1) for name, part in cells.items()}
    return RegionMeasure(
        regions=panel.regions,
        values=(last.values - first.values).sum(axis=1),
        parts=parts,
        record=_record("shift-share", panel, first, last, {"variant": variant}),
    )


@measure(
    "shift-share-cells",
    family="dynamics",
    needs="panel",
    per="cell",
    base="any",
    unit="that of the counts",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=GREW,
    source="dunn1960",
    title={"en": "Shift-share analysis by industry", "zh": "偏离-份额分析（分产业）"},
)
def shift_share_cells(
    panel: Panel,
    *,
    variant: Split = "classic",
    start: int | None = None,
    end: int | None = None,
) -> CellMeasure:
    r"""The same split for every region and industry.

    .. math:: \Delta x_{ri} = x_{ri} g + x_{ri}(g_i - g) + x_{ri}(g_{ri} - g_i)

    Parameters
    ----------
    panel
        At least two years; counts of any additive unit.
    variant, start, end
        As for :func:`shift_share`.

    Returns
    -------
    CellMeasure
        Shape (R, I), the change; parts of the same shape that add to it. NaN as for
        :func:`shift_share`.

    References
    ----------
    :cite:`dunn1960`; :cite:`estebanmarquillas1972`; :cite:`arcelus1984`.

    Examples
    --------
    >>> panel = Panel(years=(2010, 2020), regions=("a", "b"), industries=("x", "y"),
    ...               unit="persons", values=[[[10, 10], [10, 30]], [[20, 10], [10, 32]]])
    >>> shift_share_cells(panel).parts["competitive"].round(2).tolist()
    [[5.0, -0.5], [-5.0, 0.5]]
    """
    first, last = _ends(panel, start, end)
    return CellMeasure(
        regions=panel.regions,
        industries=panel.industries,
        values=last.values - first.values,
        parts=_split_common(panel, first, last, variant),
        record=_record("shift-share-cells", panel, first, last, {"variant": variant}),
    )


@measure(
    "entry",
    family="dynamics",
    needs="panel",
    per="cell",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "a specialisation appeared", "zh": "出现新的专业化"},
    source="neffke2011",
    title={"en": "Entry of specialisations", "zh": "专业化的进入"},
)
def entry(
    panel: Panel,
    *,
    start: int | None = None,
    end: int | None = None,
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> CellMeasure:
    r"""Whether a region became specialised in an industry in which it was not.

    .. math:: E_{ri} = [M_{ri}(t_1) = 1 \mid M_{ri}(t_0) = 0]

    Parameters
    ----------
    panel
        At least two years.
    start, end
        Years compared; None takes the first and the last.
    binary, threshold
        As for :func:`diversity`.

    Returns
    -------
    CellMeasure
        Shape (R, I), 1 or 0; NaN where the specialisation was there before, and where it is
        unknown in either year.

    References
    ----------
    :cite:`neffke2011`.

    Examples
    --------
    >>> panel = Panel(years=(2010, 2020), regions=("a",), industries=("x", "y", "z"),
    ...               unit="persons", values=[[[1, 0, 0]], [[1, 1, 0]]])
    >>> entry(panel, binary="present").values.tolist()
    [[nan, 1.0, 0.0]]
    """
    return _turnover("entry", panel, start, end, binary, threshold)


@measure(
    "exit",
    family="dynamics",
    needs="panel",
    per="cell",
    base="any",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "a specialisation was lost", "zh": "专业化消失"},
    source="neffke2011",
    title={"en": "Exit of specialisations", "zh": "专业化的退出"},
)
def exits(
    panel: Panel,
    *,
    start: int | None = None,
    end: int | None = None,
    binary: Binary = "quotient",
    threshold: float = 1.0,
) -> CellMeasure:
    r"""Whether a region lost a specialisation that it had.

    .. math:: X_{ri} = [M_{ri}(t_1) = 0 \mid M_{ri}(t_0) = 1]

    Parameters
    ----------
    panel
        At least two years.
    start, end, binary, threshold
        As for :func:`entry`.

    Returns
    -------
    CellMeasure
        Shape (R, I), 1 or 0; NaN where there was no specialisation before, and where it is
        unknown in either year.

    References
    ----------
    :cite:`neffke2011`.

    Examples
    --------
    >>> panel = Panel(years=(2010, 2020), regions=("a",), industries=("x", "y", "z"),
    ...               unit="persons", values=[[[1, 1, 0]], [[1, 0, 0]]])
    >>> exits(panel, binary="present").values.tolist()
    [[0.0, 1.0, nan]]
    """
    return _turnover("exit", panel, start, end, binary, threshold)


@measure(
    "growth",
    family="dynamics",
    needs="panel",
    per="cell",
    unit="1",
    bounds=(-float("inf"), float("inf")),
    neutral=0.0,
    higher_means=GREW,
    source="tornqvist1985",
    title={"en": "Growth", "zh": "增长率"},
)
def growth(
    panel: Panel,
    *,
    variant: Literal["relative", "log", "symmetric", "per-year"] = "relative",
    start: int | None = None,
    end: int | None = None,
) -> CellMeasure:
    r"""Change of each cell over the period.

    .. math:: g_{ri} = \frac{x_{ri}(t_1) - x_{ri}(t_0)}{x_{ri}(t_0)}

    Parameters
    ----------
    panel
        At least two years; counts of any unit. Growth of money is real or nominal as the panel's
        money is, and the record's ``basis`` says which.
    variant
        ``relative`` as above; ``log`` the difference of logarithms; ``symmetric`` the change
        over the mean of both, in [-2, 2], which also tells entry (2) and exit (-2);
        ``per-year`` the constant yearly rate.
    start, end
        Years compared; None takes the first and the last.

    Returns
    -------
    CellMeasure
        Shape (R, I), a share; NaN where the beginning is 0 (``symmetric``: both are), for
        ``log`` also where the end is; and where either count is unknown.

    References
    ----------
    :cite:`tornqvist1985`.

    Examples
    --------
    >>> panel = Panel(years=(2010, 2020), regions=("a",), industries=("x", "y", "z"),
    ...               unit="persons", values=[[[4, 0, 2]], [[5, 3, 0]]])
    >>> growth(panel).values.tolist()
    [[0.25, nan, -1.0]]
    >>> growth(panel, variant="symmetric").values.round(3).tolist()
    [[0.222, 2.0, -2.0]]
    """
    first, last = _ends(panel, start, end)
    x, y = first.values, last.values
    if variant == "symmetric":
        values = _over(2 * (y - x), x + y)
    else:
        ratio = _over(y, x)
        if variant == "log":
            values = np.log(ratio, out=np.full(x.shape, np.nan), where=ratio > 0)
        elif variant == "per-year":
            values = ratio ** (1.0 / ((last.year or 0) - (first.year or 0))) - 1.0
        else:
            values = _over(y - x, x)
    return CellMeasure(
        regions=panel.regions,
        industries=panel.industries,
        values=values,
        record=_record("growth", panel, first, last, {"variant": variant}),
    )


def _ends(panel: Panel, start: int | None, end: int | None) -> tuple[Counts, Counts]:
    first = panel.years[0] if start is None else start
    last = panel.years[-1] if end is None else end
    if first >= last:
        raise InputError(
            problem(
                "panel-period", subject="panel", first=first, last=last, years=list(panel.years)
            )
        )
    return panel.of(first), panel.of(last)


def _record(
    id: str, panel: Panel, first: Counts, last: Counts, parameters: dict[str, str | float]
) -> Record:
    told: dict[str, Any] = {"start": first.year, "end": last.year}
    if panel.basis:
        told["basis"] = panel.basis
    return recorded(id, {"panel": panel}, parameters={**told, **parameters})


def _over(above: Float, below: Float) -> Float:
    out: Float = np.full(above.shape, np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out


def _rate(change: Float, start: Float) -> Float:
    """Give change over start: 0 where nothing was there, NaN where either is unknown."""
    return np.where(start == 0, np.where(np.isnan(change), np.nan, 0.0), _over(change, start))


def _split_common(panel: Panel, first: Counts, last: Counts, variant: Split) -> dict[str, Float]:
    """Split the change of the regions that have rows in both years; the others are unknown."""
    (before, _), (after, _) = (panel.there(one.year or 0) for one in (first, last))
    both = before & after
    if both.all():
        return _split(first, last, variant)
    every = np.ones(len(panel.industries), dtype=bool)
    parts = _split(first.part(both, every), last.part(both, every), variant)
    out = {name: np.full(first.values.shape, np.nan) for name in parts}
    for name, part in parts.items():
        out[name][both] = part
    return out


def _whole_rates(first: Counts, last: Counts) -> tuple[Float, float, Float]:
    """Give the whole's rates by industry (I,) and in all, and its shares at the start (I,)."""
    x, change = first.values, last.values - first.values
    if first.whole is None or not first.whole.outside:
        size, total = x.sum(axis=0), x.sum()
        industry, whole = _rate(change.sum(axis=0), size), _rate(change.sum(), total)
    else:
        (size, total), (after, total_after) = first.compared(), last.compared()
        industry, whole = _rate(after - size, size), _rate(total_after - total, total)
    share = np.zeros(x.shape[1]) if total == 0 else size / total
    return industry, float(whole), share


def _split(first: Counts, last: Counts, variant: Split) -> dict[str, Float]:
    x, change = first.values, last.values - first.values
    industry, whole, share = _whole_rates(first, last)
    national, mix = x * whole, x * (industry - whole)
    if variant == "classic":
        return {"national": national, "mix": mix, "competitive": change - national - mix}
    homothetic = x.sum(axis=1, keepdims=True) * share
    absent = np.where(np.isnan(x), np.nan, industry)
    own = np.where(x > 0, _over(change, x), absent)
    if variant == "esteban-marquillas":
        competitive = homothetic * (own - industry)
        allocation = change - national - mix - competitive
        return {
            "national": national,
            "mix": mix,
            "competitive": competitive,
            "allocation": allocation,
        }
    return _arcelus(x, change, homothetic, own, industry, whole)


def _arcelus(
    x: Float, change: Float, homothetic: Float, own: Float, industry: Float, whole: float
) -> dict[str, Float]:
    region = _rate(change.sum(axis=1, keepdims=True), x.sum(axis=1, keepdims=True))
    rates = {
        "national": np.full(x.shape, whole),
        "mix": np.broadcast_to(industry - whole, x.shape),
        "regional": np.broadcast_to(region - whole, x.shape),
        "regional_mix": (own - industry) - (region - whole),
    }
    parts = {}
    for name, rate in rates.items():
        parts[f"{name}_expected"] = homothetic * rate
        parts[f"{name}_differential"] = (x - homothetic) * rate
    rest = change - sum(parts.values())
    parts["regional_mix_differential"] = parts["regional_mix_differential"] + rest
    return parts


def _turnover(
    id: str, panel: Panel, start: int | None, end: int | None, binary: Binary, threshold: float
) -> CellMeasure:
    first, last = _ends(panel, start, end)
    before, after = (_marks(panel, one, binary, threshold) for one in (first, last))
    came = np.where(before == 0, after, np.nan)
    left = np.where(before == 1, 1.0 - after, np.nan)
    return CellMeasure(
        regions=panel.regions,
        industries=panel.industries,
        values=came if id == "entry" else left,
        record=_record(id, panel, first, last, {"binary": binary, "threshold": threshold}),
    )


def _marks(panel: Panel, counts: Counts, binary: Binary, threshold: float) -> Float:
    """Mark a year's specialisations among what has rows in it: 1, 0, or NaN where unknown."""
    regions, industries = panel.there(counts.year or 0)
    part = counts.part(regions, industries)
    marks = specialised(part, binary, threshold).astype(np.float64)
    out = np.full(counts.values.shape, np.nan)
    out[np.ix_(regions, industries)] = blank(marks, unsettled(part, binary))
    return out
