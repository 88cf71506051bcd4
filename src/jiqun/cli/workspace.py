"""The workspace commands: init, load, export, history, undo, prune, status, template."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Literal

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
)
from jiqun.cli.shared import ConfidentialFlag, say_table, shown_place
from jiqun.core import InputError, Language, Problem, named, problem, say

if TYPE_CHECKING:
    from jiqun.studies import ExportReport, History, LoadReport, PruneReport, Status

Workspace = Annotated[Path, typer.Argument(help="Folder of the workspace.")]
Table = Annotated[str, typer.Argument(help="Canonical table: regions, industries, activity, …")]
Mode = Literal["upsert", "replace", "append"]

#: The main job's first table.
_FIRST = "regions"
#: Columns of a file that are named.
_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    for command in (init, load, export, history, undo, prune, status, template):
        app.command()(command)


def init(
    workspace: Workspace,
    title: Annotated[
        str, typer.Option(help="What to call it; the folder's name if left out.")
    ] = "",
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Make a fresh workspace (新建工作区)."""
    from jiqun.studies import create_workspace

    made = create_workspace(workspace, title=title)
    words = {"title": made.title, "path": made.path}
    emit(made, as_json=as_json, show=lambda: echo(say("store.made", lang, **words)))
    next_step(f"jiqun load {workspace} {_FIRST} FILE", lang=lang)


