"""Routes of edits that were made: listed, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen
from fastapi import APIRouter, Path, Request, Response

from jiqun.core import InputError, problem
from jiqun.studies.browsing.lists import MOST_LETTERS, MOST_REPEATED, formed
from jiqun.studies.editing import MOST_EDITS, EditList, Undone, edits_of, undo
from jiqun.web.access import needs
from jiqun.web.answers import json_answer
from jiqun.web.parameters import Newest, asked
from jiqun.web.routes.edits.authors import author, noted

api = APIRouter(tags=["edits"], dependencies=[needs("edit")])
#: No journal has seen more.
MOST_NUMBER = 2**53
_MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|\+00:00)?)?$|^$"
KeyPart = Annotated[str, MaxLen(MOST_LETTERS), formed(r"^[a-z_0-9]+=")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFilters:
    """Which edits.

    Attributes
    ----------
    table, author
        Of this table; by this author; all where left out.
    key
        column=value of the row that is meant, for each key column; needs ``table``.
    since
        From this day or moment on (ISO, UTC).
    before
        Only edits with a lower number.
    limit
        How many.
    """

    table: str = ""
    author: str = ""
    key: Annotated[tuple[KeyPart, ...], MaxLen(MOST_REPEATED)] = ()
    since: Annotated[str, MaxLen(MOST_LETTERS), formed(_MOMENT)] = ""
    before: Annotated[int, Ge(1), Le(MOST_NUMBER)] | None = None
    limit: Annotated[int, Ge(1), Le(MOST_EDITS)] = 100


@api.get("/edits", response_model=EditList)
def edits_route(
    request: Request, shown: Newest, filters: Annotated[EditFilters, asked(EditFilters)]
) -> Response:
    """List edits of rows, the newest first: who, when, before and after."""
    found = edits_of(
        shown.workspace,
        table=filters.table or None,
        author=filters.author or None,
        key=_key(filters.key),
        since=filters.since or None,
        before=filters.before,
        limit=filters.limit,
    )
    return json_answer(request, found)


@api.post("/edits/{batch}/undo", response_model=Undone)
def undo_route(
    request: Request,
    shown: Newest,
    batch: Annotated[int, Path(ge=1, le=MOST_NUMBER, description="Edits made together.")],
) -> Response:
    """Take edits that were made together back; 409 where a row was changed since."""
    undone = undo(shown.workspace, batch, author=author(request))
    noted(request, undone.edits)
    return json_answer(request, undone)


def _key(parts: tuple[str, ...]) -> dict[str, object] | None:
    """Read column=value of each key column."""
    found: dict[str, object] = {}
    for part in parts:
        name, sign, value = part.partition("=")
        if not sign:
            raise InputError(problem("where-form", subject="key", given=part[:80]))
        found[name] = value
    return found or None
