"""Rows as numbered cells, and the totals that tie them: over industries and over regions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Level of a class that is the total of a classification.
TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Codes of one kind, numbered, and what each lies in.

    Attributes
    ----------
    codes
        By number.
    parent
        The code above, of regions the nearest that has rows; -1 where there is none.
    level
        Number of each code's level; codes without a level share one.
    names
        Each code's level by name; None where the table names none.
    siblings
        How many codes of the table lie directly in each (those without rows too).
    """

    codes: tuple[str, ...]
    parent: Int
    level: Int
    names: tuple[str | None, ...]
    siblings: Int

    @property
    def depth(self) -> Int:
        """Give the steps from each code to the top."""
        found = np.zeros(len(self.codes), dtype=np.int64)
        at = self.parent.copy()
        while (at >= 0).any():
            found[at >= 0] += 1
            at = np.where(at >= 0, self.parent[at], -1)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Rows as numbered cells.

    Attributes
    ----------
    regions, industries
        The trees.
    region, industry, year
        Numbers in the trees, calendar years; one entry a row.
    establishments, employment
        NaN where unknown; employment is that which was published.
    low, high
        What the publisher's words admit: 0 and infinity where they say nothing.
    dropped_below
        0 where the publisher leaves no cell out for being small.
    half
        By how much a published number may be off for being rounded to a whole one.
    """

    regions: Tree
    industries: Tree
    region: Int
    industry: Int
    year: Int
    establishments: Float
    employment: Float
    low: Float
    high: Float
    dropped_below: Float
    half: Float

    def __len__(self) -> int:
        return len(self.region)

    @property
    def free(self) -> Bool:
        """Say which cells have no published number."""
        return np.isnan(self.employment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Cells that are totals of others, deepest last.

    Attributes
    ----------
    whole
        The total's cell.
    start, part
        Its parts are ``part[start[k]:start[k + 1]]``.
    """

    whole: Int
    start: Int
    part: Int

    def __len__(self) -> int:
        return len(self.whole)

    @property
    def owner(self) -> Int:
        """Give the total's number at each part."""
        return np.repeat(np.arange(len(self.whole)), np.diff(self.start))

    def sums(self, values: Float) -> Float:
        """Add up values of the parts of each total, in their order; NaN where any is."""
        sums = np.bincount(self.owner, weights=values[self.part], minlength=len(self.whole))
        return sums.astype(np.float64)

    def kept(self, which: Bool) -> Totals:
        """Give some of the totals."""
        count = np.diff(self.start)[which]
        inside = np.repeat(which, np.diff(self.start))
        start = np.concatenate([[0], np.cumsum(count)])
        return Totals(whole=self.whole[which], start=start, part=self.part[inside])


def tree(table: pl.DataFrame, key: str, used: pl.Series, *, whole: bool = False) -> Tree:
    """Number the codes that have rows, and find the nearest above each that has rows too.

    A class without a parent lies in the total of its classification, where that has rows. With
    ``whole``, codes above those that have rows are numbered too.
    """
    here = used.unique().sort().to_list()
    above = _parents(table, key, set(here))
    if whole:
        here = sorted({one for code in here for one in _chain(code, above)})
    number = {code: at for at, code in enumerate(here)}
    parent = [_nearest(code, above, number) for code in here]
    levels: dict[str | None, int] = {}
    own = dict(zip(table[key], table["level"], strict=True)) if "level" in table.columns else {}
    level = [levels.setdefault(own.get(code), len(levels)) for code in here]
    children = [above.get(code) for code in table[key].to_list()]
    counted = np.zeros(len(here), dtype=np.int64)
    for code in children:
        if code in number:
            counted[number[code]] += 1
    return Tree(
        codes=tuple(here),
        parent=np.array(parent, dtype=np.int64),
        level=np.array(level, dtype=np.int64),
        names=tuple(own.get(code) for code in here),
        siblings=counted,
    )


