"""A small map without tiles: the region among its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jiqun.charts import palette
from jiqun.charts.figures import MapFigure, MapShape
from jiqun.charts.marks import HALF, Spec, chart, columns_of
from jiqun.core import Language, say

_AT: Spec = {
    "longitude": {"field": "x", "type": "quantitative"},
    "latitude": {"field": "y", "type": "quantitative"},
}
#: A letter's width and a line's height.
LETTER, LINE = 4.2, 9.5
#: Where a name may stand, best first: right and up from its point, and how it is aligned.
SPOTS = ((0.0, 9.0, "center"), (0.0, -9.0, "center"), (7.0, 0.0, "left"), (-7.0, 0.0, "right"))
#: Height of the legend below the map.
LEGEND = 24
LEGENDS = {"quotient": [0.25, 0.5, 1, 2, 4], "strength": None}


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


def locator_map(
    figure: MapFigure, *, lang: Language, width: int = HALF, tallest: int = 180
) -> Spec:
    """Draw the regions in view, the page's own with a strong edge.

    Parameters
    ----------
    figure
        Regions and frame in plane coordinates; a region without boundary is a point.
    lang
        Language of the legend.
    width, tallest
        Points; the height follows from the frame's shape up to ``tallest``.
    """
    left, bottom, right, top = figure.frame
    ground = min(width * (top - bottom) / max(right - left, 1e-9), tallest)
    shapes = [_feature(shape) for shape in figure.shapes if not _is_point(shape)]
    points = [_feature(shape) for shape in figure.shapes if _is_point(shape)]
    here = [_feature(shape) for shape in figure.shapes if shape.here]
    layers = [
        _layer([_frame(figure.frame)], fill="transparent", stroke=None),
        _coloured(shapes, figure.quantity),
        _layer([_bare(g) for g in figure.outlines], stroke=palette.MUTED, width=0.9),
        _points(points, figure.quantity, legend=not shapes),
        _here(here, filled=not figure.quantity),
        _doubt(figure.shapes),
        *_labels(figure, lang, width / max(right - left, 1e-9)),
    ]
    return chart(
        lang,
        say("charts.map", lang),
        width=width,
        height=round(ground) + (LEGEND if figure.quantity else 0),
        layer=[layer for layer in layers if layer["data"]["values"]],
        projection={"type": "identity", "reflectY": True, "pointRadius": 3},
    )


def _is_point(shape: MapShape) -> bool:
    return bool(shape.geometry["type"] == "Point")


def _feature(shape: MapShape) -> Spec:
    return {
        "type": "Feature",
        "geometry": dict(shape.geometry),
        "value": shape.value,
        "doubtful": shape.doubtful,
        "unjudged": shape.unjudged,
    }


def _bare(geometry: Mapping[str, Any]) -> Spec:
    return {"type": "Feature", "geometry": dict(geometry)}


def _frame(frame: tuple[float, float, float, float]) -> Spec:
    left, bottom, right, top = frame
    return _bare({"type": "MultiPoint", "coordinates": [[left, bottom], [right, top]]})


def _layer(
    features: Sequence[Spec], *, stroke: str | None, width: float = 0.5, fill: str | None = None
) -> Spec:
    mark = {"type": "geoshape", "filled": fill is not None, "strokeWidth": width}
    mark |= {"fill": fill} if fill else {}
    mark |= {"stroke": stroke, "strokeJoin": "round"} if stroke else {"stroke": None}
    return {"data": {"values": list(features)}, "mark": mark}


def _coloured(features: Sequence[Spec], quantity: str) -> Spec:
    spec = _layer(features, stroke=palette.PAPER, width=0.5, fill=palette.BASE)
    if quantity and any(feature["value"] is not None for feature in features):
        del spec["mark"]["fill"]
        spec["encoding"] = {
            "fill": _fill(quantity),
            "fillOpacity": {"condition": {"test": "datum.doubtful", "value": 0.45}, "value": 1},
            "stroke": {
                "condition": {"test": "datum.unjudged", "value": palette.MUTED},
                "value": palette.PAPER,
            },
            "strokeDash": {"condition": {"test": "datum.unjudged", "value": [2, 1.6]}, "value": []},
        }
    return spec


def _points(features: Sequence[Spec], quantity: str, *, legend: bool) -> Spec:
    spec = _layer(features, stroke=palette.PAPER, width=0.5, fill=palette.LOCAL)
    if quantity and any(feature["value"] is not None for feature in features):
        del spec["mark"]["fill"]
        spec["encoding"] = {"fill": _fill(quantity, legend=legend)}
    return spec


def _here(features: Sequence[Spec], *, filled: bool) -> Spec:
    if filled:
        return _layer(features, stroke=palette.PAPER, width=0.8, fill=palette.ACCENT)
    return _layer(features, stroke=palette.INK, width=1.6)


def _doubt(shapes: Sequence[MapShape]) -> Spec:
    places = [
        shape.centre for shape in shapes if shape.doubtful and not shape.unjudged and shape.centre
    ]
    return {
        "data": {"values": [{"x": place[0], "y": place[1]} for place in places]},
        "mark": {"type": "circle", "size": 4, "color": palette.MUTED, "opacity": 1},
        "encoding": _AT,
    }


def _labels(figure: MapFigure, lang: Language, scale: float) -> list[Spec]:
    """Write names beside their points, those of the page's own first, none over another."""
    wanted = [shape for shape in figure.shapes if shape.labelled and shape.centre]
    wanted.sort(key=lambda shape: not shape.here)
    taken = [_box(s.centre, scale, (0, 0), 3, 3) for s in wanted if s.centre]
    marks = []
    for shape in wanted:
        name, centre = shape.name.of(lang), shape.centre or (0.0, 0.0)
        half = LETTER * columns_of(name) / 2
        spots = [(*spot, _beside(centre, scale, spot, half)) for spot in SPOTS]
        free = [s for s in spots if not any(_overlap(s[3], other) for other in taken)]
        if free or shape.here:
            dx, dy, align, box = (free or spots)[0]
            taken.append(box)
            marks.append(_label(name, centre, dx, -dy, align, here=shape.here))
    return marks


