"""The main job: measure the cells of a workspace's statistics, rate them, keep everything."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import (
    Cells,
    Ground,
    Peers,
    Ratings,
    Scheme,
    category_profiles,
    cell_members,
    ground_problems,
    measure_cells,
    missing_quantities,
    parse_cutoffs,
    rate_cells,
    region_profiles,
    scheme,
    schemes,
    strong_cells,
    with_quantities,
)
from jiqun.core import Caution, Problems, Progress, Record, digest, read_cautions, silent, unknown
from jiqun.studies.running import RunReport, run_report
from jiqun.workspace import Workspace

NEEDED = ("regions", "industries", "categories", "activity")
OPTIONAL = ("region_parents", "indicators")
#: The scheme whose strong cells are listed and make a region's strength.
FINDER = "us-cluster-mapping"
RESULTS = (
    "cells", "ratings", "thresholds", "strong_cells", "cell_members", "region_profiles",
    "category_profiles",
)  # fmt: skip
#: Activity columns that the job reads.
ACTIVITY = (
    "region", "industry", "year", "establishments", "employment", "payroll", "output",
    "currency", "employment_low", "employment_high", "imputed",
)  # fmt: skip


@dataclass(slots=True)
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)


def run(  # noqa: PLR0913 - each option changes a number
    path: str | Path,
    *,
    year: int | None = None,
    levels: Sequence[str] | None = None,
    schemes: Sequence[str] | None = None,
    cutoffs: Sequence[str] | Mapping[str, float] = (),
    level: float = 0.95,
    size_cv2: float | None = None,
    again: bool = False,
    progress: Progress = silent,
) -> RunReport:
    """Measure and rate the cells of every level and year, and store them with profiles.

    Parameters
    ----------
    path
        A workspace with regions, industries, categories and activity.
    year
        Only this year (growth still looks at the one before); None is all.
    levels
        Only these levels of regions; None is every level with more than one region (where
        there is no such level, all).
    schemes
        Only these schemes, rated even where a quantity is missing; None is every scheme whose
        quantities are all there.
    cutoffs
        Other thresholds, by ``scheme.criterion``, or as words "scheme.criterion=value".
    level
        Confidence of the quotients' intervals.
    size_cv2
        Squared coefficient of variation of establishment sizes; None estimates it.
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
        ``options-level``.
    UnknownError
        ``workspace-unknown``, ``scheme-unknown``, ``level-unknown``, ``year-unknown``.
    """
    clock = _Clock()
    ws = Workspace.open(path)
    changed = cutoffs if isinstance(cutoffs, Mapping) else parse_cutoffs(cutoffs)
    chosen = _chosen(schemes, changed)
    with clock.step("read"):
        ground = _ground(ws, levels=levels, level=level)
        years = _years(ground, year)
        compared = _compared(ground) if levels is None else levels
    options = {
        "year": year,
        "levels": list(levels) if levels is not None else None,
        "schemes": list(schemes) if schemes is not None else None,
        "cutoffs": dict(changed),
        "level": level,
        "size_cv2": size_cv2,
        "finder": FINDER,
    }
    record = _record(ws, options, chosen)
    if not again and _done(ws, record):
        return run_report(ws, clock.seconds, unchanged=True)
    with clock.step("find"):
        cells = measure_cells(
            ground, years=years, levels=compared, level=level, size_cv2=size_cv2, progress=progress
        )
        cells = cells if year is None else cells.of_year(year)
    with clock.step("rate"):
        full = _with_wanted(ws, cells, chosen, ground)
        rated = _rated(full, chosen, forced=schemes is not None)
        progress("ratings", 1, 1)
    with clock.step("profile"):
        finder = rated.get(FINDER) or rate_cells(full, scheme(FINDER))
        frames = _frames(cells, rated, finder, ground)
    with clock.step("store"):
        notes: tuple[Caution | str, ...] = (*cells.cautions, *_not_applied(full, chosen, rated))
        record = _with_cautions(record, notes)
        with ws.transaction(verb="run", note=f"{len(cells.frame):,} cells") as t:
            for name, frame in frames.items():
                t.put_result(name, frame, record=record)
        progress("store", 1, 1)
    return run_report(ws, clock.seconds, unchanged=False)


def _chosen(names: Sequence[str] | None, cutoffs: Mapping[str, float]) -> tuple[Scheme, ...]:
    """Give the schemes to try, with their cut-offs."""
    known = [s for s in schemes().values() if s.computable and s.subject == "cell"]
    wanted = known if names is None else [scheme(name) for name in names]
    return tuple(one.recut(cutoffs) for one in wanted)


def _ground(ws: Workspace, *, levels: Sequence[str] | None, level: float) -> Ground:
    """Read the tables and refuse all that is wrong with them, together."""
    problems = Problems()
    for name in NEEDED:
        if not ws.rows(name):
            problems.add(
                "table-empty",
                subject=name,
                found="no row of this table in the workspace",
                expected=f"a loaded table {name!r}",
                fix=f"Load it: jiqun load {ws.path} {name} FILE",
            )
    if not 0 < level < 1:
        problems.add(
            "options-level",
            subject="level",
            found=f"{level}",
            expected="a confidence between 0 and 1",
            fix="Write 0.95 for 95 %.",
        )
    problems.check()
    columns = [c for c in ACTIVITY if c in ws.scan("activity").collect_schema().names()]
    ground = Ground(
        activity=ws.frame("activity", columns),
        regions=ws.scan("regions").select(pl.exclude("geometry")).collect(),
        industries=ws.frame("industries"),
        categories=ws.frame("categories"),
        region_parents=ws.frame("region_parents") if ws.has("region_parents") else None,
    )
    problems.extend(ground_problems(ground).found)
    problems.check()
    for name in levels or ():
        known = ground.regions["level"].unique().sort().to_list()
        if name not in known:
            raise unknown("level", name, known, fix="Name a level of the table regions.")
    return ground


def _compared(ground: Ground) -> list[str] | None:
    """Give the levels where there is something to compare with, those of most regions first."""
    sizes = ground.regions.group_by("level").len().filter(pl.col("len") > 1)
    return sizes.sort(["len", "level"], descending=[True, False])["level"].to_list() or None


def _years(ground: Ground, year: int | None) -> tuple[int, ...] | None:
    if year is None:
        return None
    known = ground.activity["year"].unique().sort().to_list()
    if year not in known:
        raise unknown("year", str(year), known, fix="Name a year that activity has.")
    before = [y for y in known if y < year]
    return (*before[-1:], year)


def _record(ws: Workspace, options: Mapping[str, Any], chosen: Sequence[Scheme]) -> Record:
    used = [name for name in (*NEEDED, *OPTIONAL) if ws.has(name)]
    rules = {
        f"scheme:{s.scheme}": digest(json.dumps(s.to_dict(), sort_keys=True, ensure_ascii=False))
        for s in chosen
    }
    return Record(
        subject="run",
        parameters=options,
        inputs={name: ws.digest(name) for name in used} | rules,
        origins=ws.origins(*used),
    )


def _with_cautions(record: Record, cautions: Sequence[Caution | str]) -> Record:
    return replace(record, cautions=read_cautions(cautions))


def _done(ws: Workspace, record: Record) -> bool:
    """Say whether all results stand there already, made of the same inputs and options."""
    if not all(ws.has(name) for name in RESULTS):
        return False
    return all(_with_cautions(ws.record(name), ()) == record for name in RESULTS)


def _with_wanted(
    ws: Workspace, cells: Cells, chosen: Sequence[Scheme], ground: Ground
) -> pl.DataFrame:
    wanted = dict.fromkeys(q for s in chosen for q in s.quantities)
    return with_quantities(
        cells.frame,
        list(wanted),
        regions=ground.regions,
        indicators=ws.frame("indicators") if ws.has("indicators") else None,
    )


def _rated(cells: pl.DataFrame, chosen: Sequence[Scheme], *, forced: bool) -> dict[str, Ratings]:
    """Rate under each scheme whose quantities are there; under all if they were asked for."""
    peers = Peers(cells)
    used = [s for s in chosen if forced or not missing_quantities(cells, s)]
    return {s.scheme: rate_cells(cells, s, peers=peers) for s in used}


def _not_applied(
    cells: pl.DataFrame, chosen: Sequence[Scheme], rated: Mapping[str, Ratings]
) -> tuple[str, ...]:
    return tuple(
        f"scheme-not-applied: {s.scheme} needs {', '.join(missing_quantities(cells, s))}"
        for s in chosen
        if s.scheme not in rated
    )


def _frames(
    cells: Cells, rated: Mapping[str, Ratings], finder: Ratings, ground: Ground
) -> dict[str, pl.DataFrame]:
    identity = cells.frame.select("cell", "level", "year")
    ratings = [pl.concat([identity, one.frame], how="horizontal") for one in rated.values()]
    thresholds = [one.thresholds for one in rated.values()]
    strong = strong_cells(cells, finder, ground)
    return {
        "cells": cells.frame,
        "ratings": pl.concat(ratings),
        "thresholds": pl.concat(thresholds),
        "strong_cells": strong,
        "cell_members": cell_members(strong, cells, ground),
        "region_profiles": region_profiles(cells, finder),
        "category_profiles": category_profiles(cells, finder),
    }
