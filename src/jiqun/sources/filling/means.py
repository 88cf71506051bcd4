"""Withheld employment put in by named steps that mark every cell they touch.

The interval that the publisher's words or the rest of the table admit is kept, so that a
quotient or a rating can say what it would be at either end.
"""

from __future__ import annotations

import polars as pl

from jiqun.sources.places import table
from jiqun.tables import sums_by

MIDPOINT = "size-class-midpoint"
MEAN = "establishment-mean"
#: Share of published cells whose mean establishment is no larger than the upper bound.
UPPER = 0.95
#: Prefixes of an industry code tried in turn until published cells are found.
PREFIXES = (6, 5, 4, 3, 2, 0)


def size_classes() -> pl.DataFrame:
    """Give flag, low, high (null: open) and mid-point of the employment size classes."""
    return table("sources/us_size_classes.csv").select(
        "flag", *(pl.col(name).cast(pl.Float64) for name in ("low", "high", "midpoint"))
    )


def impute_size_class_midpoint(activity: pl.DataFrame) -> pl.DataFrame:
    """Fill withheld employment by the mid-point of its published size class.

    Parameters
    ----------
    activity
        Canonical rows; ``withheld`` true and ``size_class`` given where a flag was published.

    Returns
    -------
    polars.DataFrame
        The same rows; filled cells have ``imputed`` "size-class-midpoint" and the class's
        bounds in ``employment_low`` and ``employment_high`` (null above 100,000).

    References
    ----------
    Mid-points as the U.S. Cluster Mapping project used them: A 10, B 60, C 175, E 375,
    F 750, G 1750, H 3750, I 7500, J 17500, K 37500, L 75000, M 100000.

    Examples
    --------
    >>> cell = {"employment": None, "withheld": True, "size_class": "C", "imputed": None,
    ...         "employment_low": None, "employment_high": None}
    >>> row = impute_size_class_midpoint(pl.DataFrame([cell])).row(0, named=True)
    >>> row["employment"], row["employment_low"], row["employment_high"]
    (175.0, 100.0, 249.0)
    """
    joined = activity.join(
        size_classes(), left_on="size_class", right_on="flag", how="left", maintain_order="left"
    )
    fill = pl.col("withheld") & pl.col("employment").is_null() & pl.col("midpoint").is_not_null()
    return joined.with_columns(
        _put("employment", fill, pl.col("midpoint")),
        _put("employment_low", fill, pl.col("low")),
        _put("employment_high", fill, pl.col("high")),
        pl.when(fill).then(pl.lit(MIDPOINT)).otherwise(pl.col("imputed")).alias("imputed"),
    ).drop("low", "high", "midpoint")


def impute_establishment_mean(activity: pl.DataFrame) -> pl.DataFrame:
    r"""Fill withheld employment by establishments times their mean size elsewhere.

    .. math:: \hat e_{ri} = n_{ri} \, \frac{\sum_{s} e_{si}}{\sum_{s} n_{si}}

    over the published cells s of the same industry and year (where there is none: of the
    industry group, sector or whole). The lower bound is one person an establishment; the
    upper is n times the 95th percentile of the published cells' mean sizes.

    Parameters
    ----------
    activity
        Canonical rows of one depth of industries; ``establishments`` given where withheld.

    Returns
    -------
    polars.DataFrame
        The same rows; filled cells have ``imputed`` "establishment-mean" and both bounds.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["a", "b"], "industry": ["336411"] * 2, "year": [2018] * 2,
    ...     "establishments": [4.0, 3.0], "employment": [40.0, None], "withheld": [False, True],
    ...     "employment_low": [None, None], "employment_high": [None, None],
    ...     "imputed": [None, None]},
    ...     schema_overrides={"employment_low": pl.Float64, "employment_high": pl.Float64,
    ...                       "imputed": pl.String})
    >>> impute_establishment_mean(rows).row(1, named=True)["employment"]
    30.0
    """
    gaps = activity["withheld"].fill_null(value=False) & activity["employment"].is_null()
    gaps &= activity["establishments"].fill_null(0) > 0
    if not gaps.any():
        return activity
    spots = activity.with_row_index("at").filter(gaps).select("at", "industry", "year")
    filled = size_means(activity, spots)
    joined = activity.with_row_index("at").join(filled, on="at", how="left", maintain_order="left")
    put = pl.col("mean").is_not_null()
    count = pl.col("establishments")
    value = count * pl.col("mean")
    return joined.with_columns(
        _put("employment", put, value),
        _put("employment_low", put, pl.min_horizontal(count, value)),
        _put("employment_high", put, pl.max_horizontal(count * pl.col("upper"), value)),
        pl.when(put).then(pl.lit(MEAN)).otherwise(pl.col("imputed")).alias("imputed"),
    ).drop("at", "mean", "upper")


def size_means(activity: pl.DataFrame, spots: pl.DataFrame) -> pl.DataFrame:
    """Give at each gap the mean establishment and the upper size, by the longest prefix.

    ``spots`` has ``at, industry, year``; what has no published cell at all is left out.
    """
    published = activity.filter(
        ~pl.col("withheld").fill_null(value=False)
        & pl.col("employment").is_not_null()
        & (pl.col("establishments") > 0)
    ).select("industry", "year", "employment", "establishments")
    found: list[pl.DataFrame] = []
    each = pl.col("employment") / pl.col("establishments")
    for length in PREFIXES:
        if spots.is_empty():
            break
        prefix = pl.col("industry").str.slice(0, length).alias("prefix")
        wanted = spots.with_columns(prefix)
        sizes = (
            published.with_columns(prefix)
            .join(wanted.select("prefix", "year").unique(), on=["prefix", "year"], how="semi")
            .pipe(
                sums_by,
                ["prefix", "year"],
                sums=[pl.col("employment", "establishments")],
                beside=[each.quantile(UPPER).alias("upper")],
            )
            .with_columns(mean=each)
            .drop("employment", "establishments")
        )
        matched = wanted.join(sizes, on=["prefix", "year"], how="left")
        found.append(matched.filter(pl.col("mean").is_not_null()).select("at", "mean", "upper"))
        spots = matched.filter(pl.col("mean").is_null()).select("at", "industry", "year")
    return pl.concat(found)


def _put(name: str, where: pl.Expr, value: pl.Expr) -> pl.Expr:
    return pl.when(where).then(value).otherwise(pl.col(name)).cast(pl.Float64).alias(name)
