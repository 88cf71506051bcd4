"""The routes of the API, one file a subject: each parses, calls one study, and encodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Scope

from jiqun.web.asking import Nowhere, well_asked
from jiqun.web.described import PROBLEMS
from jiqun.web.parameters import tag_shown
from jiqun.web.routes import (
    briefs,
    cells,
    clusters,
    definitions,
    editing,
    measuring,
    methods,
    rating,
    regions,
    tables,
    workspaces,
)

PREFIX = "/api/v1"
_SHOWN = (workspaces.api, cells.api, regions.api, clusters.api, definitions.api, tables.api,
          briefs.api, measuring.api, methods.api)  # fmt: skip


def api() -> APIRouter:
    """Give every route under ``/api/v1``."""
    found = APIRouter(prefix=PREFIX, responses=PROBLEMS)
    for router, further in _all():
        found.include_router(router, dependencies=further)
    return found


def nowhere() -> Route:
    """Give what answers every other address under ``/api/v1``, and every other method."""
    routes = (one for router, _ in _all() for one in router.routes if isinstance(one, APIRoute))
    return Route(f"{PREFIX}/{{rest:path}}", Nowhere(routes, PREFIX))


def most_of(scope: Scope) -> int | None:
    """Give the bytes that a request for a change may send; None for every other request."""
    return editing.most_of(scope, PREFIX)


def _all() -> Iterator[tuple[APIRouter, list[Any]]]:
    """Give the routers; a question is well asked before anything is told of its answer."""
    for router in _SHOWN:
        yield router, [Depends(well_asked("as_of")), Depends(tag_shown)]
    for router in (rating.api, workspaces.live, *editing.OPEN):
        yield router, [Depends(well_asked())]
    for router in editing.CLOSED:
        yield router, [Depends(editing.let_in), Depends(well_asked())]
