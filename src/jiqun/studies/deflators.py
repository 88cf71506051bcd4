"""A workspace's price indices and exchange rates."""

from __future__ import annotations

import polars as pl

from jiqun.tables import Deflators
from jiqun.workspace import Workspace


def deflators_of(ws: Workspace) -> Deflators | None:
    """Read price indices and exchange rates; None where there are none."""
    return Deflators.from_frame(ws.frame("deflators")) if ws.rows("deflators") else None


def cell_prices(ws: Workspace) -> Deflators | None:
    """Give what makes growth of cells' money real: nothing where currencies were converted.

    Then growth holds the changes of exchange rates, which no price index takes out.
    """
    if "currency" not in ws.scan("activity").collect_schema().names():
        return None
    named = ws.scan("activity").select(pl.col("currency").drop_nulls().unique()).collect()
    return deflators_of(ws) if len(named) <= 1 else None
