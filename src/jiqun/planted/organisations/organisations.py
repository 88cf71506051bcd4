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
from jiqun.planted.plans import CURRENCY, MOST_ORGANISATIONS, EconomyPlan
from jiqun.planted.programmes import VOUCHER_EFFECT, VOUCHER_SHARE, VOUCHERS
from jiqun.planted.statistics import WAGE, Growth

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Firms with a full panel of years: at most so many drawn evenly, and the largest beside them.
PANEL, PANEL_LARGEST = 20_000, 5_000
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Years:
    """Firms over years and what vouchers did.

    Attributes
    ----------
    table
        The canonical table ``organisation_years``, patents still to be counted in.
    vouchers
        ``unit, start`` of the firms reached.
    effects
        Truth: ``programme, unit, year, start, spillover, outcome, effect, value,
        value_without``.
    """

    table: pl.DataFrame
    vouchers: pl.DataFrame
    effects: pl.DataFrame


def make_years(
    plan: EconomyPlan,
    industries: Industries,
    establishments: Establishments,
    organisations: Organisations,
    growth: Growth,
    last: NDArray[np.int32],
) -> Years:
    """Give a panel of firms its years in full, every other open firm its last employment."""
    rows = organisations.rows
    panel = _panel(last[rows])
    rest = np.setdiff1d(np.flatnonzero(last[rows] > 0), panel)
    at, t, persons = _lived(plan, industries, establishments, rows[panel], growth)
    own = _accounts(plan, industries, establishments.industry[rows[panel]], at, t, persons)
    codes = organisations.codes
    table = pl.DataFrame(
        {"organisation": codes.gather(panel[at]), "year": plan.calendar[t], **own}
    ).with_columns(pl.lit(CURRENCY).alias("currency"))
    treated, start = _reached(plan, len(panel))
    unit = pl.DataFrame({"unit": codes.gather(panel[treated]), "start": start})
    table, effects = _with_vouchers(table, unit)
    others = pl.DataFrame(
        {
            "organisation": codes.gather(rest),
            "year": np.full(len(rest), plan.calendar[-1]),
            "employment": last[rows[rest]].astype(np.float64),
        }
    )
    return Years(table=pl.concat([table, others], how="diagonal"), vouchers=unit, effects=effects)


def _panel(last: NDArray[np.int32]) -> Int:
    wanted = min(PANEL, max(len(last) // 5, 200))
    even = (np.arange(min(wanted, len(last))) * (len(last) / min(wanted, len(last)))).astype(
        np.int64
    )
    largest = np.argsort(-last, kind="stable")[: min(PANEL_LARGEST, len(last) // 20)]
    return np.union1d(even, largest)


def _lived(
    plan: EconomyPlan,
    industries: Industries,
    establishments: Establishments,
    rows: Int,
    growth: Growth,
) -> tuple[Int, Int, Float]:
    """Give position, year number and employment of every year that a firm lived."""
    group = industries.group[establishments.industry[rows]]
    parts = []
    for t, year in enumerate(plan.calendar):
        here = np.flatnonzero(establishments.alive(int(year), rows))
        factor = growth.factor(establishments, group[here], t, rows[here])
        parts.append((here, np.full(len(here), t), establishments.employment(factor, rows[here])))
    at, t_, persons = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((t_, at))
    return at[order], t_[order], persons[order]


def _accounts(
    plan: EconomyPlan,
    industries: Industries,
    industry: NDArray[np.int16],
    at: Int,
    t: Int,
    persons: Float,
) -> dict[str, Float]:
    """Draw revenue, research and exports: each firm keeps its own level, years vary a little."""
    rng = plan.stream("accounts")
    n = len(industry)
    productivity = np.exp(0.3 * rng.standard_normal(n))[at]
    intensity = 0.018 * industries.of_group("rd")[industry] * np.exp(0.5 * rng.standard_normal(n))
    abroad = np.where(industries.traded[industries.group[industry]], rng.beta(1, 4, n), 0.0)
    jitter = np.exp(0.1 * rng.standard_normal((3, len(at))))
    wage = industries.of_group("wage")[industry][at]
    revenue = np.round(
        persons * WAGE * wage * 3.2 * productivity * 1.03 ** (t - plan.years + 1) * jitter[0]
    )
    return {
        "employment": persons,
        "revenue": revenue,
        "rd_spend": np.round(revenue * np.minimum(intensity, 0.4)[at] * jitter[1]),
        "rd_staff": np.round(persons * np.minimum(2.5 * intensity, 0.7)[at]),
        "exports": np.round(revenue * np.minimum(abroad[at] * jitter[2], 1.0)),
    }


def _reached(plan: EconomyPlan, n: int) -> tuple[Int, Int]:
    """Choose the firms that get vouchers, and from when."""
    rng = plan.stream("vouchers")
    treated = np.sort(rng.permutation(n)[: max(1, round(VOUCHER_SHARE * n))])
    years = plan.calendar
    waves = np.unique(years[[len(years) // 3, len(years) // 2, (2 * len(years)) // 3]])
    return treated, rng.choice(waves, len(treated))


def _with_vouchers(table: pl.DataFrame, unit: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Raise the R&D spending of reached firms; keep what it would have been."""
    both = table.join(
        unit, left_on="organisation", right_on="unit", how="left", maintain_order="left"
    )
    effect = pl.when(pl.col("year") >= pl.col("start")).then(VOUCHER_EFFECT).otherwise(0.0)
    raised = both.with_columns(
        (pl.col("rd_spend") * (1 + effect)).round(0).alias("rd_spend"),
        pl.col("rd_spend").alias("without"),
        effect.alias("effect"),
    )
    effects = raised.filter(pl.col("start").is_not_null()).select(
        pl.lit(VOUCHERS[0]).alias("programme"),
        pl.col("organisation").alias("unit"),
        "year",
        "start",
        pl.lit(value=False).alias("spillover"),
        pl.lit("rd_spend").alias("outcome"),
        "effect",
        pl.col("rd_spend").alias("value"),
        pl.col("without").alias("value_without"),
    )
    return raised.drop("start", "without", "effect"), effects
