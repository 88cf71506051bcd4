"""Chains of parents: which go round in a circle, which have no end in sight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """What is wrong with the way rows hang under one another.

    Attributes
    ----------
    circular, deep
        Of each row: whether it is part of a circle; of a chain longer than may be.
    cycles
        Each circle's codes, in order; of several that cross, one.
    """

    circular: pl.Series
    deep: pl.Series
    cycles: tuple[tuple[str, ...], ...]

    @property
    def bad(self) -> pl.Series:
        """Whether anything is wrong with a row."""
        return self.circular | self.deep

    @property
    def alone(self) -> bool:
        """Whether every circle is a thing that hangs under itself."""
        return all(len(cycle) == 1 for cycle in self.cycles)


def chains(edges: pl.DataFrame, kept: pl.DataFrame, *, most: int) -> Chains:
    """Follow ``child, parent`` of new rows, with those that are kept beside them.

    Parameters
    ----------
    edges, kept
        Columns ``child, parent``; rows without a parent hang nowhere.
    most
        Steps that a chain may have.

    Examples
    --------
    >>> new = pl.DataFrame({"child": ["a", "b", "c"], "parent": ["b", "a", "a"]})
    >>> told = chains(new, new.clear(), most=9)
    >>> told.circular.to_list(), told.cycles
    ([True, True, False], (('a', 'b'),))
    """
    whole = pl.concat([edges, kept.select(edges.columns)])
    hung = whole.select(pl.all_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    codes, child, parent = _numbered(whole)
    group = _groups(len(codes), child[hung], parent[hung])
    same = hung & (group[child] == group[parent])
    crowded = np.bincount(group, minlength=len(codes))[group[child]] > 1
    circular = same & (crowded | (child == parent))
    straight = hung & ~circular
    above = _steps(len(codes), child[straight], parent[straight], most)
    below = _steps(len(codes), parent[straight], child[straight], most)
    deep = straight & (above[child] + below[child] > most)
    new = len(edges)
    return Chains(
        circular=pl.Series(circular[:new]),
        deep=pl.Series(deep[:new]),
        cycles=_circles(codes, child[circular], parent[circular], int(circular[:new].sum())),
    )


def _numbered(whole: pl.DataFrame) -> tuple[list[str], Ints, Ints]:
    both = pl.concat([whole["child"], whole["parent"]]).fill_null("").cast(pl.String)
    codes = both.unique(maintain_order=True)
    places = pl.DataFrame({"code": codes, "at": np.arange(len(codes))})
    at = both.to_frame("code").join(places, on="code", how="left", maintain_order="left")["at"]
    numbers = at.to_numpy().astype(np.int64)
    return codes.to_list(), numbers[: len(whole)], numbers[len(whole) :]


def _groups(count: int, child: Ints, parent: Ints) -> Ints:
    """Number what hangs under one another both ways alike."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not count:
        return np.empty(0, dtype=np.int64)
    net = coo_array((np.ones(len(child), dtype=np.int8), (child, parent)), shape=(count, count))
    _, group = connected_components(net.tocsr(), directed=True, connection="strong")
    return np.asarray(group, dtype=np.int64)


def _steps(count: int, child: Ints, parent: Ints, most: int) -> Ints:
    """Give the steps of the longest way from each, at most one more than may be."""
    steps = np.zeros(count, dtype=np.int64)
    for _ in range(most + 1):
        longer = np.zeros(count, dtype=np.int64)
        np.maximum.at(longer, child, steps[parent] + 1)
        if np.array_equal(longer, steps):
            break
        steps = longer
    return steps


def _circles(codes: list[str], child: Ints, parent: Ints, new: int) -> tuple[tuple[str, ...], ...]:
    """Walk each circle that a new row is part of once, from that row on."""
    up: dict[int, int] = {}
    for one, other in zip(child.tolist(), parent.tolist(), strict=True):
        if one not in up or one == other:
            up[one] = other
    found, seen = [], set[int]()
    for start in dict.fromkeys(child[:new].tolist()):
        way, at = list[int](), start
        while at not in seen:
            seen.add(at)
            way.append(at)
            at = up[at]
        if at in way:
            found.append(tuple(codes[one] for one in way[way.index(at) :]))
    return tuple(found)
