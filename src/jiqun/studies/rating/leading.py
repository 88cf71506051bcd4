"""What leads a workspace's run, and what its results were led by."""

from __future__ import annotations

import polars as pl

from jiqun.clusters import LEADS, Cells, Scheme, known_cells, led_scheme, scheme
from jiqun.clusters.leading import COUNTED, EMPLOYMENT, MONEY
from jiqun.core import InputError, problem, unknown
from jiqun.studies.deflators import deflators_of
from jiqun.workspace import Workspace

_TOLD = (*LEADS, "withheld", "hidden", "size_class", "currency")


def chosen_quantity(ws: Workspace, wanted: str | None = None) -> str:
    """Give what leads: the quantity that is wanted, or the one of which most is known.

    Money in several currencies that no rates convert does not lead unless it is wanted.

    Raises
    ------
    InputError
        ``leading-none``: no quantity has a number above 0.
    UnknownError
        ``quantity-unknown``: activity has nothing of the wanted one.
    """
    there = ws.scan("activity").collect_schema().names() if ws.rows("activity") else []
    rows = ws.frame("activity", [name for name in _TOLD if name in there]) if there else None
    known = {} if rows is None else known_cells(rows)
    if not known:
        raise InputError(problem("leading-none", subject="activity", known=list(LEADS)))
    if wanted is not None:
        if wanted not in known:
            raise unknown("quantity", wanted, list(known), case="activity")
        return wanted
    addable = [name for name in known if name not in MONEY or _one_money(ws, rows)]
    return max(addable or list(known), key=lambda name: known[name])


def told_of(ws: Workspace) -> dict[str, int]:
    """Count the rows of activity that say something of each quantity that could lead."""
    there = ws.scan("activity").collect_schema().names() if ws.rows("activity") else []
    if not there:
        return {}
    return known_cells(ws.frame("activity", [name for name in _TOLD if name in there]))


def _one_money(ws: Workspace, rows: pl.DataFrame | None) -> bool:
    """Say whether all money can be told in one currency."""
    if rows is None or "currency" not in rows.columns:
        return True
    found = [str(one) for one in rows["currency"].drop_nulls().unique()]
    known = deflators_of(ws)
    return len(found) <= 1 or (known is not None and known.into(found) is not None)


def usual_quantity(ws: Workspace) -> str:
    """Give what a question about activity counts unless told: what leads the results, or would."""
    if ws.has("cells"):
        return led(ws)
    known = told_of(ws)
    return max(known, key=lambda name: known[name]) if known else EMPLOYMENT


def nothing_known(cells: Cells) -> tuple[str, ...]:
    """Name what schemes count of cells, jobs and establishments, where no cell knows it."""
    frame = cells.frame
    return tuple(
        name
        for name in COUNTED
        if name not in frame.columns or frame[name].null_count() == len(frame)
    )


def led(ws: Workspace) -> str:
    """Name the quantity that a workspace's results are led by; employment before the main job."""
    if not ws.has("cells"):
        return EMPLOYMENT
    return str(ws.record("cells").parameters.get("quantity") or EMPLOYMENT)


def sized(frame: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Add what leads under a name of its own: ``quantity``, ``size``, ``traded_size``.

    Jobs and establishments that were not loaded are unknown.
    """
    absent = [name for name in COUNTED if name not in frame.columns]
    full = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in absent)
    full = full.with_columns(pl.col(quantity).alias("size"), quantity=pl.lit(quantity))
    if f"traded_{quantity}" not in frame.columns:
        return full
    return full.with_columns(pl.col(f"traded_{quantity}").alias("traded_size"))


def scheme_as_run(ws: Workspace, name: str) -> Scheme:
    """Give a scheme as the workspace's run applied it: by what leads, without what is not known."""
    rules = scheme(name)
    if not ws.has("cells"):
        return rules
    told = ws.record("cells").parameters
    gone = set((told.get("left_out") or {}).get(name, ()))
    absent = {one.quantity for one in rules.criteria if one.id in gone}
    return led_scheme(rules, led(ws), absent)
