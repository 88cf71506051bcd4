"""Every error as problem+json: what was found, what was expected, how to mend it."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from jiqun.core import (
    BusyError,
    DamageError,
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
from jiqun.web.languages import asked_language

log = logging.getLogger("jiqun.web")
MEDIA = "application/problem+json"
#: Kind of error -> status.
STATUS = (
    (UnknownError, 404),
    (InputError, 422),
    (BusyError, 409),
    (ModelError, 409),
    (DamageError, 503),
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
