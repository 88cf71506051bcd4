"""Location quotients held against those a publisher prints beside the same numbers.

Written for the annual files of the Quarterly Census of Employment and Wages, whose rows carry
both the numbers and the quotients of each state, industry and ownership.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import polars as pl

from jiqun.clusters.bare import read_typed
from jiqun.core import Problems, unknown
from jiqun.measures import quotient
from jiqun.tables import ColumnType, sums_by

AuditQuantity = Literal["employment", "establishments", "wages"]
#: The publisher's columns: the number and the quotient of it.
COLUMNS: Mapping[AuditQuantity, tuple[str, str]] = MappingProxyType(
    {
        "employment": ("annual_avg_emplvl", "lq_annual_avg_emplvl"),
        "establishments": ("annual_avg_estabs", "lq_annual_avg_estabs"),
        "wages": ("total_annual_wages", "lq_total_annual_wages"),
    }
)
IDENTITY = ("area_fips", "own_code", "industry_code", "agglvl_code", "year")
FLAGS = ("disclosure_code", "lq_disclosure_code")
GROUP = ("own_code", "industry_code", "year")
#: Half of the last printed digit, and a hair for the printing itself.
HALF_DIGIT = 0.00501
TOTAL_OWNERSHIP, TOTAL_INDUSTRY = 0, "10"

#: Why a computed quotient differs from the printed one; the order is that of the tests.
REASONS = (
    "equal",
    "undefined",
    "own-rounding",
    "others-rounding",
    "others-withheld",
    "unexplained",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonShare:
    """Printed quotients of one outcome, and their share (0-1) of all."""

    cells: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """Printed quotients of a level of aggregation and an ownership that have one outcome."""

    agglvl_code: int
    own_code: int
    reason: str
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLevel:
    """The outcomes at a level of aggregation and an ownership."""

    agglvl_code: int
    own_code: int
    printed: int
    equal: int
    explained: int
    unexplained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditBase:
    """What the printed quotients imply of the national number they were divided by.

    Attributes
    ----------
    complete_groups, printed_sum_inside_implied
        Groups in which no region is withheld; those whose printed sum is the implied number.
    groups_with_withheld, one_number_explains_all
        The other groups; those in which one national number explains every quotient.
    """

    complete_groups: int
    printed_sum_inside_implied: int
    groups_with_withheld: int
    one_number_explains_all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSummary:
    """What became of the printed quotients, counted.

    Attributes
    ----------
    printed
        Quotients that are printed.
    withheld, quotient_withheld
        Rows without a number; rows with a number but no quotient.
    reasons
        By outcome (see :class:`QuotientAudit`).
    """

    quantity: AuditQuantity
    printed: int
    withheld: int
    quotient_withheld: int
    reasons: Mapping[str, ReasonShare]
    base: AuditBase
    counts: tuple[ReasonCount, ...]
    by_level: tuple[AuditLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotientAudit:
    """What became of every printed quotient.

    Attributes
    ----------
    cells
        One row a printed quotient: the identity, ``value, computed, published, difference,
        reason``. Reasons: ``equal`` to two decimals; ``undefined`` (no region has any);
        ``own-rounding`` (equal for some number within half a unit of the printed one);
        ``others-rounding`` (no region is withheld, and one national number within half a unit a
        region of the printed sum explains the quotients of all regions); ``others-withheld``
        (withheld regions are missing from the sum, and one larger national number explains the
        quotients of all regions); ``unexplained``.
    groups
        One row an ownership, industry and year: ``printed_sum``, the national number implied by
        all printed quotients (``implied_low``, ``implied_high``), ``withheld`` regions.
    counts
        Rows by level of aggregation, ownership and reason.
    withheld_rows, quotient_withheld_rows
        Rows without a number; rows with a number but no quotient.
    quantity
        Which number.
    """

    cells: pl.DataFrame
    groups: pl.DataFrame
    counts: pl.DataFrame
    withheld_rows: int
    quotient_withheld_rows: int
    quantity: AuditQuantity

    def told(self) -> AuditSummary:
        """Give counts and shares, not every cell."""
        total = len(self.cells)
        reasons = self.cells["reason"].value_counts()
        by = dict(zip(reasons["reason"].to_list(), reasons["count"].to_list(), strict=True))
        return AuditSummary(
            quantity=self.quantity,
            printed=total,
            withheld=self.withheld_rows,
            quotient_withheld=self.quotient_withheld_rows,
            reasons={name: _share(by.get(name, 0), total) for name in REASONS},
            base=self._base(),
            counts=tuple(ReasonCount(**row) for row in self.counts.iter_rows(named=True)),
            by_level=self._by_level(),
        )

    def _base(self) -> AuditBase:
        """Hold the printed sums against the national numbers that the quotients imply."""
        complete = self.groups.filter(
            pl.col("withheld") == 0, pl.col("implied_low").is_not_null(), pl.col("printed_sum") > 0
        )
        inside = complete.filter(
            pl.col("printed_sum").is_between(pl.col("implied_low"), pl.col("implied_high"))
        )
        hidden = self.groups.filter(pl.col("withheld") > 0, pl.col("implied_low").is_not_null())
        return AuditBase(
            complete_groups=len(complete),
            printed_sum_inside_implied=len(inside),
            groups_with_withheld=len(hidden),
            one_number_explains_all=len(
                hidden.filter(pl.col("implied_low") <= pl.col("implied_high"))
            ),
        )

    def _by_level(self) -> tuple[AuditLevel, ...]:
        """Count by level of aggregation and ownership: printed, equal, explained otherwise."""
        equal, odd = pl.col("reason") == "equal", pl.col("reason") == "unexplained"
        cells = pl.col("cells")
        rows = self.counts.group_by("agglvl_code", "own_code", maintain_order=True).agg(
            cells.sum().cast(pl.Int64).alias("printed"),
            cells.filter(equal).sum().cast(pl.Int64).alias("equal"),
            cells.filter(~equal & ~odd).sum().cast(pl.Int64).alias("explained"),
            cells.filter(odd).sum().cast(pl.Int64).alias("unexplained"),
        )
        return tuple(AuditLevel(**row) for row in rows.iter_rows(named=True))


def audit_quotients(
    table: pl.DataFrame,
    *,
    quantity: AuditQuantity = "employment",
    lines: pl.Series | None = None,
) -> QuotientAudit:
    """Compute every printed quotient anew and say why it differs where it does.

    The region's share of an industry and ownership in its total over all of them is divided by
    the same share of the sum of all regions in the file.

    Raises
    ------
    InputError
        ``quotients-unknown``: the table has other columns. ``cells-type``: words where numbers
        stand; ``lines`` are the file's, to tell where.
    UnknownError
        ``quantity-unknown``.
    """
    problems = Problems()
    if quantity not in COLUMNS:
        raise unknown("quantity", quantity, list(COLUMNS), case="audit")
    wanted = [*IDENTITY, *FLAGS, *COLUMNS[quantity]]
    if not set(wanted) <= set(table.columns):
        problems.add("quotients-unknown", subject="table", columns=table.columns[:8], wanted=wanted)
    problems.check()
    rows = _implied(_with_margins(_clean(table, quantity, lines)))
    printed = rows.filter(~pl.col("quotient_withheld"))
    cells = printed.with_columns(reason=_reason()).select(
        *IDENTITY, "value", "computed", "published", "difference", "reason"
    )
    groups = rows.group_by(GROUP).agg(
        pl.col("national", "low", "high", "withheld_regions").first(), pl.col("agglvl_code").first()
    )
    return QuotientAudit(
        cells=cells,
        groups=groups.rename(
            {
                "national": "printed_sum",
                "low": "implied_low",
                "high": "implied_high",
                "withheld_regions": "withheld",
            }
        ).sort(GROUP),
        counts=cells.group_by("agglvl_code", "own_code", "reason")
        .agg(pl.len().cast(pl.Int64).alias("cells"))
        .sort("agglvl_code", "own_code", "reason"),
        withheld_rows=int(rows["withheld"].sum()),
        quotient_withheld_rows=int((rows["quotient_withheld"] & ~rows["withheld"]).sum()),
        quantity=quantity,
    )


def _share(cells: int, total: int) -> ReasonShare:
    return ReasonShare(cells=cells, share=cells / max(total, 1))


def _clean(table: pl.DataFrame, quantity: AuditQuantity, lines: pl.Series | None) -> pl.DataFrame:
    value, printed = COLUMNS[quantity]
    hidden = (pl.col(name).cast(pl.String) == "N" for name in FLAGS)
    withheld, quotient_withheld = (flag.fill_null(value=False) for flag in hidden)
    if quantity == "establishments":
        withheld = pl.lit(value=False)
    kinds: dict[str, ColumnType] = {"area_fips": "code", "industry_code": "code"}
    kinds |= dict.fromkeys(("own_code", "agglvl_code", "year"), "integer")
    kinds |= {value: "number", printed: "number"}
    return read_typed(table, kinds, lines=lines).select(
        *IDENTITY,
        pl.col(value).alias("value"),
        pl.col(printed).alias("published"),
        withheld.alias("withheld"),
        quotient_withheld.alias("quotient_withheld"),
    )


def _with_margins(rows: pl.DataFrame) -> pl.DataFrame:
    """Add region totals, national sums and the quotient computed from them."""
    whole = (pl.col("own_code") == TOTAL_OWNERSHIP) & (pl.col("industry_code") == TOTAL_INDUSTRY)
    totals = rows.filter(whole).select("area_fips", "year", pl.col("value").alias("total"))
    nation = sums_by(totals, "year", sums=[pl.col("total").alias("national_total")])
    full = (
        rows.join(totals, on=["area_fips", "year"], how="left", maintain_order="left")
        .join(nation, on="year", how="left", maintain_order="left")
        .with_columns(
            national=pl.col("value").sum().over(GROUP),
            regions=pl.len().over(GROUP),
            withheld_regions=pl.col("withheld").sum().over(GROUP).cast(pl.Int64),
        )
    )
    margins = ("value", "total", "national", "national_total")
    computed = quotient(*(full[name].fill_null(0.0).to_numpy() for name in margins))
    return full.with_columns(computed=pl.Series(computed).fill_nan(None)).with_columns(
        difference=pl.col("computed") - pl.col("published")
    )


def _implied(rows: pl.DataFrame) -> pl.DataFrame:
    """Bound the national number by each printed quotient, then by all of a group together.

    value/total / (national/national_total) = published, with the value known to half a unit and
    the quotient to half of its last digit.
    """
    scale = pl.col("national_total") / pl.col("total")
    told = ~pl.col("quotient_withheld") & (pl.col("published") > 0)
    floor = (pl.col("value") - 0.5).clip(lower_bound=0.0) * scale
    ceiling = (pl.col("value") + 0.5) * scale
    least, most = pl.col("published") + HALF_DIGIT, pl.col("published") - HALF_DIGIT
    return rows.with_columns(
        own_low=pl.when(told).then(floor / least),
        own_high=pl.when(told).then(pl.when(most > 0).then(ceiling / most).otherwise(float("inf"))),
    ).with_columns(
        low=pl.col("own_low").max().over(GROUP), high=pl.col("own_high").min().over(GROUP)
    )


def _reason() -> pl.Expr:
    national, low, high = pl.col("national"), pl.col("low"), pl.col("high")
    slack = 0.5 * pl.col("regions")
    complete = pl.col("withheld_regions") == 0
    one_number = low <= high
    near = one_number & (low <= national + slack) & (high >= national - slack)
    return (
        pl.when(pl.col("computed").is_null())
        .then(pl.lit("undefined"))
        .when(pl.col("difference").abs() <= HALF_DIGIT)
        .then(pl.lit("equal"))
        .when(national.is_between(pl.col("own_low"), pl.col("own_high")))
        .then(pl.lit("own-rounding"))
        .when(complete & near)
        .then(pl.lit("others-rounding"))
        .when(~complete & one_number & (high >= national - slack))
        .then(pl.lit("others-withheld"))
        .otherwise(pl.lit("unexplained"))
    )
