"""A key that every request must carry: whether it can be guessed, and where it is kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from jiqun.core import InputError, problem

LEAST_KEY = 16
#: Characters that differ, and those that do not follow from the ones before them.
LEAST_DISTINCT, LEAST_SURPRISES = 8, 8
#: What keys are made of that nobody thought about.
_WORDS = (
    "password", "passwort", "passw0rd", "changeme", "letmein", "welcome", "default", "example",
    "secret", "apikey", "api-key", "api_key", "admin", "jiqun", "token", "guest", "login", "user",
    "root", "test", "key", "woaini", "mima",
)  # fmt: skip
#: Rows and columns of a keyboard; a neighbour is no surprise, in either direction.
_RUNS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")


def check_key(key: str) -> None:
    """Refuse a key that is short, cannot be sent, or can be guessed (``serve-key``)."""
    if len(key) < LEAST_KEY:
        short = {"length": len(key), "least": LEAST_KEY}
        raise InputError(problem("serve-key", subject="serve", case="short", **short))
    if key != key.strip() or not key.isprintable():
        raise InputError(problem("serve-key", subject="serve", case="signs"))
    if len(set(key.lower())) < LEAST_DISTINCT or surprises(key) < LEAST_SURPRISES:
        raise InputError(problem("serve-key", subject="serve", case="plain"))


def surprises(key: str) -> int:
    """Count the characters that do not follow from those before: repeats, runs, plain words.

    Examples
    --------
    >>> surprises("aaaaaaaaaaaaaaaa"), surprises("abcdefgh87654321"), surprises("xK-xK-xK-xK-xK-x")
    (1, 2, 4)
    >>> surprises("passwordpassword12"), surprises("vR2-nqT8_xLw0bFz") > 12
    (2, True)
    """
    told = _without_words(key.lower())
    return sum(not _follows(told, at) for at in range(len(told)))


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


def _without_words(key: str) -> str:
    """Put one sign in the place of each plain word, the same for the same word."""
    for number, word in enumerate(_WORDS):
        key = key.replace(word, chr(0xE000 + 2 * number))
    return key


def _follows(key: str, at: int) -> bool:
    if at == 0:
        return False
    before, here = key[at - 1], key[at]
    if abs(ord(before) - ord(here)) <= 1 or any(
        pair in run for run in _RUNS for pair in (before + here, here + before)
    ):
        return True
    return key[at - 1 : at + 1] in key[:at]
