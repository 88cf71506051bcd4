"""The firms: a code, a name in both languages, a place, an industry, a life each."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import DRIVERS, Clusters
from jiqun.planted.firms import NEVER, Establishments
from jiqun.planted.ground import Industries, Places, scrambled, spelled
from jiqun.planted.plans import EconomyPlan

Int = NDArray[np.int64]

#: Tier, share of the traded firms of middling size that hold it.
TIERS: Final = (("little-giant", 0.01), ("srdi", 0.05), ("innovative-sme", 0.12))
#: How many times more of them there are where the government drives a cluster (assumption).
FAVOURED = 4.0
#: Names put together at once: bounds memory, changes nothing.
CHUNK = 1_000_000


def firms_table(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    at: Establishments,
    rows: Int,
    last: NDArray[np.int32],
) -> pl.DataFrame:
    """Give the firms' rows of ``organisations``; ``rows`` are their establishments."""
    industry = at.industry[rows]
    favoured = np.append(clusters.driver == DRIVERS.index("government"), values=False)
    favoured = favoured[at.cluster[rows]]
    closed = pl.Series(at.closed[rows]).cast(pl.Int64)
    named = _names(plan, places, industries, at, rows)
    return named.with_columns(
        pl.lit("firm").alias("kind"),
        pl.Series("region", places.codes["county"]).gather(at.county[rows]),
        pl.Series("lon", at.lon[rows]),
        pl.Series("lat", at.lat[rows]),
        pl.Series("industry", industries.codes).gather(industry),
        pl.Series("founded", at.founded[rows]).cast(pl.Int64),
        closed.set(closed == NEVER, None).alias("closed"),
        _tiers(plan, industries, industry, last[rows], favoured).alias("tier"),
    )


def _names(
    plan: EconomyPlan, places: Places, industries: Industries, at: Establishments, rows: Int
) -> pl.DataFrame:
    """Name firms after their place, a name of their own and their trade, part by part."""
    numbers = scrambled(len(rows), rng=plan.stream("firm-names"))
    place, place_zh = places.county_names.en + " ", places.county_names.zh
    trade = pl.Series([f" {name} Co., Ltd." for name in industries.names])
    trade_zh = pl.Series([f"{name}有限公司" for name in industries.names_zh])
    parts = []
    for low in range(0, len(rows), CHUNK):
        some = rows[low : low + CHUNK]
        county, industry = at.county[some], at.industry[some]
        given = spelled(numbers[low : low + CHUNK])
        frame = pl.DataFrame(
            [
                pl.Series("number", np.arange(low + 1, low + len(some) + 1)),
                place.gather(county).alias("place"),
                given.en.alias("given"),
                trade.gather(industry).alias("trade"),
                place_zh.gather(county).alias("place_zh"),
                given.zh.alias("given_zh"),
                trade_zh.gather(industry).alias("trade_zh"),
            ]
        )
        parts.append(
            frame.select(
                ("QF" + pl.col("number").cast(pl.String).str.zfill(8)).alias("organisation"),
                pl.concat_str("place", "given", "trade").alias("name"),
                pl.concat_str("place_zh", "given_zh", "trade_zh").alias("name_zh"),
            )
        )
    return pl.concat(parts)


def _tiers(
    plan: EconomyPlan,
    industries: Industries,
    industry: NDArray[np.int16],
    last: NDArray[np.int32],
    favoured: NDArray[np.bool_],
) -> pl.Series:
    draw = plan.stream("tiers").random(len(last), dtype=np.float32)
    draw[favoured] /= np.float32(FAVOURED)
    middling = (last >= 20) & (last < 1000) & industries.traded[industries.group[industry]]  # noqa: PLR2004 - small and medium-sized
    bounds = np.cumsum([share for _, share in TIERS])
    tier = np.where(middling, np.searchsorted(bounds, draw, side="right"), len(TIERS))
    return pl.Series([name for name, _ in TIERS] + [None]).gather(tier)
