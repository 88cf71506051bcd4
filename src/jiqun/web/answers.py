"""How an answer goes out: JSON, CSV or Parquet, with paging links and a tag for caches."""

from __future__ import annotations

import hashlib
import io
from typing import Any, Literal
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response

from jiqun.core import encode
from jiqun.studies.export import neutralised

Format = Literal["json", "csv", "parquet"]
CSV, PARQUET = "text/csv; charset=utf-8", "application/vnd.apache.parquet"


def json_answer(request: Request, value: Any, *, status: int = 200) -> Response:
    """Encode a value; 304 where the reader has it already; ``Link`` headers for pages."""
    body = orjson.dumps(encode(value))
    headers = tagged(body)
    if isinstance(value, dict) and {"total", "limit", "offset"} <= value.keys():
        links = _links(request, value)
        if links:
            headers["Link"] = links
    if status == 200 and request.headers.get("if-none-match") == headers["ETag"]:  # noqa: PLR2004
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type="application/json")


def bytes_answer(request: Request, body: bytes, media_type: str) -> Response:
    """Send bytes with a tag; 304 where the reader has them already."""
    headers = tagged(body)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def frame_answer(frame: Any, name: str, format: Format) -> Response:
    """Send a frame as a file: CSV (formulas neutralised) or Parquet."""
    if format == "csv":
        safe, _ = neutralised(frame)
        body, media = safe.write_csv().encode("utf-8-sig"), CSV
    else:
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        body, media = buffer.getvalue(), PARQUET
    disposition = f'attachment; filename="{name}.{format}"'
    return Response(body, headers={"Content-Disposition": disposition}, media_type=media)


def wanted(request: Request, format: Format | None) -> Format:
    """Take ``format=``, else what the ``Accept`` header asks for, else JSON."""
    if format:
        return format
    accept = request.headers.get("accept", "")
    if "text/csv" in accept:
        return "csv"
    return "parquet" if "parquet" in accept else "json"


def tagged(body: bytes) -> dict[str, str]:
    """Give the headers that let a reader keep an answer and ask whether it still holds."""
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    return {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}


def _links(request: Request, page: dict[str, Any]) -> str:
    limit, offset, total = page["limit"], page["offset"], page["total"]
    given = dict(request.query_params)
    found = []
    for name, place in (("prev", offset - limit), ("next", offset + limit)):
        if limit and (0 <= place < total or (name == "prev" and offset > 0)):
            query = urlencode({**given, "limit": limit, "offset": max(place, 0)})
            found.append(f'<{request.url.path}?{query}>; rel="{name}"')
    return ", ".join(found)
