"""Routes that change the workspace, or belong to a change: the guard lets only the session pass."""

from __future__ import annotations

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Scope

from jiqun.web.bodies import MOST_BYTES
from jiqun.web.editing import MOST_UPLOAD
from jiqun.web.routes import edits
from jiqun.web.routes.editing import runs, sessions, uploads

#: Whoever asks may know whether the server is one for editing.
OPEN = (sessions.api,)
CLOSED = (uploads.api, runs.api, *edits.CLOSED)
#: Routes that take a file.
_FILES = (uploads.upload_route, edits.sheet_in_route)
_ROUTES = tuple(
    route for router in CLOSED for route in router.routes if isinstance(route, APIRoute)
)


def most_of(scope: Scope, prefix: str) -> int | None:
    """Give the bytes that a request for a change may send; None for every other request."""
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    path = scope["path"].removeprefix(prefix)
    for route in _ROUTES:
        if method in (route.methods or ()) and route.path_regex.match(path):
            return MOST_UPLOAD if route.endpoint in _FILES else MOST_BYTES
    return None


async def let_in(request: Request) -> None:
    """Refuse what the guard has not let in: a second wall."""
    if not getattr(request.state, "editor", False):
        raise HTTPException(403)
