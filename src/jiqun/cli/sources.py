"""The sources commands: what can be fetched, fetching it, and filling what it withholds."""

from __future__ import annotations

from collections.abc import Sequence
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
    pairs,
    progress_bar,
    show_table,
    shown,
    shown_span,
)
from jiqun.core import Language, head, quantities, say, texts

if TYPE_CHECKING:
    from jiqun.studies import FetchReport, FillReport, SourceRow


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("sources")(sources)
    app.command("fetch")(fetch)
    app.command("fill")(fill_command)


def sources(as_json: JsonFlag = False, lang: LangOption = "en") -> None:
    """List the public statistics that can be fetched, with licence and options."""
    from jiqun.studies import list_sources

    answer = list_sources()
    emit(answer, as_json=as_json, show=lambda: _show_sources(answer, lang))


def fetch(  # noqa: PLR0913, PLR0917 - one parameter an option of the command
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    source: Annotated[str, typer.Argument(help="A source's id; `jiqun sources` lists them.")],
    file: Annotated[
        list[Path] | None, typer.Option("--file", help="A file of the source; repeatable.")
    ] = None,
    year: Annotated[
        list[int] | None, typer.Option("--year", help="A year to fetch or keep; repeatable.")
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", help="An option of the source as name=value; repeatable."),
    ] = None,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch the files from their publisher.")
    ] = False,
    item: Annotated[
        list[str] | None,
        typer.Option("--item", help="Which of the publisher's files to download; repeatable."),
    ] = None,
    cache: Annotated[
        Path | None, typer.Option("--cache", help="Folder where downloads are kept.")
    ] = None,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Read a public statistic, from a file or its publisher, into a workspace."""
    from jiqun.studies import Publisher
    from jiqun.studies import fetch as study

    with progress_bar(quiet=as_json) as progress:
        answer = study(
            workspace,
            source=source,
            files=file or (),
            options=pairs(option or [], "option"),
            years=year or (),
            publisher=Publisher(items=item or (), cache=cache) if download else None,
            progress=progress,
        )
    emit(answer, as_json=as_json, show=lambda: _show_report(answer, lang))
    if not as_json:
        next_step(say(f"sources.{_next(answer)}", lang, workspace=workspace), lang=lang)


def _show_sources(answer: Sequence[SourceRow], lang: Language) -> None:
    columns = heads(("source", "title", "tables", "licence"), lang, own="sources.column-")
    rows = [(one.id, one.title.said(lang), ", ".join(one.tables), one.licence) for one in answer]
    show_table(say("sources.list", lang), columns, rows)
    for one in answer:
        for each in one.options:
            told = each.help.said(lang) if each.help else ""
            echo(f"{one.id} --option {each.name}={each.default}  {told}")


def _show_report(answer: FetchReport, lang: Language) -> None:
    names = ("table", "rows", "replaced", "placeholders")
    columns = heads(names, lang, own="sources.column-")
    rows = [(one.table, one.rows, one.replaced, one.placeholders) for one in answer.tables]
    show_table(answer.title.said(lang), columns, rows)
    for name, value in answer.figures.items():
        code, _, year = name.partition(":")
        unit = "share" if code.endswith(("-share", "_share")) else "count"
        echo(f"  {_figure(code, lang)} {year}: {shown(value, unit)}")
    for caution in answer.cautions:
        echo(f"! {caution.said(lang)}")


def _figure(code: str, lang: Language) -> str:
    """Name a figure: a quantity, a level of regions, or what the source's own text says."""
    if code in quantities():
        return head(code, lang)
    if code in texts("levels"):
        return texts("levels")[code][lang].lower()
    return say(f"sources.figure-{code}", lang)


def _next(answer: FetchReport) -> str:
    tables = {one.table for one in answer.tables}
    if "activity" in tables:
        return "next-activity"
    return "next-clusters" if "clusters" in tables else "next-tables"


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
    emit(report, as_json=as_json, show=lambda: _show_fill(report, lang))
    next_step(f"jiqun run {workspace}", lang=lang)


def _show_fill(report: FillReport, lang: Language) -> None:
    own = "fill."
    rows = [
        (
            one.step,
            say(f"fill.{'hidden' if one.hidden else 'withheld'}-cells", lang),
            str(one.year),
            f"{one.cells:,}",
            _number(one.employment),
            shown_span(one.employment_low, one.employment_high, "employment"),
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
            shown(one.visible_share, "share"),
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
    return shown(value, "employment")
