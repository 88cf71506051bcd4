"""Growth of cells: like with like, where regions' codes changed between two years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import polars as pl

from jiqun.core import Caution
from jiqun.tables import (
    Present,
    RegionChanges,
    earlier_on_basis,
    told_changes,
    years_present,
)

#: Growth is blank where more than this share of either end is imputed.
MOST_IMPUTED = 0.25
_KEY = ("definition", "category", "place", "year")


def grown(
    frame: pl.DataFrame,
    changes: RegionChanges,
    totals: pl.DataFrame,
    *,
    prices: Mapping[int, float] | None = None,
) -> pl.DataFrame:
    """Add growth a year since the previous year of the same cell, on the later year's regions.

    Parameters
    ----------
    frame
        Cells sorted by definition, level, category, place and year, with ``size``,
        ``imputed_share`` and, where they are told, ``visible_share`` and ``base``, the level whose
        rows were summed.
    changes
        What is known of codes that changed: what a region took over counts in both years.
    totals
        ``level, place, year`` of every region that has any row.
    prices
        What an amount of each year is worth in the prices of one: growth is then real, null where a
        year has none. Empty or None: amounts are compared as they are.

    Returns
    -------
    DataFrame
        With ``growth``, and ``growth_range_low``/``_high``, what the ends of both years'
        ``size_range`` admit: null where either end is 0 or unknown, where more than a
        quarter of either is imputed, where one year's rows are of another level than the other's,
        or complete where the other's may lack small cells, or where the region's land changed in a
        way that is not known in numbers. A region that has rows in one year only has none: it did
        not grow from nothing.
    """
    same = pl.lit(value=True)
    for name in ("definition", "level", "category", "place"):
        same = same & (pl.col(name) == pl.col(name).shift(1))
    put_in = pl.col("imputed_share").fill_null(0.0)
    full = frame.with_columns(
        before=pl.when(same).then(pl.col("size").shift(1)),
        before_imputed=pl.when(same).then(put_in.shift(1)),
        since=pl.when(same).then(pl.col("year").shift(1)),
        before_low=pl.when(same).then(pl.col("size_range_low").shift(1)),
        before_high=pl.when(same).then(pl.col("size_range_high").shift(1)),
    )
    full = _rebased(full, changes, totals) if changes else full
    years = pl.col("year") - pl.col("since")

    def change(now: str, then: str) -> pl.Expr:
        ratio = pl.col(now) / pl.col(then)
        rate = (ratio * _worth(prices) if prices else ratio) ** (1.0 / years) - 1.0
        return pl.when(usable & (pl.col(then) > 0)).then(rate)

    usable = (
        (pl.col("before") > 0)
        & (pl.col("size") > 0)
        & (put_in <= MOST_IMPUTED)
        & (pl.col("before_imputed") <= MOST_IMPUTED)
        & (~same | _alike(frame))
    )
    return full.with_columns(
        growth=change("size", "before"),
        growth_range_low=change("size_range_low", "before_high"),
        growth_range_high=change("size_range_high", "before_low"),
    ).drop("before", "before_imputed", "since", "before_low", "before_high")


def _worth(prices: Mapping[int, float]) -> pl.Expr:
    """Give what an amount of the row's year is worth over one of the year it is held against."""
    each = [
        pl.col(name).cast(pl.Int64).replace_strict(dict(prices), default=None,
                                                  return_dtype=pl.Float64)
        for name in ("year", "since")
    ]  # fmt: skip
    return each[0] / each[1]


def _alike(frame: pl.DataFrame) -> pl.Expr:
    """Say whether a row counts what the row before counts."""
    alike = pl.lit(value=True)
    if "base" in frame.columns:
        alike &= pl.col("base") == pl.col("base").shift(1)
    if "visible_share" in frame.columns:
        unknown = pl.col("visible_share").is_null()
        alike &= unknown == unknown.shift(1)
    return alike


