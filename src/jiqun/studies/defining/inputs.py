"""What a definition set is derived from: a workspace's tables as typed arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from jiqun.clusters import places
from jiqun.core import Caution, InputError, Problems, problem, unknown
from jiqun.studies.defining.ties import lines_above, occupations, patents, trade
from jiqun.tables import Counts, Flows, sums_by
from jiqun.workspace import Workspace

#: Regions a level should have: as many as the economic areas of the literature.
USUAL_REGIONS = 179
#: Regions among which dispersion tells traded from local industries: as many as the states of
#: the literature; among many small regions every industry is uneven.
DISPERSION_REGIONS = 51


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineInputs:
    """Arrays over the same industries, and how they were made.

    Attributes
    ----------
    employment, establishments
        Shape (R, I); establishments are None where none are known.
    spread
        Employment and establishments by the larger regions that dispersion looks at.
    flows, sectors, vectors
        National flows; the sector of each industry that has no flows of its own (the nearest
        class above it that has); further tables by name.
    above
        The classes above each industry.
    other
        Employment of the loaded year that is furthest away, by the same regions; None where
        there is one year only.
    level, spread_level, year
        Of the regions; of those in ``spread``; of the statistics.
    given
        ``definition, category, industry, traded`` of the sets that were loaded.
    cautions
        What deserves doubt.
    """

    employment: Counts
    establishments: Counts | None
    spread: tuple[Counts, Counts | None]
    flows: Flows | None
    sectors: dict[str, str]
    vectors: dict[str, Counts]
    above: dict[str, tuple[str, ...]]
    other: Counts | None
    level: str
    spread_level: str
    year: int
    given: pl.DataFrame
    cautions: tuple[Caution, ...]


def read_inputs(
    ws: Workspace, *, level: str | None, year: int | None, derived: str
) -> DefineInputs:
    """Read the tables of one year at one level; industries are those with none below them.

    Raises
    ------
    InputError
        ``table-empty``: regions, industries or activity.
    UnknownError
        ``year-unknown``, ``level-unknown``.
    """
    need(ws)
    regions = ws.scan("regions").select(pl.exclude("geometry")).collect()
    further = ws.frame("region_parents") if ws.has("region_parents") else None
    rows, when, years = _rows(ws, year)
    where = places(regions, further)
    chosen = _level(where, rows, regions, level)
    spread = _level(where, rows, regions, None, usual=DISPERSION_REGIONS)
    rows = _leaves(rows, ws.frame("industries"))
    unknown_jobs = int(rows["employment"].null_count())
    cautions = []
    if unknown_jobs:
        cautions.append(Caution("employment-withheld", {"rows": unknown_jobs}, case="rows"))
    flows, sectors = trade(ws, tuple(rows["industry"].unique().sort()))
    employment, establishments = _tables(rows, where, chosen, when, ws)
    return DefineInputs(
        employment=employment,
        establishments=establishments,
        spread=_tables(rows, where, spread, when, ws),
        flows=flows,
        sectors=sectors,
        vectors=patents(ws, employment.industries) | occupations(ws, employment.industries),
        above=lines_above(ws.frame("industries"), employment.industries),
        other=_other(ws, where, chosen, when, years),
        level=chosen,
        spread_level=spread,
        year=when,
        given=given_rows(ws, derived),
        cautions=tuple(cautions),
    )


def given_rows(ws: Workspace, derived: str) -> pl.DataFrame:
    """Give the categories of all sets but one: those that were loaded or derived otherwise."""
    given = ws.frame("categories") if ws.has("categories") else pl.DataFrame()
    return given.filter(pl.col("definition") != derived) if len(given) else given


def need(ws: Workspace) -> None:
    """Refuse a workspace without the tables that no derivation can do without."""
    problems = Problems()
    for name in ("regions", "industries", "activity"):
        if not ws.rows(name):
            problems.add(
                "table-empty", subject=name, case="rows", table=name, workspace=str(ws.path)
            )
    problems.check()


def _rows(ws: Workspace, year: int | None) -> tuple[pl.DataFrame, int, list[int]]:
    scan = ws.scan("activity")
    years = scan.select(pl.col("year").unique().sort()).collect()["year"].to_list()
    if year is not None and year not in years:
        raise unknown("year", str(year), years, case="activity")
    when = years[-1] if year is None else year
    has = scan.collect_schema().names()
    columns = ["region", "industry", *(c for c in ("employment", "establishments") if c in has)]
    rows = scan.filter(pl.col("year") == when).select(columns).collect()
    return rows.with_columns(pl.col("region", "industry").cast(pl.String)), int(when), years


def _other(
    ws: Workspace, where: pl.DataFrame, level: str, when: int, years: list[int]
) -> Counts | None:
    """Give employment of the year furthest from the one that is derived from, the earlier of two.

    None where fewer than half of a year's industries are the same: the codes changed.
    """
    others = sorted((year for year in years if year != when), key=lambda y: (-abs(y - when), y))
    if not others:
        return None
    there = _rows(ws, when)[0]["industry"].unique()
    rows, year, _ = _rows(ws, others[0])
    if 2 * int(there.is_in(rows["industry"].unique().implode()).sum()) < len(there):
        return None
    return _tables(_leaves(rows, ws.frame("industries")), where, level, year, ws)[0]


def _level(
    where: pl.DataFrame,
    rows: pl.DataFrame,
    regions: pl.DataFrame,
    level: str | None,
    *,
    usual: int = USUAL_REGIONS,
) -> str:
    """Give the level asked for, or the one whose number of regions is nearest the usual."""
    here = rows.select("region").unique()
    sizes = (
        where.join(here, on="region", how="semi")
        .group_by("level")
        .agg(n=pl.col("place").n_unique())
        .sort("level")
    )
    known = sizes["level"].to_list()
    if level is not None:
        if level not in known:
            raise unknown("level", level, known, case="active")
        return level
    if not known:
        none = problem("activity-regions", subject="activity", case="none", count=len(regions))
        raise InputError(none)
    away = [abs(math.log(n / usual)) for n in sizes["n"]]
    return str(known[away.index(min(away))])


def _leaves(rows: pl.DataFrame, industries: pl.DataFrame) -> pl.DataFrame:
    """Keep the industries that contain no other industry with activity: nothing counts twice."""
    if "parent" not in industries.columns:
        return rows
    present = set(rows["industry"].unique())
    parents = dict(industries.select("industry", "parent").iter_rows())
    above: set[str] = set()
    for code in present:
        line = parents.get(code)
        while line is not None and line not in above:
            above.add(line)
            line = parents.get(line)
    return rows.filter(~pl.col("industry").is_in(list(above)))


def _tables(
    rows: pl.DataFrame, where: pl.DataFrame, level: str, year: int, ws: Workspace
) -> tuple[Counts, Counts | None]:
    """Sum employment and, where any are known, establishments by the regions of a level."""
    here = where.filter(pl.col("level") == level).select("region", "place")
    placed = rows.join(here, on="region", maintain_order="left")
    jobs = _counts(placed, "employment", "persons", year, ws)
    known = "establishments" in placed.columns and (placed["establishments"].sum() or 0) > 0
    return jobs, _counts(placed, "establishments", "establishments", year, ws) if known else None


def _counts(rows: pl.DataFrame, value: str, unit: str, year: int, ws: Workspace) -> Counts:
    sums = sums_by(rows, ["place", "industry"], sums=[pl.col(value)])
    return Counts.from_frame(
        sums.sort("place", "industry"),
        value=value,
        unit=unit,
        region="place",
        year=year,
        origins=ws.origins("activity"),
    )
