"""The route of the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.accounts import AuditFilters, Entry, audit_log
from jiqun.studies.browsing.lists import Page, Paging
from jiqun.studies.people import audit_frame
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, wanted
from jiqun.web.described import files
from jiqun.web.encoding import written
from jiqun.web.parameters import FormatOf, PageOf, asked
from jiqun.web.routes.accounts.users import told_as

api = APIRouter(tags=["accounts"], dependencies=[needs("administer")])


@api.get("/audit", response_model=Page[Entry], responses=files())
async def audit_route(
    request: Request,
    filters: Annotated[AuditFilters, asked(AuditFilters)],
    page: PageOf,
    format: FormatOf = None,
) -> Response:
    """List what was done, by whom, from where, the newest first; files give all of it."""
    form = wanted(request, format)
    if form == "json":
        return await run_in_threadpool(_page, request, filters, page)
    entries, _ = await run_in_threadpool(
        lambda: audit_log(request.app.state.access.store, filters, limit=-1)
    )
    body, media = await run_in_threadpool(written, audit_frame(entries), "audit", form)
    return Response(body, media_type=media, headers=told_as("audit", form))


def _page(request: Request, filters: AuditFilters, page: Paging) -> Response:
    store = request.app.state.access.store
    found, total = audit_log(store, filters, limit=page.limit, offset=page.offset)
    return json_answer(
        request, Page(items=found, total=total, limit=page.limit, offset=page.offset)
    )
