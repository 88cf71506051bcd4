"""Every error as problem+json: what was found, what was expected, how to mend it."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from jiqun.accounts import LockedError, WrongError
from jiqun.core import (
    BusyError,
    ConflictError,
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
from jiqun.web.asking import allowed
from jiqun.web.computing import CrowdedError, GoneError, LostError
from jiqun.web.languages import asked_language

log = logging.getLogger("jiqun.web")
MEDIA = "application/problem+json"
METHOD = 405
#: Kind of error -> status.
STATUS = (
    (WrongError, 401),
    (UnknownError, 404),
    (BusyError, 409),
    (ConflictError, 409),
    (ModelError, 409),
    (DamageError, 503),
    (MissingExtraError, 501),
)
#: A heavy question that was not answered, why, and the seconds after which to ask again.
BUSY: tuple[tuple[type[Exception], str, str], ...] = (
    (CrowdedError, "crowded", "10"),
    (LostError, "lost", ""),
    (GoneError, "gone", "10"),
)
#: What the document's bounds and patterns tell already: another question is needed.
FORMS = frozenset({
    "request-parameter", "page-size", "compare-number", "industries-empty", "where-form",
    "where-value", "edits-since",
    "option-value", "values-many", "upload-name", "upload-empty", "user-name", "user-password",
})  # fmt: skip
#: How the codes begin of the limits that all faces share.
SHARED = "options-"
#: Statuses that have a title of their own in ``catalog/texts/problems.toml``.
TITLED = frozenset({400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 501, 503})


def problem(
    status: int,
    *,
    lang: Language,
    detail: str = "",
    problems: tuple[Problem, ...] = (),
    title: str = "",
) -> JSONResponse:
    """Make one problem+json answer in a language; the status has a title where none is given."""
    code = problems[0].code if problems else f"http-{status}"
    title = title or say(f"problems.status-{status if status in TITLED else 'other'}", lang)
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
    app.add_exception_handler(InputError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(LockedError, _locked)
    for lack, why, wait in BUSY:
        app.add_exception_handler(lack, _busy(why, wait))
    app.add_exception_handler(Unchanged, _unchanged)
    app.add_exception_handler(HTTPException, _http)


def status_of(problems: tuple[Problem, ...]) -> int:
    """Give the status of a question that cannot be answered.

    404 names what is not there, 422 breaks what the document says of a question, 409 is a
    question as good as any that the data (the workspace's, or those sent) do not allow.
    """
    codes = {one.code for one in problems}
    if codes and all(code.endswith("-unknown") for code in codes):
        return 404
    shared = any(code.startswith(SHARED) for code in codes)
    return 422 if shared or codes & FORMS else 409


def _refused(request: Request, error: Exception) -> JSONResponse:
    problems = error.problems if isinstance(error, InputError) else ()
    response: JSONResponse = _answer(status_of(problems))(request, error)
    return response


def _answer(status: int) -> Any:
    def handler(request: Request, error: Exception) -> JSONResponse:
        lang = asked_language(request.scope)
        if not isinstance(error, JiqunError):
            return problem(status, lang=lang)
        title = say("problems.damaged", lang) if isinstance(error, DamageError) else ""
        return problem(
            status, lang=lang, detail=error.told(lang), problems=error.problems, title=title
        )

    return handler


def _invalid(request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    problems = tuple(
        told(
            "request-parameter",
            subject=_plain(".".join(str(part) for part in one["loc"][1:])) or "request",
            given=_plain(str(one.get("input"))[:100]),
            wanted=one["msg"],
        )
        for one in found
    )
    return problem(422, lang=asked_language(request.scope), problems=problems)


def _plain(text: str) -> str:
    """Give a text that can be written: halves of a pair of code units stand in no answer."""
    return text.encode("utf-8", "replace").decode()


def _http(request: Request, error: Exception) -> Response:
    status, headers = 500, {}
    if isinstance(error, HTTPException):
        status, headers = error.status_code, dict(error.headers or {})
    if "Allow" in headers:
        headers["Allow"] = allowed(one.strip() for one in headers["Allow"].split(","))
    if status == METHOD and request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    answer = problem(status, lang=asked_language(request.scope))
    answer.headers.update(headers)
    return answer


def _busy(why: str, wait: str) -> Any:
    def handler(request: Request, _: Exception) -> JSONResponse:
        lang = asked_language(request.scope)
        answer = problem(503, lang=lang, detail=say(f"problems.refused-{why}", lang))
        if wait:
            answer.headers["Retry-After"] = wait
        return answer

    return handler


def _locked(request: Request, error: Exception) -> Response:
    """Say how long to wait before another try to sign in."""
    response: JSONResponse = _answer(429)(request, error)
    response.headers["Retry-After"] = str(error.seconds if isinstance(error, LockedError) else 60)
    return response


def _unchanged(_: Request, known: Exception) -> Response:
    return Response(status_code=304, headers=known.headers if isinstance(known, Unchanged) else {})


def fault(path: str, error: Exception, lang: Language) -> JSONResponse:
    """Answer a fault of ours: the log gets the whole story, the reader its number."""
    number = secrets.token_hex(6)
    log.error("fault %s at %r", number, path, exc_info=error)
    return problem(500, lang=lang, detail=say("problems.fault", lang, number=number))
