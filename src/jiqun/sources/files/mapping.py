"""A file's columns under a table's names: matched, recoded, padded, scaled; not yet checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from jiqun.core import InputError, Problem, problem
from jiqun.sources.files.contents import RawTable, few, texts_of
from jiqun.sources.files.limits import Limits
from jiqun.sources.files.maps import ALL, ColumnMap, ColumnSource
from jiqun.sources.files.matching import likenesses, located, match, nearest, twins
from jiqun.sources.files.numbers import (
    WithWords,
    asks,
    flagged,
    multiplied,
    one_currency,
    told_flags,
    unclear_numbers,
    with_points,
    with_units,
    without_flags,
    without_words,
)
from jiqun.tables import Column, TableSchema, read_column, undressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A file's rows under canonical names.

    Attributes
    ----------
    frame
        Columns that were found, in the table's order; values not yet checked.
    used
        Canonical column -> file's column.
    problems, cautions
        Source columns that the file does not have; what was left out or taken from elsewhere.
    ignored
        The file's columns that are no column of the table and that the map does not speak of.
    """

    frame: pl.DataFrame
    used: Mapping[str, str]
    problems: tuple[Problem, ...]
    cautions: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()


def apply_map(
    raw: RawTable,
    schema: TableSchema,
    mapping: ColumnMap | None = None,
    *,
    name: str = "file",
    limits: Limits | None = None,
) -> Mapped:
    """Bring a file's columns to a table's.

    What the map does not name is matched by its canonical name or title, in either language.

    Parameters
    ----------
    raw, schema
        The file; the table it becomes.
    mapping
        The column map, if there is one.
    name
        What the problems call the file.
    limits
        What its shapes may have.

    Raises
    ------
    InputError
        ``columns-none``: the file has no column of the table. ``geo-shape``,
        ``geo-coordinates``, ``file-limit``: of shapes.
    """
    chosen = mapping or ColumnMap()
    sources, problems = _sources(raw.frame, schema, chosen, name=name)
    cautions: list[Problem] = _renamed(raw.frame, schema, chosen, sources, name=name)
    scaled = with_units(sources, schema, chosen, name=name)
    sources = dict(scaled.sources)
    problems += scaled.problems
    cautions += scaled.cautions
    if scaled.currency and "currency" in schema.names:
        chosen = replace(chosen, constants={**chosen.constants, "currency": scaled.currency})
    key = schema.key[0]
    if key not in sources and key not in chosen.constants and "id" in raw.frame.columns:
        sources[key] = ColumnSource(column="id")
        cautions.append(problem("geo-id", subject=name, column=key))
    if not sources:
        problems += [] if problems else [_none(raw.frame, schema, name=name)]
        raise InputError(*raw.problems, *problems)
    worded: list[WithWords] = []
    series = {
        column.name: _series(raw.frame, column, chosen, sources.get(column.name), worded, name)
        for column in schema.columns
        if column.name in sources or column.name in chosen.constants
    }
    cautions += [one.told for one in worded if one.told]
    problems += _paid(series, sources, chosen, schema, worded, name=name)
    cautions += told_flags(raw.frame, schema, sources, name=name)
    unclear, doubted = _unclear(raw, schema, chosen, sources, name=name)
    problems += unclear
    cautions += doubted
    frame, shaped = _shapes(series, schema, raw, sources, name=name, limits=limits or Limits())
    frame, pointed = _points(frame, schema, name=name)
    used = {column: source.column for column, source in sources.items()}
    meant = {located(one, raw.frame.columns) for one in chosen.ignore}
    ignored = [one for one in raw.frame.columns if one not in used.values() and one not in meant]
    for column, others in twins(ignored, used, schema).items():
        cautions.append(
            problem(
                "column-twins",
                subject=name,
                column=column,
                taken=used[column],
                others=few(others),
            )
        )
    if ignored:
        hint = likenesses(ignored, schema, (*sources, *chosen.constants))
        cautions.append(
            problem(
                "column-ignored",
                subject=name,
                columns=few(ignored),
                hint=hint,
                known=schema.names,
            )
        )
    told = (*cautions, *shaped, *pointed)
    problems = problems or _only_keys(used, ignored, schema, name=name)
    return Mapped(
        frame=frame, used=used, problems=tuple(problems), cautions=told, ignored=tuple(ignored)
    )


