"""Find clusters in every way that a workspace's data allow, and keep them as one record."""

from __future__ import annotations

from collections.abc import Mapping
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
from jiqun.studies.finding.ways import Found, options_of
from jiqun.studies.finding.years import Earlier, Learned, chances_now, learn
from jiqun.studies.jobs import Asked, Done, Job, Made, Work, ask, perform
from jiqun.studies.plans import Top, fit
from jiqun.workspace import Workspace


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
        Clusters in the report's table.
    full
        Put everything about every cluster into the report's ``items``.
    progress
        Told after each step.

    Returns
    -------
    FindReport
        The clusters are in the workspace: ``found_clusters`` (each once), ``finds``
        (of every way, with the cores inside them), ``found_members``, ``found_ratings``,
        ``found_stability``, ``found_links`` of each find, ``found_once`` (which find is counted as
        which cluster) and ``found_reliability`` (how often clusters of
        earlier years were found again, by what was predicted), written in one commit.

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
    at = start.year if start else _last_tie(ws, plan.year)
    found = _founds(ws, start, due, work, at)
    learned, unread = _learned(ws, start, found, work, at)
    with clock.step("merge"):
        firms = open_organisations(ws, at) if ws.rows("organisations") else None
        links = links_of(ws, at) if ws.rows("links") else None
        founds = [one for own in found.values() for one in own]
        told = [chances_now(own, learned[way]) for way, own in found.items()]
        merged = merge(founds, start, organisations=firms, links=links, seed=plan.seed, told=told)
        where = start.places if start else None
        tables = beside(ws, merged, learned, organisations=firms, places=where)
        work.progress("merge", 1, 1)
    return Made(
        record=record_of(ws, founds, plan, start, (*cautions, *unread), learned),
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
    ws: Workspace, start: Start | None, due: list[Way], work: Work[FindPlan], year: int
) -> dict[Way, list[Found]]:
    """Search every definition set in every way that is due."""
    options = options_of(work.plan, work.progress)
    founds: dict[Way, list[Found]] = {}
    for way in due:
        with work.clock.step(way):
            founds[way] = ways.search(ws, start, way, options, year=year)
    return founds


def _learned(
    ws: Workspace,
    start: Start | None,
    founds: Mapping[Way, list[Found]],
    work: Work[FindPlan],
    year: int,
) -> tuple[dict[Way, Learned], tuple[Caution, ...]]:
    """Learn from earlier years how likely what each way found is found again."""
    earlier = Earlier(ws, start, work.plan, work.progress)
    with work.clock.step("earlier years"):
        learned = {way: learn(earlier, way, now, year=year) for way, now in founds.items()}
    return learned, earlier.cautions


def _last_tie(ws: Workspace, year: int | None) -> int:
    last = ws.scan("links").select(pl.col("year").max()).collect().item() if year is None else year
    return int(last)
