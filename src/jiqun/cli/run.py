"""The command that does the main job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiqun.cli.output import (
    JsonFlag,
    LangOption,
    LeastPeers,
    LeastVisible,
    echo,
    emit,
    heads,
    next_step,
    progress_bar,
    show_table,
    shown,
    shown_with_span,
)
from jiqun.cli.shared import say_level, say_rating, say_scheme, say_set
from jiqun.core import Language, head, led_head, led_text, named, say

if TYPE_CHECKING:
    from jiqun.studies import RatingOf, RunReport

#: Kinds of numbers that are counted beside the published share.
KINDS = ("withheld", "hidden", "imputed", "noisy", "rounded", "unknown")
#: A share that prints as 0.0 % is not worth a line.
SHOWN = 0.0005
#: What leads unless another quantity does.
EMPLOYMENT = "employment"
#: What can lead.
Led = Literal[
    "employment", "revenue", "output", "value_added", "payroll", "exports", "establishments"
]
#: Important cells that are printed of each level.
PRINTED = 5


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("run")(run_command)


def run_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    quantity: Annotated[
        Led | None,
        typer.Option(
            "--quantity",
            help="What leads: summed, compared and rated by (主导指标); the one most is known of"
            " otherwise.",
        ),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Only this year; all years otherwise.")
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option("--level", help="Only this level of regions; may repeat.")
    ] = None,
    scheme: Annotated[
        list[str] | None, typer.Option("--scheme", help="Only this scheme; may repeat.")
    ] = None,
    unverified: Annotated[
        bool,
        typer.Option(
            "--unverified", help="Also schemes known from memory only (含未核实的评价标准)."
        ),
    ] = False,
    cutoff: Annotated[
        list[str] | None,
        typer.Option("--cutoff", help="Another threshold: SCHEME.CRITERION=VALUE; may repeat."),
    ] = None,
    confidence: Annotated[
        float, typer.Option("--confidence", help="Confidence of the intervals, 0 to 1.")
    ] = 0.95,
    least_visible: LeastVisible = 0.7,
    least_peers: LeastPeers = 30,
    important_share: Annotated[
        float,
        typer.Option(
            "--important-share",
            help="An important cell holds this share (0 to 1) of its category's jobs or more.",
        ),
    ] = 0.05,
    important_quotient: Annotated[
        float,
        typer.Option("--important-quotient", help="An important cell has this quotient or more."),
    ] = 1.5,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            help="What quotients are compared with: a region with rows of its own, or a file with"
            " industry, employment [, year].",
        ),
    ] = None,
    luck: Annotated[
        bool,
        typer.Option("--luck", help="Add the limits that luck leaves to each quotient (区位偶然)."),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Compute even if nothing has changed.")
    ] = False,
    brief: Annotated[
        bool,
        typer.Option(
            "--brief/--no-brief",
            help="Write a brief of the strongest region and cell (写出简报).",
        ),
    ] = True,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Measure and rate the cells, categories by regions, and keep the results (测度并评定单元)."""
    from jiqun.studies import RunPlan, main_job, read_cutoffs

    plan = RunPlan(
        quantity=quantity,
        year=year,
        levels=level,
        schemes=scheme,
        unverified=unverified,
        cutoffs=read_cutoffs(cutoff or ()),
        level=confidence,
        least_visible=least_visible,
        least_peers=least_peers,
        important_share=important_share,
        important_quotient=important_quotient,
        reference=reference,
        luck=luck,
    )
    with progress_bar(quiet=as_json) as progress:
        report = main_job(workspace, plan, again=again, brief=brief, lang=lang, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show_all(report, workspace, lang))


def _show_all(report: RunReport, workspace: Path, lang: Language) -> None:
    _show(report, lang)
    for file in report.briefs:
        echo(say("run.brief", lang, file=file))
    next_step(f"jiqun serve {workspace}", lang=lang)


