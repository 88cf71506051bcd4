"""The main job: measure the cells of a workspace's statistics, rate them, keep everything."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import polars as pl

from jiqun.clusters import (
    IMPORTANT_QUOTIENT,
    IMPORTANT_SHARE,
    LEAST_PEERS,
    LEAST_VISIBLE,
    Cells,
    Forecast,
    Ground,
    Peers,
    Persistence,
    Ratings,
    Scheme,
    category_profiles,
    cell_members,
    cell_schemes,
    forecast,
    growth_told,
    measure_cells,
    missing_quantities,
    parse_cutoffs,
    rate_cells,
    region_profiles,
    scheme,
    strong_cells,
    wanted_of,
    with_importance,
    with_quantities,
)
from jiqun.clusters.doubt import curves_table, moves_table, with_moves
from jiqun.core import Caution, Problems, Progress, Record, digest, silent
from jiqun.studies.deflators import cell_prices
from jiqun.studies.jobs import Asked, Done, Job, Made, Work, ask, perform
from jiqun.studies.plans import (
    Code,
    Confidence,
    Names,
    Plan,
    Quotient,
    ReadBy,
    Share,
    Year,
)
from jiqun.studies.plans import (
    Peers as PeerCount,
)
from jiqun.studies.rating.references import chosen_reference
from jiqun.studies.rating.report import RunReport, run_report
from jiqun.studies.rating.tables import (
    NEEDED,
    OPTIONAL,
    checked_tables,
    compared_levels,
    years_of,
)
from jiqun.workspace import Workspace

#: The scheme whose strong cells are listed and make a region's strength.
FINDER = "us-cluster-mapping"
RESULTS = (
    "cells", "ratings", "thresholds", "strong_cells", "cell_members", "region_profiles",
    "category_profiles", "bases", "persistence", "calibration",
)  # fmt: skip


def read_cutoffs(given: Sequence[str] | Mapping[str, float]) -> dict[str, float]:
    """Read thresholds given as words "scheme.criterion=value"."""
    return dict(given if isinstance(given, Mapping) else parse_cutoffs(given))


#: Other thresholds, by ``scheme.criterion``, or as words "scheme.criterion=value".
Cutoffs = Annotated[Mapping[str, float], ReadBy(read_cutoffs)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan(Plan):
    """What the main job is told.

    Attributes
    ----------
    year
        Only this year (growth still looks at the one before); None is all.
    levels
        Only these levels of regions; None is every level with more than one region (where
        there is no such level, all).
    schemes
        Only these schemes, rated even where a quantity is missing; None is every scheme whose
        quantities are all there and whose rules were found somewhere.
    unverified
        With None for ``schemes``: also those known from memory only.
    cutoffs
        Other thresholds, by ``scheme.criterion``, or as words "scheme.criterion=value".
    level
        Confidence of the quotients' intervals.
    least_visible
        A cell of which the publisher shows a smaller share (0-1) of employment cannot be judged.
    least_peers
        A rating judged among fewer peers is noted ``few-peers``.
    important_share, important_quotient
        A cell is important with at least this share (0-1) of its category's jobs in the base, and
        at least this quotient.
    reference
        What quotients are compared with: a region whose own rows activity has, or a file with
        ``industry, employment`` and, unless it holds for every year, ``year``; None is all
        regions of the level.
    luck
        Add the limits that luck alone leaves to each quotient of establishments.
    """

    year: Year | None = None
    levels: Names | None = None
    schemes: Names | None = None
    unverified: bool = False
    cutoffs: Cutoffs = field(default_factory=dict)
    level: Confidence = 0.95
    least_visible: Share = LEAST_VISIBLE
    least_peers: PeerCount = LEAST_PEERS
    important_share: Share = IMPORTANT_SHARE
    important_quotient: Quotient = IMPORTANT_QUOTIENT
    reference: Code | None = None
    luck: bool = False

    def rules(self) -> tuple[Scheme, ...]:
        """Give the schemes to try, with their cut-offs (``scheme-unknown``)."""
        known = cell_schemes(unverified=self.unverified)
        wanted = known if self.schemes is None else [scheme(name) for name in self.schemes]
        self._check_cutoffs([one.scheme for one in wanted])
        return tuple(one.recut(self.cutoffs) for one in wanted)

    def _check_cutoffs(self, schemes: Sequence[str]) -> None:
        """Refuse a cut-off that would change nothing: no scheme that is rated has it."""
        problems = Problems()
        for name in self.cutoffs:
            own, _, criterion = name.partition(".")
            if own not in schemes or not criterion:
                problems.add("cutoff-scheme", subject="cutoffs", name=name, known=list(schemes))
        problems.check()


def run(
    path: str | Path,
    plan: RunPlan | None = None,
    *,
    again: bool = False,
    progress: Progress = silent,
) -> RunReport:
    """Measure and rate the cells of every level and year, and store them with profiles.

    Parameters
    ----------
    path
        A workspace with regions, industries, categories and activity.
    plan
        Which years, levels, schemes and thresholds; None is everything, as usual.
    again
        Compute even if the same inputs and options have been run already.
    progress
        Told after each step.

    Returns
    -------
    RunReport
        Everything else is in the workspace, written in one commit.

    Raises
    ------
    InputError
        All at once: ``table-empty``, ``activity-regions``, ``categories-empty``,
        ``definition-overlap``, ``definition-nested``, ``category-mixed``, ``definition-unmet``,
        ``base-empty``, ``base-unmet``.
    UnknownError
        ``workspace-unknown``, ``scheme-unknown``, ``level-unknown``, ``year-unknown``,
        ``base-unknown``.
    """
    return perform(RUN, path, plan or RunPlan(), again=again, progress=progress)


def _ask(ws: Workspace, plan: RunPlan) -> Asked:
    rules = {
        f"scheme:{s.scheme}": digest(json.dumps(s.to_dict(), sort_keys=True, ensure_ascii=False))
        for s in plan.rules()
    }
    if (reference := chosen_reference(ws, plan.reference)) is not None:
        rules["reference"] = reference.digest()
    return ask(ws, plan, verb="run", tables=(*NEEDED, *OPTIONAL), rules=rules)


def _make(work: Work[RunPlan]) -> Made:
    plan, clock, progress = work.plan, work.clock, work.progress
    chosen = plan.rules()
    with clock.step("read"):
        ground = checked_tables(work.ws, plan.levels)
        years = years_of(ground, plan.year)
        compared = compared_levels(ground) if plan.levels is None else plan.levels
    with clock.step("measure"):
        cells = measure_cells(
            ground, years=years, levels=compared, level=plan.level, luck=plan.luck,
            reference=chosen_reference(work.ws, plan.reference), progress=progress,
        )  # fmt: skip
        cells = _with_importance(cells, plan)
    with clock.step("rate"):
        full = _with_wanted(work.ws, cells, chosen, ground)
        moved = with_moves(cells.persistence, full, wanted_of(chosen))
        rated = _rated(full, chosen, moved, plan)
        progress("ratings", 1, 1)
    with clock.step("profile"):
        finder = (rated.get(FINDER) or _finder(full, moved, plan)).ratings
        frames = _frames(replace(cells, persistence=moved), rated, finder, ground)
        frames = frames if plan.year is None else _of_year(frames, plan.year)
    record = Record(
        subject="run",
        parameters={**plan.to_dict(), "finder": FINDER},
        inputs=work.asked.inputs,
        origins=work.ws.origins(*(n for n in (*NEEDED, *OPTIONAL) if work.ws.has(n))),
        cautions=(
            *cells.cautions,
            *_not_applied(full, chosen, rated),
            *growth_told(full, _wanted(chosen, rated), cell_prices(work.ws)),
        ),
    )
    return Made(record=record, results=frames, note=f"{len(cells.frame):,} cells")


def _report(ws: Workspace, plan: RunPlan, done: Done) -> RunReport:  # noqa: ARG001 - as every job's
    return run_report(ws, done.seconds, unchanged=done.unchanged)


#: The main job, as :func:`jiqun.studies.jobs.perform` does it.
RUN = Job(verb="run", results=RESULTS, ask=_ask, make=_make, report=_report)


def _with_importance(cells: Cells, plan: RunPlan) -> Cells:
    lines = {"share": plan.important_share, "quotient": plan.important_quotient}
    return replace(cells, frame=with_importance(cells.frame, **lines))


def _with_wanted(
    ws: Workspace, cells: Cells, chosen: Sequence[Scheme], ground: Ground
) -> pl.DataFrame:
    return with_quantities(
        cells.frame,
        wanted_of(chosen),
        regions=ground.regions,
        indicators=ws.frame("indicators") if ws.has("indicators") else None,
        deflators=cell_prices(ws),
        changes=ground.region_changes,
    )


def _rated(
    cells: pl.DataFrame, chosen: Sequence[Scheme], persistence: Persistence, plan: RunPlan
) -> dict[str, Forecast]:
    """Rate under each scheme whose quantities are there; under all if they were asked for."""
    peers, forced = Peers(cells), plan.schemes is not None
    used = [s for s in chosen if forced or not missing_quantities(cells, s)]
    return {s.scheme: forecast(_rate(cells, s, plan, peers), peers, persistence) for s in used}


def _rate(cells: pl.DataFrame, rules: Scheme, plan: RunPlan, peers: Peers) -> Ratings:
    return rate_cells(
        cells,
        rules,
        peers=peers,
        least_visible=plan.least_visible,
        least_peers=plan.least_peers,
    )


def _finder(cells: pl.DataFrame, persistence: Persistence, plan: RunPlan) -> Forecast:
    peers = Peers(cells)
    return forecast(_rate(cells, scheme(FINDER), plan, peers), peers, persistence)


def _of_year(frames: Mapping[str, pl.DataFrame], year: int) -> dict[str, pl.DataFrame]:
    """Keep one year; what intervals rest on stays whole."""
    return {
        name: frame.filter(pl.col("year") == year) if "year" in frame.columns else frame
        for name, frame in frames.items()
    }


def _wanted(chosen: Sequence[Scheme], rated: Mapping[str, Forecast]) -> list[str]:
    return [name for one in chosen if one.scheme in rated for name in one.quantities]


def _not_applied(
    cells: pl.DataFrame, chosen: Sequence[Scheme], rated: Mapping[str, Forecast]
) -> tuple[Caution, ...]:
    return tuple(
        Caution(
            "scheme-not-applied",
            {"scheme": s.scheme, "missing": missing_quantities(cells, s)},
        )
        for s in chosen
        if s.scheme not in rated
    )


def _none(finder: Ratings) -> Ratings:
    """Give ratings of no cell, in the shape of a scheme's."""
    return replace(finder, frame=finder.frame.clear(), thresholds=finder.thresholds.clear())


def _frames(
    cells: Cells, rated: Mapping[str, Forecast], finder: Ratings, ground: Ground
) -> dict[str, pl.DataFrame]:
    identity = cells.frame.select("cell", "level", "year")
    used = [one.ratings for one in rated.values()] or [_none(finder)]
    curves = [curves_table(name, one.calibrations, one.own) for name, one in rated.items()]
    rows = identity if rated else identity.clear()
    ratings = [pl.concat([rows, one.frame], how="horizontal") for one in used]
    strong = strong_cells(cells, finder, ground)
    return {
        "cells": cells.frame,
        "ratings": pl.concat(ratings),
        "thresholds": pl.concat([one.thresholds for one in used]),
        "strong_cells": strong,
        "cell_members": cell_members(strong, cells, ground),
        "region_profiles": region_profiles(cells, finder),
        "category_profiles": category_profiles(cells, finder),
        "bases": cells.bases,
        "persistence": moves_table(cells.persistence),
        "calibration": pl.concat(curves or [curves_table("", {}, frozenset())]),
    }
