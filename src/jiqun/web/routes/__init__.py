"""The routes of the API, one file a subject: each parses, calls one study, and encodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Depends

from jiqun.web.described import PROBLEMS
from jiqun.web.parameters import tag_newest, tag_shown
from jiqun.web.routes import (
    briefs,
    cells,
    clusters,
    definitions,
    measuring,
    methods,
    rating,
    regions,
    tables,
    workspaces,
)

#: Answered from the workspace as it is now; ``as_of`` means nothing to them.
_NOW = (measuring.api, methods.api)
_SHOWN = (workspaces.api, cells.api, regions.api, clusters.api, definitions.api, tables.api,
          briefs.api)  # fmt: skip


def api() -> APIRouter:
    """Give every route under ``/api/v1``, an address that is none of them last."""
    found = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    for router, tags in _tagged():
        found.include_router(router, dependencies=tags)
    found.add_api_route("/{rest:path}", _nowhere, include_in_schema=False)
    return found


def _tagged() -> Iterator[tuple[APIRouter, list[Any]]]:
    yield from ((router, [Depends(tag_newest)]) for router in _NOW)
    yield from ((router, [Depends(tag_shown)]) for router in _SHOWN)
    yield from ((router, []) for router in (rating.api, workspaces.live))


def _nowhere(rest: str) -> None:
    """Refuse an address that is none of these."""
    from jiqun.core import unknown

    raise unknown("route", f"/api/v1/{rest}")
