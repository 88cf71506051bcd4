"""Regions by categories: quotients on the diverging scale, centred on 1 in logarithms."""

from __future__ import annotations

from collections.abc import Sequence

from jiqun.charts import palette
from jiqun.charts.figures import Estimate, Names
from jiqun.charts.marks import FULL, LABEL_LINES, Spec, chart, key
from jiqun.core import Language, say

CELL = 16


def quotient_scale() -> Spec:
    """Give the diverging scale of quotients: a quarter to four times, even in logarithms."""
    low, high = palette.DIVERGING_LOG2
    last = len(palette.DIVERGING) - 1
    return {
        "type": "log",
        "base": 2,
        "domain": [2 ** (low + (high - low) * at / last) for at in range(last + 1)],
        "range": list(palette.DIVERGING),
        "clamp": True,
        "interpolate": "lab",
    }


def quotient_heatmap(
    regions: Sequence[Names],
    categories: Sequence[Names],
    values: Sequence[Sequence[Estimate]],
    *,
    lang: Language,
    width: int = FULL,
) -> Spec:
    """Draw one cell a region and category; a dot marks an interval that includes 1.

    Parameters
    ----------
    regions, categories
        Rows and columns, in the order to be drawn.
    values
        One row a region, one column a category; undefined cells stay white.
    lang
        Language of the labels.
    width
        Points.
    """
    rows = [
        {
            "region": key(r, region.of(lang)),
            "category": key(c, category.of(lang), columns=22),
            "value": values[r][c].value,
            "doubtful": values[r][c].doubtful and _includes_one(values[r][c]),
        }
        for r, region in enumerate(regions)
        for c, category in enumerate(categories)
    ]
    tile = {
        "transform": [{"filter": "isValid(datum.value) && datum.value > 0"}],
        "mark": {"type": "rect", "stroke": palette.PAPER, "strokeWidth": 1},
        "encoding": {
            "color": {
                "field": "value",
                "type": "quantitative",
                "scale": quotient_scale(),
                "legend": {"title": say("charts.quotient", lang), "values": [0.25, 0.5, 1, 2, 4]},
            }
        },
    }
    doubt = {
        "transform": [{"filter": "datum.doubtful"}],
        "mark": {"type": "circle", "size": 8, "color": palette.MUTED, "opacity": 1},
    }
    axis = {"labelExpr": LABEL_LINES, "labelLimit": 0, "domain": False, "ticks": False}
    return chart(
        lang,
        say("charts.heatmap", lang),
        width=width,
        height=CELL * len(regions) + 110,
        data={"values": rows},
        layer=[tile, doubt],
        encoding={
            "x": {
                "field": "category",
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": {**axis, "orient": "top", "labelAngle": -45},
            },
            "y": {"field": "region", "type": "nominal", "sort": None, "title": None, "axis": axis},
        },
    )


def _includes_one(estimate: Estimate) -> bool:
    return bool((estimate.low or 0) <= 1 <= (estimate.high or 0))
