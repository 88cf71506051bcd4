"""Load a file into a canonical table: read, map, check, and only then write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Language, Origin, Problem, Progress, silent
from jiqun.sources.files import (
    ColumnMap,
    LaidOut,
    Limits,
    Mapped,
    RawTable,
    answered,
    apply_map,
    expected,
    laid_out,
    merged_rows,
    open_questions,
    ordinary,
    parse_answers,
    parse_limits,
    read_file,
    read_limits,
    read_map,
    template,
)
from jiqun.sources.lists import name_list
from jiqun.studies.loading.boundaries import LIST, administrative
from jiqun.studies.loading.checking import (
    Mode,
    check,
    without_identical,
    without_unmatched,
)
from jiqun.studies.loading.comparing import news, totals_compared
from jiqun.studies.loading.emptied import Emptied, Empty, emptied
from jiqun.studies.loading.naming import FilledTable, Named, named, with_listed
from jiqun.studies.loading.places import opened_or_made
from jiqun.studies.loading.rejects import keep_rejects, rejected_rows
from jiqun.studies.loading.retired import retired_codes
from jiqun.studies.region_changes import CHANGES
from jiqun.tables import Checked, TableSchema, schema, share_problems
from jiqun.workspace import Workspace

_STEPS = ("reading", "checking", "writing")


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
    answers
        Answers to the map's open questions, key -> value or typed as "KEY=VALUE"
        (:func:`jiqun.sources.files.answered`).
    empty
        What becomes of a known value whose row the file replaces without one: "ask" refuses the
        load, "allow" lets it go, "keep" leaves it as it is.
    create
        Make the workspace where there is none; it stays only if something is loaded.
    """

    rejects: str | Path | None = None
    limits: Mapping[str, object] | Sequence[str] = ()
    answers: Mapping[str, str] | Sequence[str] = ()
    empty: Empty = "ask"
    create: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What became of a file.

    Attributes
    ----------
    table, file, mode
        What was asked.
    read, accepted, rejected
        Rows of the file (as the map lays them out), good ones (none where the file as a whole is
        refused), bad ones.
    problems, cautions
        Each kind once a column.
    rejects_file
        Where the bad rows are, with their lines and reasons; None where there are none, or
        where they could not be written (a caution says so).
    commit
        Number of the commit that has the rows; None where nothing was loaded.
    unchanged
        True where the table held these rows already, so that no commit was made.
    ignored
        The file's columns that are no column of the table and that the map does not speak of.
    filled
        Rows of other tables that came with the file's names, in the same commit.
    created
        True where the workspace was made for it.
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
    ignored: tuple[str, ...] = ()
    filled: tuple[FilledTable, ...] = ()
    created: bool = False


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
        Where to write the bad rows; what the file may have; answers to the map's questions; what
        becomes of known values; whether to make the workspace.
    progress
        What to report progress to.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``table-unknown``, ``list-unknown``.
    InputError
        The file or the map cannot be read at all; ``map-asks``: the map has open questions. Bad
        rows raise nothing: see the report.
    """
    asked, target = options or LoadOptions(), schema(table)
    source, chosen, limits = _asked(file, mapping, target, asked)
    with opened_or_made(path, create=asked.create) as (workspace, created):
        progress(_STEPS[0], 0, 0)
        work = _Work(workspace=workspace, target=target, source=source, chosen=chosen, mode=mode)
        file_rows = work.read(limits)
        progress(_STEPS[1], 1, len(_STEPS))
        ready = work.checked(file_rows, asked, accept_good=accept_good)
        progress(_STEPS[2], 2, len(_STEPS))
        report = work.written(ready, asked, accept_good=accept_good, created=created)
        progress(_STEPS[2], len(_STEPS), len(_STEPS))
        return report


def table_template(table: str, *, lang: Language = "en") -> str:
    """Give a canonical table's CSV header with a commented column map above it.

    Raises
    ------
    UnknownError
        ``table-unknown``.
    """
    return template(schema(table), lang=lang)


def _asked(
    file: str | Path, mapping: str | Path | None, target: TableSchema, asked: LoadOptions
) -> tuple[Path, ColumnMap, Limits]:
    """Take what was asked apart: the file, the map with its answers, the limits."""
    typed = asked.limits if isinstance(asked.limits, Mapping) else parse_limits(asked.limits)
    read_limits(typed)  # what was typed is told before the files are opened
    answers = asked.answers if isinstance(asked.answers, Mapping) else parse_answers(asked.answers)
    chosen = read_map(mapping, target) if mapping else ColumnMap()
    chosen = answered(chosen, target, answers)
    left = open_questions(chosen, name=Path(mapping).name if mapping else target.name)
    if left:
        raise InputError(*left)
    for rule in chosen.names.values():
        name_list(rule.list)
    return ordinary(file), chosen, read_limits({**chosen.limits, **typed})


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file's rows under the table's columns, before they are checked."""

    laid: LaidOut
    raw: RawTable
    mapped: Mapped
    above: pl.DataFrame
    cautions: tuple[Problem, ...]

    @property
    def broken(self) -> tuple[Problem, ...]:
        """What makes the file as a whole useless."""
        return (*self.raw.problems, *self.laid.problems, *self.mapped.problems)


