"""Removing somebody: the account, and where asked the name wherever a workspace has it."""

from __future__ import annotations

from pathlib import Path

from jiqun.accounts import Actor, Store, remove_user, user
from jiqun.workspace import Workspace


def remove_person(
    path: str | Path, store: Store, name: str, *, by: Actor, erase: bool = False
) -> tuple[str, int]:
    """Remove an account; give the name that stands for it now, and in how many edits it does.

    Parameters
    ----------
    path, store
        The workspace and its accounts.
    name
        Of the account.
    by
        Who removes it.
    erase
        Put "removed-7" in the name's place in the audit log and in the journal of edits.

    Raises
    ------
    InputError
        ``user-unknown``, ``user-last``.
    """
    told = user(store, name).name
    stand_in = remove_user(store, name, by=by, erase=erase)
    edits = Workspace.open(path).journal().erase(told, to=stand_in) if erase else 0
    return stand_in, edits
