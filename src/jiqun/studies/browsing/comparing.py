"""Up to ten regions, cells or clusters, the same figures in rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from jiqun.clusters.finds import WAYS
from jiqun.core import InputError, Words, problem, quantity_led, unknown
from jiqun.studies.browsing.cells import cell_names
from jiqun.studies.browsing.clusters import cluster_of, found_row, own
from jiqun.studies.browsing.lists import columns
from jiqun.studies.browsing.snapshots import RATING as RATING_KEPT
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces import RATING, map_quantities
from jiqun.studies.rating import rating_of

Kind = Literal["region", "cell", "cluster"]
MOST = 10
#: One to ten ids.
IDS = r"^[^,]+(,[^,]+){0,9}$"
IMPUTED_MARK = 0.3
CELL_ROWS = ("{}", "visible_share", "establishments", "quotient", "micro_share",
             "macro_share", "wage", "growth")  # fmt: skip
#: What only clusters found across regions, points or links have.
CLUSTER_ROWS = ("regions", "organisations", "area_km2", "links_per_member", "concentration",
                "linking", "chance", "survival")  # fmt: skip
REGION_ROWS = ("{}", "visible_share", "establishments", "traded_{}", "strength",
               "strong", "strong_local", "herfindahl", "diversity")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A row of a comparison."""

    id: str
    title: Words
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A column of a comparison."""

    id: str
    name: str | None
    name_zh: str | None
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value and where it will be next year.

    Attributes
    ----------
    low, high
        The interval for next year; of a rating the ratings at the ends of the data range.
    chance, chance_strong
        Of a rating: to be the same next year, and to be strong or better (0-1).
    flag
        Whether much of it is imputed, a rating has a chance below 0.9 to be the same next year,
        or too little is published to judge it.
    """

    value: float | str | None
    low: float | str | None
    high: float | str | None
    flag: Literal["imputed", "unsure", "unjudged"] | None
    chance: float | None = None
    chance_strong: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Figures in rows; regions, cells or clusters (or several kinds: mixed) in columns."""

    kind: Literal["region", "cell", "cluster", "mixed"]
    year: int | None
    rows: tuple[Figure, ...]
    columns: tuple[Compared, ...]
    values: tuple[tuple[Value, ...], ...]


def compare(
    shown: Snapshot,
    ids: Sequence[str],
    *,
    year: int | None = None,
    definition: str | None = None,
) -> Comparison:
    """Put cells, found clusters and regions side by side.

    An id without a colon is a region, one that begins with a way of finding and has four parts a
    cluster, any other a cell. What a thing does not have is null.

    Raises
    ------
    InputError
        ``compare-number``.
    UnknownError
        ``cell-unknown``, ``cluster-unknown``, ``region-unknown``.
    """
    _check(ids)
    ids = _each_once(shown, ids)
    when = year or (shown.years[-1] if shown.years else None)
    kinds = [kind_of(id) for id in ids]
    found = [_figures(shown, id, when, definition) for id in ids]
    rows = _rows(shown, set(kinds))
    return Comparison(
        kind=kinds[0] if len(set(kinds)) == 1 else "mixed",
        year=when,
        rows=rows,
        columns=tuple(
            Compared(id=id, name=one["name"], name_zh=one["name_zh"], kind=kind)
            for id, one, kind in zip(ids, found, kinds, strict=True)
        ),
        values=tuple(tuple(_value(one, row.id) for one in found) for row in rows),
    )


def kind_of(id: str) -> Kind:
    """Say what an id is of.

    Examples
    --------
    >>> [kind_of(one) for one in ("26163", "points:dps:steel:26163", "dps:steel:26163")]
    ['region', 'cluster', 'cell']
    """
    if ":" not in id:
        return "region"
    return "cluster" if id.split(":", 1)[0] in WAYS and id.count(":") > 2 else "cell"  # noqa: PLR2004


def _each_once(shown: Snapshot, ids: Sequence[str]) -> tuple[str, ...]:
    """Put the cluster in place of a find that is counted as it; two of one cluster are one."""
    return tuple(
        dict.fromkeys(cluster_of(shown, id) if kind_of(id) == "cluster" else id for id in ids)
    )


def _check(ids: Sequence[str]) -> None:
    if not 1 <= len(ids) <= MOST:
        raise InputError(problem("compare-number", subject="with", count=len(ids), most=MOST))


def _figures(
    shown: Snapshot, id: str, year: int | None, definition: str | None
) -> Mapping[str, Any]:
    """Give everything that could stand in a column, by the row's name."""
    kind = kind_of(id)
    if kind == "region":
        return _region(shown, id, year, definition)
    return _cluster(shown, id) if kind == "cluster" else _cell(shown, id, year)


