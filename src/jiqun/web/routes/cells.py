"""Routes about cells: categories, lists, one cell, a quantity on the map."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies.browsing import MapFilters, MapValues, map_values
from jiqun.studies.browsing.cells import (
    CategoryRow,
    CellDetail,
    CellFilters,
    CellRow,
    Visible,
    category_list,
    cell_detail,
    cell_frame,
    cell_list,
    visible,
)
from jiqun.studies.browsing.lists import MOST_LETTERS, Page, Paging
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, wanted
from jiqun.web.computing import filed
from jiqun.web.described import files
from jiqun.web.parameters import Cell, Definition, FormatOf, PageOf, Shown, Year, asked

api = APIRouter(tags=["cells"], dependencies=[needs("read")])


@api.get("/categories", response_model=Page[CategoryRow])
def categories_route(
    request: Request,
    shown: Shown,
    page: Annotated[Paging, asked(Paging, limit=1000)],
    definition: Annotated[
        str, Query(description="All where left out.", max_length=MOST_LETTERS)
    ] = "",
) -> Response:
    """List the categories that cells are of."""
    return json_answer(request, category_list(shown, definition=definition, page=page))


@api.get("/map", response_model=MapValues)
def map_route(
    request: Request, shown: Shown, filters: Annotated[MapFilters, asked(MapFilters)]
) -> Response:
    """Give one quantity over all regions of a level, with intervals and imputed shares."""
    return json_answer(request, map_values(shown, filters))


@api.get("/visible", response_model=Visible)
def visible_route(request: Request, shown: Shown, definition: Definition = None) -> Response:
    """Say how much of the employment is published, by level, year and category."""
    return json_answer(request, visible(shown, definition=definition))


@api.get("/cells", response_model=Page[CellRow], responses=files())
async def cells_route(
    request: Request,
    shown: Shown,
    filters: Annotated[CellFilters, asked(CellFilters)],
    page: PageOf,
    format: FormatOf = None,
) -> Response:
    """List cells with their ratings; CSV, Parquet and Excel give the whole list."""
    form = wanted(request, format)
    if form != "json":
        return await filed(request, shown, cell_frame, filters=filters, name="cells", format=form)
    return await run_in_threadpool(
        lambda: json_answer(request, cell_list(shown, filters=filters, page=page))
    )


@api.get("/cells/{cell:path}", response_model=CellDetail)
def cell_route(request: Request, shown: Shown, cell: Cell, year: Year = None) -> Response:
    """Give all that is known of a cell."""
    return json_answer(request, cell_detail(shown, cell, year=year))
