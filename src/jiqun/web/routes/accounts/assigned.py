"""Routes of what is whose to score: a juror's own rows, and who has which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field

from jiqun.accounts import Assignment, assign, assigned_to, unassign
from jiqun.studies.browsing.lists import MOST_LETTERS, Page, whole
from jiqun.studies.people import AssignedRow, assigned_rows, refuse_no_row
from jiqun.web.access import current, needs
from jiqun.web.answers import json_answer
from jiqun.web.parameters import Newest, Own
from jiqun.web.routes.accounts.users import Named, by

api = APIRouter(tags=["accounts"], dependencies=[needs("score")])
of_users = APIRouter(tags=["accounts"], dependencies=[needs("administer")])
Key = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNamed:
    """A row of a table.

    Attributes
    ----------
    kind
        The table.
    subject
        The row's key; parts of it with | between.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: Key
    subject: Key


@api.get("/assigned", response_model=Page[AssignedRow])
def assigned_route(request: Request, own: Own) -> Response:
    """List the rows that are one's own to score, and nothing else of the workspace.

    Rows of a confidential workspace are shown as they are: an administrator has given them.
    """
    asks = current(request)
    held = assigned_to(request.app.state.access.store, asks.name) if asks else ()
    return json_answer(request, whole(assigned_rows(own, held)))


@of_users.get("/users/{name}/assigned", response_model=Page[Assignment])
def held_route(request: Request, name: Named) -> Response:
    """List the rows that are somebody's to score."""
    return json_answer(request, whole(assigned_to(request.app.state.access.store, name)))


@of_users.post("/users/{name}/assigned", response_model=Assignment, status_code=201)
def assign_route(request: Request, shown: Newest, name: Named, row: RowNamed) -> Response:
    """Let a juror score a row."""
    refuse_no_row(shown, row.kind, row.subject)
    store = request.app.state.access.store
    answer = json_answer(request, assign(store, name, row.kind, row.subject, by=by(request)))
    answer.status_code = 201
    return answer


@of_users.delete("/users/{name}/assigned", status_code=204, response_class=Response)
def unassign_route(
    request: Request,
    name: Named,
    kind: Annotated[str, Query(description="The table.", max_length=MOST_LETTERS)],
    subject: Annotated[str, Query(description="The row's key.", max_length=MOST_LETTERS)],
) -> Response:
    """Take a row from a juror."""
    unassign(request.app.state.access.store, name, kind, subject, by=by(request))
    return Response(status_code=204)
