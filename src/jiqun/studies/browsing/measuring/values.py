"""Measures computed from a commit of the workspace: values, and curves over distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import polars as pl
from annotated_types import Ge, Le, MaxLen
from pydantic import WithJsonSchema

from jiqun.core import InputError, Record, Words, problem, unknown
from jiqun.measures import Measured
from jiqun.studies.browsing.lists import (
    MOST_CODES,
    MOST_LETTERS,
    MOST_REPEATED,
    Seed,
    Year,
    columns,
    formed,
)
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.measuring import Choices, Given, find_measure, measure, options_of, takes

#: A browser has no use for more, and memory is everybody's.
MOST_VALUES = 4_000_000
NAMES: Mapping[str, Literal["regions", "industries"]] = {
    "region": "regions",
    "industry": "industries",
}
C = TypeVar("C", bound="Computed")
#: Distances from one to another by a step (a fine one over fewer), or one by one.
_KM, _FAR = r"\d{1,3}(\.\d{1,2})?", r"\d{1,4}(\.\d{1,2})?"
_FINE, _COARSE = rf"{_KM}:{_KM}:0\.[1-9]\d?", rf"{_FAR}:{_FAR}:[1-9]\d{{0,3}}(\.\d{{1,2}})?"
RADII = rf"^({_FINE}|{_COARSE}|{_FAR}(,{_FAR}){{0,99}})$"
#: An option of a measure, by its name.
Chosen = Annotated[str, MaxLen(MOST_LETTERS), formed(r"^[a-z_0-9]+=")]
_ROW = {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "null"}]}}
_TABLE = {"type": "array", "items": _ROW}
#: Numbers nested as the labels are, null where undefined; one number where there are no labels.
Numbers = Annotated[
    Any,
    WithJsonSchema(
        {"anyOf": [_ROW, _TABLE, {"type": "array", "items": _TABLE}, {"type": "number"},
                   {"type": "null"}]}
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFilters:
    """Of what a measure is computed.

    Attributes
    ----------
    level
        A level of regions.
    year
        The newest where left out.
    quantity
        A column of activity; what leads where left out.
    reference
        Region that the others are compared with, such as the nation; their own sum where left out.
    industry_level
        A level of industries; those that have none below where left out.
    option
        name=value of the measure; may repeat.
    """

    level: str | None = None
    year: Year | None = None
    quantity: str | None = None
    reference: str | None = None
    industry_level: str | None = None
    option: Annotated[tuple[Chosen, ...], MaxLen(MOST_REPEATED)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveFilters:
    """Of what a curve over distance is computed.

    Attributes
    ----------
    industry
        Whose organisations.
    radii
        from:to:step in km.
    against
        A second industry.
    draws
        Of the envelope.
    seed
        Of the draws.
    """

    industry: str
    radii: Annotated[str, MaxLen(MOST_CODES), formed(RADII, most=MOST_CODES)] = "0:50:1"
    against: str | None = None
    draws: Annotated[int, Ge(19), Le(999)] = 199
    seed: Seed = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names in both languages."""

    name: str | None
    name_zh: str | None


