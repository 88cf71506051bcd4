"""Regions or categories in the order of their quotients: dots on a log axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jiqun.charts import palette
from jiqun.charts.figures import RankingFigure
from jiqun.charts.marks import (
    HALF,
    QUOTIENT_LABELS,
    Spec,
    chart,
    key,
    on_rows,
)
from jiqun.charts.numbers import show_quotient
from jiqun.core import Language, quantity, say

ROW, TALL_ROW = 16, 22
#: Powers of two on a quotient's axis; wider ranges take every second or third.
POWERS, MANY_POWERS = range(-9, 13), 6


def quotient_dots(
    rows: Sequence[RankingFigure], *, lang: Language, width: int = HALF, columns: int = 28
) -> Spec:
    """Draw quotients as dots with intervals on a log axis; the neutral 1 is a dashed line.

    A hollow dot may be on the other side of 1 next year; a broken ring cannot be judged.

    Parameters
    ----------
    rows
        In the order to be drawn; undefined ones are left out.
    lang
        Language of labels and numbers.
    width
        Points.
    columns
        Latin letters a line of a name may have.
    """
    x = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"type": "log", "nice": False, "zero": False, "padding": 10},
        "axis": {"values": _ticks(rows), "labelExpr": QUOTIENT_LABELS, "ticks": False},
    }
    dot = {
        "transform": [{"filter": "!datum.unjudged && !datum.unsure"}],
        "mark": {"type": "point", "filled": True, "size": 40, "opacity": 1},
        "encoding": {"x": x, "color": _colour()},
    }
    hollow = {
        "transform": [{"filter": "!datum.unjudged && datum.unsure"}],
        "mark": {
            "type": "point",
            "size": 34,
            "opacity": 1,
            "fill": palette.PAPER,
            "strokeWidth": 1.3,
        },
        "encoding": {"x": x, "stroke": _colour()},
    }
    ring = {
        "transform": [{"filter": "datum.unjudged"}],
        "mark": {"type": "point", "size": 36, "opacity": 1, "strokeDash": [2, 1.4],
                 "fill": palette.PAPER, "strokeWidth": 1.2},
        "encoding": {"x": x, "stroke": _colour()},
    }  # fmt: skip
    word = {
        "mark": {"type": "text", "align": "left", "dx": 8},
        "encoding": {"x": {"value": "width"}, "text": {"field": "text", "type": "nominal"}},
    }
    layers = [
        _neutral(x),
        _whisker(x),
        dot,
        *([hollow] if any(_unsure(row) for row in rows) else []),
        *([ring] if any(row.unjudged for row in rows) else []),
        word,
    ]
    return _ranking(rows, layers, lang=lang, width=width, columns=columns)


def _ticks(rows: Sequence[RankingFigure]) -> list[float]:
    ends = [
        end
        for row in rows
        for end in (row.value.value, row.value.low, row.value.high)
        if end is not None and end > 0
    ]
    span = math.log2(max(ends) / min(ends)) if ends else 1.0
    step = 1 + int(span // MANY_POWERS)
    return [2.0**power for power in POWERS if power % step == 0]


def _ranking(
    rows: Sequence[RankingFigure], layers: list[Spec], *, lang: Language, width: int, columns: int
) -> Spec:
    known = [row for row in rows if row.value.known]
    data = [
        {
            "key": key(at, row.name.of(lang), columns=columns),
            "value": row.value.value,
            "low": row.value.low if row.value.doubtful else None,
            "high": row.value.high if row.value.doubtful else None,
            "here": row.here,
            "unjudged": row.unjudged,
            "unsure": _unsure(row),
            "text": show_quotient(row.value),
        }
        for at, row in enumerate(known)
    ]
    step = TALL_ROW if any("\n" in str(row["key"]) for row in data) else ROW
    return chart(
        lang,
        say("charts.ranking", lang, quantity=quantity("quotient").spoken.said(lang)),
        width=width,
        height=step * len(data) + 20,
        right=34,
        data={"values": data},
        layer=on_rows(layers),
    )


def _unsure(row: RankingFigure) -> bool:
    """Say whether next year the quotient may be on the other side of 1."""
    low, high = row.value.low, row.value.high
    return row.value.doubtful and low is not None and high is not None and low < 1 < high


def _colour() -> Spec:
    return {
        "field": "here",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [True, False], "range": [palette.ACCENT, palette.DIVERGING[4]]},
    }


def _whisker(x: Spec) -> Spec:
    return {
        "transform": [{"filter": "isValid(datum.low) && datum.low > 0"}],
        "mark": {"type": "rule", "color": palette.MUTED, "strokeWidth": 1},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
    }


def _neutral(x: Spec) -> Spec:
    return {
        "spans_rows": True,
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": palette.MUTED, "strokeDash": [3, 3], "strokeWidth": 0.6},
        "encoding": {"x": {**{k: v for k, v in x.items() if k != "field"}, "datum": 1}},
    }
