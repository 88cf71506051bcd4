"""The commands of edits that were made: edits list, edits undo."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from jiqun.cli.editing.rows import By, Workspace, user
from jiqun.cli.output import JsonFlag, LangOption, echo, emit, heads, next_step, show_table
from jiqun.cli.shared import Root, options_of_group, say_table
from jiqun.core import Language, say

if TYPE_CHECKING:
    from jiqun.studies.editing import EditList, Undone

group = typer.Typer(cls=Root, no_args_is_help=True, help="Edits of single rows (逐行修改).")


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    group.callback()(options_of_group)
    group.command("list")(list_command)
    group.command("undo")(undo_command)
    app.add_typer(group, name="edits")


def list_command(
    workspace: Workspace,
    table: Annotated[str | None, typer.Option(help="Only of this table.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Only by this person.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only from this day or moment (UTC) on: 2026-03-01.")
    ] = None,
    last: Annotated[int, typer.Option(min=1, max=1000, help="How many, from the newest.")] = 50,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """List edits, the newest first: who, when, what (修改记录)."""
    from jiqun.studies.editing import edits_of

    found = edits_of(workspace, table=table, author=by, since=since, limit=last)
    emit(found, as_json=as_json, show=lambda: _show_edits(found, workspace, lang))
    if found.items:
        next_step(f"jiqun edits undo {quote(str(workspace))} BATCH", lang=lang)


def undo_command(
    workspace: Workspace,
    batch: Annotated[int, typer.Argument(min=1, help="Edits made together: `jiqun edits list`.")],
    by: By = "",
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Take edits that were made together back; nothing is lost (撤销修改)."""
    from jiqun.studies.editing import settle, undo

    undone = undo(workspace, batch, author=by or user())
    settle(workspace)
    emit(undone, as_json=as_json, show=lambda: _show_undone(undone, lang))
    next_step(f"jiqun edits list {quote(str(workspace))}", lang=lang)


def _show_edits(found: EditList, workspace: Path, lang: Language) -> None:
    columns = heads(("batch", "author", "table", "row", "change"), lang, own="edits.")
    columns.insert(1, say("store.time", lang))
    columns.append(say("store.commit", lang))
    rows = []
    for one in found.items:
        kind = "added" if one.before is None else "removed" if one.after is None else ""
        old, new = one.before or {}, one.after or {}
        change = (
            say(f"edits.{kind}", lang)
            if kind
            else "\n".join(
                f"{name}: {_shown(old.get(name))} → {_shown(new.get(name))}" for name in one.changed
            )
        )
        if one.undoes is not None:
            change = f"{say('edits.undoes', lang, batch=one.undoes)}\n{change}"
        key = " · ".join(str(part) for part in one.key.values())
        when = one.time.partition(".")[0]
        commit = "–" if one.commit is None else one.commit
        rows.append((one.batch, when, one.author, say_table(one.table, lang), key, change, commit))
    show_table(say("edits.title", lang, path=workspace), columns, rows)


def _shown(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - a cell's room


def _show_undone(undone: Undone, lang: Language) -> None:
    words = {"undone": undone.undone, "count": f"{undone.edits:,}", "batch": undone.batch}
    echo(say("edits.undone", lang, **words))
