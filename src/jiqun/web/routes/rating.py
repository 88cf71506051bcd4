"""The route that rates a table sent to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from jiqun.studies import Rated, rate_bytes
from jiqun.studies.browsing.lists import MOST_LETTERS
from jiqun.web.access import needs
from jiqun.web.computing import computed
from jiqun.web.described import TABLE_BODY

api = APIRouter(tags=["cells"], dependencies=[needs("read")])


@api.post("/rate", response_model=Rated, openapi_extra=TABLE_BODY)
async def rate_route(
    request: Request,
    scheme: Annotated[str, Query(description="Of /schemes.", max_length=MOST_LETTERS)],
    least_peers: Annotated[
        int, Query(ge=0, le=1_000_000, description="A rating among fewer cells is noted.")
    ] = 30,
) -> Response:
    """Rate a bare CSV table of cells, sent as the body."""
    body = await request.body()
    return await computed(request, None, rate_bytes, body, scheme=scheme, least_peers=least_peers)
