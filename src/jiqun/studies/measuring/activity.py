"""Activity of a workspace as region-by-industry rows at a level of regions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from jiqun.core import Caution, InputError, Words, problem, unknown
from jiqun.studies.measuring.leaves import REST, Ends, Grid, Tree, ends, grid_of, proven, tree
from jiqun.studies.measuring.money import in_money
from jiqun.studies.measuring.nesting import Nesting, nesting
from jiqun.tables import Prices, Told, sums_by
from jiqun.workspace import Workspace

QUANTITIES = (
    "employment", "establishments", "payroll", "output", "revenue", "value_added", "exports",
)  # fmt: skip
SHOWN = 3
#: Cautions that are about growth.
GROWTH = ("growth-nominal", "money-real")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of a workspace's activity.

    Attributes
    ----------
    quantity
        What is counted.
    region_level
        Level of the regions; None takes the one with the most regions.
    industry_level
        Level of the industries, with those above it that have none below; None takes the ends.
    year
        One year, 0 for the newest; None takes all.
    reference
        The region to compare with, or a file of industry, value[, year]; None where there is none.
    prices, deflator
        Of money: how it is told, and the price index (see :func:`in_money`).
    """

    quantity: str = "employment"
    region_level: str | None = None
    industry_level: str | None = None
    year: int | None = None
    reference: str | None = None
    prices: Prices = "nominal"
    deflator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Rows in which nothing stands twice and nothing unknown is 0.

    Attributes
    ----------
    rows
        ``region, industry, year`` and the quantity, null where unknown. What has no row although
        its region and its industry have rows in the year is 0.
    reference
        The same of the region to compare with: ``industry, year`` and the quantity.
    regions
        The workspace's table of regions, without boundaries.
    cautions
        What deserves doubt: unknown cells, parents taken from codes, rests, money.
    money
        How money is told; None where the quantity is none.
    """

    rows: pl.DataFrame
    reference: pl.DataFrame
    regions: pl.DataFrame
    cautions: tuple[Caution, ...]
    money: Told | None = None


def activity_rows(ws: Workspace, *, level: str | None, quantity: str) -> pl.DataFrame:
    """Give ``region, industry, year`` and a quantity, every year (see :func:`activity_of`)."""
    return activity_of(ws, Wanted(region_level=level, quantity=quantity)).rows


def activity_of(ws: Workspace, wanted: Wanted) -> Activity:
    """Give a workspace's activity at a level of regions, at the ends of its classification.

    Industries that lie in others are not counted beside them; regions are those of the level,
    summed from below where a region has no rows of its own. A withheld number is unknown, and so
    is an industry that a region leaves out while the industry above says that more is there.

    Raises
    ------
    UnknownError
        ``quantity-unknown``, ``level-unknown``, ``year-unknown``, ``base-unknown``.
    InputError
        ``measure-needs``: no activity at the level.
    """
    rows, money = _rows(ws, wanted)
    regions = ws.scan("regions").select(pl.exclude("geometry")).collect()
    known_level(regions, wanted.region_level)
    base = _placed(ws, rows, regions, wanted.region_level)
    if base.is_empty():
        raise _nothing_there(wanted.region_level)
    years = base["year"].unique().sort().to_list()
    if wanted.year is not None:
        years = [chosen_year(base["year"], wanted.year or None, table="activity")]
    other = _reference_rows(ws, rows, regions, wanted.reference)
    nested = nesting(ws.frame("industries"))
    found = [
        _year(base.filter(pl.col("year") == year), other.filter(pl.col("year") == year),
              ws.frame("industries"), nested, wanted)
        for year in years
    ]  # fmt: skip
    return Activity(
        rows=pl.concat([one.rows for one in found]),
        reference=pl.concat([one.reference for one in found]),
        regions=regions,
        cautions=(*_cautions(found, nested), *_money_cautions(money, wanted)),
        money=money,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """One year's rows, the reference's, and what was met on the way."""

    rows: pl.DataFrame
    reference: pl.DataFrame
    cells: int
    withheld: int
    hidden: int
    rests: tuple[str, ...]
    by_code: tuple[str, ...]


def _money_cautions(money: Told | None, wanted: Wanted) -> tuple[Caution, ...]:
    """Say how money is told; of one year it has no growth."""
    said = () if money is None else money.cautions(wanted.quantity)
    return tuple(c for c in said if wanted.year is None or c.code not in GROWTH)


def _rows(ws: Workspace, wanted: Wanted) -> tuple[pl.DataFrame, Told | None]:
    """Read a quantity with the slack that the publisher's rounding and noise leave it."""
    quantity = wanted.quantity
    if quantity not in QUANTITIES:
        raise unknown("quantity", quantity, QUANTITIES)
    there = set(ws.scan("activity").collect_schema().names())
    if quantity not in there:
        raise unknown("quantity", quantity, [name for name in QUANTITIES if name in there])
    told = sorted({"rounding", "noise", "currency"} & there)
    rows = ws.frame("activity", ["region", "industry", "year", quantity, *told])
    rows = rows.with_columns(pl.col(quantity).cast(pl.Float64))
    slack = pl.lit(0.0)
    if quantity == "employment" and {"rounding", "noise"} <= there:
        off = pl.col("rounding").cast(pl.Float64).fill_null(0.0) / 2
        slack = off + pl.col("noise").cast(pl.Float64).fill_null(0.0) * pl.col(quantity)
    rows, money = in_money(ws, rows, quantity, prices=wanted.prices, deflator=wanted.deflator)
    columns = ["region", "industry", "year", quantity]
    return rows.select(*columns, slack.fill_null(0.0).alias("slack")), money


