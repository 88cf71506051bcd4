"""The command that says what a word means."""

from __future__ import annotations

from typing import Annotated

import typer

from jiqun.cli.output import JsonFlag, LangOption, emit, show_table
from jiqun.core import Language, Term, glossary, say, term


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("words")(words_command)


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
    heads = [say(f"words.{head}", lang) for head in ("word", "other", "means")]
    show_table(say("words.title", lang), heads, rows)
