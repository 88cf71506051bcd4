"""Derive a definition set from a workspace's own data, and keep it with its scores."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from jiqun.clusters.definitions import (
    DerivationPlan,
    DerivedDefinition,
    Dispersion,
    IndustryTables,
    Similarities,
    TradedPlan,
    derive_definition,
    resampled_definition,
    similarities,
    traded_industries,
)
from jiqun.core import Caution, InputError, Problem, Progress, Record, read_cautions, silent
from jiqun.studies.finding.define_inputs import DefineInputs, read_inputs
from jiqun.studies.finding.define_tables import RESULTS, Tables, tables_of
from jiqun.tables import Counts, schema
from jiqun.workspace import Workspace

Location = Literal["levels", "logarithms", "shares", "quotients"]
Scope = Literal["traded-given", "traded-derived", "all"]
DERIVED = "derived"
#: Names of definition sets stand in cluster ids; these two letters part them.
FORBIDDEN = (":", "/")


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineReport:
    """What was derived.

    Attributes
    ----------
    workspace, commit, unchanged
        Where; the commit that holds the tables; True where the same had been derived already.
    definition, level, year, scope
        Name of the set; level of regions and year of the statistics; which industries.
    industries, categories, candidates
        How many took part, came out, were scored.
    chosen
        Matrix, method, linkage and number of categories of the best candidate.
    scores
        ``before`` and ``after`` outliers moved: vsc_mean, vsc_p95, vsi_mean, vsi_p95, score.
    firmness
        Adjusted Rand index with the set that resampled statistics give: value, low, high, draws.
    largest
        The ten categories with the most employment, with their scores.
    moved
        Industries that the correction moved: industry, name, from, to.
    outliers
        How many industries still fit another category better.
    traded
        Counts of industries: derived as traded, given as traded, agreeing, with both.
    agreement
        With each loaded set: other, statistic, value, low, high, industries.
    matrices
        Which similarities the data gave.
    unrelated
        Industries in no category, since no matrix says anything of them.
    seconds, cautions
        Time by step; what deserves doubt.
    """

    workspace: str
    commit: int
    unchanged: bool
    definition: str
    level: str
    year: int
    scope: str
    industries: int
    categories: int
    candidates: int
    chosen: Mapping[str, Any]
    scores: Mapping[str, Mapping[str, float]]
    firmness: Mapping[str, float]
    largest: tuple[Mapping[str, Any], ...]
    moved: tuple[Mapping[str, Any], ...]
    outliers: int
    traded: Mapping[str, int]
    agreement: tuple[Mapping[str, Any], ...]
    matrices: tuple[str, ...]
    unrelated: tuple[str, ...]
    seconds: Mapping[str, float]
    cautions: tuple[Caution, ...]


def define(  # noqa: PLR0913 - each option changes a number
    path: str | Path,
    *,
    candidates: int = 2000,
    categories: tuple[int, int] | None = None,
    definition: str = DERIVED,
    level: str | None = None,
    year: int | None = None,
    location: Location = "logarithms",
    scope: Scope | None = None,
    correct: bool = True,
    draws: int = 20,
    seed: int = 0,
    workers: int = 2,
    progress: Progress = silent,
) -> DefineReport:
    """Derive categories of related industries, score them, and put them among the definitions.

    Parameters
    ----------
    path
        A workspace with regions, industries and activity; flows, patents with organisations,
        and given categories are used where they are there.
    candidates, categories
        How many sets to score; least and most categories (by the number of industries
        otherwise).
    definition
        Name of the set; a set of this name that was derived before is replaced.
    level, year
        Regions that are compared, the level with about 180 of them otherwise; the latest year.
    location
        What is correlated over regions: levels, logarithms, shares or quotients.
    scope
        ``traded-given``: industries that a loaded set calls traded (the default where one says
        so of most). ``traded-derived``: those that are traded by their dispersion. ``all``.
    correct
        Whether outliers move.
    draws
        Resamples for the firmness of the set and for the dispersion's interval.
    seed, workers, progress
        Of all that is drawn; threads; told of steps.

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
        ``candidates-count``.
    UnknownError
        ``workspace-unknown``, ``year-unknown``, ``level-unknown``.
    """
    began = time.perf_counter()
    seconds: dict[str, float] = {}

    def lap(name: str) -> None:
        seconds[name] = round(time.perf_counter() - began - sum(seconds.values()), 3)

    ws = Workspace.open(path)
    _check_name(ws, definition)
    inputs = read_inputs(ws, level=level, year=year, derived=definition)
    lap("read")
    dispersion = traded_industries(*inputs.spread, TradedPlan(draws=5 * draws, seed=seed))
    given = given_traded(inputs.given)
    chosen, taking = _scope(scope, inputs, dispersion, given)
    lap("dispersion")
    some = _some(inputs, taking)
    near = similarities(
        some.employment,
        some.establishments,
        flows=some.flows,
        sectors=some.sectors,
        vectors=some.vectors,
        location=location,
    )
    plan = DerivationPlan(
        candidates=candidates, categories=categories, correct=correct, seed=seed, workers=workers
    )
    derived = derive_definition(near, plan, progress=progress)
    lap("search")
    read = IndustryTables(
        employment=some.employment, establishments=some.establishments, flows=some.flows,
        sectors=some.sectors, vectors=some.vectors,
    )  # fmt: skip
    firm = resampled_definition(derived, read, draws=draws, seed=seed, workers=workers)
    progress("firmness", 1, 1)
    lap("firmness")
    tables = tables_of(
        ws, definition, derived, near, dispersion, inputs, given, firm, traded=chosen != "all"
    )
    record = _record(derived, inputs, ws, definition, chosen, draws)
    unchanged = _same(ws, record)
    if not unchanged:
        _store(ws, definition, tables, record)
    lap("store")
    return _report(
        ws, definition, chosen, inputs, near, derived, tables, record, seconds, unchanged=unchanged
    )


def given_traded(given: pl.DataFrame) -> pl.DataFrame:
    """Say of each industry whether the loaded sets call it traded; the first set decides."""
    if not len(given):
        return pl.DataFrame(schema={"industry": pl.String, "traded_given": pl.Boolean})
    return (
        given.sort("definition")
        .unique("industry", keep="first", maintain_order=True)
        .select("industry", traded_given="traded")
    )


def _check_name(ws: Workspace, definition: str) -> None:
    bad = not definition or any(letter in definition for letter in FORBIDDEN)
    if bad:
        raise InputError(
            Problem(
                "definition-name",
                "definition",
                repr(definition),
                "a name without ':' and '/'",
                "Write derived, or derived-2020.",
            )
        )
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
        raise InputError(
            Problem(
                "definition-given",
                "definition",
                f"{definition!r} is a loaded set",
                "a name that no loaded set has",
                "Choose another name: nothing that was loaded is overwritten.",
            )
        )


def _scope(
    scope: Scope | None, inputs: DefineInputs, dispersion: Dispersion, given: pl.DataFrame
) -> tuple[Scope, tuple[str, ...]]:
    """Choose the industries that take part."""
    every = inputs.employment.industries
    told = dict(given.iter_rows())
    known = [code for code in every if code in told]
    chosen: Scope = scope or ("traded-given" if 2 * len(known) >= len(every) else "traded-derived")
    if chosen == "all":
        return chosen, every
    if chosen == "traded-derived":
        traded = set(dispersion.frame.filter(pl.col("traded"))["industry"])
        return chosen, tuple(code for code in every if code in traded)
    if not known:
        raise InputError(
            Problem(
                "scope-given",
                "scope",
                "no loaded set says which industries are traded",
                "categories with the column traded",
                "Load a set, or use traded-derived.",
            )
        )
    return chosen, tuple(code for code in known if told[code])


def _some(inputs: DefineInputs, taking: tuple[str, ...]) -> DefineInputs:
    """Keep the industries that take part; trade and vectors are looked up by code."""
    at = {code: i for i, code in enumerate(inputs.employment.industries)}
    columns = [at[code] for code in taking]

    def cut(counts: Counts) -> Counts:
        return Counts(
            regions=counts.regions,
            industries=taking,
            values=counts.values[:, columns],
            unit=counts.unit,
            year=counts.year,
            origins=counts.origins,
        )

    return DefineInputs(
        employment=cut(inputs.employment),
        establishments=cut(inputs.establishments) if inputs.establishments is not None else None,
        spread=inputs.spread,
        flows=inputs.flows,
        sectors=inputs.sectors,
        vectors=inputs.vectors,
        level=inputs.level,
        spread_level=inputs.spread_level,
        year=inputs.year,
        given=inputs.given,
        cautions=inputs.cautions,
    )


def _record(
    derived: DerivedDefinition,
    inputs: DefineInputs,
    ws: Workspace,
    definition: str,
    scope: str,
    draws: int,
) -> Record:
    used = ("regions", "region_parents", "industries", "activity", "flows", "patents",
            "organisations")  # fmt: skip
    there = [name for name in used if ws.has(name)]
    return Record(
        subject="define",
        parameters={
            **derived.record.parameters,
            "definition": definition,
            "level": inputs.level,
            "dispersion_level": inputs.spread_level,
            "year": inputs.year,
            "scope": scope,
            "draws": draws,
        },
        inputs=dict(derived.record.inputs) | {name: ws.digest(name) for name in there},
        origins=ws.origins(*there),
        seed=derived.record.seed,
        cautions=read_cautions(inputs.cautions),
    )


def _same(ws: Workspace, record: Record) -> bool:
    return all(ws.has(name) and ws.record(name) == record for name in RESULTS)


def _store(ws: Workspace, definition: str, tables: Tables, record: Record) -> None:
    rows = tables.canonical
    kinds = schema("categories").polars()
    origins = record.origins
    if ws.has("categories"):
        kept = ws.frame("categories").filter(pl.col("definition") != definition)
        rows = pl.concat([kept, rows.select(pl.col(n).cast(t) for n, t in kinds.items())])
        origins = (*ws.origins("categories"), *origins)
    with ws.transaction(verb="define", note=f"{definition}: {len(tables.categories)}") as t:
        t.put("categories", rows, origins=tuple(dict.fromkeys(origins)), mode="replace")
        for name, frame in tables.results().items():
            t.put_result(name, frame, record=record)


def _report(  # noqa: PLR0913 - what a report is made of
    ws: Workspace,
    definition: str,
    scope: str,
    inputs: DefineInputs,
    near: Similarities,
    derived: DerivedDefinition,
    tables: Tables,
    record: Record,
    seconds: Mapping[str, float],
    *,
    unchanged: bool,
) -> DefineReport:
    best = derived.candidates.row(0, named=True)
    largest = tables.categories.sort(["employment", "category"], descending=[True, False])
    moved = tables.industries.filter(pl.col("moved_from").is_not_null())
    both = tables.dispersion.drop_nulls("traded_given")
    return DefineReport(
        workspace=str(ws.path),
        commit=Workspace.open(ws.path).version,
        unchanged=unchanged,
        definition=definition,
        level=inputs.level,
        year=inputs.year,
        scope=scope,
        industries=len(derived.industries),
        categories=len(tables.categories),
        candidates=len(derived.candidates),
        chosen={k: best[k] for k in ("matrix", "method", "linkage", "categories")},
        scores=derived.scores,
        firmness=tables.firmness,
        largest=tuple(largest.head(10).to_dicts()),
        moved=tuple(
            {"industry": row["industry"], "from": row["moved_from"], "to": row["category"]}
            for row in moved.to_dicts()
        ),
        outliers=int(tables.industries["outlier"].sum()),
        traded={
            "derived": int(tables.dispersion["traded"].sum()),
            "given": int(both["traded_given"].sum()),
            "agreeing": int((both["traded"] == both["traded_given"]).sum()),
            "both": len(both),
        },
        agreement=tuple(tables.agreement.to_dicts()),
        matrices=near.singles,
        unrelated=near.unrelated,
        seconds=dict(seconds),
        cautions=record.cautions,
    )
