"""What each total says of its parts: all are there, some are missing, or another scope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.sources.filling.trees import Cells, Totals

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Share of totals smaller than their parts from which a whole family has another scope.
AGAINST = 0.01
#: Share of complete totals that must be their parts' sum for a list of parts to be the whole.
WHOLE = 0.9
#: Share of complete published totals that are their parts' sums to the last person, from which
#: published numbers are taken as exact; else as rounded to whole persons.
EXACT = 0.95
#: By how much a sum may differ from its total, relative, and in establishments.
NEAR, HALF = 0.01, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Totals, and what is missing in each.

    Attributes
    ----------
    totals
        The totals.
    missing
        Establishments of the total that no part shows; NaN where they are not counted.
    closed
        True where the parts are the whole.
    loose
        True where the total is of another scope (another source): it says what is missing, but
        bounds nothing and moves nothing.
    against
        True where the parts show more establishments than the total.
    whole
        True where lists of parts of this kind are the whole, as far as published totals show.
    """

    totals: Totals
    missing: Float
    closed: Bool
    loose: Bool
    against: Bool
    whole: Bool


def margins_of(cells: Cells, totals: Totals, *, along: str) -> Margins:
    """Hold every total against its parts.

    Where establishments are counted, what is missing is their difference. Elsewhere the parts
    are the whole if every code that lies in the total has a row, unless totals of the same kind
    whose parts are all published show otherwise. A family (an industry's totals; a level of
    regions over another) in which more than one total in a hundred is smaller than its parts is
    of another scope.
    """
    counted = cells.establishments
    missing = counted[totals.whole] - totals.sums(counted)
    known = ~np.isnan(missing)
    near = HALF + cells.half[totals.whole] * np.diff(totals.start)
    against = known & (missing < -near)
    family = _families(cells, totals, along=along)
    loose = _share(family, against, known)[family] > AGAINST
    complete = np.diff(totals.start) >= _children(cells, totals, along=along)
    whole = _whole(cells, totals, complete, family)
    closed = np.where(known, np.abs(missing) <= near, complete & whole)
    return Margins(
        totals=totals, missing=missing, closed=closed, loose=loose & (along == "region"),
        against=against, whole=whole,
    )  # fmt: skip


def _families(cells: Cells, totals: Totals, *, along: str) -> Int:
    """Number the families of totals from 0."""
    if along == "industry":
        codes = cells.industry[totals.whole]
    else:
        level = cells.regions.level
        first = totals.part[totals.start[:-1]]
        many = int(level.max()) + 1 if len(level) else 1
        codes = level[cells.region[totals.whole]] * many + level[cells.region[first]]
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _children(cells: Cells, totals: Totals, *, along: str) -> Int:
    own = cells.industries if along == "industry" else cells.regions
    codes = cells.industry if along == "industry" else cells.region
    return own.siblings[codes[totals.whole]]


def _share(family: Int, which: Bool, among: Bool) -> Float:
    """Give the share of some totals among others, by family; 0 where there are none."""
    many = int(family.max()) + 1 if len(family) else 0
    count = np.bincount(family[among], minlength=many)
    hits = np.bincount(family[which & among], minlength=many)
    return np.asarray(hits / np.maximum(count, 1), dtype=np.float64)


def _whole(cells: Cells, totals: Totals, complete: Bool, family: Int) -> Bool:
    """Say of each total whether complete published totals of its family are their parts' sums."""
    jobs = cells.employment
    own, sums = jobs[totals.whole], totals.sums(jobs)
    told = complete & ~np.isnan(own) & ~np.isnan(sums)
    many = np.diff(totals.start)
    apart = np.abs(own - sums) > NEAR * np.nan_to_num(own) + HALF * many
    return (_share(family, apart, told) <= 1.0 - WHOLE)[family]


def halves(cells: Cells, totals: Totals) -> Float:
    """Give by how much each cell's published number may be off for being rounded: 0 or 0.5.

    Numbers of a level of regions count as rounded to whole ones where totals over industries
    whose establishments are all shown mostly miss their parts' sum by a little.
    """
    plants, jobs, many = cells.establishments, cells.employment, np.diff(totals.start)
    apart = np.abs(jobs[totals.whole] - totals.sums(jobs))
    short = np.abs(plants[totals.whole] - totals.sums(plants))
    few = HALF * (many + 1)
    told = ~np.isnan(apart) & (apart <= few) & (np.nan_to_num(short) <= few) & (many > 1)
    level = cells.regions.level[cells.region]
    own = level[totals.whole]
    most = int(level.max()) + 1 if len(level) else 0
    count = np.bincount(own[told], minlength=most)
    same = np.bincount(own[told & (apart < NEAR)], minlength=most)
    return np.where(same < EXACT * count, HALF, 0.0)[level]
