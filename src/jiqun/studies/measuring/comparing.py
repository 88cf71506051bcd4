"""What counts are compared with: the sum of their regions by name, or a reference from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Words, problem, say, unknown
from jiqun.studies.measuring.activity import Activity, Wanted, region_parents
from jiqun.studies.measuring.files import INDUSTRY, VALUE, YEAR, opened
from jiqun.tables import Counts, Panel, Whole
from jiqun.workspace import Workspace

Float = NDArray[np.float64]
Marks = NDArray[np.bool_]
T = TypeVar("T", Counts, Panel)
SHOWN = 3


def named_base(ws: Workspace, found: Activity, codes: Sequence[str]) -> Words:
    """Name the sum of a workspace's regions: "the 2 counties of State"."""
    from jiqun.clusters import base_words

    return base_words(found.regions, codes, region_parents=region_parents(ws))


def _name(row: pl.DataFrame) -> Words:
    from jiqun.clusters import place_names

    names = place_names(row)
    return Words(names["named"], names["named_zh"])


def named_file(codes: Sequence[str], name: str) -> Words:
    """Name the sum of a file's regions."""
    return _said("bases.file", own=len(codes), named=name)


def named_outside(code: str, named: Words | None = None) -> Words:
    """Name a reference: a region by name and code, a file by its name."""
    if named is None:
        return _said("bases.outside-file", named=code)
    return Words(
        say("bases.outside", "en", named=named.en, code=code),
        say("bases.outside", "zh", named=named.zh, code=code),
    )


def against(ws: Workspace, found: Activity, data: T, wanted: Wanted) -> T:
    """Name what a workspace's counts are compared with: a reference, or their own sum."""
    if wanted.reference is None:
        named = named_base(ws, found, data.regions)
        cautions = (*data.cautions, *found.cautions, *caution_of(ws, found, data.regions))
        return replace(data, whole=Whole(named=named), cautions=cautions)
    row = found.regions.filter(pl.col("region") == wanted.reference)
    told = replace(data, cautions=(*data.cautions, *found.cautions))
    if row.is_empty():
        return cast("T", _with_file(told, Path(wanted.reference).expanduser()))
    outside = named_outside(wanted.reference, _name(row))
    lines = from_rows(found.reference, wanted.quantity)
    if isinstance(told, Counts):
        return compared(told, lines.get(told.year or 0, {}), outside)
    return compared_years(told, lines, outside)


def against_own(data: Counts | Panel, reference: str | None, name: str) -> Counts | Panel:
    """Name what a file's counts are compared with: a row or a file given, or their own sum."""
    if reference is not None:
        return set_apart(data, reference)
    whole = Whole(named=named_file(data.regions, name))
    if isinstance(data, Counts):
        return replace(data, whole=whole)
    return replace(data, whole=whole)


def compared(counts: Counts, reference: Mapping[str, float], named: Words) -> Counts:
    """Set a reference: its number in each industry, NaN where unknown.

    Industries that only the reference has are 0 in the regions.

    Raises
    ------
    InputError
        ``reference-industries``: a region has an industry that the reference lacks.
    """
    _refuse_lacking(counts.industries, counts.values, reference)
    codes = _joined(counts.industries, [reference])
    whole = _line(codes, reference)
    return replace(
        counts,
        industries=codes,
        values=_widened(counts.values, counts.industries, codes),
        whole=Whole(named=named, industries=whole, total=whole.sum()),
    )


def compared_years(
    panel: Panel, reference: Mapping[int, Mapping[str, float]], named: Words
) -> Panel:
    """Set a reference for every year (see :func:`compared`); a year without it has none known."""
    for at, year in enumerate(panel.years):
        if reference.get(year):
            _refuse_lacking(panel.industries, panel.values[at], reference[year])
    codes = _joined(panel.industries, list(reference.values()))
    nothing = dict.fromkeys(codes, np.nan)
    whole = np.stack([_line(codes, reference.get(year) or nothing) for year in panel.years])
    there = panel.industries_in
    return replace(
        panel,
        industries=codes,
        values=_widened(panel.values, panel.industries, codes),
        whole=Whole(named=named, industries=whole, total=whole.sum(axis=1)),
        industries_in=None if there is None else _there(there, len(codes)),
    )


def from_rows(rows: pl.DataFrame, value: str) -> dict[int, dict[str, float]]:
    """Give a reference by year and industry; null is NaN."""
    found: dict[int, dict[str, float]] = {}
    for industry, year, number in rows.select("industry", "year", value).iter_rows():
        found.setdefault(int(year), {})[industry] = np.nan if number is None else float(number)
    return found


