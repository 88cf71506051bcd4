"""Routes of accounts: list them, add one, give it another role or password, remove it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import ConfigDict, Strict
from starlette.concurrency import run_in_threadpool

from jiqun.accounts import (
    MOST_NAME,
    Account,
    Actor,
    Role,
    Store,
    add_user,
    change_role,
    check_password,
    list_users,
    made_password,
    set_password,
    unlock_user,
    user,
)
from jiqun.studies.browsing.lists import Page, whole
from jiqun.studies.people import remove_person, users_frame
from jiqun.web.access import current, needs
from jiqun.web.answers import json_answer, wanted
from jiqun.web.described import files
from jiqun.web.encoding import written
from jiqun.web.parameters import FormatOf
from jiqun.web.routes.accounts.sessions import Name, Password

api = APIRouter(tags=["accounts"], dependencies=[needs("administer")])
Named = Annotated[str, Path(description="The name of an account.", max_length=2 * MOST_NAME)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAdded:
    """An account to be made.

    Attributes
    ----------
    name, role
        Of the person.
    password
        12 characters or more; where left out one is made and told once.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: Name
    role: Role
    password: Password | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChange:
    """What is to become of an account; what is left out stays.

    Attributes
    ----------
    role
        Another role.
    password
        Another password; an empty one is made, and told once.
    unlock
        Let it try again at once after wrong passwords.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    role: Role | None = None
    password: Password | None = None
    unlock: Annotated[bool, Strict()] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTold(Account):
    """An account after a change, with the password that was made for it.

    Attributes
    ----------
    name, role, since, seen, locked, assigned
        As in the list of accounts.
    password
        Told this once; null where none was made.
    """

    password: str | None


@api.get("/users", response_model=Page[Account], responses=files())
async def users_route(request: Request, format: FormatOf = None) -> Response:
    """List the accounts; CSV, Parquet and Excel give the list as a file."""
    found = await run_in_threadpool(list_users, _store(request))
    form = wanted(request, format)
    if form == "json":
        return json_answer(request, whole(found))
    body, media = await run_in_threadpool(written, users_frame(found), "users", form)
    return Response(body, media_type=media, headers=told_as("users", form))


@api.post("/users", response_model=UserTold, status_code=201)
async def add_route(request: Request, given: UserAdded) -> Response:
    """Make an account; the first must be an administrator's."""
    password = given.password or made_password()
    made = await run_in_threadpool(
        lambda: add_user(
            _store(request), given.name, role=given.role, password=password, by=by(request)
        )
    )
    told = UserTold(**asdict(made), password=None if given.password else password)
    answer = json_answer(request, told)
    answer.status_code = 201
    return answer


@api.patch("/users/{name}", response_model=UserTold)
async def change_route(request: Request, name: Named, given: UserChange) -> Response:
    """Give an account another role or password, or unlock it; its sessions end."""
    return json_answer(request, await run_in_threadpool(_changed, request, name, given))


@api.delete("/users/{name}", status_code=204, response_class=Response)
async def remove_route(
    request: Request,
    name: Named,
    erase: Annotated[
        bool, Query(description="Put removed-N in the name's place in audit log and edits too.")
    ] = False,
) -> Response:
    """Remove an account, with its sessions and what was assigned to it."""
    path, who = request.app.state.workspace, by(request)
    await run_in_threadpool(lambda: remove_person(path, _store(request), name, by=who, erase=erase))
    return Response(status_code=204)


def _changed(request: Request, name: str, given: UserChange) -> UserTold:
    store, who, made = _store(request), by(request), None
    if given.password:  # before anything is changed
        check_password(given.password, user(store, name).name)
    if given.role is not None:
        change_role(store, name, role=given.role, by=who)
    if given.password is not None:
        made = None if given.password else made_password()
        set_password(store, name, password=given.password or made or "", by=who)
    if given.unlock:
        unlock_user(store, name, by=who)
    return UserTold(**asdict(user(store, name)), password=made)


def by(request: Request) -> Actor:
    """Give who asks, for the audit log."""
    asks = current(request)
    address = request.app.state.access.address(request.scope)
    return Actor(name=asks.name if asks else "", address=address)


def told_as(name: str, form: str) -> dict[str, str]:
    """Name a file that nobody keeps a copy of on the way."""
    return {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Cache-Control": "no-store",
    }


def _store(request: Request) -> Store:
    store: Store = request.app.state.access.store
    return store
