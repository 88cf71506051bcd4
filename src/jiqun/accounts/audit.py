"""The audit log: who did what, when, from where, with what result; entries are never changed.

It is bounded: entries go after a year, or when there are too many; what was refused goes by a
bound of its own, so that nobody can push the rest out by asking wrongly.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from jiqun.accounts.store import Actor, Store

What = Literal[
    "sign-in", "sign-out", "lock-out", "change", "export", "user-add", "user-role",
    "user-password", "user-unlock", "user-remove", "assign", "unassign", "adopt",
]  # fmt: skip
Result = Literal["done", "refused"]
WHATS: tuple[What, ...] = get_args(What)
#: Days that an entry is kept, and how many are.
DAYS, MOST, MOST_REFUSED = 365, 100_000, 10_000
#: Entries after which the bounds are looked after.
_EVERY = 500
#: Stands for a name that is nobody's: it may be a password that was typed in the wrong place.
NOBODY = "?"
_LETTERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the audit log.

    Attributes
    ----------
    number
        Grows by one; a gap that is not at the beginning is one of removed refusals.
    time
        ISO 8601, UTC.
    who
        A name; "?" for one that is nobody's.
    what
        What was done or tried.
    subject
        To whom or what: a name, a route, a row.
    address
        From where: an address, or "terminal".
    result
        "done" or "refused".
    detail
        A role, a status.
    """

    number: int
    time: str
    who: str
    what: What
    subject: str
    address: str
    result: Result
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilters:
    """Which lines of the audit log.

    Attributes
    ----------
    who
        A name.
    what
        One of the kinds of entries.
    result
        "done" or "refused".
    since, until
        ISO 8601: a day, or a time.
    """

    who: str = ""
    what: What | None = None
    result: Result | None = None
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is to be noted."""

    what: What
    subject: str = ""
    result: Result = "done"
    detail: str = ""


def note(store: Store, by: Actor, *deeds: Deed) -> None:
    """Add to the log."""
    with store.writing(full=False) as link:
        for deed in deeds:
            add(store, link, by, deed)


def add(store: Store, link: sqlite3.Connection, by: Actor, deed: Deed) -> None:
    """Add to the log in a transaction that is under way."""
    told = (by.name, deed.what, deed.subject, by.address, deed.result, deed.detail)
    row = link.execute(
        "INSERT INTO audit (time, who, what, subject, address, result, detail) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (store.now(), *(one[:_LETTERS] for one in told)),
    )
    if row.lastrowid and row.lastrowid % _EVERY == 0:
        _bound(store, link)


def audit_log(
    store: Store, filters: AuditFilters | None = None, *, limit: int = 100, offset: int = 0
) -> tuple[tuple[Entry, ...], int]:
    """Give lines of the log, the newest first, and how many there are."""
    where, values = _conditions(filters or AuditFilters())
    with store.reading() as link:
        if link is None:
            return (), 0
        total = link.execute(f"SELECT count(*) FROM audit{where}", values).fetchone()[0]
        found = link.execute(
            "SELECT number, time, who, what, subject, address, result, detail "
            f"FROM audit{where} ORDER BY number DESC LIMIT ? OFFSET ?",
            (*values, limit, offset),
        ).fetchall()
    names = tuple(Entry.__dataclass_fields__)
    return tuple(Entry(**dict(zip(names, row, strict=True))) for row in found), int(total)


def renamed(link: sqlite3.Connection, name: str, stand_in: str) -> None:
    """Put another name in the place of one, wherever the log has it."""
    for column in ("who", "subject"):
        link.execute(f"UPDATE audit SET {column} = ? WHERE {column} = ?", (stand_in, name))


def _conditions(filters: AuditFilters) -> tuple[str, list[str]]:
    exact = (("who", filters.who), ("what", filters.what), ("result", filters.result))
    parts = [(f"{column} = ?", value) for column, value in exact if value]
    parts += [("time >= ?", filters.since)] if filters.since else []
    # a day is meant with all of it: "2026-01-31" comes before every time of that day
    parts += [("time <= ?", filters.until + "~")] if filters.until else []
    words: Iterable[str] = (sql for sql, _ in parts)
    return (f" WHERE {' AND '.join(words)}" if parts else ""), [str(value) for _, value in parts]


def _bound(store: Store, link: sqlite3.Connection) -> None:
    oldest = datetime.fromtimestamp(store.clock(), UTC) - timedelta(days=DAYS)
    link.execute("DELETE FROM audit WHERE time < ?", (oldest.isoformat(),))
    for condition, most in (("result = 'refused'", MOST_REFUSED), ("result = 'done'", MOST)):
        link.execute(
            f"DELETE FROM audit WHERE {condition} AND number NOT IN "
            f"(SELECT number FROM audit WHERE {condition} ORDER BY number DESC LIMIT ?)",
            (most,),
        )