def read_reference(file: Path) -> dict[int | None, dict[str, float]]:
    """Read a table of a reference: industry, value and perhaps year."""
    given = opened(file)
    industry, year = given.named(INDUSTRY.names), given.named(YEAR.names)
    rest = [name for name in given.frame.columns if name not in (industry, year)]
    value = given.named(VALUE, among=rest) or (rest[0] if rest else None)
    if industry is None or value is None:
        raise given.refused(Words("industry and value", "产业和数值"), subject="reference")
    given.refuse_repeats(industry, *([year] if year else []))
    numbers = given.numbers([value, *([year] if year else [])])
    given.refuse_gaps(numbers)
    when = numbers[year].cast(pl.Int64).to_list() if year else [None] * len(numbers)
    found: dict[int | None, dict[str, float]] = {}
    for code, at, number in zip(given.texts(industry), when, numbers[value], strict=True):
        found.setdefault(at, {})[code] = float(number)
    return found


def set_apart(data: Counts | Panel, reference: str) -> Counts | Panel:
    """Take a row of the file, or another file, as the reference of a file's counts."""
    if reference in data.regions:
        return _taken_out(data, reference)
    path = Path(reference).expanduser()
    if not path.is_file():
        raise unknown("base", reference, data.regions)
    return _with_file(data, path)


def _with_file(data: Counts | Panel, path: Path) -> Counts | Panel:
    """Set the reference that a file gives, by year where it has years."""
    given, named = read_reference(path), named_outside(path.name)
    if isinstance(data, Counts):
        chosen = given.get(data.year) or given.get(None) or _only(given, data.year, path.name)
        return compared(data, chosen, named)
    if None in given:
        raise InputError(problem("reference-years", subject=path.name, years=list(data.years)))
    return compared_years(data, {at: line for at, line in given.items() if at is not None}, named)


def caution_of(ws: Workspace, found: Activity, codes: Sequence[str]) -> tuple[Caution, ...]:
    """Tell of a region that holds all the others and has rows of its own."""
    from jiqun.clusters import places

    inside = places(found.regions, region_parents(ws)).filter(
        pl.col("region").is_in(list(codes)), pl.col("place") != pl.col("region")
    )
    held = inside.group_by("place").agg(pl.col("region").n_unique().alias("n"))
    outer = held.filter(pl.col("n") == len(codes))["place"]
    rows = ws.frame("activity", ["region"])["region"].unique()
    there = rows.filter(rows.is_in(outer.implode())).sort()
    if there.is_empty():
        return ()
    row = found.regions.filter(pl.col("region") == there[0])
    values = {"code": there[0], "named": _name(row).to_dict()}
    return (Caution("reference-there", values),)


def _only(
    given: Mapping[int | None, dict[str, float]], year: int | None, name: str
) -> dict[str, float]:
    if len(given) == 1 and year is None:
        return next(iter(given.values()))
    raise InputError(problem("reference-years", subject=name, years=[year]))


def _taken_out(data: Counts | Panel, reference: str) -> Counts | Panel:
    at = data.regions.index(reference)
    kept = np.arange(len(data.regions)) != at
    regions = tuple(code for code in data.regions if code != reference)
    named = named_outside(reference)
    if isinstance(data, Counts):
        rest = replace(data, regions=regions, values=data.values[kept])
        return compared(rest, dict(zip(data.industries, data.values[at], strict=True)), named)
    there = None if data.regions_in is None else data.regions_in[:, kept]
    lines = {
        year: dict(zip(data.industries, data.values[t, at], strict=True))
        for t, year in enumerate(data.years)
    }
    rest_panel = replace(data, regions=regions, values=data.values[:, kept], regions_in=there)
    return compared_years(rest_panel, lines, named)


def _refuse_lacking(codes: Sequence[str], values: Float, reference: Mapping[str, float]) -> None:
    """Refuse industries that a region has and the reference does not."""
    held = np.asarray((values > 0).any(axis=0))
    lacking = [
        code for code, there in zip(codes, held.tolist(), strict=True)
        if there and reference.get(code, 0.0) == 0
    ]  # fmt: skip
    if lacking:
        count, shown = len(lacking), lacking[:SHOWN]
        told = problem("reference-industries", subject="reference", count=count, shown=shown)
        raise InputError(told)


def _joined(codes: Sequence[str], lines: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    """Add the industries that only the reference has."""
    more = {code for line in lines for code, number in line.items() if number != 0}
    extra = sorted(more - set(codes))
    return (*codes, *extra) if extra else tuple(codes)


def _line(codes: Sequence[str], reference: Mapping[str, float]) -> Float:
    return np.array([reference.get(code, 0.0) for code in codes])


def _widened(values: Float, codes: Sequence[str], wide: Sequence[str]) -> Float:
    """Add columns behind for the industries that only the reference has."""
    more = np.full((*values.shape[:-1], len(wide) - len(codes)), 0.0)
    return np.concatenate([values, more], axis=-1) if more.shape[-1] else values


def _there(industries_in: Marks, size: int) -> Marks:
    """Say of the added industries that they have rows: the reference has."""
    more = np.ones((len(industries_in), size - industries_in.shape[1]), dtype=bool)
    return np.concatenate([industries_in, more], axis=1)


def _said(key: str, **values: object) -> Words:
    return Words(say(key, "en", **values), say(key, "zh", **values))
