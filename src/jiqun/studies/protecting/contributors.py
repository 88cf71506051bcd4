"""Who stands behind each cell: enterprises where a register tells of them, else establishments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters import places
from jiqun.core import InputError, problem
from jiqun.studies.measuring import class_parents, nearest
from jiqun.studies.protecting.lattice import Year
from jiqun.workspace import Workspace

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Amounts that a register tells by organisation.
TOLD = ("employment", "revenue", "exports")
#: Share by which a register's sum may differ from the statistics and still be the same count.
AGREES = 0.005
_REGISTER = ("organisations", "organisation_years")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Who stands behind the cells of a year, over regions by industries.

    Attributes
    ----------
    count
        Contributors; one where there is something and nothing tells of how many.
    uncounted
        (R, I): where nothing tells.
    largest, second
        Amount -> (R, I): the two largest contributions; NaN where not known.
    owner
        The contributor of a cell with only one, as a number; -1 elsewhere.
    """

    count: Int
    uncounted: Bool
    largest: dict[str, Float]
    second: dict[str, Float]
    owner: Int


def register(ws: Workspace, rows: pl.DataFrame) -> pl.DataFrame | None:
    """Read who contributes what: ``region, industry, year, owner`` and amounts; None without one.

    An organisation is one contributor, whatever it has in a cell. One that stands in a place, or
    an industry, within those of activity (``rows``) counts there.
    """
    if not all(ws.has(name) for name in _REGISTER):
        return None
    placed = ws.frame("organisations", ["organisation", "region", "industry"]).drop_nulls()
    years = ws.frame("organisation_years")
    names = [name for name in TOLD if name in years.columns and years[name].count()]
    placed = _within(ws, placed, rows)
    owners = placed.sort("organisation").with_row_index("owner").cast({"owner": pl.Int64})
    return (
        years.select("organisation", "year", *(pl.col(name).cast(pl.Float64) for name in names))
        .join(owners, on="organisation", how="inner")
        .group_by("region", "industry", "year", "owner")
        .agg(pl.col(names).sum())
        .filter(pl.any_horizontal(pl.col(names) > 0) if names else pl.lit(value=False))
        .sort("year", "region", "industry", "owner")
    )


def _within(ws: Workspace, placed: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Move organisations to the regions and industries that activity has rows of."""
    regions = ws.scan("regions").select(pl.exclude("geometry")).collect()
    further = ws.frame("region_parents") if ws.has("region_parents") else None
    sizes = places(regions, further).group_by("place").len("holds")
    up = (
        places(regions, further)
        .filter(pl.col("place").is_in(rows["region"].unique().implode()))
        .join(sizes, on="place")
        .sort("region", "holds", "place")
        .unique("region", keep="first", maintain_order=True)
    )
    used, parents = set(rows["industry"].unique()), class_parents(ws.frame("industries"))
    codes = placed["industry"].unique().to_list()
    to = {code: code if code in used else nearest(code, parents, used) for code in codes}
    return (
        placed.join(up.select("region", "place"), on="region", how="inner")
        .with_columns(
            region=pl.col("place"),
            industry=pl.col("industry").replace_strict(to, return_dtype=pl.String),
        )
        .drop("place")
        .drop_nulls()
    )


def behind(shown: Year, whole: pl.DataFrame | None) -> Behind:
    """Say who stands behind each cell of a year.

    Parameters
    ----------
    shown
        The cells.
    whole
        What :func:`register` gives; without it the cells' establishments are counted.

    Raises
    ------
    InputError
        ``protect-contributors``: nothing tells how many stand behind any number.
    """
    plants = shown.plants
    if whole is None and plants is None:
        raise InputError(problem("protect-contributors", subject="activity"))
    count = np.full(shown.there.shape, -1, dtype=np.int64)
    if plants is not None:
        known = shown.there & ~np.isnan(plants)
        count[known] = np.ceil(plants[known]).astype(np.int64)
    owner = np.full(shown.there.shape, -1, dtype=np.int64)
    largest: dict[str, Float] = {}
    second: dict[str, Float] = {}
    if whole is None:
        count, uncounted = _at_worst(shown, count)
        return Behind(count=count, uncounted=uncounted, largest=largest, second=second, owner=owner)
    told = whole.filter(pl.col("year") == shown.year)
    names = [name for name in TOLD if name in told.columns and name in shown.values]
    firms, single = _counted(shown, told)
    complete = _complete(shown, told, names, firms, plants)
    count = np.where(complete, firms, np.maximum(count, np.where(firms > 0, firms, count)))
    for name in names:
        top = _top_two(shown, told, name)
        largest[name], second[name] = (np.where(firms > 0, one, np.nan) for one in top)
    count, uncounted = _at_worst(shown, np.where(shown.there, count, 0))
    return Behind(
        count=count, uncounted=uncounted, largest=largest, second=second,
        owner=np.where(count == 1, single, owner),
    )  # fmt: skip


def _at_worst(shown: Year, count: Int) -> tuple[Int, Bool]:
    """Take what nothing tells the contributors of for one contributor's, and say where."""
    some = np.logical_or.reduce([np.nan_to_num(array) != 0 for array in shown.values.values()])
    uncounted: Bool = shown.there & some & (count < 1)
    return np.where(uncounted, 1, count), uncounted


def _numbered(shown: Year, told: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Int, Int]]:
    """Keep what lies in the table's ends, with the numbers of region and industry."""
    ends = shown.regions.made_of.shape[1], shown.industries.made_of.shape[1]
    regions = {code: n for n, code in enumerate(shown.ends)}
    industries = {code: n for code, n in shown.industries.at.items() if n < ends[1]}
    kept = told.filter(
        pl.col("region").is_in(list(regions)), pl.col("industry").is_in(list(industries))
    )
    return kept, (
        np.array([regions[code] for code in kept["region"]], dtype=np.int64),
        np.array([industries[code] for code in kept["industry"]], dtype=np.int64),
    )


