"""Find clusters in every way that a workspace's data allow, and keep them as one record."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from jiqun.clusters.finds import WAYS, Way
from jiqun.core import Caution, InputError, Problem, Problems, Progress, silent, unknown
from jiqun.studies.finding import ways
from jiqun.studies.finding.found_report import TOP, FindReport, report_of
from jiqun.studies.finding.ground import FindGround, lacking, options_of, read_ground, settle_run
from jiqun.studies.finding.keeping import asked_of, due_of, record_of, store
from jiqun.studies.finding.merging import merge
from jiqun.studies.finding.ways import Found, Options, links_of, missing, open_organisations
from jiqun.workspace import Workspace

#: Fewer permutations cannot reach a level of 5 %.
LEAST_DRAWS = 19
#: Resamples of points and of links cost more: one for so many of the regions'.
FEWER = 4
#: A network of chance is searched whole: one for so many permutations, and at least so many.
NETWORKS, LEAST_NETWORKS = 40, 5


def find(  # noqa: PLR0913 - each option changes a number
    path: str | Path,
    *,
    way: Literal["regions", "points", "links", "all"] = "all",
    definition: str | None = None,
    level: str | None = None,
    year: int | None = None,
    draws: int = 199,
    bootstraps: int = 40,
    alpha: float = 0.05,
    confidence: float = 0.95,
    seed: int = 0,
    workers: int = 2,
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
    way
        One of the three, or all that the data allow.
    definition
        The definition set; None is every set but the derived one (that one where there is no
        other).
    level
        The level of regions; None is the one with most regions that rows stand at.
    year
        None is the latest that activity has (that links have, where there is no activity).
    draws
        Permutations of each test against chance; a fortieth as many networks of chance, and
        at least 5, are searched for links.
    bootstraps
        Resamples for the stability of clusters of regions; a quarter as many for those of points
        and links; 0 leaves them out.
    alpha
        Level of significance, 0 < alpha < 1.
    confidence
        Of quotients' intervals.
    seed, workers
        The seed; threads, which change nothing in the result.
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
        ``find-needs`` (a way that the data do not allow, or none), ``options-alpha``,
        ``options-draws``, ``options-bootstraps``, ``options-level``, and what the main job
        refuses: ``definition-overlap``, ``activity-regions`` and others, all at once.
    UnknownError
        ``way-unknown``, ``workspace-unknown``, ``definition-unknown``, ``level-unknown``,
        ``year-unknown``.
    """
    options = options_of(locals())
    clock = _Clock()
    _refuse(way, draws=draws, bootstraps=bootstraps, alpha=alpha, confidence=confidence)
    ws = Workspace.open(path)
    chosen, left_out = _chosen(ws, way)
    asked = {one: asked_of(ws, options | {"way": one}) for one in chosen}
    due = chosen if again else due_of(ws, asked)
    if not due:
        return report_of(ws, chosen, left_out, clock.seconds, unchanged=True, top=top, full=full)
    ws, start, cautions = _started(ws, options, clock, progress)
    search = Options(
        draws=draws, bootstraps=bootstraps, alpha=alpha, seed=seed, workers=workers,
        progress=progress,
    )  # fmt: skip
    founds = _founds(ws, start, due, search, clock, options)
    with clock.step("merge"):
        at = start.year if start else _last_tie(ws, year)
        firms = open_organisations(ws, at) if ws.rows("organisations") else None
        merged = merge(
            founds,
            start,
            organisations=firms,
            links=links_of(ws, at) if ws.rows("links") else None,
            seed=seed,
        )
        progress("merge", 1, 1)
    record = record_of(ws, founds, asked, options, start, cautions)
    with clock.step("store"):
        where = start.places if start else None
        store(ws, merged, record, due, organisations=firms, places=where)
    return report_of(ws, chosen, left_out, clock.seconds, unchanged=False, top=top, full=full)


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._name, self._began = "", 0.0

    def step(self, name: str) -> _Clock:
        self._name = name
        return self

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        taken = time.perf_counter() - self._began
        self.seconds[self._name] = round(self.seconds.get(self._name, 0.0) + taken, 3)


