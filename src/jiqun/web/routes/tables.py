"""Routes about tables as they are, their history and their sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies.browsing.lists import Page
from jiqun.studies.browsing.tables import (
    Commit,
    Provenance,
    TableFilters,
    TableInfo,
    TablePage,
    history_page,
    provenance,
    table_list,
    table_page,
    table_rows,
    table_text,
)
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, wanted
from jiqun.web.computing import filed
from jiqun.web.described import files
from jiqun.web.parameters import FormatOf, PageOf, Shown, Table, asked

api = APIRouter(tags=["data"], dependencies=[needs("read")])


@api.get("/tables", response_model=Page[TableInfo])
def tables_route(request: Request, shown: Shown) -> Response:
    """List tables and results."""
    return json_answer(request, table_list(shown))


@api.get("/tables/{name}", response_model=TablePage, responses=files())
async def table_route(
    request: Request,
    shown: Shown,
    name: Table,
    filters: Annotated[TableFilters, asked(TableFilters)],
    page: PageOf,
    format: FormatOf = None,
) -> Response:
    """Give rows of a table; CSV, Parquet and Excel give all of them."""
    form = wanted(request, format)
    if form == "json":
        return await run_in_threadpool(
            lambda: json_answer(request, table_page(shown, name, filters=filters, page=page))
        )
    rows = table_rows if form == "parquet" else table_text
    return await filed(request, shown, rows, name, filters=filters, name=name, format=form)


@api.get("/history", response_model=Page[Commit])
def history_route(request: Request, shown: Shown, page: PageOf) -> Response:
    """List what was done to the workspace."""
    return json_answer(request, history_page(shown, page=page))


@api.get("/provenance/{name}", response_model=Provenance)
def provenance_route(request: Request, shown: Shown, name: Table) -> Response:
    """Say where a table or result comes from."""
    return json_answer(request, provenance(shown, name))
