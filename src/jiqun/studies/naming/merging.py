"""Tables in which some organisations' codes are put for others'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from jiqun.core import InputError, problem
from jiqun.tables import TableSchema, schemas, sums_by

#: Columns that hold codes of organisations without saying so in their table's file.
ALSO: Final[Mapping[str, tuple[str, ...]]] = {"patents": ("applicants",), "members": ("member",)}


def referring() -> dict[str, tuple[str, ...]]:
    """Give table -> the columns that hold organisations' codes, but for their own table."""
    found = {
        name: tuple(
            one.name for one in table.columns if one.references == ("organisations", "organisation")
        )
        + ALSO.get(name, ())
        for name, table in schemas().items()
        if name != "organisations"
    }
    return {name: columns for name, columns in found.items() if columns}


def organisations_merged(frame: pl.DataFrame, goes: Mapping[str, str]) -> pl.DataFrame:
    """Take out the rows of codes that go; the rows that stay take from them what they lack."""
    stays = frame.filter(~pl.col("organisation").is_in(list(goes)))
    gone = frame.filter(pl.col("organisation").is_in(list(goes))).sort("organisation")
    others = [name for name in frame.columns if name != "organisation"]
    filling = (
        gone.with_columns(pl.col("organisation").replace(dict(goes)))
        .group_by("organisation", maintain_order=True)
        .agg(pl.col(name).drop_nulls().first() for name in others)
    )
    joined = stays.join(
        filling, on="organisation", how="left", suffix="__gone", maintain_order="left"
    )
    return joined.select(
        "organisation", *(pl.coalesce(name, f"{name}__gone").alias(name) for name in others)
    ).select(frame.columns)


def table_merged(
    frame: pl.DataFrame, target: TableSchema, goes: Mapping[str, str]
) -> tuple[pl.DataFrame, int]:
    """Put the codes that stay; give the table, and how many rows changed.

    Ties that become one are added up, those of an organisation with itself that a merge makes are
    left out, memberships that become one are one.

    Raises
    ------
    InputError
        ``names-collide``: two rows of a table become one of which nobody can say which holds.
    """
    columns = [name for name in referring()[target.name] if name in frame.columns]
    codes = dict(goes)
    hit = pl.lit(value=False)
    for name in columns:
        lists = target.column(name).type == "codes"
        one = pl.col(name).list.eval(pl.element().is_in(list(codes))).list.any()
        hit |= (one if lists else pl.col(name).is_in(list(codes))).fill_null(value=False)
    if target.name == "members":
        hit &= pl.col("kind") == "organisation"
    changed = frame.select(hit.alias("hit"))["hit"]
    count = int(changed.sum())
    if not count:
        return frame, 0
    put = [
        pl.col(name).list.eval(pl.element().replace(codes)).list.unique(maintain_order=True)
        if target.column(name).type == "codes"
        else pl.col(name).replace(codes)
        for name in columns
    ]
    rows = pl.concat([frame.filter(~changed), frame.filter(changed).with_columns(put)])
    if target.name == "links":
        loops = (pl.col("source") == pl.col("target")) & ~_were_loops(frame)
        rows = _links(rows.filter(~loops))
    elif target.name == "projects":
        rows = _projects(rows)
    rows = rows.unique(maintain_order=True) if not _nested(rows) else rows
    _refuse_twins(rows, target)
    return rows, count


def _were_loops(frame: pl.DataFrame) -> pl.Expr:
    """Say which organisations had a tie with themselves before."""
    own = frame.filter(pl.col("source") == pl.col("target"))["source"].unique().to_list()
    return pl.col("source").is_in(own)


def _links(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up ties that have become one; a tie without a strength weighs 1 beside another."""
    key = ["source", "target", "kind", "year"]
    twins = rows.filter(pl.struct(key).is_duplicated())
    if not len(twins):
        return rows
    sums = sums_by(
        twins.with_columns(pl.col("weight").fill_null(1.0)), key, sums=[pl.col("weight")]
    )
    alone = rows.filter(~pl.struct(key).is_duplicated())
    return pl.concat([alone, sums.select(rows.columns)])


def _projects(rows: pl.DataFrame) -> pl.DataFrame:
    """Join memberships that have become one: funding adds up, and is unknown if a part is."""
    key = ["project", "organisation"]
    twins = rows.filter(pl.struct(key).is_duplicated())
    if not len(twins):
        return rows
    money = twins.group_by(key).agg(pl.col("currency").drop_nulls().n_unique())
    if (money["currency"] > 1).any():
        raise InputError(
            problem("names-collide", subject="projects", rows=len(twins), table="projects")
        )
    known = pl.col("funding").null_count() == 0
    one = twins.group_by(key, maintain_order=True).agg(
        pl.col("role", "currency").drop_nulls().first(),
        pl.col("start").min(),
        pl.col("end").max(),
        pl.when(known).then(pl.col("funding").sum()).alias("funding"),
    )
    alone = rows.filter(~pl.struct(key).is_duplicated())
    return pl.concat([alone, one.select(rows.columns)])


def _nested(rows: pl.DataFrame) -> bool:
    return any(isinstance(dtype, pl.List) for dtype in rows.dtypes)


def _refuse_twins(rows: pl.DataFrame, target: TableSchema) -> None:
    twins = rows.filter(pl.struct(list(target.key)).is_duplicated())
    if len(twins):
        raise InputError(
            problem("names-collide", subject=target.name, rows=len(twins), table=target.name)
        )
