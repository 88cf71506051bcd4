"""Routes about the workspace as a whole: what it holds, what is in it by name, side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from jiqun.studies.browsing import IDS, Comparison, compare
from jiqun.studies.browsing.lists import MOST_CODES, Page
from jiqun.studies.browsing.lists import Year as KnownYear
from jiqun.studies.browsing.searching import Hit, search
from jiqun.studies.browsing.workspaces import Health, WorkspaceSummary, health, workspace_summary
from jiqun.web.access import needs
from jiqun.web.answers import json_answer
from jiqun.web.languages import LangOf
from jiqun.web.parameters import Definition, Newest, Shown

#: Characters of what is searched for.
MOST_WORDS = 1000
api = APIRouter(tags=["workspace"], dependencies=[needs("read")])
#: Never answered from a cache.
live = APIRouter(tags=["workspace"], dependencies=[needs("read")])


@live.get("/health", response_model=Health)
def health_route(request: Request, shown: Newest) -> Response:
    """Say that all that the newest commit shows is as it was written; 503 where it is not."""
    return json_answer(request, health(shown))


@api.get("/workspace", response_model=WorkspaceSummary)
def workspace_route(request: Request, shown: Shown) -> Response:
    """Describe the workspace: years, levels, definitions, schemes, quantities, tables."""
    return json_answer(request, workspace_summary(shown))


@api.get("/search", response_model=Page[Hit])
def search_route(
    request: Request,
    shown: Shown,
    q: Annotated[
        str, Query(description="A name, a code, pinyin or its initials.", max_length=MOST_WORDS)
    ] = "",
    lang: LangOf = "en",
    limit: Annotated[int, Query(ge=0, le=1000, description="Rows of the page.")] = 12,
) -> Response:
    """Find by name in either language, code, pinyin or initials."""
    return json_answer(request, search(shown, q=q, lang=lang, limit=limit))


@api.get("/compare", response_model=Comparison)
def compare_route(
    request: Request,
    shown: Shown,
    ids: Annotated[
        str,
        Query(
            alias="with",
            description="One to ten ids with commas between.",
            max_length=MOST_CODES,
            json_schema_extra={"pattern": IDS},
        ),
    ],
    year: Annotated[KnownYear | None, Query(description="The newest where left out.")] = None,
    definition: Definition = None,
) -> Response:
    """Put up to ten regions, cells and clusters side by side."""
    wanted = [one for one in ids.split(",") if one]
    return json_answer(request, compare(shown, wanted, year=year, definition=definition))
