"""Money of a workspace's activity, told in one currency and, where it can be, one year's prices."""

from __future__ import annotations

import polars as pl

from jiqun.studies.deflators import deflators_of
from jiqun.tables import Prices, Told, comparable_money
from jiqun.workspace import Workspace

#: Columns of activity that hold money.
MONEY = ("payroll", "output", "value_added", "exports")


def in_money(
    ws: Workspace,
    rows: pl.DataFrame,
    quantity: str,
    *,
    prices: Prices = "nominal",
    deflator: str | None = None,
) -> tuple[pl.DataFrame, Told | None]:
    """Make rows' amounts comparable by the workspace's table ``deflators``.

    rows: ``year``, ``currency`` (if the workspace has it) and the quantity. Gives them as they are
    and None where the quantity is no money.

    Raises
    ------
    InputError
        ``currencies-apart``, ``nominal-growth``, and what is wrong with ``deflators``.
    UnknownError
        ``deflator-unknown``.
    """
    if quantity not in MONEY:
        return rows, None
    return comparable_money(rows, [quantity], deflators_of(ws), prices=prices, series=deflator)
