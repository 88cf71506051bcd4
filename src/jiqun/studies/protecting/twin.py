"""The twin: a workspace of released numbers, with results computed from these alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Origin, Progress, Record, silent
from jiqun.studies.filling import FillPlan, fill
from jiqun.studies.finding import FindPlan, find
from jiqun.studies.protecting.deciding import Decided
from jiqun.studies.protecting.plan import CLASSIFYING, ProtectPlan
from jiqun.studies.rating import RunPlan, run
from jiqun.studies.standing import PROTECTION
from jiqun.tables import schema
from jiqun.workspace import Workspace

Float = NDArray[np.float64]
#: Columns of a row that tell how its publisher counts, and nothing of the number.
CARRIED: Final = ("currency", "noise", "dropped_below")
#: Tables of which only rows of regions are public: other units may be firms.
OF_UNITS: Final = ("indicators", "treatments")
MONEY: Final = ("payroll", "output", "revenue", "value_added", "exports")
_NOTE = "Protected: numbers that would tell of few contributors are withheld."


def build_twin(
    ws: Workspace, plan: ProtectPlan, decided: Sequence[Decided], rows: pl.DataFrame, *,
    to: Path, told: Mapping[str, object], progress: Progress = silent,
) -> tuple[Caution, ...]:  # fmt: skip
    """Write the twin of a workspace and compute its results.

    Parameters
    ----------
    ws, plan
        The confidential workspace; the rules.
    decided
        What is withheld, by year.
    rows
        Activity as it was judged.
    to
        A folder that is not there yet.
    told
        What readers may know of the protection: parameters of the record.

    Returns
    -------
    tuple of Caution
        What could not be computed.
    """
    twin = Workspace.create(to, title=ws.title, synthetic=ws.synthetic)
    with twin.transaction(verb="protect") as t:
        for name in public_tables(ws, plan):
            t.put(name, _public(ws, name), origins=_bare(ws, name), mode="replace")
        origins = tuple(replace(one, note=_NOTE) for one in _bare(ws, "activity"))
        t.put("activity", released(decided, rows, plan), origins=origins, mode="replace")
        record = Record(subject="protect", parameters=dict(told), origins=origins)
        t.put_result(PROTECTION, counts(decided), record=record)
    return _computed(ws, plan, to, progress)


def public_tables(ws: Workspace, plan: ProtectPlan) -> tuple[str, ...]:
    """Name the tables that are in the twin, activity aside."""
    return tuple(name for name in (*CLASSIFYING, *plan.public) if ws.rows(name))


def released(decided: Sequence[Decided], rows: pl.DataFrame, plan: ProtectPlan) -> pl.DataFrame:
    """Give activity as it is released: withheld numbers are unknown and marked ``protected``."""
    carried = rows.select("region", "industry", "year",
                          *(name for name in CARRIED if name in rows.columns))  # fmt: skip
    made = pl.concat([_year(one, plan) for one in decided], how="diagonal")
    joined = made.join(carried, on=["region", "industry", "year"], how="left",
                       maintain_order="left")  # fmt: skip
    if "currency" in joined.columns:
        money = rows["currency"].drop_nulls().unique()
        joined = joined.with_columns(currency=pl.lit(money[0] if len(money) == 1 else None,
                                                     dtype=pl.String))  # fmt: skip
    known = schema("activity").polars()
    return joined.select(pl.col(name).cast(kind) for name, kind in known.items()
                         if name in joined.columns)  # fmt: skip


def _year(one: Decided, plan: ProtectPlan) -> pl.DataFrame:
    shown = one.shown
    at = np.nonzero(shown.there)
    withheld = one.withheld[at]
    columns: dict[str, NDArray[np.generic]] = {
        "region": np.array(shown.regions.codes, dtype=object)[at[0]],
        "industry": np.array(shown.industries.codes, dtype=object)[at[1]],
        "year": np.full(len(at[0]), shown.year, dtype=np.int64),
    }
    for name, array in shown.values.items():
        values = np.where(withheld, np.nan, array[at])
        columns[name] = _rounded(values, plan.rounding)
    frame = pl.DataFrame(columns).with_columns(pl.col(list(shown.values)).fill_nan(None))
    unknown = pl.col(next(iter(shown.values))).is_null()
    step = pl.lit(plan.rounding, dtype=pl.Float64)
    return frame.with_columns(
        withheld=unknown,
        protected=pl.Series(withheld),
        rounding=pl.when(~unknown).then(step),
    )


def _rounded(values: Float, step: int | None) -> Float:
    return values if step is None else np.rint(values / step) * step


def counts(decided: Sequence[Decided]) -> pl.DataFrame:
    """Count cells and withheld ones by level of regions and of industries, and year."""
    found = [loss(one)[["level", "industry_level", "year", "cells", "withheld"]] for one in decided]
    return pl.concat(found)


def loss(one: Decided) -> pl.DataFrame:
    """Say what is lost in a year, by levels, with the shares that readers may not know."""
    shown = one.shown
    at = np.nonzero(shown.there)
    lead = np.nan_to_num(next(iter(shown.values.values()))[at])
    kept = ~one.withheld[at]
    frame = pl.DataFrame({
        "level": np.array(shown.regions.levels, dtype=object)[at[0]],
        "industry_level": np.array(shown.industries.levels, dtype=object)[at[1]],
        "withheld": one.withheld[at], "primary": one.primary[at],
        "lead": lead, "kept": np.where(kept, lead, 0.0),
    }, schema_overrides={"level": pl.String, "industry_level": pl.String})  # fmt: skip
    return (
        frame.group_by("level", "industry_level", maintain_order=True)
        .agg(
            cells=pl.len().cast(pl.Int64),
            withheld=pl.col("withheld").sum().cast(pl.Int64),
            primary=pl.col("primary").sum().cast(pl.Int64),
            shown_share=pl.when(pl.col("lead").sum() > 0).then(
                pl.col("kept").sum() / pl.col("lead").sum()
            ),
        )
        .with_columns(
            year=pl.lit(shown.year, dtype=pl.Int64),
            secondary=pl.col("withheld") - pl.col("primary"),
        )
        .sort("cells", "level", "industry_level")
    )


def _public(ws: Workspace, name: str) -> pl.DataFrame:
    """Give the rows of a table that are public."""
    frame = ws.frame(name)
    if name in OF_UNITS:
        regions = ws.frame("regions", ["region"])["region"]
        return frame.filter(pl.col("unit").is_in(regions.implode()))
    if name == "categories" and ws.has("definition_categories"):
        derived = ws.frame("definition_categories", ["definition"])["definition"].unique()
        return frame.filter(~pl.col("definition").is_in(derived.implode()))
    return frame


def _bare(ws: Workspace, name: str) -> tuple[Origin, ...]:
    """Give who published a table, without what may tell of its numbers."""
    told = (replace(one, version="", accessed="", note="") for one in ws.origins(name))
    return tuple(dict.fromkeys(told))


def _computed(
    ws: Workspace, plan: ProtectPlan, to: Path, progress: Progress
) -> tuple[Caution, ...]:
    """Fill, run and search the twin as the workspace was, from what is released."""
    said: list[Caution] = []
    if plan.fill:
        try:
            fill(to, FillPlan(hidden=False), progress=progress)
        except InputError as error:
            if any(one.code != "fill-nothing" for one in error.problems):
                said.append(Caution("twin-unfilled", {"code": error.problems[0].code}))
    if ws.has("cells"):
        try:
            run(to, _run_plan(ws, plan), progress=progress)
        except InputError as error:
            said.append(Caution("twin-unrated", {"code": error.problems[0].code}))
        else:
            said += _found(ws, to, progress)
    return tuple(said)


def _found(ws: Workspace, to: Path, progress: Progress) -> list[Caution]:
    """Search the released numbers across borders, where the workspace has been searched."""
    if not ws.has("found_clusters"):
        return []
    asked = ws.record("found_clusters").parameters
    kept = {one.name: asked[one.name] for one in fields(FindPlan) if one.name in asked}
    try:
        find(to, FindPlan(**{**kept, "way": "regions", "level": None}), progress=progress)
    except InputError as error:
        return [Caution("twin-unsearched", {"code": error.problems[0].code})]
    return []


def _run_plan(ws: Workspace, plan: ProtectPlan) -> RunPlan:
    """Ask of the twin what was asked of the workspace; a file to compare with is none of it."""
    known = {one.name for one in fields(RunPlan)}
    told = {key: value for key, value in ws.record("cells").parameters.items() if key in known}
    regions = set(ws.frame("regions", ["region"])["region"])
    if told.get("reference") not in regions:
        told["reference"] = None
    if plan.levels is not None and told.get("levels"):
        told["levels"] = [one for one in told["levels"] if one in plan.levels] or None
    return RunPlan(**told)
