"""Make a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jiqun.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateReport:
    """A workspace that was made."""

    path: Path
    title: str
    version: int


def create_workspace(path: str | Path, *, title: str = "", synthetic: bool = False) -> CreateReport:
    """Make a fresh workspace in a folder that is not there yet, or is empty.

    Parameters
    ----------
    path, title
        The folder; what to call it (the folder's name where empty).
    synthetic
        Say that its data are invented; every face then says so.

    Raises
    ------
    InputError
        ``workspace-exists``, ``workspace-folder``.
    """
    made = Workspace.create(path, title=title, synthetic=synthetic)
    return CreateReport(path=made.path, title=made.title, version=made.version)