def _counted(shown: Year, told: pl.DataFrame) -> tuple[Int, Int]:
    """Count the contributors of every cell, and name the only one."""
    kept, at = _numbered(shown, told)
    ends = shown.regions.made_of.shape[1], shown.industries.made_of.shape[1]
    number, owners = np.zeros(ends), np.zeros(ends)
    np.add.at(number, at, 1.0)
    np.add.at(owners, at, kept["owner"].to_numpy().astype(np.float64))
    up = shown.regions.made_of.astype(np.float64)
    along = shown.industries.made_of.astype(np.float64).T
    firms = np.rint(up @ number @ along).astype(np.int64)
    single = np.rint(up @ owners @ along).astype(np.int64)
    return firms, np.where(firms == 1, single, -1)


def _complete(
    shown: Year, told: pl.DataFrame, names: list[str], firms: Int, plants: Float | None
) -> NDArray[np.bool_]:
    """Say where the register holds all that the statistics count."""
    if not names:
        return np.zeros(firms.shape, dtype=bool) if plants is None else firms >= plants
    kept, at = _numbered(shown, told)
    held = np.zeros((shown.regions.made_of.shape[1], shown.industries.made_of.shape[1]))
    np.add.at(held, at, kept[names[0]].fill_null(0.0).to_numpy())
    up = shown.regions.made_of.astype(np.float64)
    sums = up @ held @ shown.industries.made_of.astype(np.float64).T
    value = shown.values[names[0]]
    agree = np.abs(value - sums) <= AGREES * np.maximum(np.nan_to_num(value), 1.0)
    return agree & (firms > 0)


def _top_two(shown: Year, told: pl.DataFrame, name: str) -> tuple[Float, Float]:
    """Give the largest and second largest contribution to every cell.

    No contributor stands in two ends, so that a whole's two largest are among its ends' two.
    """
    kept, (row, column) = _numbered(shown, told)
    shape = shown.regions.made_of.shape[1], shown.industries.made_of.shape[1]
    ranked = (
        pl.DataFrame({"r": row, "c": column, "v": kept[name].fill_null(0.0)})
        .group_by("r", "c")
        .agg(pl.col("v").top_k(2).sort(descending=True))
    )
    first, next_one = np.zeros(shape), np.zeros(shape)
    at = ranked["r"].to_numpy(), ranked["c"].to_numpy()
    first[at] = ranked["v"].list.get(0).to_numpy()
    next_one[at] = ranked["v"].list.get(1, null_on_oob=True).fill_null(0.0).to_numpy()
    over = _merged(first, next_one, shown.regions.made_of)
    side = _merged(over[0].T.copy(), over[1].T.copy(), shown.industries.made_of)
    return side[0].T, side[1].T


def _merged(first: Float, second: Float, made: NDArray[np.bool_]) -> tuple[Float, Float]:
    """Merge the two largest of ends into those of every whole, along the first axis."""
    top, runner = np.zeros((len(made), first.shape[1])), np.zeros((len(made), first.shape[1]))
    for whole, ends in enumerate(made):
        at = np.flatnonzero(ends)
        if len(at) == 1:
            top[whole], runner[whole] = first[at[0]], second[at[0]]
        elif len(at):
            both = np.concatenate([first[at], second[at]])
            part = np.partition(both, len(both) - 2, axis=0)
            top[whole], runner[whole] = part[-1], part[-2]
    return top, runner
