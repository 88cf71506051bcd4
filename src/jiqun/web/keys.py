"""A key that every request must carry: whether it can be guessed, and where it is kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from jiqun.accounts import surprises
from jiqun.core import InputError, problem

LEAST_KEY = 16
#: Characters that differ, and those that do not follow from the ones before them.
LEAST_DISTINCT, LEAST_SURPRISES = 8, 8


def check_key(key: str) -> None:
    """Refuse a key that is short, cannot be sent, or can be guessed (``serve-key``)."""
    if len(key) < LEAST_KEY:
        short = {"length": len(key), "least": LEAST_KEY}
        raise InputError(problem("serve-key", subject="serve", case="short", **short))
    if key != key.strip() or not key.isprintable():
        raise InputError(problem("serve-key", subject="serve", case="signs"))
    if len(set(key.lower())) < LEAST_DISTINCT or surprises(key) < LEAST_SURPRISES:
        raise InputError(problem("serve-key", subject="serve", case="plain"))


def key_in(file: Path) -> str:
    """Read a key from a file; where there is none, make one and keep it there for its owner only.

    Raises
    ------
    InputError
        ``serve-key``: what is in the file is no key.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = file.read_text(encoding="utf-8", errors="replace").strip()
        check_key(key)
        return key
    made = secrets.token_urlsafe(24)
    with os.fdopen(handle, "w", encoding="utf-8") as to:
        to.write(f"{made}\n")
    return made
