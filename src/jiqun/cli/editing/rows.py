"""The command that changes rows: edit."""

from __future__ import annotations

import getpass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from jiqun.cli.output import JsonFlag, LangOption, echo, emit, heads, next_step, pairs, show_table
from jiqun.cli.shared import shown_place
from jiqun.core import InputError, Language, Problem, problem, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jiqun.studies.editing import (
        Form,
        RowsChecked,
        RowsSaved,
        SheetReport,
        SheetWritten,
    )

Workspace = Annotated[Path, typer.Argument(help="Folder of the workspace.")]
Table = Annotated[str, typer.Argument(help="Canonical table: regions, organisations, …")]
By = Annotated[str, typer.Option("--by", help="Who edits; your user name if left out.")]
#: Problems and rows that are printed; JSON tells all.
_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command()(edit)


def edit(  # noqa: PLR0913, PLR0917 - each is an option
    workspace: Workspace,
    table: Table,
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key",
            metavar="COLUMN=VALUE",
            help="Which row: each of its key columns; without it --set adds a row.",
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="COLUMN=VALUE",
            help="What a column shall hold; nothing behind the sign is unknown, which is not 0.",
        ),
    ] = None,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="Remove the row; with --from the rows that it lacks."),
    ] = False,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Write the table to be edited: .xlsx or .csv.")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", help="Take back a sheet that was edited.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; change nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite the file that --sheet names.")
    ] = False,
    by: By = "",
    note: Annotated[str, typer.Option("--note", help="Why, for whoever reads the edits.")] = "",
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Change rows of a table, or take it out as a sheet and back (修改数据).

    Without an option it says what the table's columns may hold.
    """
    _one_of(sheet=bool(sheet), from_=bool(from_), row=bool(key or set_))
    if sheet is not None:
        _hand_out(workspace, table, sheet, force=force, as_json=as_json, lang=lang)
    elif from_ is not None:
        asked: dict[str, bool | str] = {"dry_run": dry_run, "remove": remove, "note": note}
        _take_in(workspace, table, from_, asked, by=by, as_json=as_json, lang=lang)
    elif key or set_:
        change = (_values(key, "--key"), _values(set_, "--set"), remove)
        told = {"author": by or user(), "note": note}
        _change(workspace, table, change, told, dry_run=dry_run, as_json=as_json, lang=lang)
    else:
        _show_columns(workspace, table, as_json=as_json, lang=lang)


def _one_of(**asked: bool) -> None:
    """Refuse options that ask for different things."""
    if sum(asked.values()) > 1:
        raise InputError(problem("edit-one", subject="edit"))


def _hand_out(
    workspace: Path, table: str, to: Path, *, force: bool, as_json: bool, lang: Language
) -> None:
    from jiqun.studies.editing import sheet

    # a sheet to be edited has all numbers
    shown_place(workspace, confidential=True, lang=lang)
    made = sheet(workspace, table, to, force=force)
    emit(made, as_json=as_json, show=lambda: _show_sheet(made, lang))
    words = f"{quote(str(workspace))} {table} --from {quote(str(to))}"
    next_step(f"jiqun edit {words} --dry-run", lang=lang)


def _take_in(
    workspace: Path,
    table: str,
    file: Path,
    asked: dict[str, bool | str],
    *,
    by: str,
    as_json: bool,
    lang: Language,
) -> None:
    from jiqun.studies.editing import SheetOptions, from_sheet, settle

    options = SheetOptions(
        dry_run=bool(asked["dry_run"]), remove=bool(asked["remove"]), note=str(asked["note"])
    )
    report = from_sheet(workspace, table, file, author=by or user(), options=options)
    if report.saved:
        settle(workspace)
    emit(report, as_json=as_json, show=lambda: _show_report(report, lang))
    if report.batch is not None:
        next_step(f"jiqun edits undo {quote(str(workspace))} {report.batch}", lang=lang)
    if report.problems or report.conflicts:
        raise typer.Exit(1)


def _change(
    workspace: Path,
    table: str,
    change: tuple[dict[str, object] | None, dict[str, object] | None, bool],
    told: dict[str, str],
    *,
    dry_run: bool,
    as_json: bool,
    lang: Language,
) -> None:
    """Change, add or remove one row."""
    from jiqun.studies.editing import Change, check_rows, row_of, save, settle

    key, values, remove = change
    if remove == (values is not None):
        raise InputError(problem("edit-one", subject="edit"))
    seen = None if key is None else row_of(workspace, table, key).tag
    changes = [Change(key=key, seen=seen, values=values)]
    if dry_run:
        checked = check_rows(workspace, table, changes)
        emit(checked, as_json=as_json, show=lambda: _show_checked(checked, lang))
        bad = bool(checked.problems)
    else:
        saved = save(workspace, table, changes, author=told["author"], note=told["note"])
        if saved.batch is not None:
            settle(workspace)
        emit(saved, as_json=as_json, show=lambda: _show_saved(saved, lang))
        if saved.batch is not None:
            next_step(f"jiqun edits undo {quote(str(workspace))} {saved.batch}", lang=lang)
        bad = not saved.saved
    if bad:
        raise typer.Exit(1)


def _show_columns(workspace: Path, table: str, *, as_json: bool, lang: Language) -> None:
    from jiqun.studies.editing import form

    found = form(workspace, table)
    emit(found, as_json=as_json, show=lambda: _show_form(found, lang))
    next_step(f"jiqun edit {quote(str(workspace))} {table} --sheet {table}.xlsx", lang=lang)


def _values(given: list[str] | None, option: str) -> dict[str, object] | None:
    """Read COLUMN=VALUE; nothing behind the sign is unknown."""
    return {name: value or None for name, value in pairs(given, option).items()} if given else None


def user() -> str:
    """Name the user of this system; empty where it has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _show_form(found: Form, lang: Language) -> None:
    columns = heads(("column", "title", "type", "may_hold"), lang, own="edits.")
    columns.insert(3, say("measures.word-unit", lang))
    rows = []
    for one in found.columns:
        marks = [say("accounts.subject", lang)] if one.key else []
        marks += [say("edits.required", lang)] if one.required and not one.key else []
        if one.look_up or one.choices:
            there = ", ".join(choice.code for choice in one.choices[:6])
            more = ", …" if len(one.choices) > 6 else ""  # noqa: PLR2004 - a line's room
            marks.append(f"{one.table}.{one.column}" if one.look_up else there + more)
        ends = ["" if end is None else f"{end:g}" for end in (one.minimum, one.maximum)]
        marks += [" … ".join(ends).strip()] if any(ends) else []
        rows.append((one.name, one.title.said(lang), one.type, one.unit, "; ".join(marks)))
    words = {"title": found.title.said(lang), "rows": f"{found.rows:,}"}
    show_table(say("edits.form", lang, **words), columns, rows)


