"""Routes of a table's rows: the form for one, a page of them, checking, changing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen
from fastapi import APIRouter, Request, Response

from jiqun.studies.browsing.lists import MOST_REPEATED
from jiqun.studies.browsing.tables import Condition
from jiqun.studies.editing import (
    EditablePage,
    Form,
    RowsChecked,
    RowsSaved,
    check_rows,
    form,
    page,
    save,
)
from jiqun.web.access import needs
from jiqun.web.answers import json_answer
from jiqun.web.parameters import Newest, PageOf, Table, asked
from jiqun.web.routes.edits.authors import author, noted
from jiqun.web.routes.edits.bodies import CheckWanted, EditsWanted

api = APIRouter(tags=["edits"], dependencies=[needs("edit")])


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilters:
    """Which rows, in which order.

    Attributes
    ----------
    where
        column>=value; one of = != < <= > >= and ~ (contains); may repeat.
    search
        Words that a code or text of the row has.
    sort
        A column, with - before it for the largest first; by the key where left out.
    """

    where: Annotated[tuple[Condition, ...], MaxLen(MOST_REPEATED)] = ()
    search: str = ""
    sort: str = ""


@api.get("/tables/{name}/form", response_model=Form)
def form_route(request: Request, shown: Newest, name: Table) -> Response:
    """Describe a form for a row of a canonical table: its columns, what each may hold."""
    return json_answer(request, form(shown.workspace, name))


@api.get("/tables/{name}/rows", response_model=EditablePage)
def rows_route(
    request: Request,
    shown: Newest,
    name: Table,
    filters: Annotated[RowFilters, asked(RowFilters)],
    paging: PageOf,
) -> Response:
    """Give rows of a canonical table as they are now, each with the tag that an edit sends."""
    found = page(
        shown.workspace,
        name,
        where=filters.where,
        search=filters.search,
        sort=filters.sort,
        paging=paging,
    )
    return json_answer(request, found)


@api.post("/tables/{name}/check", response_model=RowsChecked)
def check_route(request: Request, shown: Newest, name: Table, wanted: CheckWanted) -> Response:
    """Check rows as the loader checks them, by row and column; nothing is written."""
    changes = [one.change for one in wanted.changes]
    return json_answer(request, check_rows(shown.workspace, name, changes))


@api.post("/tables/{name}/edits", response_model=RowsSaved)
def edits_route(request: Request, shown: Newest, name: Table, wanted: EditsWanted) -> Response:
    """Change rows, all of them or none; 409 where somebody else did meanwhile."""
    changes = [one.change for one in wanted.changes]
    saved = save(shown.workspace, name, changes, author=author(request), note=wanted.note)
    noted(request, saved.edits)
    return json_answer(request, saved)
