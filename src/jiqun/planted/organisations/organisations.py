"""Organisations: the firms behind establishments, and those who teach, fund and connect them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.firms import NEVER, Establishments
from jiqun.planted.ground import Industries, Places, given_names, to_degrees
from jiqun.planted.plans import MOST_ORGANISATIONS, EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Tier, share of the traded firms of middling size that hold it.
TIERS: Final = (("little-giant", 0.01), ("srdi", 0.05), ("innovative-sme", 0.12))
#: Kind, name, name in Chinese, share of the cities that have one (the larger first), for a group.
SUPPORT: Final = (
    ("university", "{} University", "{}大学", 0.6, False),
    ("university", "{} University of Technology", "{}理工大学", 0.3, False),
    ("university", "{} Normal University", "{}师范大学", 0.2, False),
    ("institute", "{} Institute of {}", "{}{}研究院", 0.7, True),
    ("institute", "{} Laboratory for {}", "{}{}实验室", 0.4, True),
    ("platform", "{} Service Platform for {}", "{}{}公共服务平台", 0.7, True),
    ("intermediary", "{} Technology Transfer Centre", "{}技术转移中心", 0.8, False),
    ("intermediary", "{} Association of {}", "{}{}行业协会", 0.6, True),
    ("financier", "{} Development Bank", "{}发展银行", 1.0, False),
    ("financier", "{} Venture Fund", "{}创业投资基金", 0.5, False),
    ("agency", "{} Cluster Promotion Agency", "{}集群促进中心", 1.0, False),
    ("government", "{} Municipal Government", "{}市人民政府", 1.0, False),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Organisations:
    """The organisations by position: F firms, then the others.

    Attributes
    ----------
    table
        The canonical table.
    rows
        Shape (F,): the establishment of each firm.
    city, kind
        Of the others: city, kind.
    sampled
        Whether only a part of the establishments are firms here.
    """

    table: pl.DataFrame
    rows: Int
    city: Int
    kind: list[str]
    sampled: bool

    @property
    def codes(self) -> pl.Series:
        """Codes by position."""
        return self.table["organisation"]


def make_organisations(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
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
    others, city, kind = _others(plan, places, industries)
    return Organisations(
        table=pl.concat([firms, others], how="diagonal"),
        rows=rows,
        city=city,
        kind=kind,
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


def _others(
    plan: EconomyPlan, places: Places, industries: Industries
) -> tuple[pl.DataFrame, Int, list[str]]:
    rng = plan.stream("support")
    land = places.land
    counties, cities = len(land.city), len(land.province)
    order = np.lexsort((-land.density, land.city[land.county]))
    seat = order[np.searchsorted(land.city[land.county][order], np.arange(cities))]
    people = np.bincount(land.city, weights=land.county_density, minlength=cities)
    ranked = np.argsort(-people, kind="stable")
    traded = np.flatnonzero(industries.traded)
    rows: list[dict[str, Any]] = []
    city: list[int] = []
    for kind, name, name_zh, share, grouped in SUPPORT:
        for c in ranked[: max(1, round(share * cities))]:
            g = int(rng.choice(traded))
            group = industries.groups[g]
            fill = (group["name"].lower(),) if grouped else ()
            fill_zh = (group["zh"],) if grouped else ()
            stem, stem_zh = places.stems.en[counties + int(c)], places.stems.zh[counties + int(c)]
            spot = to_degrees(land.generators[seat[c]]) + rng.uniform(-0.01, 0.01, 2)
            rows.append(
                {
                    "organisation": f"Q{kind[:2].upper()}{len(rows) + 1:05d}",
                    "name": name.format(stem, *fill),
                    "name_zh": name_zh.format(stem_zh, *fill_zh),
                    "kind": kind,
                    "region": places.codes["county"][land.county[seat[c]]],
                    "lon": float(spot[0]),
                    "lat": float(spot[1]),
                    "industry": industries.group_codes[g] if grouped else None,
                    "founded": int(rng.integers(1950, 2012)),
                }
            )
            city.append(int(c))
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame, np.array(city), [str(row["kind"]) for row in rows]
