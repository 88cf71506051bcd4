"""What a route asks of whoever calls it: one right, declared where the route is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from jiqun.accounts import Right, Role

#: A right, or "anyone": what has no number of the workspace in it.
Needed = Right | Literal["anyone"]
#: Methods that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who is signed in.

    Attributes
    ----------
    name
        As it stands in the accounts; the system's user name of whoever holds the printed address.
    role
        Of the account.
    rights
        What this server lets the user do: without ``--edit`` nobody may edit.
    session
        What tells one session of a user from another; never sent.
    local
        Whether the printed address was opened, not a password given.
    """

    name: str
    role: Role
    rights: frozenset[Right]
    session: str
    local: bool = False


class _Wall:
    """The dependency of a route: refuses whoever lacks its right, behind the guard."""

    def __init__(self, right: Needed) -> None:
        self.right = right

    async def __call__(self, request: Request) -> None:
        request.app.state.access.check(request.scope, self.right)


def needs(right: Needed) -> Any:
    """Give the dependency by which a route, or all of a router, declare the right they need.

    Every route declares exactly one: ``@api.get("/x", dependencies=[needs("read")])`` or
    ``APIRouter(dependencies=[needs("read")])``.
    """
    return Depends(_Wall(right))


def right_of(route: APIRoute) -> Needed:
    """Give the right that a route declared.

    Raises
    ------
    TypeError
        The route declared none, or more than one.
    """
    walls = [one.dependency for one in route.dependencies if isinstance(one.dependency, _Wall)]
    if len(walls) != 1:
        raise TypeError(f"{route.path} declares {len(walls)} rights, not one")
    return walls[0].right


def changes(method: str, right: Needed) -> bool:
    """Say whether a request asks for a change: then it must come from the atlas's own page."""
    return method not in READING and right != "read"


def current(request: Request) -> User | None:
    """Give who is signed in; None for anybody else."""
    user: User | None = getattr(request.state, "user", None)
    return user


def session_of(request: Request) -> str:
    """Give what tells sessions apart: what one sends or begins, no other finds."""
    user = current(request)
    return "" if user is None else user.session


def may(request: Request, right: Right) -> bool:
    """Say whether a request's sender has a right on this server."""
    allowed: Iterable[Right] = request.app.state.access.rights(current(request))
    return right in allowed