def _mapped(
    laid: LaidOut, target: TableSchema, chosen: ColumnMap, name: str, limits: Limits
) -> Mapped:
    """Map the columns; where that fails, what is wrong with the layout is told as well."""
    try:
        return apply_map(laid.raw, target, chosen, name=name, limits=limits)
    except InputError as err:
        raise InputError(*laid.problems, *err.problems) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """Rows as they may be written, and all that is to be told of them."""

    raw: RawTable
    checked: Checked
    named: Named
    bad: pl.DataFrame
    broken: bool
    problems: tuple[Problem, ...]
    cautions: tuple[Problem, ...]
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One load: where to, what, how."""

    workspace: Workspace
    target: TableSchema
    source: Path
    chosen: ColumnMap
    mode: Mode

    def read(self, limits: Limits) -> _File:
        """Read the file, lay it out and map its columns."""
        target, chosen, name = self.target, self.chosen, self.source.name
        names = expected(target, (one.column for one in chosen.columns.values()))
        raw = read_file(self.source, dialect=chosen.dialect, limits=limits, expected=names)
        shaped = administrative(raw, target, chosen, workspace=self.workspace, name=name)
        laid = laid_out(shaped.raw, target, chosen, name=name, limits=limits)
        mapped = _mapped(laid, target, shaped.mapping, name, limits)
        raw, mapped = merged_rows(laid.raw, mapped, target, chosen)
        cautions = (*raw.cautions, *shaped.cautions, *laid.cautions)
        return _File(laid=laid, raw=raw, mapped=mapped, above=shaped.rows, cautions=cautions)

    def checked(self, rows: _File, asked: LoadOptions, *, accept_good: bool) -> _Ready:
        """Match names, check every row, and compare with what the workspace holds."""
        codes = named(self.workspace, self.target, rows.mapped, self.chosen.names)
        sums = totals_compared(
            rows.laid, codes.mapped, self.target, self.chosen, workspace=self.workspace
        )
        codes = with_listed(codes, self.target.name, rows.above, LIST)
        raw, mapped = rows.raw, codes.mapped
        if accept_good:
            raw, mapped = without_identical(raw, mapped)
        checked = check(
            self.workspace,
            self.target,
            (raw, mapped),
            mode=self.mode,
            as_written=self.chosen.as_written,
            filled=codes.frames,
        )
        checked = without_unmatched(checked, codes.unmatched)
        known = Emptied(checked=checked)
        if self.mode == "upsert":
            known = emptied(self.workspace, self.target, checked, empty=asked.empty)
        changes: tuple[Problem, ...] = ()
        if self.target.name == CHANGES:
            changes = share_problems(checked.accepted, complete=False).found
        cautions = (
            *rows.cautions,
            *mapped.cautions,
            *codes.cautions,
            *sums,
            *checked.cautions,
            *known.cautions,
            *news(self.workspace, self.target, checked),
            *retired_codes(self.workspace, self.target, mapped.frame),
        )
        return _Ready(
            raw=raw,
            checked=known.checked,
            named=codes,
            bad=rejected_rows(raw, checked),
            broken=bool(rows.broken),
            problems=(
                *rows.broken,
                *raw.row_problems,
                *codes.problems,
                *checked.problems,
                *changes,
                *known.problems,
            ),
            cautions=cautions,
            stopped=bool(known.problems),
        )

    def written(
        self, ready: _Ready, asked: LoadOptions, *, accept_good: bool, created: bool
    ) -> LoadReport:
        """Write the good rows where they may be, and report."""
        place = Path(asked.rejects or f"{self.source}.rejects.csv")
        rejects_file, unwritten = keep_rejects(ready.bad, place)
        accepted = 0 if ready.broken or ready.stopped else ready.checked.accepted.height
        commit, unchanged = None, False
        if accepted and (accept_good or not ready.problems):
            commit, unchanged = self._commit(ready)
        return LoadReport(
            table=self.target.name,
            file=str(self.source),
            mode=self.mode,
            read=ready.raw.frame.height + ready.raw.rejected.height,
            accepted=accepted,
            rejected=ready.bad.height,
            problems=ready.problems,
            cautions=(*ready.cautions, *unwritten),
            rejects_file=rejects_file,
            commit=commit,
            unchanged=unchanged,
            ignored=ready.named.mapped.ignored,
            filled=ready.named.filled if commit is not None else (),
            created=created and commit is not None,
        )

    def _commit(self, ready: _Ready) -> tuple[int, bool]:
        """Give the commit that has the rows, and whether it had them before."""
        origin = self.chosen.origin or _own(self.source)
        note = f"{self.target.name} < {origin.title}"
        with self.workspace.transaction(verb="load", note=note) as changes:
            for table, rows in ready.named.frames.items():
                if rows.height:
                    origins = (ready.named.origins[table],)
                    changes.put(table, _whole(rows, schema(table)), origins=origins, mode="append")
            changes.put(self.target.name, ready.checked.accepted, origins=(origin,), mode=self.mode)
        version = self.workspace.version
        return version, version == changes.base.commit.number


def _whole(rows: pl.DataFrame, target: TableSchema) -> pl.DataFrame:
    """Give rows all columns of their table."""
    absent = [target.absent(name) for name in target.names if name not in rows.columns]
    types = target.polars()
    return rows.with_columns(absent).select(pl.col(one).cast(types[one]) for one in target.names)


def _own(source: Path) -> Origin:
    today = datetime.now(UTC).date().isoformat()
    return Origin(producer="", title=source.name, accessed=today, note="the user's own file")
