"""Percentiles within groups: exact, linearly interpolated, quick for millions of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.leading import led_by

Float = NDArray[np.float64]
Index = NDArray[np.int64]
T = TypeVar("T")


def group_percentiles(
    values: Float, groups: Index, *, shares: Sequence[float], n_groups: int
) -> Float:
    """Give percentiles of the values in each group, interpolated linearly as NumPy does.

    With n sorted values v the share s lies at position (n - 1) s between two neighbours.

    Parameters
    ----------
    values
        Shape (N,); NaN takes no part.
    groups
        Shape (N,), integers from 0 below ``n_groups``; a negative one takes no part.
    shares
        S shares, 0 to 1.
    n_groups
        G, the number of groups.

    Returns
    -------
    ndarray
        Shape (G, S); NaN for a group without values.

    Examples
    --------
    >>> group_percentiles(np.array([1., 2., 4., 9.]), np.array([0, 0, 0, 2]),
    ...                   shares=[0.25, 0.5], n_groups=3).tolist()
    [[1.5, 2.0], [nan, nan], [9.0, 9.0]]
    """
    ordered, count = sort_within(values, groups, n_groups=n_groups)
    return percentiles_of(ordered, count, shares=shares)


def sort_within(values: Float, groups: Index, *, n_groups: int) -> tuple[Float, Index]:
    """Give the values that take part, sorted within their groups, and each group's count."""
    taking_part = (groups >= 0) & ~np.isnan(values)
    value, group = values[taking_part], groups[taking_part]
    by_value = np.argsort(value)
    small = np.uint16 if n_groups <= np.iinfo(np.uint16).max else np.int64
    # a stable sort of small integers is a radix sort: much quicker than sorting by two keys
    by_group = np.argsort(group[by_value].astype(small), kind="stable")
    return value[by_value[by_group]], np.bincount(group, minlength=n_groups)


def percentiles_of(ordered: Float, count: Index, *, shares: Sequence[float]) -> Float:
    """Give the percentiles, shape (G, S), of what :func:`sort_within` gave."""
    last = count - 1
    start = np.cumsum(count) - count
    position = last[:, None] * np.asarray(shares, dtype=np.float64)[None, :]
    below = np.floor(position).astype(np.int64)
    filled = count > 0
    out = np.full((len(count), len(shares)), np.nan)
    if not filled.any():
        return out
    at = start[filled, None] + below[filled]
    after = start[filled, None] + np.minimum(below + 1, last[:, None])[filled]
    out[filled] = _between(ordered[at], ordered[after], (position - below)[filled])
    return out


def _between(a: Float, b: Float, share: Float) -> Float:
    """Interpolate from the nearer end, so that the ends are met exactly."""
    gap = b - a
    return np.where(share < 0.5, a + gap * share, b - gap * (1 - share))  # noqa: PLR2004 - the middle


#: Columns that every percentile's group shares.
ALWAYS = ("definition", "level")


