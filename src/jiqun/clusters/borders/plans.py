"""What a search across borders can be told; every one of them is written into the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from jiqun.core import Plan, Refused

Weigh = Literal["both", "establishments", "employment"]


def _number(low: float, high: float) -> Any:
    return Field(ge=low, le=high, strict=True)


def _whole(low: int, high: int) -> Any:
    return Field(ge=low, le=high, strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRules(Plan):
    """How zones are sought.

    Attributes
    ----------
    least_rate
        A core has at least so many times what it would have without the cluster.
    first_rate
        This rate is enough to be left out of what is usual in the first turn, while the
        margins still hold the clusters; from then on it is ``least_rate``.
    least_establishments
        And at least so many establishments.
    prior
        Counts that the usual weighs against a region's own: small regions are shrunk to it.
    lean
        How far (0-1) the usual of a region leans to its neighbours' rate instead of 1.
    weigh
        What is counted: establishments weighed by their sizes as far as these can be believed
        ("both"), plain "establishments", or "employment" in effective counts.
    size_spread
        Variance of the log of true mean sizes among cells (read by "both").
    bridge_rate
        A weaker region may join two zones from this rate on; at ``least_rate`` or above: none
        may.
    reach_km
        Peaks nearer to each other than this are one cluster if they touch; farther apart, the
        zone is cut between them. Infinite: all that touch are one. None: 80 km, about a labour
        market, or one and a half times the median distance between bordering regions' centres
        where that is more (:func:`jiqun.clusters.borders.zones.usual_reach`).
    least_quotient
        A core's plain location quotient (of what is counted, shrunk) is at least this too, and
        that of a zone's jobs together.
    size_cv2
        Squared coefficient of variation of establishment sizes; None: as the spreads say.
    rounds
        Most times that what is usual is taken again from the regions in no zone.
    confidence
        Of the quotient's interval.
    """

    PREFIX = "borders"
    QUIET = ("seed", "workers")

    least_rate: Annotated[float, _number(1.0, 1e6)] = 2.0
    first_rate: Annotated[float, _number(1.0, 1e6)] = 1.4
    least_establishments: Annotated[float, _number(0.0, 1e6)] = 3.0
    prior: Annotated[float, _number(0.01, 1e6)] = 4.0
    lean: Annotated[float, _number(0.0, 1.0)] = 0.3
    weigh: Annotated[Weigh, Refused("borders-weigh")] = "both"
    size_spread: Annotated[float, _number(0.0, 1e3)] = 0.05
    bridge_rate: Annotated[float, _number(1.0, 1e6)] = 1.8
    reach_km: Annotated[float | None, _number(1.0, float("inf"))] = None
    least_quotient: Annotated[float, _number(0.0, 1e6)] = 1.0
    size_cv2: Annotated[float | None, Strict(), Field(ge=0, allow_inf_nan=False)] = None
    rounds: Annotated[int, _whole(1, 1000)] = 20
    confidence: Annotated[float, _number(0.5, 0.9999)] = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionsPlan(ZoneRules):
    """How clusters across borders are found: how zones are sought, and which are kept.

    Attributes
    ----------
    definition, level, year
        Which cells.
    draws
        Economies without clusters that each category's largest zone is compared with, >= 19.
    alpha
        Largest p-value of a cluster, and largest false-discovery rate over all categories.
    seed, workers
        Chance, and threads, which change nothing but the time.
    """

    definition: str
    level: str
    year: int
    draws: Annotated[int, _whole(19, 1_000_000)] = 999
    alpha: Annotated[float, _number(1e-6, 0.5)] = 0.05
    seed: Annotated[int, _whole(0, 2**63 - 1)] = 0
    workers: Annotated[int, _whole(1, 1024)] = 2

    def to_dict(self) -> dict[str, Any]:
        """Give the choices by name, as a record holds them: infinity in words."""
        told = Plan.to_dict(self)
        return {n: (str(v) if v == float("inf") else v) for n, v in told.items()}
