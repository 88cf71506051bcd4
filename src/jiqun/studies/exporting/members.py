"""Take a cluster's members out: CSV, Parquet, Excel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.core import InputError, problem, silent
from jiqun.studies.browsing.clusters import cluster_detail, member_frame
from jiqun.studies.browsing.snapshots import Snapshot, snapshot
from jiqun.studies.exporting import cells
from jiqun.studies.exporting.tables import refuse, refuse_rows
from jiqun.studies.exporting.writing import write_safely

FORMATS = (".csv", ".parquet", ".xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersReport:
    """The members of a cluster, and the file they were written to.

    Attributes
    ----------
    cluster, name, name_zh
        The cluster: of a find's code, the one it is counted as.
    file
        None where none was asked for.
    counts
        Members by kind: region, industry, organisation.
    neutralised
        Cells that a spreadsheet would have run as a formula; an apostrophe stands before them.
    items
        The members, the largest of each kind first.
    """

    cluster: str
    name: str | None
    name_zh: str | None
    file: Path | None
    counts: dict[str, int]
    neutralised: int
    items: tuple[dict[str, object], ...]


def export_members(
    path: str | Path,
    cluster: str,
    *,
    to: str | Path | None = None,
    as_of: int | None = None,
    force: bool = False,
) -> MembersReport:
    """Give a cluster's regions, industries and organisations, and write them to a file.

    Parameters
    ----------
    path, cluster
        The workspace; a cluster's code, found or declared, or that of any of its finds.
    to
        The file (.csv, .parquet, .xlsx); None writes none.
    as_of
        A commit's number; None for the newest.
    force
        Overwrite a file that is there.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``cluster-unknown``, ``commit-unknown``.
    InputError
        ``export-format``, ``export-exists``, ``export-folder``, ``export-inside``,
        ``export-rows``.
    """
    shown = snapshot(path, as_of=as_of)
    file = None if to is None else Path(to).expanduser().absolute()
    if file is not None:
        _refuse_format(file)
        refuse(shown.workspace, file, force=force)
    one, frame = cluster_detail(shown, cluster).cluster, member_frame(shown, cluster)
    changed = 0 if file is None else _write(shown, frame, file)
    return MembersReport(
        cluster=one.cluster,
        name=one.name,
        name_zh=one.name_zh,
        file=file,
        counts=dict(frame.group_by("kind", maintain_order=True).len().rows()),
        neutralised=changed,
        items=tuple(frame.to_dicts()),
    )


def _refuse_format(file: Path) -> None:
    if file.suffix.lower() not in FORMATS:
        known = list(FORMATS)
        told = problem("export-format", subject=file.name, ending=file.suffix, known=known)
        raise InputError(told)


def _write(shown: Snapshot, frame: pl.DataFrame, file: Path) -> int:
    if file.suffix.lower() == ".parquet":
        write_safely(file, frame.write_parquet)
        return 0
    flat, changed = cells.neutralised(cells.flattened(frame))
    if file.suffix.lower() == ".csv":
        write_safely(file, lambda draft: flat.write_csv(draft, include_bom=True))
        return changed
    refuse_rows(flat)
    about = [("workspace", shown.workspace.title), ("commit", str(shown.commit))]
    write_safely(file, lambda draft: cells.write_workbook(flat, about, "members", draft, silent))
    return changed
