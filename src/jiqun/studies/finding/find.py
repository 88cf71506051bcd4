"""Find clusters in every way that a workspace's data allow, and keep them as one record."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from jiqun.clusters.finds import WAYS, Way
from jiqun.core import (
    InputError,
    Problem,
    Problems,
    Progress,
    Record,
    digest,
    silent,
    union,
    unknown,
)  # fmt: skip
from jiqun.studies.finding import ways
from jiqun.studies.finding.ground import (
    TABLES,
    FindGround,
    lacking,
    options_of,
    read_ground,
    settle_run,
    used,
)  # fmt: skip
from jiqun.studies.finding.merging import Merged, merge
from jiqun.studies.finding.records import found_records
from jiqun.studies.finding.ways import Found, Options, links_of, missing, open_organisations
from jiqun.workspace import Workspace

RESULTS = (
    "found_clusters", "found_members", "found_ratings", "found_stability", "found_links",
)  # fmt: skip
#: Fewer permutations cannot reach a level of 5 %.
LEAST_DRAWS = 19
#: Rows of a report's table.
TOP = 10
#: Resamples of points and of links cost more: one for so many of the regions'.
FEWER = 4
#: A network of chance is searched whole: one for so many permutations, and at least so many.
NETWORKS, LEAST_NETWORKS = 40, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReport:
    """What a search did.

    Attributes
    ----------
    workspace, commit
        Where, and the commit that holds the results.
    unchanged
        True where the same search of the same tables stood there already.
    year, level, definitions
        What was searched.
    ways
        One row a way that was used: ``way, clusters, virtual, vanishing`` (clusters that some
        change makes vanish), ``stable`` (found again in at least half of the resamples).
    clusters
        How many stand in the workspace now, of all ways.
    top
        The largest of each way; a core within another cluster is not listed.
    items
        What :func:`jiqun.studies.finding.records.found_record` gives of each cluster of these
        ways, where asked for; ``record`` is then the digest of the report's.
    record
        What makes the results re-runnable.
    left_out
        ``way, needs, missing`` of each way that the data do not allow.
    cautions
        What deserves doubt: a code, a colon, a sentence.
    seconds
        Time by step.
    """

    workspace: str
    commit: int
    unchanged: bool
    year: int | None
    level: str | None
    definitions: tuple[str, ...]
    ways: tuple[Mapping[str, Any], ...]
    clusters: int
    top: tuple[Mapping[str, Any], ...]
    items: tuple[Mapping[str, Any], ...]
    record: Record
    left_out: tuple[Mapping[str, Any], ...]
    cautions: tuple[str, ...]
    seconds: Mapping[str, float]


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
        ``found_ratings``, ``found_stability``, ``found_links``, written in one commit.

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
    asked = {one: _asked(ws, options | {"way": one}) for one in chosen}
    due = chosen if again else _due(ws, asked)
    if not due:
        return _report(ws, chosen, left_out, clock, unchanged=True, top=top, full=full)
    ws, start, cautions = _started(ws, options, clock, progress)
    search = Options(
        draws=draws, bootstraps=bootstraps, alpha=alpha, seed=seed, workers=workers,
        progress=progress,
    )  # fmt: skip
    founds = _founds(ws, start, due, search, clock, options)
    with clock.step("merge"):
        at = start.year if start else _last_tie(ws, year)
        merged = merge(
            founds,
            start,
            organisations=open_organisations(ws, at) if ws.rows("organisations") else None,
            links=links_of(ws, at) if ws.rows("links") else None,
            seed=seed,
        )
        progress("merge", 1, 1)
    record = _record(ws, founds, asked, options, start, cautions)
    with clock.step("store"):
        _store(ws, merged, record, due)
    return _report(ws, chosen, left_out, clock, unchanged=False, top=top, full=full)


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


def _asked(ws: Workspace, options: Mapping[str, Any]) -> str:
    """Name a search by its options and tables."""
    return digest(json.dumps({"options": dict(options), "inputs": used(ws)}, sort_keys=True))


def _due(ws: Workspace, asked: Mapping[Way, str]) -> tuple[Way, ...]:
    """Give the ways in which the same tables have not been searched with the same options."""
    if not all(ws.has(name) for name in RESULTS):
        return tuple(asked)
    kept = ws.record("found_clusters").parameters.get("asked", {})
    return tuple(way for way, name in asked.items() if kept.get(way) != name)


def _started(
    ws: Workspace, options: Mapping[str, Any], clock: _Clock, progress: Progress
) -> tuple[Workspace, FindGround | None, tuple[str, ...]]:
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


def _record(
    ws: Workspace,
    founds: Sequence[Found],
    asked: Mapping[Way, str],
    options: Mapping[str, Any],
    start: FindGround | None,
    cautions: Sequence[str],
) -> Record:
    """Say what the results are made of: options, tables, every way's own parameters."""
    own: dict[str, list[dict[str, Any]]] = {}
    for one in founds:
        told = one.finds.record
        own.setdefault(one.finds.way, []).append(
            {"subject": told.subject, "parameters": dict(told.parameters)}
        )
    warned = [f"{text} ({one.finds.way})" for one in founds for text in one.finds.record.cautions]
    used_tables = [name for name in TABLES if ws.has(name)]
    searched = {
        "year": start.year if start else None,
        "level": start.level if start else None,
        "definitions": list(start.definitions) if start else [],
    }
    kept = _kept(ws)
    return Record(
        subject="find",
        parameters={
            **options,
            "searched": searched,
            "asked": {**kept.get("asked", {}), **asked},
            "ways": {**kept.get("ways", {}), **own},
        },
        inputs=used(ws),
        origins=union(ws.origins(*used_tables)),
        seed=options["seed"],
        cautions=tuple(dict.fromkeys((*cautions, *warned, *_still(ws, own)))),
    )


