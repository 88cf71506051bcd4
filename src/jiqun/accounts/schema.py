"""The tables of the file of accounts, and whether a file has these and nothing else."""

from __future__ import annotations

import sqlite3

#: "jiqu" as a number: whose file it is.
APPLICATION, VERSION = 0x6A697175, 1
TABLES = (
    "CREATE TABLE home (inode INTEGER NOT NULL)",
    (
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, "
        "folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL, kept TEXT NOT NULL, since TEXT NOT NULL, "
        "seen TEXT)"
    ),
    (
        "CREATE TABLE sessions (token TEXT PRIMARY KEY, "
        "user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, "
        "port INTEGER NOT NULL, began REAL NOT NULL, used REAL NOT NULL)"
    ),
    (
        "CREATE TABLE attempts (name TEXT PRIMARY KEY, wrong INTEGER NOT NULL, "
        "until REAL NOT NULL, last REAL NOT NULL)"
    ),
    (
        "CREATE TABLE assignments (user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, "
        "kind TEXT NOT NULL, subject TEXT NOT NULL, since TEXT NOT NULL, by TEXT NOT NULL, "
        "PRIMARY KEY (user, kind, subject))"
    ),
    (
        "CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, "
        "who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, address TEXT NOT NULL, "
        "result TEXT NOT NULL, detail TEXT NOT NULL)"
    ),
)

#: What SQLite itself adds for numbers that are never given twice.
_SEQUENCE = "CREATE TABLE sqlite_sequence(name,seq)"


def make(link: sqlite3.Connection, inode: int) -> None:
    """Make the tables in an empty file."""
    for sql in TABLES:
        link.execute(sql)
    link.execute("INSERT INTO home VALUES (?)", (inode,))
    link.execute(f"PRAGMA application_id = {APPLICATION}")
    link.execute(f"PRAGMA user_version = {VERSION}")


def is_ours(link: sqlite3.Connection) -> bool:
    """Say whether a file has our tables as we make them: no view, no trigger, nothing else."""
    found = link.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    application = link.execute("PRAGMA application_id").fetchone()[0]
    version = link.execute("PRAGMA user_version").fetchone()[0]
    told = sorted(str(sql) for (sql,) in found)
    return (application, version) == (APPLICATION, VERSION) and told == sorted((*TABLES, _SEQUENCE))
