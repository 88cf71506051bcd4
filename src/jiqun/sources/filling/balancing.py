"""Withheld cells brought to the totals that bind them: ranges by intervals, then raking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.raking import narrowed, raked
from jiqun.sources.filling.margins import Margins
from jiqun.sources.filling.priors import SEED, Priors
from jiqun.sources.filling.trees import Cells, Totals

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Passes that narrow ranges, cycles of raking, and the relative move at which they end.
PASSES, CYCLES, ENOUGH = 60, 200, 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Balanced:
    """Cells after balancing.

    Attributes
    ----------
    value, low, high
        One entry a cell; NaN value: nothing says anything of it.
    broken
        Cells of the totals that no numbers within the bounds can meet.
    tied
        Which cells a used total binds.
    """

    value: Float
    low: Float
    high: Float
    broken: Int
    tied: Bool


def balance(cells: Cells, priors: Priors, margins: tuple[Margins, ...]) -> Balanced:
    """Narrow every range by every total, then rake the estimates within them.

    A total whose parts are not the whole gets a further part, "the rest", which nothing bounds
    from above. Totals of another scope, and those that contradict, are left alone.
    """
    used = [~m.loose & ~m.against for m in margins]
    totals, rests = _joined(cells, margins, used)
    many = len(cells) + len(rests)
    low, high, broken = _ranges(cells, totals, many)
    value, give = np.full(many, np.nan), np.ones(many)
    value[: len(cells)], give[: len(cells)] = priors.value, priors.give
    value[len(cells) :] = rests
    kept = totals.kept(broken == 0)
    free = give > 0
    value[free] = _started(value, high, kept)[free]
    classed = np.flatnonzero(cells.free & np.isfinite(cells.high))
    value[classed] = np.clip(value[classed], low[classed], high[classed])
    sure = kept.kept(~np.isnan(kept.sums(value) + value[kept.whole]))
    if len(sure):
        raked(sure.whole, sure.start, sure.part, value, low, high, give, CYCLES, ENOUGH)
    value[free] = np.clip(value[free], low[free], high[free])
    tied = np.zeros(many, dtype=bool)
    tied[sure.whole] = True
    tied[sure.part] = True
    ends = slice(0, len(cells))
    return Balanced(
        value=value[ends], low=low[ends], high=high[ends], tied=tied[ends],
        broken=totals.whole[broken == 1],
    )  # fmt: skip


def _ranges(cells: Cells, totals: Totals, many: int) -> tuple[Float, Float, Int]:
    """Narrow ranges by all totals that can be met; begin anew without those that cannot."""
    broken = np.zeros(len(totals), dtype=np.int64)
    while True:
        low, high = np.zeros(many), np.full(many, np.inf)
        low[: len(cells)], high[: len(cells)] = _ends(cells)
        found = broken.copy()
        if len(totals):
            narrowed(totals.whole, totals.start, totals.part, low, high, found, PASSES)
        if (found == broken).all():
            return low, high, broken
        broken = found


def _ends(cells: Cells) -> tuple[Float, Float]:
    """Give ranges to reckon with: a published number is itself unless it was rounded."""
    shown = ~cells.free
    exact = shown & (cells.low == 0) & np.isinf(cells.high)
    low = np.where(exact, np.maximum(cells.employment - cells.half, 0.0), cells.low)
    high = np.where(exact, cells.employment + cells.half, cells.high)
    return low, high


def _joined(cells: Cells, margins: tuple[Margins, ...], used: list[Bool]) -> tuple[Totals, Float]:
    """Put the used totals of all margins in one, with a cell for the rest where one is open.

    Gives the totals and the first estimate of each rest, whose cells come after the rows'.
    """
    whole: list[Int] = []
    parts: list[Totals] = []
    rests: list[Float] = []
    sizes = cells_sizes(cells)
    for margin, which in zip(margins, used, strict=True):
        own = np.full(len(margin.totals), -1, dtype=np.int64)
        open_ends = np.flatnonzero(which & ~margin.closed)
        own[open_ends] = len(cells) + sum(len(one) for one in rests) + np.arange(len(open_ends))
        count = np.nan_to_num(margin.missing[open_ends], nan=1.0)
        rests.append(np.maximum(count, SEED) * sizes[margin.totals.whole[open_ends]])
        whole.append(margin.totals.whole[which])
        kept = margin.totals.kept(which)
        parts.append(_with_rest(kept, own[which]))
    start = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(p.start) for p in parts]))])
    return (
        Totals(
            whole=np.concatenate(whole),
            start=start.astype(np.int64),
            part=np.concatenate([p.part for p in parts]),
        ),
        np.concatenate(rests),
    )


def cells_sizes(cells: Cells) -> Float:
    """Give each cell's employment an establishment; the whole's where it is not published."""
    with np.errstate(invalid="ignore", divide="ignore"):
        size = cells.employment / cells.establishments
        told = np.isfinite(size)
        whole = cells.employment[told].sum() / max(cells.establishments[told].sum(), 1.0)
    return np.where(told, size, whole if whole > 0 else 1.0)


def _with_rest(totals: Totals, rest: Int) -> Totals:
    """Add the rest's cell to the parts of each total that has one."""
    owner = np.concatenate([totals.owner, np.flatnonzero(rest >= 0)])
    part = np.concatenate([totals.part, rest[rest >= 0]])
    order = np.argsort(owner, kind="stable")
    count = np.bincount(owner, minlength=len(totals)).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(count)])
    return Totals(whole=totals.whole, start=start, part=part[order])


def _started(value: Float, high: Float, totals: Totals) -> Float:
    """Give every tied cell a first estimate that raking can move.

    A cell that nothing is known of gets an equal share of what its total leaves.
    """
    blank = np.isnan(value)
    shares = np.where(blank, 0.0, value)
    left = np.maximum(np.nan_to_num(value[totals.whole]) - totals.sums(shares), 0.0)
    many = np.maximum(totals.sums(blank.astype(np.float64)), 1.0)
    guess = np.full(len(value), np.nan)
    guess[totals.part] = (left / many)[totals.owner]
    sums = totals.sums(np.where(blank, guess, value))
    top = totals.whole[np.isnan(value[totals.whole]) & ~np.isnan(sums)]
    guess[top] = np.fmax(guess[top], sums[np.isnan(value[totals.whole]) & ~np.isnan(sums)])
    found = np.where(blank, guess, value)
    floor = np.where(high > 0, np.minimum(SEED, high), 0.0)
    return np.where(np.isnan(found), np.nan, np.maximum(found, floor))
