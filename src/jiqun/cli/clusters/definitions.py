"""The commands that derive a definition set, and add a category of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

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
    shown_score,
)
from jiqun.cli.shared import say_level
from jiqun.core import Language, say

if TYPE_CHECKING:
    from jiqun.studies import CustomReport, DefineReport, DerivedCategory
    from jiqun.studies.defining import DefinitionBaseline

Folder = Annotated[Path, typer.Argument(help="The workspace's folder.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of all that is drawn.")]
WorkersOption = Annotated[
    int, typer.Option("--workers", help="Threads; they change nothing in the result.")
]


def define_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Folder,
    candidates: Annotated[
        int, typer.Option("--candidates", help="Candidate sets to score.")
    ] = 2000,
    least: Annotated[
        int | None, typer.Option("--least", help="Fewest categories; by the industries otherwise.")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--most", help="Most categories; by the industries otherwise.")
    ] = None,
    definition: Annotated[
        str, typer.Option("--definition", help="Name of the set; one derived before is replaced.")
    ] = "derived",
    level: Annotated[
        str | None, typer.Option("--level", help="Level of the regions that are compared.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="The year; the latest otherwise.")
    ] = None,
    location: Annotated[
        Literal["net", "levels", "logarithms", "shares", "quotients"],
        typer.Option("--location", help="What of industries is correlated over regions."),
    ] = "net",
    coagglomeration: Annotated[
        bool,
        typer.Option("--coagglomeration", help="Take co-agglomeration as a similarity too."),
    ] = False,
    code_weight: Annotated[
        float,
        typer.Option(
            "--code-weight", help="What the industries' code counts beside each similarity; 0: not."
        ),
    ] = 0.5,
    largest: Annotated[
        float, typer.Option("--largest", help="Share of the industries a category may hold.")
    ] = 0.1,
    fallback: Annotated[
        bool,
        typer.Option(
            "--fallback/--searched",
            help="Keep a cut of the code where it tells more of regions kept aside.",
        ),
    ] = True,
    scope: Annotated[
        Literal["traded-given", "traded-derived", "all"] | None,
        typer.Option("--scope", help="Which industries; those given as traded where they are."),
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct/--as-found", help="Move outliers to their best category.")
    ] = True,
    draws: Annotated[
        int, typer.Option("--draws", help="Resamples for the firmness of the set.")
    ] = 20,
    seed: SeedOption = 0,
    workers: WorkersOption = 2,
    again: Annotated[
        bool, typer.Option("--again", help="Derive even if nothing has changed.")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Derive a definition set from the workspace's own data, with its scores (推导定义集)."""
    from jiqun.studies import DefinePlan, define

    plan = DefinePlan(
        candidates=candidates,
        categories=_range(least, most),
        definition=definition,
        level=level,
        year=year,
        location=location,
        coagglomeration=coagglomeration,
        code_weight=code_weight,
        largest=largest,
        fallback=fallback,
        scope=scope,
        correct=correct,
        draws=draws,
        seed=seed,
        workers=workers,
    )
    with progress_bar(quiet=as_json) as progress:
        report = define(workspace, plan, again=again, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show_defined(report, workspace, lang))


def _range(least: int | None, most: int | None) -> tuple[int, int] | None:
    """Give the range where both ends are told; the study refuses half of one."""
    if least is None and most is None:
        return None
    return (least or most or 0, most or least or 0)


