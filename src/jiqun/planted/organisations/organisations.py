"""Organisations: the firms behind establishments, and those who teach, fund and connect them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places
from jiqun.planted.organisations.firms import firms_table
from jiqun.planted.organisations.support import make_support
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]


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
    """

    table: pl.DataFrame
    rows: Int
    city: Int
    kind: list[str]
    field: Int
    weight: Float

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
    """Make each establishment a firm, and put those beside them who teach, fund and connect."""
    rows = np.arange(len(establishments))
    firms = firms_table(plan, places, industries, clusters, establishments, rows, last)
    others = make_support(plan, places, industries, clusters)
    return Organisations(
        table=pl.concat([firms, others.table], how="diagonal"),
        rows=rows,
        city=others.city,
        kind=others.kind,
        field=others.field,
        weight=others.weight,
    )
