"""Routes about clusters, found and declared: lists, boundaries, the plane, one cluster."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies.browsing.clusters import (
    ClusterFilters,
    ClusterMember,
    DeclaredDetail,
    DeclaredRow,
    Finders,
    FoundDetail,
    FoundPage,
    Plane,
    cluster_detail,
    cluster_frame,
    cluster_geometry,
    cluster_list,
    cluster_plane,
    member_frame,
    member_list,
)
from jiqun.studies.browsing.lists import Page
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, packed_answer, wanted
from jiqun.web.computing import filed
from jiqun.web.described import files, geojson
from jiqun.web.parameters import Cluster, FormatOf, PageOf, Shown, asked

api = APIRouter(tags=["clusters"], dependencies=[needs("read")])
FindersOf = Annotated[Finders, asked(Finders)]


@api.get("/clusters", response_model=FoundPage | Page[DeclaredRow], responses=files())
async def clusters_route(
    request: Request,
    shown: Shown,
    filters: Annotated[ClusterFilters, asked(ClusterFilters)],
    page: PageOf,
    format: FormatOf = None,
) -> Response:
    """List clusters, found or declared; CSV, Parquet and Excel give the whole list."""
    form = wanted(request, format)
    if form != "json":
        return await filed(
            request, shown, cluster_frame, filters=filters, name="clusters", format=form
        )
    return await run_in_threadpool(
        lambda: json_answer(request, cluster_list(shown, filters=filters, page=page))
    )


@api.get(
    "/clusters/geometry",
    response_class=Response,
    responses=geojson("Territories, or members with their strongest ties."),
)
def geometry_route(request: Request, shown: Shown, finders: FindersOf) -> Response:
    """Give found clusters as GeoJSON: territories, or members with their strongest ties."""
    return packed_answer(request, cluster_geometry(shown, finders), "application/geo+json")


@api.get("/clusters/plane", response_model=Plane)
def plane_route(request: Request, shown: Shown, finders: FindersOf) -> Response:
    """Give each found cluster's spatial concentration and density of ties."""
    return json_answer(request, cluster_plane(shown, finders))


@api.get("/clusters/{cluster:path}/members", response_model=Page[ClusterMember], responses=files())
async def members_route(
    request: Request, shown: Shown, cluster: Cluster, page: PageOf, format: FormatOf = None
) -> Response:
    """List the members of a cluster; CSV, Parquet and Excel give all of them."""
    form = wanted(request, format)
    if form == "json":
        return await run_in_threadpool(
            lambda: json_answer(request, member_list(shown, cluster, page=page))
        )
    return await filed(request, shown, member_frame, cluster, name="members", format=form)


@api.get("/clusters/{cluster:path}", response_model=FoundDetail | DeclaredDetail)
def cluster_route(request: Request, shown: Shown, cluster: Cluster) -> Response:
    """Give all that is known of a cluster."""
    return json_answer(request, cluster_detail(shown, cluster))
