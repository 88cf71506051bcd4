"""Load a file into a canonical table: read, map, check, and only then write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import polars as pl

from jiqun.core import Language, Origin, Problem, Progress, problem, silent
from jiqun.sources.files import (
    ColumnMap,
    Mapped,
    RawTable,
    apply_map,
    expected,
    merged_rows,
    ordinary,
    parse_limits,
    read_file,
    read_limits,
    read_map,
    template,
    texts_of,
)
from jiqun.studies.exporting import neutralised, write_safely
from jiqun.studies.loading.retired import retired_codes
from jiqun.studies.region_changes import CHANGES
from jiqun.tables import HANGING, Checked, TableSchema, schema, schemas, share_problems, validate
from jiqun.workspace import Workspace

Mode = Literal["upsert", "replace", "append"]
_STEPS = ("reading", "checking", "writing")
#: What a file of bad rows begins with.
_REJECTS = b"\xef\xbb\xbfline,columns,reasons"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """What is seldom asked of a load.

    Attributes
    ----------
    rejects
        Where to write the bad rows; beside the file by default.
    limits
        What the file may have, name -> number or typed as "NAME=NUMBER"; it goes before what
        the column map says.
    """

    rejects: str | Path | None = None
    limits: Mapping[str, object] | Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What became of a file.

    Attributes
    ----------
    table, file, mode
        What was asked.
    read, accepted, rejected
        Rows of the file, good ones (none where the file as a whole is refused), bad ones.
    problems, cautions
        Each kind once a column.
    rejects_file
        Where the bad rows are, with their lines and reasons; None where there are none, or
        where they could not be written (a caution says so).
    commit
        Number of the commit that has the rows; None where nothing was loaded.
    unchanged
        True where the table held these rows already, so that no commit was made.
    """

    table: str
    file: str
    mode: Mode
    read: int
    accepted: int
    rejected: int
    problems: tuple[Problem, ...]
    cautions: tuple[Problem, ...]
    rejects_file: Path | None
    commit: int | None
    unchanged: bool = False


def load_table(
    path: str | Path,
    *,
    table: str,
    file: str | Path,
    mapping: str | Path | None = None,
    mode: Mode = "upsert",
    accept_good: bool = False,
    options: LoadOptions | None = None,
    progress: Progress = silent,
) -> LoadReport:
    """Load a file into a canonical table of a workspace.

    If any row is bad nothing is loaded, unless ``accept_good``; the bad rows are written to a
    file either way.

    Parameters
    ----------
    path, table, file
        The workspace; the canonical table; the file.
    mapping
        A column map (TOML); without it columns are matched by name and title.
    mode
        "upsert" replaces rows with the same key, "replace" all rows, "append" refuses keys
        that are there already.
    accept_good
        Load the good rows although others are bad.
    options
        Where to write the bad rows; what the file may have.
    progress
        What to report progress to.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``table-unknown``.
    InputError
        The file or the map cannot be read at all. Bad rows raise nothing: see the report.
    """
    workspace, target, asked = Workspace.open(path), schema(table), options or LoadOptions()
    typed = asked.limits if isinstance(asked.limits, Mapping) else parse_limits(asked.limits)
    read_limits(typed)  # what was typed is told before the files are opened
    progress(_STEPS[0], 0, 0)
    chosen = read_map(mapping, target) if mapping else ColumnMap()
    limits = read_limits({**chosen.limits, **typed})
    source = ordinary(file)
    names = expected(target, (one.column for one in chosen.columns.values()))
    raw = read_file(source, dialect=chosen.dialect, limits=limits, expected=names)
    mapped = apply_map(raw, target, chosen, name=source.name, limits=limits)
    raw, mapped = merged_rows(raw, mapped, target, chosen)
    progress(_STEPS[1], 1, len(_STEPS))
    checked = _check(workspace, target, raw, mapped, mode=mode, as_written=chosen.as_written)
    bad = _rejects(raw, checked)
    place = Path(asked.rejects or f"{source}.rejects.csv")
    rejects_file, unwritten = _keep(bad, place)
    progress(_STEPS[2], 2, len(_STEPS))
    problems = (*raw.problems, *raw.row_problems, *mapped.problems, *checked.problems)
    if table == CHANGES:
        problems = (*problems, *share_problems(checked.accepted, complete=False).found)
    accepted = 0 if raw.problems or mapped.problems else checked.accepted.height
    commit, unchanged = None, False
    if accepted and (accept_good or not problems):
        origin = chosen.origin or _own(source)
        commit, unchanged = _write(workspace, target, checked, origin=origin, mode=mode)
    progress(_STEPS[2], len(_STEPS), len(_STEPS))
    return LoadReport(
        table=table,
        file=str(source),
        mode=mode,
        read=raw.frame.height + raw.rejected.height,
        accepted=accepted,
        rejected=bad.height,
        problems=problems,
        cautions=(
            *raw.cautions,
            *mapped.cautions,
            *checked.cautions,
            *retired_codes(workspace, target, mapped.frame),
            *unwritten,
        ),
        rejects_file=rejects_file,
        commit=commit,
        unchanged=unchanged,
    )


def table_template(table: str, *, lang: Language = "en") -> str:
    """Give a canonical table's CSV header with a commented column map above it.

    Raises
    ------
    UnknownError
        ``table-unknown``.
    """
    return template(schema(table), lang=lang)


