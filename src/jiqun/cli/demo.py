"""The command that shows everything at once: on the American states, and on a planted country."""

from __future__ import annotations

from dataclasses import asdict
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
    shown,
    shown_span,
)
from jiqun.cli.shared import say_level, say_rating
from jiqun.core import Language, say

if TYPE_CHECKING:
    from jiqun.studies import DemoReport, RatingOf, StatesReport

#: Rows that are printed of the planted country.
PLANTED = 5


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("demo")(demo_command)


def demo_command(
    at: Annotated[Path, typer.Option("--at", help="Folder of the demonstration.")] = Path("demo"),
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the atlas at the end.")
    ] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Build it anew if there is one.")] = False,
    port: Annotated[int, typer.Option("--port", help="Port of the atlas.")] = 8000,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Build the example: the American states, and a planted country; find, rate, write briefs."""
    from jiqun.studies import demo

    with progress_bar(quiet=as_json) as progress:
        report = demo(at, fresh=fresh, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show(report, lang))
    if serve:
        from jiqun.web import serve_workspace

        serve_workspace(report.states.workspace, port=port, lang=lang)
    else:
        next_step(f"jiqun serve {report.states.workspace}", lang=lang)


def _show(report: DemoReport, lang: Language) -> None:
    echo(say("demo.built" if report.built else "demo.found", lang, folder=report.folder))
    _show_states(report.states, lang)
    echo(say("demo.second", lang))
    _show_planted(report, lang)
    for path in report.briefs:
        echo(say("demo.brief", lang, path=path))
    echo(say("demo.reach", lang, states=report.states.workspace, planted=report.workspace))


def _show_states(report: StatesReport, lang: Language) -> None:
    schemes = [row for row in report.run.schemes if row.applied]
    rows = [
        [
            _named(row.name, row.name_zh, lang),
            shown(row.employment, "employment"),
            shown(row.quotient, "quotient"),
            shown_span(row.quotient_low, row.quotient_high, "quotient"),
            shown(row.macro_share, "macro_share"),
            *(_rating(row.ratings.get(one.scheme), one.scheme, lang) for one in schemes),
        ]
        for row in report.top
    ]
    columns = heads(("cell", "employment", "quotient", "interval", "share"), lang, own="demo.")
    title = say("demo.states", lang, year=report.run.shown_year)
    show_table(title, [*columns, *(scheme.label.said(lang) for scheme in schemes)], rows)
    echo(say("demo.mark", lang))
    _tell_check(report, lang)
    echo(say("demo.borders", lang, **report.once))


def _tell_check(report: StatesReport, lang: Language) -> None:
    one = report.checked
    told = {
        "name": _named(one.name, one.name_zh, lang),
        "classes": len(report.classes),
        "codes": " + ".join(report.classes),
        "employment": round(one.employment),
        "quotient": one.quotient,
    }
    echo(say("demo.check", lang, **told))


def _show_planted(report: DemoReport, lang: Language) -> None:
    show = report.run
    schemes = [row for row in show.schemes if row.applied]
    level = show.levels[-1]
    rows = [
        [
            _named(row.name, row.name_zh, lang),
            shown(row.employment, "employment"),
            shown(row.quotient, "quotient"),
            shown_span(row.quotient_low, row.quotient_high, "quotient"),
            *(_rating(row.ratings.get(one.scheme), one.scheme, lang) for one in schemes),
        ]
        for row in show.top
        if row.level == level
    ][:PLANTED]
    columns = heads(("cell", "employment", "quotient", "interval"), lang, own="demo.")
    title = say("demo.top", lang, level=say_level(level, lang), year=show.shown_year)
    show_table(title, [*columns, *(scheme.label.said(lang) for scheme in schemes)], rows)
    echo(say("demo.score", lang, **{**asdict(report.score), "level": say_level(level, lang)}))
    told = {
        f"{row.way}_{key}": getattr(row, key)
        for row in report.ways
        for key in ("clusters", "virtual")
    }
    echo(say("demo.ways", lang, **told, **report.once))
    echo(say("demo.synthetic", lang))


def _named(name: str | None, name_zh: str | None, lang: Language) -> str:
    return (lang == "zh" and name_zh) or name or "–"


def _rating(given: RatingOf | None, scheme: str, lang: Language) -> str:
    if given is None:
        return "–"
    if given.rating is None:
        return "?"
    return say_rating(scheme, given.rating, lang) + ("~" if given.unsure else "")
