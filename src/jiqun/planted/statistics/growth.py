"""What multiplies sizes year by year: trends of groups and counties, stages, programmes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places, sums
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.programmes import Programmes

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Growth:
    """What multiplies sizes, against the last year.

    Attributes
    ----------
    cells
        Shape (R, G, T): of each county and group, without programmes.
    programmes
        Shape (R, T): of all programmes together; ones before they are chosen.
    clusters
        Shape (K, T): of members.
    """

    cells: NDArray[np.float32]
    programmes: NDArray[np.float32]
    clusters: NDArray[np.float32]

    def under(self, programmes: Programmes) -> Growth:
        """Give the same growth with the programmes at work."""
        return replace(self, programmes=programmes.factor.astype(np.float32))

    def factor(
        self,
        at: Establishments,
        group: Any,
        t: int,
        rows: Any = slice(None),
        *,
        treated: bool = True,
    ) -> NDArray[np.float32]:
        """Give the factor of establishments in year number ``t``; without programmes if asked."""
        county, cluster = at.county[rows], at.cluster[rows]
        found = self.cells[:, :, t][county, group] * at.moves[t][rows]
        if treated:
            found *= self.programmes[:, t][county]
        member = np.flatnonzero(cluster >= 0)
        found[member] *= self.clusters[:, t][cluster[member]]
        return np.asarray(found, dtype=np.float32)


def make_growth(
    plan: EconomyPlan, places: Places, industries: Industries, clusters: Clusters
) -> Growth:
    """Draw trends of groups and counties and the shocks of their cells; no programme yet."""
    rng = plan.stream("growth")
    counties, groups, years = len(places.population), len(industries.groups), plan.years
    back = plan.calendar - plan.calendar[-1]
    trend = rng.normal(0.012, 0.012, groups)[None, :] + rng.normal(0, 0.004, counties)[:, None]
    shock = 0.04 * plan.noise * rng.standard_normal((counties, groups, years), dtype=np.float32)
    cells = np.exp(trend[:, :, None] * back + shock).astype(np.float32)
    return Growth(
        cells=cells,
        programmes=np.ones((counties, years), dtype=np.float32),
        clusters=clusters.pace.astype(np.float32),
    )


def count_untreated(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    establishments: Establishments,
    growth: Growth,
) -> Float:
    """Count employment of counties as it were without any programme, shape (R, T)."""
    group = industries.group.astype(np.int16)[establishments.industry]
    found = np.empty((len(places.population), plan.years))
    for t, year in enumerate(plan.calendar):
        factor = growth.factor(establishments, group, t, treated=False)
        persons = establishments.employment(factor) * establishments.alive(int(year))
        found[:, t] = sums(establishments.county, persons, len(found))
    return found
