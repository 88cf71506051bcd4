"""The command that finds organisations under several names, and merges what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    from jiqun.studies import NamesReport

#: Pairs that are shown.
SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("names")(names_command)


def names_command(
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    candidates: Annotated[
        Path | None,
        typer.Option("--candidates", help="CSV to write: likely pairs, to be decided by you."),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            help="That CSV with its column decision filled in: same, different or part. "
            "What is the same is merged, in one commit.",
        ),
    ] = None,
    least: Annotated[
        float, typer.Option("--least", help="The lowest score that is proposed, 0 to 1.")
    ] = 0.6,
    accept: Annotated[
        float | None,
        typer.Option(
            "--accept",
            help="Write 'same' beside candidates from this score on; 0.93 is nearly sure. "
            "Nothing is merged before you give the file back.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be merged; change nothing.")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Find organisations that stand under several names; merge what you decided (名称核对)."""
    from jiqun.studies import names

    with progress_bar(quiet=as_json) as progress:
        report = names(
            workspace,
            candidates=candidates,
            decisions=decisions,
            least=least,
            accept=accept,
            dry_run=dry_run,
            progress=progress,
        )
    emit(report, as_json=as_json, show=lambda: _show(report, lang))
    next_step(report.next, lang=lang)


def _show(report: NamesReport, lang: Language) -> None:
    words = {
        "organisations": f"{report.organisations:,}",
        "compared": f"{report.compared:,}",
        "undecided": f"{report.undecided:,}",
        "merged": f"{len(report.merged):,}",
    }
    echo(say("names.found", lang, **words))
    if report.merged:
        echo(say("names.merged" if report.done else "names.would-merge", lang, **words))
        for table, rows in report.changed.items():
            echo("  " + say("names.changed", lang, table=table, rows=f"{rows:,}"))
    if report.pairs:
        columns = heads(("organisation", "other", "score", "reason"), lang, own="names.")
        lines = [
            [
                f"{pair.one} {pair.name_one}",
                f"{pair.other} {pair.name_other}",
                f"{pair.score:.2f}",
                "; ".join(say(f"names.{why}", lang) for why in (pair.reason, *pair.against)),
            ]
            for pair in report.pairs[:SHOWN]
        ]
        show_table(say("names.title", lang), columns, lines)
    if report.written:
        echo(say("names.written", lang, file=str(report.written)))
    for caution in report.cautions:
        echo(caution.said(lang), err=True)
