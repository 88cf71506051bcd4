"""A region's categories at once: how specialised, how growing, how large."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jiqun.charts import palette
from jiqun.charts.figures import PortfolioFigure
from jiqun.charts.marks import FULL, QUOTIENT_LABELS, SIZE, Spec, chart, columns_of, wrap
from jiqun.core import Language, quantity, say

#: Largest bubble in square points; a letter's width and a line's height; letters a line.
AREA, LETTER, LINE, LETTERS = 900, 4.4, 11.0, 22
#: Growth beyond this is drawn there: one cell that began with three people hides all others.
FASTEST = 1.0
TICKS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32]


def portfolio_bubbles(
    cells: Sequence[PortfolioFigure], *, lang: Language, width: int = FULL, height: int = 200
) -> Spec:
    """Draw quotient (log) against growth a year; the area of a bubble is its employment.

    Strong cells are filled, the others hollow; a broken edge says that the rating may be another
    next year. Cells without a growth rate are left out; growth of more than 100% a year stands at
    the edge.

    Parameters
    ----------
    cells
        Any order; the largest are drawn first.
    lang
        Language of labels and numbers.
    width, height
        Points.
    """
    rows = [
        {
            "name": "\n".join(wrap(one.name.of(lang), LETTERS)) if one.labelled else "",
            "employment": one.employment,
            "quotient": one.quotient.value,
            "growth": min(one.growth_per_year, FASTEST),
            "strong": one.strong,
            "unsure": one.unsure,
        }
        for one in sorted(cells, key=lambda one: -one.employment)
        if one.quotient.value and one.growth_per_year is not None
    ]
    _place_names(rows, width=width, height=height)
    axes = {"x": _quotient(lang), "y": _growth(lang)}
    return chart(
        lang,
        _described(lang),
        width=width,
        height=height,
        data={"values": rows},
        layer=[
            _rule("x", 1),
            _rule("y", 0),
            *(
                {**mark, "encoding": {**mark["encoding"], **axes}}
                for mark in (_bubbles(), _names())
            ),
        ],
    )


def _described(lang: Language) -> str:
    channels = {"across": "quotient", "upward": "growth", "area": "employment"}
    words = {channel: quantity(id).spoken.said(lang) for channel, id in channels.items()}
    return say("charts.portfolio", lang, **words)


def _place_names(rows: list[Spec], *, width: int, height: int) -> None:
    """Put each name above its bubble; leave out those that would cover a larger one's name."""
    if not rows:
        return
    largest = max(row["employment"] for row in rows)
    across = _spread([math.log(row["quotient"]) for row in rows], width - 80)
    upward = _spread([row["growth"] for row in rows], height - 60)
    taken: list[tuple[float, float, float, float]] = []
    for row, x, y in zip(rows, across, upward, strict=True):
        row["radius"] = math.sqrt(AREA * row["employment"] / largest / math.pi)
        lines = row["name"].split("\n")
        half = LETTER * max(map(columns_of, lines)) / 2
        low = y + row["radius"]
        box = (x - half, low, x + half, low + LINE * len(lines))
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
            row["name"] = ""
        elif row["name"]:
            taken.append(box)


def _spread(values: list[float], length: float) -> list[float]:
    low, high = min(values), max(values)
    return [length * (value - low) / ((high - low) or 1) for value in values]


def _quotient(lang: Language) -> Spec:
    return {
        "field": "quotient",
        "type": "quantitative",
        "title": quantity("quotient").title.said(lang) + " →",
        "scale": {"type": "log", "nice": False, "zero": False, "padding": 24},
        "axis": {"values": TICKS, "labelExpr": QUOTIENT_LABELS, "titleAnchor": "end"},
    }


def _growth(lang: Language) -> Spec:
    return {
        "field": "growth",
        "type": "quantitative",
        "title": quantity("growth").title.said(lang) + " →",
        "scale": {"zero": False, "nice": True, "padding": 16},
        "axis": {"tickCount": 5, "format": "+.0%", "titleAnchor": "end"},
    }


def _rule(channel: str, at: float) -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": palette.MUTED, "strokeDash": [3, 3], "strokeWidth": 0.6},
        "encoding": {channel: {"datum": at, "type": "quantitative"}},
    }


def _bubbles() -> Spec:
    return {
        "mark": {"type": "circle", "strokeWidth": 1, "stroke": palette.ACCENT},
        "encoding": {
            "size": {
                "field": "employment",
                "type": "quantitative",
                "legend": None,
                "scale": {"type": "linear", "range": [0, AREA], "zero": True},
            },
            "fill": {
                "field": "strong",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": [True, False], "range": [palette.ACCENT, palette.PAPER]},
            },
            "fillOpacity": {"value": 0.55},
            "strokeDash": {"condition": {"test": "datum.unsure", "value": [3, 2]}, "value": []},
        },
    }


def _names() -> Spec:
    return {
        "transform": [{"filter": "datum.name !== ''"}],
        "mark": {
            "type": "text",
            "fontSize": SIZE - 1,
            "lineBreak": "\n",
            "lineHeight": SIZE + 1,
            "baseline": "line-bottom",
            "dy": {"expr": "-datum.radius - 2 - (indexof(datum.name, '\\n') > 0 ? 9 : 0)"},
            "align": "center",
        },
        "encoding": {"text": {"field": "name", "type": "nominal"}},
    }
