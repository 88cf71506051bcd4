"""What is whose to score: rows of tables, by the table's name and the row's key."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.accounts.audit import Deed, add
from jiqun.accounts.people import identified
from jiqun.accounts.store import Actor, Store
from jiqun.core import InputError, problem, unknown

#: Rows that one account may have to score.
MOST = 10_000
#: Letters of a table's name, and of a key.
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One row that is somebody's to score.

    Attributes
    ----------
    kind
        The table that the row is in.
    subject
        The row's key.
    since
        When it was assigned.
    """

    kind: str
    subject: str
    since: str


def assign(store: Store, name: str, kind: str, subject: str, *, by: Actor) -> Assignment:
    """Let somebody score a row; a second time changes nothing.

    Raises
    ------
    InputError
        ``user-unknown``; ``assignment-role``: the account is no juror's; ``assignments-many``.
    """
    with store.writing() as link:
        id, told, role = identified(link, name)
        if role != "juror":
            raise InputError(problem("assignment-role", subject="name", name=told, role=role))
        sql = "SELECT count(*) FROM assignments WHERE user = ?"
        if link.execute(sql, (id,)).fetchone()[0] >= MOST:
            raise InputError(problem("assignments-many", subject="name", name=told, most=MOST))
        made = link.execute(
            "INSERT OR IGNORE INTO assignments (user, kind, subject, since, by) "
            "VALUES (?, ?, ?, ?, ?)",
            (id, kind, subject, store.now(), by.name),
        )
        if made.rowcount:
            add(store, link, by, Deed(what="assign", subject=told, detail=f"{kind} {subject}"))
    return next(
        one for one in assigned_to(store, name) if (one.kind, one.subject) == (kind, subject)
    )


def unassign(store: Store, name: str, kind: str, subject: str, *, by: Actor) -> None:
    """Take a row from somebody (``user-unknown``, ``assignment-unknown``)."""
    with store.writing() as link:
        id, told, _ = identified(link, name)
        sql = "DELETE FROM assignments WHERE user = ? AND kind = ? AND subject = ?"
        if not link.execute(sql, (id, kind, subject)).rowcount:
            raise unknown("assignment", f"{kind} {subject}"[:MOST_LETTERS])
        add(store, link, by, Deed(what="unassign", subject=told, detail=f"{kind} {subject}"))


def assigned_to(store: Store, name: str) -> tuple[Assignment, ...]:
    """Give the rows that are somebody's to score (``user-unknown``)."""
    with store.reading() as link:
        id, _, _ = identified(link, name)
        found = (
            []
            if link is None
            else link.execute(
                "SELECT kind, subject, since FROM assignments WHERE user = ? "
                "ORDER BY kind, subject",
                (id,),
            ).fetchall()
        )
    return tuple(Assignment(kind=k, subject=s, since=t) for k, s, t in found)
