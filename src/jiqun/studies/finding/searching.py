"""Find clusters in every way that a workspace's data allow, and keep them as one record."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters.finds import WAYS, Way
from jiqun.core import Caution, InputError, Progress, problem, silent
from jiqun.studies.finding import ways
from jiqun.studies.finding.keeping import RESULTS, beside, record_of
from jiqun.studies.finding.merging import merge
from jiqun.studies.finding.needs import missing, needed
from jiqun.studies.finding.organisations import links_of, open_organisations
from jiqun.studies.finding.plan import FindPlan
from jiqun.studies.finding.report import TOP, FindReport, LeftOut, report_of
from jiqun.studies.finding.start import (
    TABLES,
    Start,
    check_names,
    lacking,
    read_start,
    settle_run,
)
from jiqun.studies.finding.ways import Found, Options
from jiqun.studies.jobs import Asked, Done, Job, Made, Work, ask, perform
from jiqun.studies.plans import Top, fit
from jiqun.workspace import Workspace

#: Resamples of points and of links cost more: one for so many of the regions'.
FEWER = 4
#: A network of chance is searched whole: one for so many permutations, and at least so many.
NETWORKS, LEAST_NETWORKS = 40, 5


def find(
    path: str | Path,
    plan: FindPlan | None = None,
    *,
    again: bool = False,
    top: int = TOP,
    full: bool = False,
    progress: Progress = silent,
) -> FindReport:
    """Find clusters from regions, from points and from links, and store them as one record.

    Where the main job has not been done, or was done on other tables, it is done first. What an
    earlier search of the same tables found is kept: in ways not asked for now, and in those asked
    for with the same options.

    Parameters
    ----------
    path
        A workspace.
    plan
        In which ways, definition sets and regions, against how much chance; None is as usual.
    again
        Search even if nothing has changed.
    top
        Clusters of each way in the report's table.
    full
        Put everything about every cluster into the report's ``items``.
    progress
        Told after each step.

    Returns
    -------
    FindReport
        The clusters are in the workspace: ``found_clusters``, ``found_members``,
        ``found_ratings``, ``found_stability``, ``found_links``, and ``found_once`` (which finds
        of different ways are the same cluster), written in one commit.

    Raises
    ------
    InputError
        ``find-needs`` (a way that the data do not allow, or none), and what the main job
        refuses: ``definition-overlap``, ``activity-regions`` and others, all at once.
    UnknownError
        ``workspace-unknown``, ``definition-unknown``, ``level-unknown``, ``year-unknown``.
    """
    top = fit({"top": (top, Top)})["top"]
    shown = partial(_report, top=top, full=full)
    job = Job(verb="find", results=RESULTS, ask=_ask, make=_make, report=shown)
    return perform(job, path, plan or FindPlan(), again=again, progress=progress)


def _ask(ws: Workspace, plan: FindPlan) -> Asked:
    """Ask for each way that the data allow by itself."""
    chosen, _ = usable(ws, plan.way)
    if not lacking(ws):
        check_names(ws, definition=plan.definition, level=plan.level, year=plan.year)
    parts: dict[str, dict[str, Any]] = {way: plan.to_dict() | {"way": way} for way in chosen}
    return ask(ws, plan, verb="find", tables=TABLES, parts=parts)


def _make(work: Work[FindPlan]) -> Made:
    plan, clock, due = work.plan, work.clock, [way for way in WAYS if way in work.due]
    ws, start, cautions = _started(work)
    founds = _founds(ws, start, due, work)
    with clock.step("merge"):
        at = start.year if start else _last_tie(ws, plan.year)
        firms = open_organisations(ws, at) if ws.rows("organisations") else None
        links = links_of(ws, at) if ws.rows("links") else None
        merged = merge(founds, start, organisations=firms, links=links, seed=plan.seed)
        where = start.places if start else None
        tables = beside(ws, merged, due, organisations=firms, places=where)
        work.progress("merge", 1, 1)
    return Made(
        record=record_of(ws, founds, plan, start, cautions),
        results=tables,
        note=f"{len(tables['found_clusters']):,} clusters",
    )


def _report(ws: Workspace, plan: FindPlan, done: Done, *, top: int, full: bool) -> FindReport:
    chosen, left_out = usable(ws, plan.way)
    return report_of(ws, chosen, left_out, done, top=top, full=full)


def usable(ws: Workspace, way: str) -> tuple[tuple[Way, ...], tuple[LeftOut, ...]]:
    """Give the ways that can be used, and what each of the others lacks."""
    wanted = [one for one in WAYS if way in (one, "all")]
    lacks = {one: missing(ws, one) for one in wanted}
    chosen = tuple(one for one in wanted if lacks[one] is None)
    left = tuple(
        LeftOut(way=one, needs=needed(one), missing=told)
        for one, told in lacks.items()
        if told is not None
    )
    if not chosen:
        raise InputError(
            *(
                problem(
                    "find-needs", subject=f"way {row.way}", missing=row.missing, needs=row.needs
                )
                for row in left
            )
        )
    return chosen, left


def _started(
    work: Work[FindPlan],
) -> tuple[Workspace, Start | None, tuple[Caution, ...]]:
    """Do the main job where it is due, and read what all ways start from."""
    ws, plan = work.ws, work.plan
    if lacks := lacking(ws):
        return ws, None, (Caution("cells-absent", {"tables": lacks}),)
    with work.clock.step("run"):
        ws, cautions = settle_run(ws, work.progress)
    with work.clock.step("read"):
        start = read_start(
            ws, definition=plan.definition, level=plan.level, year=plan.year, size=plan.confidence
        )
    return ws, start, (*cautions, *start.cautions)


def _founds(
    ws: Workspace, start: Start | None, due: list[Way], work: Work[FindPlan]
) -> list[Found]:
    """Search every definition set in every way that is due."""
    plan = work.plan
    search = Options(
        draws=plan.draws, bootstraps=plan.bootstraps, alpha=plan.alpha, seed=plan.seed,
        workers=plan.workers, progress=work.progress,
    )  # fmt: skip
    fewer = replace(search, bootstraps=-(-plan.bootstraps // FEWER))
    networks = replace(fewer, draws=max(LEAST_NETWORKS, plan.draws // NETWORKS))
    founds = []
    for way in due:
        with work.clock.step(way):
            for one in start.definitions if start else ("-",):
                if way == "links":
                    at = start.year if start else _last_tie(ws, plan.year)
                    founds.append(ways.find_links(ws, start, one, networks, at))
                elif start is not None and way == "points":
                    founds.append(ways.find_points(ws, start, one, fewer))
                elif start is not None:
                    founds.append(ways.find_regions(start, one, search))
    return founds


def _last_tie(ws: Workspace, year: int | None) -> int:
    last = ws.scan("links").select(pl.col("year").max()).collect().item() if year is None else year
    return int(last)
