"""The command that fills what publishers withhold and leave out."""

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
    from jiqun.studies import FillReport


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("fill")(fill_command)


def fill_command(
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    hidden: Annotated[
        bool,
        typer.Option(
            "--hidden/--no-hidden",
            help="Put in rows for cells that the publisher leaves out and totals show.",
        ),
    ] = True,
    years: Annotated[
        int, typer.Option("--years", help="How many years away the same cell's number helps.")
    ] = 2,
    again: Annotated[
        bool, typer.Option("--again", help="Compute even if nothing has changed.")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Estimate withheld and hidden employment from years, sizes and totals (补全未公布的就业)."""
    from jiqun.studies import FillPlan, fill

    plan = FillPlan(hidden=hidden, years=years)
    with progress_bar(quiet=as_json) as progress:
        report = fill(workspace, plan, again=again, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show(report, lang))
    next_step(f"jiqun run {workspace}", lang=lang)


def _show(report: FillReport, lang: Language) -> None:
    own = "fill."
    rows = [
        (
            one.step,
            say(f"fill.{'hidden' if one.hidden else 'withheld'}-cells", lang),
            str(one.year),
            f"{one.cells:,}",
            _number(one.employment),
            f"{_number(one.employment_low)}–{_number(one.employment_high)}",
        )
        for one in report.steps
    ]
    columns = heads(("step", "kind", "year", "cells", "employment", "range"), lang, own=own)
    show_table(say("fill.steps", lang), columns, rows)
    levels = [
        (
            one.level or "–",
            str(one.year),
            *(_number(value) for value in (one.published, one.withheld, one.hidden)),
            "–" if one.visible_share is None else f"{one.visible_share:.1%}",
        )
        for one in report.levels
    ]
    words = ("level", "year", "published", "withheld-cells", "hidden-cells", "visible_share")
    show_table(say("fill.levels", lang), heads(words, lang, own=own), levels)
    for caution in report.cautions:
        echo(f"! {caution.said(lang)}")
    key = "unchanged" if report.unchanged else "done"
    echo(say(f"fill.{key}", lang, commit=report.commit, seconds=report.seconds))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
