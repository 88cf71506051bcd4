"""The commands that keep a workspace well: check, repair."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiqun.cli.output import (
    JsonFlag,
    LangOption,
    echo,
    emit,
    heads,
    next_step,
    progress_bar,
    show_table,
)
from jiqun.core import Language, say

if TYPE_CHECKING:
    from jiqun.studies import CheckReport, RepairReport

Workspace = Annotated[Path, typer.Argument(help="Folder of the workspace.")]


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    for command in (check, repair):
        app.command()(command)


def check(workspace: Workspace, as_json: JsonFlag = False, lang: LangOption = "en") -> None:
    """Hold every file of a workspace against what was written; 1 where damaged (检查)."""
    from jiqun.studies import check as check_workspace

    with progress_bar(quiet=as_json) as progress:
        found = check_workspace(workspace, progress=progress)
    emit(found, as_json=as_json, show=lambda: _show_check(found, lang))
    next_step(found.next, lang=lang)
    if not found.sound:
        raise typer.Exit(1)


def repair(
    workspace: Workspace,
    by: Annotated[
        Literal["commit", "tables"] | None,
        typer.Option(
            "--by",
            help="Show the last good commit again, or keep all good tables of the newest one; "
            "if left out, the commit unless it lacks one of those.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Bring a damaged workspace back to its last good state; nothing is deleted (修复)."""
    from jiqun.studies import repair as repair_workspace

    with progress_bar(quiet=as_json) as progress:
        report = repair_workspace(workspace, by=by, dry_run=dry_run, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show_repair(report, lang))
    again = dry_run and report.steps
    next_step(f"jiqun repair {workspace}" if again else f"jiqun check {workspace}", lang=lang)


def _show_check(found: CheckReport, lang: Language) -> None:
    words = {
        "commits": found.commits,
        "files": f"{found.files:,}",
        "rows": f"{found.rows:,}",
        "newest": found.newest,
        "good": found.good,
        "count": len(found.damages),
    }
    echo(say("keeping.sound" if found.sound else "keeping.damaged", lang, **words))
    for problem in found.damages:
        echo(typer.style(f"\n  {problem.subject}  [{problem.code}]", bold=True))
        for part, sentence in asdict(problem.said(lang)).items():
            echo(f"    {say(f'store.{part}', lang)}: {sentence}")
    if not found.sound:
        none, same = found.good is None, found.good == found.newest
        key = "good-none" if none else "good-newest" if same else "good"
        echo("\n" + say(f"keeping.{key}", lang, **words))
    if found.losses:
        columns = heads(("table", "rows", "lost", "again"), lang, own="keeping.")
        rows = [(one.name, one.rows, one.lost, one.command) for one in found.losses]
        show_table(say("keeping.losses", lang), columns, rows)
    for caution in found.cautions:
        echo(caution.said(lang), err=True)


def _show_repair(report: RepairReport, lang: Language) -> None:
    if not report.steps:
        echo(say("keeping.nothing", lang))
        return
    words = {"count": len(report.steps), "commit": report.commit}
    echo(say("keeping.did" if report.done else "keeping.would", lang, **words) + ":")
    for step in report.steps:
        told = say(f"keeping.step-{step.kind}", lang, subject=step.subject, commit=step.commit)
        echo(f"  - {told}")
    if report.done and report.aside:
        echo(say("keeping.aside", lang, folder=report.aside))
