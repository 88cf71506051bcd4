"""Numbers of several years on one basis of regions, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from jiqun.tables.bases.changes import Present, RegionChanges, years_present
from jiqun.tables.sums import sums_by


@dataclass(frozen=True, slots=True, kw_only=True)
class OneBasis:
    """Rows of several years on the regions of the newest.

    Attributes
    ----------
    rows
        As they came, regions named and shared out as in the newest year.
    moved
        Region before, region after: where numbers were moved.
    parted
        Region, last year of its old land: the code goes on, but what it won or lost is not known
        in numbers, so that its earlier rows stand apart, under :func:`former`.
    """

    rows: pl.DataFrame
    moved: tuple[tuple[str, str], ...] = ()
    parted: tuple[tuple[str, int], ...] = ()


def former(region: str, last: int) -> str:
    """Name a code as it was until a year.

    Examples
    --------
    >>> former("08013", 2001)
    '08013 (–2001)'
    """
    return f"{region} (–{last})"


def on_one_basis(
    rows: pl.DataFrame, changes: RegionChanges, *, values: Iterable[str], by: Iterable[str] = ()
) -> OneBasis:
    """Bring every year's rows to the regions of the newest year.

    Parameters
    ----------
    rows
        ``region, year``, the columns of ``by`` and numbers that can be added up.
    changes
        What is known of codes that changed.
    values, by
        The numbers; what makes a row beside region and year ("industry").

    Returns
    -------
    OneBasis
        A number is null where one of its parts is. A region whose land went to several in
        shares that are not known keeps its rows of before, and those that won from it stand
        apart before and after: sums over regions stay whole, nothing is compared that is not
        the same land.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["a", "b", "b"], "year": [2018, 2018, 2019],
    ...                      "jobs": [40.0, 100.0, 141.0]})
    >>> told = {"region": ["a"], "successor": ["b"], "year": [2019], "kind": ["merged"]}
    >>> known = RegionChanges.from_frame(pl.DataFrame(told))
    >>> on_one_basis(rows, known, values=["jobs"]).rows.rows()
    [('b', 2018, 140.0), ('b', 2019, 141.0)]
    """
    columns, keys = list(values), ["region", "year", *by]
    present = years_present(rows)
    if not changes or not present:
        return OneBasis(rows=rows)
    parted = _parted(changes, present)
    links = _to_newest(changes, present)
    moved = dict.fromkeys((part, to) for _, part, to, _ in links if part != to)
    links = _set_apart(links, parted, present)
    if not links:
        return OneBasis(rows=rows)
    kinds: dict[str, Any] = {"year": rows.schema["year"], "region": pl.String, "to": pl.String}
    told = pl.DataFrame(links, schema={**kinds, "weight": pl.Float64}, orient="row")
    named = (
        rows.with_columns(pl.col("region").cast(pl.String))
        .join(told, on=["region", "year"], how="left", maintain_order="left_right")
        .with_columns(region=pl.coalesce("to", "region"), weight=pl.col("weight").fill_null(1.0))
    )
    weighed = [(pl.col(name) * pl.col("weight")).alias(name) for name in columns]
    kept = [name for name in rows.columns if name in (*keys, *columns)]
    summed = sums_by(named, keys, whole=weighed).select(kept)
    return OneBasis(rows=summed, moved=tuple(moved), parted=parted)


def earlier_on_basis(
    rows: pl.DataFrame,
    changes: RegionChanges,
    *,
    values: Sequence[str],
    by: Sequence[str],
    present: Present | None = None,
) -> pl.DataFrame:
    """Give, where codes changed, each row's numbers in the year before on its own basis.

    Parameters
    ----------
    rows
        ``region, year``, the columns of ``by``, and the values.
    changes
        What is known of codes that changed.
    values, by
        The numbers; what makes a row beside region and year.
    present
        Regions of each year where rows leave some out; None reads it off the rows.

    Returns
    -------
    DataFrame
        Keys, ``since`` (the newest earlier year in which any part of the region has a row) and
        the values then; only rows whose region was not itself in some earlier year. A value is
        null where a part or its share is not known.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["a", "b"], "year": [2014, 2016], "jobs": [80.0, 88.0]})
    >>> told = {"region": ["a"], "successor": ["b"], "year": [2015], "kind": ["renumbered"]}
    >>> known = RegionChanges.from_frame(pl.DataFrame(told))
    >>> earlier_on_basis(rows, known, values=["jobs"], by=[]).rows()
    [('b', 2016, 2014, 80.0)]
    """
    keys = [*by, "region", "year"]
    own = rows.select(*by, pl.col("region").cast(pl.String), pl.col("year").cast(pl.Int64), *values)
    there = years_present(rows) if present is None else present
    links = _histories(changes, there) if changes else []
    if not links:
        return own.clear().select(*keys, pl.col("year").alias("since"), *values)
    kinds = {"since": pl.Int64, "part": pl.String, "to": pl.String, "year": pl.Int64}
    told = pl.DataFrame(links, schema={**kinds, "weight": pl.Float64}, orient="row")
    parts = own.rename({"region": "part", "year": "since"})
    earlier = told.join(parts, on=["part", "since"], maintain_order="left_right")
    weighed = [(pl.col(name).cast(pl.Float64) * pl.col("weight")).alias(name) for name in values]
    summed = sums_by(earlier.rename({"to": "region"}), [*keys, "since"], whole=weighed)
    newest = summed.sort("since", maintain_order=True)
    return newest.unique(subset=keys, keep="last", maintain_order=True).join(
        own.select(keys), on=keys, how="semi"
    )


def _to_newest(changes: RegionChanges, present: Present) -> list[tuple[int, str, str, float]]:
    """Give (year, region then, region now, share) where they differ, for every year."""
    newest = max(present)
    links: list[tuple[int, str, str, float]] = []
    for year in present:
        found = changes.between(present, year, newest)
        shared: dict[str, list[tuple[str, float | None]]] = {}
        for region, parts in found.items():
            for part, weight in parts:
                shared.setdefault(part, []).append((region, weight))
        for part, ways in shared.items():
            known = [(to, weight) for to, weight in ways if weight is not None]
            if len(known) == len(ways) and ways != [(part, 1.0)]:
                links += [(year, part, to, weight) for to, weight in known]
    return links


def _parted(changes: RegionChanges, present: Present) -> tuple[tuple[str, int], ...]:
    """Give (region, year before) where the land of a code that stays changed in unknown shares."""
    years = sorted(present)
    return tuple(
        (region, before)
        for before, after in pairwise(years)
        for region, parts in changes.between(present, before, after).items()
        if region in present[before] and any(weight is None for _, weight in parts)
    )


def _set_apart(
    links: list[tuple[int, str, str, float]],
    parted: Iterable[tuple[str, int]],
    present: Present,
) -> list[tuple[int, str, str, float]]:
    """Name what belongs to a region of before a change that is not known in numbers."""
    lasts: dict[str, list[int]] = {}
    for region, last in parted:
        lasts.setdefault(region, []).append(last)
    ends = {
        (year, region): former(region, min(last for last in known if last >= year))
        for region, known in lasts.items()
        for year in present
        if year <= max(known)
    }
    named = [(year, part, ends.get((year, to), to), weight) for year, part, to, weight in links]
    linked = {(year, part) for year, part, _, _ in links}
    own = [
        (year, region, name, 1.0)
        for (year, region), name in ends.items()
        if (year, region) not in linked and region in present[year]
    ]
    return [*named, *own]


def _histories(
    changes: RegionChanges, present: Present
) -> list[tuple[int, str, str, int, float | None]]:
    """Give (earlier year, part, region, year, share) for regions that changed before a year."""
    years = sorted(present)
    links: list[tuple[int, str, str, int, float | None]] = []
    for at, year in enumerate(years):
        found = {before: changes.between(present, before, year) for before in years[:at]}
        changed = sorted({region for parts in found.values() for region in parts})
        links += [
            (before, part, region, year, weight)
            for region in changed
            for before, parts in found.items()
            for part, weight in parts.get(region, ((region, 1.0),))
        ]
    return links
