"""A file's rows before the door, with what the workspace knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files import Mapped, RawTable, texts_of
from jiqun.tables import HANGING, Checked, TableSchema, schemas, validate
from jiqun.workspace import Workspace

#: What the door says of a row whose name was not matched.
_UNMATCHED = ("reference-unknown", "value-missing")
Mode = Literal["upsert", "replace", "append"]


def check(
    workspace: Workspace,
    target: TableSchema,
    rows: tuple[RawTable, Mapped],
    *,
    mode: Mode,
    as_written: Sequence[str],
    filled: Mapping[str, pl.DataFrame],
) -> Checked:
    """Check a file's rows; ``filled`` are rows of other tables that come with them."""
    raw, mapped = rows
    checked = validate(
        mapped.frame,
        target,
        known=_known(workspace, target, filled, mode=mode),
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
    workspace: Workspace,
    target: TableSchema,
    filled: Mapping[str, pl.DataFrame],
    *,
    mode: Mode,
) -> dict[tuple[str, str], pl.Series]:
    wanted = {column.references for column in target.columns if column.references}
    if target.name in ("activity", "categories"):
        wanted |= {("industries", "industry"), ("industries", "system")}
    wanted |= HANGING.get(target.name, set())
    found = {}
    for table, column in sorted(wanted):
        parts = [filled[table][column]] if table in filled else []
        if workspace.has(table) and not (mode == "replace" and table == target.name):
            parts.append(workspace.frame(table, [column])[column])
        if parts:
            found[table, column] = pl.concat(parts)
    return found


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


def without_identical(raw: RawTable, mapped: Mapped) -> tuple[RawTable, Mapped]:
    """Keep one of the rows that say the same in every column, and tell how many went."""
    texts = pl.DataFrame(
        [
            series if series.dtype == pl.Binary else texts_of(series).str.strip_chars()
            for series in mapped.frame
        ]
    )
    first = ~texts.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    if not first.any():
        return raw, mapped
    lines = raw.lines.filter(first)
    told: Problem = problem(
        "rows-identical", subject="rows", count=len(lines), lines=lines.head(3).to_list()
    )
    kept = replace(mapped, frame=mapped.frame.filter(~first), cautions=(*mapped.cautions, told))
    return replace(raw, frame=raw.frame.filter(~first), lines=raw.lines.filter(~first)), kept


def without_unmatched(checked: Checked, columns: Sequence[str]) -> Checked:
    """Leave out that a code is unknown where its name was not matched: that is told by name."""
    problems = tuple(
        one
        for one in checked.problems
        if one.code not in _UNMATCHED or one.subject.rpartition(".")[2] not in columns
    )
    return replace(checked, problems=problems)
