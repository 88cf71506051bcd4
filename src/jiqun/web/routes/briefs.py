"""The route that writes a brief."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response

from jiqun.core import Language
from jiqun.studies import make_brief
from jiqun.studies.browsing.lists import MOST_LETTERS, Year
from jiqun.studies.browsing.workspaces import state
from jiqun.web.access import needs
from jiqun.web.computing import Job, awaited, packing, sent
from jiqun.web.described import BRIEF
from jiqun.web.guard import BRIEF_POLICY
from jiqun.web.parameters import Shown, asked

api = APIRouter(tags=["briefs"], dependencies=[needs("read")])


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefOptions:
    """How a brief is written.

    Attributes
    ----------
    lang
        Language of what people read.
    format
        html, pdf or docx.
    year
        The newest where left out.
    """

    lang: Language = "en"
    format: Literal["html", "pdf", "docx"] = "html"
    year: Year | None = None


@api.get("/briefs/{subject}/{id:path}", response_class=Response, responses=BRIEF)
async def brief_route(
    request: Request,
    shown: Shown,
    subject: Annotated[Literal["region", "cell", "cluster"], Path(description="Of what.")],
    id: Annotated[
        str,
        Path(
            description="A region's, a cell's or a cluster's code, found or declared.",
            max_length=MOST_LETTERS,
        ),
    ],
    options: Annotated[BriefOptions, asked(BriefOptions)],
) -> Response:
    """Write a brief of a region, a cell or a cluster, found or declared."""
    named = {"subject": subject, "id": id, "as_of": shown.commit, **asdict(options)}
    job = Job(
        function=make_brief,
        given=(shown.workspace.path,),
        named=tuple(named.items()),
        state=state(shown),
        form="brief",
        packed=packing(request),
    )
    made = await awaited(request, job)
    further = {
        "Content-Disposition": f'inline; filename="brief.{options.format}"',
        "Content-Security-Policy": BRIEF_POLICY,
    }
    return sent(request, made, further)
