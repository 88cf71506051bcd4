"""Region by industry, one year: a wide or long file, or a workspace's activity."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Words, unknown
from jiqun.studies.measuring.activity import Wanted, activity_of
from jiqun.studies.measuring.comparing import against, against_own
from jiqun.studies.measuring.files import EMPLOYMENT, INDUSTRY, REGION, VALUE, YEAR, Opened, opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.studies.rating import usual_quantity
from jiqun.tables import Counts, Panel
from jiqun.workspace import Workspace

NUMBER = Column(
    name="value",
    also=(*VALUE[1:], *EMPLOYMENT.names, "count", "counts"),
    number=True,
    about=Words("what is counted", "计数的量"),
)


def read(
    file: Path,
    *,
    value: str | None = None,
    year: int | None = None,
    compare_with: str | None = None,
) -> Counts | Panel:
    """Read a wide table (first column the region) or a long one (region, industry, value).

    A long table with more than one year gives a :class:`Panel`, unless ``year`` picks one. What
    to ``compare_with``, a region of the file or another file (industry, value[, year]), is what
    the others are compared with in place of their own sum.

    Raises
    ------
    InputError
        ``cell-number``, ``cell-missing``, ``frame-duplicate``, ``file-columns``, ...
    """
    given = opened(file)
    region, industry = given.named(REGION.names), given.named(INDUSTRY.names)
    found: Counts | Panel = (
        _wide(given) if not (region and industry) else _long(given, region, industry, value, year)
    )
    return against_own(found, compare_with, given.name)


def build(
    ws: Workspace,
    *,
    year: int | None = None,
    region_level: str | None = None,
    quantity: str | None = None,
    industry_level: str | None = None,
    compare_with: str | None = None,
) -> Counts:
    """Count a year's activity, the newest where none is chosen, by regions of a level.

    Parameters
    ----------
    ws
        The workspace.
    year, region_level, quantity
        The year; the regions' level, that with the most regions where left out; what is counted,
        where left out what leads.
    industry_level
        Level of the industries; where left out, those that have none below.
    compare_with
        Code of a region that the others are compared with, such as the nation; their own sum
        where left out.
    """
    quantity = quantity or usual_quantity(ws)
    wanted = Wanted(
        quantity=quantity,
        region_level=region_level,
        industry_level=industry_level,
        year=year or 0,
        reference=compare_with,
    )
    found = activity_of(ws, wanted)
    counts = Counts.from_frame(
        found.rows,
        value=quantity,
        unit=quantity,
        year=int(found.rows["year"][0]),
        origins=ws.origins("activity", "regions"),
        gaps="kept",
    )
    return against(ws, found, counts, wanted)


def _long(
    given: Opened, region: str, industry: str, value: str | None, year: int | None
) -> Counts | Panel:
    dated = given.named(YEAR.names)
    others = [name for name in given.frame.columns if name not in (region, industry, dated)]
    column = value or given.named(NUMBER.names, among=others)
    column = column or (others[0] if len(others) == 1 else None)
    if column is None or column not in given.frame.columns:
        raise given.refused(
            Words(f"a column {value or 'value'!r} to count", f"计数所用的列 {value or 'value'!r}"),
            subject="counts",
        )
    numbers = given.numbers([column, *([dated] if dated else [])])
    tidy = pl.DataFrame(
        {
            "region": given.texts(region),
            "industry": given.texts(industry),
            "value": numbers[column],
            **({"year": numbers[dated].cast(pl.Int64)} if dated else {}),
        }
    )
    given.refuse_gaps(tidy)
    if "year" not in tidy.columns:
        return Counts.from_frame(tidy, value="value", unit=column, origins=(given.origin,))
    years = tidy["year"].unique().sort().to_list()
    if year is None and len(years) > 1:
        return Panel.from_frame(tidy, value="value", unit=column, origins=(given.origin,))
    if year is not None and year not in years:
        raise unknown("year", str(year), years, case="file")
    chosen = years[0] if year is None else year
    return Counts.from_frame(
        tidy.filter(pl.col("year") == chosen),
        value="value",
        unit=column,
        year=chosen,
        origins=(given.origin,),
    )


def _wide(given: Opened) -> Counts:
    label, *industries = given.frame.columns
    if not industries:
        raise given.refused(
            Words(
                "a first column of regions and a column an industry",
                "首列为区域，其余每列为一个产业",
            ),
            subject="counts",
        )
    given.refuse_repeats(label)
    numbers = given.numbers(industries)
    given.refuse_gaps(numbers)
    return Counts(
        regions=tuple(given.texts(label).fill_null("").to_list()),
        industries=tuple(industries),
        values=numbers.to_numpy(),
        unit="counts",
        origins=(given.origin,),
    )


register(
    Kind(
        id="counts",
        array=Counts,
        title=Words("region × industry", "区域 × 产业"),
        layout=Words(
            "wide (a row a region, a column an industry) or long (region, industry, value[, year])",
            "宽表（一行一区域，一列一产业）或长表（区域、产业、数值[、年份]）",
        ),
        columns=(
            REGION,
            INDUSTRY,
            YEAR,
            NUMBER,
        ),
        example="region,industry,value\na,x,2\na,y,2\nb,y,4\n",
        short="counts",
        read=read,
        build=build,
        tables=("activity", "industries", "regions"),
    )
)