class Peers:
    """The groups of a table's cells and their percentiles, each computed once.

    Schemes that compare the same quantity within the same groups share them. A cell with nothing
    of the leading quantity (usually employment) is nobody's peer; one of which it is unknown may
    be, so that the percentiles of its groups are unknown within :meth:`limits`.

    Attributes
    ----------
    cells
        The table.
    leading
        The quantity that leads it.
    """

    def __init__(self, cells: pl.DataFrame) -> None:
        self.cells = cells
        self.leading = led_by(cells)
        self._columns: dict[str, Float] = {}
        self._doubted: dict[tuple[str, ...], Index] = {}
        self._groups: dict[tuple[str, ...], tuple[Index, pl.DataFrame]] = {}
        self._sorted: dict[tuple[tuple[str, ...], str], tuple[Float, Index]] = {}
        self._made: dict[str, Any] = {}

    @property
    def standing(self) -> NDArray[np.bool_]:
        """Which cells others are held against, shape (N,): all of them."""
        return np.ones(len(self.cells), dtype=bool)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Give what several schemes need of these cells, made when first asked for."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    def column(self, name: str) -> Float:
        """Give a quantity of every cell, NaN where it is unknown or no such column is there."""
        if name not in self._columns:
            known = name in self.cells.columns
            self._columns[name] = (
                self.cells[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
                if known
                else np.full(len(self.cells), np.nan)
            )
        return self._columns[name]

    def groups(self, within: tuple[str, ...]) -> tuple[Index, pl.DataFrame]:
        """Give each cell's group, and each group's labels."""
        if within not in self._groups:
            self._groups[within] = _grouped(self.cells, (*ALWAYS, *within))
        return self._groups[within]

    def percentiles(
        self, within: tuple[str, ...], quantity: str, shares: Sequence[float]
    ) -> tuple[Float, Index]:
        """Give the (G, S) percentiles of a quantity and the (G,) numbers of peers."""
        key = (within, quantity)
        if key not in self._sorted:
            index, labels = self.groups(within)
            peers = np.where(self.column(self.leading) > 0, index, -1)
            self._sorted[key] = sort_within(self.column(quantity), peers, n_groups=len(labels))
        ordered, count = self._sorted[key]
        found = percentiles_of(ordered, count, shares=shares)
        found[self._unsure(within)] = np.nan
        return found, count

    def limits(self, within: tuple[str, ...], quantity: str, share: float) -> tuple[Float, Float]:
        """Give how low and how high each group's percentile can be, shape (G,).

        A cell of unknown employment may stand anywhere among the peers. NaN for a group without
        any.
        """
        values, _ = self.percentiles(within, quantity, [share])
        unsure = self._unsure(within)
        if not len(unsure):
            return values[:, 0], values[:, 0]
        low, high = values[:, 0].copy(), values[:, 0].copy()
        unknown = np.isnan(self.column(self.leading))
        low[unsure] = self._neighbour(within, quantity, share, unknown, -np.inf)[unsure]
        high[unsure] = self._neighbour(within, quantity, share, unknown, np.inf)[unsure]
        return low, high

    def unsure(self, within: tuple[str, ...]) -> bool:
        """Say whether any group has a cell whose employment is unknown."""
        return bool(len(self._unsure(within)))

    def _neighbour(
        self,
        within: tuple[str, ...],
        quantity: str,
        share: float,
        unknown: NDArray[np.bool_],
        end: float,
    ) -> Float:
        """Give the value next to each percentile if the unknown stood at one end; NaN for none."""
        index, labels = self.groups(within)
        peers = np.where(unknown | (self.column(self.leading) > 0), index, -1)
        values = np.where(unknown, end, self.column(quantity))
        ordered, count = sort_within(values, peers, n_groups=len(labels))
        position = (count - 1) * share
        step = np.floor(position) if end < 0 else np.ceil(position)
        at = np.cumsum(count) - count + step.astype(np.int64)
        out = np.full(len(count), np.nan)
        out[count > 0] = ordered[at[count > 0]]
        return out

    def _unsure(self, within: tuple[str, ...]) -> Index:
        """Number the groups in which some cell's employment is unknown."""
        if within not in self._doubted:
            unknown = np.isnan(self.column(self.leading))
            self._doubted[within] = np.unique(self.groups(within)[0][unknown])
        return self._doubted[within]


def _grouped(cells: pl.DataFrame, keys: Sequence[str]) -> tuple[Index, pl.DataFrame]:
    present = [key for key in keys if key in cells.columns]
    code = np.zeros(len(cells), dtype=np.int64)
    for key in present:
        part = _coded(cells[key]).to_numpy()
        code = code * (int(part.max(initial=0)) + 1) + part
    _, first, index = np.unique(code, return_index=True, return_inverse=True)
    labels = cells.select(present)[first] if present else pl.DataFrame({"_": [0]})
    return index.astype(np.int64), labels


def _coded(column: pl.Series) -> pl.Series:
    """Number a column's values from 1; 0 is null."""
    if column.dtype.is_numeric():
        return column.rank("dense").fill_null(0).cast(pl.Int64)
    coded = column.cast(pl.String).cast(pl.Categorical).to_physical()
    return (coded.cast(pl.Int64) + 1).fill_null(0)
