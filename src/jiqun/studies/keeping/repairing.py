"""The last good state of a workspace again, as a new commit; nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jiqun.core import Progress, silent
from jiqun.workspace import mending
from jiqun.workspace.mending import KeptBy, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairReport:
    """What a repair did, or would do.

    Attributes
    ----------
    path
        The workspace.
    done
        False where it was only asked what would be done.
    steps
        In their order; none where nothing is damaged.
    commit
        The newest commit afterwards; None where there was none.
    aside
        The folder of what was set aside; None where nothing was.
    """

    path: Path
    done: bool
    steps: tuple[Step, ...]
    commit: int | None
    aside: Path | None


def repair(
    path: str | Path,
    *,
    by: KeptBy | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> RepairReport:
    """Bring a workspace back to its last good state, as a new commit.

    Damaged files, and files that no commit knows, go to a folder inside the workspace. A repair
    that dies on its way is finished by the next one; of a sound workspace it changes nothing.

    Parameters
    ----------
    path
        The workspace.
    by
        "commit" shows the last good commit again; "tables" keeps all good tables and results of
        the newest and leaves the damaged ones out. None takes the commit, unless it lacks one of
        the good ones.
    dry_run
        Say what would be done only.
    progress
        What to report progress to.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    InputError
        ``workspace-newer``.
    BusyError
        Another process is writing.
    """
    root = Path(path).expanduser().absolute()
    made = mending.repair(root, by=by, dry_run=dry_run, progress=progress)
    return RepairReport(
        path=root,
        done=not dry_run and bool(made.steps),
        steps=made.steps,
        commit=made.commit,
        aside=root / made.aside if made.aside else None,
    )
