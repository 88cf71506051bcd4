"""Routes about places, maps and clusters: each parses, calls one study, and encodes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from jiqun.studies.atlas import comparing, listing, maps, places, profile, searching, summary
from jiqun.web import schemas as s
from jiqun.web import schemas_clusters as c
from jiqun.web.answers import frame_answer, json_answer, packed_answer, wanted
from jiqun.web.described import GEOJSON, files
from jiqun.web.parameters import (
    AsOf,
    Cluster,
    Codes,
    Definition,
    Flips,
    FormatOf,
    LangOf,
    LevelOf,
    Limit,
    Offset,
    OriginOf,
    Region,
    SchemeOf,
    SortOf,
    Text,
    Traded,
    Workspace,
    Year,
)

api = APIRouter(prefix="/api/v1")


@api.get("/workspace", response_model=s.WorkspaceSummary, tags=["workspace"])
def workspace(request: Request, path: Workspace, as_of: AsOf = None) -> Response:
    """Describe the workspace: years, levels, definitions, schemes, quantities, tables."""
    return json_answer(request, summary.workspace_summary(path, as_of=as_of))


@api.get("/categories", response_model=s.Page[c.CategoryRow], tags=["clusters"])
def categories(
    request: Request,
    path: Workspace,
    definition: Annotated[str, Query(description="All where left out.")] = "",
    limit: Limit = 1000,
    offset: Offset = 0,
    as_of: AsOf = None,
) -> Response:
    """List the cluster categories."""
    found = listing.category_list(
        path, definition=definition, limit=limit, offset=offset, as_of=as_of
    )
    return json_answer(request, found)


@api.get("/regions", response_model=s.Page[c.RegionRow], tags=["regions"])
def regions(
    request: Request,
    path: Workspace,
    level: LevelOf = "",
    q: Text = "",
    limit: Limit = 100,
    offset: Offset = 0,
    as_of: AsOf = None,
) -> Response:
    """List regions."""
    found = places.region_list(path, level=level, q=q, limit=limit, offset=offset, as_of=as_of)
    return json_answer(request, found)


@api.get("/regions/{region}", response_model=c.RegionPage, tags=["regions"])
def region_page(
    request: Request,
    path: Workspace,
    region: Region,
    year: Year = None,
    definition: Definition = None,
    as_of: AsOf = None,
) -> Response:
    """Give a region's profile, trend and clusters."""
    found = places.region_page(path, region, year=year, definition=definition, as_of=as_of)
    return json_answer(request, found)


@api.get("/geometry", tags=["regions"], response_class=Response, responses=GEOJSON)
def geometry(request: Request, path: Workspace, level: LevelOf, as_of: AsOf = None) -> Response:
    """Give the regions of a level as GeoJSON."""
    body = places.geometry(path, level=level, as_of=as_of)
    return packed_answer(request, body, "application/geo+json")


@api.get("/map", response_model=c.MapValues, tags=["clusters"])
def map_values(
    request: Request,
    path: Workspace,
    level: LevelOf,
    quantity: Annotated[str, Query(description="Of /workspace.")] = "quotient",
    category: Annotated[str, Query(description="Needed for quantities of clusters.")] = "",
    definition: Definition = None,
    year: Year = None,
    as_of: AsOf = None,
) -> Response:
    """Give one quantity over all regions of a level, with intervals and imputed shares."""
    found = maps.map_values(
        path,
        quantity=quantity,
        level=level,
        category=category,
        definition=definition,
        year=year,
        as_of=as_of,
    )
    return json_answer(request, found)


@api.get(
    "/clusters",
    response_model=s.Page[c.CellRow] | s.Page[c.DeclaredRow],
    responses=files(),
    tags=["clusters"],
)
def clusters(  # noqa: PLR0913, PLR0917 - one parameter a filter
    request: Request,
    path: Workspace,
    definition: Definition = None,
    level: LevelOf = "",
    year: Year = None,
    category: Codes = "",
    region: Codes = "",
    scheme: SchemeOf = "",
    rating: Codes = "",
    flips: Flips = None,
    traded: Traded = None,
    q: Text = "",
    origin: OriginOf = "found",
    sort: SortOf = "-quotient",
    limit: Limit = 100,
    offset: Offset = 0,
    format: FormatOf = None,
    as_of: AsOf = None,
) -> Response:
    """List clusters, found or declared; CSV and Parquet give the whole list."""
    filters = {
        "definition": definition, "level": level, "year": year, "category": category,
        "region": region, "scheme": scheme, "rating": rating, "flips": flips,
        "traded": traded, "q": q, "origin": origin,
    }  # fmt: skip
    form = wanted(request, format)
    if form != "json":
        frame = listing.cluster_frame(path, filters=filters, sort=sort, as_of=as_of)
        return frame_answer(request, frame, "clusters", form)
    found = listing.cluster_list(
        path, filters=filters, sort=sort, limit=limit, offset=offset, as_of=as_of
    )
    return json_answer(request, found)


@api.get(
    "/clusters/{id:path}",
    response_model=c.FoundCluster | c.DeclaredCluster,
    tags=["clusters"],
)
def cluster_page(
    request: Request, path: Workspace, id: Cluster, year: Year = None, as_of: AsOf = None
) -> Response:
    """Give all that is known of a cluster."""
    return json_answer(request, profile.cluster_page(path, id, year=year, as_of=as_of))


@api.get("/compare", response_model=c.Comparison, tags=["clusters"])
def compare(
    request: Request,
    path: Workspace,
    ids: Annotated[str, Query(alias="with", description="Ids with commas between.")],
    year: Year = None,
    definition: Definition = None,
    as_of: AsOf = None,
) -> Response:
    """Put up to ten cells, found clusters and regions side by side."""
    wanted_ids = [one for one in ids.split(",") if one]
    found = comparing.compare(path, wanted_ids, year=year, definition=definition, as_of=as_of)
    return json_answer(request, found)


@api.get("/search", response_model=s.Page[s.Hit], tags=["workspace"])
def search(
    request: Request,
    path: Workspace,
    q: Annotated[str, Query(description="A name, a code, pinyin or its initials.")] = "",
    lang: LangOf = "en",
    limit: Limit = 12,
    as_of: AsOf = None,
) -> Response:
    """Find by name in either language, code, pinyin or initials."""
    return json_answer(request, searching.search(path, q=q, lang=lang, limit=limit, as_of=as_of))
