"""What routes take: the workspace, and the parameters that several of them share."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request

from jiqun.core import Language
from jiqun.web.answers import Format


def _workspace(request: Request) -> Folder:
    found: Folder = request.app.state.workspace
    return found


Workspace = Annotated[Folder, Depends(_workspace)]
AsOf = Annotated[int | None, Query(description="An earlier commit, by number.")]
Limit = Annotated[int, Query(ge=0, le=1000, description="Rows of the page.")]
Offset = Annotated[int, Query(ge=0, description="Rows to pass over.")]
Year = Annotated[int | None, Query(description="The newest where left out.")]
Definition = Annotated[str | None, Query(description="The first where left out.")]
Text = Annotated[str, Query(description="Words in a name, in either language.")]
LevelOf = Annotated[str, Query(description="A level of regions; /workspace lists them.")]
Codes = Annotated[str, Query(description="Codes with commas between; all where left out.")]
SchemeOf = Annotated[str, Query(description="The scheme that rating and flips speak of.")]
SortOf = Annotated[str, Query(description="A column, with - before it for the largest first.")]
Flips = Annotated[bool | None, Query(description="Only those whose rating is (un)certain.")]
Traded = Annotated[bool | None, Query(description="Only traded, or only local, categories.")]
OriginOf = Annotated[
    Literal["found", "declared"],
    Query(description="Found in the statistics, or declared by somebody (case library)."),
]
LangOf = Annotated[Language, Query(description="Language of what people read.")]
Region = Annotated[str, Path(description="A region's code.")]
Cluster = Annotated[str, Path(description="definition:category:region, or a declared one's code.")]
Table = Annotated[str, Path(description="A canonical table or a result.")]
Named = Annotated[str, Path(description="Its id.")]
FormatOf = Annotated[Format | None, Query(description="json, csv, parquet or xlsx.")]
