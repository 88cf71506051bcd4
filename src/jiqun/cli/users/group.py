"""The group, and the commands that change an account."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from jiqun.accounts import (
    Account,
    Role,
    add_user,
    adopt,
    change_role,
    made_password,
    set_password,
    unlock_user,
    user,
)
from jiqun.cli.output import JsonFlag, LangOption, echo, emit
from jiqun.cli.shared import Root, options_of_group
from jiqun.cli.users import listing
from jiqun.cli.users.acting import accounts, by, say_role
from jiqun.cli.users.passwords import Generate, PasswordFile, given_password
from jiqun.core import Language, say

Workspace = Annotated[Path, typer.Argument(help="The workspace's folder.")]
Name = Annotated[str, typer.Argument(help="The name of the account.")]
users = typer.Typer(
    cls=Root, no_args_is_help=True, help="Who may do what with a workspace (账户与角色)."
)
users.callback()(options_of_group)


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    for name, command in (
        ("add", add), ("role", role), ("password", password), ("unlock", unlock),
        ("remove", remove), ("adopt", adopt_command), *listing.COMMANDS,
    ):  # fmt: skip
        users.command(name)(command)
    app.add_typer(users, name="users")


def add(
    workspace: Workspace,
    name: Name,
    as_role: Annotated[
        Role, typer.Option("--role", help="read, juror, edit or administrator.")
    ] = "read",
    password_file: PasswordFile = None,
    generate: Generate = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Let somebody sign in, by a name, a role and a password (添加用户)."""
    store, secret, made = accounts(workspace), *_secret(name, password_file, generate, lang)
    found = add_user(store, name, role=as_role, password=secret, by=by())
    told = say("accounts.added", lang, name=found.name, role=say_role(found.role, lang))
    _tell(found, made, told, as_json=as_json, lang=lang)


def role(
    workspace: Workspace,
    name: Name,
    to: Annotated[Role, typer.Argument(help="read, juror, edit or administrator.")],
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Give an account another role; its open sessions end (更改角色)."""
    found = change_role(accounts(workspace), name, role=to, by=by())
    told = say("accounts.changed", lang, name=found.name, role=say_role(found.role, lang))
    _tell(found, None, told, as_json=as_json, lang=lang)


def password(
    workspace: Workspace,
    name: Name,
    password_file: PasswordFile = None,
    generate: Generate = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Give an account another password; its open sessions end (设置密码)."""
    store = accounts(workspace)
    user(store, name)
    secret, made = _secret(name, password_file, generate, lang)
    found = set_password(store, name, password=secret, by=by())
    told = say("accounts.password-set", lang, name=found.name)
    _tell(found, made, told, as_json=as_json, lang=lang)


def unlock(
    workspace: Workspace, name: Name, as_json: JsonFlag = False, lang: LangOption = "en"
) -> None:
    """Let somebody try again at once after wrong passwords (解锁)."""
    found = unlock_user(accounts(workspace), name, by=by())
    told = say("accounts.unlocked", lang, name=found.name)
    _tell(found, None, told, as_json=as_json, lang=lang)


def remove(
    workspace: Workspace,
    name: Name,
    erase: Annotated[
        bool,
        typer.Option("--erase", help="Put removed-N in the name's place in audit log and edits."),
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Remove an account with its sessions and assignments (移除用户)."""
    from jiqun.studies.people import remove_person

    store = accounts(workspace)
    told = user(store, name).name
    stand_in, edits = remove_person(workspace, store, name, by=by(), erase=erase)

    def show() -> None:
        echo(say("accounts.removed", lang, name=told))
        if erase:
            echo(say("accounts.erased", lang, name=stand_in, edits=f"{edits:,}"))

    emit({"name": stand_in, "removed": True, "edits": edits}, as_json=as_json, show=show)


def adopt_command(workspace: Workspace, as_json: JsonFlag = False, lang: LangOption = "en") -> None:
    """Keep the accounts of a workspace that was copied or restored (保留副本中的账户)."""
    adopt(accounts(workspace), by=by())
    emit({"adopted": True}, as_json=as_json, show=lambda: echo(say("accounts.adopted", lang)))


def _secret(name: str, file: Path | None, generate: bool, lang: Language) -> tuple[str, str | None]:
    """Give a password, and once more where it was made and must be shown."""
    given = None if generate else given_password(name, file, lang)
    secret = given or made_password()
    return secret, None if given else secret


def _tell(found: Account, made: str | None, told: str, *, as_json: bool, lang: Language) -> None:
    def show() -> None:
        echo(told)
        if made:
            echo(say("accounts.made", lang, password=made))

    emit({**asdict(found), "password": made}, as_json=as_json, show=show)