def _show_saved(saved: RowsSaved, lang: Language) -> None:
    _show_problems((one.problem for one in saved.problems), lang)
    if not saved.saved:
        echo(say("edits.refused", lang))
        return
    _show_problems((one.problem for one in saved.cautions), lang, doubts=True)
    key = "saved" if saved.batch is not None else "same"
    echo(say(f"edits.{key}", lang, count=f"{saved.edits:,}", batch=saved.batch))


def _show_checked(checked: RowsChecked, lang: Language) -> None:
    _show_problems((one.problem for one in checked.problems), lang)
    _show_problems((one.problem for one in checked.cautions), lang, doubts=True)
    echo(say("edits.refused" if checked.problems else "edits.good", lang))


def _show_sheet(made: SheetWritten, lang: Language) -> None:
    echo(say("edits.sheet", lang, rows=f"{made.rows:,}", table=made.table, file=made.file))
    if made.left_out:
        echo(say("edits.left-out", lang, columns=", ".join(made.left_out)), err=True)


def _show_report(report: SheetReport, lang: Language) -> None:
    found = [one.problem for one in report.problems]
    _show_problems(found, lang)
    _show_problems((one.problem for one in report.cautions), lang, doubts=True)
    for one in report.conflicts[:_SHOWN]:
        named = " · ".join(str(part) for part in one.key.values())
        words = {"line": one.line, "key": named, "author": one.author or "–", "time": one.time}
        echo(say("edits.conflict", lang, **words), err=True)
    counts = {
        name: f"{getattr(report, name):,}"
        for name in ("added", "changed", "removed", "unchanged", "missing", "meanwhile")
    }
    echo(say("edits.report", lang, **counts))
    if report.saved:
        key = "saved" if report.batch is not None else "same"
        edits = report.added + report.changed + report.removed
        echo(say(f"edits.{key}", lang, count=f"{edits:,}", batch=report.batch))
    elif found or report.conflicts:
        echo(say("edits.refused", lang))


def _show_problems(found: Iterable[Problem], lang: Language, *, doubts: bool = False) -> None:
    """Print problems a line each, on the error stream."""
    every = list(found)
    for one in every[:_SHOWN]:
        told = one.told(lang)
        echo(told if doubts else say("problems.error", lang, said=told), err=True)
    if len(every) > _SHOWN:
        echo(say("edits.more", lang, count=f"{len(every) - _SHOWN:,}"), err=True)
