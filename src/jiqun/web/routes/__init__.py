"""The routes of the API, one file a subject: each parses, calls one study, and encodes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Scope

from jiqun.web.access import Needed, right_of
from jiqun.web.asking import Nowhere, well_asked
from jiqun.web.bodies import MOST_BYTES
from jiqun.web.described import PROBLEMS
from jiqun.web.editing import MOST_UPLOAD
from jiqun.web.parameters import tag_shown
from jiqun.web.routes import (
    accounts,
    briefs,
    cells,
    clusters,
    definitions,
    editing,
    edits,
    measuring,
    methods,
    protecting,
    rating,
    regions,
    tables,
    workspaces,
)

PREFIX = "/api/v1"
#: What takes whole files.
LARGE = frozenset({editing.upload_route, edits.sheet_in_route})
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


def asked_of(scope: Scope) -> tuple[Needed, int] | None:
    """Give the right that a request's route needs, and the bytes that it may send.

    None for what is no route of the API: pages, files, an address that is not there.
    """
    if not scope["path"].startswith(f"{PREFIX}/"):
        return None
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    path = scope["path"].removeprefix(PREFIX)
    for route, right in _rights():
        if method in (route.methods or ()) and route.path_regex.match(path):
            return right, MOST_UPLOAD if route.endpoint in LARGE else MOST_BYTES
    return None


@cache
def _rights() -> tuple[tuple[APIRoute, Needed], ...]:
    """Give every route with the right that it declares, in the order in which they are tried."""
    found = (one for router, _ in _all() for one in router.routes if isinstance(one, APIRoute))
    return tuple((one, right_of(one)) for one in found)


def _all() -> Iterator[tuple[APIRouter, list[Any]]]:
    """Give the routers; a question is well asked before anything is told of its answer."""
    for router in _SHOWN:
        yield router, [Depends(well_asked("as_of")), Depends(tag_shown)]
    for router in (
        rating.api,
        workspaces.live,
        protecting.api,
        *editing.ROUTERS,
        *edits.ROUTERS,
        *accounts.ROUTERS,
    ):
        yield router, [Depends(well_asked())]