def _cluster(shown: Snapshot, id: str) -> dict[str, Any]:
    """Give a found cluster's row with its ratings, as a cell has them."""
    row = found_row(shown, id)
    ratings = own(shown, "found_ratings", cluster=row.cluster).to_dicts()
    rated = {
        f"{name}:{one['scheme']}": one[name]
        for one in ratings
        for name in RATING_KEPT
        if name in one
    }
    values = {name: getattr(row, name) for name in columns(type(row))}
    return values | rated | {"name": row.name or id, "name_zh": row.name_zh or row.name or id}


def _cell(shown: Snapshot, id: str, year: int | None) -> dict[str, Any]:
    definition, _, rest = id.partition(":")
    key = (definition, shown.region_levels.get(rest.partition(":")[2], ""), year or 0)
    cells = shown.cells.get(key)
    found = cells.filter(pl.col("cell") == id) if cells is not None else pl.DataFrame()
    if not len(found):
        raise unknown("cell", id, case="year")
    row = found.row(0, named=True)
    names = cell_names(row)
    return {"name": names.en, "name_zh": names.zh, **row}


def _region(shown: Snapshot, code: str, year: int | None, definition: str | None) -> dict[str, Any]:
    row = shown.region(code)
    used = definition or (shown.definitions[0] if shown.definitions else "")
    if definition and definition not in shown.definitions:
        raise unknown("definition", used, list(shown.definitions), case="shown")
    if year is not None and year not in shown.years:
        raise unknown("year", str(year), list(shown.years), case="shown")
    found = shown.profiles
    if len(found):
        found = found.filter(
            (pl.col("region") == code) & (pl.col("year") == year) & (pl.col("definition") == used)
        )
    values = found.row(0, named=True) if len(found) else {}
    return {**values, "name": row["name"], "name_zh": row["name_zh"]}


def _rows(shown: Snapshot, kinds: set[Kind]) -> tuple[Figure, ...]:
    """Give the rows that the kinds of columns have, each once."""
    rows: dict[str, Figure] = {}
    if kinds & {"cell", "cluster"}:
        rows |= {one.id: one for one in _of_cells(shown)}
    further = (CLUSTER_ROWS if "cluster" in kinds else ()) + (
        REGION_ROWS if "region" in kinds else ()
    )
    for shape in further:
        id = shape.format(shown.leading)
        known = quantity_led(id, shown.leading)
        rows.setdefault(id, Figure(id=id, title=known.title, unit=known.unit))
    return tuple(rows.values())


def _of_cells(shown: Snapshot) -> Iterable[Figure]:
    known = {one.id: one for one in map_quantities(shown)}
    figures = (shape.format(shown.leading) for shape in CELL_ROWS)
    for id in (*figures, *(f"{RATING}{scheme}" for scheme in shown.rated_schemes)):
        if id in known:
            yield Figure(id=id, title=known[id].title, unit=known[id].unit)


def _value(row: Mapping[str, Any], id: str) -> Value:
    if id.startswith(RATING):
        return _rating(row, id.removeprefix(RATING))
    led_by = row.get("quantity") or "employment"
    imputed = (row.get("imputed_share") or 0) > IMPUTED_MARK and id in (led_by, "quotient")
    return Value(
        value=row.get(id),
        low=row.get(f"{id}_low"),
        high=row.get(f"{id}_high"),
        flag="imputed" if imputed else None,
    )


def _rating(row: Mapping[str, Any], scheme: str) -> Value:
    own = rating_of({name: row.get(f"{name}:{scheme}") for name in RATING_KEPT})
    flag: Literal["unsure", "unjudged"] | None = "unsure" if own.unsure else None
    return Value(
        value=own.rating,
        low=own.rating_range_low,
        high=own.rating_range_high,
        flag="unjudged" if own.unjudged else flag,
        chance=own.chance,
        chance_strong=own.chance_strong,
    )
