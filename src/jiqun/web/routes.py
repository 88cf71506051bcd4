"""The REST API: each route parses, calls one study, and encodes."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from jiqun import __version__
from jiqun.core import Language
from jiqun.studies.atlas import (
    comparing,
    listing,
    maps,
    methods,
    places,
    profile,
    records,
    searching,
    summary,
)
from jiqun.studies.atlas.snapshot import snapshot
from jiqun.web import schemas as s
from jiqun.web import schemas_clusters as c
from jiqun.web.answers import (
    Format,
    frame_answer,
    json_answer,
    packed_answer,
    tagged,
    wanted,
)
from jiqun.web.described import BRIEF, GEOJSON, TABLE_BODY, files
from jiqun.web.guard import BRIEF_POLICY

AsOf = Annotated[int | None, Query(description="An earlier commit, by number.")]
Limit = Annotated[int, Query(ge=0, le=1000, description="Rows of the page.")]
Offset = Annotated[int, Query(ge=0, description="Rows to pass over.")]
Year = Annotated[int | None, Query(description="The newest where left out.")]
Definition = Annotated[str | None, Query(description="The first where left out.")]
Text = Annotated[str, Query(description="Words in a name, in either language.")]
LevelOf = Annotated[str, Query(description="A level of regions; /workspace lists them.")]
Codes = Annotated[str, Query(description="Codes with commas between; all where left out.")]
SchemeOf = Annotated[str, Query(description="The scheme that rating and flips speak of.")]
SortOf = Annotated[str, Query(description="A column, with - before it for the largest first.")]
Flips = Annotated[bool | None, Query(description="Only those whose rating is (un)certain.")]
Traded = Annotated[bool | None, Query(description="Only traded, or only local, categories.")]
OriginOf = Annotated[
    Literal["found", "declared"],
    Query(description="Found in the statistics, or declared by somebody (case library)."),
]
LangOf = Annotated[Language, Query(description="Language of what people read.")]
Region = Annotated[str, Path(description="A region's code.")]
Cluster = Annotated[str, Path(description="definition:category:region, or a declared one's code.")]
Table = Annotated[str, Path(description="A canonical table or a result.")]
Named = Annotated[str, Path(description="Its id.")]
FormatOf = Annotated[Format | None, Query(description="json, csv or parquet.")]


def routes(path: Folder) -> APIRouter:  # noqa: C901, PLR0915 - one inner function a route
    """Make the routes over one workspace."""
    api = APIRouter(prefix="/api/v1")

    @api.get("/health", response_model=s.Health, tags=["workspace"])
    def health(request: Request) -> Response:
        """Say that the server lives, and which commit it shows."""
        shown = snapshot(path)
        return json_answer(
            request, {"status": "ok", "version": __version__, "commit": shown.commit}
        )

    @api.get("/workspace", response_model=s.WorkspaceSummary, tags=["workspace"])
    def workspace(request: Request, as_of: AsOf = None) -> Response:
        """Describe the workspace: years, levels, definitions, schemes, quantities, tables."""
        return json_answer(request, summary.workspace_summary(path, as_of=as_of))

    @api.get("/categories", response_model=s.Page[c.CategoryRow], tags=["clusters"])
    def categories(
        request: Request,
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
        region: Region,
        year: Year = None,
        definition: Definition = None,
        as_of: AsOf = None,
    ) -> Response:
        """Give a region's profile, trend and clusters."""
        found = places.region_page(path, region, year=year, definition=definition, as_of=as_of)
        return json_answer(request, found)

    @api.get("/geometry", tags=["regions"], response_class=Response, responses=GEOJSON)
    def geometry(request: Request, level: LevelOf, as_of: AsOf = None) -> Response:
        """Give the regions of a level as GeoJSON."""
        body = places.geometry(path, level=level, as_of=as_of)
        return packed_answer(request, body, "application/geo+json")

    @api.get("/map", response_model=c.MapValues, tags=["clusters"])
    def map_values(
        request: Request,
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
        request: Request, id: Cluster, year: Year = None, as_of: AsOf = None
    ) -> Response:
        """Give all that is known of a cluster."""
        return json_answer(request, profile.cluster_page(path, id, year=year, as_of=as_of))

    @api.get("/compare", response_model=c.Comparison, tags=["clusters"])
    def compare(
        request: Request,
        ids: Annotated[str, Query(alias="with", description="Ids with commas between.")],
        year: Year = None,
        definition: Definition = None,
        as_of: AsOf = None,
    ) -> Response:
        """Put up to ten clusters or regions side by side."""
        wanted_ids = [one for one in ids.split(",") if one]
        found = comparing.compare(path, wanted_ids, year=year, definition=definition, as_of=as_of)
        return json_answer(request, found)

    @api.get("/search", response_model=s.Page[s.Hit], tags=["workspace"])
    def search(
        request: Request,
        q: Annotated[str, Query(description="A name, a code, pinyin or its initials.")] = "",
        lang: LangOf = "en",
        limit: Limit = 12,
        as_of: AsOf = None,
    ) -> Response:
        """Find by name in either language, code, pinyin or initials."""
        return json_answer(
            request, searching.search(path, q=q, lang=lang, limit=limit, as_of=as_of)
        )

    @api.get("/measures", response_model=s.Page[s.MeasureShort], tags=["methods"])
    def measures(request: Request) -> Response:
        """List the registered measures."""
        return json_answer(request, methods.measure_list())

    @api.get("/measures/{id}", response_model=s.MeasurePage, tags=["methods"])
    def measure(request: Request, id: Named) -> Response:
        """Give a measure's formula, options and source."""
        return json_answer(request, methods.measure_page(id))

    @api.get("/schemes", response_model=s.Page[s.SchemePage], tags=["methods"])
    def scheme_list(request: Request) -> Response:
        """List the schemes of rating."""
        return json_answer(request, methods.scheme_page_list())

    @api.get("/schemes/{id}", response_model=s.SchemePage, tags=["methods"])
    def scheme(request: Request, id: Named) -> Response:
        """Give a scheme's rules with their sources."""
        return json_answer(request, methods.scheme_page(id))

    @api.get("/tables", response_model=s.Page[s.TableInfo], tags=["data"])
    def tables(request: Request, as_of: AsOf = None) -> Response:
        """List tables and results."""
        return json_answer(request, records.tables(path, as_of=as_of))

    @api.get("/tables/{name}", response_model=s.TablePage, responses=files(), tags=["data"])
    def table(  # noqa: PLR0913 - one parameter an option
        request: Request,
        name: Table,
        where: Annotated[list[str] | None, Query(description="column>=value; may repeat.")] = None,
        columns: Annotated[str, Query(description="Names with commas between.")] = "",
        sort: SortOf = "",
        limit: Limit = 100,
        offset: Offset = 0,
        format: FormatOf = None,
        as_of: AsOf = None,
    ) -> Response:
        """Give rows of a table; CSV and Parquet give all of them."""
        chosen = [one for one in columns.split(",") if one]
        form = wanted(request, format)
        if form != "json":
            rows = records.table_text if form == "csv" else records.table_rows
            frame = rows(path, name, where=where or (), sort=sort, columns=chosen, as_of=as_of)
            return frame_answer(request, frame, name, form)
        found = records.table_page(
            path,
            name,
            where=where or (),
            sort=sort,
            columns=chosen,
            limit=limit,
            offset=offset,
            as_of=as_of,
        )
        return json_answer(request, found)

    @api.get("/history", response_model=s.Page[s.Commit], tags=["data"])
    def history(
        request: Request, limit: Limit = 100, offset: Offset = 0, as_of: AsOf = None
    ) -> Response:
        """List what was done to the workspace."""
        found = records.history_page(path, limit=limit, offset=offset, as_of=as_of)
        return json_answer(request, found)

    @api.get("/provenance/{name}", response_model=s.Provenance, tags=["data"])
    def provenance(request: Request, name: Table, as_of: AsOf = None) -> Response:
        """Say where a table or result comes from."""
        return json_answer(request, records.provenance(path, name, as_of=as_of))

    @api.get(
        "/briefs/{subject}/{id:path}", tags=["clusters"], response_class=Response, responses=BRIEF
    )
    def brief(
        request: Request,
        subject: Annotated[Literal["region", "cluster"], Path(description="Of what.")],
        id: Annotated[str, Path(description="A region's or a cluster's code.")],
        lang: LangOf = "en",
        format: Annotated[Literal["html", "pdf"], Query(description="html or pdf.")] = "html",
        year: Year = None,
        as_of: AsOf = None,
    ) -> Response:
        """Write a brief of a region or a cluster."""
        from jiqun.studies.brief import make_brief

        made = make_brief(
            path, subject=subject, id=id, lang=lang, format=format, year=year, as_of=as_of
        )
        headers = {
            **tagged(request),
            "Content-Disposition": f'inline; filename="brief.{format}"',
            "Content-Security-Policy": BRIEF_POLICY,
        }
        return Response(made.content, headers=headers, media_type=made.media_type)

    @api.post("/rate", response_model=s.Rated, openapi_extra=TABLE_BODY, tags=["clusters"])
    async def rate(
        request: Request, scheme: Annotated[str, Query(description="Of /schemes.")]
    ) -> Response:
        """Rate a bare CSV table of cells, sent as the body."""
        from starlette.concurrency import run_in_threadpool

        from jiqun.studies.rate import rate_bytes

        body = await request.body()
        return json_answer(request, await run_in_threadpool(rate_bytes, body, scheme=scheme))

    @api.get("/{rest:path}", include_in_schema=False)
    def nowhere(rest: str) -> Any:
        """Refuse an address that is none of these."""
        from jiqun.core import unknown

        raise unknown(
            "route",
            f"/api/v1/{rest}",
            "the routes of /api/v1/openapi.json",
            fix="Correct the address.",
        )

    return api
