"""What every chart shares: type, axes, sizes, the number formats of axes."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from jiqun.charts import palette
from jiqun.core import Language

Spec = dict[str, Any]
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
#: Widths in points on an A4 page with 16 mm margins.
FULL, HALF = 504, 244
#: Families in order; the reader's own fonts are never asked.
FAMILIES: Final[dict[Language, str]] = {
    "en": "Noto Sans, Noto Sans SC",
    "zh": "Noto Sans SC, Noto Sans",
}
SIZE = 7.5
#: Axis labels of counts in each language.
COUNT_LABELS: Final[dict[Language, str]] = {
    "en": "datum.value >= 1e6 ? format(datum.value / 1e6, ',~r') + ' m' : format(datum.value, ',')",
    "zh": "datum.value >= 1e8 ? format(datum.value / 1e8, ',~r') + '亿' : "
    "datum.value >= 1e4 ? format(datum.value / 1e4, ',~r') + '万' : format(datum.value, ',')",
}
QUOTIENT_LABELS: Final = (
    "datum.value == 0 ? '0' : datum.value < 1 ? (1 / datum.value == round(1 / datum.value) ? "
    "'1/' + 1 / datum.value : "
    "format(datum.value, '.2~f')) : format(datum.value, ',~r')"
)
#: Marks that never begin a line: full-width comma, stop, colon, brackets and so on.
CLOSING: Final = tuple("\uff0c\u3002\u3001\uff1b\uff1a\uff09\u300b\u300d\u300f")
#: A key is unique and sorted; its words follow the tab and may have several lines.
LABEL_LINES: Final = "split(split(datum.label, '\\t')[1], '\\n')"


def chart(
    lang: Language, description: str, *, width: int, height: int, right: int = 8, **rest: Any
) -> Spec:
    """Build a chart of a fixed size with the house's type and axes."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 1, "right": right, "top": 4, "bottom": 2},
        "background": "transparent",
        "config": config(lang),
        **rest,
    }


def config(lang: Language) -> Spec:
    """Give the type, colours and hairlines of every chart."""
    families = FAMILIES[lang]
    return {
        "font": families,
        "view": {"stroke": None},
        "mark": {"invalid": "show"},
        "axis": {
            "labelFontSize": SIZE,
            "labelColor": palette.MUTED,
            "labelLimit": 240,
            "labelLineHeight": SIZE + 2,
            "titleFontSize": SIZE,
            "titleFontWeight": "normal",
            "titleColor": palette.MUTED,
            "grid": False,
            "domainColor": palette.LINE,
            "tickColor": palette.LINE,
            "tickSize": 3,
            "labelPadding": 4,
        },
        "legend": {
            "labelFontSize": SIZE,
            "labelColor": palette.MUTED,
            "titleFontSize": SIZE,
            "titleFontWeight": "normal",
            "titleColor": palette.MUTED,
        },
        "text": {"fontSize": SIZE, "color": palette.INK, "font": families},
    }


def rows_axis() -> Spec:
    """Give the vertical channel of a chart with one named row a line."""
    return {
        "field": "key",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {
            "labelExpr": LABEL_LINES,
            "domain": False,
            "ticks": False,
            "labelColor": palette.INK,
            "labelLimit": 0,
            "labelOffset": {
                "condition": {"test": "indexof(datum.label, '\\n') > 0", "value": -5},
                "value": 0,
            },
        },
    }


def on_rows(layers: list[Spec]) -> list[Spec]:
    """Give every layer the shared rows, but for those that span all of them."""
    return [
        layer
        if layer.pop("spans_rows", False)
        else {**layer, "encoding": {**layer.get("encoding", {}), "y": rows_axis()}}
        for layer in layers
    ]


def key(at: int, label: str, *, columns: int = 26) -> str:
    """Give a row's key: its place, then its words in lines of at most ``columns``."""
    return f"{at:03d}\t" + "\n".join(wrap(label.replace("\t", " "), columns))


def wrap(text: str, columns: int) -> list[str]:
    """Break words (Chinese anywhere) into at most two lines; a third would be cut with "…".

    A Chinese character takes two columns.

    Examples
    --------
    >>> wrap("Aerospace Vehicles and Defense", 18)
    ['Aerospace Vehicles', 'and Defense']
    >>> wrap("信息技术与分析仪器", 12)
    ['信息技术与分', '析仪器']
    """
    lines: list[str] = [""]
    for piece in _pieces(" ".join(text.split())):
        if lines[-1] and columns_of(lines[-1] + piece.rstrip()) > columns:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    lines = [line.rstrip() for line in lines]
    if len(lines) > 2:  # noqa: PLR2004 - two lines
        lines = [lines[0], _cut(lines[1], columns - 1) + "…"]
    return [_cut(line, columns + 4) for line in lines]


def columns_of(text: str) -> int:
    """Count the columns of a text; wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str, columns: int) -> str:
    while columns_of(text) > columns:
        text = text[:-1]
    return text


def _pieces(text: str) -> list[str]:
    """Split after spaces, hyphens and wide characters; closing marks stay with what is before."""
    pieces: list[str] = []
    start = 0
    for at, char in enumerate(text):
        wide = unicodedata.east_asian_width(char) in "WF"
        following = text[at + 1 : at + 2]
        ends = (
            char in " -/·"
            or wide
            or (following and unicodedata.east_asian_width(following) in "WF")
        )
        if ends and following not in CLOSING:
            pieces.append(text[start : at + 1])
            start = at + 1
    return [*pieces, text[start:]] if start < len(text) else pieces
