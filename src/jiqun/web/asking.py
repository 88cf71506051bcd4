"""What may be asked: the parameters that a route has, each once, and the methods of an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any, get_origin

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from jiqun.core import Problems, unknown
from jiqun.web.languages import LangOf

#: Answered wherever GET is.
BESIDE_GET = ("HEAD", "OPTIONS")


def well_asked(*also: str) -> Callable[..., Awaitable[None]]:
    """Refuse parameters that a route does not have, and one given twice that stands alone.

    Parameters
    ----------
    also
        Parameters that the route has through those who include it.
    """
    known: dict[tuple[str, ...], Mapping[str, bool]] = {}

    async def check(request: Request, lang: LangOf = "en") -> None:  # noqa: ARG001 - documents it
        route = request.scope["route"]
        asked = (route.path, *sorted(route.methods))
        taken = known.get(asked)
        if taken is None:
            taken = {"lang": False, **dict.fromkeys(also, False), **_taken(route)}
            known[asked] = taken
        problems = Problems()
        for name, count in Counter(name for name, _ in request.query_params.multi_items()).items():
            if name not in taken:
                _tell_unknown(problems, name, taken)
            elif count > 1 and not taken[name]:
                problems.add("request-parameter", subject=name, case="repeated", count=count)
        problems.check()

    return check


def allowed(methods: Iterable[str]) -> str:
    """Write methods as the header ``Allow`` does, with those that go along with GET.

    Examples
    --------
    >>> allowed({"GET"}), allowed({"POST"})
    ('GET, HEAD, OPTIONS', 'OPTIONS, POST')
    """
    found = set(methods)
    return ", ".join(sorted(found | set(BESIDE_GET if "GET" in found else BESIDE_GET[1:])))


class Nowhere:
    """Answers addresses under ``/api/v1`` that no route takes, or not in this way."""

    def __init__(self, routes: Iterable[APIRoute], prefix: str) -> None:
        self.routes, self.prefix = tuple(routes), prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Refuse the method where the address is known, else the address."""
        path = scope["path"].removeprefix(self.prefix)
        methods = {
            method
            for route in self.routes
            if route.path_regex.match(path)
            for method in route.methods or ()
        }
        if methods:
            raise HTTPException(405, headers={"Allow": allowed(methods)})
        raise unknown("route", scope["path"][:200])


def _taken(route: APIRoute) -> Mapping[str, bool]:
    """Give the query's parameters, and whether each may repeat."""
    return {
        field.alias: get_origin(field.field_info.annotation) in (tuple, list)
        for field in _queried(route.dependant)
    }


def _queried(dependant: Any) -> Iterator[Any]:
    yield from dependant.query_params
    for further in dependant.dependencies:
        yield from _queried(further)


def _tell_unknown(problems: Problems, name: str, taken: Iterable[str]) -> None:
    from rapidfuzz import fuzz, process

    known = sorted(taken)
    near = process.extractOne(name.lower(), known, scorer=fuzz.ratio, score_cutoff=60)
    case = "misspelt" if near else "unknown"
    told = {"near": near[0]} if near else {}
    problems.add("request-parameter", subject=name[:80], case=case, known=known, **told)
