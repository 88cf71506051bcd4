"""Is a workspace still what was written? Every file of every commit is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jiqun.core import Caution, Problem, Progress, silent
from jiqun.workspace.mending import Survey, survey

#: So many names are listed.
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLoss:
    """A table or result of the newest commit that has damaged files.

    Attributes
    ----------
    name, kind
        What it is called; "table" or "result".
    rows
        How many rows the commit says it has.
    lost
        How many of them stand in damaged files.
    command
        What loads the table again, where its source is at hand; empty for a result.
    """

    name: str
    kind: str
    rows: int
    lost: int
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found.

    Attributes
    ----------
    path
        The workspace.
    sound
        True where everything is as it was written.
    newest, good
        The newest commit; the newest one that is whole; None where there is none.
    commits, files, rows
        How many commits were read; how many files of rows were looked at, and their rows.
    damages
        What is damaged, each with a remedy.
    losses
        Tables and results of the newest commit that have damaged files.
    cautions
        What is no damage but deserves a word.
    next
        The command that comes next.
    """

    path: Path
    sound: bool
    newest: int | None
    good: int | None
    commits: int
    files: int
    rows: int
    damages: tuple[Problem, ...]
    losses: tuple[TableLoss, ...]
    cautions: tuple[Caution, ...]
    next: str


def check(path: str | Path, *, progress: Progress = silent) -> CheckReport:
    """Hold every file of a workspace against what was written; nothing is changed.

    Parameters
    ----------
    path
        The workspace.
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
    found = survey(Path(path).expanduser().absolute(), progress=progress)
    damages = tuple(dict.fromkeys(found.damages()))
    parts = found.files()
    return CheckReport(
        path=found.root,
        sound=not damages,
        newest=found.newest,
        good=found.good,
        commits=len(found.states),
        files=len(parts),
        rows=sum(part.rows for part in parts.values()),
        damages=damages,
        losses=tuple(_losses(found, path)),
        cautions=tuple(_cautions(found)),
        next=f"jiqun repair {path} --dry-run" if damages else f"jiqun status {path}",
    )


def _losses(found: Survey, path: str | Path) -> list[TableLoss]:
    newest = found.states.get(-1 if found.newest is None else found.newest)
    return [
        TableLoss(
            name=entry.name,
            kind=entry.kind,
            rows=entry.rows,
            lost=sum(part.rows for part in found.lost(entry)),
            command=f"jiqun load {path} {entry.name} FILE --mode replace"
            if entry.kind == "table"
            else "",
        )
        for entry in (newest.entries.values() if newest else ())
        if found.lost(entry)
    ]


def _cautions(found: Survey) -> list[Caution]:
    told = []
    if found.pending:
        told.append(Caution("workspace-unfinished", {}))
    elif found.strays:
        shown = list(found.strays[:_SHOWN])
        told.append(Caution("files-unknown", {"count": len(found.strays), "files": shown}))
    gone = found.gone()
    if gone:
        told.append(Caution("commits-gone", {"commits": gone}))
    bare = sum(part.sum is None for part in found.files().values())
    if bare:
        told.append(Caution("checksums-absent", {"count": bare}))
    return told
