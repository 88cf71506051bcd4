"""Known values that a load would turn into nothing: asked for, kept, or allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from jiqun.core import Problem, problem
from jiqun.tables import Checked, TableSchema
from jiqun.workspace import Workspace

#: What becomes of a known value where the file has none: the load is refused, it goes, it stays.
Empty = Literal["ask", "allow", "keep"]
_SHOWN = 3
#: Texts are remarks, but for names; a size class gives way to the number itself.
_NAMES = ("name", "name_zh")
_GIVES_WAY = ("size_class", "employment_low", "employment_high")
_OLD = "__old_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """Rows as they may be written.

    Attributes
    ----------
    checked
        The rows, known values put in where they are to stay.
    problems, cautions
        What would be lost and stops the load; what is lost, or stays, by the user's word.
    """

    checked: Checked
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()


def emptied(
    workspace: Workspace, target: TableSchema, checked: Checked, *, empty: Empty
) -> Emptied:
    """Find known values of the workspace whose rows the file replaces without a value.

    Parameters
    ----------
    workspace, target, checked
        The workspace; the table; the file's good rows, which are to replace rows of their keys.
    empty
        "ask" refuses, "allow" lets them go, "keep" leaves them as they are.
    """
    if not workspace.has(target.name) or checked.accepted.is_empty():
        return Emptied(checked=checked)
    both, columns = _beside_known(workspace, target, checked.accepted)
    lost = {one: both.filter(_lost(one, both.columns)) for one in columns}
    lost = {one: rows for one, rows in lost.items() if rows.height}
    if not lost:
        return Emptied(checked=checked)
    told = problem(
        "values-emptied",
        subject=target.name,
        case={"ask": "", "allow": "allowed", "keep": "kept"}[empty],
        count=sum(rows.height for rows in lost.values()),
        columns=[f"{one} {rows.height:,} ×" for one, rows in lost.items()],
        shown=_examples(lost, list(target.key)),
    )
    if empty == "keep":
        return _kept(checked, both, lost, target, told)
    if empty == "ask":
        return Emptied(checked=checked, problems=(told,))
    return Emptied(checked=checked, cautions=(told,))


def _beside_known(
    workspace: Workspace, target: TableSchema, accepted: pl.DataFrame
) -> tuple[pl.DataFrame, list[str]]:
    """Give the rows beside those that they replace, and the columns that hold values."""
    key, there = list(target.key), workspace.scan(target.name)
    names = there.collect_schema().names()
    columns = [
        one.name
        for one in target.columns
        if one.name in names and one.name not in key and (one.type != "text" or one.name in _NAMES)
    ]
    old = (
        there.select(*key, *(pl.col(one).alias(f"{_OLD}{one}") for one in columns))
        .join(accepted.lazy().select(key), on=key, how="semi", nulls_equal=True)
        .collect()
    )
    both = accepted.join(old, on=key, how="left", maintain_order="left", nulls_equal=True)
    return both, columns


def _kept(
    checked: Checked,
    both: pl.DataFrame,
    lost: Mapping[str, pl.DataFrame],
    target: TableSchema,
    told: Problem,
) -> Emptied:
    """Put known values in; money of another currency than the row's cannot stay in it."""
    clash = _clashes(both, lost, target)
    if clash.height:
        return Emptied(checked=checked, problems=(_currencies(clash, list(target.key), target),))
    whole = both.with_columns(
        pl.when(_lost(one, both.columns)).then(pl.col(f"{_OLD}{one}")).otherwise(one).alias(one)
        for one in lost
    ).select(checked.accepted.columns)
    return Emptied(checked=replace(checked, accepted=whole), cautions=(told,))


def _clashes(both: pl.DataFrame, lost: Iterable[str], target: TableSchema) -> pl.DataFrame:
    """Give the rows whose kept money is of another currency than the file's."""
    money = [one for one in lost if one in target.money]
    if not money or f"{_OLD}currency" not in both.columns:
        return both.clear()
    kept = pl.any_horizontal(_lost(one, both.columns) for one in money)
    return both.filter(kept & (pl.col(f"{_OLD}currency") != pl.col("currency")))


def _currencies(clash: pl.DataFrame, key: list[str], target: TableSchema) -> Problem:
    where = " · ".join(str(clash[name][0]) for name in key)
    return problem(
        "kept-currency",
        subject=target.name,
        count=clash.height,
        where=where,
        old=clash[f"{_OLD}currency"][0],
        new=clash["currency"][0],
    )


def _lost(column: str, there: list[str]) -> pl.Expr:
    lost = pl.col(f"{_OLD}{column}").is_not_null() & pl.col(column).is_null()
    if column in _GIVES_WAY and "employment" in there:
        return lost & pl.col("employment").is_null()
    return lost


def _examples(lost: Mapping[str, pl.DataFrame], key: list[str]) -> list[str]:
    """Show the first values that would go, one of each column first."""
    shown = []
    for column, rows in list(lost.items())[:_SHOWN]:
        where = " · ".join(str(rows[name][0]) for name in key)
        shown.append(f"{where}: {column} = {_written(rows[f'{_OLD}{column}'][0])}")
    return shown


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return "…"
    plain = f"{value:,}" if isinstance(value, int | float) else str(value)
    return plain[:60]
