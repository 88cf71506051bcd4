"""Whether rows of the file of accounts are such as we write: one may have been made to do harm."""

from __future__ import annotations

import sqlite3

from jiqun.accounts.names import check_name, folded
from jiqun.accounts.passwords import affordable
from jiqun.accounts.roles import ROLES
from jiqun.core import InputError

#: Characters of a text; the largest number that is kept, whole or a time in seconds.
_MOST_TEXT, _MOST_NUMBER = 10_000, 2**53
_TABLES = ("home", "users", "sessions", "attempts", "assignments", "audit")
#: Accounts that a file may have.
_MOST_USERS = 100_000


def is_sound(link: sqlite3.Connection) -> bool:
    """Say whether every value is of its column's kind, and every account one that can be."""
    if any(_strange(link, table) for table in _TABLES):
        return False
    people = link.execute(
        "SELECT name, folded, role, kept FROM users LIMIT ?", (_MOST_USERS + 1,)
    ).fetchall()
    return len(people) <= _MOST_USERS and all(_can_be(*one) for one in people)


def is_whole(link: sqlite3.Connection) -> bool:
    """Say whether no page is damaged, and nothing refers to an account that is not there."""
    pages = link.execute("PRAGMA integrity_check(1)").fetchall()
    return pages == [("ok",)] and not link.execute("PRAGMA foreign_key_check").fetchall()


def _strange(link: sqlite3.Connection, table: str) -> bool:
    """Say whether a table holds a value of another kind, or beyond any bound."""
    wrong = []
    for _, name, kind, needed, _, key in link.execute(f"PRAGMA table_info({table})").fetchall():
        typed = f"typeof({name}) <> '{kind.lower()}'"
        size = (
            f"length({name}) > {_MOST_TEXT}" if kind == "TEXT" else f"abs({name}) > {_MOST_NUMBER}"
        )
        there = f"({typed} OR {size})"
        wrong.append(there if needed or key else f"({name} IS NOT NULL AND {there})")
    sql = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {' OR '.join(wrong)})"
    return bool(link.execute(sql).fetchone()[0])


def _can_be(name: str, known: str, role: str, kept: str) -> bool:
    try:
        told = check_name(name)
    except InputError:
        return False
    return (told, folded(told)) == (name, known) and role in ROLES and affordable(kept)
