"""Files of other tables: boundaries, lists of regions or industries, whatever names its columns."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import InputError
from jiqun.sources.files import ColumnMap, Dialect, RawTable, apply_map, read_file
from jiqun.sources.looking import phrase
from jiqun.studies.loading import administrative
from jiqun.studies.looking.reports import ColumnSeen, LookReport
from jiqun.tables import TableSchema, schema, schemas, validate

_SHAPES = (".geojson", ".topojson", ".json")
_ACTIVITY = "activity"
_SHOWN = 8
#: Tables are told apart only where this many columns of theirs are named.
_ENOUGH = 3


def look_at_table(source: Path, *, sheet: str = "") -> str:
    """Say which table a file is for: ``activity``, unless its header is wholly another's."""
    if source.suffix.lower() in _SHAPES:
        return "regions"
    try:
        raw = read_file(source, dialect=Dialect(sheet=sheet))
    except InputError:
        return _ACTIVITY
    fits = {name: _columns(raw, one) for name, one in schemas().items()}
    own = fits[_ACTIVITY]
    if {"region", "industry"} <= own:
        return _ACTIVITY
    whole = {
        name: len(found)
        for name, found in fits.items()
        if name != _ACTIVITY
        and len(found) >= _ENOUGH
        and _required(schema(name)) <= found
        and len(found) > len(own)
    }
    return max(whole, key=lambda name: whole[name], default=_ACTIVITY)


def _required(target: TableSchema) -> set[str]:
    return {one.name for one in target.columns if one.required and not one.default}


def _columns(raw: RawTable, target: TableSchema) -> set[str]:
    try:
        return set(apply_map(raw, target).used)
    except InputError:
        return set()


def canonical_report(source: Path, table: str, *, sheet: str = "") -> LookReport:
    """Look at a file whose columns bear the names of a table.

    Raises
    ------
    InputError
        The file cannot be read, or has no column of the table.
    """
    target = schema(table)
    read = read_file(source, dialect=Dialect(sheet=sheet))
    shaped = administrative(read, target, ColumnMap(), name=source.name)
    raw = shaped.raw
    mapped = apply_map(raw, target, shaped.mapping, name=source.name)
    above = {("regions", "region"): shaped.rows["region"]} if shaped.rows.height else {}
    checked = validate(mapped.frame, target, known=above, lines=raw.lines, counted=raw.counted)
    taken = {file: name for name, file in mapped.used.items()}
    return LookReport(
        file=str(source),
        table=table,
        delimiter=raw.delimiter,
        columns=tuple(_column(series, taken) for series in raw.frame),
        preview=tuple(_shown(checked.accepted).to_dicts()),
        rows=checked.accepted.height,
        problems=(*raw.problems, *raw.row_problems, *mapped.problems, *checked.problems),
        cautions=(*raw.cautions, *shaped.cautions, *mapped.cautions, *checked.cautions),
    )


def _column(series: pl.Series, taken: dict[str, str]) -> ColumnSeen:
    becomes = taken.get(series.name)
    plain = series.dtype != pl.Binary and not series.dtype.is_nested()
    return ColumnSeen(
        name=series.name,
        becomes=becomes,
        reason=phrase("head", word=series.name) if becomes else phrase("unknown"),
        certainty=1.0 if becomes else 0.0,
        unit=None,
        scale=1.0,
        examples=tuple(str(one) for one in series.drop_nulls().head(3)) if plain else (),
    )


def _shown(frame: pl.DataFrame) -> pl.DataFrame:
    plain = [
        one.name for one in frame if one.dtype != pl.Binary and one.null_count() < frame.height
    ]
    return frame.select(plain).head(_SHOWN)
