"""Made countries of firms: tables of regions by industries whose contributors are known."""

from __future__ import annotations

import numpy as np

from jiqun.core import stream
from jiqun.secrecy import Contributions, Margins

Int = np.ndarray


def hierarchy(groups: int, members: int) -> Int:
    """Parents: a top, groups, and members dealt to groups in turn; no groups for a flat one."""
    if groups == 0:
        return np.array([-1] + [0] * members)
    return np.array([-1] + [0] * groups + [1 + i % groups for i in range(members)])


def ancestors(parent: Int) -> list[Int]:
    """Each node's parent, its parent's parent …, -1 above the top."""
    levels = [np.arange(len(parent))]
    while (levels[-1] >= 0).any():
        levels.append(np.where(levels[-1] >= 0, parent[levels[-1]], -1))
    return levels[:-1]


def country(
    rows: Int, columns: Int, firms: int, *, seed: int, years: int = 1, shared: float = 0.1
) -> tuple[Margins, Contributions]:
    """Make a country of firms: lognormal sizes, uneven places, some firms of one enterprise."""
    rng = stream(seed=seed, name="secret-country")
    tops = [np.setdiff1d(np.arange(len(p)), p) for p in (rows, columns)]
    odds = rng.lognormal(0, 1, (len(tops[0]), 1)) * rng.lognormal(0, 1.2, len(tops[1]))
    odds = odds * rng.lognormal(0, 1, odds.shape)
    at = rng.choice(odds.size, firms, p=odds.ravel() / odds.sum())
    owner = np.arange(firms)
    joined = rng.random(firms) < shared
    owner[joined] = rng.integers(0, firms, int(joined.sum()))
    tables = []
    for _ in range(years):
        size = np.ceil(rng.lognormal(1.6, 1.4, firms))
        r, c = tops[0][at // len(tops[1])], tops[1][at % len(tops[1])]
        tables.append(_summed(rows, columns, (r, c), (size, owner)))
        moved = rng.random(firms) < 0.05
        at[moved] = rng.choice(odds.size, int(moved.sum()), p=odds.ravel() / odds.sum())
    shape = (years, len(rows), len(columns))
    place = np.array(np.unravel_index(np.arange(int(np.prod(shape))), shape)).T
    total, count, largest, second, who = (np.concatenate([t[i] for t in tables]) for i in range(5))
    return Margins.crossed(rows, columns, place=place), Contributions(
        total=total,
        count=count.astype(np.int64),
        largest=largest,
        second=second,
        owner=who.astype(np.int64),
    )


def _summed(
    rows: Int, columns: Int, at: tuple[Int, Int], firm: tuple[Int, Int]
) -> tuple[Int, Int, Int, Int, Int]:
    """Total, contributors, largest, second and single contributor of every cell of a table."""
    size, owner = firm
    cells = len(rows) * len(columns)
    key, value, who = [], [], []
    for up in ancestors(rows):
        for across in ancestors(columns):
            r, c = up[at[0]], across[at[1]]
            some = (r >= 0) & (c >= 0)
            key.append((r * len(columns) + c)[some])
            value.append(size[some])
            who.append(owner[some])
    pair = np.concatenate(key) * (owner.max() + 1) + np.concatenate(who)
    names, inverse = np.unique(pair, return_inverse=True)
    part = np.bincount(inverse, np.concatenate(value))
    cell, person = names // (owner.max() + 1), names % (owner.max() + 1)
    order = np.lexsort((-part, cell))
    cell, part, person = cell[order], part[order], person[order]
    begin = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    count = np.bincount(cell, minlength=cells)
    largest, second = np.zeros(cells), np.zeros(cells)
    largest[cell[begin]] = part[begin]
    two = begin[count[cell[begin]] > 1] + 1
    second[cell[two]] = part[two]
    single = np.full(cells, -1)
    one = begin[count[cell[begin]] == 1]
    single[cell[one]] = person[one]
    return np.bincount(cell, part, cells), count, largest, second, single
