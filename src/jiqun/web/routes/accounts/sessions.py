"""Routes of signing in: who am I, sign in, sign out, another password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from starlette.exceptions import HTTPException

from jiqun.accounts import (
    MOST_NAME,
    MOST_PASSWORD,
    Actor,
    LockedError,
    Right,
    Role,
    Session,
    agrees,
    has_accounts,
    set_password,
    sign_in,
    sign_out,
)
from jiqun.core import InputError, problem
from jiqun.web.access import Access, User, current, needs, port_of
from jiqun.web.answers import json_answer
from jiqun.web.computing import CrowdedError

api = APIRouter(tags=["accounts"], dependencies=[needs("anyone")])
#: Passwords that are compared at one time, each in 64 MB; those that wait for it.
AT_ONCE, MOST_WAITING = 2, 16
Name = Annotated[str, Field(min_length=1, max_length=2 * MOST_NAME)]
Password = Annotated[str, Field(max_length=MOST_PASSWORD)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """Who asks, and what may be done here.

    Attributes
    ----------
    name, role
        Of whoever is signed in; null for anybody else.
    rights
        What this server lets whoever asks do: read, confidential, edit, score, administer.
    local
        Whether the printed address was opened, not a password given.
    accounts
        Whether anybody has an account: then people sign in by name and password.
    editing
        Whether the server was started with ``--edit``.
    """

    name: str | None
    role: Role | None
    rights: tuple[Right, ...]
    local: bool
    accounts: bool
    editing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A name and its password."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: Name
    password: Password


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """The present password and the one to come."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    old: Password
    new: Password


@api.get("/session", response_model=SessionState)
def session_route(request: Request) -> Response:
    """Say who is signed in, and what may be done here."""
    return json_answer(request, _state(request, current(request)))


@api.post("/session", response_model=SessionState, status_code=201)
async def sign_in_route(request: Request, given: SignIn) -> Response:
    """Sign in by name and password; the session is a cookie that no script can read."""
    access: Access = request.app.state.access
    address = access.address(request.scope)
    if (seconds := access.tries.wait(address)) > 0:
        raise LockedError(seconds)
    port = port_of(request.scope)
    token = await _compared(
        request,
        lambda: sign_in(access.store, given.name, given.password, port=port, address=address),
    )
    user = access.bearer(token, port)
    answer = json_answer(request, _state(request, user))
    answer.status_code = 201
    answer.headers["Set-Cookie"] = access.cookie(request.scope, token)
    _left(request)
    return answer


@api.delete("/session", status_code=204, response_class=Response)
def sign_out_route(request: Request) -> Response:
    """Sign out; who is not signed in may do it too."""
    access: Access = request.app.state.access
    _left(request)
    gone = access.cookie(request.scope, "")
    return Response(status_code=204, headers={"Set-Cookie": gone, "Cache-Control": "no-store"})


@api.post("/session/password", status_code=204, response_class=Response)
async def password_route(request: Request, given: NewPassword) -> Response:
    """Choose another password; one's other sessions end."""
    access, user = request.app.state.access, current(request)
    if user is None:
        raise HTTPException(401)
    if user.local:
        raise InputError(problem("user-local", subject="session"))
    by = Actor(name=user.name, address=access.address(request.scope))

    def changed() -> None:
        if not agrees(access.store, user.name, given.old, address=by.address):
            raise InputError(problem("user-password", subject="old", case="old"))
        set_password(access.store, user.name, password=given.new, by=by, keep=user.session)

    await _compared(request, changed)
    return Response(status_code=204)


async def _compared(request: Request, work: Callable[[], Any]) -> Any:
    """Do what compares a password: a few at one time, in threads that no other work waits for."""
    limiter = getattr(request.app.state, "passwords", None)
    if limiter is None:
        limiter = request.app.state.passwords = CapacityLimiter(AT_ONCE)
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        raise CrowdedError
    return await anyio.to_thread.run_sync(work, limiter=limiter)


def _left(request: Request) -> None:
    """End the session that a request came with."""
    access, user = request.app.state.access, current(request)
    if user is None:
        return
    if user.local:
        access.leave(request.scope)
        return
    held = Session(id=user.session, name=user.name, role=user.role, began=0.0)
    sign_out(access.store, held, address=access.address(request.scope))


def _state(request: Request, user: User | None) -> SessionState:
    access: Access = request.app.state.access
    return SessionState(
        name=None if user is None else user.name,
        role=None if user is None else user.role,
        rights=tuple(sorted(access.rights(user))),
        local=user is not None and user.local,
        accounts=has_accounts(access.store),
        editing=access.editing,
    )