def _placed(
    ws: Workspace, rows: pl.DataFrame, regions: pl.DataFrame, level: str | None
) -> pl.DataFrame:
    """Give the rows used for a level with the region each counts for in ``place``.

    A region of the level counts by its own rows, else by those of the regions in it.
    """
    used = (
        rows.select("region")
        .unique()
        .join(regions.select("region", pl.col("level").alias("base")), on="region", how="inner")
    )
    if used.is_empty():
        return rows.head(0).with_columns(place=pl.col("region"))
    wanted = level or _largest(used)
    direct = _innermost(used.filter(pl.col("base") == wanted)["region"], regions)
    own = rows.filter(pl.col("region").is_in(direct.implode()))
    own = own.with_columns(place=pl.col("region"))
    rest = used.filter(pl.col("base") != wanted)
    if len(rest):
        rest = rest.join(above(ws, regions, wanted), on="region", how="inner")
    if rest.is_empty():
        return own
    met = rows.join(rest, on="region", how="inner", maintain_order="left")
    there = own.select("place", "year").unique()
    met = met.join(there, on=["place", "year"], how="anti", maintain_order="left")
    if met.is_empty():
        return own
    lowest = _largest(met.select("region", "base").unique())
    return pl.concat([own, met.filter(pl.col("base") == lowest).select(own.columns)])


def _largest(used: pl.DataFrame) -> str:
    """Give the level with the most regions."""
    return str(used.group_by("base").len().sort("len", "base")["base"][-1])


def _innermost(codes: pl.Series, regions: pl.DataFrame) -> pl.Series:
    """Leave out regions in which others of them lie: levels that say too little."""
    if "parent" not in regions.columns:
        return codes
    up = dict(regions.select("region", "parent").drop_nulls().rows())
    used, outer = set(codes.to_list()), set()
    for code in used:
        at, seen = up.get(code), {code}
        while at is not None and at not in seen:
            outer.add(at)
            seen.add(at)
            at = up.get(at)
    return codes.filter(~codes.is_in(list(outer & used)))


def _reference_rows(
    ws: Workspace, rows: pl.DataFrame, regions: pl.DataFrame, reference: str | None
) -> pl.DataFrame:
    """Give the rows of the region to compare with; those of the regions in it where it has none."""
    if reference is None:
        return rows.head(0).with_columns(place=pl.col("region"))
    row = regions.filter(pl.col("region") == reference)
    if row.is_empty() and not Path(reference).expanduser().is_file():
        raise unknown("base", reference, regions["region"].to_list())
    if row.is_empty():
        return rows.head(0).with_columns(place=pl.col("region"))
    found = _placed(ws, rows, regions, row["level"][0]).filter(pl.col("place") == reference)
    if found.is_empty():
        raise _nothing_there(reference)
    return found


