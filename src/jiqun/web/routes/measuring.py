"""Routes that compute measures from a commit of the workspace."""

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
from jiqun.web.access import needs
from jiqun.web.computing import computed
from jiqun.web.parameters import Id, Shown, asked

api = APIRouter(tags=["measures"], dependencies=[needs("read")])
SpaceOf = Annotated[SpaceFilters, asked(SpaceFilters)]


@api.get("/measures/{id}/values", response_model=MeasureValues)
async def values_route(
    request: Request,
    shown: Shown,
    id: Id,
    filters: Annotated[MeasureFilters, asked(MeasureFilters)],
) -> Response:
    """Compute a measure of regions, industries or cells from activity."""
    return await computed(request, shown, measure_values, id, filters=filters)


@api.get("/measures/{id}/curve", response_model=MeasureCurve)
async def curve_route(
    request: Request,
    shown: Shown,
    id: Id,
    filters: Annotated[CurveFilters, asked(CurveFilters)],
) -> Response:
    """Compute a distance-based measure of an industry's organisations, with its envelope."""
    return await computed(request, shown, measure_curve, id, filters)


@api.get("/industry-space", response_model=IndustrySpace)
async def space_route(request: Request, shown: Shown, filters: SpaceOf) -> Response:
    """Give the network of related categories, with positions."""
    return await computed(request, shown, industry_space, filters)


@api.get("/complexity", response_model=ComplexityRanking)
async def complexity_route(request: Request, shown: Shown, filters: SpaceOf) -> Response:
    """Rank regions and categories by economic complexity."""
    return await computed(request, shown, complexity_ranking, filters)
