"""The tables that the main job reads: what is needed, what is wrong with them, what is compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from jiqun.clusters import Ground, ground_problems
from jiqun.core import Origin, Problems, unknown
from jiqun.studies.deflators import deflators_of
from jiqun.studies.region_changes import known_changes
from jiqun.workspace import Workspace

NEEDED = ("regions", "industries", "categories", "activity")
OPTIONAL = ("region_parents", "region_changes", "indicators", "deflators")
#: Activity columns that the job reads.
ACTIVITY = (
    "region", "industry", "year", "establishments", "employment", "payroll", "output",
    "revenue", "value_added", "exports", "currency", "employment_low", "employment_high",
    "withheld", "hidden", "dropped_below", "noise", "rounding", "imputed",
)  # fmt: skip


def read_tables(ws: Workspace) -> Ground:
    """Read the tables, geometry left out."""
    known = ws.scan("activity").collect_schema().names()
    return Ground(
        activity=ws.frame("activity", [name for name in ACTIVITY if name in known]),
        regions=ws.scan("regions").select(pl.exclude("geometry")).collect(),
        industries=ws.frame("industries"),
        categories=ws.frame("categories"),
        region_parents=ws.frame("region_parents") if ws.has("region_parents") else None,
        deflators=deflators_of(ws),
        region_changes=known_changes(ws),
    )


def checked_tables(ws: Workspace, levels: Sequence[str] | None) -> Ground:
    """Read the tables and refuse all that is wrong with them, together."""
    problems = Problems()
    for name in NEEDED:
        if not ws.rows(name):
            problems.add(
                "table-empty", subject=name, case="rows", table=name, workspace=str(ws.path)
            )
    problems.check()
    ground = read_tables(ws)
    problems.extend(ground_problems(ground).found)
    problems.check()
    known = ground.regions["level"].unique().sort().to_list()
    for name in levels or ():
        if name not in known:
            raise unknown("level", name, known, case="regions")
    return ground


def compared_levels(ground: Ground) -> list[str] | None:
    """Give the levels where there is something to compare with, those of most regions first."""
    sizes = ground.regions.group_by("level").len().filter(pl.col("len") > 1)
    return sizes.sort(["len", "level"], descending=[True, False])["level"].to_list() or None


def years_of(ground: Ground, year: int | None) -> tuple[int, ...] | None:
    """Give a year with the one before, which growth looks at; None is all."""
    if year is None:
        return None
    known = ground.activity["year"].unique().sort().to_list()
    if year not in known:
        raise unknown("year", str(year), known, case="activity")
    before = [one for one in known if one < year]
    return (*before[-1:], year)


def entered(ws: Workspace, wanted: Collection[str]) -> tuple[Origin, ...]:
    """Give the sources of what entered the numbers: none that only lists clusters in places.

    A list of clusters puts the places that it names into ``regions``; no number comes from them.
    Indicators enter where a scheme that was applied reads one.
    """
    read = [name for name in (*NEEDED, *OPTIONAL) if ws.has(name) and name != "indicators"]
    if ws.has("indicators"):
        told = ws.frame("indicators", ["indicator"])["indicator"].unique().to_list()
        read += ["indicators"] if set(told) & set(wanted) else []
    counted = ws.origins("activity", "categories", "industries")
    listed = ws.origins("clusters") if ws.has("clusters") else ()
    return tuple(one for one in ws.origins(*read) if one in counted or one not in listed)
