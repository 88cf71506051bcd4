"""Which folder a reader is shown: the workspace, or its protected twin."""

from __future__ import annotations

from pathlib import Path

from jiqun.studies.protecting.marks import TWINS, read_mark, root_of


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


def own_name(path: Path) -> str:
    """Give the name of a workspace's folder; of a twin that of the workspace it belongs to.

    Examples
    --------
    >>> own_name(Path("/data/ningbo")), own_name(Path("/data/ningbo/protected/0123456789abcdef"))
    ('ningbo', 'ningbo')
    """
    return path.parent.parent.name if path.parent.name == TWINS else path.name
