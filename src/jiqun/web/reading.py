"""Routes about tables, methods and documents: each parses, calls one study, and encodes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from jiqun import __version__
from jiqun.studies.atlas import methods, records
from jiqun.studies.atlas.snapshot import snapshot
from jiqun.web import schemas as s
from jiqun.web.answers import frame_answer, json_answer, tagged, wanted
from jiqun.web.described import BRIEF, TABLE_BODY, files
from jiqun.web.guard import BRIEF_POLICY
from jiqun.web.parameters import (
    AsOf,
    FormatOf,
    LangOf,
    Limit,
    Named,
    Offset,
    SortOf,
    Table,
    Workspace,
    Year,
)

api = APIRouter(prefix="/api/v1")


@api.get("/health", response_model=s.Health, tags=["workspace"])
def health(request: Request, path: Workspace) -> Response:
    """Say that the server lives, and which commit it shows."""
    shown = snapshot(path)
    return json_answer(request, {"status": "ok", "version": __version__, "commit": shown.commit})


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
def tables(request: Request, path: Workspace, as_of: AsOf = None) -> Response:
    """List tables and results."""
    return json_answer(request, records.tables(path, as_of=as_of))


@api.get("/tables/{name}", response_model=s.TablePage, responses=files(), tags=["data"])
def table(  # noqa: PLR0913, PLR0917 - one parameter an option
    request: Request,
    path: Workspace,
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
    request: Request, path: Workspace, limit: Limit = 100, offset: Offset = 0, as_of: AsOf = None
) -> Response:
    """List what was done to the workspace."""
    found = records.history_page(path, limit=limit, offset=offset, as_of=as_of)
    return json_answer(request, found)


@api.get("/provenance/{name}", response_model=s.Provenance, tags=["data"])
def provenance(request: Request, path: Workspace, name: Table, as_of: AsOf = None) -> Response:
    """Say where a table or result comes from."""
    return json_answer(request, records.provenance(path, name, as_of=as_of))


@api.get("/briefs/{subject}/{id:path}", tags=["clusters"], response_class=Response, responses=BRIEF)
def brief(
    request: Request,
    path: Workspace,
    subject: Annotated[Literal["region", "cell", "cluster"], Path(description="Of what.")],
    id: Annotated[str, Path(description="A region's or a cluster's code.")],
    lang: LangOf = "en",
    format: Annotated[Literal["html", "pdf"], Query(description="html or pdf.")] = "html",
    year: Year = None,
    as_of: AsOf = None,
) -> Response:
    """Write a brief of a region or a cluster."""
    from jiqun.studies.briefing import make_brief

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

    from jiqun.studies.rating.bare import rate_bytes

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
