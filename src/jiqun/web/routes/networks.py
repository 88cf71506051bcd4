"""Routes about the analysed network: figures, organisations, communities, a picture."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies.browsing.lists import MOST_LETTERS
from jiqun.studies.browsing.networks import (
    ActorDetail,
    ActorFilters,
    ActorPage,
    GroupPage,
    Layout,
    LayoutFilters,
    NetworkSummary,
    actor_detail,
    actor_frame,
    actor_list,
    group_list,
    network_layout,
    network_summary,
)
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, wanted
from jiqun.web.computing import filed
from jiqun.web.described import files
from jiqun.web.parameters import FormatOf, Organisation, PageOf, Shown, asked

api = APIRouter(tags=["networks"], dependencies=[needs("read")])
SortOf = Annotated[
    str,
    Query(description="A column, with - before it for the largest first.", max_length=MOST_LETTERS),
]


@api.get("/network", response_model=NetworkSummary)
def network_route(request: Request, shown: Shown) -> Response:
    """Give the figures of the whole network, its kinds of actor, and what deserves doubt."""
    return json_answer(request, network_summary(shown))


@api.get("/network/nodes", response_model=ActorPage, responses=files())
async def nodes_route(
    request: Request,
    shown: Shown,
    filters: Annotated[ActorFilters, asked(ActorFilters)],
    page: PageOf,
    format: FormatOf = None,
) -> Response:
    """List organisations with their measures; CSV, Parquet and Excel give the whole list."""
    form = wanted(request, format)
    if form != "json":
        return await filed(
            request, shown, actor_frame, filters=filters, name="network", format=form
        )
    return await run_in_threadpool(
        lambda: json_answer(request, actor_list(shown, filters=filters, page=page))
    )


@api.get("/network/communities", response_model=GroupPage)
def communities_route(
    request: Request, shown: Shown, page: PageOf, sort: SortOf = "community"
) -> Response:
    """List communities with their kinds of actor and best-tied members, the largest first."""
    return json_answer(request, group_list(shown, sort=sort, page=page))


@api.get("/network/layout", response_model=Layout)
def layout_route(
    request: Request, shown: Shown, filters: Annotated[LayoutFilters, asked(LayoutFilters)]
) -> Response:
    """Give where communities and the best-tied organisations are drawn, and the ties to draw."""
    return json_answer(request, network_layout(shown, filters))


@api.get("/network/organisations/{organisation:path}", response_model=ActorDetail)
def organisation_route(request: Request, shown: Shown, organisation: Organisation) -> Response:
    """Give an organisation's place in the network, its neighbourhood and its evidence."""
    return json_answer(request, actor_detail(shown, organisation))
