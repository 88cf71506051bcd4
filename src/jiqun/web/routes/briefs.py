"""The route that writes a brief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response

from jiqun.core import Language
from jiqun.studies import make_brief
from jiqun.web.answers import tagged
from jiqun.web.described import BRIEF
from jiqun.web.guard import BRIEF_POLICY
from jiqun.web.parameters import Shown, asked

api = APIRouter(tags=["briefs"])


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefOptions:
    """How a brief is written.

    Attributes
    ----------
    lang
        Language of what people read.
    format
        html or pdf.
    year
        The newest where left out.
    """

    lang: Language = "en"
    format: Literal["html", "pdf"] = "html"
    year: int | None = None


@api.get("/briefs/{subject}/{id:path}", response_class=Response, responses=BRIEF)
def brief_route(
    request: Request,
    shown: Shown,
    subject: Annotated[Literal["region", "cell", "cluster"], Path(description="Of what.")],
    id: Annotated[str, Path(description="A region's, a cell's or a declared cluster's code.")],
    options: Annotated[BriefOptions, asked(BriefOptions)],
) -> Response:
    """Write a brief of a region, a cell or a declared cluster."""
    made = make_brief(
        shown.workspace.path,
        subject=subject,
        id=id,
        lang=options.lang,
        format=options.format,
        year=options.year,
        as_of=shown.commit,
    )
    headers = {
        **tagged(request),
        "Content-Disposition": f'inline; filename="brief.{options.format}"',
        "Content-Security-Policy": BRIEF_POLICY,
    }
    return Response(made.content, headers=headers, media_type=made.media_type)
