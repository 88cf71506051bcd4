"""How many cells a rating was judged among, and where there was nobody to be judged among."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.percentiles import Index, Peers
from jiqun.clusters.schemes import Criterion, Scheme
from jiqun.kernels.ties import levelled

Truth = NDArray[np.bool_]
#: What a rating misses that had nobody to be compared with.
PEERS = "peers"
#: Within which a quotient shares out a whole: the traded, or the local, jobs of a type of region.
SHARED = ("region_type", "year", "traded")


def fewest_peers(peers: Peers, scheme: Scheme, ranks: NDArray[np.int64]) -> Index:
    """Give the size of the smallest group that a cell's rating was judged in.

    The rules that decided are those that the given rating and every higher one name: the ones
    that hold, and the ones that could have raised it. Where no rating is given, all of them.

    Parameters
    ----------
    peers
        The cells' groups.
    scheme
        The rules.
    ranks
        Shape (N,): each cell's rank, -1 where it is unknown.

    Returns
    -------
    ndarray
        Shape (N,), the cells with employment that the percentile was taken among, the cell
        itself too; -1 where no percentile decided: the scheme has none, or the cell has no
        employment and so passes none.
    """
    counts: dict[tuple[tuple[str, ...], str], Index] = {}
    for rule in _percentiles(scheme):
        if (key := (rule.within, rule.quantity)) not in counts:
            index, _ = peers.groups(rule.within)
            counts[key] = peers.percentiles(rule.within, rule.quantity, [rule.at])[1][index]
    fewest = np.full(len(peers.cells), -1, dtype=np.int64)
    for rank in np.unique(ranks):
        named = _deciding(scheme, int(rank))
        used = {(r.within, r.quantity) for r in _percentiles(scheme) if r.id in named}
        if used:
            own = ranks == rank
            fewest[own] = np.min([counts[key][own] for key in sorted(used)], axis=0)
    with np.errstate(invalid="ignore"):
        fewest[peers.column(peers.leading) == 0] = -1
    return fewest


def alone(peers: Peers, scheme: Scheme) -> Truth:
    """Say which cells a scheme cannot judge because what it compares is so by construction.

    Either a percentile's group has this one cell only, which is its own percentile; or the cell's
    category is the only one among the traded (or the local) ones of its kind of region, so that
    all these quotients are the same whatever the economy is.

    Returns
    -------
    ndarray
        Shape (N,). A cell without employment, which passes no percentile, is not counted.
    """
    with np.errstate(invalid="ignore"):
        there = peers.column(peers.leading) > 0
    found = np.zeros(len(peers.cells), dtype=np.bool_)
    for rule in _percentiles(scheme):
        values, count = peers.percentiles(rule.within, rule.quantity, [rule.at])
        single = (count == 1) & ~np.isnan(values[:, 0])
        if single.any():
            found |= single[peers.groups(rule.within)[0]]
    if "quotient" in scheme.quantities:
        found |= _only_category(peers, there)
    return found & there


def _only_category(peers: Peers, there: Truth) -> Truth:
    """Say which cells share out a whole with no other category: one quotient for all."""
    index, labels = peers.groups(SHARED)
    value = levelled(peers.column("quotient"))
    taking = there | np.isnan(peers.column(peers.leading))
    known = taking & ~np.isnan(value)
    least, most = np.full(len(labels), np.inf), np.full(len(labels), -np.inf)
    np.minimum.at(least, index[known], value[known])
    np.maximum.at(most, index[known], value[known])
    same = least == most
    if not same.any() or "category" not in peers.cells.columns:
        return np.zeros(len(value), dtype=np.bool_)
    kind = peers.groups(("category",))[0]
    lowest, highest = np.full(len(labels), len(value)), np.full(len(labels), -1)
    np.minimum.at(lowest, index[taking], kind[taking])
    np.maximum.at(highest, index[taking], kind[taking])
    return np.asarray((same & (lowest == highest))[index])


def _percentiles(scheme: Scheme) -> list[Criterion]:
    return [rule for rule in scheme.criteria if rule.statistic == "percentile"]


def _deciding(scheme: Scheme, rank: int) -> set[str]:
    """Name the rules of the rating of a rank and of those above it; of all for -1."""
    asked = [rating for rating in scheme.ratings if rating.rank >= rank]
    return {id for rating in asked for id in (*rating.all, *rating.of)}
