"""Which folder a reader is shown: the workspace, or its protected twin."""

from __future__ import annotations

from pathlib import Path

from jiqun.core import Caution
from jiqun.studies.protecting.marks import TWINS, read_mark, root_of
from jiqun.studies.protecting.reporting import protection


def view(path: str | Path, *, confidential: bool) -> Path:
    """Give the workspace whose numbers a reader may be shown.

    Parameters
    ----------
    path
        A workspace, confidential or not.
    confidential
        Whether the reader has the right to confidential numbers.

    Returns
    -------
    Path
        The workspace itself where it is not confidential or the reader has the right; else its
        twin, which holds released numbers only.

    Raises
    ------
    DamageError
        ``protection-damaged``: what is confidential cannot be told; nothing is shown then.
    """
    root = root_of(path)
    if confidential:
        return root
    mark = read_mark(root)
    return root if mark is None else mark.place(root)


def shown_to(path: str | Path, *, confidential: bool) -> tuple[Path, tuple[Caution, ...]]:
    """Give what a reader is shown (see :func:`view`), and what has to be said beside it.

    Returns
    -------
    tuple
        The folder, and cautions: which numbers these are, and whether the data have changed
        since; none of a workspace that is not confidential.
    """
    root, mark = root_of(path), read_mark(path)
    if mark is None:
        return root, ()
    if confidential:
        return root, (Caution("shown-confidential"),)
    told = protection(root, confidential=False)
    words = {"withheld": told.withheld, "cells": told.cells, "built": mark.built}
    if told.stale:
        words |= {"workspace": path}
    case = "stale" if told.stale else ""
    return mark.place(root), (Caution("shown-protected", words, case=case),)


def own_name(path: Path) -> str:
    """Give the name of a workspace's folder; of a twin that of the workspace it belongs to.

    Examples
    --------
    >>> own_name(Path("/data/ningbo")), own_name(Path("/data/ningbo/protected/0123456789abcdef"))
    ('ningbo', 'ningbo')
    """
    return path.parent.parent.name if path.parent.name == TWINS else path.name
