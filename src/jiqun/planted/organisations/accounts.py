"""What firms earn, research and export: own levels, moved by the cluster that each stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import (
    CROWDING_YEARS,
    EXPORTS_BY_DRIVER,
    LAGS,
    LEADS,
    POOR_ENTRANT,
    RESEARCH_BY_DRIVER,
    STRUCTURES,
    WEAKNESSES,
    Clusters,
)
from jiqun.planted.ground import Industries
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.statistics import WAGE

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Revenue of a job against its wage; R&D of revenue in a class of usual intensity.
TURNOVER, RESEARCH = 3.2, 0.018
#: R&D staff of a firm against its R&D intensity.
STAFF = 2.5
#: How far quality of a cluster reaches into productivity; all of it reaches R&D.
QUALITY_REACH = 0.5
MANY_SMALL: Final = STRUCTURES.index("many-small")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lived:
    """The years of F firms.

    Attributes
    ----------
    industry, cluster, founded
        Shape (F,): class, number of the cluster or -1, year.
    leads
        Shape (F,): the largest member of a cluster in the last year.
    at, t, persons
        One entry a year lived: firm, number of the year, employment.
    """

    industry: NDArray[np.int16]
    cluster: NDArray[np.int32]
    founded: NDArray[np.int16]
    leads: NDArray[np.bool_]
    at: Int
    t: Int
    persons: Float


def accounts(
    plan: EconomyPlan, industries: Industries, clusters: Clusters, lived: Lived
) -> dict[str, Float]:
    """Draw revenue, research and exports: each firm keeps its own level, years vary a little."""
    rng = plan.stream("accounts")
    n, at, t = len(lived.industry), lived.at, lived.t
    better, research, sold = _by_cluster(plan, clusters, lived)
    productivity = np.exp(0.3 * rng.standard_normal(n))[at] * better
    intensity = RESEARCH * industries.of_group("rd")[lived.industry]
    intensity = (intensity * np.exp(0.5 * rng.standard_normal(n)))[at] * research
    traded = industries.traded[industries.group[lived.industry]]
    abroad = np.where(traded, rng.beta(1, 4, n), 0.0)[at] * sold
    jitter = np.exp(0.1 * rng.standard_normal((3, len(at))))
    wage = industries.of_group("wage")[lived.industry][at]
    rise = 1.03 ** (t - plan.years + 1)
    revenue = np.round(lived.persons * WAGE * wage * TURNOVER * productivity * rise * jitter[0])
    return {
        "employment": lived.persons,
        "revenue": revenue,
        "rd_spend": np.round(revenue * np.minimum(intensity, 0.4) * jitter[1]),
        "rd_staff": np.round(lived.persons * np.minimum(STAFF * intensity, 0.7)),
        "exports": np.round(revenue * np.minimum(abroad * jitter[2], 1.0)),
    }


def _by_cluster(plan: EconomyPlan, clusters: Clusters, lived: Lived) -> tuple[Float, Float, Float]:
    """Give what multiplies productivity, R&D intensity and exports' share in each year lived."""
    k, at = lived.cluster, lived.at
    quality = np.where(k[at] >= 0, clusters.quality[k[at], lived.t], 1.0)
    own = np.ones((3, len(k)))
    inside = np.flatnonzero(k >= 0)
    own[1, inside] = RESEARCH_BY_DRIVER[clusters.driver[k[inside]]]
    own[2, inside] = EXPORTS_BY_DRIVER[clusters.driver[k[inside]]]
    lags = clusters.weakness[k] == WEAKNESSES.index("weak-lead")
    leads = lived.leads & (k >= 0) & (clusters.structure[k] != MANY_SMALL)
    own *= np.where(leads & ~lags, np.array(LEADS)[:, None], 1.0)
    own *= np.where(leads & lags, np.array(LAGS)[:, None], 1.0)
    crowded = (k >= 0) & (clusters.weakness[k] == WEAKNESSES.index("crowding"))
    new = lived.founded > plan.calendar[-1] - CROWDING_YEARS
    own[:2] *= np.where(crowded & new, np.array(POOR_ENTRANT)[:, None], 1.0)
    return own[0, at] * quality**QUALITY_REACH, own[1, at] * quality, own[2, at]
