"""What is true of each programme: whom it reaches, what it does, when, and to whom else."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]

#: Whom a programme's effect reaches beside those it is for; displaced effects are losses.
Spill = Literal["none", "neighbours", "displaced", "clusters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is true of a programme for counties.

    Attributes
    ----------
    code, name, name_zh, level, kind
        As the table tells them.
    budget
        In the currency of the country.
    share
        Share of the counties reached.
    effect
        Relative change of a reached county's employment when fully at work.
    ramp
        Years until it is.
    half_life
        Years in which the full effect falls by half afterwards; 0 where it stays.
    anticipated
        Share of the effect in the year before the start, when it has been announced.
    works_in
        Stages of a cluster at the start in which it works; empty where it works everywhere.
    spill
        Whom a share of the effect (the plan's ``spillover``) reaches beside.
    """

    code: str
    name: str
    name_zh: str
    level: str
    kind: str
    budget: float
    share: float
    effect: float
    ramp: int
    half_life: float = 0.0
    anticipated: float = 0.0
    works_in: tuple[str, ...] = ()
    spill: Spill = "none"

    def course(self, age: Float) -> Float:
        """Give the share of the effect so many years after the start; shape of ``age``."""
        full = np.clip((age + 1) / self.ramp, 0, 1)
        if self.half_life:
            full = full * 0.5 ** (np.maximum(age + 1 - self.ramp, 0) / self.half_life)
        return np.where(age == -1, self.anticipated, full)


#: Sizes of effects are assumptions, large enough to be found and small enough to be missed.
DESIGNS: Final = (
    Design(
        code="PG-PILOT",
        name="Cluster pilot counties",
        name_zh="产业集群试点县",
        level="national",
        kind="designation",
        budget=4e8,
        share=0.12,
        effect=0.08,
        ramp=3,
    ),
    Design(
        code="PG-ZONE",
        name="Innovation zones",
        name_zh="创新示范区",
        level="provincial",
        kind="zone",
        budget=9e8,
        share=0.05,
        effect=0.12,
        ramp=1,
        spill="neighbours",
    ),
    Design(
        code="PG-LABEL",
        name="Regional labels without funds",
        name_zh="区域品牌授牌(无资金)",
        level="provincial",
        kind="label",
        budget=0.0,
        share=0.06,
        effect=0.0,
        ramp=1,
    ),
    Design(
        code="PG-START",
        name="Start-up subsidies",
        name_zh="创业补贴",
        level="municipal",
        kind="subsidy",
        budget=2e8,
        share=0.05,
        effect=0.10,
        ramp=1,
        half_life=2.0,
    ),
    Design(
        code="PG-PARK",
        name="Relocation parks",
        name_zh="承接产业转移园区",
        level="provincial",
        kind="zone",
        budget=6e8,
        share=0.04,
        effect=0.10,
        ramp=2,
        anticipated=0.4,
        spill="displaced",
    ),
    Design(
        code="PG-UPGRADE",
        name="Cluster upgrading funds",
        name_zh="集群提升专项资金",
        level="national",
        kind="funding",
        budget=5e8,
        share=0.06,
        effect=0.15,
        ramp=2,
        works_in=("growth", "maturity"),
        spill="clusters",
    ),
)
#: The programme for firms: its effect on their R&D spending.
VOUCHERS: Final = ("PG-VOUCHER", "Innovation vouchers", "科技创新券")
VOUCHER_EFFECT: Final = 0.30
VOUCHER_SHARE: Final = 0.15
VOUCHER_BUDGET: Final = 1e8


def designs_table(plan: EconomyPlan) -> pl.DataFrame:
    """Give the truth of each programme's design."""
    rows = [
        {name: value for name, value in asdict(one).items() if name not in _TOLD}
        | {"outcome": "employment", "works_in": list(one.works_in)}
        for one in DESIGNS
    ]
    rows.append(
        {
            "code": VOUCHERS[0],
            "share": VOUCHER_SHARE,
            "effect": VOUCHER_EFFECT,
            "ramp": 1,
            "half_life": 0.0,
            "anticipated": 0.0,
            "works_in": [],
            "spill": "none",
            "outcome": "rd_spend",
        }
    )
    spills = pl.col("spill") != "none"
    sign = pl.when(pl.col("spill") == "displaced").then(-1.0).otherwise(1.0)
    return pl.DataFrame(rows, schema_overrides={"works_in": pl.List(pl.String)}).select(
        pl.col("code").alias("programme"),
        "outcome",
        "share",
        "effect",
        "ramp",
        pl.when(pl.col("half_life") > 0).then("half_life").alias("half_life"),
        "anticipated",
        "works_in",
        "spill",
        pl.when(spills).then(sign * plan.spillover).otherwise(0.0).alias("spill_share"),
        pl.lit(plan.selection).alias("selection"),
    )


#: Fields that the canonical table tells.
_TOLD: Final = frozenset({"name", "name_zh", "level", "kind", "budget"})
