"""One number for each labelled unit: a file, or an indicator of a workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Words, unknown
from jiqun.studies.measuring.activity import chosen_year, known_level, lacking, left_out
from jiqun.studies.measuring.files import LABEL_AND_VALUE, REGION, VALUE, opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.tables import Values
from jiqun.workspace import Workspace

LABEL = Column(
    name="region",
    also=(*REGION.also, "id", "unit", "site"),
    about=Words("code of the region, each once", "区域代码，不得重复"),
)
NUMBER = Column(name="value", also=VALUE[1:], number=True, about=Words("the number", "数值"))
#: What is left out where its number is not known.
UNITS = Words("units", "单元")
#: Qualifiers of an indicator that stand before a value and not before a bound.
_EXACT = ("=", "~")


def read(file: Path, *, value: str | None = None) -> Values:
    """Read a label and a number from each row, in the file's order."""
    given = opened(file)
    label = given.named(LABEL.names) or given.frame.columns[0]
    others = [name for name in given.frame.columns if name != label]
    column = value or given.named(NUMBER.names, among=others) or (others[0] if others else None)
    if column is None or column not in given.frame.columns:
        raise given.refused(LABEL_AND_VALUE)
    given.refuse_repeats(label)
    numbers = given.numbers([column])
    given.refuse_gaps(numbers)
    return Values(
        labels=tuple(given.texts(label).fill_null("").to_list()),
        values=numbers[column].to_numpy(),
        unit=column,
        origins=(given.origin,),
    )


def build(
    ws: Workspace,
    *,
    indicator: str | None = None,
    year: int | None = None,
    region_level: str | None = None,
) -> Values:
    """Take an indicator's values of a year.

    The newest year is taken where none is chosen, and the indicator where there is only one.
    Units without a value are left out, and so are bounds ("< 5"): unknown is not 0, and the
    result tells how many.

    Raises
    ------
    UnknownError
        ``indicator-unknown``, ``year-unknown``, ``level-unknown``.
    """
    if not ws.has("indicators"):
        raise _lacking(Words("no indicators", "没有指标"))
    rows = ws.frame("indicators", ["unit", "indicator", "year", "value", "qualifier"])
    kinds = rows["indicator"].unique().sort().to_list()
    if indicator not in kinds and not (indicator is None and len(kinds) == 1):
        raise unknown("indicator", str(indicator), kinds)
    indicator = kinds[0] if indicator is None else indicator
    rows = rows.filter(pl.col("indicator") == indicator)
    if region_level is not None:
        regions = ws.frame("regions", ["region", "level"])
        known_level(regions, region_level)
        wanted = regions.filter(pl.col("level") == region_level)
        rows = rows.join(wanted, left_on="unit", right_on="region", how="semi")
    if rows.is_empty():
        raise _lacking(
            Words(
                f"no {indicator} of regions of the level {region_level}",
                f"层级 {region_level} 的区域没有指标 {indicator}",
            )
        )
    chosen = chosen_year(rows["year"], year, table="indicators")
    exact = pl.col("qualifier").is_null() | pl.col("qualifier").is_in(_EXACT)
    rows = rows.filter(pl.col("year") == chosen)
    known = rows.filter(exact).drop_nulls("value").sort("unit")
    found = Values.from_frame(
        known, label="unit", value="value", unit=indicator, origins=ws.origins("indicators")
    )
    return replace(found, cautions=left_out(len(rows) - len(known), len(rows), UNITS))


def _lacking(given: Words) -> InputError:
    return lacking(
        "indicators",
        given=given,
        wanted=Words("a value of an indicator for each region", "各区域的指标值"),
        remedy=Words(
            "Load indicators, or give --values FILE.",
            "请加载 indicators，或用 --values 指定文件。",
        ),
    )


register(
    Kind(
        id="values",
        array=Values,
        title=Words("a value for each region", "各区域的数值"),
        layout=Words("a row a region: region, value", "每行一个区域：区域、数值"),
        columns=(LABEL, NUMBER),
        example="region,value\na,9\nb,8\nc,2\n",
        short="values",
        read=read,
        build=build,
        tables=("indicators", "regions"),
    )
)
