"""Routes about regions: lists, one region, boundaries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from jiqun.studies.browsing.lists import Page
from jiqun.studies.browsing.regions import (
    RegionDetail,
    RegionFilters,
    RegionRow,
    Resemblance,
    geometry,
    region_detail,
    region_list,
    resemblance,
)
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, packed_answer
from jiqun.web.described import geojson
from jiqun.web.parameters import (
    Definition,
    LedBy,
    LevelOf,
    PageOf,
    Region,
    Shown,
    Year,
    asked,
)

api = APIRouter(tags=["regions"], dependencies=[needs("read")])


@api.get("/regions", response_model=Page[RegionRow])
def regions_route(
    request: Request,
    shown: Shown,
    filters: Annotated[RegionFilters, asked(RegionFilters)],
    page: PageOf,
) -> Response:
    """List regions."""
    return json_answer(request, region_list(shown, filters=filters, page=page))


@api.get("/regions/{region}", response_model=RegionDetail)
def region_route(
    request: Request,
    shown: Shown,
    region: Region,
    year: Year = None,
    definition: Definition = None,
) -> Response:
    """Give a region's profile, trend and cells."""
    return json_answer(request, region_detail(shown, region, year=year, definition=definition))


@api.get("/regions/{region}/resemblance", response_model=Resemblance)
def resemblance_route(
    request: Request, shown: Shown, region: Region, quantity: LedBy = None
) -> Response:
    """Say how like the whole a region's economy is, over the years."""
    return json_answer(request, resemblance(shown, region, quantity=quantity))


@api.get(
    "/geometry",
    response_class=Response,
    responses=geojson("Boundaries, simplified together."),
)
def geometry_route(request: Request, shown: Shown, level: LevelOf) -> Response:
    """Give the regions of a level as GeoJSON."""
    return packed_answer(request, geometry(shown, level=level), "application/geo+json")
