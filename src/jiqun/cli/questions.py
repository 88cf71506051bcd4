"""Questions: what a word means, how like the whole a region is, whether the doubt predicts."""

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
    show_table,
    shown,
    shown_score,
    shown_span,
)
from jiqun.cli.shared import ConfidentialFlag, say_level, say_scheme, shown_place
from jiqun.core import Language, Term, glossary, head, say, term

if TYPE_CHECKING:
    from jiqun.studies import DoubtReport, Resemblance
    from jiqun.studies.rating import Covered

#: Groups of cells whose intervals are shown of every quantity.
SHOWN_OF_ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("words")(words_command)
    app.command("resemblance")(resemblance_command)
    app.command("doubt")(doubt_command)


def words_command(
    word: Annotated[
        str | None, typer.Argument(help="A word, in either language; all where left out.")
    ] = None,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Say what the words of jiqun mean: cell, cluster, category, scheme … (术语)."""
    found = list(glossary().values()) if word is None else [term(word)]
    emit({"items": found}, as_json=as_json, show=lambda: _show(found, lang))


def _show(found: list[Term], lang: Language) -> None:
    other: Language = "en" if lang == "zh" else "zh"
    rows = [
        [
            one.term.said(lang),
            one.term.said(other),
            " ".join([one.means.said(lang), *([one.not_this.said(lang)] if one.not_this else [])]),
        ]
        for one in found
    ]
    columns = heads(("word", "other", "means"), lang, own="words.")
    show_table(say("words.title", lang), columns, rows)


def resemblance_command(
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    region: Annotated[str, typer.Argument(help="A region's code.")],
    quantity: Annotated[
        str | None,
        typer.Option(
            "--quantity", help="What is counted: a column of activity; what leads otherwise."
        ),
    ] = None,
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Say how like the whole a region's economy is, over the years (结构相似度)."""
    from jiqun.studies import resemblance, snapshot

    place = shown_place(workspace, confidential=confidential, lang=lang)
    found = resemblance(snapshot(place), region, quantity=quantity)
    emit(found, as_json=as_json, show=lambda: _show_resemblance(found, lang))


def _show_resemblance(found: Resemblance, lang: Language) -> None:
    name = (lang == "zh" and found.name_zh) or found.name or found.region
    rows = [
        [
            str(row.year),
            shown(row.value, "hachman"),
            shown(row.peers_median, "hachman"),
            shown_span(row.peers_low, row.peers_high, "hachman"),
        ]
        for row in found.years
    ]
    if not rows:
        echo(say("resemblance.alone", lang, region=name))
        return
    columns = heads(("year", "hachman", "median", "middle-half"), lang, own="resemblance.")
    show_table(say("resemblance.title", lang, region=name, peers=found.peers), columns, rows)


def doubt_command(
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    year: Annotated[
        int | None,
        typer.Option("--year", help="The tested year; the latest that follows another otherwise."),
    ] = None,
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Say whether the doubt predicts: a year beside what the years before told of it (回测)."""
    from jiqun.studies import doubt

    place = shown_place(workspace, confidential=confidential, lang=lang)
    report = doubt(place, year=year)
    emit(report, as_json=as_json, show=lambda: _show_doubt(report, lang))


def _show_doubt(report: DoubtReport, lang: Language) -> None:
    _show_covered(report, lang)
    _show_forecasts(report, lang)
    for scheme in dict.fromkeys(row.scheme for row in report.forecasts):
        _show_reliability(report, scheme, lang)
    years = ", ".join(f"{one}–{int(one) + 1}" for one in report.pairs)
    case = report.basis if report.basis == "own" else "packaged"
    echo(say(f"backtest.{case}", lang, years=years, year=report.year))
    echo(say("backtest.left", lang, cells=report.cells, share=report.left, before=report.year - 1))
    echo(say("backtest.how", lang))


def _show_covered(report: DoubtReport, lang: Language) -> None:
    rows = [
        [
            head(row.quantity, lang),
            _group(row, lang),
            row.cells,
            *(shown(share, "share") for share in (row.covered, row.below, row.above)),
            shown(row.width, "1"),
        ]
        for row in report.coverage
        if row.by == SHOWN_OF_ALL or row.quantity == "quotient"
    ]
    title = say("backtest.covered", lang, year=report.year, level=report.level)
    columns = heads(
        ("quantity", "group", "cells", "inside", "below", "above", "width"), lang, own="backtest."
    )
    show_table(title, columns, rows)


def _group(row: Covered, lang: Language) -> str:
    if row.by == SHOWN_OF_ALL:
        return ""
    if row.by == "published":
        return say(f"backtest.published-{row.group}", lang)
    return say(
        f"backtest.by-{row.by}",
        lang,
        group=say_level(row.group, lang) if row.by == "level" else row.group,
    )


def _show_forecasts(report: DoubtReport, lang: Language) -> None:
    rows = [
        [
            say_scheme(row.scheme, lang),
            say(f"backtest.{row.forecast}-{row.of}", lang),
            row.cells,
            *map(shown_score, (row.chance, row.came, row.brier, row.base_brier, row.skill)),
            shown_score(row.worst),
        ]
        for row in report.forecasts
    ]
    if rows:
        words = ("scheme", "forecast", "cells", "mean-chance", "came", "brier", "base", "skill")
        columns = heads((*words, "worst"), lang, own="backtest.")
        show_table(say("backtest.forecasts", lang, year=report.year), columns, rows)


def _show_reliability(report: DoubtReport, scheme: str, lang: Language) -> None:
    """Print the tenths of the chances of the same rating, of all rated cells and strong ones."""
    own = [row for row in report.reliability if (row.scheme, row.forecast) == (scheme, "chance")]
    found = {(row.of, row.tenth): row for row in own}
    rows = []
    for tenth in sorted({row.tenth for row in own}):
        told: list[str | int] = [f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}"]
        for of in ("rated", "strong"):
            row = found.get((of, tenth))
            told += (
                [row.cells, shown_score(row.chance), shown_score(row.came)] if row else ["–"] * 3
            )
        rows.append(told)
    words = ("cells", "mean-chance", "came", "strong-cells", "mean-chance", "came")
    columns = heads(("tenth", *words), lang, own="backtest.")
    show_table(say("backtest.reliability", lang, scheme=say_scheme(scheme, lang)), columns, rows)
