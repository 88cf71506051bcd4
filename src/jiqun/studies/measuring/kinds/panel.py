"""Region by industry over years: a long file with a year, or a workspace's activity."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jiqun.core import InputError, Words, problem
from jiqun.studies.measuring.activity import Wanted, activity_of
from jiqun.studies.measuring.comparing import against
from jiqun.studies.measuring.files import INDUSTRY, REGION, YEAR
from jiqun.studies.measuring.kinds import counts
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.studies.rating import usual_quantity
from jiqun.studies.region_changes import on_newest_regions
from jiqun.tables import Counts, Panel, Prices
from jiqun.workspace import Workspace


def read(file: Path, *, value: str | None = None, compare_with: str | None = None) -> Panel:
    """Read a long table of at least two years (region, industry, year, value).

    Raises
    ------
    InputError
        ``measure-needs``: one year only; and what a table of counts is refused for.
    """
    found = counts.read(file, value=value, compare_with=compare_with)
    if isinstance(found, Counts):
        case = "year" if found.year else "undated"
        raise InputError(problem("measure-needs", subject=Path(file).name, case=case))
    return found


def build(
    ws: Workspace,
    *,
    region_level: str | None = None,
    quantity: str | None = None,
    industry_level: str | None = None,
    compare_with: str | None = None,
    prices: Prices = "auto",
    deflator: str | None = None,
) -> Panel:
    """Count every year's activity by regions of a level (see :func:`counts.build`).

    Regions are those of the newest year: what became of codes that changed is read from the table
    ``region_changes``. A region without rows in a year is missing in it, not zero.
    """
    quantity = quantity or usual_quantity(ws)
    wanted = Wanted(
        quantity=quantity,
        region_level=region_level,
        industry_level=industry_level,
        reference=compare_with,
        prices=prices,
        deflator=deflator,
    )
    found = activity_of(ws, wanted)
    based, told = on_newest_regions(ws, found.rows, quantity)
    found = replace(found, rows=based, cautions=(*found.cautions, *told))
    origins = ws.origins("activity", "regions")
    panel = Panel.from_frame(
        found.rows, value=quantity, unit=quantity, origins=origins, gaps="kept"
    )
    if found.money is not None:
        panel = replace(panel, unit=found.money.unit, basis=found.money.basis)
    return against(ws, found, panel, wanted)


register(
    Kind(
        id="panel",
        array=Panel,
        title=Words("region × industry × year", "区域 × 产业 × 年份"),
        layout=Words(
            "long, with a year column of at least two years",
            "长表，含年份列，至少两年",
        ),
        columns=(
            REGION,
            INDUSTRY,
            Column(name="year", also=YEAR.also, number=True, about=YEAR.about),
            counts.NUMBER,
        ),
        example="region,industry,year,value\na,x,2019,2\na,x,2020,3\nb,x,2019,1\nb,x,2020,1\n",
        short="counts",
        read=read,
        build=build,
        tables=("activity", "industries", "regions", "deflators"),
        each="counts",
    )
)
