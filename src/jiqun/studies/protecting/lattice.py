"""All cells that a release prints, and the sums that tie them: regions by industries by years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters import places
from jiqun.studies.measuring import class_parents, nearest
from jiqun.studies.protecting.plan import AMOUNTS, ProtectPlan
from jiqun.studies.rating import usual_quantity
from jiqun.workspace import Workspace

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
KEY: Final = ("region", "industry", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Codes along one side of the table, each with the codes at the ends that it is made of.

    Attributes
    ----------
    codes
        By number.
    levels
        What level each stands at.
    made_of
        (N, E): which ends make up each code; an end is made of itself.
    sums
        Pairs (whole, parts) of numbers: the parts make up the whole, each end once.
    """

    codes: tuple[str, ...]
    levels: tuple[str, ...]
    made_of: Bool
    sums: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def at(self) -> Mapping[str, int]:
        """Give the number of each code."""
        return {code: number for number, code in enumerate(self.codes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year's cells, over regions by industries.

    Attributes
    ----------
    year
        Which.
    regions, industries
        The axes.
    ends
        Codes of the regions that all regions are made of, printed or not.
    values
        Amount -> (R, I): NaN where unknown or no cell.
    there
        (R, I): whether a cell has something in it.
    own
        (R, I): whether the table has a row of it; else it is a sum that a release adds.
    plants
        (R, I): establishments, printed or not: at least so many where a part's are not known; NaN
        where nothing tells of any. None where the table counts none.
    """

    year: int
    regions: Axis
    industries: Axis
    ends: tuple[str, ...]
    values: Mapping[str, Float]
    there: Bool
    own: Bool
    plants: Float | None = None


def told_rows(ws: Workspace) -> pl.DataFrame:
    """Give activity without what was estimated: rows put in are gone, numbers put in are unknown.

    What a fill or a reading put in was computed from confidential numbers beside it.
    """
    rows = ws.frame("activity")
    if "hidden" in rows.columns:
        rows = rows.filter(~pl.col("hidden").fill_null(value=False))
    if "imputed" in rows.columns:
        known = pl.when(pl.col("imputed").is_null()).then(pl.col("employment"))
        rows = rows.with_columns(known.alias("employment"))
    return rows.sort("year", "region", "industry")


def amounts_of(rows: pl.DataFrame, wanted: Sequence[str]) -> tuple[str, ...]:
    """Name those of the wanted amounts that some row has, in their own order."""
    known = (name for name in AMOUNTS if name in wanted and name in rows.columns)
    return tuple(name for name in known if rows[name].count())


def shown_amounts(ws: Workspace, rows: pl.DataFrame, plan: ProtectPlan) -> tuple[str, ...]:
    """Name the amounts that a release prints: those wanted, else jobs, plants and what leads."""
    usual = ("employment", "establishments", usual_quantity(ws))
    return amounts_of(rows, usual if plan.amounts is None else plan.amounts)


def years_of(ws: Workspace, rows: pl.DataFrame, plan: ProtectPlan) -> list[Year]:
    """Build the cells of each year, with the sums over larger regions and wider industries.

    Parameters
    ----------
    ws
        Gives the hierarchies.
    rows
        What :func:`told_rows` gives.
    plan
        Which levels and amounts are printed.
    """
    regions = ws.scan("regions").select(pl.exclude("geometry")).collect()
    further = ws.frame("region_parents") if ws.has("region_parents") else None
    above = _above(places(regions, further))
    level_of = dict(regions.select("region", pl.col("level").fill_null("")).rows())
    industries = ws.frame("industries")
    parents = dict(class_parents(industries))
    class_level = dict(industries.select("industry", pl.col("level").fill_null("")).rows())
    amounts = shown_amounts(ws, rows, plan)
    levels = main_levels(regions, rows) if plan.levels is None else plan.levels
    found = []
    for (year,), own in rows.group_by("year", maintain_order=True):
        used = own["region"].unique().sort().to_list()
        across = _region_axis(used, above, level_of)
        down = _industry_axis(own["industry"].unique().sort().to_list(), parents, class_level)
        whole = _summed(own, across, down, amounts, year=int(str(year)))
        found.append(_shown(whole, levels))
    return found


def main_levels(regions: pl.DataFrame, rows: pl.DataFrame) -> tuple[str, ...]:
    """Name the levels that lie in one another: of the regions with rows, and of their parents.

    Tables of further hierarchies overlap with these: each number in them costs others.
    """
    up = dict(regions.select("region", "parent").rows())
    level_of = dict(regions.select("region", "level").rows())
    found: set[str] = set()
    for code in rows["region"].unique().to_list():
        at: str | None = code
        seen: set[str] = set()
        while at is not None and at not in seen:
            seen.add(at)
            found.add(level_of.get(at) or "")
            at = up.get(at)
    return tuple(sorted(found))


def _above(placed: pl.DataFrame) -> dict[str, list[str]]:
    """Give the regions in which each region lies, itself among them."""
    grouped = placed.sort("region", "place").group_by("region", maintain_order=True)
    return {str(code): part["place"].to_list() for (code,), part in grouped}


def _region_axis(
    used: Sequence[str], above: Mapping[str, list[str]], level_of: Mapping[str, str]
) -> Axis:
    """Order regions: the ends (with rows, and none with rows within them) and all above them."""
    outer = {place for code in used for place in above.get(code, ()) if place != code}
    ends = [code for code in used if code not in outer]
    wholes = sorted({place for code in ends for place in above.get(code, ())} - set(ends))
    codes = (*ends, *wholes)
    made = np.zeros((len(codes), len(ends)), dtype=bool)
    at = {code: number for number, code in enumerate(codes)}
    for number, code in enumerate(ends):
        made[[at[place] for place in {*above.get(code, ()), code}], number] = True
    levels = tuple(level_of.get(code, "") for code in codes)
    return Axis(codes=codes, levels=levels, made_of=made, sums=_sums(made, levels))


def _industry_axis(
    used: Sequence[str], parents: Mapping[str, str], level_of: Mapping[str, str]
) -> Axis:
    """Order industries likewise; each lies in one class above."""
    known = set(used) | set(level_of)
    chains = {code: _chain(code, parents, known) for code in used}
    outer = {up for code in used for up in chains[code]}
    ends = [code for code in used if code not in outer]
    wholes = sorted({up for code in ends for up in chains[code]})
    codes = (*ends, *wholes)
    at = {code: number for number, code in enumerate(codes)}
    made = np.zeros((len(codes), len(ends)), dtype=bool)
    for number, code in enumerate(ends):
        made[[at[one] for one in (code, *chains[code])], number] = True
    below: dict[int, list[int]] = {}
    for code in codes:
        up = nearest(code, parents, set(wholes))
        if up is not None:
            below.setdefault(at[up], []).append(at[code])
    levels = tuple(level_of.get(code, "") for code in codes)
    sums = tuple((whole, tuple(parts)) for whole, parts in sorted(below.items()))
    return Axis(codes=codes, levels=levels, made_of=made, sums=sums)


def _chain(code: str, parents: Mapping[str, str], known: set[str]) -> list[str]:
    """Give the classes in which a class lies, the nearest first."""
    found: list[str] = []
    up = nearest(code, parents, known)
    while up is not None and up not in found and up != code:
        found.append(up)
        up = nearest(up, parents, known)
    return found


def _sums(made: Bool, levels: Sequence[str]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Find for each whole the levels whose regions make it up, those directly below it.

    A level that splits another level's parts further is left to those parts' own sums. Where
    no one level makes it up, the largest regions within it do, at whatever levels, and the ends.
    """
    sizes = made.sum(axis=1)
    depth = _depth(levels)
    found: list[tuple[int, tuple[int, ...]]] = []
    for whole in np.flatnonzero(sizes > 0):
        within = _within(int(whole), made, sizes, depth)
        if not len(within):
            continue
        kept: list[tuple[int, ...]] = []
        groups = _groups(within, levels, made, made[whole])
        for group in groups:
            if not any(_refines(group, other, made) for other in kept):
                kept.append(group)
        if not kept:
            kept = [_largest(within, made, sizes)]
        found += [(int(whole), group) for group in kept]
    return tuple(found)


def _depth(levels: Sequence[str]) -> Int:
    """Order regions from above: those of levels with few regions first."""
    counts = Counter(levels)
    order = sorted(range(len(levels)), key=lambda one: (counts[levels[one]], levels[one], one))
    depth = np.empty(len(levels), dtype=np.int64)
    depth[order] = np.arange(len(levels))
    return depth


def _within(whole: int, made: Bool, sizes: Int, depth: Int) -> Int:
    """Give the regions that lie in a whole; of two of one land the deeper lies in the other."""
    ends = np.flatnonzero(made[whole])
    if sizes[whole] == 1:
        same = np.flatnonzero(made[:, ends[0]] & (sizes == 1))
        return np.asarray(same[depth[same] > depth[whole]], dtype=np.int64)
    inside = (made[:, ends].sum(axis=1) == sizes) & (sizes > 0)
    return np.flatnonzero(inside & ((sizes < sizes[whole]) | (depth > depth[whole])))


def _groups(within: Int, levels: Sequence[str], made: Bool, ends: Bool) -> list[tuple[int, ...]]:
    """Give the levels that make up a whole, each end once, that of fewest regions first."""
    by_level: dict[str, list[int]] = {}
    for one in within:
        by_level.setdefault(levels[one], []).append(int(one))
    whole = [tuple(group) for group in by_level.values()
             if (made[group].sum(axis=0) == ends).all()]  # fmt: skip
    return sorted(whole, key=lambda group: (len(group), group))


def _refines(group: Sequence[int], other: Sequence[int], made: Bool) -> bool:
    """Say whether every part of a group lies in one part of another."""
    inside = made[list(group)] @ ~made[list(other)].T
    return bool((~inside).any(axis=1).all())


def _largest(within: Int, made: Bool, sizes: Int) -> tuple[int, ...]:
    """Take the largest regions that share no end, one after another."""
    taken = np.zeros(made.shape[1], dtype=bool)
    found = []
    for one in sorted(within, key=lambda one: (-sizes[one], one)):
        if not (made[one] & taken).any():
            taken |= made[one]
            found.append(int(one))
    return tuple(found)


def _summed(
    rows: pl.DataFrame, across: Axis, down: Axis, amounts: Sequence[str], *, year: int
) -> Year:
    """Spread a year's rows over the table and add up what has no row of its own.

    A level of regions, or a class of industries, that has rows of its own in the year keeps them.
    """
    shape = len(across.codes), len(down.codes)
    at = (
        np.array([across.at[code] for code in rows["region"]], dtype=np.int64),
        np.array([down.at[code] for code in rows["industry"]], dtype=np.int64),
    )
    own: Bool = np.zeros(shape, dtype=bool)
    own[at] = True
    there: Bool = np.asarray(_spread(across, down, own.astype(np.float64)) > 0)
    with_rows = {across.levels[one] for one in np.unique(at[0])}
    kept = np.array([level in with_rows for level in across.levels], dtype=bool)
    counted = kept[:, None] & np.asarray(own.any(axis=0))[None, :]
    there = np.where(counted, own, there)
    values = {}
    for name in amounts:
        given = np.zeros(shape)
        given[at] = rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        values[name] = np.where(own, given, np.where(there, _spread(across, down, given), np.nan))
    return Year(
        year=year, regions=across, industries=down, ends=across.codes[: across.made_of.shape[1]],
        values=values, there=there, own=own, plants=_plants(rows, across, down, at),
    )  # fmt: skip


def _plants(rows: pl.DataFrame, across: Axis, down: Axis, at: tuple[Int, Int]) -> Float | None:
    """Count the establishments of every cell, as far as they are known."""
    if "establishments" not in rows.columns or not rows["establishments"].count():
        return None
    given = np.full((len(across.codes), len(down.codes)), np.nan)
    given[at] = rows["establishments"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    least = _spread(across, down, np.nan_to_num(given))
    some = _spread(across, down, (~np.isnan(given)).astype(np.float64)) > 0
    counted: Float = np.where(np.isnan(given), np.where(some, least, np.nan), given)
    return counted


def _spread(across: Axis, down: Axis, given: Float) -> Float:
    """Add the ends' values up to every whole; unknown where a part is."""
    rows, columns = across.made_of.shape[1], down.made_of.shape[1]
    ends = given[:rows, :columns]
    empty = np.isnan(ends)
    known = np.where(empty, 0.0, ends)
    up, along = across.made_of.astype(np.float64), down.made_of.astype(np.float64).T
    found: Float = np.where(up @ empty.astype(np.float64) @ along > 0, np.nan, up @ known @ along)
    return found


def computed(shown: Year, name: str) -> Float:
    """Give an amount as every reader has it: what alone is unknown of a sum follows from the rest.

    A number that the table itself withholds is none of a release, and yet it can be computed where
    its total and all other parts are printed.
    """
    # what is not there at the ends is empty; a whole that has no row of its own is not printed
    whole = np.zeros(shown.there.shape, dtype=bool)
    whole[[one for one, _ in shown.regions.sums]] = True
    whole[:, [one for one, _ in shown.industries.sums]] = True
    found = np.where(shown.there, shown.values[name], np.where(whole, np.nan, 0.0))
    while _follows(found, shown.regions.sums) + _follows(found.T, shown.industries.sums):
        pass
    return np.where(shown.there, found, np.nan)


def _follows(values: Float, sums: Sequence[tuple[int, tuple[int, ...]]]) -> int:
    """Put in what follows from sums along the first axis; say how much did."""
    number = 0
    for whole, parts in sums:
        rows = np.array([whole, *parts])
        block = np.vstack([-values[whole], values[list(parts)]])
        empty = np.isnan(block)
        columns = np.flatnonzero(empty.sum(axis=0) == 1)
        at = empty[:, columns].argmax(axis=0)
        rest = np.where(at == 0, 1.0, -1.0) * np.nansum(block[:, columns], axis=0)
        # tables whose sums do not hold tell nothing below 0
        good = rest >= 0
        values[rows[at[good]], columns[good]] = rest[good]
        number += int(good.sum())
    return number


def _shown(whole: Year, levels: Sequence[str] | None) -> Year:
    """Leave out the regions of levels that are not printed; the sums are found anew."""
    if levels is None:
        return whole
    keep = [number for number, level in enumerate(whole.regions.levels) if level in levels]
    made = whole.regions.made_of[keep]
    kept = tuple(whole.regions.levels[number] for number in keep)
    regions = Axis(
        codes=tuple(whole.regions.codes[number] for number in keep),
        levels=kept, made_of=made, sums=_sums(made, kept),
    )  # fmt: skip
    return replace(
        whole, regions=regions,
        values={name: array[keep] for name, array in whole.values.items()},
        there=whole.there[keep], own=whole.own[keep],
        plants=None if whole.plants is None else whole.plants[keep],
    )  # fmt: skip
