"""The application: the API, the atlas's pages and files, behind one guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.middleware.gzip import GZipMiddleware

from jiqun import __version__
from jiqun.accounts import Store
from jiqun.core import LANGUAGES, say, unknown
from jiqun.web import problems, routes
from jiqun.web.access import KEY, Access
from jiqun.web.computing import Lane
from jiqun.web.described import complete
from jiqun.web.editing import Editing
from jiqun.web.guard import LOOPBACK, PATIENCE, Guard
from jiqun.web.languages import preferred

STATIC = Path(__file__).parent / "static"
FONTS = Path(__file__).parents[1] / "catalog" / "fonts"
A_YEAR = "public, max-age=31536000, immutable"


class Application(FastAPI):
    """FastAPI whose OpenAPI document tells our errors, not its own.

    Attributes
    ----------
    locked
        Whether a key is needed.
    """

    locked = False

    def openapi(self) -> dict[str, Any]:
        """Give the document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = complete(super().openapi(), locked=self.locked)
        return self.openapi_schema


def create_app(
    workspace_path: str | Path,
    *,
    api_key: str | None = None,
    hosts: frozenset[str] = LOOPBACK,
    patience: float = PATIENCE,
    lane: Lane | None = None,
    editing: Editing | None = None,
    access: Access | None = None,
) -> FastAPI:
    """Make the application over one workspace.

    Parameters
    ----------
    workspace_path
        The workspace; its newest commit is shown, also one that comes later.
    api_key
        A key that every request must carry; None where only this machine may ask.
    hosts
        Names under which it answers, lower case.
    patience
        Seconds after which a request is answered with 503.
    lane
        Who does what is heavy; None for threads of this process, whose work nobody can break off.
    editing
        What lets readers load files and run the workspace; None for a server that only shows.
    access
        Who may do what; None where everybody who reaches the server may read.
    """
    if access is None:
        access = Access(
            Store(Path(workspace_path)), printed=None if editing is None else editing.printed
        )
    app = Application(
        title="jiqun",
        version=__version__,
        description="Clusters, their measures and ratings, with intervals and sources.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_until_the_end,
    )
    problems.install(app)
    app.locked = api_key is not None
    app.state.lane = lane or Lane()
    app.state.workspace = Path(workspace_path)
    app.state.editing, app.state.access = editing, access
    app.include_router(routes.api())
    app.router.routes.append(routes.nowhere())
    _pages(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=2)
    app.add_middleware(
        Guard,
        hosts=hosts,
        api_key=api_key,
        patience=patience,
        access=access,
        asked=routes.asked_of,
    )
    return app


@asynccontextmanager
async def _until_the_end(app: FastAPI) -> AsyncIterator[None]:
    """Remove what was sent when the server is told to end: a signal may leave no later moment."""
    yield
    editing: Editing | None = app.state.editing
    if editing is not None:
        editing.close()


def _pages(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    def root(request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request.headers.get('accept-language', ''))}/map")

    @app.get("/assets/{path:path}", include_in_schema=False)
    def asset(path: str) -> Response:
        return _file(STATIC / "assets", path)

    @app.get("/fonts/{path:path}", include_in_schema=False)
    def font(path: str) -> Response:
        return _file(FONTS, path)

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        lang = path.split("/", 1)[0]
        if lang in LANGUAGES and KEY in request.query_params:
            return _opened(request, app.state.access)
        if lang in LANGUAGES:
            return _index(lang)
        if "/" not in path and _inside(STATIC, path):
            return _file(STATIC, path)
        raise unknown("page", f"/{path[:80]}", ["/en/…", "/zh/…"])


def _opened(request: Request, access: Access) -> Response:
    """Let a browser that has the printed address hold a session; the key leaves the address."""
    clean = request.url.remove_query_params(KEY)
    answer = RedirectResponse(f"{clean.path}{clean.query and '?'}{clean.query}", 303)
    cookie = access.opened(request.scope, request.query_params[KEY])
    if cookie is not None:
        answer.headers["Set-Cookie"] = cookie
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _file(folder: Path, path: str) -> Response:
    found = _inside(folder, path)
    if found is None:
        raise unknown("file", path[:80])
    return FileResponse(found, headers={"Cache-Control": A_YEAR})


def _inside(folder: Path, path: str) -> Path | None:
    """Find a file in a folder; None for anything that is elsewhere, or no name of a file."""
    try:
        found = (folder / path).resolve()
        there = found.is_relative_to(folder.resolve()) and found.is_file()
    except (OSError, ValueError):  # too long a name, a NUL in it
        return None
    return found if there else None


def _index(lang: str) -> Response:
    index = STATIC / "index.html"
    if index.is_file():
        return FileResponse(index, headers={"Cache-Control": "no-cache"})
    words = "".join(f'<p lang="{one}">{say("web.unbuilt", one)}</p>' for one in LANGUAGES)
    return HTMLResponse(
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>jiqun 集群</title>'
        f"<h1>jiqun 集群</h1>{words}</html>",
        status_code=503,
    )
