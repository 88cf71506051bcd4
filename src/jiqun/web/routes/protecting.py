"""The route that tells whether the workspace is confidential, and what is withheld."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from jiqun.studies.protecting import Protection, protection
from jiqun.web.access import may, needs
from jiqun.web.answers import json_answer

api = APIRouter(tags=["workspace"], dependencies=[needs("read")])


@api.get("/protection", response_model=Protection)
def protection_route(request: Request) -> Response:
    """Say whether the workspace is confidential, by which rules, and what is withheld."""
    sees = may(request, "confidential")
    return json_answer(request, protection(request.app.state.workspace, confidential=sees))
