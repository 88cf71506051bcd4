"""The command that gives a cluster's members, on the screen or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiqun.cli.clusters.definitions import Folder
from jiqun.cli.output import JsonFlag, LangOption, echo, emit, heads, next_step, show_table, shown
from jiqun.cli.shared import ConfidentialFlag, shown_place
from jiqun.core import Language, say, unit_words

if TYPE_CHECKING:
    from jiqun.studies import MembersReport

#: Rows of a kind that are shown.
SHOWN = 10
KINDS = ("region", "industry", "organisation")


def members_command(
    workspace: Folder,
    id: Annotated[
        str, typer.Argument(help="A cluster's code, found or declared, or that of a find of it.")
    ],
    to: Annotated[
        Path | None, typer.Option("--to", help="File to write: FILE.csv, FILE.xlsx, FILE.parquet.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there.")
    ] = False,
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Give the members of a cluster, on the screen or as a file (集群成员)."""
    from jiqun.studies import export_members

    place = shown_place(workspace, confidential=confidential, lang=lang)
    report = export_members(place, id, to=to, force=force)
    emit(report, as_json=as_json, show=lambda: _show(report, workspace, lang))


def _show(report: MembersReport, workspace: Path, lang: Language) -> None:
    name = (lang == "zh" and report.name_zh) or report.name or report.cluster
    counts = {kind: report.counts.get(kind, 0) for kind in KINDS}
    echo(say("find.members-of", lang, name=name, code=report.cluster, **counts))
    if report.file is not None:
        echo(say("find.members-written", lang, file=report.file, rows=len(report.items)))
        return
    for kind in KINDS:
        own = [item for item in report.items if item["kind"] == kind]
        if own:
            rows = [_row(item, lang) for item in own[:SHOWN]]
            title = say(f"find.members-{kind}", lang, n=len(own))
            columns = [*heads(("name", "code"), lang, own="find."), unit_words("share").said(lang)]
            show_table(title, columns, rows)
    next_step(f"jiqun clusters members {workspace} '{report.cluster}' --to members.csv", lang=lang)


def _row(item: dict[str, object], lang: Language) -> list[str]:
    name = (lang == "zh" and item["name_zh"]) or item["name"] or item["member"]
    weight = item["weight"]
    share = shown(weight if isinstance(weight, float) else None, "share")
    return [str(name), str(item["member"]), share]
