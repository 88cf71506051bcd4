"""Where a load goes: the workspace that is there, or one made for it that stays if it is filled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jiqun.core import UnknownError
from jiqun.workspace import Workspace


@contextmanager
def opened_or_made(path: str | Path, *, create: bool) -> Iterator[tuple[Workspace, bool]]:
    """Open a workspace; where there is none and ``create``, make one.

    What was made goes again unless something was committed to it.

    Raises
    ------
    UnknownError
        ``workspace-unknown``: there is none, and none is to be made.
    InputError
        ``workspace-folder``: the folder holds something else.
    """
    there = _there(path, create=create)
    if there is not None:
        yield there, False
        return
    root = Path(path).expanduser().absolute()
    kept = root.exists()
    above = [one for one in root.parents if not one.exists()]
    made = Workspace.create(path)
    try:
        yield made, True
    finally:
        if Workspace.open(path).version == 0:
            _remove(root, keep=kept)
            for one in above:
                one.rmdir()


def _there(path: str | Path, *, create: bool) -> Workspace | None:
    try:
        return Workspace.open(path, settled=True)
    except UnknownError as err:
        if not create or err.problems[0].code != "workspace-unknown":
            raise
    return None


def _remove(root: Path, *, keep: bool) -> None:
    for inside in root.iterdir():
        if inside.is_dir():
            shutil.rmtree(inside)
        else:
            inside.unlink()
    if not keep:
        root.rmdir()
