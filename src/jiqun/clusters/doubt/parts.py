"""What the numbers themselves leave open: data range, largest establishment, sampling.

Each part moves the size of a cell to other values and everything else stays where it is:
its region and its category gain or lose what the cell gains or loses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from jiqun.measures import quotient

Float = NDArray[np.float64]
#: Quantities that follow from a cell's size and its margins.
MOVED: Final = ("size", "quotient", "micro_share", "macro_share")
#: What a cell's size is compared with, and the quantities that need each.
MARGINS: Final = ("own_group", "category_size", "group_size", "region_size")
#: The columns of every part, in order.
PARTS: Final = (
    *(f"{name}_range_{end}" for name in MOVED for end in ("low", "high")),
    "largest_low",
    "largest_high",
    *(f"{name}_without_{end}" for name in MOVED for end in ("low", "high")),
    *(f"{name}_sampling_{end}" for name in ("size", "quotient") for end in ("low", "high")),
    "saturated",
)


def with_parts(full: pl.DataFrame, level: float) -> pl.DataFrame:
    """Add the columns of :data:`PARTS` to cells of one level.

    Parameters
    ----------
    full
        ``size`` with its ends ``size_range_low``/``_high``, ``establishments``,
        ``largest_low``/``_high``, ``sampling_variance`` (of size, persons squared), the
        :data:`MARGINS` and the quantities themselves.
    level
        Confidence of the sampling interval.

    Returns
    -------
    DataFrame
        Null where an end is unknown. Without the largest establishment nothing is left of a cell
        that has only one. ``saturated``: all that is known of the region, or of the category, is
        in this cell, so that its quotient says how large the other margin is and nothing else.
    """
    x = _Cells.of(full)
    ends = (_array(full, "size_range_low"), _array(full, "size_range_high"))
    spread = float(ndtri(0.5 + level / 2.0)) * np.sqrt(_array(full, "sampling_variance"))
    tried = {
        "range": (ends[0], x.size, ends[1]),
        "without": tuple(x.left(_array(full, f"largest_{end}")) for end in ("high", "low")),
        "sampling": (np.maximum(x.size - spread, 0.0), x.size + spread),
    }
    found = {
        f"{name}_{part}_{end}": pl.Series(values).fill_nan(None)
        for part, sizes in tried.items()
        for name, both in x.ends(sizes).items()
        for end, values in zip(("low", "high"), both, strict=True)
        if f"{name}_{part}_{end}" in PARTS
    }
    return full.with_columns(**found, saturated=_saturated(full))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """A cell's size and margins, as arrays of one shape."""

    size: Float
    margins: Mapping[str, Float]

    @classmethod
    def of(cls, full: pl.DataFrame) -> _Cells:
        return cls(
            size=_array(full, "size"),
            margins={name: _array(full, name) for name in MARGINS},
        )

    def left(self, jobs: Float) -> Float:
        """Give what is left of the size; never below 0."""
        return np.maximum(self.size - jobs, 0.0)

    def ends(self, sizes: tuple[Float, ...]) -> dict[str, tuple[Float, Float]]:
        """Give the smallest and largest of each quantity from the first size to the last.

        The sizes ascend: where the first is known the smallest is, where the last is known
        the largest is. Shares rise with size; a quotient rises up to its peak and falls
        beyond, so that it is the largest there. Where nothing would be left of the region (or the
        category) at the first, there is neither.
        """
        tried = [sizes[0]]
        tried += [own for own in sizes[1:] if not np.array_equal(own, tried[-1])]
        if len(tried) > 1:
            tried.insert(1, np.clip(self.peak(), sizes[0], sizes[-1]))
        each = [self.at(own) for own in tried]
        out = {}
        for name in MOVED:
            values = np.stack([one[name] for one in each])
            low = np.where(np.isnan(values[0]), np.nan, np.fmin.reduce(values))
            unbounded = np.isnan(values[-1]) | (np.isnan(values[0]) & ~np.isnan(tried[0]))
            high = np.where(unbounded, np.nan, np.fmax.reduce(values))
            out[name] = (low, high)
        return out

    def peak(self) -> Float:
        """Give the size at which a cell's quotient is largest; infinite where it only rises.

        With r, c and e the size of the region's other categories, of the category elsewhere
        and of all else, x (x + r + c + e) / ((x + r) (x + c)) has its maximum where
        e x² = 2 r c x + r c (r + c + e).
        """
        own, kind, every, _ = (self.margins[name] - self.size for name in MARGINS)
        both, rest = own * kind, every - own - kind
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (both + np.sqrt(both * both + rest * every * both)) / rest
        return np.where(rest > 0, found, np.inf)

    def at(self, size: Float) -> dict[str, Float]:
        """Give every quantity with another size of the cell."""
        change = size - self.size
        own, kind, every, region = (self.margins[name] + change for name in MARGINS)
        return {
            "size": size,
            "quotient": quotient(size, own, kind, every),
            "micro_share": _ratio(size, region),
            "macro_share": _ratio(size, kind),
        }


def _saturated(full: pl.DataFrame) -> pl.Expr:
    """Say where a cell is all of its region's group, or all of its category."""
    x = pl.col("size")
    whole = (x >= pl.col("own_group")) | (x >= pl.col("category_size"))
    return (whole & (x > 0)).fill_null(value=False) if "own_group" in full.columns else pl.lit(None)


def _ratio(above: Float, below: Float) -> Float:
    out = np.full(len(above), np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out


def _array(frame: pl.DataFrame, name: str) -> Float:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
