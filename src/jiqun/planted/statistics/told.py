"""What is told of changed definitions: to readers of statistics, and as truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.ground import Industries, Places
from jiqun.planted.statistics.breaks import Breaks
from jiqun.tables import sums_by

Float = NDArray[np.float64]

#: Digits of a share that an office prints.
PRINTED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moved:
    """What the recodings moved, in the year before each; one entry a recoding.

    Attributes
    ----------
    establishments, employment
        Of those that are counted elsewhere from then on.
    of_establishments, of_employment
        Of all that the old code counted.
    """

    establishments: Float
    employment: Float
    of_establishments: Float
    of_employment: Float


def county_codes(places: Places, breaks: Breaks) -> list[str]:
    """Give the counties' codes, those that ended after those that are."""
    codes = list(places.codes["county"])
    known = set(codes)
    for ended in breaks.ended:
        city = places.codes["city"][places.land.city[ended.home]]
        width = len(places.codes["county"][ended.home]) - len(city)
        free = (f"{city}{number:0{width}d}" for number in range(10**width - 1, 0, -1))
        codes.append(next(code for code in free if code not in known))
        known.add(codes[-1])
    return codes


def breaks_table(
    places: Places, industries: Industries, breaks: Breaks, moved: Moved
) -> pl.DataFrame:
    """Give the truth ``definition_breaks``: one row a recoding, oldest first."""
    counties = county_codes(places, breaks)
    rows = [
        {
            "year": one.year,
            "of": "region" if one.of_regions else "industry",
            "kind": one.kind,
            "from": (counties if one.of_regions else industries.codes)[one.old],
            "to": (counties if one.of_regions else industries.codes)[one.new],
            "establishments": moved.establishments[i],
            "employment": moved.employment[i],
            "share_establishments": _share(moved.establishments[i], moved.of_establishments[i]),
            "share": _share(moved.employment[i], moved.of_employment[i]),
        }
        for i, one in enumerate(breaks.recodings)
    ]
    kinds = dict.fromkeys(("of", "kind", "from", "to"), pl.String)
    numbers = ("establishments", "employment", "share_establishments", "share")
    schema = {"year": pl.Int64, **kinds, **dict.fromkeys(numbers, pl.Float64)}
    return pl.DataFrame(rows, schema=schema).sort("year", "of", "from", "to")


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def concordance(told: pl.DataFrame) -> pl.DataFrame:
    """Give what an office prints of recoded classes: where each old class went, in shares.

    ``year, industry_before, industry_after, share``: of the old class's employment in the year
    before, to three digits; what stayed has a row of its own.
    """
    moved = told.filter(pl.col("of") == "industry").select(
        "year",
        pl.col("from").alias("industry_before"),
        pl.col("to").alias("industry_after"),
        pl.col("share").fill_null(0.0).round(PRINTED),
    )
    gone = sums_by(moved, ["year", "industry_before"], sums=[pl.col("share")])
    stayed = gone.with_columns(
        pl.col("industry_before").alias("industry_after"),
        (1 - pl.col("share")).round(PRINTED).alias("share"),
    )
    return pl.concat([moved, stayed.select(moved.columns)]).sort(
        "year", "industry_before", "industry_after"
    )


def changes_table(told: pl.DataFrame) -> pl.DataFrame:
    """Give the canonical table ``region_changes``, weights by employment in the year before."""
    rows = told.filter(pl.col("of") == "region")
    whole = pl.col("kind").is_in(["merged", "renumbered"])
    return rows.select(
        pl.col("from").alias("region"),
        pl.col("to").alias("successor"),
        "year",
        "kind",
        pl.when(whole).then(1.0).otherwise("share").alias("weight"),
        pl.lit("share of employment in the year before").alias("note"),
        pl.lit("planted").alias("source"),
    )


def ended_regions(places: Places, breaks: Breaks) -> pl.DataFrame:
    """Give rows of ``regions`` for the codes that ended; they have no boundary."""
    codes = county_codes(places, breaks)[len(places.population) :]
    counties = places.regions.filter(pl.col("level") == "county")
    homes = counties[[int(one.home) for one in breaks.ended]]
    last = [f"(to {one.year - 1})" for one in breaks.ended]
    last_zh = [f"（至{one.year - 1}年）" for one in breaks.ended]
    return homes.with_columns(
        pl.Series("region", codes, dtype=pl.String),
        (pl.lit("Former ") + pl.col("name") + " " + pl.Series(last, dtype=pl.String)).alias("name"),
        (pl.lit("原") + pl.col("name_zh") + pl.Series(last_zh, dtype=pl.String)).alias("name_zh"),
        pl.lit(None, dtype=pl.Float64).alias("area_km2"),
        pl.lit(None, dtype=pl.Float64).alias("population"),
        pl.lit(None, dtype=pl.Binary).alias("geometry"),
    )
