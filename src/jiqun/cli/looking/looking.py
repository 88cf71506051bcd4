"""The command ``jiqun look``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiqun.cli.looking.showing import show_look, show_question
from jiqun.cli.output import JsonFlag, LangOption, echo, emit, next_step, pairs
from jiqun.core import Language, say

if TYPE_CHECKING:
    from jiqun.studies import LookReport

#: Rounds of questions: an answer may open others.
_ROUNDS = 5


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("look")(look_command)


def look_command(  # noqa: PLR0913 - each is an option
    file: Annotated[Path, typer.Argument(help="CSV, Excel, Parquet, GeoJSON or TopoJSON.")],
    workspace: Annotated[
        Path | None,
        typer.Option("--in", help="The workspace it would be loaded into; need not be there."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Where to write the map; FILE.map.toml if left out.")
    ] = None,
    saved: Annotated[
        Path | None, typer.Option("--saved", help="A map of an earlier file of the same shape.")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="KEY=VALUE", help="Answer to a question; repeatable."),
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Sheet of a workbook.")] = "",
    table: Annotated[
        str, typer.Option("--table", help="Canonical table, if it is not plain from the file.")
    ] = "",
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Look at a file as it is; write the map that loads it (查看文件)."""
    from jiqun.studies import look

    answers = pairs(answer or [], "answer")

    def once(given: dict[str, str]) -> LookReport:
        return look(
            file, workspace=workspace, answers=given, saved=saved, to=to, sheet=sheet, table=table
        )

    report = once(answers)
    if not as_json and report.questions and sys.stdin.isatty() and sys.stdout.isatty():
        show_look(report, lang, questions=False)
        for _ in range(_ROUNDS):
            if not report.questions:
                break
            answers |= _asked(report, lang)
            report = once(answers)
    emit(report, as_json=as_json, show=lambda: show_look(report, lang, questions=True))
    for command in report.next if not as_json else ():
        next_step(command, lang=lang)
    if not report.next:
        raise typer.Exit(2)


def _asked(report: LookReport, lang: Language) -> dict[str, str]:
    """Ask what is open, one question after the other; return takes the proposal."""
    found = {}
    for one in report.questions:
        show_question(one, lang)
        default = one.proposed or ""
        given = typer.prompt(
            say("looking.answer", lang), default=default, show_default=bool(default)
        )
        found[one.key] = str(given).strip()
    echo()
    return found