def change_cautions(changes: RegionChanges, totals: pl.DataFrame) -> Iterator[Caution]:
    """Tell which regions have rows in some years only, and whose land changed, level by level."""
    for level, present in _present(totals).items():
        yield from told_changes(changes, present, level=level)


def _present(totals: pl.DataFrame) -> Mapping[str, Present]:
    if totals.is_empty():
        return {}
    place = "place" if "place" in totals.columns else "region"
    levels = totals["level"].unique(maintain_order=True).to_list()
    rows = {level: totals.filter(pl.col("level") == level) for level in levels}
    return {level: years_present(own, region=place) for level, own in rows.items()}


def _rebased(full: pl.DataFrame, changes: RegionChanges, totals: pl.DataFrame) -> pl.DataFrame:
    """Put in place what the cells of changed regions were in the year before."""
    put_in = pl.col("imputed_share").fill_null(0.0) * pl.col("size")
    parts = []
    for level, present in _present(totals).items():
        rows = full.filter(pl.col("level") == level).select(
            "definition", "category", "year", "size",
            pl.col("place").cast(pl.String).alias("region"), put_in.alias("imputed"),
        )  # fmt: skip
        found = earlier_on_basis(
            rows, changes, values=["size", "imputed"], by=["definition", "category"],
            present=present,
        )  # fmt: skip
        parts.append(found.with_columns(level=pl.lit(level)))
    earlier = pl.concat(parts) if parts else pl.DataFrame()
    if earlier.is_empty():
        return full
    named = earlier.select(
        "definition", "category", "level", pl.col("year").cast(full.schema["year"]),
        pl.col("region").cast(full.schema["place"]).alias("place"),
        pl.col("size").alias("_before"), pl.col("since").alias("_since"),
        pl.when(pl.col("size") > 0)
        .then(pl.col("imputed") / pl.col("size"))
        .alias("_imputed"),
        changed=True,
    )  # fmt: skip
    joined = full.join(named, on=[*_KEY, "level"], how="left", maintain_order="left")
    new = {
        "before": "_before", "before_imputed": "_imputed", "since": "_since",
        "before_low": "_before", "before_high": "_before",
    }  # fmt: skip
    put = [pl.when("changed").then(own).otherwise(name).alias(name) for name, own in new.items()]
    return joined.with_columns(put).drop("changed", *set(new.values()))


def long_growth(rows: pl.DataFrame, *, quantity: str = "employment") -> tuple[float, int] | None:
    """Give a cell's yearly growth over its years on the same land, and the first of them.

    Parameters
    ----------
    rows
        One cell's rows sorted by year: ``year``, the quantity, ``growth, imputed_share``.
    quantity
        What leads.

    Returns
    -------
    tuple or None
        From the earliest year that can be compared with the latest; what a merged code brought
        counts at both ends, and a change that is not known in numbers ends the way back. None
        where no two years can be compared, or the latest is more than a quarter imputed.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2017, 2018, 2019], "employment": [90.0, 100, 141],
    ...                      "growth": [None, 0.1, 141 / 140 - 1], "imputed_share": [0.0] * 3})
    >>> growth, since = long_growth(rows)
    >>> round(growth, 4), since
    (0.0525, 2017)
    """
    told = [
        one
        for one in rows.select("year", quantity, "growth", "imputed_share").iter_rows()
        if one[1]
    ]
    if not told or (told[-1][3] or 0.0) > MOST_IMPUTED:
        return None
    last, factor, found = told[-1], 1.0, None
    for before, after in pairwise(reversed(told)):
        years = before[0] - after[0]
        own = before[1] / after[1]
        clear = max(before[3] or 0.0, after[3] or 0.0) <= MOST_IMPUTED
        if before[2] is None and clear:
            break
        factor *= own if before[2] is None else (1.0 + before[2]) ** years
        if (after[3] or 0.0) <= MOST_IMPUTED:
            found = factor ** (1.0 / (last[0] - after[0])) - 1.0, int(after[0])
    return found
