"""Triangles and two-step ways, each found once: what holes and brokers are counted from.

A skeleton holds each tied pair once, from the end of lower rank to that of higher rank; ranked by
degree, a pair of large hubs costs no more than its common partners of higher rank.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Two-step ways by where they begin and end, seen from the node between: its own group, another
#: one, an unknown one. OTHER_OTHER ends in the group it began in, APART in a third one.
OWN_OWN, OWN_OTHER, OTHER_OWN, OTHER_OTHER, APART = 0, 1, 2, 3, 4
OWN_UNKNOWN, UNKNOWN_OWN, OTHER_UNKNOWN, UNKNOWN_OTHER, UNKNOWN_UNKNOWN = 5, 6, 7, 8, 9
CELLS = 10


@kernel
def detours(starts: Int, ends: Int, up: Float, down: Float) -> tuple[Float, Float]:
    """Add up, for each pair and way, the products of shares over every third node tied to both.

    starts: (N + 1,), ends: (P,), the skeleton. up, down: (P,), the share that the pair has in
    the lower end's ties, and in the higher end's. Gives (P,) for lower to higher, and back.
    """
    n = len(starts) - 1
    there, back = np.zeros(len(ends)), np.zeros(len(ends))
    place = np.full(n, -1)
    for u in range(n):
        for f in range(starts[u], starts[u + 1]):
            place[ends[f]] = f
        for e in range(starts[u], starts[u + 1]):
            v = ends[e]
            for g in range(starts[v], starts[v + 1]):
                f = place[ends[g]]
                if f >= 0:
                    there[e] += up[f] * down[g]
                    back[e] += up[g] * down[f]
                    there[f] += up[e] * up[g]
                    back[f] += down[g] * down[e]
                    there[g] += down[e] * up[f]
                    back[g] += down[f] * up[e]
        for f in range(starts[u], starts[u + 1]):
            place[ends[f]] = -1
    return there, back


@kernel
def redundancies(
    starts: Int, ends: Int, up: Float, down: Float, most_up: Float, most_down: Float
) -> Float:
    """Add up, for each node, share times marginal strength over pairs of tied partners.

    As :func:`detours`; most_up, most_down: (P,), a pair's strength over the strongest of the
    lower end, and of the higher one. Gives (N,).
    """
    n = len(starts) - 1
    found = np.zeros(n)
    place = np.full(n, -1)
    for u in range(n):
        for f in range(starts[u], starts[u + 1]):
            place[ends[f]] = f
        for e in range(starts[u], starts[u + 1]):
            v = ends[e]
            for g in range(starts[v], starts[v + 1]):
                w = ends[g]
                f = place[w]
                if f >= 0:
                    found[u] += up[f] * most_up[g] + up[e] * most_down[g]
                    found[v] += up[g] * most_up[f] + down[e] * most_down[f]
                    found[w] += down[g] * most_up[e] + down[f] * most_down[e]
        for f in range(starts[u], starts[u + 1]):
            place[ends[f]] = -1
    return found


@kernel
def _cell(begin: int, between: int, end: int) -> int:
    """Say which cell a way falls into, by groups; -1 is an unknown group."""
    if between < 0:
        return UNKNOWN_UNKNOWN
    first = 2 if begin < 0 else (0 if begin == between else 1)
    last = 2 if end < 0 else (0 if end == between else 1)
    if first == 0:
        return OWN_OWN if last == 0 else (OWN_OTHER if last == 1 else OWN_UNKNOWN)
    if first == 1:
        if last == 1:
            return OTHER_OTHER if begin == end else APART
        return OTHER_OWN if last == 0 else OTHER_UNKNOWN
    return UNKNOWN_OWN if last == 0 else (UNKNOWN_OTHER if last == 1 else UNKNOWN_UNKNOWN)


@kernel
def closed_ways(starts: Int, ends: Int, ways: Int, groups: Int) -> Int:
    """Count two-step ways whose ends are tied from the first to the last, by node between and cell.

    The skeleton as in :func:`detours`; ways: (P,), 1 from lower to higher, 2 back, 3 both.
    groups: (N,), -1 where unknown. Gives (N, CELLS).
    """
    n = len(starts) - 1
    found = np.zeros((n, CELLS), np.int64)
    place = np.full(n, -1)
    for u in range(n):
        for f in range(starts[u], starts[u + 1]):
            place[ends[f]] = f
        for e in range(starts[u], starts[u + 1]):
            v = ends[e]
            for g in range(starts[v], starts[v + 1]):
                w = ends[g]
                f = place[w]
                if f >= 0:
                    uv, vu = ways[e] & 1, ways[e] >> 1
                    uw, wu = ways[f] & 1, ways[f] >> 1
                    vw, wv = ways[g] & 1, ways[g] >> 1
                    a, b, c = groups[u], groups[v], groups[w]
                    found[u, _cell(b, a, c)] += vu & uw & vw
                    found[u, _cell(c, a, b)] += wu & uv & wv
                    found[v, _cell(a, b, c)] += uv & vw & uw
                    found[v, _cell(c, b, a)] += wv & vu & wu
                    found[w, _cell(a, c, b)] += uw & wv & uv
                    found[w, _cell(b, c, a)] += vw & wu & vu
        for f in range(starts[u], starts[u + 1]):
            place[ends[f]] = -1
    return found


@kernel
def all_ways(
    starts: Int, targets: Int, back_starts: Int, sources: Int, groups: Int, n_groups: int
) -> Int:
    """Count two-step ways between different ends, by node between and cell, from group counts.

    Ties in compressed rows, ascending, by where they begin and by where they end. Gives
    (N, CELLS); no way is walked, so that a hub costs its partners, not their pairs.
    """
    n = len(starts) - 1
    found = np.zeros((n, CELLS), np.int64)
    came, went = np.zeros(n_groups + 1, np.int64), np.zeros(n_groups + 1, np.int64)
    for v in range(n):
        own = groups[v]
        for k in range(back_starts[v], back_starts[v + 1]):
            came[groups[sources[k]]] += 1
        for k in range(starts[v], starts[v + 1]):
            went[groups[targets[k]]] += 1
        arrived, left = back_starts[v + 1] - back_starts[v], starts[v + 1] - starts[v]
        if own < 0:
            found[v, UNKNOWN_UNKNOWN] = arrived * left
        else:
            others_in, others_out = arrived - came[own] - came[-1], left - went[own] - went[-1]
            same = 0
            for k in range(starts[v], starts[v + 1]):
                h = groups[targets[k]]
                if h >= 0 and h != own:
                    same += came[h]
            found[v, OWN_OWN] = came[own] * went[own]
            found[v, OWN_OTHER] = came[own] * others_out
            found[v, OTHER_OWN] = others_in * went[own]
            found[v, OTHER_OTHER] = same
            found[v, APART] = others_in * others_out - same
            found[v, OWN_UNKNOWN] = came[own] * went[-1]
            found[v, UNKNOWN_OWN] = came[-1] * went[own]
            found[v, OTHER_UNKNOWN] = others_in * went[-1]
            found[v, UNKNOWN_OTHER] = came[-1] * others_out
            found[v, UNKNOWN_UNKNOWN] = came[-1] * went[-1]
        j = back_starts[v]
        for k in range(starts[v], starts[v + 1]):
            went[groups[targets[k]]] = 0
            while j < back_starts[v + 1] and sources[j] < targets[k]:
                j += 1
            if j < back_starts[v + 1] and sources[j] == targets[k]:
                h = groups[targets[k]]
                found[v, _cell(h, own, h)] -= 1
        for k in range(back_starts[v], back_starts[v + 1]):
            came[groups[sources[k]]] = 0
    return found
