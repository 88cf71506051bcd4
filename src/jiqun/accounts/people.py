"""The accounts: added, given another role, removed. Each change ends the sessions it touches."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from jiqun.accounts.audit import Deed, add, renamed
from jiqun.accounts.names import ERASED, blurred, check_name, folded
from jiqun.accounts.passwords import check_password
from jiqun.accounts.roles import Role
from jiqun.accounts.store import Actor, Store
from jiqun.core import InputError, problem, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in: a name and a role, nothing else about a person.

    Attributes
    ----------
    name
        As it was given.
    role
        What the person is to the workspace.
    since
        When the account was made.
    seen
        When it last signed in; null where never.
    locked
        Seconds for which it is still locked after wrong passwords; 0 where it is not.
    assigned
        Rows that are the account's to score.
    """

    name: str
    role: Role
    since: str
    seen: str | None
    locked: int
    assigned: int


def has_accounts(store: Store) -> bool:
    """Say whether anybody has an account."""
    with store.reading() as link:
        return link is not None and _count(link) > 0


def list_users(store: Store) -> tuple[Account, ...]:
    """Give the accounts by their names."""
    with store.reading() as link:
        return () if link is None else _accounts(store, link)


def user(store: Store, name: str) -> Account:
    """Give an account (``user-unknown``)."""
    with store.reading() as link:
        found = () if link is None else _accounts(store, link)
    one = next((one for one in found if folded(one.name) == folded(name)), None)
    if one is None:
        raise unknown("user", name[:80])
    return one


def add_user(store: Store, name: str, *, role: Role, password: str, by: Actor) -> Account:
    """Make an account.

    Raises
    ------
    InputError
        ``user-name``, ``user-password``, ``user-taken``; ``user-first``: the first one must be an
        administrator's.
    """
    told = check_name(name)
    check_password(password, told)
    kept = store.hasher.kept(password)
    with store.writing() as link:
        if role != "administrator" and not _count(link):
            raise InputError(problem("user-first", subject="role", role=role))
        try:
            link.execute(
                "INSERT INTO users (name, folded, role, kept, since) VALUES (?, ?, ?, ?, ?)",
                (told, folded(told), role, kept, store.now()),
            )
        except sqlite3.IntegrityError as error:
            raise InputError(problem("user-taken", subject="name", name=told)) from error
        add(store, link, by, Deed(what="user-add", subject=told, detail=role))
    return user(store, told)


def change_role(store: Store, name: str, *, role: Role, by: Actor) -> Account:
    """Give an account another role (``user-unknown``, ``user-last``)."""
    with store.writing() as link:
        id, told, had = identified(link, name)
        if had != role:
            _keep_an_administrator(link, had, others=True)
            link.execute("UPDATE users SET role = ? WHERE id = ?", (role, id))
            link.execute("DELETE FROM sessions WHERE user = ?", (id,))
            add(store, link, by, Deed(what="user-role", subject=told, detail=role))
    return user(store, told)


def set_password(store: Store, name: str, *, password: str, by: Actor, keep: str = "") -> Account:
    """Give an account another password; its sessions end, but the one named by ``keep``."""
    with store.reading() as link:
        id, told, _ = identified(link, name)
    check_password(password, told)
    kept = store.hasher.kept(password)
    with store.writing() as link:
        link.execute("UPDATE users SET kept = ? WHERE id = ?", (kept, id))
        link.execute("DELETE FROM sessions WHERE user = ? AND token <> ?", (id, keep))
        link.execute("DELETE FROM attempts WHERE name = ?", (blurred(told),))
        add(store, link, by, Deed(what="user-password", subject=told))
    return user(store, told)


def unlock_user(store: Store, name: str, *, by: Actor) -> Account:
    """Let an account try again that was locked after wrong passwords."""
    with store.writing() as link:
        _, told, _ = identified(link, name)
        link.execute("DELETE FROM attempts WHERE name = ?", (blurred(told),))
        add(store, link, by, Deed(what="user-unlock", subject=told))
    return user(store, told)


def remove_user(store: Store, name: str, *, by: Actor, erase: bool = False) -> str:
    """Remove an account with its sessions and assignments; give the name that stands for it now.

    ``erase`` puts "removed-7" in the place of the name in the audit log too.
    """
    with store.writing() as link:
        id, told, role = identified(link, name)
        _keep_an_administrator(link, role, others=_count(link) > 1)
        link.execute("DELETE FROM users WHERE id = ?", (id,))
        link.execute("DELETE FROM attempts WHERE name = ?", (blurred(told),))
        stand_in = f"{ERASED}{id}" if erase else told
        if erase:
            renamed(link, told, stand_in)
            link.execute("UPDATE assignments SET by = ? WHERE by = ?", (stand_in, told))
            by = Actor(name=stand_in if by.name == told else by.name, address=by.address)
        add(store, link, by, Deed(what="user-remove", subject=stand_in))
    if erase:
        store.forget()
    return stand_in


def adopt(store: Store, *, by: Actor) -> None:
    """Keep the accounts of a workspace that was copied: nobody stays signed in."""
    if store.there():
        store.moved_here()
        with store.writing() as link:
            add(store, link, by, Deed(what="adopt"))


def identified(link: sqlite3.Connection | None, name: str) -> tuple[int, str, Role]:
    """Give an account's number, name and role (``user-unknown``)."""
    sql = "SELECT id, name, role FROM users WHERE folded = ?"
    row = None if link is None else link.execute(sql, (folded(name),)).fetchone()
    if row is None:
        raise unknown("user", name[:80])
    return row[0], row[1], row[2]


def _accounts(store: Store, link: sqlite3.Connection) -> tuple[Account, ...]:
    locked = dict(link.execute("SELECT name, until FROM attempts").fetchall())
    found = link.execute(
        "SELECT name, role, since, seen, (SELECT count(*) FROM assignments WHERE user = id) "
        "FROM users ORDER BY folded"
    ).fetchall()
    return tuple(
        Account(
            name=name,
            role=role,
            since=since,
            seen=seen,
            locked=max(0, round(locked.get(blurred(name), 0.0) - store.clock())),
            assigned=assigned,
        )
        for name, role, since, seen, assigned in found
    )


def _keep_an_administrator(link: sqlite3.Connection, role: Role, *, others: bool) -> None:
    """Refuse to let the last administrator go while others have accounts (``user-last``)."""
    sql = "SELECT count(*) FROM users WHERE role = 'administrator'"
    if role == "administrator" and others and link.execute(sql).fetchone()[0] == 1:
        raise InputError(problem("user-last", subject="role"))


def _count(link: sqlite3.Connection) -> int:
    return int(link.execute("SELECT count(*) FROM users").fetchone()[0])