def load(  # noqa: PLR0913, PLR0917 - each is an option
    workspace: Workspace,
    table: Table,
    file: Annotated[Path, typer.Argument(help="CSV, Excel, Parquet, GeoJSON or TopoJSON.")],
    mapping: Annotated[
        Path | None, typer.Option("--map", help="Column map (TOML); see `jiqun template`.")
    ] = None,
    mode: Annotated[
        Mode, typer.Option(help="Replace rows of the same key, all rows, or add new keys only.")
    ] = "upsert",
    accept_good: Annotated[
        bool, typer.Option("--accept-good", help="Load the good rows although others are bad.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Where to write bad rows; FILE.rejects.csv if left out.")
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=NUMBER",
            help="What the file may have: bytes, rows, columns, cells, field, depth, vertices.",
        ),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Answer a question of the column map: year=2022, currency=CNY, …",
        ),
    ] = None,
    create: Annotated[
        bool, typer.Option("--create", help="Make the workspace where there is none.")
    ] = False,
    allow_empty: Annotated[
        bool,
        typer.Option("--allow-empty", help="Let known values go where the file has none for them."),
    ] = False,
    keep_known: Annotated[
        bool,
        typer.Option("--keep-known", help="Keep known values where the file has none for them."),
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Load a file into a table; with a bad row nothing is loaded (加载文件)."""
    from jiqun.studies import LoadOptions, load_table

    if allow_empty and keep_known:
        raise InputError(problem("load-empty", subject="--keep-known"))
    options = LoadOptions(
        rejects=rejects,
        limits=limit or (),
        answers=answer or (),
        empty="allow" if allow_empty else "keep" if keep_known else "ask",
        create=create,
    )
    with progress_bar(quiet=as_json) as progress:
        report = load_table(
            workspace,
            table=table,
            file=file,
            mapping=mapping,
            mode=mode,
            accept_good=accept_good,
            options=options,
            progress=progress,
        )
    emit(report, as_json=as_json, show=lambda: _show_load(report, lang))
    if report.created and not as_json:
        echo(say("store.created", lang, path=workspace))
    if report.commit is None:
        again = f"jiqun load {workspace} {table} {file} …"
        unsure = [one for one in report.problems if one.code == "names-unsure"]
        if any(one.code == "values-emptied" for one in report.problems):
            next_step(f"{again} --keep-known", lang=lang)
        elif unsure:
            answer_to = f"{unsure[0].values['key']}={unsure[0].values['candidate']}"
            next_step(f"{again} --answer {quote(answer_to)}", lang=lang)
        elif report.accepted:
            next_step(f"{again} --accept-good", lang=lang)
        raise typer.Exit(2)
    next_step(f"jiqun status {workspace}", lang=lang)


def export(
    workspace: Workspace,
    name: Annotated[str, typer.Argument(help="Table or result.")],
    to: Annotated[Path, typer.Option(help="File: .csv, .parquet, .xlsx or .geojson.")],
    as_of: Annotated[
        int | None, typer.Option("--as-of", help="Number of a commit; the newest if left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file.")] = False,
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Write a table or a result to a file (导出)."""
    from jiqun.studies import export_table

    place = shown_place(workspace, confidential=confidential, lang=lang)
    with progress_bar(quiet=as_json) as progress:
        report = export_table(place, name=name, to=to, as_of=as_of, force=force, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show_export(report, lang))


def history(
    workspace: Workspace,
    last: Annotated[
        int, typer.Option(min=1, help="How many to print, from the newest; JSON tells all.")
    ] = 50,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """List what was done to a workspace, the newest first (历史)."""
    from jiqun.studies import history as list_history

    found = list_history(workspace)
    emit(found, as_json=as_json, show=lambda: _show_history(found, last, lang))
    next_step(f"jiqun undo {workspace} --to N", lang=lang)


def undo(
    workspace: Workspace,
    to: Annotated[
        int | None,
        typer.Option(help="Number of the commit to show again; the one before if left out."),
    ] = None,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Show an earlier state again, as a new commit; nothing is lost (撤销)."""
    from jiqun.studies import undo as undo_commit

    report = undo_commit(workspace, to=to)
    words = {"restored": report.restored, "commit": report.commit}
    emit(report, as_json=as_json, show=lambda: echo(say("store.undone", lang, **words)))
    next_step(f"jiqun status {workspace}", lang=lang)


def prune(
    workspace: Workspace,
    keep: Annotated[
        int | None,
        typer.Option(help="Keep the newest so many commits; 20 if nothing is said."),
    ] = None,
    days: Annotated[
        float | None, typer.Option(help="Keep the commits of the last so many days.")
    ] = None,
    edit_days: Annotated[
        float | None,
        typer.Option(help="Keep the history of edits of the last so many days; all if left out."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go; change nothing.")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Remove old commits and what only they need; what is shown stays (清理旧版本)."""
    from jiqun.studies import prune as prune_workspace

    report = prune_workspace(workspace, keep=keep, days=days, edit_days=edit_days, dry_run=dry_run)
    emit(report, as_json=as_json, show=lambda: _show_prune(report, lang))
    next_step(f"jiqun {'prune' if dry_run else 'history'} {workspace}", lang=lang)


def status(workspace: Workspace, as_json: JsonFlag = False, lang: LangOption = "en") -> None:
    """Say what a workspace holds and what the main job still needs (状态)."""
    from jiqun.studies import status as read_status

    found = read_status(workspace, lang=lang)
    emit(found, as_json=as_json, show=lambda: _show_status(found, lang))
    next_step(found.next, lang=lang)


def template(table: Table, as_json: JsonFlag = False, lang: LangOption = "en") -> None:
    """Print a table's CSV header under a commented column map (表模板)."""
    from jiqun.studies import table_template

    text = table_template(table, lang=lang)
    answer = {"table": table, "template": text}
    emit(answer, as_json=as_json, show=lambda: echo(text, nl=False))


def _show_load(report: LoadReport, lang: Language) -> None:
    words = {
        "table": report.table,
        "read": f"{report.read:,}",
        "accepted": f"{report.accepted:,}",
        "rejected": f"{report.rejected:,}",
        "commit": report.commit,
    }
    _show_problems(say("store.problems", lang), report.problems, lang)
    _show_problems(say("store.cautions", lang), report.cautions, lang)
    echo(say(f"store.{_outcome(report)}", lang, **words))
    for one in report.filled if report.commit is not None else ():
        told = {"rows": f"{one.rows:,}", "table": one.table, "list": one.title.said(lang)}
        echo(say("store.filled", lang, **told))
    if report.ignored:
        columns = (", " if lang == "en" else "、").join(report.ignored[:_SHOWN])
        echo(say("store.ignored", lang, count=f"{len(report.ignored):,}", columns=columns))
    if report.rejects_file:
        echo(say("store.rejects", lang, file=report.rejects_file))


def _outcome(report: LoadReport) -> str:
    if report.commit is None:
        return "not-loaded" if report.rejected else "not-loaded-whole"
    kind = "unchanged" if report.unchanged else "loaded"
    return f"{kind}-part" if report.rejected else kind


def _show_problems(title: str, problems: tuple[Problem, ...], lang: Language) -> None:
    """Print problems one below the other: their sentences are too long for a table."""
    if not problems:
        return
    echo(typer.style(f"{title}:", bold=True))
    for one in problems:
        echo(typer.style(f"\n  {one.subject}  [{one.code}]", bold=True))
        for part, sentence in asdict(one.said(lang)).items():
            echo(f"    {say(f'store.{part}', lang)}: {sentence}")
    echo()


def _show_export(report: ExportReport, lang: Language) -> None:
    words = {"name": report.name, "version": report.version, "file": report.file}
    echo(say("store.exported", lang, rows=f"{report.rows:,}", **words))
    if report.neutralised:
        echo(say("store.neutralised", lang, count=f"{report.neutralised:,}"), err=True)


def _show_prune(report: PruneReport, lang: Language) -> None:
    words = {
        "commits": f"{report.commits:,}",
        "files": f"{report.files:,}",
        "size": f"{report.bytes:,}",
        "oldest": report.oldest,
    }
    echo(say("store.pruned" if report.done else "store.would-prune", lang, **words))
    if report.edits:
        key = "edits-pruned" if report.done else "edits-would-prune"
        echo(say(f"store.{key}", lang, edits=f"{report.edits:,}"))
    if report.joined:
        echo(say("store.joined", lang, tables=", ".join(report.joined)))


def _show_history(found: History, last: int, lang: Language) -> None:
    columns = [say(f"store.{name}", lang) for name in ("commit", "time", "verb", "note", "changes")]
    mark = ", " if lang == "en" else "、"
    authors = {one.commit: mark.join(one.authors[:_SHOWN]) for one in found.settled}
    rows = [
        (
            commit.number,
            commit.time.removesuffix("+00:00"),
            commit.verb,
            "\n".join(one for one in (commit.note, authors.get(commit.number, "")) if one),
            "\n".join(
                f"{say_table(change.name, lang)}: {_rows(change.before)} → {_rows(change.after)}"
                for change in commit.changes
            ),
        )
        for commit in found.commits[:last]
    ]
    show_table(say("store.history", lang, path=found.path), columns, rows)
    if len(found.commits) > last:
        echo(say("store.earlier", lang, count=f"{len(found.commits) - last:,}"))


def _rows(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _show_status(found: Status, lang: Language) -> None:
    columns = heads(("table", "title", "kind", "rows", "needs"), lang, own="store.")
    rows = [
        (
            one.name,
            say_table(one.name, lang),
            say(f"store.kind-{one.kind}", lang),
            one.rows,
            one.command,
        )
        for one in found.tables
    ]
    words = {"title": found.title, "path": found.path, "version": found.version}
    show_table(say("store.status", lang, **words), columns, rows)
    if found.quantity is not None:
        echo(say("store.leading", lang, quantity=named(found.quantity).said(lang)))
    if found.synthetic:
        echo(say("store.synthetic", lang))
