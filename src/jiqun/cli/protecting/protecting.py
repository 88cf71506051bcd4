"""The command that marks a workspace confidential."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from jiqun.core import InputError, Language, problem, say

if TYPE_CHECKING:
    from jiqun.studies import ProtectReport


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("protect")(protect_command)


def protect_command(  # noqa: PLR0913, PLR0917 - each is an option
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    threshold: Annotated[
        int | None,
        typer.Option("--threshold", help="Withhold numbers from fewer contributors; 3 is usual."),
    ] = None,
    p: Annotated[
        float | None,
        typer.Option(
            "--p",
            help="Withhold numbers from which the second largest contributor could estimate the "
            "largest to within so many per cent; 10 is usual.",
        ),
    ] = None,
    dominance: Annotated[
        str | None,
        typer.Option("--dominance", help="N:K, withhold where N contributors hold more than K %."),
    ] = None,
    rounding: Annotated[
        int | None, typer.Option("--round", help="Round what is shown to this step.")
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option("--level", help="Show this level of regions only; may repeat."),
    ] = None,
    amount: Annotated[
        list[str] | None,
        typer.Option(
            "--amount",
            help="Show this column of activity; may repeat. Else jobs, establishments, what leads.",
        ),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", help="Show this table too, for it is public; may repeat."),
    ] = None,
    fill: Annotated[
        bool,
        typer.Option(
            "--fill/--no-fill", help="Estimate withheld numbers from those shown, with their range."
        ),
    ] = True,
    off: Annotated[
        bool, typer.Option("--off", help="Take the mark off: everybody sees all numbers.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be withheld; change nothing.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also where more than half would be withheld.")
    ] = False,
    afresh: Annotated[
        bool,
        typer.Option(
            "--afresh", help="Without regard to the last release, whose readers may have kept it."
        ),
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Mark a workspace confidential: others are shown protected numbers (保密)."""
    from jiqun.studies import ProtectPlan, protect, unprotect

    given: dict[str, Any] = {
        "threshold": threshold, "p": p, "dominance": dominance, "rounding": rounding,
        "levels": level, "amounts": amount, "public": table, "fill": None if fill else False,
    }  # fmt: skip
    told = {name: value for name, value in given.items() if value is not None}
    if off:
        if told:
            raise InputError(problem("protect-off", subject="off", options=sorted(told)))
        was = unprotect(workspace)
        key = "protect.off" if was else "protect.off-nothing"
        emit({"protected": False, "was": was}, as_json=as_json, show=lambda: echo(say(key, lang)))
        return
    plan = ProtectPlan.asked(told) if told else None
    with progress_bar(quiet=as_json) as progress:
        report = protect(
            workspace, plan, dry_run=dry_run, anyway=anyway, afresh=afresh, progress=progress
        )
    emit(report, as_json=as_json, show=lambda: _show(report, lang))
    verb = "serve" if report.done else "protect"
    next_step(f"jiqun {verb} {workspace}", lang=lang)


def _show(report: ProtectReport, lang: Language) -> None:
    told = report.protection
    names = ("level", "industry_level", "cells", "primary", "secondary", "shown")
    newest = max((one.year for one in told.losses), default=0)
    rows = [
        (one.title.to_dict()[lang], one.industry_title.to_dict()[lang], one.cells, one.primary,
         one.secondary, "–" if one.shown_share is None else f"{one.shown_share:.1%}")
        for one in told.losses
        if one.year == newest
    ]  # fmt: skip
    title = say("protect.losses", lang, year=newest)
    show_table(title, heads(names, lang, own="protect."), rows)
    listed = {"shown": ", ".join(told.tables), "hidden": ", ".join(told.left_out) or "–"}
    echo(say("protect.tables", lang, **listed))
    for caution in told.cautions:
        echo(caution.said(lang), err=True)
    key = "done" if report.done else "would" if told.proved else "would-open"
    words = {"cells": told.cells, "withheld": told.withheld, "seconds": report.seconds}
    echo(say(f"protect.{key}", lang, **words))
    if report.twin is not None:
        echo(say("protect.twin", lang, twin=report.twin))
