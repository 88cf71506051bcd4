"""The demonstration's real half: the American states, rated, searched and briefed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.core import LANGUAGES, Progress, silent
from jiqun.studies.briefing import write_brief
from jiqun.studies.finding import FindPlan, FindReport, find
from jiqun.studies.loading import create_workspace, fetch
from jiqun.studies.rating import RatingOf, RunReport, rating_of, run
from jiqun.workspace import Workspace

#: The workspace within the demonstration's folder.
STATES = "states"
TITLE = "American states · 美国各州"
#: Rows that are shown, and the cell that a brief is written of.
SHOWN, BRIEFED = 10, "automotive"
#: A cell of which this share is published is whole: rounded shares end below 1.
WHOLE = 0.9995
DRAWS, BOOTSTRAPS, PAIRS = 99, 20, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCell:
    """A traded category's strong cell of the largest share in the nation, all of it published.

    Attributes
    ----------
    cell, category, region
        Its id, and what it is of.
    name, name_zh
        "Automotive, Michigan".
    employment, establishments
        As the publisher prints them, added up.
    quotient, quotient_low, quotient_high
        Times its share of the nation's, and where it will be next year.
    macro_share
        Share (0-1) of the category's employment in the nation.
    ratings
        By scheme.
    """

    cell: str
    category: str
    region: str
    name: str
    name_zh: str
    employment: float
    establishments: float
    quotient: float
    quotient_low: float | None
    quotient_high: float | None
    macro_share: float
    ratings: Mapping[str, RatingOf]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatesReport:
    """What the real half of the demonstration shows.

    Attributes
    ----------
    workspace
        Where it is: `jiqun serve` opens it.
    run
        The main job's report.
    top
        Strong cells that are wholly published, of the largest shares in the nation: each traded
        category once, each state once.
    checked
        The cell that a reader can add up.
    classes
        The codes of its NAICS classes, whose published employment is its own.
    once
        Clusters found across borders, each counted once.
    """

    workspace: str
    run: RunReport
    top: tuple[StateCell, ...]
    checked: StateCell
    classes: tuple[str, ...]
    once: Mapping[str, int]


def build_states(at: Path, briefs: Path, *, progress: Progress = silent) -> None:
    """Fetch what comes with jiqun, rate it, look across borders, write briefs of the first cell."""
    create_workspace(at, title=TITLE)
    fetch(at, source="us-states", progress=progress)
    run(at, progress=progress)
    _search(at, progress)
    first = next(row for row in leading(at) if row.category == BRIEFED)
    for lang in LANGUAGES:
        for format in ("html", "pdf"):
            file = briefs / f"{first.category}-{first.region}-{lang}.{format}"
            write_brief(at, subject="cell", id=first.cell, to=file, lang=lang, force=True)


def states_report(at: Path, *, progress: Progress = silent) -> StatesReport:
    """Say what the built half shows; nothing is computed twice."""
    done = run(at, progress=progress)
    found = _search(at, progress)
    listed = leading(at)
    checked = next(row for row in listed if row.category == BRIEFED)
    return StatesReport(
        workspace=str(at),
        run=done,
        top=listed[:SHOWN],
        checked=checked,
        classes=_classes(at, checked),
        once=dict(found.once),
    )


def _classes(at: Path, row: StateCell) -> tuple[str, ...]:
    """Give the classes of a cell's category that have a row in its region."""
    ws = Workspace.open(at)
    inside = ws.scan("categories").filter(pl.col("category") == row.category)
    here = ws.scan("activity").filter(
        pl.col("year") == pl.col("year").max(), pl.col("region") == row.region
    )
    found = here.join(inside, on="industry", how="semi").select(pl.col("industry").unique())
    return tuple(found.collect()["industry"].sort())


def leading(at: Path) -> tuple[StateCell, ...]:
    """Give strong, wholly published cells by share in the nation, each category and state once."""
    ws = Workspace.open(at)
    names = ws.scan("strong_cells").select("cell", "name", "name_zh")
    columns = (
        "cell", "category", "region", "name", "name_zh", "employment", "establishments",
        "quotient", "quotient_low", "quotient_high", "macro_share",
    )  # fmt: skip
    cells = (
        ws.scan("cells")
        .filter(pl.col("year") == pl.col("year").max(), "traded", pl.col("visible_share") >= WHOLE)
        .join(names, on="cell", how="inner")
        .sort("macro_share", "cell", descending=[True, False], nulls_last=True)
        .unique("category", keep="first", maintain_order=True)
        .unique("region", keep="first", maintain_order=True)
        .select("year", *columns)
        .collect()
    )
    rated = ws.scan("ratings").join(cells.lazy(), on=["cell", "year"], how="semi").collect()
    given: dict[str, dict[str, RatingOf]] = {}
    for row in rated.iter_rows(named=True):
        given.setdefault(row["cell"], {})[row["scheme"]] = rating_of(row)
    return tuple(
        StateCell(**row, ratings=given.get(row["cell"], {}))
        for row in cells.drop("year").iter_rows(named=True)
    )


def _search(at: Path, progress: Progress) -> FindReport:
    plan = FindPlan(way="regions", draws=DRAWS, bootstraps=BOOTSTRAPS, pairs=PAIRS)
    return find(at, plan, progress=progress)
