"""Whose accounts, who works in the terminal, and what roles are called."""

from __future__ import annotations

import getpass
from pathlib import Path

from jiqun.accounts import Actor, Role, Store
from jiqun.core import Language, say


def accounts(workspace: Path) -> Store:
    """Give the accounts of a workspace (``workspace-unknown``)."""
    from jiqun.studies import people

    return people.accounts(workspace)


def by() -> Actor:
    """Give who works in the terminal, for the audit log."""
    try:
        return Actor(name=getpass.getuser())
    except (OSError, KeyError, ImportError):
        return Actor(name="local")


def say_role(role: Role, lang: Language) -> str:
    """Name a role within a sentence."""
    return say(f"accounts.role-{role}", lang)
