"""The route that rates a table sent to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from jiqun.studies import Rated, rate_bytes
from jiqun.web.answers import json_answer
from jiqun.web.described import TABLE_BODY

api = APIRouter(tags=["cells"])


@api.post("/rate", response_model=Rated, openapi_extra=TABLE_BODY)
async def rate_route(
    request: Request, scheme: Annotated[str, Query(description="Of /schemes.")]
) -> Response:
    """Rate a bare CSV table of cells, sent as the body."""
    body = await request.body()
    return json_answer(request, await run_in_threadpool(rate_bytes, body, scheme=scheme))
