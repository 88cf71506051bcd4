"""The rule engine: any scheme on any table of cells, unknown where a quantity is missing.

Thresholds stay at their point values while the quantities move to the ends of what the data
admit: a withheld number may give either rating.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.judging import LEAST_PEERS, PEERS, alone, fewest_peers, noted, tied
from jiqun.clusters.percentiles import ALWAYS, Peers
from jiqun.clusters.schemes import WITHIN, Criterion, Rating, Scheme
from jiqun.kernels.ties import levelled

Float = NDArray[np.float64]
Truth = NDArray[np.int8]
End = Literal["point", "low", "high"]
ENDS: tuple[End, End] = ("low", "high")
FALSE, UNKNOWN, TRUE = 0, 1, 2
#: A cell of which the publisher shows a smaller share of the employment cannot be judged.
LEAST_VISIBLE = 0.7
VISIBLE = "visible_share"
CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """A scheme applied to a table of cells.

    Attributes
    ----------
    scheme
        What was applied, with the cut-offs in force.
    frame
        One row a cell, in the cells' order: ``scheme, rating, rank, rating_range_low,
        rating_range_high, peers, notes, missing``. A rating is null where missing quantities
        (named in ``missing``) could change it, and where the cell cannot be judged: too little of
        it is published (``visible_share`` in ``missing``), or it is alone (``peers`` in
        ``missing``): the only cell of a percentile's group, or of the only category that shares
        out the traded (or local) jobs of its kind of region. The ``rating_range`` holds the ratings
        at the ends of the data range, null where an end is unknown; ``peers`` is the size of the
        smallest group that decided, null where no percentile did; ``notes`` are codes with commas
        between, null for none: ``few-peers``, and ``tie`` where the value equals a threshold and
        the rating would be another if equal counted otherwise.
    thresholds
        One row a percentile and group: ``scheme, level, region_type, region, year,
        definition, category, quantity, statistic, value, cells``; null where a group spans all.
    truths
        For each rating, one of 0 (does not hold), 1 (unknown), 2 (holds) a cell, also for cells
        that cannot be judged.
    """

    scheme: Scheme
    frame: pl.DataFrame
    thresholds: pl.DataFrame
    truths: Mapping[str, Truth]


def rate_cells(
    cells: pl.DataFrame,
    scheme: Scheme,
    *,
    peers: Peers | None = None,
    least_visible: float = LEAST_VISIBLE,
    least_peers: int = LEAST_PEERS,
) -> Ratings:
    """Rate every cell under a scheme.

    Parameters
    ----------
    cells
        One row a cell: ``employment``, the columns that the scheme's percentiles are taken
        within, its quantities, and ``<quantity>_range_low``/``_high`` where there is a range.
        A column that is absent is unknown in every row.
    scheme
        The rules.
    peers
        The same cells' groups, to share between several schemes.
    least_visible
        A cell with a smaller ``visible_share`` (0-1; where the column is there and known) cannot
        be judged; 0 judges all. Such cells still are peers of others.
    least_peers
        A rating among fewer peers has the note ``few-peers``.

    Returns
    -------
    Ratings
        One row a cell, in the same order. A cell with employment 0 passes no percentile.

    Examples
    --------
    >>> from jiqun.clusters import scheme
    >>> cells = pl.DataFrame({"category": ["a"] * 4, "region": list("wxyz"),
    ...     "employment": [10., 20, 30, 40], "establishments": [1., 2, 3, 4],
    ...     "quotient": [0.5, 0.9, 1.2, 3.0]})
    >>> rate_cells(cells, scheme("us-cluster-mapping")).frame["rating"].to_list()
    ['none', 'qualifying', 'significant', 'strong10']
    """
    rulings = _Rulings(peers or Peers(cells), scheme, least_visible)
    decided = rulings.decided("point")
    truths = {"point": rulings.hold(decided)}
    truths |= {end: rulings.hold(rulings.decided(end)) for end in ENDS}
    ranks = {end: rulings.ranks(truths[end]) for end in truths}
    codes = {rating.rank: rating.code for rating in scheme.ratings}
    frame = pl.DataFrame(
        {
            "scheme": pl.repeat(scheme.scheme, len(cells), dtype=pl.String, eager=True),
            "rating": _named(ranks["point"], codes),
            "rank": _known(ranks["point"]),
            "rating_range_low": _named(ranks["low"], codes),
            "rating_range_high": _named(ranks["high"], codes),
            **rulings.beside(ranks["point"], decided, least_peers),
            "missing": rulings.missing(ranks["point"] < 0),
        }
    )
    point = {r.code: t for r, t in zip(scheme.ratings, truths["point"], strict=True)}
    return Ratings(scheme=scheme, frame=frame, thresholds=rulings.thresholds(), truths=point)


def cell_thresholds(peers: Peers, scheme: Scheme) -> dict[str, Float]:
    """Give each criterion's threshold for every cell, shape (N,); NaN where it is unknown."""
    rulings = _Rulings(peers, scheme, LEAST_VISIBLE)
    found = {}
    for criterion in scheme.criteria:
        low, high = rulings.threshold(criterion)
        own = np.where(low == high, low, np.nan)
        found[criterion.id] = np.broadcast_to(own, (len(peers.cells),)).astype(np.float64)
    return found


