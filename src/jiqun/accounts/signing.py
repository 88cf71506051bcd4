"""Signing in and out: wrong passwords are counted, sessions end by themselves.

Whether a name is somebody's cannot be told from outside: an unknown one costs the same
comparison, is counted alike, and is locked alike.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass

from jiqun.accounts.audit import NOBODY, Deed, add
from jiqun.accounts.names import blurred, folded
from jiqun.accounts.roles import Role
from jiqun.accounts.store import Actor, Store
from jiqun.core import BusyError, InputError, problem

#: Seconds after its last use, and after its beginning, in which a session ends.
IDLE, LONGEST = 8 * 3600.0, 7 * 86400.0
#: Wrong passwords before a name is locked; seconds of the first lock, each next is twice as long.
MOST_WRONG, FIRST_LOCK, LONGEST_LOCK = 10, 60.0, 3600.0
#: Seconds after which wrong passwords are forgotten; names that are counted.
FORGET, MOST_NAMES = 86400.0, 10_000
#: Seconds between two notes that a session was used.
TOUCH = 60.0
#: Sessions of one account; the one used longest ago goes.
MOST_SESSIONS = 20


class WrongError(InputError):
    """Name and password do not belong together."""


class LockedError(InputError):
    """Too many wrong passwords; ``seconds`` to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(problem("sign-in-locked", subject="sign-in", seconds=seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that goes on.

    Attributes
    ----------
    id
        Its token's digest; opens nothing.
    name, role
        Whose it is.
    began
        When, in seconds.
    """

    id: str
    name: str
    role: Role
    began: float


def sign_in(store: Store, name: str, password: str, *, port: int, address: str) -> str:
    """Begin a session on a port; give its token, which is kept nowhere.

    Raises
    ------
    WrongError
        ``sign-in-wrong``.
    LockedError
        ``sign-in-locked``.
    """
    known = _known(store, name)
    _count_attempt(store, name, Actor(name=known[1] if known else NOBODY, address=address))
    right = store.hasher.agrees(known[2] if known else None, password)
    by = Actor(name=known[1] if known else NOBODY, address=address)
    token = secrets.token_urlsafe(32)
    begun = right and known is not None and _begun(store, known, _digest(token), port, by)
    if not begun:
        if store.there():
            with store.writing(full=False) as link:
                add(store, link, by, Deed(what="sign-in", result="refused"))
        raise WrongError(problem("sign-in-wrong", subject="sign-in"))
    if known is not None and store.hasher.outdated(known[2]):
        kept = store.hasher.kept(password)
        with store.writing() as link:
            link.execute(
                "UPDATE users SET kept = ? WHERE id = ? AND kept = ?", (kept, known[0], known[2])
            )
    return token


def find_session(store: Store, token: str, *, port: int) -> Session | None:
    """Give the session of a token, on the port where it began; None where there is none."""
    id, now = _digest(token), store.clock()
    with store.reading() as link:
        row = (
            link
            and link.execute(
                "SELECT name, role, began, used FROM sessions JOIN users ON users.id = user "
                "WHERE token = ? AND port = ?",
                (id, port),
            ).fetchone()
        )
    if not row or now - row[3] > IDLE or now - row[2] > LONGEST:
        return None
    if now - row[3] > TOUCH:
        with suppress(BusyError), store.writing(full=False, patience=0) as link:
            link.execute("UPDATE sessions SET used = ? WHERE token = ?", (now, id))
    return Session(id=id, name=row[0], role=row[1], began=row[2])


def sign_out(store: Store, session: Session, *, address: str) -> None:
    """End a session."""
    with store.writing(full=False) as link:
        link.execute("DELETE FROM sessions WHERE token = ?", (session.id,))
        add(store, link, Actor(name=session.name, address=address), Deed(what="sign-out"))


def agrees(store: Store, name: str, password: str, *, address: str) -> bool:
    """Compare a password of somebody who is signed in; wrong ones are counted (``LockedError``)."""
    known = _known(store, name)
    _count_attempt(store, name, Actor(name=name, address=address))
    right = store.hasher.agrees(known[2] if known else None, password)
    if right:
        with store.writing(full=False) as link:
            link.execute("DELETE FROM attempts WHERE name = ?", (blurred(name),))
    return right


def _known(store: Store, name: str) -> tuple[int, str, str] | None:
    sql = "SELECT id, name, kept FROM users WHERE folded = ?"
    with store.reading() as link:
        row = link and link.execute(sql, (folded(name),)).fetchone()
    return (row[0], row[1], row[2]) if row else None


def _count_attempt(store: Store, name: str, by: Actor) -> None:
    """Count a try before its password is looked at: many at once are no way around."""
    if not store.there():
        return
    now, id = store.clock(), blurred(name)
    with store.writing(full=False) as link:
        link.execute("DELETE FROM attempts WHERE last < ? AND until < ?", (now - FORGET, now))
        sql = "SELECT wrong, until FROM attempts WHERE name = ?"
        wrong, until = link.execute(sql, (id,)).fetchone() or (0, 0.0)
        if until > now:
            raise LockedError(max(1, round(until - now)))
        wrong += 1
        if wrong >= MOST_WRONG:
            until = now + min(LONGEST_LOCK, FIRST_LOCK * 2.0 ** min(wrong - MOST_WRONG, 20))
            add(store, link, by, Deed(what="lock-out", result="refused", detail=str(wrong)))
        link.execute(
            "INSERT INTO attempts VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE "
            "SET wrong = excluded.wrong, until = excluded.until, last = excluded.last",
            (id, wrong, until, now),
        )
        _forget_names(link)


def _forget_names(link: sqlite3.Connection) -> None:
    link.execute(
        "DELETE FROM attempts WHERE name IN "
        "(SELECT name FROM attempts ORDER BY wrong DESC, last DESC LIMIT -1 OFFSET ?)",
        (MOST_NAMES,),
    )


def _begun(store: Store, known: tuple[int, str, str], id: str, port: int, by: Actor) -> bool:
    """Keep a session, unless the account was changed while its password was compared."""
    now, (user, _, kept) = store.clock(), known
    with store.writing() as link:
        sql = "UPDATE users SET seen = ? WHERE id = ? AND kept = ?"
        if not link.execute(sql, (store.now(), user, kept)).rowcount:
            return False
        link.execute(
            "DELETE FROM sessions WHERE used < ? OR began < ?", (now - IDLE, now - LONGEST)
        )
        link.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", (id, user, port, now, now))
        link.execute(
            "DELETE FROM sessions WHERE user = ? AND token NOT IN "
            "(SELECT token FROM sessions WHERE user = ? ORDER BY used DESC LIMIT ?)",
            (user, user, MOST_SESSIONS),
        )
        link.execute("DELETE FROM attempts WHERE name = ?", (blurred(by.name),))
        add(store, link, by, Deed(what="sign-in"))
    return True


def _digest(token: str) -> str:
    """Give what is kept of a token: it opens nothing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
