"""The accounts of a workspace."""

from __future__ import annotations

from pathlib import Path

from jiqun.accounts import Store
from jiqun.workspace import Workspace


def accounts(path: str | Path) -> Store:
    """Give the accounts of a workspace, whether it has any or not (``workspace-unknown``)."""
    return Store(Workspace.open(path).path)
