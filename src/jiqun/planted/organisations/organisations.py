"""Organisations: the firms behind establishments, and those who teach, fund and connect them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import NEVER, Establishments
from jiqun.planted.ground import Industries, Places, given_names
from jiqun.planted.organisations.support import make_support
from jiqun.planted.plans import MOST_ORGANISATIONS, EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Tier, share of the traded firms of middling size that hold it.
TIERS: Final = (("little-giant", 0.01), ("srdi", 0.05), ("innovative-sme", 0.12))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Organisations:
    """The organisations by position: F firms, then the others.

    Attributes
    ----------
    table
        The canonical table.
    rows
        Shape (F,): the establishment of each firm.
    city, kind, field, weight
        Of the others: city, kind, group of industries (-1 without one), size.
    sampled
        Whether only a part of the establishments are firms here.
    """

    table: pl.DataFrame
    rows: Int
    city: Int
    kind: list[str]
    field: Int
    weight: Float
    sampled: bool

    @property
    def codes(self) -> pl.Series:
        """Codes by position."""
        return self.table["organisation"]


def make_organisations(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    establishments: Establishments,
    last: NDArray[np.int32],
) -> Organisations:
    """Make each establishment a firm, or every so many-th of a large economy.

    Establishments stand by county and industry, so that every n-th is a sample stratified
    by both.
    """
    n = len(establishments)
    rows = np.arange(n)
    if n > MOST_ORGANISATIONS:
        rows = (np.arange(MOST_ORGANISATIONS) * (n / MOST_ORGANISATIONS)).astype(np.int64)
    firms = _firms(plan, places, industries, establishments, rows, last)
    others = make_support(plan, places, industries, clusters)
    return Organisations(
        table=pl.concat([firms, others.table], how="diagonal"),
        rows=rows,
        city=others.city,
        kind=others.kind,
        field=others.field,
        weight=others.weight,
        sampled=n > MOST_ORGANISATIONS,
    )


def _firms(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    at: Establishments,
    rows: Int,
    last: NDArray[np.int32],
) -> pl.DataFrame:
    county, industry = at.county[rows], at.industry[rows]
    stems, given = places.county_names, given_names(len(rows), rng=plan.stream("firm-names"))
    closed = pl.Series(at.closed[rows]).cast(pl.Int64)
    frame = pl.DataFrame(
        {
            "number": rows + 1,
            "place": stems.en.gather(county),
            "given": given.en,
            "trade": pl.Series(industries.names).gather(industry),
            "place_zh": stems.zh.gather(county),
            "given_zh": given.zh,
            "trade_zh": pl.Series(industries.names_zh).gather(industry),
        }
    )
    return frame.select(
        ("QF" + pl.col("number").cast(pl.String).str.zfill(8)).alias("organisation"),
        pl.concat_str(
            "place", pl.lit(" "), "given", pl.lit(" "), "trade", pl.lit(" Co., Ltd.")
        ).alias("name"),
        pl.concat_str("place_zh", "given_zh", "trade_zh", pl.lit("有限公司")).alias("name_zh"),
        pl.lit("firm").alias("kind"),
        pl.Series("region", places.codes["county"]).gather(county),
        pl.Series("lon", at.lon[rows]),
        pl.Series("lat", at.lat[rows]),
        pl.Series("industry", industries.codes).gather(industry),
        pl.Series("founded", at.founded[rows]).cast(pl.Int64),
        closed.set(closed == NEVER, None).alias("closed"),
        _tiers(plan, industries, industry, last[rows]).alias("tier"),
    )


def _tiers(
    plan: EconomyPlan, industries: Industries, industry: NDArray[np.int16], last: NDArray[np.int32]
) -> pl.Series:
    draw = plan.stream("tiers").random(len(last), dtype=np.float32)
    middling = (last >= 20) & (last < 1000) & industries.traded[industries.group[industry]]  # noqa: PLR2004 - small and medium-sized
    bounds = np.cumsum([share for _, share in TIERS])
    tier = np.where(middling, np.searchsorted(bounds, draw, side="right"), len(TIERS))
    return pl.Series([name for name, _ in TIERS] + [None]).gather(tier)
