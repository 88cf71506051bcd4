"""Numbers of several years on one basis of regions, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from jiqun.tables.bases.changes import Present, RegionChanges, years_present
from jiqun.tables.bases.traces import traced
from jiqun.tables.sums import sums_by


def on_one_basis(
    rows: pl.DataFrame, changes: RegionChanges, *, values: Iterable[str], by: Iterable[str] = ()
) -> pl.DataFrame:
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
    DataFrame
        A number is null where one of its parts is. Where land went from one region to another
        in a share that is not known, either's rows of before stand apart, under a name of their
        own (:func:`former`): sums over regions stay whole, nothing is compared that is not the
        same land.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["a", "b", "b"], "year": [2018, 2018, 2019],
    ...                      "jobs": [40.0, 100.0, 141.0]})
    >>> told = {"region": ["a"], "successor": ["b"], "year": [2019], "kind": ["merged"]}
    >>> known = RegionChanges.from_frame(pl.DataFrame(told))
    >>> on_one_basis(rows, known, values=["jobs"]).rows()
    [('b', 2018, 140.0), ('b', 2019, 141.0)]
    """
    columns, keys = list(values), ["region", "year", *by]
    present = years_present(rows)
    if not changes or not present:
        return rows
    trace = traced(changes, present, max(present))
    links = [
        (year, region, label, weight)
        for year, lands in trace.lands.items()
        for region, labels in lands.items()
        if labels != {region: 1.0}
        for label, weight in labels.items()
    ]
    if not links:
        return rows
    kinds: dict[str, Any] = {"year": rows.schema["year"], "region": pl.String, "to": pl.String}
    told = pl.DataFrame(links, schema={**kinds, "weight": pl.Float64}, orient="row")
    named = (
        rows.with_columns(pl.col("region").cast(pl.String))
        .join(told, on=["region", "year"], how="left", maintain_order="left_right")
        .with_columns(region=pl.coalesce("to", "region"), weight=pl.col("weight").fill_null(1.0))
    )
    weighed = [(pl.col(name) * pl.col("weight")).alias(name) for name in columns]
    kept = [name for name in rows.columns if name in (*keys, *columns)]
    return sums_by(named, keys, whole=weighed).select(kept)


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


def _histories(
    changes: RegionChanges, present: Present
) -> list[tuple[int, str, str, int, float | None]]:
    """Give (earlier year, part, region, year, share) for regions that changed before a year."""
    links: list[tuple[int, str, str, int, float | None]] = []
    steps = changes.steps(present)
    if not any(steps.values()):
        return links
    for year in sorted(present)[1:]:
        trace = traced(changes, present, year, steps=steps)
        changed = {
            label
            for lands in trace.lands.values()
            for region, labels in lands.items()
            if labels != {region: 1.0}
            for label in labels
        } | set(trace.lost)
        for earlier, lands in trace.lands.items():
            if earlier < year:
                links += [
                    (earlier, region, label, year, weight)
                    for region, labels in lands.items()
                    for label, weight in labels.items()
                    if label in changed and label in present[year]
                ]
        links += [
            (earlier, part, label, year, None)
            for label, (last, parts) in trace.lost.items()
            for earlier in present
            if earlier <= last
            for part in parts
        ]
    return links
