"""Deriving a definition set from arrays: who takes part, what is related, which set is best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.definitions import (
    CodeTree,
    Comparison,
    DerivationPlan,
    DerivedDefinition,
    Dispersion,
    IndustryTables,
    Similarities,
    TradedPlan,
    baseline_labels,
    code_definition,
    compared_sets,
    derive_definition,
    related,
    resampled_definition,
    traded_industries,
)
from jiqun.core import Caution, InputError, encode, problem
from jiqun.studies.defining.inputs import DefineInputs
from jiqun.studies.defining.plan import DefinePlan, Scope
from jiqun.studies.jobs import Work
from jiqun.tables import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """What a definition set was derived from, and what came of it.

    Attributes
    ----------
    inputs, given
        The arrays; what loaded sets say of each industry.
    dispersion, scope
        Which industries are traded by their dispersion; which of them took part.
    near, derived
        Similarities; the set that is kept.
    comparison
        The searched set beside cuts of the code and loaded sets.
    firm
        Adjusted Rand index with the set of each resample; none for a cut of the code.
    cautions
        What deserves doubt.
    """

    inputs: DefineInputs
    given: pl.DataFrame
    dispersion: Dispersion
    scope: Scope
    near: Similarities
    derived: DerivedDefinition
    comparison: Comparison
    firm: NDArray[np.float64]
    cautions: tuple[Caution, ...]

    def firmness(self) -> dict[str, float]:
        """Give the mean over resamples, its range and how many could be made."""
        firm = self.firm[np.isfinite(self.firm)]
        if not len(firm):
            return {"value": float("nan"), "low": float("nan"), "high": float("nan"), "draws": 0}
        low, high = np.quantile(firm, [0.025, 0.975])
        return {
            "value": float(firm.mean()),
            "low": float(low),
            "high": float(high),
            "draws": len(firm),
        }

    def outcome(self) -> dict[str, Any]:
        """Give what no result table holds, as JSON values: a record keeps it."""
        told = {
            "scores": self.derived.scores,
            "firmness": self.firmness(),
            "matrices": self.near.singles,
            "weights": self.near.weights,
            "most": self.derived.most,
            "best_cut": self.comparison.best,
            "ahead": self.comparison.ahead,
            "unrelated": self.derived.unrelated,
        }
        plain: dict[str, Any] = encode(told)
        return plain


def derive(inputs: DefineInputs, work: Work[DefinePlan]) -> Derivation:
    """Derive the set; each step is timed."""
    plan, clock = work.plan, work.clock
    with clock.step("dispersion"):
        dispersion = traded_industries(
            *inputs.spread, TradedPlan(draws=5 * plan.draws, seed=plan.seed)
        )
        given = given_traded(inputs.given)
        scope, taking = _scope(plan.scope, inputs, dispersion, given)
    read = _read(inputs, taking, plan)
    told = DerivationPlan(
        candidates=plan.candidates, categories=plan.categories, largest=plan.largest,
        correct=plan.correct, seed=plan.seed, workers=plan.workers,
    )  # fmt: skip
    with clock.step("search"):
        near = related(read, location=plan.location, together=plan.coagglomeration)
        derived = derive_definition(near, told, progress=work.progress)
    with clock.step("comparison"):
        comparison = compared_sets(
            read, near, derived, given=_given_sets(inputs.given), other=inputs.other, plan=told,
            draws=5 * plan.draws,
        )  # fmt: skip
        work.progress("comparison", 1, 1)
        kept = _kept(near, derived, comparison, told, fallback=plan.fallback)
    with clock.step("firmness"):
        firm = (
            resampled_definition(
                derived, read, draws=plan.draws, seed=plan.seed, workers=plan.workers
            )
            if kept is derived
            else np.empty(0)
        )
        work.progress("firmness", 1, 1)
    return Derivation(
        inputs=inputs, given=given, dispersion=dispersion, scope=scope, near=near, derived=kept,
        comparison=comparison, firm=firm, cautions=(*inputs.cautions, *_doubts(kept, comparison)),
    )  # fmt: skip


def _kept(
    near: Similarities,
    derived: DerivedDefinition,
    comparison: Comparison,
    plan: DerivationPlan,
    *,
    fallback: bool,
) -> DerivedDefinition:
    """Give the searched set, or the best cut of the code where that tells more, if wanted."""
    if not fallback or comparison.ahead is not False or comparison.best is None:
        return derived
    cut = baseline_labels(near.industries)[comparison.best]
    return code_definition(near, derived, cut, name=comparison.best, plan=plan)


def _doubts(kept: DerivedDefinition, comparison: Comparison) -> list[Caution]:
    """Say where something simpler tells more, and where a category is too large."""
    score = dict(comparison.frame.select("set", "colocation_held").iter_rows())
    own, found = score["derived"], list[Caution]()
    cut = kept.candidates["method"][0] == "code"
    mine = score[comparison.best or ""] if cut else own
    if comparison.ahead is False:
        case = "kept" if cut else ""
        best = comparison.best or ""
        told = {"digits": best.split(" ", maxsplit=1)[0], "own": own, "other": score[best]}
        found.append(Caution("definition-baseline", told, case=case))
    given = comparison.frame.filter(
        pl.col("kind") == "given", pl.col("colocation_held") > (1.0 if mine is None else mine)
    ).sort("colocation_held", descending=True)
    if len(given):
        best = given["set"][0]
        told = {"other": best, "own": mine, "score": score[best]}
        found.append(Caution("definition-given-better", told))
    largest = int(np.bincount(kept.labels).max())
    if largest > kept.most:
        told = {"largest": largest, "most": kept.most}
        found.append(Caution("definition-large", told))
    return found


def _given_sets(given: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Give each loaded set's category of every industry, in the order of their names."""
    if not len(given):
        return {}
    return {
        str(name): dict(own.select("industry", "category").iter_rows())
        for (name,), own in given.sort("definition").group_by("definition", maintain_order=True)
    }


def given_traded(given: pl.DataFrame) -> pl.DataFrame:
    """Say of each industry whether the loaded sets call it traded; the first set decides."""
    if not len(given):
        return pl.DataFrame(schema={"industry": pl.String, "traded_given": pl.Boolean})
    return (
        given.sort("definition")
        .unique("industry", keep="first", maintain_order=True)
        .select("industry", traded_given="traded")
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
        raise InputError(problem("scope-given", subject="scope"))
    return chosen, tuple(code for code in known if told[code])


def _read(inputs: DefineInputs, taking: tuple[str, ...], plan: DefinePlan) -> IndustryTables:
    """Keep the industries that take part; trade and vectors are looked up by code."""
    made = inputs.establishments
    return IndustryTables(
        employment=_cut(inputs.employment, taking),
        establishments=None if made is None else _cut(made, taking),
        flows=inputs.flows,
        sectors=inputs.sectors,
        vectors=inputs.vectors,
        code=CodeTree(above=inputs.above, weight=plan.code_weight),
    )


def _cut(counts: Counts, taking: tuple[str, ...]) -> Counts:
    at = {code: i for i, code in enumerate(counts.industries)}
    return Counts(
        regions=counts.regions,
        industries=taking,
        values=counts.values[:, [at[code] for code in taking]],
        unit=counts.unit,
        year=counts.year,
        origins=counts.origins,
    )
