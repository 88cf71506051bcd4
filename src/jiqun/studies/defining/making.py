"""Derive a definition set from a workspace's own data, and keep it with its scores."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import InputError, Origin, Progress, Record, digest, problem, silent
from jiqun.studies.defining.deriving import Derivation, derive
from jiqun.studies.defining.inputs import given_rows, need, read_inputs
from jiqun.studies.defining.plan import DefinePlan
from jiqun.studies.defining.report import DefineReport, define_report
from jiqun.studies.defining.tables import RESULTS, Tables, tables_of
from jiqun.studies.jobs import Asked, Done, Job, Made, Work, ask, perform
from jiqun.studies.plans import is_legible
from jiqun.tables import schema
from jiqun.workspace import Workspace

#: Tables that a set is derived from, where they are there.
TABLES = (
    "regions", "region_parents", "industries", "activity", "flows", "industry_sectors",
    "occupations", "patents", "organisations",
)  # fmt: skip
#: Names of definition sets stand in ids of cells; these two letters part them.
FORBIDDEN = (":", "/")


def define(
    path: str | Path,
    plan: DefinePlan | None = None,
    *,
    again: bool = False,
    progress: Progress = silent,
) -> DefineReport:
    """Derive categories of related industries, score them, and put them among the definitions.

    Parameters
    ----------
    path
        A workspace with regions, industries and activity; flows, occupations, patents with
        organisations, and given categories are used where they are there.
    plan
        How many candidates, of which industries and regions; None is as usual.
    again
        Derive even if nothing has changed.
    progress
        Told of steps.

    Returns
    -------
    DefineReport
        Everything else is in the workspace: canonical ``categories`` under the set's name, and
        the results ``definition_*``, ``category_*`` and ``industry_*``.

    Raises
    ------
    InputError
        ``table-empty``, ``definition-name``, ``definition-given``, ``scope-given``,
        ``similarity-industries``, ``similarity-regions``, ``categories-range``,
        ``candidates-count``, ``options-weight``, ``largest-share``.
    UnknownError
        ``workspace-unknown``, ``year-unknown``, ``level-unknown``.
    """
    return perform(DEFINE, path, plan or DefinePlan(), again=again, progress=progress)


def _ask(ws: Workspace, plan: DefinePlan) -> Asked:
    """Ask for the set; of the categories those of other sets count, not its own."""
    _check_name(ws, plan.definition)
    need(ws)
    given = given_rows(ws, plan.definition)
    rules = {"categories": digest(given.write_csv())} if len(given) else {}
    return ask(ws, plan, verb="define", tables=TABLES, rules=rules)


def _make(work: Work[DefinePlan]) -> Made:
    plan, ws = work.plan, work.ws
    with work.clock.step("read"):
        inputs = read_inputs(ws, level=plan.level, year=plan.year, derived=plan.definition)
    found = derive(inputs, work)
    with work.clock.step("tables"):
        tables = tables_of(ws, plan.definition, found)
    record = _record(ws, plan, found)
    return Made(
        record=record,
        results=tables.results(),
        tables={"categories": _categories(ws, plan.definition, tables, record.origins)},
        note=f"{plan.definition}: {len(tables.categories)}",
    )


def _report(ws: Workspace, plan: DefinePlan, done: Done) -> DefineReport:  # noqa: ARG001 - as every job's
    return define_report(ws, done)


#: Deriving, as :func:`jiqun.studies.jobs.perform` does it.
DEFINE = Job(verb="define", results=RESULTS, ask=_ask, make=_make, report=_report)


def _check_name(ws: Workspace, definition: str) -> None:
    apart = any(letter in definition for letter in FORBIDDEN)
    if apart or not is_legible(definition) or definition != definition.strip():
        raise InputError(problem("definition-name", subject="definition", name=definition))
    mine = (
        set(ws.scan("definition_categories").select("definition").unique().collect()["definition"])
        if ws.has("definition_categories")
        else set()
    )
    there = (
        set(ws.scan("categories").select("definition").unique().collect()["definition"])
        if ws.has("categories")
        else set()
    )
    if definition in there - mine:
        raise InputError(problem("definition-given", subject="definition", name=definition))


def _record(ws: Workspace, plan: DefinePlan, found: Derivation) -> Record:
    there = [name for name in TABLES if ws.has(name)]
    derived, inputs = found.derived.record, found.inputs
    return Record(
        subject="define",
        parameters={
            **derived.parameters,
            "definition": plan.definition,
            "level": inputs.level,
            "dispersion_level": inputs.spread_level,
            "year": inputs.year,
            "scope": found.scope,
            "draws": plan.draws,
            "outcome": found.outcome(),
        },
        inputs=dict(derived.inputs) | {name: ws.digest(name) for name in there},
        origins=ws.origins(*there),
        seed=derived.seed,
        cautions=found.cautions,
    )


def _categories(
    ws: Workspace, definition: str, tables: Tables, origins: tuple[Origin, ...]
) -> tuple[pl.DataFrame, tuple[Origin, ...]]:
    """Give the table categories with the set in place of an earlier one of its name."""
    rows = tables.canonical
    if ws.has("categories"):
        kinds = schema("categories").polars()
        kept = ws.frame("categories").filter(pl.col("definition") != definition)
        rows = pl.concat([kept, rows.select(pl.col(n).cast(t) for n, t in kinds.items())])
        origins = (*ws.origins("categories"), *origins)
    return rows, tuple(dict.fromkeys(origins))
