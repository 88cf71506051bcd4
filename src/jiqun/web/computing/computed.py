"""A route's heavy answer: waited for as long as its reader does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from fastapi import Request, Response

from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces import state
from jiqun.web.answers import tagged
from jiqun.web.computing.jobs import Job, Made
from jiqun.web.computing.lane import Lane
from jiqun.web.encoding import Format
from jiqun.web.languages import asked_language

NOTHING: Mapping[str, str] = MappingProxyType({})


class GoneError(Exception):
    """Nobody waits for the answer any more."""


async def computed(
    request: Request,
    shown: Snapshot | None,
    function: Callable[..., Any],
    *given: Any,
    **named: Any,
) -> Response:
    """Answer with what a study's function gives of a commit, as JSON."""
    job = _job(request, shown, function, given, named)
    return sent(request, await awaited(request, job))


async def filed(
    request: Request,
    shown: Snapshot,
    function: Callable[..., Any],
    *given: Any,
    name: str,
    format: Format,
    **named: Any,
) -> Response:
    """Answer with the frame that a study's function gives of a commit, as a file."""
    made = await awaited(request, _job(request, shown, function, given, named, name, format))
    return sent(request, made, {"Content-Disposition": f'attachment; filename="{name}.{format}"'})


def sent(request: Request, made: Made, further: Mapping[str, str] = NOTHING) -> Response:
    """Send an answer that was made."""
    headers = {**tagged(request), **further, "Vary": "Accept-Encoding"}
    if made.packed:
        headers["Content-Encoding"] = "gzip"
    return Response(made.body, headers=headers, media_type=made.media_type)


def packing(request: Request) -> bool:
    """Say whether the reader takes what is gzipped."""
    return "gzip" in request.headers.get("accept-encoding", "")


async def awaited(request: Request, job: Job) -> Made:
    """Wait for a job until the reader goes or its time is up."""
    lane: Lane = request.app.state.lane
    stop: asyncio.Event = request.state.stop
    flight = lane.join(job)
    try:
        await _either(flight.future, stop)
        if flight.future.done():
            return flight.future.result()
        raise GoneError
    finally:
        lane.leave(flight)


async def _either(future: Future[Made], stop: asyncio.Event) -> None:
    """Wait until a job is over or nobody waits for it."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def tell(_: Future[Made]) -> None:
        with suppress(RuntimeError):  # a loop that is closed waits for nothing
            loop.call_soon_threadsafe(over.set)

    future.add_done_callback(tell)
    waiting = {asyncio.create_task(one.wait()) for one in (over, stop)}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()


def _job(
    request: Request,
    shown: Snapshot | None,
    function: Callable[..., Any],
    given: tuple[Any, ...],
    named: dict[str, Any],
    name: str = "",
    form: Format = "json",
) -> Job:
    return Job(
        function=function,
        given=given,
        named=tuple(sorted(named.items())),
        form=form,
        name=name,
        lang=asked_language(request.scope),
        packed=packing(request),
        path=shown.workspace.path if shown else None,
        commit=shown.commit if shown else 0,
        state=state(shown) if shown else "",
    )
