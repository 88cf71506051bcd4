"""What routes take: a snapshot, a page, filters, and the few words that several share."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, fields
from typing import Annotated, Any, get_type_hints

from fastapi import Depends, Path, Query, Request

from jiqun.core import Language
from jiqun.studies.browsing.lists import Paging
from jiqun.studies.browsing.snapshots import Snapshot, snapshot
from jiqun.web.answers import Format, tag
from jiqun.web.described import attributes


def _shown(request: Request, as_of: AsOf = None) -> Snapshot:
    return snapshot(request.app.state.workspace, as_of=as_of)


def _newest(request: Request) -> Snapshot:
    return snapshot(request.app.state.workspace)


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
                annotation=Annotated[types[field.name], Query(description=words[field.name])],
            )
            for field in fields(kind)
        ]
    )
    return Depends(make)


def _default(field: Field[Any]) -> Any:
    return inspect.Parameter.empty if field.default is MISSING else field.default


AsOf = Annotated[int | None, Query(description="An earlier commit, by number.")]
#: The commit that a route answers from: the newest, or the one asked for.
Shown = Annotated[Snapshot, Depends(_shown)]
#: For what can only be computed from the workspace as it is now.
Newest = Annotated[Snapshot, Depends(_newest)]
PageOf = Annotated[Paging, asked(Paging)]


def tag_shown(request: Request, shown: Shown) -> None:
    """Tag answers from the commit that is asked for."""
    tag(request, shown)


def tag_newest(request: Request, shown: Newest) -> None:
    """Tag answers from the newest commit."""
    tag(request, shown)


Year = Annotated[int | None, Query(description="The newest where left out.")]
Definition = Annotated[str | None, Query(description="The first where left out.")]
LevelOf = Annotated[str, Query(description="A level of regions; /workspace lists them.")]
LangOf = Annotated[Language, Query(description="Language of what people read.")]
QuantityOf = Annotated[str, Query(description="A column of activity.")]
Region = Annotated[str, Path(description="A region's code.")]
Cell = Annotated[str, Path(description="definition:category:region.")]
Cluster = Annotated[str, Path(description="way:definition:category:region, or a declared one's.")]
SetOf = Annotated[str, Path(description="A definition set.")]
Table = Annotated[str, Path(description="A canonical table or a result.")]
Id = Annotated[str, Path(description="Its id.")]
FormatOf = Annotated[Format | None, Query(description="json, csv, parquet or xlsx.")]
