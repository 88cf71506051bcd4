"""Withheld and hidden cells of a workspace filled, in one commit, and taken out by the next."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import polars as pl

import jiqun
from jiqun.core import InputError, Progress, Record, problem, silent
from jiqun.sources import Filled, FillPlan
from jiqun.sources import fill as fill_rows
from jiqun.studies.filling.report import FilledLevel, FilledStep, FillReport
from jiqun.studies.rows import rows
from jiqun.workspace import Workspace

#: The result that tells what was put in, and what stood there before.
FILLS = "fills"
TABLES = ("regions", "industries")
KEY = ("region", "industry", "year")
NUMBERS = ("employment", "employment_low", "employment_high")
#: Under which parameters of its record a fill keeps the digest of what it made, and its report.
AFTER, STEPS, LEVELS, FIGURES = "after", "steps", "levels", "figures"

__all__ = ["FillPlan", "fill"]


def fill(
    path: str | Path,
    plan: FillPlan | None = None,
    *,
    again: bool = False,
    progress: Progress = silent,
) -> FillReport:
    """Estimate the withheld and hidden employment of a workspace, in one commit.

    What an earlier fill put in is taken out first; published numbers never move. The result
    ``fills`` has a row for each cell filled: what was put in, and what stood there before.

    Parameters
    ----------
    path
        A workspace with activity; regions and industries give the totals' trees.
    plan
        How; None as usual.
    again
        Compute even where the same was done already.
    progress
        Told of each step.

    Returns
    -------
    FillReport
        What each named step put in, and the visible share of each level and year.

    Raises
    ------
    UnknownError
        ``workspace-unknown``; ``table-empty`` where there is no activity.
    InputError
        ``fill-nothing``: every number is published, and no total says that something is missing.
    """
    began = time.perf_counter()
    chosen, ws = plan or FillPlan(), Workspace.open(path, settled=True)
    inputs = {name: ws.digest(name) for name in TABLES if ws.has(name)}
    asked = {**chosen.to_dict(), "inputs": inputs}
    if not again and _stands(ws, asked):
        return _report(ws, began, unchanged=True)
    progress("read", 0, 1)
    activity = ws.frame("activity")
    before = _restored(activity, ws.frame(FILLS) if ws.has(FILLS) else None)
    progress("fill", 0, 1)
    made = fill_rows(before, regions=ws.frame("regions"), industries=ws.frame("industries"),
                     plan=chosen)  # fmt: skip
    progress("write", 0, 1)
    return _report(_stored(ws, before, made, asked), began, unchanged=False)


def _stands(ws: Workspace, asked: dict[str, Any]) -> bool:
    """Say whether the activity is what a fill with the same plan and trees left."""
    if not ws.has(FILLS):
        return False
    record = ws.record(FILLS)
    told = record.parameters
    same = all(told.get(name) == value for name, value in asked.items())
    return same and record.version == jiqun.__version__ and told[AFTER] == ws.digest("activity")


def _restored(activity: pl.DataFrame, fills: pl.DataFrame | None) -> pl.DataFrame:
    """Take out what the last fill put in, where it still stands; put back what stood before."""
    if fills is None:
        return activity
    fills = fills.rename({"employment": "put", "step": "put_step"}).drop(
        "employment_low", "employment_high"
    )
    joined = activity.join(fills, on=KEY, how="left", maintain_order="left")
    same = (pl.col("imputed") == pl.col("put_step")) & pl.col("employment").eq_missing(
        pl.col("put")
    )
    own = (pl.col("put_step").is_not_null() & same).fill_null(value=False)
    kept = joined.filter(~(own & pl.col("was_hidden")).fill_null(value=False))
    names = (*NUMBERS, "imputed")
    return kept.with_columns(
        pl.when(own).then(f"before_{name}").otherwise(name).alias(name) for name in names
    ).select(activity.columns)


def _fills(before: pl.DataFrame, made: Filled) -> pl.DataFrame:
    """Give a row for each cell that was filled."""
    names = (*NUMBERS, "imputed")
    stood = before.select(*KEY, *(pl.col(name).alias(f"before_{name}") for name in names))
    put = made.rows.filter(pl.col("imputed").is_not_null())
    joined = put.join(stood, on=KEY, how="left", maintain_order="left")
    changed = pl.any_horizontal(
        *(pl.col(name).ne_missing(pl.col(f"before_{name}")) for name in names), "hidden"
    )
    return joined.filter(changed).select(
        *KEY, pl.col("imputed").alias("step"),
        pl.col("hidden").fill_null(value=False).alias("was_hidden"),
        *NUMBERS, *(f"before_{name}" for name in names),
    )  # fmt: skip


def _stored(ws: Workspace, before: pl.DataFrame, made: Filled, asked: dict[str, Any]) -> Workspace:
    fills = _fills(before, made)
    if not fills.height and not ws.has(FILLS):
        raise InputError(problem("fill-nothing", subject="activity"))
    told = {
        STEPS: made.steps.to_dicts(), LEVELS: made.levels.to_dicts(), FIGURES: dict(made.figures),
    }  # fmt: skip
    with ws.transaction(verb="fill", note=f"{fills.height:,} cells") as t:
        t.put("activity", made.rows, origins=ws.origins("activity"), mode="replace")
        record = Record(
            subject="fill",
            parameters={**asked, **told, AFTER: t.entries["activity"].digest},
            inputs=asked["inputs"],
            origins=ws.origins("activity"),
            cautions=made.cautions,
        )
        t.put_result(FILLS, fills, record=record)
    return Workspace.open(ws.path)


def _report(ws: Workspace, began: float, *, unchanged: bool) -> FillReport:
    record = ws.record(FILLS)
    told = record.parameters
    return FillReport(
        path=ws.path,
        commit=ws.version,
        unchanged=unchanged,
        steps=rows(pl.DataFrame(told[STEPS], infer_schema_length=None), FilledStep),
        levels=rows(pl.DataFrame(told[LEVELS], infer_schema_length=None), FilledLevel),
        figures=told[FIGURES],
        cautions=record.cautions,
        seconds=round(time.perf_counter() - began, 3),
    )
