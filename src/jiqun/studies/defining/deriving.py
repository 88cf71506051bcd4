"""Deriving a definition set from arrays: who takes part, what is related, which set is best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

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
from jiqun.core import InputError, encode, problem
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
        Similarities; the best set.
    firm
        Adjusted Rand index with the set of each resample.
    """

    inputs: DefineInputs
    given: pl.DataFrame
    dispersion: Dispersion
    scope: Scope
    near: Similarities
    derived: DerivedDefinition
    firm: NDArray[np.float64]

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
    with clock.step("search"):
        some = _some(inputs, taking)
        near = similarities(
            some.employment, some.establishments, flows=some.flows, sectors=some.sectors,
            vectors=some.vectors, location=plan.location,
        )  # fmt: skip
        told = DerivationPlan(
            candidates=plan.candidates, categories=plan.categories, correct=plan.correct,
            seed=plan.seed, workers=plan.workers,
        )  # fmt: skip
        derived = derive_definition(near, told, progress=work.progress)
    with clock.step("firmness"):
        read = IndustryTables(
            employment=some.employment, establishments=some.establishments, flows=some.flows,
            sectors=some.sectors, vectors=some.vectors,
        )  # fmt: skip
        firm = resampled_definition(
            derived, read, draws=plan.draws, seed=plan.seed, workers=plan.workers
        )
        work.progress("firmness", 1, 1)
    return Derivation(
        inputs=inputs, given=given, dispersion=dispersion, scope=scope, near=near, derived=derived,
        firm=firm,
    )  # fmt: skip


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

    made = inputs.establishments
    return replace(
        inputs,
        employment=cut(inputs.employment),
        establishments=None if made is None else cut(made),
    )
