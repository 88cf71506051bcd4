"""Old commits of a workspace, and what only they need, taken away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from jiqun.workspace import Pruned, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneReport(Pruned):
    """What a workspace was rid of.

    Attributes
    ----------
    path
        The workspace.
    done
        False where it was only asked what would go.
    """

    path: Path
    done: bool


def prune(
    path: str | Path,
    *,
    keep: int | None = None,
    days: float | None = None,
    edit_days: float | None = None,
    dry_run: bool = False,
) -> PruneReport:
    """Remove old commits, and the files that nothing else needs; put small files together.

    What the workspace shows stays as it is, its digests too. A prune that dies on its way is
    finished by the next one.

    Parameters
    ----------
    path
        The workspace.
    keep, days
        Keep the newest so many commits, and those of the last so many days; the newest 20 where
        neither is given.
    edit_days
        Keep the history of single edits of the last so many days; all of it where it is None.
    dry_run
        Only say what would go.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    InputError
        ``prune-keep``, ``prune-days``.
    DamageError
        What is to stay is not whole: nothing is removed.
    """
    workspace = Workspace.open(path)
    done = workspace.prune(keep=keep, days=days, edit_days=edit_days, dry_run=dry_run)
    return PruneReport(path=workspace.path, done=not dry_run, **asdict(done))
