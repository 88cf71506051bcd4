"""How many cells have each rating, and for how many of them it is sure."""

from __future__ import annotations

from collections.abc import Sequence

from jiqun.charts import palette
from jiqun.charts.figures import RatingFigure
from jiqun.charts.marks import FULL, Spec, chart, key, on_rows
from jiqun.core import Language, say

ROW, TALL_ROW, THICK = 16, 22, 9
#: Parts of a bar, from its foot: as they are named, and how strongly they are filled.
PARTS = {"sure": 1.0, "unsure": 0.3, "open": 0.0}


def rating_bars(
    rows: Sequence[RatingFigure], *, lang: Language, width: int = FULL, columns: int = 34
) -> Spec:
    """Draw a bar a rating: solid what is sure, pale what is not, hollow what nobody knows.

    Parameters
    ----------
    rows
        In the order to be drawn.
    lang
        Language of labels and numbers.
    width
        Points.
    columns
        Latin letters a line of a name may have.
    """
    keys = [key(at, row.name.of(lang), columns=columns) for at, row in enumerate(rows)]
    data = _parts(rows, keys)
    ends = [
        {"key": name, "end": row.count, "text": _said(row, lang)}
        for name, row in zip(keys, rows, strict=True)
    ]
    x = {"field": "start", "type": "quantitative", "title": None, "axis": None}
    bar = {
        "mark": {"type": "bar", "height": THICK, "stroke": palette.ACCENT, "strokeWidth": 0.8},
        "encoding": {
            "x": x,
            "x2": {"field": "end"},
            "fill": {"value": palette.ACCENT},
            "fillOpacity": {"field": "fill", "type": "quantitative", "scale": None, "legend": None},
        },
    }
    word = {
        "data": {"values": ends},
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {
            "x": {**x, "field": "end"},
            "text": {"field": "text", "type": "nominal"},
        },
    }
    step = TALL_ROW if any("\n" in one for one in keys) else ROW
    return chart(
        lang,
        say("charts.ratings", lang),
        width=width,
        height=step * len(rows) + 6,
        right=90,
        data={"values": data},
        layer=on_rows([bar, word]),
    )


def _parts(rows: Sequence[RatingFigure], keys: Sequence[str]) -> list[Spec]:
    """Give the parts of every bar that are there, end to end."""
    found = []
    for row, name in zip(rows, keys, strict=True):
        start = 0
        for part, fill in PARTS.items():
            count = getattr(row, part)
            if count:
                found.append({"key": name, "start": start, "end": start + count, "fill": fill})
            start += count
    return found


def _said(row: RatingFigure, lang: Language) -> str:
    return say("charts.ratings_sure", lang, n=row.count, sure=row.sure)
