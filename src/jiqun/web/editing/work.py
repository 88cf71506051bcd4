"""What is done with an upload, in a process of its own: looked at, loaded.

What is told names the file as it was sent, never the place where it is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from jiqun.studies import LoadOptions, LoadReport, LookReport, load_table, look

Empty = Literal["ask", "allow", "keep"]
#: Beside an upload: the rows that its last load refused.
BAD_ROWS = "rejects.csv"


def looked(
    file: Path,
    *,
    workspace: Path,
    answers: tuple[tuple[str, str], ...],
    saved: str,
    sheet: str,
    table: str,
) -> LookReport:
    """Look at an upload.

    Parameters
    ----------
    file, workspace, sheet, table
        As :func:`jiqun.studies.look` takes them.
    answers
        Answers to questions of an earlier look, by key.
    saved
        The text of an earlier file's column map; empty for none.
    """
    report = look(
        file,
        workspace=workspace,
        answers=dict(answers),
        saved=kept_map(file, saved),
        to="",
        sheet=sheet,
        table=table,
    )
    told = tuple(one.replace(str(file), file.name) for one in report.next)
    return replace(report, file=file.name, map_file=None, next=told)


def loaded(
    file: Path,
    *,
    workspace: Path,
    table: str,
    mapping: str,
    answers: tuple[tuple[str, str], ...],
    empty: Empty,
    options: tuple[tuple[str, Any], ...],
) -> LoadReport:
    """Load an upload into a table; bad rows are kept beside it.

    Parameters
    ----------
    file, workspace, table
        As :func:`jiqun.studies.load_table` takes them.
    mapping
        A column map's text; empty for none.
    answers, empty
        As of :class:`jiqun.studies.LoadOptions`.
    options
        Further arguments, by name.
    """
    rejects = file.parent / BAD_ROWS
    report = load_table(
        workspace,
        table=table,
        file=file,
        mapping=kept_map(file, mapping),
        options=LoadOptions(rejects=rejects, answers=dict(answers), empty=empty),
        **dict(options),
    )
    bad = report.rejects_file and Path(report.rejects_file.name)
    return replace(report, file=file.name, rejects_file=bad)


def kept_map(file: Path, text: str) -> Path | None:
    """Keep a map's text beside an upload, in a folder of its contents."""
    if not text.strip():
        return None
    digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    place = file.parent / digest / f"{file.name}.map.toml"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place
