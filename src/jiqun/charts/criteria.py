"""How a cell stands to the thresholds of a scheme: one bullet a criterion."""

from __future__ import annotations

from collections.abc import Sequence

from jiqun.charts import palette
from jiqun.charts.figures import CriterionFigure
from jiqun.charts.marks import FULL, Spec, chart, key, on_rows
from jiqun.charts.numbers import show_estimate, unit_of
from jiqun.core import Language, say, show_against

#: Ratios beyond these are drawn at the edge.
EDGES = (1 / 8, 8.0)
TICKS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]
ROW = 18
PASSED = {True: "yes", False: "no", None: "unknown"}


def criteria_bullets(
    criteria: Sequence[CriterionFigure], *, lang: Language, width: int = FULL, columns: int = 58
) -> Spec:
    """Draw each value over its threshold (which stands at 1) with its interval.

    The axis is logarithmic, so twice and half are equally far; a criterion that cannot be
    decided gets its row and no mark. Ratios beyond 8 or below 1/8 stand at the edge, and so do
    numbers that are not positive: on the side of what was decided.

    Parameters
    ----------
    criteria
        In the scheme's order.
    lang
        Language of labels and numbers.
    width
        Points.
    columns
        Latin letters a line of the criterion's title may have.
    """
    rows = [_row(at, one, lang, columns) for at, one in enumerate(criteria)]
    layers = [_ground(), _threshold(), _whisker(), _dot(), _word()]
    return chart(
        lang,
        say("charts.criteria", lang),
        width=width,
        height=ROW * len(rows) + 22,
        right=46,
        data={"values": rows},
        transform=_ratios(),
        layer=on_rows(layers),
    )


def _row(at: int, one: CriterionFigure, lang: Language, columns: int) -> Spec:
    value, threshold = one.value.value, one.threshold
    row: Spec = {"value": None, "low": None, "high": None, "threshold": threshold}
    if value is not None and threshold is not None:
        if value > 0 and threshold > 0:
            ends = (one.value.low, one.value.high) if one.value.doubtful else (None, None)
            row |= {"value": value, "low": ends[0], "high": ends[1]}
        else:
            row |= {"value": EDGES[1] if one.passed else EDGES[0], "threshold": 1}
    known = _said(one, lang)
    return row | {
        "key": key(at, one.title.of(lang), columns=columns),
        "passed": PASSED[one.passed],
        "filled": "unsure" if _unsure(one) else PASSED[one.passed],
        "text": known or say("charts.no_data", lang),
    }


def _said(one: CriterionFigure, lang: Language) -> str:
    """Write the value, on the side of the threshold on which it lies."""
    if one.threshold is None or not one.value.known:
        return show_estimate(one.value, one.quantity, lang) if one.value.known else ""
    return show_against(one.value.value, one.threshold, unit_of(one.quantity), lang)


def _unsure(one: CriterionFigure) -> bool:
    """Say whether next year the value may be on the other side of the threshold."""
    low, high, at = one.value.low, one.value.high, one.threshold
    if low is None or high is None or at is None:
        return False
    return one.value.doubtful and low < at < high


def _ratios() -> list[Spec]:
    low, high = EDGES
    return [
        {
            "calculate": f"isValid(datum.{end}) ? "
            f"clamp(datum.{end} / datum.threshold, {low}, {high}) : null",
            "as": f"{end}_ratio",
        }
        for end in ("value", "low", "high")
    ]


def _x(at: str | float) -> Spec:
    return {
        **({"field": at} if isinstance(at, str) else {"datum": at}),
        "type": "quantitative",
        "title": None,
        "scale": {"type": "log", "domain": list(EDGES), "nice": False, "clamp": True},
        "axis": {
            "values": TICKS,
            "labelExpr": "datum.value < 1 ? '1/' + 1 / datum.value : '×' + datum.value",
            "domain": False,
            "ticks": False,
        },
    }


def _ground() -> Spec:
    """A bar from the edge to the threshold: the way to go."""
    return {
        "mark": {"type": "bar", "height": 7, "color": palette.BASE},
        "encoding": {"x": _x(EDGES[0]), "x2": {"datum": EDGES[1]}},
    }


def _threshold() -> Spec:
    return {
        "mark": {"type": "tick", "color": palette.INK, "thickness": 1.4, "size": 13},
        "encoding": {"x": _x(1)},
    }


def _whisker() -> Spec:
    return {
        "transform": [{"filter": "isValid(datum.low_ratio)"}],
        "mark": {"type": "rule", "color": palette.INK, "strokeWidth": 1.2},
        "encoding": {"x": _x("low_ratio"), "x2": {"field": "high_ratio"}},
    }


def _dot() -> Spec:
    return {
        "transform": [{"filter": "isValid(datum.value_ratio)"}],
        "mark": {"type": "point", "filled": True, "size": 46, "opacity": 1, "strokeWidth": 1.4},
        "encoding": {
            "x": _x("value_ratio"),
            "fill": {
                "field": "filled",
                "type": "nominal",
                "legend": None,
                "scale": {
                    "domain": ["yes", "no", "unknown", "unsure"],
                    "range": [palette.ACCENT, palette.WARN, palette.PAPER, palette.PAPER],
                },
            },
            "stroke": {
                "field": "passed",
                "type": "nominal",
                "legend": None,
                "scale": {
                    "domain": ["yes", "no", "unknown"],
                    "range": [palette.ACCENT, palette.WARN, palette.MUTED],
                },
            },
        },
    }


def _word() -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "dx": 10, "fontWeight": "bold"},
        "encoding": {
            "x": {"value": "width"},
            "text": {"field": "text", "type": "nominal"},
        },
    }
