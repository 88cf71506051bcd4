"""The main job: measure the cells of a workspace's statistics, rate them, keep everything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, cast

import polars as pl

from jiqun.clusters import (
    IMPORTANT_QUOTIENT,
    IMPORTANT_SHARE,
    LEAST_PEERS,
    LEAST_VISIBLE,
    Cells,
    Forecast,
    Ground,
    Led,
    Peers,
    Persistence,
    Ratings,
    Scheme,
    category_profiles,
    cell_members,
    cell_schemes,
    forecast,
    growth_told,
    led_scheme,
    left_out,
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
from jiqun.clusters.leading import COUNTED, EMPLOYMENT
from jiqun.core import Caution, Problems, Progress, Record, Words, digest, named, silent
from jiqun.studies.completing import complete, stand_ins
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
from jiqun.studies.rating.leading import chosen_quantity, nothing_known
from jiqun.studies.rating.references import chosen_reference
from jiqun.studies.rating.report import RunReport, run_report
from jiqun.studies.rating.tables import (
    NEEDED,
    OPTIONAL,
    checked_tables,
    compared_levels,
    entered,
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
    quantity
        What leads: summed, compared and rated by; None is the one of which most is known, in the
        order employment, revenue, output, value added, payroll, exports, establishments among
        equals.
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

    quantity: Led | None = None
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
        A workspace with activity; where regions, industries or categories are lacking, what its
        codes tell stands in, and that is said.
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
        ``base-empty``, ``base-unmet``, ``leading-none``, ``leading-mixed``.
    UnknownError
        ``quantity-unknown``, ``workspace-unknown``, ``scheme-unknown``, ``level-unknown``,
        ``year-unknown``, ``base-unknown``.
    """
    told = plan or RunPlan()
    ws = Workspace.open(path, settled=True)
    if ws.rows("activity"):
        told = replace(told, quantity=cast("Led", chosen_quantity(ws, told.quantity)))
        complete(path)
    return perform(RUN, path, told, again=again, progress=progress)


def _ask(ws: Workspace, plan: RunPlan) -> Asked:
    rules = {
        f"scheme:{s.scheme}": digest(json.dumps(s.to_dict(), sort_keys=True, ensure_ascii=False))
        for s in plan.rules()
    }
    if plan.reference is not None:
        reference = chosen_reference(ws, plan.reference, chosen_quantity(ws, plan.quantity))
        rules["reference"] = reference.digest() if reference else ""
    return ask(ws, plan, verb="run", tables=(*NEEDED, *OPTIONAL), rules=rules)


def _make(work: Work[RunPlan]) -> Made:
    plan, clock, progress = work.plan, work.clock, work.progress
    chosen = plan.rules()
    with clock.step("read"):
        ground = checked_tables(work.ws, plan.levels)
        years = years_of(ground, plan.year)
        quantity = chosen_quantity(work.ws, plan.quantity)
        ground = replace(ground, quantity=quantity)
        compared = compared_levels(ground) if plan.levels is None else plan.levels
    with clock.step("measure"):
        cells = measure_cells(
            ground, years=years, levels=compared, level=plan.level, luck=plan.luck,
            progress=progress,
            reference=chosen_reference(work.ws, plan.reference, quantity),
        )  # fmt: skip
        cells = _with_importance(cells, plan)
    with clock.step("rate"):
        unknown_of = nothing_known(cells)
        chosen = tuple(led_scheme(one, quantity, unknown_of) for one in chosen)
        full = _with_wanted(work.ws, cells, chosen, ground)
        moved = with_moves(cells.persistence, full, wanted_of(chosen))
        rated = _rated(full, chosen, moved, plan)
        progress("ratings", 1, 1)
    with clock.step("profile"):
        rules = led_scheme(scheme(FINDER), quantity, unknown_of)
        finder = (rated.get(FINDER) or _finder(full, moved, plan, rules)).ratings
        frames = _frames(replace(cells, persistence=moved), rated, finder, ground)
        frames = frames if plan.year is None else _of_year(frames, plan.year)
    record = Record(
        subject="run",
        parameters={
            **plan.to_dict(),
            "finder": FINDER,
            "quantity": quantity,
            "left_out": _left_out(plan, quantity, unknown_of),
        },
        inputs=work.asked.inputs,
        origins=entered(work.ws, _wanted(chosen, rated)),
        cautions=(
            *stand_ins(work.ws),
            *cells.cautions,
            *_told_apart(cells),
            *_less(plan, quantity, unknown_of, rated),
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


def _finder(
    cells: pl.DataFrame, persistence: Persistence, plan: RunPlan, rules: Scheme
) -> Forecast:
    peers = Peers(cells)
    return forecast(_rate(cells, rules, plan, peers), peers, persistence)


def _left_out(plan: RunPlan, quantity: str, absent: Sequence[str]) -> dict[str, list[str]]:
    """Name by scheme the criteria that nothing loaded can decide."""
    found = {one.scheme: list(left_out(one, quantity, absent)) for one in plan.rules()}
    return {name: criteria for name, criteria in found.items() if criteria}


def _less(
    plan: RunPlan, quantity: str, absent: Sequence[str], rated: Mapping[str, Forecast]
) -> Iterator[Caution]:
    """Say what the schemes that were applied could not ask."""
    less = [name for name in _left_out(plan, quantity, absent) if name in rated]
    if less:
        words = [named(name) for name in COUNTED if name in absent and name != quantity]
        titles = [Words.of(scheme(name).title) for name in less]
        yield Caution("criterion-left-out", {"schemes": titles, "quantities": words})


def _told_apart(cells: Cells) -> Iterator[Caution]:
    """Say what is so by construction: one region, one industry, one year."""
    frame = cells.frame
    if frame.is_empty():
        return
    several = frame.group_by("level").agg(n=pl.col("region").n_unique()).filter(pl.col("n") > 1)
    if several.is_empty():
        yield Caution("one-region")
    if frame["category"].n_unique() == 1:
        yield Caution("one-category")
    if frame["year"].n_unique() == 1:
        yield Caution("one-year")
    if not cells.persistence.moves and cells.quantity != EMPLOYMENT:
        yield Caution("persistence-unknown", {"quantity": named(cells.quantity)})
    if below := int((frame[cells.quantity] < 0).sum()):
        yield Caution("leading-negative", {"quantity": named(cells.quantity), "cells": below})


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