def _year(
    base: pl.DataFrame,
    other: pl.DataFrame,
    industries: pl.DataFrame,
    nested: Nesting,
    wanted: Wanted,
) -> _Year:
    """Take a year's rows apart at the ends of the classification, then sum them up to places."""
    value = wanted.quantity
    more = other.filter(~pl.col("region").is_in(base["region"].unique().implode()))
    rows = pl.concat([base, more])
    regions = rows["region"].unique(maintain_order=True).to_list()
    used = rows["industry"].unique().sort().to_list()
    sure: dict[str, str] = {}
    if set(nested.perhaps) & set(used):
        flat = grid_of(rows, regions, tree(used, {}), value=value)
        sure = proven(flat, used, nested.perhaps)
    own = base["industry"].unique().to_list()
    whole = tree(used, {**nested.parents, **sure}, nested.weak)
    grid = grid_of(rows, regions, whole, value=value)
    columns = _chosen(whole, set(own), _at_level(industries, wanted.industry_level))
    cells, rests = _cells(grid, ends(grid, whole), whole, columns, regions, value)
    year = pl.lit(base["year"][0], dtype=base.schema["year"]).alias("year")

    def summed(to: pl.DataFrame) -> pl.DataFrame:
        places = to.select("region", "place").unique(maintain_order=True)
        if (places["region"] == places["place"]).all():
            same = cells.filter(pl.col("region").is_in(places["region"].implode()))
            return same.select("region", "industry", year, value)
        placed = cells.join(places, on="region", how="inner", maintain_order="left_right")
        named = placed.with_columns(region=pl.col("place"))
        found = sums_by(named, ["region", "industry"], whole=[pl.col(value)])
        return found.select("region", "industry", year, value)

    own_cells = cells.filter(pl.col("region").is_in(base["region"].unique().implode()))
    return _Year(
        rows=summed(base),
        reference=summed(other).drop("region"),
        cells=base["region"].n_unique() * len(columns),
        withheld=int((own_cells[value].is_null() & ~own_cells["hidden"]).sum()),
        hidden=int(own_cells["hidden"].sum()),
        rests=rests,
        by_code=tuple(code for code in (*nested.by_code, *sure) if code in set(used)),
    )


def _at_level(industries: pl.DataFrame, level: str | None) -> set[str]:
    if level is None:
        return set()
    known = industries["level"].unique().drop_nulls().sort().to_list()
    if level not in known:
        raise unknown("level", level, known)
    return set(industries.filter(pl.col("level") == level)["industry"].to_list())


def _chosen(whole: Tree, own: set[str], stop: set[str]) -> list[int]:
    """Choose the classes that are counted: no class beside one that it lies in.

    These are the ends of the classes that the regions have, whatever a reference has below
    them; with ``stop`` the classes at which one does not go deeper.
    """
    deeper: dict[int, bool] = {}
    for at in reversed(range(len(whole.codes))):
        deeper[at] = any(deeper[part] or whole.codes[part] in own for part in whole.below[at])
    ended = [
        code in stop or (code in own and not deeper[at]) or not whole.below[at]
        for at, code in enumerate(whole.codes)
    ]
    chosen: list[int] = []
    under = [False] * len(whole.codes)
    for at, above_it in enumerate(whole.above):
        under[at] = above_it >= 0 and (under[above_it] or ended[above_it])
        if ended[at] and not under[at]:
            chosen.append(at)
    return chosen


