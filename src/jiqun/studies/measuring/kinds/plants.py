"""Plants with a region, an industry and a size: a file, or a workspace's organisations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Words
from jiqun.studies.measuring.activity import above, chosen_year, known_level, lacking, left_out
from jiqun.studies.measuring.files import EMPLOYMENT, INDUSTRY, REGION, opened
from jiqun.studies.measuring.register import Kind, register
from jiqun.tables import Plants
from jiqun.workspace import Workspace

PLANTS = Words("organisations", "主体")


def read(file: Path) -> Plants:
    """Read region, industry and employment of each plant; other columns are not read."""
    given = opened(file)
    names = given.all_named(REGION, INDUSTRY, EMPLOYMENT)
    tidy = pl.DataFrame(
        {
            "region": given.texts(names["region"]),
            "industry": given.texts(names["industry"]),
            "employment": given.numbers([names["employment"]])[names["employment"]],
        }
    )
    given.refuse_gaps(tidy)
    return Plants.from_frame(tidy, origins=(given.origin,))


def build(ws: Workspace, *, year: int | None = None, region_level: str | None = None) -> Plants:
    """Take the organisations that employed somebody in a year, the newest where none is chosen.

    Those whose region, industry or employment is not known are left out: unknown is not 0, and
    the result tells how many.
    """
    if not (ws.has("organisations") and ws.has("organisation_years")):
        raise _lacking()
    years = ws.frame("organisation_years", ["organisation", "year", "employment"])
    chosen = chosen_year(years["year"], year, table="organisation_years")
    size = years.filter(pl.col("year") == chosen, (pl.col("employment") > 0).fill_null(value=True))
    every = (
        ws.frame("organisations", ["organisation", "region", "industry"])
        .join(size.select("organisation", "employment"), on="organisation", how="inner")
        .sort("organisation")
    )
    rows = every.drop_nulls()
    told = left_out(len(every) - len(rows), len(every), PLANTS)
    if region_level is not None:
        regions = ws.scan("regions").select(pl.exclude("geometry")).collect()
        known_level(regions, region_level)
        up = above(ws, regions, region_level)
        rows = rows.join(up, on="region", how="inner", maintain_order="left")
        rows = rows.with_columns(region=pl.col("place"))
    if rows.is_empty():
        raise _lacking()
    origins = ws.origins("organisations", "organisation_years")
    return replace(Plants.from_frame(rows, origins=origins), cautions=told)


def _lacking() -> InputError:
    return lacking(
        "organisations",
        given=Words(
            "no organisation with a region, an industry and employment",
            "没有带区域、产业和就业人数的主体",
        ),
        wanted=Words(
            "region and industry of organisations, and their employment in organisation_years",
            "主体的区域和产业，以及 organisation_years 中的就业人数",
        ),
        remedy=Words(
            "Load them, or give --plants FILE.", "请加载这些数据，或用 --plants 指定文件。"
        ),
    )


register(
    Kind(
        id="plants",
        array=Plants,
        title=Words("plants", "企业"),
        layout=Words(
            "a row a plant: region, industry, employment", "每行一家企业：区域、产业、就业人数"
        ),
        columns=(REGION, INDUSTRY, EMPLOYMENT),
        example="region,industry,employment\na,x,5\na,x,12\nb,y,4\n",
        short="plants",
        read=read,
        build=build,
        tables=("organisations", "organisation_years", "regions"),
    )
)
