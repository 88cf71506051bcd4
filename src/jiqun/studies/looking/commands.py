"""The commands that load a file that was looked at."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from jiqun.studies.looking.reports import LookReport

#: What stands for the workspace where none was named.
PLACE = "WORKSPACE"
#: Problems of rows that --accept-good leaves behind: the rest of the file loads.
_OF_ROWS = ("key-duplicate",)


def next_commands(report: LookReport, workspace: Path | None) -> tuple[str, ...]:
    """Give the command that loads the file; none where no row would be loaded.

    Every proposal stands in it as ``--answer KEY=VALUE``.
    """
    if not report.rows or any(one.proposed is None for one in report.questions):
        return ()
    words = ["jiqun", "load", PLACE if workspace is None else quote(str(workspace))]
    words += [report.table, quote(report.file)]
    if report.map_file:
        words += ["--map", quote(report.map_file)]
    if workspace is None or not workspace.exists():
        words.append("--create")
    if report.problems:
        words.append("--accept-good")
    for one in report.questions:
        words += ["--answer", quote(f"{one.key}={one.proposed}")]
    return (" ".join(words),)
