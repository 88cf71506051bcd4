"""Summaries of rated cells: one row a region, one row a category."""

from __future__ import annotations

import polars as pl

from jiqun.clusters.cells import Cells
from jiqun.clusters.doubt import persistence_interval, settled_persistence
from jiqun.clusters.leading import COUNTED, EMPLOYMENT
from jiqun.clusters.ratings import Ratings
from jiqun.tables import sums_by

PLACE = ("definition", "region", "level", "year")
KIND = ("definition", "category", "level", "year")
#: What is counted of a region.
COUNTS = ("categories", "traded_categories", "strong", "strong_local", "diversity")


def region_profiles(cells: Cells, ratings: Ratings) -> pl.DataFrame:
    """Summarise each region: size, strong cells, strength, concentration, diversity.

    ``ratings`` is the scheme that says which cells are strong, on the cells in their order.

    Returns
    -------
    DataFrame
        One row a definition, region, level and year: employment, establishments and what leads
        (null where none was loaded; below, what leads is called employment, as it usually is), and
        ``traded_`` of what leads. ``categories`` have employment, of them
        ``traded_categories`` are traded; ``strong`` counts the strong cells of traded categories,
        ``strong_local`` those of local ones: what sells beyond the region is told apart from what
        every place has. ``strength`` is the share (0-1) of traded employment in strong cells,
        ``strength_low``/``_high`` where it will be next year with the cells' probability (by
        regions with as many establishments), ``strength_range_low``/``_high`` the same with the
        ratings at the ends of the data range (an unknown rating is not strong in the low end and
        strong in the high end); ``herfindahl`` (1/k-1) and ``diversity`` (number of categories
        with a quotient of 1 or more) are taken over traded categories, or over all where the
        definition has none; null where there is no such employment, or a part of it is unknown.
        ``visible_share`` (0-1) is the published part of employment; null where it is unknown.
    """
    leading, traded = cells.quantity, f"traded_{cells.quantity}"
    known = pl.col(leading)
    shown = _with_strength(cells.frame, ratings).with_columns(
        counted=pl.col("traded") | ~pl.col("traded").any().over("definition")
    )
    share = {
        "strength": "strong",
        "strength_range_low": "strong_low",
        "strength_range_high": "strong_high",
    }
    counted = pl.when("counted").then(known)
    summary = sums_by(
        shown,
        PLACE,
        sums=[
            *(
                pl.when(pl.col("traded") & pl.col(mark)).then(known).alias(f"{name}_at")
                for name, mark in share.items()
            ),
            counted.alias("counted_at"),
            (counted**2).alias("squared"),
            ((known.is_null() | (known < 0)) & pl.col("counted"))
            .cast(pl.Float64)
            .alias("unknown_at"),
        ],
        beside=[
            (known > 0).sum().cast(pl.Int64).alias("categories"),
            (known > 0).filter("traded").sum().cast(pl.Int64).alias("traded_categories"),
            pl.col("strong").filter("traded").sum().cast(pl.Int64),
            pl.col("strong").filter(~pl.col("traded")).sum().cast(pl.Int64).alias("strong_local"),
            (pl.col("quotient").filter("counted") >= 1).sum().cast(pl.Int64).alias("diversity"),
        ],
    ).with_columns(
        herfindahl=pl.when(pl.col("unknown_at") == 0).then(
            pl.col("squared") / pl.col("counted_at") ** 2
        )
    )
    base = pl.col(traded)
    profiles = (
        cells.totals.cast({"year": pl.Int64})
        .join(summary, on=PLACE, how="left", maintain_order="left")
        .with_columns(
            *(
                pl.when(base > 0).then(pl.col(f"{name}_at").fill_null(0.0) / base).alias(name)
                for name in share
            ),
            pl.col("herfindahl").fill_nan(None),
            pl.col(COUNTS).fill_null(0),
        )
        .pipe(_with_counted)
        .with_columns(quantity=pl.lit(leading))
        .select(
            "region", "level", "year", "definition", "quantity", *_amounts(leading),
            *dict.fromkeys(("traded_employment", traded)), "categories", "traded_categories",
            "strong", "strong_local", "strength", "strength_range_low", "strength_range_high",
            "herfindahl", "diversity", "imputed_share", "visible_share",
        )
        .sort("definition", "level", "region", "year")
    )  # fmt: skip
    return _with_persistence(profiles, cells.level)


def _with_persistence(profiles: pl.DataFrame, level: float) -> pl.DataFrame:
    """Add where each region's strength will be next year."""
    moved = settled_persistence(profiles, ["strength"])
    low, high = persistence_interval(moved, profiles, "strength", level=level)
    at = profiles.get_column_index("strength") + 1
    ends = (pl.Series("strength_low", low), pl.Series("strength_high", high))
    for step, end in enumerate(ends):
        profiles = profiles.insert_column(at + step, end.fill_nan(None))
    return profiles


def category_profiles(cells: Cells, ratings: Ratings) -> pl.DataFrame:
    """Summarise each category over the regions of a level.

    Returns
    -------
    DataFrame
        One row a definition, category, level and year: ``employment`` and ``establishments`` of
        all rows used, also of regions without a parent at the level, null where a part is
        unknown; ``visible_share`` (0-1), the published part of employment; ``regions`` with
        employment; ``ubiquity``, the regions with a quotient of 1 or more; ``herfindahl`` of the
        category's employment over regions (1/R-1); ``strong``, the number of strong cells.
    """
    x = pl.col(cells.quantity)
    summary = sums_by(
        _with_strength(cells.frame, ratings),
        KIND,
        whole=[x.alias("whole"), (x**2).alias("squared")],
        beside=[
            pl.col("traded").first(),
            (x > 0).sum().cast(pl.Int64).alias("regions"),
            (pl.col("quotient") >= 1).sum().cast(pl.Int64).alias("ubiquity"),
            pl.col("strong").sum().cast(pl.Int64),
        ],
    ).with_columns(herfindahl=(pl.col("squared") / pl.col("whole") ** 2).fill_nan(None))
    amounts = _amounts(cells.quantity)
    national = _with_counted(cells.national.cast({"year": pl.Int64})).select(
        *KIND, *amounts, "visible_share"
    )
    return (
        summary.join(national, on=KIND, how="left", maintain_order="left")
        .select(
            "definition", "category", "level", "year", "traded", *amounts, "regions",
            "ubiquity", "herfindahl", "strong", "visible_share",
        )
        .sort(KIND)
    )  # fmt: skip


def _amounts(leading: str) -> tuple[str, ...]:
    """Name the amounts of a profile: jobs, establishments, and what leads."""
    return tuple(dict.fromkeys((EMPLOYMENT, "establishments", leading)))


def _with_counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Add jobs and establishments where none were loaded, unknown."""
    absent = [name for name in (*COUNTED, "traded_employment") if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in absent)


def _with_strength(frame: pl.DataFrame, ratings: Ratings) -> pl.DataFrame:
    """Mark the cells that are strong at the point and at the ends of the interval."""
    scheme = ratings.scheme
    line = scheme.rank(scheme.strong) if scheme.strong else 0
    codes = [r.code for r in scheme.ratings if r.rank >= line] if scheme.strong else []
    rated = ratings.frame
    return frame.with_columns(
        strong=rated["rating"].is_in(codes).fill_null(value=False),
        strong_low=rated["rating_range_low"].is_in(codes).fill_null(value=False),
        strong_high=rated["rating_range_high"].is_in(codes).fill_null(value=True),
    )
