"""The command that writes a brief."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiqun.cli.output import JsonFlag, LangOption, echo, emit
from jiqun.cli.shared import ConfidentialFlag, shown_place
from jiqun.core import say

if TYPE_CHECKING:
    from jiqun.studies import BriefReport


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("brief")(brief)


def brief(  # noqa: PLR0913 - each is an option
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    subject: Annotated[
        Literal["region", "cell", "cluster"], typer.Argument(help="What it is about.")
    ],
    id: Annotated[
        str,
        typer.Argument(
            help="The region's code, the cell's id, the code of a cluster, found or declared."
        ),
    ],
    to: Annotated[Path, typer.Option("--to", help="File to write: FILE.html, .pdf or .docx.")],
    year: Annotated[
        int | None, typer.Option("--year", help="Year of the data; the latest otherwise.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there.")
    ] = False,
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Write a brief of a region, a cell or a cluster as HTML, PDF or Word (撰写简报)."""
    from jiqun.studies import write_brief

    place = shown_place(workspace, confidential=confidential, lang=lang)
    report = write_brief(place, subject=subject, id=id, lang=lang, to=to, year=year, force=force)
    emit(report, as_json=as_json, show=lambda: echo(_said(report)))


def _said(report: BriefReport) -> str:
    words = {"title": report.title, "file": report.file, "bytes": report.bytes}
    return say("briefs.written", report.lang, **words)
