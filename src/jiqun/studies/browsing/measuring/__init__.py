"""Measures of the workspace, computed when they are asked for."""

from jiqun.studies.browsing.measuring.spaces import (
    ComplexityRanking,
    IndustrySpace,
    SpaceFilters,
    complexity_ranking,
    industry_space,
)
from jiqun.studies.browsing.measuring.values import (
    CurveFilters,
    MeasureCurve,
    MeasureFilters,
    MeasureValues,
    measure_curve,
    measure_values,
)

__all__ = [
    "ComplexityRanking",
    "CurveFilters",
    "IndustrySpace",
    "MeasureCurve",
    "MeasureFilters",
    "MeasureValues",
    "SpaceFilters",
    "complexity_ranking",
    "industry_space",
    "measure_curve",
    "measure_values",
]