def _check(
    workspace: Workspace,
    target: TableSchema,
    raw: RawTable,
    mapped: Mapped,
    *,
    mode: Mode,
    as_written: Sequence[str],
) -> Checked:
    checked = validate(
        mapped.frame,
        target,
        known=_known(workspace, target, mode=mode),
        lines=raw.lines,
        counted=raw.counted,
        cells={name: raw.cells[one] for name, one in mapped.used.items() if one in raw.cells},
        as_written=as_written,
    )
    if mode == "append" and workspace.has(target.name):
        return _refuse_met_keys(workspace, target, checked)
    if mode == "replace":
        return _doubt_orphans(workspace, target, checked)
    return checked


def _known(
    workspace: Workspace, target: TableSchema, *, mode: Mode
) -> dict[tuple[str, str], pl.Series]:
    wanted = {column.references for column in target.columns if column.references}
    if target.name in ("activity", "categories"):
        wanted |= {("industries", "industry"), ("industries", "system")}
    wanted |= HANGING.get(target.name, set())
    return {
        (table, column): workspace.frame(table, [column])[column]
        for table, column in sorted(wanted)
        if workspace.has(table) and not (mode == "replace" and table == target.name)
    }


def _refuse_met_keys(workspace: Workspace, target: TableSchema, checked: Checked) -> Checked:
    key = list(target.key)
    old = workspace.scan(target.name).select(key)
    met = checked.accepted.lazy().join(old, on=key, how="semi").select(key).collect()
    if met.is_empty():
        return checked
    shown = " · ".join(str(value) for value in met.row(0))
    met_keys = problem("key-present", subject=target.name, count=met.height, shown=shown)
    return Checked(
        accepted=checked.accepted.clear(),
        rejected=checked.rejected,
        problems=(*checked.problems, met_keys),
        cautions=checked.cautions,
    )


def _doubt_orphans(workspace: Workspace, target: TableSchema, checked: Checked) -> Checked:
    """Say which tables would name rows that the replaced table no longer has."""
    cautions = list(checked.cautions)
    for child in schemas().values():
        for column in child.columns:
            if column.references is None or column.references[0] != target.name:
                continue
            if child.name == target.name or not workspace.has(child.name):
                continue
            kept = checked.accepted[column.references[1]].unique()
            named = workspace.frame(child.name, [column.name])[column.name].drop_nulls().unique()
            lost = named.filter(~named.is_in(kept.implode()))
            if len(lost):
                shown = ", ".join(lost.sort().head(3))
                subject = f"{child.name}.{column.name}"
                cautions.append(
                    problem("reference-orphaned", subject=subject, count=len(lost), shown=shown)
                )
    return Checked(
        accepted=checked.accepted,
        rejected=checked.rejected,
        problems=checked.problems,
        cautions=tuple(cautions),
    )


def _rejects(raw: RawTable, checked: Checked) -> pl.DataFrame:
    """Join the bad rows' reasons to what stood in the file."""
    rows = raw.frame[checked.rejected["row"]] if checked.rejected.height else raw.frame.clear()
    shown = [series for series in rows if series.dtype != pl.Binary]
    named = pl.DataFrame([texts_of(series).alias(f"file: {series.name}") for series in shown])
    reasons = checked.rejected.select("line", "columns", "reasons")
    unread = raw.rejected.select(
        pl.col("line"), pl.lit("").alias("columns"), pl.col("reason").alias("reasons"), "text"
    )
    return pl.concat([pl.concat([reasons, named], how="horizontal"), unread], how="diagonal").sort(
        "line"
    )


def _write(
    workspace: Workspace, target: TableSchema, checked: Checked, *, origin: Origin, mode: Mode
) -> tuple[int, bool]:
    """Give the commit that has the rows, and whether it had them before."""
    note = f"{target.name} < {origin.title}"
    with workspace.transaction(verb="load", note=note) as changes:
        changes.put(target.name, checked.accepted, origins=(origin,), mode=mode)
    return workspace.version, workspace.version == changes.base.commit.number


def _keep(bad: pl.DataFrame, place: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    """Write the bad rows; what hinders that is told beside the report, which stands."""
    if bad.is_empty():
        return None, ()
    try:
        file = place.expanduser()
        if file.exists() and not _ours(file):
            told = problem("rejects-unwritten", subject="rejects", case="own", file=str(file))
            return None, (told,)
        write_safely(file, lambda draft: _write_rejects(bad, draft))
    except (OSError, RuntimeError, ValueError, pl.exceptions.PolarsError) as err:
        reason = getattr(err, "strerror", None) or str(err).splitlines()[0]
        refused = problem("rejects-unwritten", subject="rejects", file=str(place), reason=reason)
        return None, (refused,)
    return file, ()


def _ours(file: Path) -> bool:
    """Say whether a file holds bad rows of an earlier load, and may be written anew."""
    with file.open("rb") as opened:
        return opened.read(len(_REJECTS)) == _REJECTS


def _write_rejects(bad: pl.DataFrame, draft: Path) -> None:
    tidy = bad if bad["text"].null_count() < bad.height else bad.drop("text")
    neutralised(tidy)[0].write_csv(draft, include_bom=True)


def _own(source: Path) -> Origin:
    today = datetime.now(UTC).date().isoformat()
    return Origin(producer="", title=source.name, accessed=today, note="the user's own file")
