"""From a user's file to the typed array a measure needs, or what is wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import InputError, Origin, Problem, unknown
from jiqun.sources.files import read_file
from jiqun.tables import Counts, Graph, Metric, Panel, Plants, Sites

#: Column names by which a file's columns are known, in lower case.
REGION = ("region", "区域", "地区")
INDUSTRY = ("industry", "category", "产业", "行业")
YEAR = ("year", "年份")
EMPLOYMENT = ("employment", "emp", "employees", "就业")
POINT_X = ("x", "lon", "longitude", "经度")
POINT_Y = ("y", "lat", "latitude", "纬度")
POINT_KIND = (*INDUSTRY, "pointtype", "type")
POINT_WEIGHT = ("weight", "pointweight", *EMPLOYMENT)
LABEL = (*REGION, "id", "unit", "site")
VALUE = ("value", "y", "值")
_SHOWN = 3


def read_counts(
    file: str | Path, *, value: str | None = None, year: int | None = None
) -> Counts | Panel:
    """Read a wide table (first column the region) or a long one (region, industry, value).

    A long table with more than one year gives a :class:`Panel`, unless ``year`` picks one.

    Raises
    ------
    InputError
        ``cell-number``, ``cell-missing``, ``frame-duplicate``, ``file-columns``, ...
    """
    frame, lines, origin = _read(file)
    region, industry = _named(frame, REGION), _named(frame, INDUSTRY)
    if region and industry:
        return _long(frame, lines, origin, region, industry, value, year)
    return _wide(frame, lines, origin)


def read_plants(file: str | Path) -> Plants:
    """Read plants: region, industry and employment of each; other columns are not read."""
    frame, lines, origin = _read(file)
    names = _all(file, frame, {"region": REGION, "industry": INDUSTRY, "employment": EMPLOYMENT})
    tidy = frame.select(
        pl.col(names["region"]).cast(pl.String).alias("region"),
        pl.col(names["industry"]).cast(pl.String).alias("industry"),
        employment=_numbers(frame, [names["employment"]], lines)[names["employment"]],
    )
    _refuse_gaps(tidy, lines)
    return Plants.from_frame(tidy, origins=(origin,))


def read_sites(file: str | Path, *, metric: Metric) -> Sites:
    """Read points: x and y (or lon and lat), industry, and a weight where there is one."""
    frame, lines, origin = _read(file)
    names = _all(file, frame, {"x": POINT_X, "y": POINT_Y, "industry": POINT_KIND})
    weight = _named(frame, POINT_WEIGHT)
    columns = [names["x"], names["y"], *([weight] if weight else [])]
    numbers = _numbers(frame, columns, lines)
    tidy = pl.DataFrame(
        {
            "x": numbers[names["x"]],
            "y": numbers[names["y"]],
            "industry": frame[names["industry"]].cast(pl.String),
            "weight": numbers[weight] if weight else pl.Series([1.0] * len(frame)),
        }
    )
    _refuse_gaps(tidy, lines)
    return Sites.from_frame(tidy, weight="weight", metric=metric, origins=(origin,))


def read_values(file: str | Path, *, value: str | None = None) -> tuple[tuple[str, ...], pl.Series]:
    """Read one number for each labelled region: the labels and the values."""
    frame, lines, _ = _read(file)
    label = _named(frame, LABEL) or frame.columns[0]
    others = [name for name in frame.columns if name != label]
    column = value or _named(frame.select(others), VALUE) or (others[0] if others else None)
    if column is None or column not in frame.columns:
        raise _columns(file, frame, "a label and a value")
    _refuse_repeats(frame, [label])
    numbers = _numbers(frame, [column], lines)[column]
    _refuse_gaps(numbers.to_frame(), lines)
    return tuple(frame[label].cast(pl.String).to_list()), numbers


def read_weights(file: str | Path, *, nodes: tuple[str, ...] | None = None) -> Graph:
    """Read an edge list: from, to and, where there is a third column, the weight."""
    frame, lines, origin = _read(file)
    if len(frame.columns) < 2:  # noqa: PLR2004 - an edge has two ends
        raise _columns(file, frame, "two ends and perhaps a weight")
    source, target, *rest = frame.columns
    weight = _numbers(frame, rest[:1], lines)[rest[0]] if rest else pl.Series([1.0] * len(frame))
    tidy = pl.DataFrame(
        {
            "source": frame[source].cast(pl.String),
            "target": frame[target].cast(pl.String),
            "weight": weight,
        }
    )
    _refuse_gaps(tidy, lines)
    return Graph.from_frame(tidy, weight="weight", nodes=nodes, origins=(origin,))


def read_mapping(file: str | Path, *, numbers: bool) -> dict[str, Any]:
    """Read a label and a value from each row: population, income or groups."""
    frame, lines, _ = _read(file)
    if len(frame.columns) < 2:  # noqa: PLR2004 - a label and a value
        raise _columns(file, frame, "a label and a value")
    label, value = frame.columns[:2]
    _refuse_repeats(frame, [label])
    column = _numbers(frame, [value], lines)[value] if numbers else frame[value].cast(pl.String)
    _refuse_gaps(column.to_frame(), lines)
    return dict(zip(frame[label].cast(pl.String).to_list(), column.to_list(), strict=True))


def _read(file: str | Path) -> tuple[pl.DataFrame, pl.Series, Origin]:
    raw = read_file(file)
    if raw.problems or raw.row_problems:
        raise InputError(*raw.problems, *raw.row_problems)
    if raw.frame.is_empty():
        raise _columns(file, raw.frame, "at least one row")
    origin = Origin(producer="", title=Path(file).name)
    return raw.frame, raw.lines, origin


def _named(frame: pl.DataFrame, known: Sequence[str]) -> str | None:
    """Find the column that goes by one of the known names; the first name wins."""
    by_name = {name.strip().lower(): name for name in reversed(frame.columns)}
    return next((by_name[name] for name in known if name in by_name), None)


def _all(
    file: str | Path, frame: pl.DataFrame, wanted: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    found = {name: _named(frame, known) for name, known in wanted.items()}
    missing = [name for name, column in found.items() if column is None]
    if missing:
        words = f"the columns {', '.join(wanted)}; there is no {' and no '.join(missing)}"
        raise _columns(file, frame, words)
    return {name: column for name, column in found.items() if column is not None}


def _columns(file: str | Path, frame: pl.DataFrame, expected: str) -> InputError:
    shown = ", ".join(frame.columns[:8]) + (", ..." if len(frame.columns) > 8 else "")  # noqa: PLR2004
    return InputError(
        Problem(
            "file-columns",
            Path(file).name,
            f"{len(frame)} rows with the columns {shown}",
            expected,
            "Rename the columns, or give the file that the measure needs.",
        )
    )


def _long(
    frame: pl.DataFrame,
    lines: pl.Series,
    origin: Origin,
    region: str,
    industry: str,
    value: str | None,
    year: int | None,
) -> Counts | Panel:
    dated = _named(frame, YEAR)
    others = [name for name in frame.columns if name not in (region, industry, dated)]
    column = value or _named(frame.select(others), (*VALUE, *EMPLOYMENT, "count", "counts"))
    column = column or (others[0] if len(others) == 1 else None)
    if column is None or column not in frame.columns:
        raise _columns("counts", frame, f"a column {value or 'value'!r} to count")
    numbers = _numbers(frame, [column, *([dated] if dated else [])], lines)
    tidy = frame.select(
        pl.col(region).cast(pl.String).alias("region"),
        pl.col(industry).cast(pl.String).alias("industry"),
        value=numbers[column],
    )
    if dated is not None:
        tidy = tidy.with_columns(year=numbers[dated].cast(pl.Int64))
    _refuse_gaps(tidy, lines)
    if "year" not in tidy.columns:
        return Counts.from_frame(tidy, value="value", unit=column, origins=(origin,))
    years = tidy["year"].unique().sort().to_list()
    if year is None and len(years) > 1:
        return Panel.from_frame(tidy, value="value", unit=column, origins=(origin,))
    if year is not None and year not in years:
        raise unknown("year", str(year), years, fix="Choose a year of the file.")
    chosen = tidy.filter(pl.col("year") == (years[0] if year is None else year))
    return Counts.from_frame(
        chosen, value="value", unit=column, year=chosen["year"][0], origins=(origin,)
    )


def _wide(frame: pl.DataFrame, lines: pl.Series, origin: Origin) -> Counts:
    label, *industries = frame.columns
    if not industries:
        raise _columns("counts", frame, "a first column of regions and a column an industry")
    _refuse_repeats(frame, [label])
    numbers = _numbers(frame, industries, lines)
    _refuse_gaps(numbers, lines)
    return Counts(
        regions=tuple(frame[label].cast(pl.String).fill_null("").to_list()),
        industries=tuple(industries),
        values=numbers.to_numpy(),
        unit="counts",
        origins=(origin,),
    )


def _numbers(frame: pl.DataFrame, columns: Sequence[str], lines: pl.Series) -> pl.DataFrame:
    """Cast columns to numbers; refuse words with where the first one stands."""
    cast, wrong = {}, []
    for name in dict.fromkeys(columns):
        column = frame[name]
        if column.dtype == pl.String:
            text = column.str.strip_chars()
            text = text.set(text.is_in(["", "NA", "NaN", "nan", "null"]), None)
            cast[name] = text.cast(pl.Float64, strict=False)
            bad = text.is_not_null() & cast[name].is_null()
            if bad.any():
                at = bad.arg_true()
                wrong.append((name, int(at[0]), str(column[int(at[0])]), len(at)))
        else:
            cast[name] = column.cast(pl.Float64)
    if wrong:
        column_name, first, found, _ = wrong[0]
        total = sum(count for *_, count in wrong)
        raise InputError(
            Problem(
                "cell-number",
                "file",
                f"{found!r} in line {lines[first]}, column {column_name},"
                f" and {total - 1} more such cells",
                "numbers",
                "Write numbers without units or thousands separators, or mend these cells.",
            )
        )
    return pl.DataFrame(cast)


def _refuse_gaps(frame: pl.DataFrame, lines: pl.Series) -> None:
    for name in frame.columns:
        empty = frame[name].is_null()
        if empty.any():
            at = empty.arg_true()
            raise InputError(
                Problem(
                    "cell-missing",
                    "file",
                    f"no {name} in line {lines[int(at[0])]} and {len(at) - 1} more rows",
                    "a value in every cell: a missing number is not 0",
                    "Drop these rows, or impute them first.",
                )
            )


def _refuse_repeats(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    repeated = frame.select(columns).is_duplicated()
    if repeated.any():
        codes = frame.filter(repeated)[columns[0]].unique(maintain_order=True)
        raise InputError(
            Problem(
                "frame-duplicate",
                "file",
                f"{codes.head(_SHOWN).to_list()} more than once",
                "one row for each label",
                "Sum the rows with the same codes first.",
            )
        )