def _beside(
    centre: tuple[float, float], scale: float, spot: tuple[float, float, str], half: float
) -> tuple[float, float, float, float]:
    dx, dy, align = spot
    middle = dx + {"center": 0.0, "left": half, "right": -half}[align]
    return _box(centre, scale, (middle, dy), half, LINE / 2)


def _box(
    centre: tuple[float, float], scale: float, shift: tuple[float, float], half: float, tall: float
) -> tuple[float, float, float, float]:
    x, y = centre[0] * scale + shift[0], centre[1] * scale + shift[1]
    return (x - half, y - tall, x + half, y + tall)


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _label(
    name: str, centre: tuple[float, float], dx: float, dy: float, align: str, *, here: bool
) -> Spec:
    weight, colour = ("bold", palette.INK) if here else ("normal", palette.MUTED)
    mark = {"type": "text", "dx": dx, "dy": dy, "align": align, "baseline": "middle"}
    return {
        "data": {"values": [{"x": centre[0], "y": centre[1], "name": name}]},
        "mark": {**mark, "fontWeight": weight, "color": colour},
        "encoding": {**_AT, "text": {"field": "name", "type": "nominal"}},
    }


def _fill(quantity: str, *, legend: bool = True) -> Spec:
    return {
        "condition": [
            {"test": "datum.unjudged", "value": palette.PAPER},
            {"test": "!isValid(datum.value)", "value": palette.BASE},
        ],
        "field": "value",
        "type": "quantitative",
        "scale": quotient_scale()
        if quantity == "quotient"
        else {"range": list(palette.SEQUENTIAL), "zero": True, "nice": True},
        "legend": _legend(quantity) if legend else None,
    }


def _legend(quantity: str) -> Spec:
    scale = (
        {"values": LEGENDS[quantity]}
        if LEGENDS.get(quantity)
        else {"format": ".0%", "tickCount": 3}
    )
    return {
        "title": None,
        "orient": "bottom",
        "offset": 4,
        "direction": "horizontal",
        "gradientLength": 120,
        "gradientThickness": 6,
        "labelFontSize": 7.5,
        **scale,
    }
