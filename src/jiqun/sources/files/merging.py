"""Rows that a column map's ``[merge]`` brings under one key, added up."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from jiqun.core import problem
from jiqun.sources.files.contents import RawTable, texts_of
from jiqun.sources.files.mapping import Mapped
from jiqun.sources.files.maps import ColumnMap
from jiqun.tables import Column, TableSchema, read_column, sums_by

#: Units of numbers that add up; of others the larger one holds for both, of degrees none.
_ADDED = ("persons", "establishments", "currency", "km²")
_NOT_ADDED = ("dropped_below",)
#: Ends that a row without them has at its number itself.
_ENDS = {"employment_low": "employment", "employment_high": "employment"}
_GROUP, _AT, _SIZE = "__group", "__at", "__size"


def merged_rows(
    raw: RawTable, mapped: Mapped, schema: TableSchema, mapping: ColumnMap
) -> tuple[RawTable, Mapped]:
    """Add up the rows that ``[merge]`` brought under one key; the first one's line stands for all.

    Rows that the file itself has twice are left, and so are groups with a number that cannot be
    read or with texts that differ (two currencies): the door tells them. A sum with an unknown in
    it is unknown; it is withheld if a part is.

    Parameters
    ----------
    raw, mapped
        The file; its columns under the table's names, recoded.
    schema, mapping
        The table; the column map.

    Returns
    -------
    tuple
        The same with merged rows, and a caution that says how many.
    """
    frame, key = mapped.frame, list(schema.key)
    if not mapping.merge or not set(key) <= set(frame.columns):
        return raw, mapped
    typed, readable = _typed(frame, schema)
    groups = _groups(raw, mapped, typed.select(key), mapping)
    whole = pl.DataFrame({_GROUP: groups, "ok": readable}).with_columns(
        pl.col("ok").all().over(_GROUP)
    )["ok"]
    typed = typed.with_columns(groups.alias(_GROUP))
    differing = _differing(typed.filter(groups.is_not_null() & whole), schema)
    used = groups.is_not_null() & whole & ~groups.is_in(differing.implode()).fill_null(value=False)
    if not used.any():
        return raw, mapped
    rows = typed.with_row_index(_AT).filter(used)
    summed = _summed(rows, schema, frame.columns)
    kept = ~used | pl.Series(range(frame.height)).is_in(summed[_AT].implode())
    told = problem("rows-merged", subject=schema.name, rows=int(used.sum()), into=summed.height)
    new = replace(
        mapped,
        frame=_put(frame, summed).filter(kept),
        cautions=(*mapped.cautions, told),
    )
    return replace(raw, frame=raw.frame.filter(kept), lines=raw.lines.filter(kept)), new


def _typed(frame: pl.DataFrame, schema: TableSchema) -> tuple[pl.DataFrame, pl.Series]:
    """Read every column in its type, and say which rows could be read whole."""
    columns, good = [], pl.repeat(value=True, n=frame.height, eager=True)
    for name in frame.columns:
        values, unreadable = read_column(frame[name], schema.column(name))
        columns.append(values.alias(name))
        good &= ~unreadable
    return pl.DataFrame(columns), good


def _groups(raw: RawTable, mapped: Mapped, keys: pl.DataFrame, mapping: ColumnMap) -> pl.Series:
    """Number the groups of rows that share a key since they were merged; null for all others."""
    before = [
        texts_of(raw.frame[mapped.used[name]]).str.strip_chars().alias(f"__was_{name}")
        for name in mapping.merge
        if name in mapped.used
    ]
    if not before:
        return pl.repeat(None, keys.height, dtype=pl.UInt32, eager=True)
    known = keys.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    both = keys.with_columns(before)
    was = [one.name for one in before]
    return both.select(
        pl.when(
            pl.Series(known)
            & (pl.len().over(keys.columns) > 1)
            & (pl.struct(was).n_unique().over(keys.columns) == pl.len().over(keys.columns))
        ).then(pl.struct(keys.columns).rank("dense"))
    ).to_series()


def _differing(rows: pl.DataFrame, schema: TableSchema) -> pl.Series:
    """Give the groups whose rows name different things: currencies, steps."""
    texts = [
        name
        for name in rows.columns
        if name != _GROUP and schema.column(name).type in ("code", "text") and name != "size_class"
    ]
    if not texts or rows.is_empty():
        return pl.Series(dtype=pl.UInt32)
    many = rows.group_by(_GROUP).agg(pl.col(texts).drop_nulls().n_unique())
    return many.filter(pl.any_horizontal(pl.col(texts) > 1))[_GROUP].cast(pl.UInt32)


def _summed(rows: pl.DataFrame, schema: TableSchema, names: list[str]) -> pl.DataFrame:
    """Make one row of each group: sums, the larger share, what all of them say."""
    key = set(schema.key)
    numbers = [schema.column(n) for n in names if n not in key and _numeric(schema.column(n))]
    sums = [one.name for one in numbers if one.unit in _ADDED and one.name not in _NOT_ADDED]
    largest = [one.name for one in numbers if one.name not in sums and one.unit != "°"]
    lost = {"size_class", "geometry", *(one.name for one in numbers if one.unit == "°")}
    marks = [n for n in names if schema.column(n).type == "boolean"]
    same = [n for n in names if n not in {*sums, *largest, *marks, *lost}]
    added = sums_by(
        rows.with_columns(_ended(rows, sums)),
        _GROUP,
        whole=[pl.col(name) for name in sums],
        beside=[
            pl.col(_AT).first(),
            *(pl.col(name).max() for name in largest),
            *(pl.col(name).any(ignore_nulls=True) for name in marks),
            *(pl.col(name).drop_nulls().first() for name in same),
        ],
    )
    return added.sort(_AT)


def _ended(rows: pl.DataFrame, sums: list[str]) -> list[pl.Expr]:
    """Put a number's own value where it has no lower or upper end and another of its group has."""
    return [
        pl.when(pl.col(end).is_not_null().any().over(_GROUP))
        .then(pl.coalesce(end, of))
        .otherwise(pl.col(end))
        .alias(end)
        for end, of in _ENDS.items()
        if end in sums and of in rows.columns
    ]


def _numeric(column: Column) -> bool:
    return column.type in ("number", "integer")


def _put(frame: pl.DataFrame, summed: pl.DataFrame) -> pl.DataFrame:
    """Write the merged rows over the first of each group, in the types that the file gave."""
    at = summed[_AT]
    columns = []
    for series in frame:
        if series.name not in summed.columns:
            empty = pl.repeat(None, len(at), dtype=series.dtype, eager=True)
            columns.append(series.clone().scatter(at, empty))
            continue
        columns.append(series.clone().scatter(at, summed[series.name].cast(series.dtype)))
    return pl.DataFrame(columns)
