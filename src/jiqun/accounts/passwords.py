"""Passwords: which are good enough, how they are kept, how one is compared."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from jiqun.accounts.strength import surprises
from jiqun.core import InputError, problem

#: Characters of a password.
LEAST, MOST = 12, 256
#: Characters that differ, and those that do not follow from the ones before them.
LEAST_DISTINCT, LEAST_SURPRISES = 6, 8
#: What one comparison may cost at most, whatever the file says: passes, memory (KiB), lanes.
MOST_PASSES, MOST_MEMORY_KIB, MOST_LANES = 16, 262_144, 16
_BASE64 = r"[A-Za-z0-9+/]"
_KEPT = re.compile(
    rf"\$argon2id\$v=19\$m=([0-9]{{1,9}}),t=([0-9]{{1,9}}),p=([0-9]{{1,9}})"
    rf"\${_BASE64}{{11,86}}\${_BASE64}{{11,86}}"
)
#: A name shorter than this may stand in a password by chance.
LEAST_TELLING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one comparison costs (Argon2id; the usual values are those of RFC 9106, 64 MB).

    Attributes
    ----------
    passes
        Over the memory.
    memory_kib
        Memory of one comparison.
    lanes
        Threads.
    """

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


class Hasher:
    """Keeps and compares passwords; an unknown name costs what a known one does."""

    def __init__(self, cost: Cost) -> None:
        self._cost = cost

    def kept(self, password: str) -> str:
        """Give what is kept of a password."""
        return str(self._argon.hash(plain(password)))

    def agrees(self, kept: str | None, password: str) -> bool:
        """Compare a password with what is kept; None of nobody takes as long and is False."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        nobody = self._nobody  # made once, whoever is asked for first
        if kept is not None and not affordable(kept):
            kept = None
        try:
            self._argon.verify(kept or nobody, plain(password)[:MOST])
        except (Argon2Error, InvalidHashError):
            return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Say whether a password was kept at another cost."""
        return bool(self._argon.check_needs_rehash(kept))

    @cached_property
    def _argon(self):  # type: ignore[no-untyped-def] # noqa: ANN202 - loaded when needed
        from argon2 import PasswordHasher

        return PasswordHasher(
            time_cost=self._cost.passes,
            memory_cost=self._cost.memory_kib,
            parallelism=self._cost.lanes,
        )

    @cached_property
    def _nobody(self) -> str:
        return self.kept(secrets.token_urlsafe(32))


def affordable(kept: str) -> bool:
    """Say whether what is kept of a password is of our kind, and costs no more than is stated.

    Examples
    --------
    >>> affordable("$argon2id$v=19$m=2147483648,t=1,p=1$" + "A" * 22 + "$" + "A" * 43)
    False
    """
    found = _KEPT.fullmatch(kept)
    if found is None:
        return False
    memory, passes, lanes = (int(one) for one in found.groups())
    return (
        8 * lanes <= memory <= MOST_MEMORY_KIB
        and 1 <= passes <= MOST_PASSES
        and 1 <= lanes <= MOST_LANES
    )


def check_password(password: str, name: str) -> None:
    """Refuse a password that is short, cannot be typed, or can be guessed (``user-password``)."""
    told = plain(password)
    if not LEAST <= len(told) <= MOST:
        bounds = {"length": len(told), "least": LEAST, "most": MOST}
        raise InputError(problem("user-password", subject="password", case="length", **bounds))
    if told != told.strip() or not told.isprintable():
        raise InputError(problem("user-password", subject="password", case="signs"))
    folded = told.casefold().replace(name.casefold(), " ") if len(name) >= LEAST_TELLING else told
    if len(set(folded)) < LEAST_DISTINCT or surprises(folded) < LEAST_SURPRISES:
        raise InputError(problem("user-password", subject="password", case="plain"))


def made_password() -> str:
    """Make a password that nobody can guess."""
    while True:
        made = secrets.token_urlsafe(15)
        if surprises(made) >= LEAST and made[0] not in "-_" and made[-1] not in "-_":
            return made


def plain(password: str) -> str:
    """Write a password one way, however a keyboard composed it."""
    return normalize("NFC", password)
