"""Whether the doubt predicts: a year of a workspace, beside what the years before told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.clusters import Scheme, scheme, wanted_of, with_quantities
from jiqun.clusters.doubt import BackTest, back_test
from jiqun.core import InputError, UnknownError, problem, unknown
from jiqun.studies.deflators import cell_prices
from jiqun.studies.rating.kept import refuse_older
from jiqun.studies.region_changes import known_changes
from jiqun.studies.rows import rows
from jiqun.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How often the tested year's values lay inside the intervals that were told of them.

    Attributes
    ----------
    quantity
        Of which quantity the intervals are.
    by, group
        What cells are grouped by ("all", "establishments", "jobs" where the number of
        establishments is unknown, "level") and the group.
    cells
        Cells of the group with a value in both years.
    covered, below, above
        Shares (0-1) of values inside, below and above.
    width, width_mean
        Median and mean of the upper end over the lower one; of growth, of the growth factors.
    """

    quantity: str
    by: str
    group: str
    cells: int
    covered: float
    below: float
    above: float
    width: float
    width_mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasted:
    """How good a scheme's chances were.

    Attributes
    ----------
    scheme
        Whose ratings.
    forecast
        "chance": of exactly the same rating; "chance_strong": of a strong one.
    of
        All "rated" cells, or those "strong" in the year before.
    cells
        Cells rated in both years, with a chance.
    left, unjudged
        Rated cells that left the statistics, and ones that could not be rated then.
    chance, came
        Mean chance, and the share (0-1) that came true; null without cells.
    brier
        Mean squared difference between chance and what came, 0-1; less is better.
    base, base_brier
        The share that came true in the years before, and its score as a forecast; null where
        there are none.
    skill
        1 - brier / base_brier: 1 is perfect, 0 no better than the share of the years before.
    worst
        Largest difference between mean chance and what came in a tenth with 100 cells.
    """

    scheme: str
    forecast: str
    of: str
    cells: int
    left: int
    unjudged: int
    chance: float | None
    came: float | None
    brier: float | None
    base: float | None
    base_brier: float | None
    skill: float | None
    worst: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth:
    """Chances of about one size: how many, their mean, and the share (0-1) that came true.

    ``tenth`` 0 is chances below 0.1, 9 those of 0.9 and more.
    """

    scheme: str
    forecast: str
    of: str
    tenth: int
    cells: int
    chance: float
    came: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtReport:
    """A year of a workspace beside what the years before told of it.

    Attributes
    ----------
    workspace
        Where.
    year
        The tested year: neither it nor a later one was looked at before.
    basis
        What intervals rest on: "own" earlier years, or the "packaged" moves.
    pairs
        Pairs of years they were fitted on, by their earlier year, with how many cells each.
    level
        Probability (0-1) that the intervals name.
    cells, left
        Cells of the year before; the share (0-1) of them that had left the statistics.
    coverage, forecasts, reliability
        How often intervals held, how good chances were, and how often those of a size came true.
    """

    workspace: str
    year: int
    basis: str
    pairs: Mapping[str, int]
    level: float
    cells: int
    left: float
    coverage: tuple[Covered, ...]
    forecasts: tuple[Forecasted, ...]
    reliability: tuple[Tenth, ...]


def doubt(path: str | Path, *, year: int | None = None) -> DoubtReport:
    """Tell what the years before a year say of it, and compare.

    Thresholds, cut-offs and the intervals' level are those of the workspace's run.

    Parameters
    ----------
    path
        A workspace that was run over several years.
    year
        The tested year; None is the latest that follows another.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``result-unknown`` (not run), ``year-unknown``.
    InputError
        ``doubt-years``: no year was run that follows another.
    """
    return doubt_of(Workspace.open(path), year=year)


def doubt_of(ws: Workspace, *, year: int | None = None) -> DoubtReport:
    """Do the same for a workspace that is open already; see :func:`doubt`."""
    if not (ws.has("cells") and ws.has("ratings")):
        told = {"case": "ratings", "workspace": str(ws.path)}
        raise UnknownError(problem("result-unknown", subject="ratings", **told))
    refuse_older(ws)
    tested = _tested(ws, year)
    asked = ws.record("cells").parameters
    rules = _rules(ws, asked.get("cutoffs") or {})
    level = float(asked.get("level", 0.95))
    made = back_test(
        _cells(ws, rules), rules, year=tested, level=level,
        least_visible=float(asked.get("least_visible", 0.7)),
    )  # fmt: skip
    return _report(ws, made, level)


def _report(ws: Workspace, made: BackTest, level: float) -> DoubtReport:
    return DoubtReport(
        workspace=str(ws.path),
        year=made.year,
        basis=made.basis,
        pairs={str(year): count for year, count in made.pairs.items()},
        level=level,
        cells=made.cells,
        left=made.left,
        coverage=rows(made.coverage, Covered),
        forecasts=rows(made.forecasts, Forecasted),
        reliability=rows(made.reliability, Tenth),
    )


def _tested(ws: Workspace, year: int | None) -> int:
    """Choose the tested year: it follows another that was run."""
    there = ws.scan("cells").select(pl.col("year").unique().sort()).collect()["year"].to_list()
    known = [one for one in there if one - 1 in there]
    if not known:
        raise InputError(problem("doubt-years", subject="year", years=there))
    if year is not None and year not in known:
        raise unknown("year", str(year), known, case="doubted")
    return known[-1] if year is None else year


def _rules(ws: Workspace, cutoffs: Mapping[str, float]) -> list[Scheme]:
    """Give the schemes that the run applied, with its cut-offs."""
    named = ws.scan("ratings").select(pl.col("scheme").unique().sort()).collect()["scheme"]
    return [scheme(name).recut(cutoffs) for name in named]


def _cells(ws: Workspace, rules: list[Scheme]) -> pl.DataFrame:
    return with_quantities(
        ws.frame("cells"),
        wanted_of(rules),
        regions=ws.scan("regions").select(pl.exclude("geometry")).collect(),
        indicators=ws.frame("indicators") if ws.has("indicators") else None,
        deflators=cell_prices(ws),
        changes=known_changes(ws),
    )
