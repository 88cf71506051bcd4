"""A quantity through the years, and where it will be in the one after the last."""

from __future__ import annotations

from collections.abc import Sequence

from jiqun.charts import palette
from jiqun.charts.figures import TrendFigure
from jiqun.charts.marks import COUNT_LABELS, HALF, QUOTIENT_LABELS, Spec, chart
from jiqun.charts.numbers import show_estimate
from jiqun.core import Language, quantities, say

#: More points than this are drawn without dots.
DOTS = 15
#: More years than this get fewer labels.
YEARS = 9
#: A year without a number is a gap: no line through it, and no dot at nought.
BROKEN = "break-paths-filter-domains"


def trend(
    points: Sequence[TrendFigure],
    *,
    quantity: str,
    lang: Language,
    width: int = HALF,
    height: int = 104,
) -> Spec:
    """Draw a line with a fan to where it will be next year; a quotient also gets a line at 1.

    What withheld, hidden, noisy and rounded numbers allow is a band around the past years.

    Parameters
    ----------
    points
        One a year; undefined years break the line, those that cannot be judged are rings. One
        year alone is drawn as a dot, with its fan where there is one.
    quantity
        "quotient", or a count such as "employment".
    lang
        Language of labels and numbers.
    width, height
        Points.
    """
    rows = [_row(point, quantity, lang) for point in points]
    known = [row for row in rows if row["value"] is not None]
    fan = _fan_rows(points)
    axes = {"x": _years([*rows, *fan]), "y": _values(quantity, lang)}
    layers = [_neutral()] if quantity == "quotient" else []
    for layer in (*_fan(fan), _band(), _line(len(rows)), *_hollow(known), *_ends(known)):
        own = layer.get("encoding", {})
        y = {**axes["y"], **own.get("y", {})}
        layers.append({**layer, "encoding": {**own, "x": axes["x"], "y": y}})
    description = say("charts.trend", lang, quantity=quantities()[quantity].title.said(lang))
    return chart(lang, description, width=width, height=height, data={"values": rows}, layer=layers)


def _row(point: TrendFigure, quantity: str, lang: Language) -> Spec:
    within = point.value.within
    return {
        "year": point.year,
        "value": point.value.value,
        "low": within.low if within.doubtful else None,
        "high": within.high if within.doubtful else None,
        "text": show_estimate(point.value, quantity, lang),
        "unjudged": point.unjudged,
        "top": within.high if within.doubtful else point.value.value,
    }


def _fan_rows(points: Sequence[TrendFigure]) -> list[Spec]:
    """Open from the last year, where it is known, to the interval of the year after."""
    last = points[-1] if points else None
    if last is None or not last.value.known or not last.value.doubtful:
        return []
    value = last.value
    return [
        {"year": last.year, "low": value.value, "high": value.value},
        {"year": last.year + 1, "low": value.low, "high": value.high},
    ]


def _fan(rows: list[Spec]) -> list[Spec]:
    if not rows:
        return []
    ends = {"y": {"field": "low"}, "y2": {"field": "high"}}
    area = {"type": "area", "color": palette.ACCENT, "opacity": 0.13, "interpolate": "linear"}
    whisker = {"type": "rule", "color": palette.ACCENT, "strokeWidth": 1.2, "opacity": 0.7}
    return [
        {"data": {"values": rows}, "mark": area, "encoding": ends},
        {"data": {"values": rows[1:]}, "mark": whisker, "encoding": ends},
    ]


def _years(rows: Sequence[Spec]) -> Spec:
    years = sorted({row["year"] for row in rows})
    step = max(1, -(-len(years) // YEARS))
    shown = years[::-1][::step][::-1]
    return {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [min(years), max(years)], "nice": False, "padding": 16},
        "axis": {"values": shown, "format": "d", "domain": True},
    }


def _values(quantity: str, lang: Language) -> Spec:
    labels = {"quotient": QUOTIENT_LABELS, "strength": "format(datum.value, '.0%')"}
    return {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"zero": True, "nice": True},
        "axis": {
            "tickCount": 4,
            "grid": True,
            "gridColor": palette.LINE,
            "gridWidth": 0.5,
            "domain": False,
            "ticks": False,
            "labelExpr": labels.get(quantity, COUNT_LABELS[lang]),
        },
    }


def _band() -> Spec:
    style = {"color": palette.ACCENT, "opacity": 0.16, "interpolate": "linear", "invalid": BROKEN}
    return {
        "mark": {"type": "area", **style},
        "encoding": {"y": {"field": "low"}, "y2": {"field": "high"}},
    }


def _line(years: int) -> Spec:
    dot = {"size": 18, "filled": True, "color": palette.ACCENT, "invalid": "filter"}
    point = dot if years <= DOTS else False
    style = {"color": palette.ACCENT, "strokeWidth": 1.6, "invalid": BROKEN}
    return {"mark": {"type": "line", "point": point, **style}}


def _hollow(known: Sequence[Spec]) -> list[Spec]:
    """Draw the years that cannot be judged as rings."""
    rows = [row for row in known if row["unjudged"]]
    if not rows:
        return []
    ring = {"fill": palette.PAPER, "stroke": palette.ACCENT, "strokeWidth": 1.2, "opacity": 1}
    mark = {"type": "point", "size": 30, "strokeDash": [2, 1.4], **ring}
    return [{"data": {"values": rows}, "mark": mark}]


def _ends(known: Sequence[Spec]) -> list[Spec]:
    """Write the last value, and the first where there are several; a single dot has whiskers."""
    if not known:
        return []
    words: list[Spec] = [
        {
            "data": {"values": [row]},
            "mark": {"type": "text", "dy": -7, "align": align, "fontWeight": weight},
            "encoding": {"text": {"field": "text", "type": "nominal"}, "y": {"field": "top"}},
        }
        for row, align, weight in [
            (known[0], "left", "normal"),
            (known[-1], "right", "bold"),
        ][-min(2, len(known)) :]
    ]
    if len(known) > 1:
        return words
    words[0]["mark"].update({"align": "left", "dx": 8, "dy": 0})
    del words[0]["encoding"]["y"]
    whisker = {
        "mark": {"type": "rule", "color": palette.ACCENT, "strokeWidth": 1.2},
        "encoding": {"y": {"field": "low"}, "y2": {"field": "high"}},
    }
    return [whisker, *words] if known[0]["low"] is not None else words


def _neutral() -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": palette.MUTED, "strokeDash": [3, 3], "strokeWidth": 0.8},
        "encoding": {"y": {"datum": 1, "type": "quantitative"}},
    }
