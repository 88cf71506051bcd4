"""Floor 7: results become charts, as Vega-Lite dictionaries, and SVG in the packaged fonts.

Knows colours, marks, scales and how a number is written in each language.
Must not know how a number was computed, where it is kept or who looks at it: nothing is
computed here beyond where a mark stands.
"""

from jiqun.charts.criteria import criteria_bullets
from jiqun.charts.figures import (
    CriterionFigure,
    Estimate,
    MapFigure,
    MapShape,
    Names,
    PortfolioFigure,
    RankingFigure,
    RatingFigure,
    TrendFigure,
)
from jiqun.charts.maps import locator_map
from jiqun.charts.numbers import show_estimate, show_interval, show_number, show_quotient
from jiqun.charts.portfolios import portfolio_bubbles
from jiqun.charts.rankings import quotient_dots
from jiqun.charts.ratings import rating_bars
from jiqun.charts.rendering import FONTS, render_png, render_svg
from jiqun.charts.trends import trend
from jiqun.core import show_chance, show_count, show_growth, show_share

__all__ = [
    "FONTS",
    "CriterionFigure",
    "Estimate",
    "MapFigure",
    "MapShape",
    "Names",
    "PortfolioFigure",
    "RankingFigure",
    "RatingFigure",
    "TrendFigure",
    "criteria_bullets",
    "locator_map",
    "portfolio_bubbles",
    "quotient_dots",
    "rating_bars",
    "render_png",
    "render_svg",
    "show_chance",
    "show_count",
    "show_estimate",
    "show_growth",
    "show_interval",
    "show_number",
    "show_quotient",
    "show_share",
    "trend",
]
