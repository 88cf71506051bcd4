"""The route that says whether the workspace may be changed through this server."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from jiqun.web.access import may, needs
from jiqun.web.answers import json_answer
from jiqun.web.editing import MOST_UPLOAD

api = APIRouter(tags=["editing"], dependencies=[needs("anyone")])


@dataclass(frozen=True, slots=True, kw_only=True)
class EditState:
    """Whether the workspace may be changed through this server.

    Attributes
    ----------
    editing
        Whether the server was started for it, with ``--edit``.
    held
        Whether whoever asks may edit: has signed in, or opened the address that was printed.
    most_bytes
        Of a file that is sent.
    """

    editing: bool
    held: bool
    most_bytes: int


@api.get("/editing", response_model=EditState)
def editing_route(request: Request) -> Response:
    """Say whether files can be loaded and the workspace run through this server."""
    editing, held = request.app.state.editing is not None, may(request, "edit")
    state = EditState(editing=editing, held=held, most_bytes=MOST_UPLOAD)
    return json_answer(request, state)
