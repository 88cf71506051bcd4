"""Points with an industry and a weight: a file, or a workspace's organisations with places."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Words
from jiqun.studies.measuring.activity import lacking
from jiqun.studies.measuring.files import EMPLOYMENT, INDUSTRY, opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.tables import LATITUDE, LONGITUDE, Metric, Sites
from jiqun.workspace import Workspace

X = Column(
    name="x",
    also=LONGITUDE,
    number=True,
    about=Words("kilometres, or degrees of longitude", "公里，或经度"),
)
Y = Column(
    name="y",
    also=LATITUDE,
    number=True,
    about=Words("kilometres, or degrees of latitude", "公里，或纬度"),
)
WHAT = Column(name="industry", also=(*INDUSTRY.also, "pointtype", "type"), about=INDUSTRY.about)
WEIGHT = Column(
    name="weight",
    also=("pointweight", *EMPLOYMENT.names),
    number=True,
    required=False,
    about=Words(
        "employment, or another weight above 0; 1 where left out", "就业人数或其他正权重；缺省为 1"
    ),
)


def read(file: Path, *, metric: Metric | None = None) -> Sites:
    """Read x and y (or lon and lat), industry, and a weight where there is one.

    Without a ``metric`` the columns' names and values say whether they are degrees.
    """
    given = opened(file)
    names = given.all_named(X, Y, WHAT)
    weight = given.named(WEIGHT.names)
    numbers = given.numbers([names["x"], names["y"], *([weight] if weight else [])])
    x, y = names["x"].strip(), names["y"].strip()
    tidy = pl.DataFrame(
        {
            x: numbers[names["x"]],
            y: numbers[names["y"]],
            "industry": given.texts(names["industry"]),
            "weight": numbers[weight] if weight else pl.Series([1.0] * len(given.frame)),
        }
    )
    given.refuse_gaps(tidy)
    return Sites.from_frame(tidy, x=x, y=y, weight="weight", metric=metric, origins=(given.origin,))


def build(ws: Workspace) -> Sites:
    """Take the organisations that have a place and an industry; each weighs 1."""
    frame = _placed(ws) if ws.has("organisations") else pl.DataFrame()
    if frame.is_empty():
        raise lacking(
            "organisations",
            given=Words("no organisation with an industry and a place", "没有带产业和位置的主体"),
            wanted=Words("lon, lat and industry of organisations", "主体的经度、纬度和产业"),
            remedy=Words(
                "Load them with their places, or give --sites FILE.",
                "请加载带位置的主体，或用 --sites 指定文件。",
            ),
        )
    return Sites.from_frame(
        frame,
        x="lon",
        y="lat",
        weight="weight",
        metric="great-circle",
        origins=ws.origins("organisations"),
    )


def _placed(ws: Workspace) -> pl.DataFrame:
    rows = ws.scan("organisations").select("lon", "lat", "industry").drop_nulls()
    found: pl.DataFrame = rows.with_columns(weight=pl.lit(1.0)).collect()
    return found


register(
    Kind(
        id="sites",
        array=Sites,
        title=Words("points", "点位"),
        layout=Words(
            "a row a point: x, y (or lon, lat), industry[, weight]",
            "每行一个点位：x、y（或经度、纬度）、产业[、权重]",
        ),
        columns=(X, Y, WHAT, WEIGHT),
        example="x,y,industry,weight\n0,0,ceramics,12\n3,4,ceramics,5\n9,1,other,40\n",
        short="sites",
        read=read,
        build=build,
        tables=("organisations",),
    )
)
