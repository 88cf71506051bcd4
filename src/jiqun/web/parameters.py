"""What routes take: a snapshot, a page, filters, and the few words that several share."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from fastapi import Depends, Query, Request
from fastapi import Path as InPath

from jiqun.studies.browsing.lists import FIRST_YEAR, LAST_YEAR, MOST_LETTERS, Paging
from jiqun.studies.browsing.snapshots import Snapshot, snapshot
from jiqun.studies.protecting import view
from jiqun.web.access import may
from jiqun.web.answers import tag
from jiqun.web.described import attributes
from jiqun.web.encoding import Format

#: No workspace has seen more.
MOST_COMMITS = 2**31


def _shown(request: Request, as_of: AsOf = None) -> Snapshot:
    return snapshot(_seen(request), as_of=as_of)


def _newest(request: Request) -> Snapshot:
    return snapshot(_seen(request))


def _own(request: Request) -> Snapshot:
    return snapshot(request.app.state.workspace)


def _seen(request: Request) -> Path:
    """Give what whoever asks may be shown: the workspace, or its twin of released numbers."""
    return view(request.app.state.workspace, confidential=may(request, "confidential"))


def asked(kind: type, **defaults: Any) -> Any:
    """Let a route take the fields of a study's dataclass as parameters of its query.

    Their words are those of its docstring's ``Attributes``; ``defaults`` replace its own.
    """
    types, words = get_type_hints(kind, include_extras=True), attributes(kind.__doc__ or "")

    def make(**given: Any) -> Any:
        return kind(**given)

    make.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=defaults.get(field.name, _default(field)),
                annotation=_bounded(types[field.name], words[field.name]),
            )
            for field in fields(kind)
        ]
    )
    return Depends(make)


def _bounded(kind: Any, words: str) -> Any:
    """Describe a parameter; a text without a bound of its own has the usual one."""
    most = MOST_LETTERS if kind in (str, str | None) else None
    return Annotated[kind, Query(description=words, max_length=most)]


def _default(field: Field[Any]) -> Any:
    return inspect.Parameter.empty if field.default is MISSING else field.default


def _code(words: str) -> Any:
    return Annotated[str, InPath(description=words, max_length=MOST_LETTERS)]


AsOf = Annotated[
    int | None, Query(ge=0, le=MOST_COMMITS, description="An earlier commit, by number.")
]
#: The commit that a route answers from: the newest, or the one asked for.
Shown = Annotated[Snapshot, Depends(_shown)]
#: For what can only be computed from the workspace as it is now.
Newest = Annotated[Snapshot, Depends(_newest)]
#: The workspace itself, protected or not: for what an administrator has given somebody to see.
Own = Annotated[Snapshot, Depends(_own)]
PageOf = Annotated[Paging, asked(Paging)]


def tag_shown(request: Request, shown: Shown) -> None:
    """Tag answers from the commit that is asked for."""
    tag(request, shown)


Year = Annotated[
    int | None, Query(description="The newest where left out.", ge=FIRST_YEAR, le=LAST_YEAR)
]
Definition = Annotated[
    str | None, Query(description="The first where left out.", max_length=MOST_LETTERS)
]
LevelOf = Annotated[
    str, Query(description="A level of regions; /workspace lists them.", max_length=MOST_LETTERS)
]
LedBy = Annotated[
    str | None,
    Query(description="A column of activity; what leads where left out.", max_length=MOST_LETTERS),
]
Region = _code("A region's code.")
Cell = _code("definition:category:region.")
Cluster = _code("way:definition:category:region, or a declared one's.")
SetOf = _code("A definition set.")
Table = _code("A canonical table or a result.")
Id = _code("Its id.")
FormatOf = Annotated[Format | None, Query(description="json, csv, parquet or xlsx.")]
