"""How an answer goes out: in the form asked for, with paging links and a tag for caches."""

from __future__ import annotations

import gzip
import hashlib
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response

from jiqun.core import encode
from jiqun.studies.browsing.lists import Page
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces import state
from jiqun.web.encoding import MEDIA, Format, encoded
from jiqun.web.languages import asked_language

#: Other in every run of the server, since a new version may answer otherwise.
RUN = secrets.token_hex(8)


class Unchanged(Exception):  # noqa: N818 - not an error: the reader has it already
    """The answer is the one that the reader has; ``headers`` go out with a 304."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers


def tag(request: Request, shown: Snapshot) -> None:
    """Tag the answer by what is shown and the question; stop where the reader knows it."""
    if request.method == "GET":
        _tag(request, state(shown))


def _tag(request: Request, shown: str) -> None:
    """Tag the answer by the workspace's state and the question; stop where it is known."""
    form = f"{request.headers.get('accept', '')}|{asked_language(request.scope)}"
    asked = f"{request.url.path}?{request.url.query}|{form}"
    tag = f'W/"{hashlib.blake2b(f"{RUN}|{shown}|{asked}".encode(), digest_size=12).hexdigest()}"'
    request.state.headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known = (one.strip() for one in request.headers.get("if-none-match", "").split(","))
    if tag in known:
        raise Unchanged(request.state.headers)


def json_answer(request: Request, value: Any) -> Response:
    """Encode a value; ``Link`` headers for pages."""
    headers = tagged(request)
    if isinstance(value, Page):
        links = _links(request, value)
        if links:
            headers["Link"] = links
    body = encoded(value, asked_language(request.scope))
    return Response(body, headers=headers, media_type="application/json")


def kept_answer(request: Request, make: Callable[[], Any]) -> Response:
    """Send what stays the same while the server runs (a register), encoded once."""
    return packed_answer(request, _kept(make), "application/json")


@cache
def _kept(make: Callable[[], Any]) -> bytes:
    return gzip.compress(orjson.dumps(encode(make())), mtime=0)


def packed_answer(request: Request, body: bytes, media_type: str) -> Response:
    """Send bytes that are gzipped already, unpacked for a reader that cannot."""
    headers = {**tagged(request), "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(body), headers=headers, media_type=media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type=media_type)


def wanted(request: Request, format: Format | None) -> Format:
    """Take ``format=``, else what the ``Accept`` header asks for, else JSON."""
    if format:
        return format
    accept = request.headers.get("accept", "")
    files: tuple[Format, ...] = ("csv", "parquet", "xlsx")
    return next((one for one in files if MEDIA[one].partition(";")[0] in accept), "json")


def tagged(request: Request) -> dict[str, str]:
    """Give the headers that let a reader keep an answer and ask whether it still holds."""
    return dict(getattr(request.state, "headers", {"Cache-Control": "no-store"}))


def _links(request: Request, page: Page[Any]) -> str:
    limit, offset, total = page.limit, page.offset, page.total
    given = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"limit", "offset"}
    ]
    found = []
    for name, place in (("prev", offset - limit), ("next", offset + limit)):
        if limit and (0 <= place < total or (name == "prev" and offset > 0)):
            query = urlencode([*given, ("limit", limit), ("offset", max(place, 0))])
            found.append(f'<{request.url.path}?{query}>; rel="{name}"')
    return ", ".join(found)
