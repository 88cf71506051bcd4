"""Who edits, and that somebody did."""

from __future__ import annotations

from fastapi import Request

from jiqun.web.access import current
from jiqun.web.editing import Editing


def author(request: Request) -> str:
    """Name whoever is signed in."""
    user = current(request)
    return user.name if user else ""


def noted(request: Request, edits: int) -> None:
    """Let the server settle what was edited when it is quiet, or much of it."""
    editing: Editing | None = request.app.state.editing
    if editing is not None:
        editing.edited(edits)