def _show(report: RunReport, lang: Language) -> None:
    for level in report.levels:
        _show_cells(report, level, lang)
    echo(say("run.key", lang))
    _show_important(report, lang)
    _show_regions(report, lang)
    _show_bases(report, lang)
    _tell_important(report, lang)
    years = f"{report.years[0]}–{report.years[-1]}" if report.years else "–"
    levels = ", ".join(say_level(level, lang) for level in report.levels)
    counts = {
        "cells": report.cells,
        "strong": report.strong,
        "local": report.strong_local,
        "commit": report.commit,
    }
    _tell_leading(report, lang)
    echo(say("run.done", lang, levels=levels, years=years, **counts))
    if report.unchanged:
        echo(say("run.unchanged", lang, commit=report.commit))
    for definition, share in report.uncategorised_share.items():
        if share < SHOWN:
            continue
        told = {"definition": say_set(definition, lang), "share": share}
        echo(_said(report, lang, "uncategorised", **told))
    seconds = ", ".join(f"{step} {taken:.2f}" for step, taken in report.seconds.items())
    _tell_notes(report, lang)
    echo(say("run.unsure", lang, seconds=seconds))
    for caution in report.cautions:
        if caution.code != "scheme-not-applied":
            echo(f"! {caution.said(lang)}")
    for row in report.schemes:
        if not row.applied:
            missing = say("run.between", lang).join(named(one).said(lang) for one in row.missing)
            scheme = say_scheme(row.scheme, lang)
            echo(say("run.not-applied", lang, scheme=scheme, missing=missing))
    if report.unverified:
        echo(
            say(
                "run.unverified",
                lang,
                schemes=", ".join(say_scheme(one, lang) for one in report.unverified),
            )
        )


def _show_cells(report: RunReport, level: str, lang: Language) -> None:
    found = [row for row in report.top if row.level == level]
    schemes = [row for row in report.schemes if row.applied]
    words = ["cell", report.quantity, "quotient", "macro_share"]
    visible = any(row.visible_share != 1 for row in found)
    important = any(row.important for row in found)
    rows = [
        [
            (lang == "zh" and row.name_zh) or row.name or row.cell,
            _number(row.size),
            _interval(row.quotient, row.quotient_low, row.quotient_high),
            _percent(row.macro_share),
            *(["●" if row.important else ""] if important else []),
            *([_percent(row.visible_share)] if visible else []),
            *(_rating(row.ratings.get(one.scheme), one.scheme, lang) for one in schemes),
        ]
        for row in found
    ]
    if rows:
        title = say("run.top", lang, level=say_level(level, lang), year=report.shown_year)
        words += ["important-head"] if important else []
        words += ["visible_share"] if visible else []
        columns = _heads(report, words, lang)
        show_table(title, [*columns, *(scheme.label.said(lang) for scheme in schemes)], rows)


def _show_important(report: RunReport, lang: Language) -> None:
    """Show cells with much of their category that the leading scheme does not call strong."""
    words = ("cell", report.quantity, "quotient", "macro_share", "rating")
    leading = next((row.scheme for row in report.schemes if row.applied), "")
    for one in report.important:
        rows = [
            [
                (lang == "zh" and row.name_zh) or row.name or row.cell,
                _number(row.size),
                _interval(row.quotient, None, None),
                _percent(row.macro_share),
                say_rating(leading, row.rating, lang),
            ]
            for row in one.named[:PRINTED]
        ]
        if rows:
            title = say(
                "run.important-table",
                lang,
                level=say_level(one.level, lang),
                year=report.shown_year,
            )
            show_table(title, _heads(report, words, lang), rows)


def _tell_leading(report: RunReport, lang: Language) -> None:
    """Say what leads where that is not employment, and what else could."""
    if report.quantity == EMPLOYMENT:
        return
    others = say("run.between", lang).join(
        say("run.leading-other", lang, quantity=named(name).said(lang), known=count)
        for name, count in report.known.items()
        if name != report.quantity
    )
    more = say("run.leading-others", lang, others=others) if others else ""
    about, known = named(report.quantity).said(lang), f"{report.known[report.quantity]:,}"
    echo(say("run.leading", lang, quantity=about, known=known, others=more))


def _said(report: RunReport, lang: Language, text: str, **values: object) -> str:
    """Say a text of the run with what leads where it speaks of employment or jobs."""
    return led_text(say(f"run.{text}", lang, **values), report.quantity, lang)


