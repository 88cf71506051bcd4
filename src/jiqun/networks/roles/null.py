"""Brokerage by chance: mean and deviation if ties fell anywhere, at the network's density.

Each of N (N - 1) ties is there with probability d, apart from the others. A way a -> v -> b is open
with probability q = d^2 (1 - d); two ways vary together where they share a tie, or where a tie of
one would close the other.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.networks.roles.groups import Grouped
from jiqun.networks.ties import Ties

Float = NDArray[np.float64]

#: Roles in the order of their publication, and all of them together.
ROLES: Final = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total")
#: What stands beside them where some nodes' kinds are not known.
UNTOLD: Final = "unknown"


def density_of(ties: Ties) -> float:
    """Give the share of ordered pairs that are tied; NaN below two nodes."""
    size = ties.size
    return len(ties.targets) / (size * (size - 1.0)) if size > 1 else float("nan")


def by_node(ties: Ties, found: Grouped) -> tuple[Float, Float, Float]:
    """Give mean, deviation and ways of each role by node; shape (N, roles + 1) each."""
    d = density_of(ties)
    q = d * d * (1 - d)
    both = d**3 * (1 - d) ** 2 - q * q
    ways, begin, end = _rooms(found.sizes.astype(np.float64), ties.size)
    variance = ways * q * (1 - q) + (begin + end - 2 * ways) * both
    deviation = np.sqrt(np.maximum(variance, 0.0))
    return (ways * q)[found.groups], deviation[found.groups], ways[found.groups]


def of_all(ties: Ties, found: Grouped) -> tuple[Float, Float]:
    """Give mean and deviation of each role's sum over all nodes; shape (roles,).

    A tie from group g to h is a leg of ``legs[g, h]`` ways of the role, and would close
    ``closes[g, h]`` of them; ways on the same three nodes that close one another do so twice.
    """
    d, n, size = density_of(ties), found.sizes.astype(np.float64), float(ties.size)
    q = d * d * (1 - d)
    legs_both, close_both = d**3 * (1 - d) ** 2 - q * q, d**4 * (1 - d) - q * q
    mean, deviation = [], []
    for legs, closes, twice, pairs in _shared(n, size):
        ways = (pairs * closes).sum()
        apart = (pairs * (legs * (legs - 1) * legs_both + closes * (closes - 1) * close_both)).sum()
        against = (twice * ways - 2 * (pairs * legs * closes).sum()) * q * q
        mean.append(ways * q)
        deviation.append(np.sqrt(max(ways * q * (1 - q) + apart + against, 0.0)))
    return np.array(mean), np.array(deviation)


def _shared(n: Float, size: float) -> list[tuple[Float, Float, float, Float]]:
    """Give legs, closes, ways that close one another, and ordered pairs, by groups and role."""
    g, h, known = n[:, None], n[None, :], n.sum()
    same = np.eye(len(n), dtype=bool)
    pairs = g * h - np.where(same, g, 0.0)
    whole = np.array([[size * (size - 1)]])

    def split(inside: Float | float, across: Float | float) -> Float:
        return np.where(same, inside, across) * np.ones_like(pairs)

    return [
        (split(2 * (g - 2), 0.0), split(g - 2, 0.0), 2, pairs),
        (split(0.0, g + h - 2), split(known - g, 0.0), 0, pairs),
        (split(known - g, g - 1), split(0.0, g - 1), 1, pairs),
        (split(known - g, h - 1), split(0.0, h - 1), 1, pairs),
        (split(0.0, 2 * (known - g - h)), split(0.0, known - g - h), 2, pairs),
        (np.array([[2 * (size - 2)]]), np.array([[size - 2]]), 2, whole),
    ]


def _rooms(n: Float, size: int) -> tuple[Float, Float, Float]:
    """Count ways by the group of the node between, and sums of squares by first and last node.

    n: (G,), nodes of each group. Gives (G + 1, roles + 1) each; the last row is for a node of
    unknown kind, the last column for ways whose role cannot be told.
    """
    known, whole = n.sum(), float(size)
    own, others = n - 1, known - n
    other_pairs = (n * (n - 1)).sum() - n * (n - 1)
    other_squares = (n * (n - 1) ** 2).sum() - n * (n - 1) ** 2
    apart = others**2 - ((n**2).sum() - n**2)
    # the sum of m (others - m)^2 over the groups m that are not the node's own
    apart_squares = others**2 * others - 2 * others * ((n**2).sum() - n**2) + ((n**3).sum() - n**3)
    rest = np.full_like(n, whole - 1)
    lost, told = whole - known, known - 1
    untold = told * lost + lost * (whole - 2)
    untold_squares = told * lost**2 + lost * (whole - 2) ** 2
    ways = [own * (own - 1), other_pairs, own * others, own * others, apart, rest * (rest - 1)]
    begin = [own * (own - 1) ** 2, other_squares, own * others**2, others * own**2]
    begin += [apart_squares, rest * (rest - 1) ** 2]
    end = [begin[0], begin[1], begin[3], begin[2], begin[4], begin[5]]
    last = [np.full_like(n, untold), np.full_like(n, untold_squares)]
    empty = np.full(len(ROLES) - 1, np.nan)
    pairs = (whole - 1) * (whole - 2)
    squares = pairs * (whole - 2)
    return (
        np.vstack([np.stack([*ways, last[0]], axis=1), [*empty, pairs, pairs]]),
        np.vstack([np.stack([*begin, last[1]], axis=1), [*empty, squares, squares]]),
        np.vstack([np.stack([*end, last[1]], axis=1), [*empty, squares, squares]]),
    )
