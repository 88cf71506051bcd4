"""Routes of sheets: a table to be edited elsewhere, and its way back."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen
from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies.browsing.lists import MOST_LETTERS
from jiqun.studies.editing import MOST_NOTE, SheetFormat, SheetOptions, SheetReport
from jiqun.web.access import needs, session_of
from jiqun.web.computing import Job, Made, awaited, packing, sent
from jiqun.web.described import FILE_BODY, sheets
from jiqun.web.editing import Editing, handed_out, taken_in
from jiqun.web.encoding import MEDIA
from jiqun.web.languages import asked_language
from jiqun.web.parameters import Newest, Table, asked
from jiqun.web.routes.edits.authors import author, noted

api = APIRouter(tags=["edits"], dependencies=[needs("edit")])
FormOf = Annotated[SheetFormat, Query(description="xlsx or csv.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWanted:
    """How a sheet is taken.

    Attributes
    ----------
    file
        The file's name; its ending says what it is.
    dry_run
        Only say what would change.
    remove
        Remove the rows that the sheet does not have.
    preview
        What the dry run named: where another one would be saved now, nothing is.
    note
        Why, for whoever reads the edits.
    """

    file: Annotated[str, MinLen(1), MaxLen(MOST_LETTERS)]
    dry_run: bool = True
    remove: bool = False
    preview: str = ""
    note: Annotated[str, MaxLen(MOST_NOTE)] = ""


@api.get("/tables/{name}/sheet", response_class=Response, responses=sheets())
async def sheet_route(
    request: Request, shown: Newest, name: Table, format: FormOf = "xlsx"
) -> Response:
    """Give a canonical table as a sheet to be edited and sent back, edits that wait included."""
    with tempfile.TemporaryDirectory(prefix="jiqun-sheet-") as folder:
        file = Path(folder) / f"sheet.{format}"
        await _done(request, handed_out, {"table": name, "to": file}, of=shown.workspace.path)
        body = await run_in_threadpool(file.read_bytes)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.{format}"',
    }
    return Response(body, headers=headers, media_type=MEDIA[format])


@api.post("/tables/{name}/sheet", response_model=SheetReport, openapi_extra=FILE_BODY)
async def sheet_in_route(
    request: Request,
    shown: Newest,
    name: Table,
    wanted: Annotated[SheetWanted, asked(SheetWanted)],
) -> Response:
    """Take a sheet that was edited: what it changes; with ``dry_run=false`` it is saved whole."""
    editing: Editing = request.app.state.editing
    kept = await run_in_threadpool(
        editing.uploads.keep, wanted.file, await request.body(), session_of(request)
    )
    options = SheetOptions(
        dry_run=wanted.dry_run, remove=wanted.remove, preview=wanted.preview, note=wanted.note
    )
    named = {"table": name, "author": author(request), "options": options}
    try:
        with editing.uploads.using(kept.upload, session_of(request)) as file:
            made = await _done(request, taken_in, {**named, "file": file}, of=shown.workspace.path)
    finally:
        editing.uploads.drop(kept.upload, session_of(request))
        noted(request, int(not wanted.dry_run))
    return sent(request, made)


async def _done(
    request: Request, function: Callable[..., Any], named: dict[str, Any], *, of: Path
) -> Made:
    """Let a process of the line do it; nothing of it is remembered."""
    job = Job(
        function=function,
        given=(of,),
        named=tuple(named.items()),
        lang=asked_language(request.scope),
        packed=packing(request),
        state=secrets.token_hex(8),
        kept=False,
    )
    return await awaited(request, job)