def _parents(table: pl.DataFrame, key: str, here: set[str]) -> dict[str, str]:
    names = [name for name in (key, "parent", "level", "system") if name in table.columns]
    rows = table.select(pl.col(names).cast(pl.String)).to_dicts()
    totals = {
        row.get("system"): row[key]
        for row in rows
        if row.get("level") == TOTAL and row[key] in here and not row.get("parent")
    }
    found = {}
    for row in rows:
        above = row.get("parent") or totals.get(row.get("system"))
        if above and above != row[key]:
            found[row[key]] = above
    return found


def _chain(code: str, above: dict[str, str]) -> dict[str, None]:
    """Give a code and all above it."""
    found: dict[str, None] = {}
    at: str | None = code
    while at is not None and at not in found:
        found[at] = None
        at = above.get(at)
    return found


def _nearest(code: str, above: dict[str, str], number: dict[str, int]) -> int:
    seen = {code}
    at = above.get(code)
    while at is not None and at not in number and at not in seen:
        seen.add(at)
        at = above.get(at)
    return -1 if at is None or at in seen else number[at]


def cells_of(rows: pl.DataFrame, *, regions: Tree, industries: Tree) -> Cells:
    """Number the rows' cells; ``employment`` is null where it is to be found."""

    def numbers(name: str) -> Float:
        return rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    return Cells(
        regions=regions,
        industries=industries,
        region=_numbered(rows["region"], regions),
        industry=_numbered(rows["industry"], industries),
        year=rows["year"].cast(pl.Int64).to_numpy(),
        establishments=numbers("establishments"),
        employment=numbers("employment"),
        low=np.nan_to_num(numbers("employment_low"), nan=0.0),
        high=np.nan_to_num(numbers("employment_high"), nan=np.inf, posinf=np.inf),
        dropped_below=np.nan_to_num(numbers("dropped_below"), nan=0.0),
        half=np.zeros(rows.height),
    )


def _numbered(column: pl.Series, codes: Tree) -> Int:
    kind = pl.Enum(codes.codes)
    return column.cast(kind).to_physical().cast(pl.Int64).to_numpy()


def above(cells: Cells, *, along: str) -> Int:
    """Give each cell's total: the nearest row above it along a tree; -1 where there is none."""
    span = len(cells.industries.codes)
    many = len(cells.regions.codes)
    own = cells.industries if along == "industry" else cells.regions

    def key(region: Int, industry: Int, year: Int) -> Int:
        return (year * many + region) * span + industry

    keys = key(cells.region, cells.industry, cells.year)
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    found = np.full(len(cells), -1, dtype=np.int64)
    codes = cells.industry if along == "industry" else cells.region
    open_rows = np.flatnonzero(own.parent[codes] >= 0)
    at = own.parent[codes[open_rows]]
    while len(open_rows):
        region = at if along == "region" else cells.region[open_rows]
        industry = at if along == "industry" else cells.industry[open_rows]
        wanted = key(region, industry, cells.year[open_rows])
        spot = np.minimum(np.searchsorted(ranked, wanted), len(ranked) - 1)
        met = ranked[spot] == wanted
        found[open_rows[met]] = order[spot[met]]
        open_rows, at = open_rows[~met], own.parent[at[~met]]
        open_rows, at = open_rows[at >= 0], at[at >= 0]
    return found


def totals_of(parents: Int, depth: Int) -> Totals:
    """Gather the parts of each total; ``depth`` of the total orders them, the highest first."""
    parts = np.flatnonzero(parents >= 0)
    whole, own = np.unique(parents[parts], return_inverse=True)
    rank = np.argsort(depth[whole], kind="stable")
    place = np.empty(len(whole), dtype=np.int64)
    place[rank] = np.arange(len(whole))
    own = place[own]
    part = parts[np.argsort(own, kind="stable")]
    count = np.bincount(own, minlength=len(whole))
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return Totals(whole=whole[rank], start=start, part=part)
