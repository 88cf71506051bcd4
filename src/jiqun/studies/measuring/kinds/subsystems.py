"""Values of subsystems for each unit: a file of a column each, or a workspace's layers of ties."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl

from jiqun.core import Words
from jiqun.networks.fusion import CHAINS, chain_word, participation, shares
from jiqun.studies.measuring.activity import chosen_year, lacking
from jiqun.studies.measuring.files import YEAR, Opened, opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.tables import Subsystems
from jiqun.tables.units import ERROR
from jiqun.workspace import Workspace

UnitOf = Literal["region", "industry", "kind", "cluster"]

UNIT = Column(
    name="unit",
    also=("region", "city", "node", "organisation", "id", "单元", "区域", "地区", "城市", "主体"),
    about=Words("code of the unit, each once (a year)", "单元代码，（每年）不得重复"),
)
INDUSTRY = Column(
    name="industry_chain",
    also=CHAINS["industry_chain"],
    number=True,
    required=False,
    about=Words(
        "its industry chain, 0 to 1 unless scaled; any further columns of numbers are subsystems",
        "产业链水平，未换算时取 0 至 1；其余数字列均为子系统",
    ),
)
INNOVATION = Column(
    name="innovation_chain",
    also=CHAINS["innovation_chain"],
    number=True,
    required=False,
    about=Words("its innovation chain", "创新链水平"),
)


def read(
    file: Path, *, columns: tuple[str, ...] | None = None, year: int | None = None
) -> Subsystems:
    """Read a unit, perhaps a year, and a number for each subsystem.

    Parameters
    ----------
    file
        One row a unit (and year); a column ``NAME_error`` holds NAME's standard errors.
    columns
        Which columns are subsystems; None: all but unit, year and errors.
    year
        One year of several; None: all.

    Raises
    ------
    InputError
        ``file-columns``, ``cell-number``, ``cell-missing``, ``frame-duplicate``,
        ``subsystems-few``.
    """
    given = opened(file)
    unit = given.named(UNIT.names) or given.frame.columns[0]
    when = given.named(YEAR.names)
    taken = _subsystems(given, unit, when, columns)
    errors = [one + ERROR for one in taken if one + ERROR in given.frame.columns]
    numbers = given.numbers([*taken, *errors, *([when] if when else [])])
    tidy = pl.DataFrame(
        {
            "unit": given.texts(unit),
            **({"year": numbers[when]} if when else {}),
            **{chain_word(one): numbers[one] for one in taken},
            **{chain_word(one.removesuffix(ERROR)) + ERROR: numbers[one] for one in errors},
        }
    )
    given.refuse_gaps(tidy)
    given.refuse_repeats(unit, *([when] if when else []))
    years = tidy["year"].n_unique() if when else 0
    if year is not None and when:
        tidy = tidy.filter(pl.col("year") == year)
    return Subsystems.from_frame(
        tidy,
        columns=tuple(chain_word(one) for one in taken),
        year="year" if when and years > 1 and year is None else None,
        origins=(given.origin,),
    )


def build(
    ws: Workspace,
    *,
    units: UnitOf = "region",
    chains: tuple[str, ...] = ("industry_chain", "innovation_chain"),
    year: int | None = None,
) -> Subsystems:
    """Take the share of each unit's organisations with a tie in each chain, and its error.

    Supply ties make the industry chain; knowledge ties and shared projects the innovation chain;
    equity and loans the capital chain. Links are those of one year, the newest where none is
    chosen; projects are those that run in it, where they say so.

    Parameters
    ----------
    ws
        A workspace with organisations and links.
    units
        What a unit is: organisations of a region, an industry, a kind of actor, a cluster.
    chains
        Two or three of industry_chain, innovation_chain, capital_chain.
    year
        The year.

    Raises
    ------
    UnknownError
        ``year-unknown``.
    """
    for table in ("organisations", "links", *(("members",) if units == "cluster" else ())):
        if not ws.has(table):
            raise lacking(
                table,
                given=Words(f"no {table}", f"没有 {table}"),
                wanted=Words("organisations with ties", "有联系的主体"),
                remedy=Words(
                    f"Load {table}, or give --data subsystems=FILE.",
                    f"请加载 {table}，或用 --data subsystems=文件 指定。",
                ),
            )
    links = ws.frame("links", ["source", "target", "kind", "year"])
    chosen = chosen_year(links["year"], year, table="links")
    projects = _running(ws, chosen)
    tables = ["organisations", "links", *(["projects"] if projects is not None else [])]
    found = participation(
        _placed(ws, units),
        links.filter(pl.col("year") == chosen),
        projects,
        chains=tuple(chain_word(one) for one in chains),
        origins=ws.origins(*tables),
    )
    return shares(found)


def _placed(ws: Workspace, units: UnitOf) -> pl.DataFrame:
    if units == "cluster":
        rows = ws.frame("members", ["cluster", "member", "kind"])
        rows = rows.filter(pl.col("kind") == "organisation")
        return rows.select(organisation="member", unit="cluster")
    rows = ws.frame("organisations", ["organisation", units])
    return rows.select("organisation", unit=units)


def _running(ws: Workspace, year: int) -> pl.DataFrame | None:
    if not ws.has("projects"):
        return None
    rows = ws.frame("projects", ["project", "organisation", "start", "end"])
    begun = pl.col("start").is_null() | (pl.col("start") <= year)
    return rows.filter(begun & (pl.col("end").is_null() | (pl.col("end") >= year)))


def _subsystems(
    given: Opened, unit: str, year: str | None, columns: tuple[str, ...] | None
) -> list[str]:
    """Name the columns of subsystems: those asked for, or all others."""
    if columns is not None:
        by_word = {chain_word(one): one for one in given.frame.columns}
        found = [by_word.get(chain_word(one)) for one in columns]
        absent = [one for one, there in zip(columns, found, strict=True) if there is None]
        if absent:
            words = Words(" and no ".join(absent), "、".join(absent))
            raise given.refused(list(columns), case="named", missing=words)
        return [one for one in found if one is not None]
    others = [one for one in given.frame.columns if one not in (unit, year)]
    return [one for one in others if not one.endswith(ERROR)]


register(
    Kind(
        id="subsystems",
        array=Subsystems,
        title=Words("subsystems of units", "各单元的子系统"),
        layout=Words(
            "a row a unit: unit[, year], industry_chain, innovation_chain[, …]",
            "每行一个单元：单元[、年份]、产业链、创新链[、……]",
        ),
        columns=(UNIT, YEAR, INDUSTRY, INNOVATION),
        example="unit,industry_chain,innovation_chain\na,0.4,0.5\nb,0.8,0.3\nc,0.2,0.2\n",
        read=read,
        build=build,
        tables=("organisations", "links", "projects", "members"),
    )
)