def _heads(report: RunReport, words: Sequence[str], lang: Language) -> list[str]:
    """Name columns as they are called by what leads."""
    if report.quantity == EMPLOYMENT:
        return heads(words, lang, own="run.")
    return [
        led_head(word, report.quantity, lang) or heads([word], lang, own="run.")[0]
        for word in words
    ]


def _tell_important(report: RunReport, lang: Language) -> None:
    """Say how many cells hold much of their category, and of which whole."""
    bases = {base.level: base.words.said(lang) for base in report.bases}
    for one in report.important:
        if one.cells and one.level in bases:
            lines = {"share": one.share, "quotient": one.quotient, "base": bases[one.level]}
            counts = {
                "cells": one.cells,
                "others": one.not_strong,
                "level": say_level(one.level, lang),
            }
            echo(_said(report, lang, "important", **lines, **counts))


def _tell_notes(report: RunReport, lang: Language) -> None:
    """Say how many ratings of the first scheme rest on few peers, on a tie, on nobody."""
    leading = next((row.scheme for row in report.schemes if row.applied), "")
    for one in (row for row in report.notes if row.scheme == leading):
        counts = {"few-peers": one.few_peers, "ties": one.ties, "alone": one.alone}
        parts = [
            say(f"run.note-{key}", lang, count=count, least=report.least_peers)
            for key, count in counts.items()
            if count
        ]
        if parts:
            told = say("run.between-notes", lang).join(parts)
            echo(
                say(
                    "run.notes",
                    lang,
                    scheme=say_scheme(one.scheme, lang),
                    level=say_level(one.level, lang),
                    notes=told,
                )
            )


def _show_bases(report: RunReport, lang: Language) -> None:
    """Say what quotients compare with, and how much of it is published."""
    for base in report.bases:
        echo(say("run.base", lang, level=say_level(base.level, lang), base=base.words.said(lang)))
    for level in report.levels:
        _show_visible(report, level, lang)


def _show_visible(report: RunReport, level: str, lang: Language) -> None:
    """Say how much of the shown year's employment is published, and where least."""
    of_year = (report.shown_year, level)
    one = next((row for row in report.visible if (row.year, row.level) == of_year), None)
    if one is None:
        return
    share = say("run.unknown", lang) if one.visible_share is None else _percent(one.visible_share)
    told = [f"{head(name, lang)} {getattr(one, name):,}" for name in KINDS if getattr(one, name)]
    kinds = say("run.between", lang).join(told) or say("run.all-published", lang)
    about = {"share": share, "level": say_level(level, lang), "year": one.year, "kinds": kinds}
    echo(_said(report, lang, "visible", **about))
    if one.least:
        named = [f"{row.name.said(lang)} {_percent(row.visible_share)}" for row in one.least]
        echo(say("run.visible-least", lang, categories=say("run.between", lang).join(named)))
    if one.unjudged:
        counts = {"cells": one.unjudged, "level": say_level(level, lang), "year": one.year}
        echo(_said(report, lang, "unjudged", **counts))


def _show_regions(report: RunReport, lang: Language) -> None:
    level = next((level for level in report.levels), "")
    words = ("region", f"traded_{report.quantity}", "strong", "strong_local", "strength")
    rows = [
        [
            (lang == "zh" and row.name_zh) or row.name or row.name_zh or row.region,
            _number(row.traded_size),
            row.strong,
            row.strong_local,
            shown_with_span(row.strength, row.strength_low, row.strength_high, "strength"),
        ]
        for row in report.regions
        if row.level == level
    ]
    if rows:
        told = {"level": say_level(level, lang), "year": report.shown_year}
        show_table(_said(report, lang, "regions", **told), _heads(report, words, lang), rows)


def _rating(given: RatingOf | None, scheme: str, lang: Language) -> str:
    if given is None:
        return "–"
    if given.rating is None:
        return say("run.cannot-be-judged", lang) if given.unjudged else "?"
    return say_rating(scheme, given.rating, lang) + ("~" if given.unsure else "")


def _number(value: float | None) -> str:
    return shown(value, "employment")


def _percent(value: float | None) -> str:
    return shown(value, "share")


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    return shown_with_span(value, low, high, "quotient")
