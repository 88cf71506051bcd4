"""Who works in the terminal, and what roles are called."""

from __future__ import annotations

import getpass

from jiqun.accounts import Actor, Role
from jiqun.core import Language, say


def by() -> Actor:
    """Give who works in the terminal, for the audit log."""
    try:
        return Actor(name=getpass.getuser())
    except (OSError, KeyError, ImportError):
        return Actor(name="local")


def say_role(role: Role, lang: Language) -> str:
    """Name a role within a sentence."""
    return say(f"accounts.role-{role}", lang)
