"""Take a cluster's members out: CSV, Parquet, Excel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jiqun.studies.browsing.clusters.listing import cluster_detail
from jiqun.studies.browsing.clusters.members import member_frame
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.exporting import FRAMES, refuse_file, write_frame
from jiqun.studies.standing import standing


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
        refuse_file(shown.workspace, file, force=force, known=FRAMES)
    one, frame = cluster_detail(shown, cluster).cluster, member_frame(shown, cluster)
    about = [("workspace", shown.workspace.title), ("commit", str(shown.commit)),
             ("numbers", standing(shown.workspace))]  # fmt: skip
    changed = 0 if file is None else write_frame(frame, file, name="members", about=about)
    return MembersReport(
        cluster=one.cluster,
        name=one.name,
        name_zh=one.name_zh,
        file=file,
        counts=dict(frame.group_by("kind", maintain_order=True).len().rows()),
        neutralised=changed,
        items=tuple(frame.to_dicts()),
    )