def _cells(
    grid: Grid, ended: Ends, whole: Tree, columns: list[int], regions: list[str], value: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """List the cells with a row or an unknown, and what classes hold beyond their parts."""
    above_them: set[int] = set()
    for at in columns:
        up = whole.above[at]
        while up >= 0 and up not in above_them:
            above_them.add(up)
            up = whole.above[up]
    rests = [at for at in sorted(above_them) if (ended.rest[:, at] > 0).any()]
    names = [whole.codes[at] for at in columns] + [REST.format(whole.codes[at]) for at in rests]
    values = np.hstack([ended.values[:, columns], ended.rest[:, rests]])
    hidden = np.hstack([ended.hidden[:, columns], np.isnan(ended.rest[:, rests])])
    listed = ~(values == 0)
    listed[:, : len(columns)] |= grid.there[:, columns]
    where, what = np.nonzero(listed)
    frame = pl.DataFrame(
        {
            "region": pl.Series(regions, dtype=pl.String).gather(where),
            "industry": pl.Series(names, dtype=pl.String).gather(what),
            value: pl.Series(values[where, what]).fill_nan(None),
            "hidden": hidden[where, what],
        }
    )
    return frame, tuple(names[len(columns) :])


def _cautions(found: list[_Year], nested: Nesting) -> tuple[Caution, ...]:
    """Tell of unknown cells with a remedy, of parents taken from codes, and of rests."""
    withheld, hidden = sum(one.withheld for one in found), sum(one.hidden for one in found)
    told = []
    if withheld + hidden:
        counts = {"cells": withheld + hidden, "of": sum(one.cells for one in found)}
        values = {**counts, "withheld": withheld, "hidden": hidden}
        told.append(Caution("cells-unknown", values, case="workspace"))
    by_code = sorted({code for one in found for code in one.by_code})
    if by_code:
        above_it = {**nested.perhaps, **nested.parents}
        pairs = [f"{code} < {above_it[code]}" for code in by_code[:SHOWN]]
        told.append(Caution("parents-by-code", {"count": len(by_code), "shown": pairs}))
    rests = sorted({code for one in found for code in one.rests})
    if rests:
        told.append(Caution("parts-short", {"count": len(rests), "shown": rests[:SHOWN]}))
    return tuple(told)


def above(ws: Workspace, regions: pl.DataFrame, level: str) -> pl.DataFrame:
    """Give ``region, place``: the region of a level in which each region lies."""
    from jiqun.clusters import places

    found = places(regions, region_parents(ws))
    return found.filter(pl.col("level") == level).select("region", "place")


def region_parents(ws: Workspace) -> pl.DataFrame | None:
    """Give the further hierarchies of regions; None where there are none."""
    return ws.frame("region_parents") if ws.has("region_parents") else None


def known_level(regions: pl.DataFrame, level: str | None) -> None:
    """Refuse a level that no region has (``level-unknown``)."""
    known = regions["level"].unique().sort().to_list()
    if level is not None and level not in known:
        raise unknown("level", level, known)


def chosen_year(years: pl.Series, year: int | None, *, table: str = "") -> int:
    """Give the year asked for of a table, else of a file; the newest where none is.

    Raises
    ------
    UnknownError
        ``year-unknown``.
    """
    known = years.unique().sort().to_list()
    if year is not None and year not in known:
        raise unknown("year", str(year), known, case="table" if table else "file", table=table)
    return int(known[-1] if year is None else year)


def lacking(table: str, *, given: Words, wanted: Words, remedy: Words) -> InputError:
    """Make the error that a workspace does not hold what a measure reads."""
    words = {"given": given, "wanted": wanted, "remedy": remedy}
    return InputError(problem("measure-needs", subject=table, case="workspace", **words))


def left_out(count: int, of: int, what: Words) -> tuple[Caution, ...]:
    """Tell how many have no number and are left out; nothing where none is."""
    values = {"count": count, "of": of, "what": what.to_dict()}
    return (Caution("left-out", values),) if count else ()


def _nothing_there(named: str | None) -> InputError:
    return lacking(
        "activity",
        given=Words(
            f"no activity at {named or 'any level'}", f"{named or '任何层级'} 没有产业活动"
        ),
        wanted=Words("rows of it, or of regions in it", "其自身的行，或其所含区域的行"),
        remedy=Words("Load them, or choose another.", "请加载这些数据，或另行选择。"),
    )
