"""Small questions: what a word means, how like the whole a region's economy is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiqun.cli.output import JsonFlag, LangOption, echo, emit, heads, show_table
from jiqun.core import Language, Term, glossary, say, term

if TYPE_CHECKING:
    from jiqun.studies import Resemblance


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("words")(words_command)
    app.command("resemblance")(resemblance_command)


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
        str, typer.Option("--quantity", help="What is counted: a column of activity.")
    ] = "employment",
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Say how like the whole a region's economy is, over the years (结构相似度)."""
    from jiqun.studies import resemblance, snapshot

    found = resemblance(snapshot(workspace), region, quantity=quantity)
    emit(found, as_json=as_json, show=lambda: _show_resemblance(found, lang))


def _show_resemblance(found: Resemblance, lang: Language) -> None:
    name = (lang == "zh" and found.name_zh) or found.name or found.region
    rows = [
        [
            str(row.year),
            "–" if row.value is None else f"{row.value:.3f}",
            f"{row.peers_median:.3f}",
            f"{row.peers_low:.3f}–{row.peers_high:.3f}",
        ]
        for row in found.years
    ]
    if not rows:
        echo(say("resemblance.alone", lang, region=name))
        return
    columns = heads(("year", "hachman", "median", "middle-half"), lang, own="resemblance.")
    show_table(say("resemblance.title", lang, region=name, peers=found.peers), columns, rows)
