"""Activity at the ends of a classification: nothing twice, nothing lost, nothing made zero.

Statistics name classes beside the classes that they lie in. What is added up are the classes
without others below; what a class above says is used to tell zero from hidden: where its number is
larger than what is shown below it, a class that is left out is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.studies.measuring.nesting import nearest

Float = NDArray[np.float64]
Marks = NDArray[np.bool_]
#: What the rest of a class is called that its shown parts do not fill.
REST = "{}~rest"
#: Decimals up to which the numbers' own rounding is read off.
DECIMALS = 6
#: Share of a number by which its sum may be off in the last bits.
EXACT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The classes that have rows, each after the class it lies in.

    Attributes
    ----------
    codes
        Classes, those above first.
    above
        Position of the nearest class above that has rows; -1 where there is none.
    below
        Positions of the classes directly below each.
    weak
        Classes whose place in another nobody gave: it says nothing of what they leave out.
    """

    codes: tuple[str, ...]
    above: tuple[int, ...]
    below: tuple[tuple[int, ...], ...]
    weak: frozenset[str] = frozenset()


def tree(
    used: Sequence[str], parents: Mapping[str, str], weak: frozenset[str] = frozenset()
) -> Tree:
    """Order the classes that have rows so that each stands after the one it lies in."""
    among = set(used)
    over = {code: nearest(code, parents, among) for code in used}
    depth: dict[str, int] = {}

    def deep(code: str) -> int:
        above = over[code]
        if code not in depth:
            depth[code] = 0 if above is None else deep(above) + 1
        return depth[code]

    codes = tuple(sorted(used, key=lambda code: (deep(code), code)))
    at = {code: k for k, code in enumerate(codes)}
    placed = tuple(at.get(over[code] or "", -1) for code in codes)
    below: list[list[int]] = [[] for _ in codes]
    for k, parent in enumerate(placed):
        if parent >= 0:
            below[parent].append(k)
    return Tree(codes=codes, above=placed, below=tuple(map(tuple, below)), weak=weak)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A year's rows as a matrix of regions and classes.

    Attributes
    ----------
    values
        Shape (R, I), NaN where a row has no number and where there is no row.
    there
        Whether there is a row.
    slack
        By how much a number may be off: half of its rounding step, and its noise.
    """

    values: Float
    there: Marks
    slack: Float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What a year's rows say at the ends of the classification.

    Attributes
    ----------
    values
        Shape (R, I): the row's number, what is shown below it, or 0; NaN where unknown.
    hidden
        Whether a class above says that something may be in a class that has no row.
    rest
        Shape (R, I): what a class holds beyond its parts, all of which are shown; else 0, and NaN
        where that is unknown.
    """

    values: Float
    hidden: Marks
    rest: Float


def ends(grid: Grid, tree: Tree) -> Ends:
    """Tell what each class holds in each region: shown, nothing, or unknown."""
    shown, slack = np.where(grid.there, grid.values, 0.0), grid.slack.copy(order="K")
    under = np.zeros(shown.shape, order="F")  # classes are gone through one by one
    for at in reversed(range(len(tree.codes))):
        below = list(tree.below[at])
        if below:
            under[:, at] = shown[:, below].sum(axis=1)
            slack[:, at] += slack[:, below].sum(axis=1)
            shown[:, at] = np.where(grid.there[:, at], grid.values[:, at], under[:, at])
    hidden, rest = np.zeros(shown.shape, dtype=bool, order="F"), np.zeros(shown.shape, order="F")
    for at, parts in enumerate(tree.below):
        if not parts or any(tree.codes[part] in tree.weak for part in parts):
            continue
        left = grid.values[:, at] - under[:, at]
        more = grid.there[:, at] & ~(left <= slack[:, at] + EXACT * np.abs(grid.values[:, at]))
        absent = ~grid.there[:, list(parts)]
        hidden[:, list(parts)] = absent & (more | hidden[:, at])[:, None]
        unknown = hidden[:, at] | (more & _open_below(grid.there, tree, at))
        rest[:, at] = np.where(unknown, np.nan, np.where(more, left, 0.0))
    return Ends(values=np.where(hidden, np.nan, shown), hidden=hidden, rest=rest)


def _open_below(there: Marks, tree: Tree, at: int) -> Marks:
    """Say in which regions a class lacks the row of a class below, down to the next row."""
    found = np.zeros(len(there), dtype=bool)
    for part in tree.below[at]:
        deeper = _open_below(there, tree, part) if tree.below[part] else True
        found |= ~there[:, part] & deeper
    return found


def rounding_step(values: Float) -> float:
    """Read off the step that numbers are rounded to: 0 for whole numbers, else a power of ten."""
    known = np.abs(values[np.isfinite(values)])
    if not len(known) or (known == np.rint(known)).all():
        return 0.0
    for digits in range(1, DECIMALS):
        if np.allclose(known, np.round(known, digits), rtol=0, atol=10.0 ** -(digits + 3)):
            return float(10.0**-digits)
    return 0.0


def grid_of(rows: pl.DataFrame, regions: Sequence[str], tree: Tree, *, value: str) -> Grid:
    """Spread a year's rows (``region, industry``, the value, ``slack``) over a matrix."""
    at = (
        rows["region"].cast(pl.Enum(list(regions))).to_physical().to_numpy(),
        rows["industry"].cast(pl.Enum(list(tree.codes))).to_physical().to_numpy(),
    )
    shape = len(regions), len(tree.codes)
    values, slack = np.full(shape, np.nan, order="F"), np.zeros(shape, order="F")
    there = np.zeros(shape, dtype=bool, order="F")
    values[at] = rows[value].cast(pl.Float64).fill_null(np.nan).to_numpy()
    there[at] = True
    slack[at] = rows["slack"].fill_null(0.0).to_numpy()
    step = rounding_step(values[there])
    return Grid(values=values, there=there, slack=slack + np.where(there, step / 2, 0.0))


def proven(grid: Grid, codes: Sequence[str], perhaps: Mapping[str, str]) -> dict[str, str]:
    """Give the parents that the numbers prove: the parts add up to them wherever they stand."""
    at = {code: k for k, code in enumerate(codes)}
    parts: dict[str, list[int]] = {}
    for code, above in perhaps.items():
        if code in at and above in at:
            parts.setdefault(above, []).append(at[code])
    found: dict[str, str] = {}
    for above, below in parts.items():
        values = grid.values[:, below]
        both = grid.there[:, at[above]] & grid.there[:, below].any(axis=1)
        total = np.where(grid.there[:, below], values, 0.0).sum(axis=1)
        slack = grid.slack[:, at[above]] + grid.slack[:, below].sum(axis=1)
        off = np.abs(grid.values[:, at[above]] - total) > slack + EXACT * np.abs(total)
        known = both & np.isfinite(total) & np.isfinite(grid.values[:, at[above]])
        if known.sum() > 1 and not off[known].any():
            found |= {codes[k]: above for k in below}
    return found
