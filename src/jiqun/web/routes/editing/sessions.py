"""The route that says whether the workspace may be changed through this server."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from jiqun.web.answers import json_answer
from jiqun.web.editing import MOST_UPLOAD, Editing

api = APIRouter(tags=["editing"])


@dataclass(frozen=True, slots=True, kw_only=True)
class EditState:
    """Whether the workspace may be changed through this server.

    Attributes
    ----------
    editing
        Whether the server was started for it, with ``--edit``.
    held
        Whether whoever asks has opened the address that was printed.
    most_bytes
        Of a file that is sent.
    """

    editing: bool
    held: bool
    most_bytes: int


@api.get("/editing", response_model=EditState)
def editing_route(request: Request) -> Response:
    """Say whether files can be loaded and the workspace run through this server."""
    editing: Editing | None = request.app.state.editing
    held = editing is not None and editing.session.holds(request.headers)
    state = EditState(editing=editing is not None, held=held, most_bytes=MOST_UPLOAD)
    return json_answer(request, state)
