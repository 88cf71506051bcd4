"""Routes about definition sets: lists, one set, an industry's place, one of one's own."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies.browsing.definitions import (
    DefinitionDetail,
    DefinitionPage,
    IndustryDetail,
    Tried,
    TriedDefinition,
    category_rows,
    definition_detail,
    definition_frame,
    definition_industry,
    definition_list,
    tried_frame,
    try_definition,
)
from jiqun.studies.browsing.lists import MOST_LETTERS
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, wanted
from jiqun.web.computing import filed
from jiqun.web.described import files
from jiqun.web.parameters import FormatOf, PageOf, SetOf, Shown, asked

api = APIRouter(tags=["definitions"], dependencies=[needs("read")])


@api.get("/definitions", response_model=DefinitionPage, responses=files())
async def definitions_route(
    request: Request, shown: Shown, page: PageOf, format: FormatOf = None
) -> Response:
    """List the definition sets, given and derived."""
    form = wanted(request, format)
    if form != "json":
        return await filed(request, shown, definition_frame, name="definitions", format=form)
    return await run_in_threadpool(lambda: json_answer(request, definition_list(shown, page=page)))


@api.get("/definitions/try", response_model=TriedDefinition, responses=files())
async def try_route(
    request: Request,
    shown: Shown,
    tried: Annotated[Tried, asked(Tried)],
    csv: Annotated[
        Literal["", "categories"],
        Query(description="categories: the rows that `jiqun load WORKSPACE categories` reads."),
    ] = "",
    format: FormatOf = None,
) -> Response:
    """Measure and rate a category of one's own in every region; nothing is kept."""
    if csv:
        return await filed(request, shown, category_rows, tried, name="categories", format="csv")
    form = wanted(request, format)
    if form != "json":
        return await filed(request, shown, tried_frame, tried, name="cells", format=form)
    return await run_in_threadpool(lambda: json_answer(request, try_definition(shown, tried)))


@api.get("/definitions/{definition}", response_model=DefinitionDetail)
def definition_route(request: Request, shown: Shown, definition: SetOf) -> Response:
    """Give a definition set: categories, industries, candidates, relations, agreement."""
    return json_answer(request, definition_detail(shown, definition))


@api.get("/definitions/{definition}/industries/{industry}", response_model=IndustryDetail)
def industry_route(
    request: Request,
    shown: Shown,
    definition: SetOf,
    industry: Annotated[str, Path(description="An industry's code.", max_length=MOST_LETTERS)],
) -> Response:
    """Give an industry's place in a set, and the industries most like it by each matrix."""
    return json_answer(request, definition_industry(shown, definition, industry))
