"""Published cells hidden on purpose, as a publisher withholds them, so that fills can be judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from jiqun.core import stream
from jiqun.sources import size_classes

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
COUNTIES = DATA / "us_employment/cbp_county_naics6_2017_2020.parquet"
DEPTHS = (0, 2, 3, 4, 5, 6)
COUNTY = 5
KEY = ["region", "industry", "year"]
SIZES = [1, 2, 3, 4, 6, 9, 14, 24, 49, 99, 249]


def with_class(rows: pl.DataFrame) -> pl.DataFrame:
    """Give published cells the size class that the publisher would have printed."""
    classes = size_classes().sort("low")
    flag = pl.Series(classes["flag"])
    at = (
        np.searchsorted(
            classes["low"].to_numpy(), rows["employment"].fill_null(0).to_numpy(), "right"
        )
        - 1
    )
    return rows.with_columns(pl.Series("class", flag[np.maximum(at, 0)]))


def masked(
    rows: pl.DataFrame, industries: pl.DataFrame, *, share: float, seed: int
) -> pl.DataFrame:
    """Give a column ``mask``: leaves drawn as the withheld ones by establishments, and partners.

    A cell is drawn with the probability that makes the drawn like the withheld in establishments
    and year; a total that is the same single class goes with it; where a published total has one
    cell without number only, its smallest published sister is masked too, as publishers do.
    """
    rows = with_class(rows).with_row_index("cell")
    leaf = pl.col("industry").str.len_chars() == 6
    bucket = pl.sum_horizontal(pl.col("establishments") > size for size in SIZES).alias("bucket")
    rows = rows.with_columns(bucket, leaf=leaf, shown=pl.col("employment") > 0)
    odds = (
        rows.filter("leaf")
        .group_by("bucket", "year")
        .agg(pl.col("withheld").sum().alias("w"), pl.col("shown").sum().alias("p"))
        .with_columns(odds=(share * pl.col("w") / pl.col("p").clip(1)).clip(0, 0.5))
    )
    rows = rows.join(
        odds.select("bucket", "year", "odds"),
        on=["bucket", "year"],
        how="left",
        maintain_order="left",
    )
    drawn = pl.Series(stream(seed=seed, name="mask").random(rows.height)) < rows["odds"].fill_null(
        0
    )
    rows = rows.with_columns(mask=drawn & rows["shown"] & rows["leaf"])
    up = industries.select("industry", "parent")
    rows = rows.join(up, on="industry", how="left", maintain_order="left")
    for _ in range(5):
        rows = _partners(rows)
    return rows


def _partners(rows: pl.DataFrame) -> pl.DataFrame:
    gone = pl.col("mask") | ~pl.col("shown")
    own = rows.select(
        "region",
        pl.col("industry").alias("parent"),
        "year",
        total=pl.col("establishments"),
        told=~gone,
    )
    sums = (
        rows.group_by("region", "parent", "year")
        .agg(
            gone.sum().alias("gone"),
            (pl.col("mask")).sum().alias("masks"),
            pl.len().alias("many"),
            pl.col("establishments").sum().alias("inside"),
        )
        .join(own, on=["region", "parent", "year"])
    )
    same = sums.filter((pl.col("many") == 1) & (pl.col("masks") == 1) & "told")
    tops = same.select("region", pl.col("parent").alias("industry"), "year", top=pl.lit(value=True))
    lone = sums.filter(
        (pl.col("gone") == 1) & (pl.col("masks") == 1) & (pl.col("many") > 1) & "told"
    )
    sisters = (
        rows.filter("shown", ~pl.col("mask"))
        .join(lone.select("region", "parent", "year"), on=["region", "parent", "year"])
        .sort("employment", "industry")
        .unique(["region", "parent", "year"], keep="first", maintain_order=True)
        .select("region", "industry", "year", sister=pl.lit(value=True))
    )
    rows = rows.join(tops, on=KEY, how="left", maintain_order="left")
    rows = rows.join(sisters, on=KEY, how="left", maintain_order="left")
    add = (pl.col("top").fill_null(False) | pl.col("sister").fill_null(False)) & pl.col("shown")
    return rows.with_columns(mask=pl.col("mask") | add).drop("top", "sister")


def hidden_of(rows: pl.DataFrame, *, classes: bool = True) -> pl.DataFrame:
    """Give the rows as a publisher would: masked numbers null, withheld, with their class."""
    mask = pl.col("mask")
    return rows.with_columns(
        pl.when(mask).then(None).otherwise(pl.col("employment")).alias("employment"),
        pl.when(mask).then(None).otherwise(pl.col("payroll")).alias("payroll"),
        *(
            pl.when(mask).then(None).otherwise(pl.col(n)).alias(n)
            for n in ("employment_low", "employment_high")
        ),
        (pl.col("withheld") | mask).alias("withheld"),
        pl.when(mask)
        .then(pl.col("class") if classes else pl.lit(None, pl.String))
        .otherwise(pl.col("size_class"))
        .alias("size_class"),
    )


def table(rows: list[dict[str, Any]]) -> None:
    """Print rows as a table of a page."""
    names = list(rows[0])
    print("| " + " | ".join(names) + " |")
    print("|" + "---|" * len(names))
    for row in rows:
        print("| " + " | ".join(_cell(row[name]) for name in names) + " |")
    print()


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def sums(rows: pl.DataFrame, digits: int, region: pl.Expr) -> pl.DataFrame:
    """Add rows up to wider industries and regions."""
    code = pl.col("industry").str.head(digits) if digits else pl.lit("00")
    if digits == 2:
        code = code.replace(
            {
                "31": "31-33",
                "32": "31-33",
                "33": "31-33",
                "44": "44-45",
                "45": "44-45",
                "48": "48-49",
                "49": "48-49",
            }
        )
    return (
        rows.group_by(region.alias("region"), code.alias("industry"), "year", maintain_order=True)
        .agg(pl.col("establishments", "employment").sum())
        .with_columns(withheld=pl.lit(value=False))
    )
