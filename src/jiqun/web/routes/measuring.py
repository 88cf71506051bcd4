"""Routes that compute measures from the workspace as it is now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from jiqun.studies.browsing.measuring import (
    ComplexityRanking,
    CurveFilters,
    IndustrySpace,
    MeasureCurve,
    MeasureFilters,
    MeasureValues,
    SpaceFilters,
    complexity_ranking,
    industry_space,
    measure_curve,
    measure_values,
)
from jiqun.web.answers import json_answer
from jiqun.web.parameters import Id, Newest, asked

api = APIRouter(tags=["measures"])
SpaceOf = Annotated[SpaceFilters, asked(SpaceFilters)]


@api.get("/measures/{id}/values", response_model=MeasureValues)
def values_route(
    request: Request,
    shown: Newest,
    id: Id,
    filters: Annotated[MeasureFilters, asked(MeasureFilters)],
) -> Response:
    """Compute a measure of regions, industries or cells from activity."""
    return json_answer(request, measure_values(shown, id, filters=filters))


@api.get("/measures/{id}/curve", response_model=MeasureCurve)
def curve_route(
    request: Request,
    shown: Newest,
    id: Id,
    filters: Annotated[CurveFilters, asked(CurveFilters)],
) -> Response:
    """Compute a distance-based measure of an industry's organisations, with its envelope."""
    return json_answer(request, measure_curve(shown, id, filters))


@api.get("/industry-space", response_model=IndustrySpace)
def space_route(request: Request, shown: Newest, filters: SpaceOf) -> Response:
    """Give the network of related categories, with positions."""
    return json_answer(request, industry_space(shown, filters))


@api.get("/complexity", response_model=ComplexityRanking)
def complexity_route(request: Request, shown: Newest, filters: SpaceOf) -> Response:
    """Rank regions and categories by economic complexity."""
    return json_answer(request, complexity_ranking(shown, filters))
