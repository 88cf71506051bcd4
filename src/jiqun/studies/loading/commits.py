"""What a workspace holds, how it came to it, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jiqun.core import InputError, Language, problem
from jiqun.workspace import PRUNE, Commit, read_history

#: What the main job needs, in the order in which it is loaded.
NEEDED = ("regions", "industries", "categories", "activity")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A workspace's commits, the newest first."""

    path: Path
    version: int
    commits: tuple[Commit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoReport:
    """A step back: ``commit`` shows again what ``restored`` showed."""

    path: Path
    restored: int
    commit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStatus:
    """One table or result of a workspace.

    Attributes
    ----------
    name, title
        What it is called; in the language asked for.
    rows
        How many rows; None where it is absent.
    kind
        "table" or "result".
    needed
        True where the main job cannot do without.
    command
        What loads it, where it is absent and needed.
    """

    name: str
    title: str
    rows: int | None
    kind: str
    needed: bool
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a workspace holds and what comes next.

    Attributes
    ----------
    ready
        True where the main job can be done: activity is there; what stands in for other empty
        tables is said then.
    quantity
        What leads the results, or would; None without activity.
    """

    path: Path
    title: str
    version: int
    time: str
    synthetic: bool
    tables: tuple[TableStatus, ...]
    ready: bool
    quantity: str | None
    next: str


def history(path: str | Path) -> History:
    """List a workspace's commits, the newest first.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    """
    commits = tuple(reversed(read_history(path)))
    root = Path(path).expanduser().absolute()
    return History(path=root, version=commits[0].number, commits=commits)


def undo(path: str | Path, *, to: int | None = None) -> UndoReport:
    """Show again what an earlier commit showed, as a new commit; nothing is lost.

    Parameters
    ----------
    path, to
        The workspace; the commit's number, the one before the newest where it is None. A
        commit that only cleared up is no step to take back.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``commit-unknown``; it says so where `prune` removed the commit.
    InputError
        ``undo-nothing``: the workspace is fresh, or shows that commit already.
    """
    from jiqun.workspace import Workspace

    workspace = Workspace.open(path, settled=True)
    target = _before(workspace.history()) if to is None else to
    if target < 0 or target == workspace.version:
        raise InputError(problem("undo-nothing", subject=str(path), commit=workspace.version))
    with workspace.transaction(verb="undo", note=f"to {target}") as changes:
        changes.restore(target)
    return UndoReport(path=workspace.path, restored=target, commit=workspace.version)


def _before(commits: list[Commit]) -> int:
    """Give the number of the commit before the newest that changed something."""
    changing = [one.number for one in commits if one.verb != PRUNE]
    return (changing[-1] if changing else commits[-1].number) - 1


def status(path: str | Path, *, lang: Language = "en") -> Status:
    """Say what a workspace holds, what the main job still needs, and which command is next.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    DamageError
        A file is missing or has another number of rows than was written.
    """
    from jiqun.studies.rating import usual_quantity
    from jiqun.tables import schemas
    from jiqun.workspace import Workspace

    workspace = Workspace.open(path)
    workspace.hold(quick=True)
    missing = [name for name in NEEDED if not workspace.has(name)]
    tables = [
        TableStatus(
            name=name,
            title=schemas()[name].title[lang],
            rows=workspace.rows(name) if workspace.has(name) else None,
            kind="table",
            needed=name in NEEDED,
            command=_load(path, name) if name in missing else "",
        )
        for name in (*NEEDED, *(name for name in workspace.tables() if name not in NEEDED))
    ]
    results = [
        TableStatus(
            name=name,
            title=name,
            rows=workspace.rows(name),
            kind="result",
            needed=False,
            command="",
        )
        for name in workspace.results()
    ]
    return Status(
        path=workspace.path,
        title=workspace.title,
        version=workspace.version,
        time=workspace.commit.time,
        synthetic=workspace.synthetic,
        tables=(*tables, *results),
        ready="activity" not in missing,
        quantity=usual_quantity(workspace) if workspace.rows("activity") else None,
        next=_next(path, missing, done=workspace.has("ratings")),
    )


def _load(path: str | Path, name: str) -> str:
    return f"jiqun load {path} {name} FILE"


def _next(path: str | Path, missing: list[str], *, done: bool) -> str:
    if "activity" in missing:
        return _load(path, missing[0])
    return f"jiqun serve {path}" if done else f"jiqun run {path}"
