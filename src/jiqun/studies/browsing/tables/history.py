"""What was done to a workspace, and where each table comes from."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core import Origin, Record
from jiqun.studies.browsing.lists import Page, Paging
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.tables.listing import TableKind
from jiqun.workspace import Commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a table or result comes from."""

    name: str
    kind: TableKind
    origins: tuple[Origin, ...]
    record: Record | None
    digest: str
    rows: int
    commit: int


def history_page(shown: Snapshot, *, page: Paging | None = None) -> Page[Commit]:
    """List what was done, the newest first."""
    asked = page or Paging()
    commits = shown.workspace.history()[::-1]
    return Page(
        items=tuple(commits[asked.part]),
        total=len(commits),
        limit=asked.limit,
        offset=asked.offset,
    )


def provenance(shown: Snapshot, name: str) -> Provenance:
    """Say where a table or result comes from.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``table-empty``.
    """
    workspace = shown.workspace
    is_result = name in workspace.results()
    return Provenance(
        name=name,
        kind="result" if is_result else "canonical",
        origins=tuple(workspace.origins(name)),
        record=workspace.record(name) if is_result else None,
        digest=workspace.digest(name),
        rows=workspace.rows(name),
        commit=workspace.version,
    )