def _only_keys(
    used: Mapping[str, str], ignored: list[str], schema: TableSchema, *, name: str
) -> list[Problem]:
    """Refuse a file whose numbers were all left out: only the columns of the key were found."""
    numbers = [one.name for one in schema.columns if one.type == "number"]
    if not ignored or not numbers or set(used) - set(schema.key):
        return []
    hint = likenesses(ignored, schema, used)
    return [problem("columns-keys", subject=name, columns=few(ignored), hint=hint, known=numbers)]


def _none(frame: pl.DataFrame, schema: TableSchema, *, name: str) -> Problem:
    """Say that no column of the file is one of the table's."""
    hint = likenesses(frame.columns, schema, ())
    return problem(
        "columns-none",
        subject=name,
        table=schema.name,
        columns=few(frame.columns),
        hint=hint,
        known=schema.names,
    )


def _sources(
    frame: pl.DataFrame, schema: TableSchema, mapping: ColumnMap, *, name: str
) -> tuple[dict[str, ColumnSource], list[Problem]]:
    sources, problems = {}, []
    for column, source in mapping.columns.items():
        at = located(source.column, frame.columns)
        if at is not None:
            sources[column] = replace(source, column=at)
            continue
        problems.append(
            problem(
                "map-source",
                subject=f"{name} [columns.{column}]",
                name=few([source.column])[0],
                hint=nearest(source.column, frame.columns),
                known=few(frame.columns),
            )
        )
    spoken = {
        source.column
        for column, source in sources.items()
        if not asks(schema.column(column), source)
    }
    rest = [column for column in frame.columns if column not in spoken]
    taken = (*mapping.columns, *mapping.constants)
    for column, source_name in match(rest, schema, taken=taken).items():
        sources[column] = ColumnSource(column=source_name)
    return sources, problems


def _paid(
    series: dict[str, pl.Series],
    sources: Mapping[str, ColumnSource],
    mapping: ColumnMap,
    schema: TableSchema,
    worded: Sequence[WithWords],
    *,
    name: str,
) -> list[Problem]:
    """Put in the currency that words behind the numbers name, where nothing else does."""
    if "currency" not in schema.names:
        return []
    monies = [money for one in worded for money in one.currencies]
    problems, currency = one_currency(monies, sources, mapping, name=name)
    if currency:
        height = len(next(iter(series.values())))
        series["currency"] = pl.repeat(currency, height, eager=True).alias("currency")
    return list(problems)


def _series(
    frame: pl.DataFrame,
    column: Column,
    mapping: ColumnMap,
    source: ColumnSource | None,
    worded: list[WithWords],
    name: str,
) -> pl.Series:
    if source is None:
        return pl.repeat(mapping.constants[column.name], frame.height, eager=True).alias(
            column.name
        )
    series = frame[source.column].alias(column.name)
    tokens = [*mapping.missing.get(ALL, ()), *mapping.missing.get(column.name, ())]
    absent = _texts(series).is_in(tokens).fill_null(value=False)
    if source.equals:
        hit = _texts(series).is_in(list(source.equals))
        return hit.set(absent & ~hit, None).alias(column.name)
    if absent.any():
        series = pl.select(pl.when(~absent).then(series)).to_series().alias(column.name)
    if source.flags:
        series = flagged(_texts(series), column, source.flags)
    recodes = {**mapping.values.get(column.name, {}), **mapping.merge.get(column.name, {})}
    if recodes:
        series = _texts(series).replace(recodes)
    if column.name in mapping.pad:
        texts = read_column(series, column)[0] if series.dtype != pl.String else _texts(series)
        series = _padded(texts.cast(pl.String), mapping.pad[column.name])
    if column.type in ("number", "integer"):
        decimal = mapping.dialect.decimal
        if decimal == "," and series.dtype == pl.String:
            series = with_points(series)
        if source.scale == 1.0 and series.dtype == pl.String:
            worded.append(without_words(series, column, decimal=decimal, name=name))
            series = worded[-1].values
        series = _scaled(series, column, source)
    return series