def _still(ws: Workspace, own: Mapping[str, Any]) -> list[str]:
    """Give the cautions of ways whose earlier finds are kept."""
    if not _kept(ws):
        return []
    kept = tuple(f" ({way})" for way in WAYS if way not in own)
    return [c for c in ws.record("found_clusters").cautions if kept and c.endswith(kept)]


def _kept(ws: Workspace) -> Mapping[str, Any]:
    """Give what is known of an earlier search of the same tables."""
    if not all(ws.has(name) for name in RESULTS):
        return {}
    record = ws.record("found_clusters")
    return record.parameters if dict(record.inputs) == used(ws) else {}


def _store(ws: Workspace, merged: Merged, record: Record, chosen: Sequence[Way]) -> None:
    """Write all results in one commit; other ways' finds in the same tables stay."""
    tables = merged.tables()
    if _kept(ws):
        old = ws.frame("found_clusters").filter(~pl.col("way").is_in(list(chosen)))
        for name, frame in tables.items():
            stay = ws.frame(name).join(old.select("cluster"), on="cluster", how="semi")
            tables[name] = pl.concat([stay, frame], how="vertical_relaxed")
    with ws.transaction(verb="find", note=f"{len(tables['found_clusters']):,} clusters") as t:
        for name, frame in tables.items():
            t.put_result(name, frame, record=record)


def _report(
    ws: Workspace,
    chosen: Sequence[Way],
    left_out: tuple[Mapping[str, Any], ...],
    clock: _Clock,
    *,
    unchanged: bool,
    top: int,
    full: bool,
) -> FindReport:
    """Summarise from what the workspace holds, so that a repeated search answers the same."""
    record = ws.record("found_clusters")
    whole = ws.frame("found_clusters")
    rows = whole.drop("geometry")
    searched = record.parameters["searched"]
    counts = [_count(rows.filter(pl.col("way") == way), way) for way in chosen]
    shown = pl.col("way").is_in(list(chosen))
    largest = (
        rows.filter(shown, pl.col("parent").is_null())
        .sort(["employment", "organisations", "cluster"], descending=[True, True, False],
              nulls_last=True)
        .group_by("way", maintain_order=True)
        .head(top)
    )  # fmt: skip
    order = {way: at for at, way in enumerate(WAYS)}
    return FindReport(
        workspace=str(ws.path),
        commit=ws.version,
        unchanged=unchanged,
        year=searched["year"],
        level=searched["level"],
        definitions=tuple(searched["definitions"]),
        ways=tuple(counts),
        clusters=len(rows),
        top=tuple(sorted(largest.to_dicts(), key=lambda row: order[row["way"]])),
        items=tuple(found_records(ws, whole.filter(shown), brief=True)) if full else (),
        record=record,
        left_out=left_out,
        cautions=record.cautions,
        seconds=dict(clock.seconds),
    )


def _count(rows: pl.DataFrame, way: Way) -> dict[str, Any]:
    return {
        "way": way,
        "clusters": len(rows),
        "virtual": int(rows["virtual"].fill_null(value=False).sum()),
        "vanishing": int(rows["vanishes"].is_not_null().sum()),
        "stable": int((rows["stability"] >= 0.5).sum()),  # noqa: PLR2004 - the majority
    }
