"""Routes of files that are sent: kept for a while, loaded, removed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from jiqun.core import unknown
from jiqun.studies import LoadReport, LookReport
from jiqun.studies.browsing.lists import MOST_LETTERS
from jiqun.studies.browsing.workspaces import state
from jiqun.web.access import needs, session_of
from jiqun.web.answers import json_answer
from jiqun.web.computing import Job, awaited, packing, sent
from jiqun.web.described import FILE_BODY, REJECTS
from jiqun.web.editing import BAD_ROWS, Editing, Upload, loaded, looked
from jiqun.web.languages import asked_language
from jiqun.web.parameters import Id, Newest

api = APIRouter(tags=["editing"], dependencies=[needs("edit")])
#: Characters of a column map.
MOST_MAP = 1_000_000
#: Answers of one look.
MOST_ANSWERS = 5_000
Text = Annotated[str, Field(max_length=MOST_LETTERS)]
#: A question's key: its kind and a name of the file.
Key = Annotated[str, Field(max_length=1_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookWanted:
    """How an upload is looked at.

    Attributes
    ----------
    answers
        Answers to questions of an earlier look, by their keys.
    saved
        The column map (TOML) of an earlier file of the same shape; empty for none.
    sheet, table
        The sheet; the table, where the file does not say it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    answers: Annotated[dict[Key, Text], Field(max_length=MOST_ANSWERS)] = field(
        default_factory=dict
    )
    saved: Annotated[str, Field(max_length=MOST_MAP)] = ""
    sheet: Text = ""
    table: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadWanted:
    """How an upload is loaded.

    Attributes
    ----------
    table
        The canonical table.
    map
        A column map (TOML); empty where columns are matched by name.
    mode
        As of `jiqun load`.
    answers
        Answers to the map's open questions, by their keys.
    accept_good
        Load the good rows although others are bad.
    empty
        What becomes of a known value whose row the file replaces without one: "ask" refuses the
        load, "allow" lets it go, "keep" leaves it as it is.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    table: Text
    map: Annotated[str, Field(max_length=MOST_MAP)] = ""
    mode: Literal["upsert", "replace", "append"] = "upsert"
    answers: Annotated[dict[Key, Text], Field(max_length=MOST_ANSWERS)] = field(
        default_factory=dict
    )
    accept_good: bool = False
    empty: Literal["ask", "allow", "keep"] = "ask"


@api.post("/uploads", response_model=Upload, status_code=201, openapi_extra=FILE_BODY)
async def upload_route(
    request: Request,
    name: Annotated[str, Query(description="The file's name.", max_length=MOST_LETTERS)],
) -> Response:
    """Keep a file for an hour after its last use, in a folder that only the server can read."""
    editing: Editing = request.app.state.editing
    kept = await run_in_threadpool(
        editing.uploads.keep, name, await request.body(), session_of(request)
    )
    answer = json_answer(request, kept)
    answer.status_code = 201
    answer.headers["Location"] = f"{request.url.path}/{kept.upload}"
    return answer


@api.post("/uploads/{upload}/look", response_model=LookReport)
async def look_route(request: Request, shown: Newest, upload: Id, wanted: LookWanted) -> Response:
    """Look at an upload, as `jiqun look` does: what it is, how it would be loaded, what is open."""
    named = {
        "workspace": request.app.state.workspace,
        "answers": tuple(sorted(wanted.answers.items())),
        "saved": wanted.saved,
        "sheet": wanted.sheet,
        "table": wanted.table,
    }
    return await _done(request, upload, looked, named, of=state(shown))


@api.post("/uploads/{upload}/load", response_model=LoadReport)
async def load_route(request: Request, upload: Id, wanted: LoadWanted) -> Response:
    """Load an upload into a table, as `jiqun load` does: with a bad row nothing is loaded."""
    named = {
        "workspace": request.app.state.workspace,
        "table": wanted.table,
        "mapping": wanted.map,
        "answers": tuple(sorted(wanted.answers.items())),
        "empty": wanted.empty,
        "options": (("mode", wanted.mode), ("accept_good", wanted.accept_good)),
    }
    return await _done(request, upload, loaded, named)


async def _done(
    request: Request,
    upload: str,
    function: Callable[..., Any],
    named: dict[str, Any],
    of: str = "",
) -> Response:
    """Do something with an upload, apart; ``of`` tells answers apart that are remembered."""
    with _using(request, upload) as file:
        job = Job(
            function=function,
            given=(file,),
            named=tuple(named.items()),
            lang=asked_language(request.scope),
            packed=packing(request),
            state=of or secrets.token_hex(8),
            kept=bool(of),
        )
        return sent(request, await awaited(request, job))


@api.delete("/uploads/{upload}", status_code=204, response_class=Response)
def drop_route(request: Request, upload: Id) -> Response:
    """Remove an upload before it expires."""
    editing: Editing = request.app.state.editing
    editing.uploads.drop(upload, session_of(request))
    return Response(status_code=204)


@contextmanager
def _using(request: Request, upload: str) -> Iterator[Path]:
    editing: Editing = request.app.state.editing
    with editing.uploads.using(upload, session_of(request)) as file:
        yield file


@api.get("/uploads/{upload}/rejects", response_class=Response, responses=REJECTS)
def rejects_route(request: Request, upload: Id) -> Response:
    """Give the rows that the last load of an upload refused, with lines and reasons."""
    with _using(request, upload) as file:
        bad = file.parent / BAD_ROWS
        if not bad.is_file():
            raise unknown("rejects", file.name)
        named = {"Content-Disposition": 'attachment; filename="rejects.csv"'}
        return Response(bad.read_bytes(), headers=named, media_type="text/csv; charset=utf-8")
