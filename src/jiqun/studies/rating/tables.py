"""The tables that the main job reads: what is needed, what is wrong with them, what is compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from jiqun.clusters import Ground, ground_problems, places
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
    told = active_levels(ground) if levels else known
    for name in levels or ():
        if name not in known:
            raise unknown("level", name, known, case="regions")
        if name not in told:
            raise unknown("level", name, told, case="active")
    return ground


def active_levels(ground: Ground) -> list[str]:
    """Give the levels that statistics reach: of their regions, or of such as lie in them."""
    told = ground.activity.select("region").unique()
    reached = places(ground.regions, ground.region_parents).join(told, on="region", how="semi")
    return reached["level"].unique().sort().to_list()


def compared_levels(ground: Ground) -> list[str]:
    """Give the levels where there is something to compare with, those of most regions first.

    Where there is no such level, all that statistics reach.
    """
    told = active_levels(ground)
    sizes = ground.regions.group_by("level").len().filter(pl.col("level").is_in(told))
    ordered = sizes.sort(["len", "level"], descending=[True, False])
    return ordered.filter(pl.col("len") > 1)["level"].to_list() or ordered["level"].to_list()


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
