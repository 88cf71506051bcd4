"""Routes about found clusters and definition sets: each parses, calls one study, and encodes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from jiqun.studies.atlas.finds import definitions as sets
from jiqun.studies.atlas.finds import detail, listing, shapes, trying
from jiqun.web import schemas_finding as f
from jiqun.web.answers import frame_answer, json_answer, packed_answer, wanted
from jiqun.web.described import FOUND_GEOJSON, files
from jiqun.web.parameters import (
    AsOf,
    Codes,
    Definition,
    FormatOf,
    Limit,
    Offset,
    SortOf,
    Text,
    Workspace,
    Year,
)

api = APIRouter(prefix="/api/v1")

WayOf = Annotated[str, Query(description="regions, points or links; all where left out.")]
Quadrants = Annotated[
    str, Query(description="clustered, agglomerated, virtual, loose; commas between.")
]
Vanishes = Annotated[
    bool | None, Query(description="Only those that some change tried does (not) make vanish.")
]
Virtual = Annotated[bool | None, Query(description="Only those dense though far apart, or not.")]
Found = Annotated[str, Path(description="A found cluster's code, way:definition:category:region.")]
SetOf = Annotated[str, Path(description="A definition set.")]
LevelOf = Annotated[
    str | None, Query(description="A level of regions; the finest with results where left out.")
]


@api.get("/found", response_model=f.FoundPage, responses=files(), tags=["found"])
def found(  # noqa: PLR0913, PLR0917 - one parameter a filter
    request: Request,
    path: Workspace,
    way: WayOf = "",
    definition: Codes = "",
    category: Codes = "",
    level: Codes = "",
    region: Codes = "",
    quadrant: Quadrants = "",
    vanishes: Vanishes = None,
    virtual: Virtual = None,
    q: Text = "",
    sort: SortOf = "-employment",
    limit: Limit = 100,
    offset: Offset = 0,
    format: FormatOf = None,
    as_of: AsOf = None,
) -> Response:
    """List the clusters found from regions, points and links; CSV and Parquet give all."""
    filters = {
        "way": way, "definition": definition, "category": category, "level": level,
        "region": region, "quadrant": quadrant, "vanishes": vanishes, "virtual": virtual, "q": q,
    }  # fmt: skip
    form = wanted(request, format)
    if form != "json":
        frame = listing.found_frame(path, filters=filters, sort=sort, as_of=as_of)
        return frame_answer(request, frame, "found", form)
    answer = listing.found_list(
        path, filters=filters, sort=sort, limit=limit, offset=offset, as_of=as_of
    )
    return json_answer(request, answer)


@api.get("/found/geometry", tags=["found"], response_class=Response, responses=FOUND_GEOJSON)
def found_geometry(
    request: Request,
    path: Workspace,
    way: WayOf = "",
    definition: Codes = "",
    category: Codes = "",
    cluster: Codes = "",
    as_of: AsOf = None,
) -> Response:
    """Give found clusters as GeoJSON: territories, or members with their strongest ties."""
    body = shapes.found_geometry(
        path, way=way, definition=definition, category=category, cluster=cluster, as_of=as_of
    )
    return packed_answer(request, body, "application/geo+json")


@api.get("/found/plane", response_model=f.Plane, tags=["found"])
def found_plane(
    request: Request,
    path: Workspace,
    way: WayOf = "",
    definition: Codes = "",
    as_of: AsOf = None,
) -> Response:
    """Give each found cluster's spatial concentration and density of ties."""
    return json_answer(request, listing.plane(path, way=way, definition=definition, as_of=as_of))


@api.get("/found/{cluster:path}", response_model=f.FoundDetail, tags=["found"])
def found_page(request: Request, path: Workspace, cluster: Found, as_of: AsOf = None) -> Response:
    """Give all that is known of a found cluster."""
    return json_answer(request, detail.found_page(path, cluster, as_of=as_of))


@api.get("/definitions", response_model=f.DefinitionPage, responses=files(), tags=["definitions"])
def definitions(
    request: Request,
    path: Workspace,
    limit: Limit = 100,
    offset: Offset = 0,
    format: FormatOf = None,
    as_of: AsOf = None,
) -> Response:
    """List the definition sets, given and derived."""
    form = wanted(request, format)
    if form != "json":
        frame = sets.definition_frame(path, as_of=as_of)
        return frame_answer(request, frame, "definitions", form)
    return json_answer(request, sets.definition_list(path, limit=limit, offset=offset, as_of=as_of))


@api.get(
    "/definitions/try", response_model=f.TriedDefinition, responses=files(), tags=["definitions"]
)
def try_definition(  # noqa: PLR0913, PLR0917 - one parameter an option
    request: Request,
    path: Workspace,
    industries: Annotated[str, Query(description="Codes with commas between.")] = "",
    name: Annotated[str, Query(max_length=200, description="What to call it.")] = "",
    traded: Annotated[bool, Query(description="Whether it sells beyond its region.")] = True,
    definition: Definition = None,
    level: LevelOf = None,
    year: Year = None,
    csv: Annotated[
        Literal["", "categories"],
        Query(description="categories: the rows that `jiqun load WORKSPACE categories` reads."),
    ] = "",
    format: FormatOf = None,
    as_of: AsOf = None,
) -> Response:
    """Measure and rate a category of one's own in every region; nothing is kept."""
    options: dict[str, Any] = {
        "name": name, "traded": traded, "definition": definition, "level": level, "year": year,
    }  # fmt: skip
    tried = trying.chosen(industries.split(","), **options)
    if csv:
        rows = trying.category_rows(path, tried, as_of=as_of)
        return frame_answer(request, rows, "categories", "csv")
    form = wanted(request, format)
    if form != "json":
        return frame_answer(request, trying.cell_frame(path, tried, as_of=as_of), "cells", form)
    return json_answer(request, trying.try_definition(path, tried, as_of=as_of))


@api.get("/definitions/{definition}", response_model=f.DefinitionDetail, tags=["definitions"])
def definition_page(
    request: Request, path: Workspace, definition: SetOf, as_of: AsOf = None
) -> Response:
    """Give a definition set: categories, industries, candidates, relations, agreement."""
    return json_answer(request, sets.definition_page(path, definition, as_of=as_of))


@api.get(
    "/definitions/{definition}/industries/{industry}",
    response_model=f.IndustryDetail,
    tags=["definitions"],
)
def definition_industry(
    request: Request,
    path: Workspace,
    definition: SetOf,
    industry: Annotated[str, Path(description="An industry's code.")],
    as_of: AsOf = None,
) -> Response:
    """Give an industry's place in a set, and the industries most like it by each matrix."""
    return json_answer(request, sets.definition_industry(path, definition, industry, as_of=as_of))
