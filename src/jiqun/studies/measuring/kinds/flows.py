"""Input–output flows of one year: a file, or a workspace's table of flows."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import InputError, Origin, Words, problem
from jiqun.studies.measuring.activity import chosen_year, lacking
from jiqun.studies.measuring.files import YEAR, opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.tables import Flows
from jiqun.workspace import Workspace

SELLER = Column(
    name="from_industry", also=("供给行业",), about=Words("selling industry", "供给行业")
)
SELLS_IN = Column(name="from_region", also=("供给区域",), about=Words("selling region", "供给区域"))
BUYER = Column(
    name="to_industry",
    also=("使用行业", "使用行业或最终使用"),
    about=Words("buying industry or final use", "使用行业或最终使用"),
)
BUYS_IN = Column(name="to_region", also=("使用区域",), about=Words("buying region", "使用区域"))
AMOUNT = Column(name="value", also=("金额", "值"), number=True, about=Words("the amount", "金额"))
CURRENCY = Column(
    name="currency",
    also=("货币",),
    required=False,
    about=Words("currency, one only", "货币（仅一种）"),
)
_CODES = (SELLS_IN, SELLER, BUYS_IN, BUYER)
_KEY = [column.name for column in _CODES]


def read(file: Path, *, year: int | None = None, final_uses: tuple[str, ...] = ()) -> Flows:
    """Read who sells how much to whom: the columns of the table ``flows``.

    A file with several years needs ``year``; buyers in ``final_uses`` are final demand.

    Raises
    ------
    InputError
        ``file-columns``, ``cell-number``, ``cell-missing``, ``frame-duplicate``,
        ``option-missing``, ``flows-currency``.
    """
    given = opened(file)
    names = given.all_named(*_CODES, AMOUNT)
    dated, money = given.named(YEAR.names), given.named(CURRENCY.names)
    numbers = given.numbers([names["value"], *([dated] if dated else [])])
    tidy = pl.DataFrame(
        {
            **{column: given.texts(names[column]) for column in _KEY},
            "value": numbers[names["value"]],
            **({"year": numbers[dated].cast(pl.Int64)} if dated else {}),
        }
    )
    given.refuse_gaps(tidy)
    tidy = tidy.with_columns(currency=given.texts(money) if money else pl.lit(""))
    if dated:
        years = tidy["year"].unique().sort().to_list()
        if year is None and len(years) > 1:
            raise _several_years(given.name, years)
        tidy = tidy.filter(pl.col("year") == chosen_year(tidy["year"], year))
    return _flows(tidy, final_uses, (given.origin,))


def build(ws: Workspace, *, year: int | None = None, final_uses: tuple[str, ...] = ()) -> Flows:
    """Take the flows of a year, the newest where none is chosen."""
    if not ws.has("flows"):
        raise lacking(
            "flows",
            given=Words("no flows", "没有流量"),
            wanted=Words("an input–output table", "投入产出表"),
            remedy=Words("Load flows, or a file of them.", "请加载 flows，或提供文件。"),
        )
    rows = ws.frame("flows", [*_KEY, "year", "value", "currency"])
    chosen = chosen_year(rows["year"], year, table="flows")
    rows = rows.filter(pl.col("year") == chosen).with_columns(pl.col("currency").fill_null(""))
    return _flows(rows, final_uses, ws.origins("flows"))


def _flows(tidy: pl.DataFrame, final_uses: tuple[str, ...], origins: tuple[Origin, ...]) -> Flows:
    twice = tidy.select(_KEY).is_duplicated()
    if twice.any():
        first = tidy.filter(twice).select(_KEY).row(0)
        codes = list(first)
        raise InputError(problem("frame-duplicate", subject="flows", case="flow", codes=codes))
    money = tidy["currency"].unique().sort().to_list()
    if len(money) > 1:
        raise InputError(problem("flows-currency", subject="flows", currencies=money))
    return Flows.from_frame(tidy, unit=money[0], final_uses=final_uses, origins=origins)


def _several_years(name: str, years: list[int]) -> InputError:
    return InputError(problem("option-missing", subject=name, case="year", years=years))


register(
    Kind(
        id="flows",
        array=Flows,
        title=Words("input–output flows", "投入产出流量"),
        layout=Words(
            "a row a flow: from_region, from_industry, to_region, to_industry, value[, year]",
            "每行一笔流量：供给区域、供给行业、使用区域、使用行业、金额[、年份]",
        ),
        columns=(*_CODES, AMOUNT, YEAR, CURRENCY),
        example=(
            "from_region,from_industry,to_region,to_industry,value\n"
            "A,steel,A,cars,5\nA,cars,A,steel,1\nA,cars,A,households,9\n"
        ),
        read=read,
        build=build,
        tables=("flows",),
    )
)
