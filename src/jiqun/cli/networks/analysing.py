"""The command that analyses who works with whom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiqun.cli.output import (
    JsonFlag,
    LangOption,
    Shown,
    echo,
    emit,
    heads,
    next_step,
    progress_bar,
    show_table,
    shown,
    shown_score,
    shown_span,
)
from jiqun.core import Language, say, texts

if TYPE_CHECKING:
    from jiqun.studies import Figure, NetworkReport


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("network")(network_command)


def network_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            help="Only this kind of tie, or layer: co-patent, joint-project, supply, knowledge,"
            " capital …; repeatable.",
        ),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Only ties of this year.")] = None,
    first: Annotated[int | None, typer.Option("--from", help="Ties from this year on.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Ties up to this year.")] = None,
    resolution: Annotated[
        float, typer.Option("--resolution", help="Above 1 for smaller communities.")
    ] = 1.0,
    repeats: Annotated[
        int, typer.Option("--repeats", help="Seeds with which communities are sought.")
    ] = 5,
    draws: Annotated[
        int, typer.Option("--draws", help="Networks of chance that figures are held against.")
    ] = 20,
    thinnings: Annotated[
        int,
        typer.Option(
            "--thinnings",
            help="Networks with further ties hidden, for what unseen ties do; 0 leaves it out.",
        ),
    ] = 10,
    confidence: Annotated[
        float, typer.Option("--confidence", help="Confidence of the intervals, 0 to 1.")
    ] = 0.95,
    seed: Annotated[int, typer.Option("--seed", help="Seed of all that is drawn.")] = 0,
    again: Annotated[
        bool, typer.Option("--again", help="Compute even if nothing has changed.")
    ] = False,
    top: Annotated[int, typer.Option("--top", help="Organisations and communities to show.")] = 10,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Analyse who works with whom: structure, communities, roles; keep it (创新网络分析)."""
    from jiqun.studies import AnalysisPlan, analyse_network

    plan = AnalysisPlan(
        kinds=None if not kind else tuple(kind),
        first=year if year is not None else first,
        last=year if year is not None else last,
        resolution=resolution,
        repeats=repeats,
        draws=draws,
        thinnings=thinnings,
        confidence=confidence,
        seed=seed,
    )
    with progress_bar(quiet=as_json) as progress:
        report = analyse_network(workspace, plan, again=again, top=top, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show(report, lang))


def _show(report: NetworkReport, lang: Language) -> None:
    kinds = ", ".join(_kind(one, lang) for one in report.kinds)
    echo(say("network.of", lang, kinds=kinds, years=_years(report, lang)))
    rows = [_line(one, lang) for one in report.figures if one.of is None]
    columns = _heads(("figure", "value", "interval", "expected", "z"), lang)
    show_table(say("network.figures", lang), columns, rows)
    _show_best(report, lang)
    for caution in report.cautions:
        echo(caution.told(lang))
    if report.unchanged:
        echo(say("network.unchanged", lang, commit=report.commit))
    else:
        taken = ", ".join(f"{step} {seconds:.1f}" for step, seconds in report.seconds.items())
        echo(say("network.done", lang, commit=report.commit, seconds=taken))
    for command in report.next:
        next_step(command, lang=lang)


def _show_best(report: NetworkReport, lang: Language) -> None:
    """Print the best-tied organisations and the largest communities."""
    best = [
        [(lang == "zh" and one.name_zh) or one.name or one.organisation, one.kind,
         shown(one.degree, "count"), _score(one.strength), one.community]
        for one in report.organisations
    ]  # fmt: skip
    names = ("organisation", "kind", "degree", "strength", "community")
    show_table(say("network.best", lang), _heads(names, lang), best)
    groups = [
        [one.community, one.organisations, shown(one.inside_share, "share"),
         _score(one.agreement)]
        for one in report.communities
    ]  # fmt: skip
    columns = _heads(("community", "members", "inside", "agreement"), lang)
    show_table(say("network.largest", lang), columns, groups)


def _heads(words: Sequence[str], lang: Language) -> list[str]:
    return heads(words, lang, own="network.head-")


def _line(one: Figure, lang: Language) -> list[str | None]:
    span = shown_span(one.low, one.high, "1")
    return [
        one.title.said(lang), _score(one.value), span or None, _score(one.expected),
        _score(one.z),
    ]  # fmt: skip


def _score(value: float | None) -> Shown | None:
    """Write a count whole, anything else as a statistic."""
    if value is None:
        return None
    return shown(value, "count") if value == round(value) else shown_score(value)


def _kind(code: str, lang: Language) -> str:
    known = texts("link_kinds").get(code)
    return known[lang] if known else code


def _years(report: NetworkReport, lang: Language) -> str:
    first, last = report.years
    if first is None and last is None:
        return say("network.all-years", lang)
    return str(first) if first == last else f"{first or '…'}–{last or '…'}"
