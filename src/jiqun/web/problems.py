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
    InputError,
    MissingExtraError,
    ModelError,
    Problem,
    UnknownError,
)
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
TITLES = {
    400: "Bad request", 401: "A key is needed", 403: "Refused", 404: "Not there",
    405: "No such method", 409: "Conflict", 413: "Too large", 422: "Cannot be used",
    500: "A fault of ours", 501: "A part is missing", 503: "Busy",
}  # fmt: skip


def problem(status: int, detail: str, problems: tuple[Problem, ...] = ()) -> JSONResponse:
    """Make one problem+json answer."""
    code = problems[0].code if problems else f"http-{status}"
    body: dict[str, Any] = {
        "type": f"urn:jiqun:problem:{code}",
        "title": TITLES.get(status, "Problem"),
        "status": status,
        "detail": detail,
        "problems": [one.to_dict() for one in problems],
    }
    return JSONResponse(body, status, media_type=MEDIA)


def install(app: FastAPI) -> None:
    """Let the app answer every error of ours and of FastAPI's; the guard answers the rest."""
    for kind, status in STATUS:
        app.add_exception_handler(kind, _answer(status))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Unchanged, _unchanged)
    app.add_exception_handler(HTTPException, _http)


def _answer(status: int) -> Any:
    def handler(_: Request, error: Exception) -> JSONResponse:
        problems = error.problems if isinstance(error, InputError) else ()
        return problem(status, str(error), tuple(problems))

    return handler


def _invalid(_: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    problems = tuple(
        Problem(
            "request-parameter",
            ".".join(str(part) for part in one["loc"][1:]) or "request",
            str(one.get("input"))[:100],
            one["msg"],
            "Correct the parameter; /api/v1/openapi.json lists what each takes.",
        )
        for one in found
    )
    return problem(422, "\n".join(str(one) for one in problems), problems)


def _http(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return problem(status, TITLES.get(status, "Problem"))


def _unchanged(_: Request, known: Exception) -> Response:
    return Response(status_code=304, headers=known.headers if isinstance(known, Unchanged) else {})


def fault(path: str, error: Exception) -> JSONResponse:
    """Answer a fault of ours: the log gets the whole story, the reader its number."""
    number = secrets.token_hex(6)
    log.error("fault %s at %r", number, path, exc_info=error)
    return problem(500, f"The server could not answer; the log has it under {number}.")