def custom_command(  # noqa: PLR0913 - one parameter an option
    workspace: Folder,
    name: Annotated[str, typer.Option("--name", help="What the category is called.")],
    industries: Annotated[
        str, typer.Option("--industries", help="Codes of its industries, with commas between.")
    ],
    definition: Annotated[
        str, typer.Option("--definition", help="The set of one's own it goes into.")
    ] = "custom",
    category: Annotated[
        str | None, typer.Option("--category", help="Its code; made of the name otherwise.")
    ] = None,
    name_zh: Annotated[
        str | None, typer.Option("--name-zh", help="What it is called in Chinese.")
    ] = None,
    traded: Annotated[
        bool, typer.Option("--traded/--local", help="Whether it sells beyond its region.")
    ] = True,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Add a category of one's own, made of industries that one names (自定义类别)."""
    from jiqun.studies import CustomPlan, define_custom

    plan = CustomPlan(
        name=name,
        industries=industries.split(","),
        definition=definition,
        category=category,
        name_zh=name_zh,
        traded=traded,
    )
    report = define_custom(workspace, plan)
    emit(report, as_json=as_json, show=lambda: _show_custom(report, workspace, lang))


def _show_defined(report: DefineReport, workspace: Path, lang: Language) -> None:
    _show_categories(report, lang)
    _show_scores(report, lang)
    _show_baselines(report, lang)
    facts: dict[str, Any] = {
        name: getattr(report.chosen, name) for name in ("matrix", "method", "linkage")
    }
    facts |= {name: getattr(report, name) for name in ("industries", "categories", "candidates")}
    level = say_level(report.level, lang)
    if report.chosen.method == "code":
        cut = _cut_name(report.chosen.linkage, lang)
        told = {name: facts[name] for name in ("industries", "categories", "candidates")}
        echo(say("define.done-cut", lang, level=level, year=report.year, cut=cut, **told))
    else:
        echo(say("define.done", lang, level=level, year=report.year, **facts))
    echo(say("define.moved", lang, moved=len(report.moved), outliers=report.outliers))
    if report.firmness.draws:
        firm = {name: _number(getattr(report.firmness, name)) for name in ("value", "low", "high")}
        echo(say("define.firmness", lang, **firm))
    for other, told in _agreements(report).items():
        echo(say("define.agreement", lang, other=other, **told))
    for caution in report.cautions:
        echo(caution.told(lang))
    if report.unchanged:
        echo(say("define.unchanged", lang, commit=report.commit))
    next_step(f"jiqun clusters find {workspace} --definition {report.definition}", lang=lang)


def _show_categories(report: DefineReport, lang: Language) -> None:
    rows = [
        [
            (lang == "zh" and row.name_zh) or row.name or row.category,
            row.industries,
            shown(row.employment, "employment"),
            row.within,
            say(f"define.{_beaten(row)}", lang),
        ]
        for row in report.largest
    ]
    words = ("category", "industries", "employment", "within", "beats")
    show_table(say("define.largest", lang), heads(words, lang, own="define."), rows)


def _beaten(row: DerivedCategory) -> str:
    """Say which statistic of the relatedness to others a category's own exceeds."""
    if row.beats_p95:
        return "p95"
    return "mean" if row.beats_mean else "nothing"


def _show_scores(report: DefineReport, lang: Language) -> None:
    names = ("vsc_mean", "vsc_p95", "vsi_mean", "vsi_p95", "score")
    rows = [
        [say(f"define.{when}", lang), *(shown(getattr(own, name), "share") for name in names)]
        for when, own in (("before", report.scores.before), ("after", report.scores.after))
    ]
    show_table(say("define.scores", lang), ["", *heads(names, lang, own="define.")], rows)


def _show_baselines(report: DefineReport, lang: Language) -> None:
    """Show the searched set beside cuts of the code and loaded sets."""
    scores = ("colocation", "colocation_year", "colocation_regions", "colocation_held")
    rows = [
        [
            _set_name(row, lang),
            row.categories,
            row.largest,
            _share(row.largest_share),
            _share(row.validation),
            _share(row.validation_regions),
            *(_three(getattr(row, name)) for name in scores),
            _three(row.ari),
        ]
        for row in report.baselines
    ]
    words = ("set", "categories", "largest-industries", "largest-share", "score",
             "validation_regions", *scores, "ari")  # fmt: skip
    show_table(say("define.baselines", lang), heads(words, lang, own="define."), rows)
    weights = ", ".join(f"{name} {report.weights[name]:g}" for name in report.matrices)
    echo(say("define.weights", lang, weights=weights))
    own = report.baselines[0]
    if report.ahead is None:
        echo(say("define.not-held", lang))
    elif report.ahead and report.best_cut is not None:
        gap = {
            "gap": _number(own.ahead),
            "low": _number(own.ahead_low),
            "high": _number(own.ahead_high),
        }
        echo(say("define.ahead", lang, cut=_cut_name(report.best_cut, lang), **gap))


def _set_name(row: DefinitionBaseline, lang: Language) -> str:
    """Name a set: the searched one, a cut of the code, or a loaded one by its code."""
    if row.kind == "derived":
        return say("define.set-derived", lang)
    return _cut_name(row.set, lang) if row.kind == "code" else row.set


def _cut_name(name: str, lang: Language) -> str:
    return say("define.set-digits", lang, digits=name.split(" ", maxsplit=1)[0])


def _share(value: float | None) -> str | None:
    return None if value is None else shown(value, "share")


def _three(value: float | None) -> str | None:
    return None if value is None else shown_score(value)


def _agreements(report: DefineReport) -> dict[str, dict[str, Any]]:
    """Give the statistics that are told, by the other set."""
    found: dict[str, dict[str, Any]] = {}
    for row in report.agreement:
        own = found.setdefault(row.other, {"industries": row.industries})
        own[row.statistic] = row.value
    return {other: own for other, own in found.items() if {"ari", "nmi"} <= set(own)}


def _show_custom(report: CustomReport, workspace: Path, lang: Language) -> None:
    facts = {name: getattr(report, name) for name in ("name", "definition", "category", "commit")}
    echo(say("define.custom", lang, industries=len(report.industries), **facts))
    for row in report.shared:
        told = {"other": row.definition, "category": row.category}
        echo(say("define.shared", lang, industries=row.industries, **told))
    next_step(f"jiqun clusters find {workspace} --definition {report.definition}", lang=lang)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
