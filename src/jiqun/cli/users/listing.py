"""The commands that list: accounts, the audit log, what is whose to score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jiqun.accounts import (
    AuditFilters,
    Entry,
    Result,
    What,
    assign,
    assigned_to,
    audit_log,
    list_users,
    unassign,
)
from jiqun.cli.output import JsonFlag, LangOption, echo, emit, show_table
from jiqun.cli.users.acting import accounts, by, say_role
from jiqun.core import Language, say

Workspace = Annotated[Path, typer.Argument(help="The workspace's folder.")]
Name = Annotated[str, typer.Argument(help="The name of the account.")]
To = Annotated[
    Path | None,
    typer.Option("--to", help="Write all of it to a file instead: .csv, .xlsx or .parquet."),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")]


def list_command(
    workspace: Workspace,
    to: To = None,
    force: Force = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """List the accounts: names, roles, when they last signed in (用户列表)."""
    from jiqun.studies.people import export_people, users_frame

    found = list_users(accounts(workspace))
    if to is not None:
        rows = export_people(workspace, users_frame(found), name="users", to=to, force=force)
        _written(rows, to, as_json=as_json, lang=lang)
        return

    def show() -> None:
        if not found:
            echo(say("accounts.none", lang))
            return
        columns = ("name", "role", "since", "seen", "locked", "assigned")
        rows = [
            (
                one.name,
                say_role(one.role, lang),
                one.since[:10],
                one.seen and one.seen[:16].replace("T", " "),
                say("accounts.seconds", lang, seconds=one.locked) if one.locked else None,
                one.assigned or None,
            )
            for one in found
        ]
        show_table(say("accounts.title", lang), _heads(columns, lang), rows)

    emit({"items": found}, as_json=as_json, show=show)


def audit(  # noqa: PLR0913, PLR0917 - each is an option
    workspace: Workspace,
    who: Annotated[str, typer.Option("--who", help="Only what this name did.")] = "",
    what: Annotated[What | None, typer.Option("--what", help="Only one kind of entry.")] = None,
    result: Annotated[Result | None, typer.Option("--result", help="done or refused.")] = None,
    since: Annotated[str, typer.Option("--since", help="From this day or time on (UTC).")] = "",
    limit: Annotated[int, typer.Option("--limit", help="At most so many lines.", min=1)] = 50,
    to: To = None,
    force: Force = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Show who did what, when, from where, with what result (审计日志)."""
    from jiqun.studies.people import audit_frame, export_people

    filters = AuditFilters(who=who, what=what, result=result, since=since)
    found, total = audit_log(accounts(workspace), filters, limit=-1 if to else limit)
    if to is not None:
        rows = export_people(workspace, audit_frame(found), name="audit", to=to, force=force)
        _written(rows, to, as_json=as_json, lang=lang)
        return
    emit(
        {"items": found, "total": total},
        as_json=as_json,
        show=lambda: _show_log(found, total, lang),
    )


def assigned(
    workspace: Workspace, name: Name, as_json: JsonFlag = False, lang: LangOption = "en"
) -> None:
    """List what is a juror's to score (待评内容)."""
    found = assigned_to(accounts(workspace), name)
    rows = [(one.kind, one.subject, one.since[:10]) for one in found]
    title = say("accounts.assigned-title", lang, name=name)
    columns = _heads(("kind", "subject", "since"), lang)
    emit({"items": found}, as_json=as_json, show=lambda: show_table(title, columns, rows))


def assign_command(
    workspace: Workspace,
    name: Name,
    table: Annotated[str, typer.Argument(help="The table that the row is in.")],
    key: Annotated[str, typer.Argument(help="The row's key; parts of it with | between.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the row away again.")] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Let a juror score a row of a table, or no more (分配评审内容)."""
    from jiqun.studies import snapshot
    from jiqun.studies.people import refuse_no_row

    store = accounts(workspace)
    if remove:
        unassign(store, name, table, key, by=by())
    else:
        refuse_no_row(snapshot(workspace), table, key)
        assign(store, name, table, key, by=by())
    words = {"name": name, "kind": table, "subject": key}
    told = say(f"accounts.{'taken' if remove else 'given'}", lang, **words)
    emit({**words, "assigned": not remove}, as_json=as_json, show=lambda: echo(told))


COMMANDS = (
    ("list", list_command),
    ("audit", audit),
    ("assign", assign_command),
    ("assigned", assigned),
)


def _show_log(found: tuple[Entry, ...], total: int, lang: Language) -> None:
    columns = ("time", "who", "what", "about", "address", "result")
    rows = [
        (
            one.time[:19].replace("T", " "),
            one.who,
            say(f"accounts.what-{one.what}", lang),
            " ".join(part for part in (one.subject, one.detail) if part),
            say("accounts.terminal", lang) if one.address == "terminal" else one.address,
            say(f"accounts.result-{one.result}", lang),
        )
        for one in found
    ]
    title = say("accounts.log", lang, shown=len(found), total=total)
    show_table(title, _heads(columns, lang), rows)


def _heads(words: tuple[str, ...], lang: Language) -> list[str]:
    return [say(f"accounts.{word}", lang) for word in words]


def _written(rows: int, file: Path, *, as_json: bool, lang: Language) -> None:
    told = say("accounts.written", lang, rows=f"{rows:,}", file=file)
    emit({"rows": rows, "file": file}, as_json=as_json, show=lambda: echo(told))
