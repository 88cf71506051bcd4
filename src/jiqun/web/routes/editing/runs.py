"""Routes that run the workspace: begin, look how far it is, break off."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies import RunPlan
from jiqun.studies.browsing.lists import Year
from jiqun.web.access import needs, session_of
from jiqun.web.answers import json_answer
from jiqun.web.editing import Editing, Run
from jiqun.web.parameters import Id, asked

api = APIRouter(tags=["editing"], dependencies=[needs("edit")])
#: Quantities that may lead.
Led = Literal[
    "employment", "revenue", "output", "value_added", "payroll", "exports", "establishments"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the main job is told.

    Attributes
    ----------
    quantity
        What leads; where left out the one with the most known cells.
    year
        Only this year; all where left out.
    """

    quantity: Led | None = None
    year: Year | None = None


@api.post("/runs", response_model=Run, status_code=202)
async def run_route(
    request: Request, options: Annotated[RunOptions, asked(RunOptions)]
) -> Response:
    """Begin to measure and rate the cells, as `jiqun run` does; one run at a time."""
    editing: Editing = request.app.state.editing
    plan = RunPlan(**asdict(options))
    owner = session_of(request)
    run = await run_in_threadpool(editing.runs.start, request.app.state.workspace, plan, owner)
    answer = json_answer(request, run)
    answer.status_code = 202
    answer.headers["Location"] = f"{request.url.path}/{run.run}"
    return answer


@api.get("/runs/{run}", response_model=Run)
def seen_route(request: Request, run: Id) -> Response:
    """Say how far a run is, and what came out."""
    editing: Editing = request.app.state.editing
    return json_answer(request, editing.runs.seen(run, session_of(request)))


@api.delete("/runs/{run}", status_code=204, response_class=Response)
def stop_route(request: Request, run: Id) -> Response:
    """Break a run off; what it had not committed is gone."""
    editing: Editing = request.app.state.editing
    editing.runs.stop(run, session_of(request))
    return Response(status_code=204)