Names = Mapping[Literal["regions", "industries"], Mapping[str, Named]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A measure's values; the arrays are nested as the labels are.

    Attributes
    ----------
    low, high
        Limits of each value's interval; null where there is none.
    parts
        Further arrays of the same shape, by name.
    names
        Of the labels.
    """

    id: str
    title: Words
    unit: str
    values: Numbers
    low: Numbers
    high: Numbers
    parts: Mapping[str, Numbers]
    names: Names
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureValues(Computed):
    """A measure's values by region, by industry, or by both.

    Attributes
    ----------
    regions, industries
        Labels of the axes; null where a value belongs to no region, or to no industry.
    years
        The first axis where a measure is of several years; otherwise null.
    base
        What the regions are compared with; null of measures that compare with nothing.
    """

    regions: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    level: str | None
    year: int | None
    base: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCurve(Computed):
    """A measure's values over distance.

    Attributes
    ----------
    series
        Names of the curves.
    radii
        Distances, ascending, in km.
    summary
        One number a curve, by name.
    """

    series: tuple[str, ...]
    radii: tuple[float, ...]
    summary: Mapping[str, Numbers]


def measure_values(
    shown: Snapshot, id: str, *, filters: MeasureFilters | None = None
) -> MeasureValues:
    """Compute a measure of regions, industries or cells from the workspace's activity.

    Raises
    ------
    UnknownError
        ``measure-unknown``, ``level-unknown``, ``year-unknown``, ``region-unknown``.
    InputError
        What the measure refuses; ``values-many``, ``option-file``.
    """
    wanted = filters or MeasureFilters()
    wanted = replace(wanted, quantity=wanted.quantity or shown.leading)
    _check(id, wanted.option)
    if wanted.reference is not None and wanted.reference not in shown.region_levels:
        raise unknown("region", wanted.reference, sorted(shown.region_levels)[:5])
    result = _measured(str(shown.workspace.path), shown.commit, id, wanted)
    base = result.record.parameters.get("base")
    told = result.to_dict() | {"level": wanted.level, "year": wanted.year}
    told["base"] = Words.of(base) if base else None
    return _answered(MeasureValues, shown, result, told)


def measure_curve(shown: Snapshot, id: str, filters: CurveFilters) -> MeasureCurve:
    """Compute a distance-based measure of an industry's organisations, with its envelope.

    Raises
    ------
    UnknownError
        ``measure-unknown`` (also of a measure that is no curve), ``industry-unknown``.
    InputError
        What the measure refuses; ``measure-needs`` without organisations that have places.
    """
    if not _is_curve(id):
        raise unknown("measure", id, case="curve")
    result = _curved(str(shown.workspace.path), shown.commit, id, filters)
    return _answered(MeasureCurve, shown, result, result.to_dict())


def _answered(kind: type[C], shown: Snapshot, result: Measured, told: dict[str, Any]) -> C:
    own = {name: told[name] for name in columns(kind) if name in told}
    words = Words.of(told["title"])
    return kind(**own | {"title": words, "record": result.record, "names": _names(shown, result)})


@lru_cache(maxsize=24)
def _measured(
    path: str,
    commit: int,
    id: str,
    filters: MeasureFilters,
) -> Measured:
    reading = {
        "year": filters.year, "region_level": filters.level, "quantity": filters.quantity,
        "compare_with": filters.reference, "industry_level": filters.industry_level,
    }  # fmt: skip
    given = Given(workspace=Path(path), as_of=commit, reading=reading)
    options = dict(sorted(option.partition("=")[::2] for option in filters.option))
    found = measure(id, given=given, choices=Choices(options=options))
    if found.values.size > MOST_VALUES:
        raise InputError(
            problem("values-many", subject=id, count=int(found.values.size), most=MOST_VALUES)
        )
    return found


@lru_cache(maxsize=64)
def _curved(
    path: str,
    commit: int,
    id: str,
    filters: CurveFilters,
) -> Measured:
    chosen = Choices(
        industry=filters.industry,
        against=filters.against,
        radii=filters.radii,
        null="labelling",
        draws=filters.draws,
        seed=filters.seed,
    )
    return measure(id, given=Given(workspace=Path(path), as_of=commit), choices=chosen)


def _is_curve(id: str) -> bool:
    return takes(find_measure(id), "radii")


def _check(id: str, options: Sequence[str]) -> None:
    """Refuse a curve, and options that name a file: a reader has none on this machine."""
    if _is_curve(id):
        raise unknown("measure", id, case="values")
    named = {option.partition("=")[0] for option in options}
    if "compare_with" in named:  # a path would be read here: the filter takes regions alone
        raise InputError(problem("option-file", subject=id, option="compare_with"))
    for one in options_of(find_measure(id)):
        if one.name in named and one.kind in ("file", "table", "group", "data"):
            raise InputError(problem("option-file", subject=id, option=one.name))


def _names(shown: Snapshot, result: Measured) -> Names:
    found: dict[Literal["regions", "industries"], dict[str, Named]] = {}
    for column, labels in result.axes:
        kind = NAMES.get(column)
        table = shown.regions if kind == "regions" else shown.frame("industries")
        if kind is None or not len(table):
            continue
        rows = table.filter(pl.col(column).is_in(list(labels))).select(column, "name", "name_zh")
        found[kind] = {code: Named(name=name, name_zh=zh) for code, name, zh in rows.rows()}
    return found