def point_ranks(
    peers: Peers, scheme: Scheme, *, least_visible: float = LEAST_VISIBLE
) -> NDArray[np.int64]:
    """Give each cell's rank with the quantities as they stand; -1 where it is unknown."""
    rulings = _Rulings(peers, scheme, least_visible)
    return rulings.ranks(rulings.hold(rulings.decided("point")))


def criteria_of(
    scheme: Scheme, cell: Mapping[str, Any], thresholds: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Say for one cell how each criterion was decided.

    ``thresholds`` are rows of :attr:`Ratings.thresholds`; those of other groups are passed over.
    ``passed`` is None where the quantity or the threshold is unknown; ``low`` and ``high`` are
    where the quantity will be next year, None where nobody knows.
    """
    answers = []
    for criterion in scheme.criteria:
        value = cell.get(criterion.quantity)
        threshold = _threshold_of(criterion, cell, thresholds)
        usable = value is not None and _same_money(criterion, cell.get("currency"))
        passed = (
            bool(_compare(np.array([value]), threshold, criterion.comparison)[0])
            if usable and threshold is not None
            else None
        )
        answers.append(
            {
                **criterion.to_dict(),
                "statistic": statistic(criterion),
                "threshold": threshold,
                "value": value,
                "low": cell.get(f"{criterion.quantity}_low"),
                "high": cell.get(f"{criterion.quantity}_high"),
                "passed": passed,
            }
        )
    return answers


def statistic(criterion: Criterion) -> str:
    """Name the statistic: "fixed", or "p75" for the 75th percentile."""
    return "fixed" if criterion.statistic == "fixed" else f"p{100 * criterion.at:g}"


class _Rulings:
    """The criteria of one scheme on one table."""

    def __init__(self, peers: Peers, scheme: Scheme, least_visible: float) -> None:
        self.peers, self.scheme = peers, scheme
        self.cells = peers.cells
        self.unseen = self.peers.column(VISIBLE) < least_visible
        self.alone = alone(peers, scheme)

    def ranks(self, truths: Sequence[Truth]) -> NDArray[np.int64]:
        """Give each cell's rank; -1 where it is unknown or the cell cannot be judged."""
        settled = _settled(truths, self.scheme.ratings, len(self.cells))
        return np.where(self.unseen | self.alone, -1, settled)

    def decided(self, end: End) -> dict[str, Truth]:
        """Give each criterion's truth over the cells, with the quantities at one end."""
        return {c.id: self._decide(c, end) for c in self.scheme.criteria}

    def hold(self, decided: Mapping[str, Truth]) -> list[Truth]:
        """Give each rating's truth over the cells."""
        return [_holds(rating, decided, len(self.cells)) for rating in self.scheme.ratings]

    def beside(
        self, ranks: NDArray[np.int64], decided: Mapping[str, Truth], least_peers: int
    ) -> dict[str, pl.Series]:
        """Give what stands beside each rating: the peers that decided, and notes."""
        fewest = fewest_peers(self.peers, self.scheme, ranks)
        even = {c.id: self._even(c) for c in self.scheme.criteria}
        tie = tied(decided, even, lambda part: _rank_of(self.scheme.ratings, part))
        notes = noted(ranks >= 0, peers=fewest, tie=tie, least_peers=least_peers)
        return {"peers": _known(fewest), "notes": notes}

    def _even(self, criterion: Criterion) -> NDArray[np.bool_]:
        """Say which cells equal the criterion's threshold."""
        low, high = self.threshold(criterion)
        own = levelled(self._money(criterion, self.peers.column(criterion.quantity)))
        even = (own == levelled(low)) & (low == high)
        if criterion.statistic == "percentile":
            even &= self.peers.column(self.peers.leading) != 0
        return np.asarray(even)

    def _decide(self, criterion: Criterion, end: End) -> Truth:
        value = self._money(criterion, self._quantity(criterion, end))
        low, high = self.threshold(criterion)
        lenient, strict = (high, low) if criterion.comparison == "<=" else (low, high)
        sure = _compare(value, strict, criterion.comparison)
        unknown = np.isnan(value) | np.isnan(low)
        if low is not high:
            unknown |= _compare(value, lenient, criterion.comparison) & ~sure
        truth = np.where(unknown, UNKNOWN, TRUE * sure).astype(np.int8)
        if criterion.statistic == "percentile":
            truth[self.peers.column(self.peers.leading) == 0] = FALSE
        return truth

    def _quantity(self, criterion: Criterion, end: End) -> Float:
        if end == "point":
            return self.peers.column(criterion.quantity)
        worse: End = "high" if criterion.comparison == "<=" else "low"
        side = "high" if (end == "low") == (worse == "high") else "low"
        column = f"{criterion.quantity}_range_{side}"
        return self.peers.column(column if column in self.cells.columns else criterion.quantity)

    def _money(self, criterion: Criterion, value: Float) -> Float:
        if not CURRENCY.fullmatch(criterion.unit) or "currency" not in self.cells.columns:
            return value
        same = (self.cells["currency"].cast(pl.String) == criterion.unit).fill_null(value=False)
        return np.where(same.to_numpy(), value, np.nan)

    def threshold(self, criterion: Criterion) -> tuple[Float, Float]:
        """Give how low and how high each cell's threshold can be."""
        if criterion.statistic == "fixed":
            same = np.array(criterion.at)
            return same, same
        index, _ = self.peers.groups(criterion.within)
        low, high = self.peers.limits(criterion.within, criterion.quantity, criterion.at)
        own = low[index]
        return own, own if not self.peers.unsure(criterion.within) else high[index]

    def thresholds(self) -> pl.DataFrame:
        """Give every percentile that was compared with."""
        asked = {
            (c.within, c.quantity, c.at): statistic(c)
            for c in self.scheme.criteria
            if c.statistic == "percentile"
        }
        rows = []
        for (within, quantity, share), name in asked.items():
            values, count = self.peers.percentiles(within, quantity, [share])
            rows.append(
                self.peers.groups(within)[1].with_columns(
                    quantity=pl.lit(quantity),
                    statistic=pl.lit(name),
                    value=pl.Series(values[:, 0]).fill_nan(None),
                    cells=pl.Series(count).cast(pl.Int64),
                )
            )
        frame = pl.concat(rows, how="diagonal") if rows else pl.DataFrame()
        return _shaped(frame, self.scheme.scheme)

    def missing(self, wanted: NDArray[np.bool_]) -> pl.Series:
        """Name the missing quantities of the cells asked for; null for the others.

        A cell that lacks nothing itself lacks its peers' employment.
        """
        names = (*self.scheme.quantities, VISIBLE, PEERS)
        pattern = self.unseen.astype(np.int64) << names.index(VISIBLE)
        pattern |= self.alone.astype(np.int64) << names.index(PEERS)
        for at, name in enumerate(self.scheme.quantities):
            pattern |= np.isnan(self.peers.column(name)).astype(np.int64) << at
        pattern[~wanted] = -1
        words = {
            int(bits): ",".join(n for at, n in enumerate(names) if bits >> at & 1)
            or self.peers.leading
            for bits in np.unique(pattern[wanted])
        }
        keys = pl.Series("missing", pattern)
        return keys.replace_strict(words, default=None, return_dtype=pl.String)


THRESHOLDS = {
    "scheme": pl.String,
    "level": pl.String,
    "region_type": pl.String,
    "region": pl.String,
    "year": pl.Int64,
    "definition": pl.String,
    "category": pl.String,
    "quantity": pl.String,
    "statistic": pl.String,
    "value": pl.Float64,
    "cells": pl.Int64,
}


def _shaped(frame: pl.DataFrame, scheme: str) -> pl.DataFrame:
    given = frame.with_columns(scheme=pl.lit(scheme)) if frame.width else frame
    return pl.DataFrame(
        [
            given[name].cast(dtype).alias(name)
            if name in given.columns
            else pl.Series(name, [None] * len(given), dtype=dtype)
            for name, dtype in THRESHOLDS.items()
        ]
    )


def _compare(value: Float, threshold: Any, comparison: str) -> NDArray[np.bool_]:
    own, line = levelled(value), levelled(threshold)
    with np.errstate(invalid="ignore"):
        if comparison == ">=":
            return np.asarray(own >= line)
        if comparison == ">":
            return np.asarray(own > line)
        return np.asarray(own <= line)


def _holds(rating: Rating, decided: Mapping[str, Truth], n: int) -> Truth:
    """Decide a rating by the weakest of its parts; a count holds once enough are sure."""
    truth = np.full(n, TRUE, dtype=np.int8)
    for id in rating.all:
        truth = np.minimum(truth, decided[id])
    if rating.at_least:
        each = np.stack([decided[id] for id in rating.of])
        sure = (each == TRUE).sum(axis=0) >= rating.at_least
        possible = (each >= UNKNOWN).sum(axis=0) >= rating.at_least
        count = np.where(sure, TRUE, np.where(possible, UNKNOWN, FALSE)).astype(np.int8)
        truth = np.minimum(truth, count)
    return truth


def _settled(truths: Sequence[Truth], ratings: Sequence[Rating], n: int) -> NDArray[np.int64]:
    """Give the rank that holds; -1 where what is unknown could raise it."""
    sure = np.zeros(n, dtype=np.int64)
    possible = np.zeros(n, dtype=np.int64)
    for rating, truth in zip(ratings, truths, strict=True):
        sure = np.where(truth == TRUE, np.maximum(sure, rating.rank), sure)
        possible = np.where(truth >= UNKNOWN, np.maximum(possible, rating.rank), possible)
    return np.where(sure == possible, sure, -1)


def _rank_of(ratings: Sequence[Rating], decided: Mapping[str, Truth]) -> NDArray[np.int64]:
    """Give the ranks of some cells by how their criteria were decided; -1 for unknown."""
    n = len(next(iter(decided.values())))
    return _settled([_holds(rating, decided, n) for rating in ratings], ratings, n)


def _named(ranks: NDArray[np.int64], codes: Mapping[int, str]) -> pl.Series:
    words = pl.Series([codes.get(rank) for rank in range(max(codes) + 1)], dtype=pl.String)
    return words.gather(_known(ranks))


def _known(ranks: NDArray[np.int64]) -> pl.Series:
    return pl.Series(ranks).replace(-1, None)


def _same_money(criterion: Criterion, currency: Any) -> bool:
    return not CURRENCY.fullmatch(criterion.unit) or currency in (None, criterion.unit)


def _threshold_of(
    criterion: Criterion, cell: Mapping[str, Any], thresholds: Sequence[Mapping[str, Any]]
) -> float | None:
    if criterion.statistic == "fixed":
        return criterion.at
    wanted = (criterion.quantity, statistic(criterion))
    keys = [key for key in (*ALWAYS, *criterion.within) if key in cell]
    free = set(WITHIN) - set(criterion.within)
    for row in thresholds:
        if (row["quantity"], row["statistic"]) != wanted:
            continue
        if all(row.get(key) == cell[key] for key in keys) and not any(row.get(k) for k in free):
            value = row["value"]
            return None if value is None else float(value)
    return None