def _refuse(way: str, *, draws: int, bootstraps: int, alpha: float, confidence: float) -> None:
    if way not in (*WAYS, "all"):
        raise unknown("way", way, [*WAYS, "all"], fix="Name one of these.")
    problems = Problems()
    wrong = {
        "options-draws": (
            "draws", draws, draws >= LEAST_DRAWS, f"{LEAST_DRAWS} or more", "Ask for 199.",
        ),
        "options-bootstraps": (
            "bootstraps", bootstraps, bootstraps >= 0, "0 or more", "Ask for 40; 0 leaves out.",
        ),
        "options-alpha": ("alpha", alpha, 0 < alpha < 1, "between 0 and 1", "Write 0.05."),
        "options-level": (
            "confidence", confidence, 0 < confidence < 1, "between 0 and 1", "Write 0.95 for 95 %.",
        ),
    }  # fmt: skip
    for code, (name, value, right, expected, fix) in wrong.items():
        if not right:
            problems.add(code, subject=name, found=f"{value}", expected=expected, fix=fix)
    problems.check()


def _chosen(ws: Workspace, way: str) -> tuple[tuple[Way, ...], tuple[Mapping[str, Any], ...]]:
    """Give the ways that can be used, and what each of the others lacks."""
    wanted = [one for one in WAYS if way in (one, "all")]
    lacks = {one: missing(ws, one) for one in wanted}
    chosen = tuple(one for one in wanted if lacks[one] is None)
    left = tuple(
        {"way": one, "needs": ways.NEEDS[one], "missing": told}
        for one, told in lacks.items()
        if told is not None
    )
    if not chosen:
        raise InputError(
            *(
                Problem(
                    "find-needs",
                    f"way {row['way']}",
                    f"no rows of {row['missing']}",
                    row["needs"],
                    "Load them: jiqun load WORKSPACE TABLE FILE.",
                )
                for row in left
            )
        )
    return chosen, left


def _started(
    ws: Workspace, options: Mapping[str, Any], clock: _Clock, progress: Progress
) -> tuple[Workspace, FindGround | None, tuple[Caution | str, ...]]:
    """Do the main job where it is due, and read what all ways start from."""
    if lacks := lacking(ws):
        return (
            ws,
            None,
            (f"cells-absent: without {', '.join(lacks)} clusters have no category's rating",),
        )
    with clock.step("run"):
        ws, cautions = settle_run(ws, progress)
    with clock.step("read"):
        start = read_ground(
            ws,
            definition=options["definition"],
            level=options["level"],
            year=options["year"],
            size=options["confidence"],
        )
    return ws, start, (*cautions, *start.cautions)


def _founds(
    ws: Workspace,
    start: FindGround | None,
    chosen: Sequence[Way],
    search: Options,
    clock: _Clock,
    options: Mapping[str, Any],
) -> list[Found]:
    """Search every definition set in every way."""
    fewer = replace(search, bootstraps=-(-search.bootstraps // FEWER))
    networks = replace(fewer, draws=max(LEAST_NETWORKS, search.draws // NETWORKS))
    sets = start.definitions if start else ("-",)
    founds = []
    for way in chosen:
        with clock.step(way):
            for one in sets:
                if way == "links":
                    at = start.year if start else _last_tie(ws, options["year"])
                    founds.append(ways.find_links(ws, start, one, networks, at))
                elif start is not None and way == "points":
                    founds.append(ways.find_points(ws, start, one, fewer))
                elif start is not None:
                    founds.append(ways.find_regions(start, one, search))
    return founds


def _last_tie(ws: Workspace, year: int | None) -> int:
    last = ws.scan("links").select(pl.col("year").max()).collect().item() if year is None else year
    return int(last)
