"""Plant a synthetic economy into files or a workspace."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import BeforeValidator

from jiqun.core import InputError, Progress, Words, silent
from jiqun.planted import (
    GENERATOR,
    Economy,
    bounded,
    economy,
    economy_plan,
    refusal,
)
from jiqun.sources import impute_size_class_midpoint
from jiqun.studies.exporting import whole_or_gone
from jiqun.studies.loading import create_workspace
from jiqun.studies.plans import Plan
from jiqun.studies.planting.files import PAPERS, TRUTH, Format, refuse_occupied, write_economy
from jiqun.tables import schema
from jiqun.workspace import Workspace


def _possible(name: str, value: object) -> object:
    """Refuse what cannot be planted (``plant-<name>``)."""
    if isinstance(value, int | float) and (isinstance(value, bool) or not bounded(name, value)):
        raise InputError(refusal(name, value))
    return value


def _planted(name: str) -> BeforeValidator:
    return BeforeValidator(partial(_possible, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantPlan(Plan):
    """What is planted: as :func:`jiqun.planted.economy` takes it."""

    establishments: Annotated[float, _planted("establishments")]
    seed: Annotated[int, _planted("seed")]
    noise: Annotated[float, _planted("noise")] = 0.3
    regions: Annotated[int, _planted("regions")] | None = None
    industries: Annotated[int, _planted("industries")] | None = None
    years: Annotated[int, _planted("years")] = 10
    clusters: Annotated[int, _planted("clusters")] | None = None
    withheld: Annotated[float, _planted("withheld")] = 0.1
    generator: Annotated[int, _planted("generator")] = GENERATOR
    countries: Annotated[int, _planted("countries")] = 1
    turbulence: Annotated[float, _planted("turbulence")] = 1.0
    hidden: Annotated[float, _planted("hidden")] = 0.0
    hidden_ties: Annotated[float, _planted("hidden_ties")] = 0.0
    hidden_suppliers: Annotated[float, _planted("hidden_suppliers")] = 0.0
    selection: Annotated[float, _planted("selection")] = 0.5
    spillover: Annotated[float, _planted("spillover")] = 0.25
    breaks: Annotated[int, _planted("breaks")] = 0
    weaknesses: Annotated[float, _planted("weaknesses")] = 0.4
    spelling: Annotated[float, _planted("spelling")] = 0.3
    agencies: Annotated[float, _planted("agencies")] = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedTable:
    """A table that was planted, its rows, and what a row is."""

    table: str
    rows: int
    row: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthTable:
    """A table of the truth, or a paper, and its rows."""

    table: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantReport:
    """What was planted and where it is.

    Attributes
    ----------
    directory, papers, truth
        Folders of the tables, of what is read but is no table, and of the truth.
    format
        Of the files.
    country, country_zh
        What to call it: a synthetic country.
    parameters
        Everything that decides it, filled in.
    tables, paper_files, truths
        One entry a file of the tables, the papers, the truth.
    workspace, commit
        The workspace it was loaded into, if one was asked for.
    seconds
        Time taken.
    """

    directory: str
    papers: str
    truth: str
    format: Format
    country: str
    country_zh: str
    parameters: Mapping[str, float]
    tables: tuple[PlantedTable, ...]
    paper_files: tuple[TruthTable, ...]
    truths: tuple[TruthTable, ...]
    workspace: str | None
    commit: int | None
    seconds: float


def plant(
    directory: str | Path,
    plan: PlantPlan,
    *,
    format: Format = "parquet",
    workspace: str | Path | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> PlantReport:
    """Plant an economy and write its tables, its truth apart, and a page that says what it is.

    The folder is built beside its place and moved there whole.

    Parameters
    ----------
    directory
        Where; empty or not there yet.
    plan
        What is planted.
    format
        Of the files.
    workspace
        Also make this workspace and load all tables in one commit.
    force
        Replace an economy planted there earlier.
    progress
        Told after each step.

    Raises
    ------
    InputError
        ``plant-folder``, ``plant-<argument>``, ``workspace-exists``, ``workspace-folder``.
    """
    began = time.perf_counter()
    folder = Path(directory).expanduser().absolute()
    refuse_occupied(folder, force=force)
    asked = plan.to_dict() | {"establishments": round(plan.establishments)}
    planted = economy(economy_plan(**asked), progress=progress)
    commit, title = None, planted.plan.title
    if workspace is not None:
        made = create_workspace(workspace, title=f"{title.en} · {title.zh}", synthetic=True)
        with whole_or_gone(Path(made.path)):
            commit = load_economy(Workspace.open(made.path), planted)
            write_economy(planted, folder, format=format, progress=progress)
    else:
        write_economy(planted, folder, format=format, progress=progress)
    return PlantReport(
        directory=str(folder),
        papers=str(folder / PAPERS),
        truth=str(folder / TRUTH),
        format=format,
        country=title.en,
        country_zh=title.zh,
        parameters=planted.plan.to_dict(),
        tables=tuple(
            PlantedTable(table=name, rows=frame.height, row=Words(**schema(name).row))
            for name, frame in planted.tables.items()
        ),
        paper_files=_counted(planted.papers),
        truths=_counted(planted.truth),
        workspace=None if workspace is None else str(workspace),
        commit=commit,
        seconds=round(time.perf_counter() - began, 3),
    )


def _counted(frames: Mapping[str, pl.DataFrame]) -> tuple[TruthTable, ...]:
    return tuple(TruthTable(table=name, rows=frame.height) for name, frame in frames.items())


def load_economy(workspace: Workspace, planted: Economy) -> int:
    """Put every table into a workspace in one commit; give the commit's number.

    Withheld employment is filled by the named step size-class-midpoint, which marks it.
    """
    origin = planted.origin
    filled = replace(
        origin, note=f"{origin.note} Withheld employment: mid-point of the size class."
    )
    with workspace.transaction(verb="plant", note=origin.version) as t:
        for name, frame in planted.tables.items():
            if name == "activity":
                t.put(name, impute_size_class_midpoint(frame), origins=(filled,), mode="replace")
            else:
                t.put(name, frame, origins=(origin,), mode="replace")
    return workspace.version
