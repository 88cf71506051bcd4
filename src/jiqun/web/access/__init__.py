"""Who may do what through the server; so far whoever holds the one session."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

Right = Literal["read", "confidential", "edit", "score", "administer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who is signed in."""

    name: str
    role: str
    rights: frozenset[str]


def needs(right: str) -> Any:
    """Give the dependency by which a route declares the right that it needs."""

    async def wall(request: Request) -> None:
        if right != "anyone" and not may(request, right):
            raise HTTPException(403)

    return Depends(wall)


def current(request: Request) -> User | None:
    """Give who is signed in; None for anybody else."""
    if not getattr(request.state, "editor", False):
        return None
    rights = frozenset({"read", "confidential", "edit", "administer"})
    return User(name=getpass.getuser(), role="administrator", rights=rights)


def may(request: Request, right: str) -> bool:
    """Say whether a request's sender has a right."""
    user = current(request)
    return right in (user.rights if user else {"read"})