def _padded(texts: pl.Series, width: int) -> pl.Series:
    """Fill with leading zeros what is made of digits, whatever marks stand around them."""
    bare, _ = undressed(texts)
    return bare.str.zfill(width)


def _texts(series: pl.Series) -> pl.Series:
    if series.dtype == pl.Binary:
        return pl.repeat(None, len(series), dtype=pl.String, eager=True)
    return texts_of(series).str.strip_chars()


def _scaled(series: pl.Series, column: Column, source: ColumnSource) -> pl.Series:
    """Multiply; what is no number stays as it was, for the door to tell."""
    if source.scale == 1.0:
        return series
    number = Column(name=column.name, type="number", title=column.title)
    values, unreadable = read_column(series, number)
    scaled = multiplied(values, source.scale)
    if not unreadable.any():
        return scaled.alias(column.name)
    return scaled.cast(pl.String).zip_with(~unreadable, texts_of(series))


def _unclear(
    raw: RawTable,
    schema: TableSchema,
    mapping: ColumnMap,
    sources: Mapping[str, ColumnSource],
    *,
    name: str,
) -> tuple[list[Problem], list[Problem]]:
    """Find numbers that can be read two ways, unless the map says how; a scale says it too."""
    if mapping.dialect.decimal:
        return [], []
    columns = []
    for column in schema.columns:
        source = sources.get(column.name)
        if column.type not in ("number", "integer") or source is None or source.scale != 1.0:
            continue
        tokens = [*mapping.missing.get(ALL, ()), *mapping.missing.get(column.name, ())]
        given = raw.frame[source.column]
        if given.dtype == pl.String and not source.equals:
            given = without_flags(given, source.flags) if source.flags else given
            columns.append((column, given.set(_texts(given).is_in(tokens), None)))
    return unclear_numbers(columns, raw.lines, delimiter=raw.delimiter, name=name)


def _renamed(
    frame: pl.DataFrame,
    schema: TableSchema,
    mapping: ColumnMap,
    sources: Mapping[str, ColumnSource],
    *,
    name: str,
) -> list[Problem]:
    """Say which columns the map takes as another although their own name is one of the table's."""
    cautions = []
    own = match(frame.columns, schema)
    for column, source in sources.items():
        for canonical, taken in own.items():
            lost = canonical not in sources and canonical not in mapping.constants
            if (
                taken == source.column
                and lost
                and canonical != column
                and not (source.equals or source.flags)
            ):
                told = {"taken": taken, "column": column, "own": canonical}
                cautions.append(problem("column-renamed", subject=name, **told))
    return cautions


def _shapes(
    series: Mapping[str, pl.Series],
    schema: TableSchema,
    raw: RawTable,
    sources: Mapping[str, ColumnSource],
    *,
    name: str,
    limits: Limits,
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Check the shapes that the reader has not checked; say which were mended."""
    frame = pl.DataFrame([series[one] for one in schema.names if one in series])
    cautions: list[Problem] = []
    for column in schema.columns:
        source = sources.get(column.name)
        if column.type != "geometry" or source is None or source.column in raw.shapes:
            continue
        if frame[column.name].dtype in (pl.Binary, pl.String):
            from jiqun.sources.files.wellknown import checked_shapes

            mended, told = checked_shapes(frame[column.name], name=name, limits=limits)
            frame = frame.with_columns(mended)
            cautions += told
    return frame, tuple(cautions)


def _points(
    frame: pl.DataFrame, schema: TableSchema, *, name: str
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Put a point inside each shape where a table wants one and the file has none."""
    wanted = {"lon", "lat", "geometry"} <= set(schema.names)
    bare = not {"lon", "lat"} & set(frame.columns)
    if not wanted or not bare or "geometry" not in frame.columns:
        return frame, ()
    if frame["geometry"].dtype != pl.Binary:
        return frame, ()
    from jiqun.sources.files.shapes import inner_points

    lon, lat = inner_points(frame["geometry"])
    return frame.with_columns(lon, lat), (problem("geo-point", subject=name),)
