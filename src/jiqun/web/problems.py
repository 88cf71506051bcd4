"""Every error as problem+json: what was found, what was expected, how to mend it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from jiqun.core import (
    LANGUAGES,
    BusyError,
    InputError,
    JiqunError,
    Language,
    MissingExtraError,
    ModelError,
    Problem,
    UnknownError,
    encode,
    say,
)
from jiqun.core import problem as told
from jiqun.web.answers import Unchanged

log = logging.getLogger("jiqun.web")
MEDIA = "application/problem+json"
#: Kind of error -> status.
STATUS = (
    (UnknownError, 404),
    (InputError, 422),
    (BusyError, 409),
    (ModelError, 409),
    (MissingExtraError, 501),
)
#: Statuses that have a title of their own in ``catalog/texts/problems.toml``.
TITLED = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 500, 501, 503})


def problem(
    status: int,
    *,
    lang: Language,
    detail: str = "",
    problems: tuple[Problem, ...] = (),
) -> JSONResponse:
    """Make one problem+json answer in a language."""
    code = problems[0].code if problems else f"http-{status}"
    title = say(f"problems.status-{status if status in TITLED else 'other'}", lang)
    body: dict[str, Any] = {
        "type": f"urn:jiqun:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or "\n".join(one.told(lang) for one in problems) or title,
        "problems": [encode(one, lang) for one in problems],
    }
    headers = {"Content-Language": lang, "Vary": "Accept-Language"}
    return JSONResponse(body, status, headers=headers, media_type=MEDIA)


def install(app: FastAPI) -> None:
    """Let the app answer every error of ours and of FastAPI's; the guard answers the rest."""
    for kind, status in STATUS:
        app.add_exception_handler(kind, _answer(status))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Unchanged, _unchanged)
    app.add_exception_handler(HTTPException, _http)


def _answer(status: int) -> Any:
    def handler(request: Request, error: Exception) -> JSONResponse:
        lang = asked_language(request.scope)
        if not isinstance(error, JiqunError):
            return problem(status, lang=lang)
        return problem(status, lang=lang, detail=error.told(lang), problems=error.problems)

    return handler


def _invalid(request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    problems = tuple(
        told(
            "request-parameter",
            subject=".".join(str(part) for part in one["loc"][1:]) or "request",
            given=str(one.get("input"))[:100],
            wanted=one["msg"],
        )
        for one in found
    )
    return problem(422, lang=asked_language(request.scope), problems=problems)


def _http(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return problem(status, lang=asked_language(request.scope))


def _unchanged(_: Request, known: Exception) -> Response:
    return Response(status_code=304, headers=known.headers if isinstance(known, Unchanged) else {})


def fault(path: str, error: Exception, lang: Language) -> JSONResponse:
    """Answer a fault of ours: the log gets the whole story, the reader its number."""
    number = secrets.token_hex(6)
    log.error("fault %s at %r", number, path, exc_info=error)
    return problem(500, lang=lang, detail=say("problems.fault", lang, number=number))


def asked_language(scope: Scope) -> Language:
    """Take ``lang=`` of the query, else what ``Accept-Language`` likes best, else English."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    named = query.get("lang", [""])[0]
    asked = next((lang for lang in LANGUAGES if lang == named), None)
    return asked or preferred(Headers(scope=scope).get("accept-language", ""))


def preferred(header: str) -> Language:
    """Take the language of ours that an ``Accept-Language`` header weighs most, else English.

    Examples
    --------
    >>> preferred("fr, zh-CN;q=0.9, en;q=0.8"), preferred("")
    ('zh', 'en')
    """
    weights: dict[str, float] = {}
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";")
        weights.setdefault(tag.strip().lower()[:2], _weight(weight))
    return max(LANGUAGES, key=lambda lang: _rank(weights, lang))


def _rank(weights: Mapping[str, float], lang: Language) -> tuple[float, float]:
    """Rank a language: its weight, then its place in the header, then English before the rest."""
    place = list(weights).index(lang) if lang in weights else len(weights)
    return weights.get(lang, 0.0), -place


def _weight(word: str) -> float:
    try:
        return float(word.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
