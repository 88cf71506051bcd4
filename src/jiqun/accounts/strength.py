"""Whether a secret can be guessed: repeats, runs of a keyboard, plain words."""

from __future__ import annotations

#: What secrets are made of that nobody thought about.
_WORDS = (
    "password", "passwort", "passw0rd", "changeme", "letmein", "welcome", "default", "example",
    "secret", "apikey", "api-key", "api_key", "admin", "jiqun", "token", "guest", "login", "user",
    "root", "test", "key", "woaini", "mima",
)  # fmt: skip
#: Rows and columns of a keyboard; a neighbour is no surprise, in either direction.
_RUNS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")


def surprises(secret: str) -> int:
    """Count the characters that do not follow from those before: repeats, runs, plain words.

    Examples
    --------
    >>> surprises("aaaaaaaaaaaaaaaa"), surprises("abcdefgh87654321"), surprises("xK-xK-xK-xK-xK-x")
    (1, 2, 4)
    >>> surprises("passwordpassword12"), surprises("vR2-nqT8_xLw0bFz") > 12
    (2, True)
    """
    told = _without_words(secret.lower())
    return sum(not _follows(told, at) for at in range(len(told)))


def _without_words(secret: str) -> str:
    """Put one sign in the place of each plain word, the same for the same word."""
    for number, word in enumerate(_WORDS):
        secret = secret.replace(word, chr(0xE000 + 2 * number))
    return secret


def _follows(secret: str, at: int) -> bool:
    if at == 0:
        return False
    before, here = secret[at - 1], secret[at]
    if abs(ord(before) - ord(here)) <= 1 or any(
        pair in run for run in _RUNS for pair in (before + here, here + before)
    ):
        return True
    return secret[at - 1 : at + 1] in secret[:at]
