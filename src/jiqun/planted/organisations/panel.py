"""Firms over years: a panel with full accounts, and what vouchers did to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import NATION, Industries
from jiqun.planted.organisations.accounts import Lived, accounts
from jiqun.planted.organisations.organisations import Organisations
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.planted.programmes import VOUCHER_EFFECT, VOUCHER_SHARE, VOUCHERS, choose_firms
from jiqun.planted.statistics import Growth

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Firms with a full panel of years: at most so many drawn evenly, and the largest beside them.
PANEL, PANEL_LARGEST = 20_000, 5_000
#: And of each cluster its largest, and others drawn evenly.
OF_CLUSTER_LARGEST, OF_CLUSTER_EVEN = 3, 12


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
    choices
        Truth ``selection`` of firms: every candidate of every choice.
    """

    table: pl.DataFrame
    vouchers: pl.DataFrame
    effects: pl.DataFrame
    choices: pl.DataFrame


def make_years(
    plan: EconomyPlan,
    industries: Industries,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
    growth: Growth,
    last: NDArray[np.int32],
) -> Years:
    """Give a panel of firms its years in full, every other open firm its last employment.

    The panel is an even part of the firms, the largest, and of each cluster the largest and an
    even part.
    """
    rows = organisations.rows
    some, leads = _of_clusters(establishments.cluster[rows], last[rows])
    panel = np.union1d(_panel(last[rows]), some)
    rest = np.setdiff1d(np.flatnonzero(last[rows] > 0), panel)
    lived = _lived(plan, industries, establishments, rows[panel], growth, np.isin(panel, leads))
    own = accounts(plan, industries, clusters, lived)
    codes = organisations.codes
    table = pl.DataFrame(
        {"organisation": codes.gather(panel[lived.at]), "year": plan.calendar[lived.t], **own}
    ).with_columns(pl.lit(CURRENCY).alias("currency"))
    home = np.flatnonzero(organisations.table["region"].gather(panel).str.starts_with(NATION))
    vouchers = choose_firms(
        plan,
        codes.gather(panel[home]),
        _by_year(lived, len(panel), plan.years)[home],
        programme=VOUCHERS[0],
        share=VOUCHER_SHARE,
    )
    unit = pl.DataFrame(
        {"unit": codes.gather(panel[home[vouchers.reached]]), "start": vouchers.start}
    )
    table, effects = _with_vouchers(table, unit)
    others = pl.DataFrame(
        {
            "organisation": codes.gather(rest),
            "year": np.full(len(rest), plan.calendar[-1]),
            "employment": last[rows[rest]].astype(np.float64),
        }
    )
    return Years(
        table=pl.concat([table, others], how="diagonal"),
        vouchers=unit,
        effects=effects,
        choices=vouchers.choices,
    )


def _panel(last: NDArray[np.int32]) -> Int:
    wanted = min(PANEL, max(len(last) // 5, 200))
    even = (np.arange(min(wanted, len(last))) * (len(last) / min(wanted, len(last)))).astype(
        np.int64
    )
    largest = np.argsort(-last, kind="stable")[: min(PANEL_LARGEST, len(last) // 20)]
    return np.union1d(even, largest)


def _of_clusters(cluster: NDArray[np.int32], last: NDArray[np.int32]) -> tuple[Int, Int]:
    """Choose open members of each cluster, the largest and evenly by size; give the largest too."""
    rows = np.flatnonzero((cluster >= 0) & (last > 0))
    rows = rows[np.lexsort((-last[rows], cluster[rows]))]
    n = np.bincount(cluster[rows])
    rank = np.arange(len(rows)) - (np.cumsum(n) - n)[cluster[rows]]
    count = n[cluster[rows]]
    even = (rank + 1) * OF_CLUSTER_EVEN // count > rank * OF_CLUSTER_EVEN // count
    return np.sort(rows[even | (rank < OF_CLUSTER_LARGEST)]), rows[rank == 0]


def _lived(
    plan: EconomyPlan,
    industries: Industries,
    establishments: Establishments,
    rows: Int,
    growth: Growth,
    leads: NDArray[np.bool_],
) -> Lived:
    """Give position, year number and employment of every year that a firm lived."""
    group = industries.group[establishments.industry[rows]]
    parts = []
    for t, year in enumerate(plan.calendar):
        here = np.flatnonzero(establishments.alive(int(year), rows))
        factor = growth.factor(establishments, group[here], t, rows[here])
        parts.append((here, np.full(len(here), t), establishments.employment(factor, rows[here])))
    at, t_, persons = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((t_, at))
    return Lived(
        industry=establishments.industry[rows],
        cluster=establishments.cluster[rows],
        founded=establishments.founded[rows],
        leads=leads,
        at=at[order],
        t=t_[order],
        persons=persons[order],
    )


def _by_year(lived: Lived, firms: int, years: int) -> Float:
    """Give employment of each firm and year, 0 where it is not there, shape (firms, years)."""
    persons = np.zeros((firms, years))
    persons[lived.at, lived.t] = lived.persons
    return persons


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
