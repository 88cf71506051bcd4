"""Local densities of categories of establishments, and how dense chance would make them.

Establishments stand at sites, sites in the cells of a :class:`jiqun.kernels.finding.lattices.
Lattice`. Each establishment has a kind; a kind counts in one or more categories, with a weight.
Under the null the kinds are dealt out over the establishments, which stay where they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Int32 = NDArray[np.int32]


@kernel
def listed(
    kinds: Int32,
    site_start: Int,
    order: Int32,
    cell: Int32,
    kind_start: Int,
    kind_category: Int,
    kind_weight: Float,
    kind_own: Float,
    room: Int,
    at: Int32,
    weight: Float,
    own: Float,
    ends: Int,
) -> None:
    """Write each category's cells in order, with their weight and their own establishments.

    kinds: (N,) of the establishments, site by site. site_start: (S + 1,). order, cell: (S,).
    kind_start: (K + 1,) each kind's categories, weights, and 1 for its own, else 0.
    room: (C + 1,) where each category's entries begin in at, weight, own: (E,), written (what
    stands there before must be finite).
    ends: (C,) written: where they end.
    """
    latest = np.full(len(ends), -1, np.int32)
    for c in range(len(ends)):
        ends[c] = room[c]
    for k in range(len(order)):
        site = order[k]
        here = cell[k]
        for i in range(site_start[site], site_start[site + 1]):
            kind = kinds[i]
            for j in range(kind_start[kind], kind_start[kind + 1]):
                c = kind_category[j]
                old = 1 if latest[c] == here else 0  # no branch: which it is cannot be guessed
                last = ends[c] - old
                ends[c] = last + 1
                latest[c] = here
                at[last] = here
                weight[last] = old * weight[last] + kind_weight[j]
                own[last] = old * own[last] + kind_own[j]


@kernel
def disc_runs(along: Float, band: Int32, reach: Float, begin: Int32, end: Int32) -> None:
    """Write which cells lie in the disc around each cell: one run a band.

    along, band: (L,) of cells, band after band. reach: (B, 2F + 1). begin, end: (L, 2F + 1)
    written; a run without cells has begin = end.
    """
    bands, steps = reach.shape
    half = steps // 2
    starts = np.zeros(bands + 1, np.int64)
    for k in range(len(band)):
        starts[band[k] + 1] += 1
    for b in range(bands):
        starts[b + 1] += starts[b]
    for b in range(bands):
        for step in range(steps):
            other = b + step - half
            width = reach[b, step] if 0 <= other < bands else -1.0
            lo, stop = 0, 0
            if width >= 0.0:
                lo, stop = starts[other], starts[other + 1]
            hi = lo
            for k in range(starts[b], starts[b + 1]):
                while lo < stop and along[lo] < along[k] - width:
                    lo += 1
                while hi < stop and along[hi] <= along[k] + width:
                    hi += 1
                begin[k, step], end[k, step] = lo, hi


@kernel
def disc_sums(
    at: Int32,
    weight: Float,
    first: int,
    last: int,
    begin: Int32,
    end: Int32,
    out: Float,
) -> None:
    """Write for each entry the weight of all entries in the disc around its cell, its own too.

    at: (E,) cells, ascending from first to last. weight: (E,). begin, end: (L, 2F + 1) as
    ``disc_runs`` gives them. out: (last - first,) written.
    """
    cells, steps = begin.shape
    before = np.empty(cells + 1)
    k, total = first, 0.0
    for cell in range(cells):
        before[cell] = total
        if k < last and at[k] == cell:
            total += weight[k]
            k += 1
    before[cells] = total
    for k in range(first, last):
        cell = at[k]
        found = 0.0
        for step in range(steps):
            found += before[end[cell, step]] - before[begin[cell, step]]
        out[k - first] = found


@kernel
def surplus(
    found: float, around: float, share: float, spread: float, least: float, height: float
) -> float:
    """Give the evidence log s - 1 + 1 / s where neighbours are dense, else 0.

    found: weight of the category among ``around`` neighbours, share: what chance would have;
    found / expected must exceed ``least``, and the binomial log-likelihood ratio of found
    against expected, over ``spread`` (of the weights, 1 where all are 1), reach ``height``.
    s = (found + 1) / (expected + 1), so that few neighbours do not stand out for being few.
    """
    expected = around * share
    if expected <= 0.0 or found <= least * expected:
        return 0.0
    ratio = found / expected
    if found * (ratio - 1.0) < height * spread * np.sqrt(ratio):  # log x <= (x - 1) / sqrt x
        return 0.0
    gain = found * np.log(ratio)
    rest = around - found
    if rest > 1e-9:
        gain += rest * np.log(rest / (around - expected))
    if gain < height * spread:
        return 0.0
    shrunk = (found + 1.0) / (expected + 1.0)
    return float(np.log(shrunk) - 1.0 + 1.0 / shrunk)


@kernel
def root_of(parent: Int, k: int) -> int:
    """Give the root of k, and shorten the way to it."""
    while parent[k] != k:
        parent[k] = parent[parent[k]]
        k = parent[k]
    return k


@kernel
def joined(
    at: Int32, begin: int, along: Float, band: Int32, link: Float, evidence: Float, group: Int
) -> None:
    """Write which entries with evidence hang together: the first entry of each one's group.

    at: (E,), entries from begin on. evidence: (n,). link: (B, 2F + 1). group: (n,) written,
    -1 without evidence.
    """
    bands, steps = link.shape
    half = steps // 2
    n = len(evidence)
    some = 0
    for k in range(n):
        if evidence[k] > 0.0:
            some += 1
        group[k] = -1
    dense, which, parent = np.empty(some, np.int32), np.empty(some, np.int64), np.arange(some)
    some = 0
    for k in range(n):
        if evidence[k] > 0.0:
            dense[some] = at[begin + k]
            which[some] = k
            some += 1
    for i in range(some):
        own = band[dense[i]]
        middle = along[dense[i]]
        j = i + 1
        for step in range(half, steps):
            other = own + step - half
            if other >= bands:
                break
            width = link[own, step]
            if width < 0.0:
                continue
            m, high = j, some
            while step > half and m < high:  # the first of that band that is near enough
                between = (m + high) // 2
                cell = dense[between]
                if band[cell] < other or (band[cell] == other and along[cell] < middle - width):
                    m = between + 1
                else:
                    high = between
            while m < some and band[dense[m]] == other and along[dense[m]] <= middle + width:
                one, two = root_of(parent, i), root_of(parent, m)
                if one < two:
                    parent[two] = one
                elif two < one:
                    parent[one] = two
                m += 1
            j = m
    for i in range(some):
        group[which[i]] = which[root_of(parent, i)]


@kernel
def dense_entries(
    at: Int32,
    weight: Float,
    own: Float,
    first: int,
    last: int,
    begin: Int32,
    end: Int32,
    along: Float,
    band: Int32,
    link: Float,
    around: Float,
    share: float,
    spread: float,
    least: float,
    height: float,
    alone: Float,
    sums: Float,
    evidence: Float,
    group: Int,
) -> None:
    """Write the surroundings, the evidence and the group of one category's entries first .. last.

    begin, end: (L, 2F + 1) as ``disc_runs`` gives them. around: (L,) establishments in the disc
    around each cell. share, spread, least, height: as in ``surplus``. alone: (last - first,) how
    often an own establishment is there itself: it is not its own neighbour. sums, evidence,
    group: (last - first,) written; sums with the centre.
    """
    disc_sums(at, weight, first, last, begin, end, sums)
    for k in range(last - first):
        evidence[k] = 0.0
        if own[first + k] > 0.0:
            near = around[at[first + k]] - alone[k]
            evidence[k] = surplus(sums[k] - alone[k], near, share, spread, least, height)
    joined(at, first, along, band, link, evidence, group)


@kernel
def extremes(
    room: Int,
    ends: Int,
    at: Int32,
    weight: Float,
    own: Float,
    begin: Int32,
    end: Int32,
    along: Float,
    band: Int32,
    link: Float,
    around: Float,
    share: Float,
    spread: Float,
    least: float,
    height: float,
    most_evidence: Float,
    most_members: Float,
) -> None:
    """Raise each category's largest evidence and number of own establishments of one group.

    share, spread, most_evidence, most_members: (C,); the last two are changed.
    """
    for c in range(len(ends)):
        first, last = room[c], ends[c]
        n = last - first
        if n == 0:
            continue
        sums, evidence, group = np.empty(n), np.empty(n), np.empty(n, np.int64)
        dense_entries(
            at, weight, own, first, last, begin, end, along, band, link, around,
            share[c], spread[c], least, height, np.ones(n), sums, evidence, group,
        )  # fmt: skip
        total, members = np.zeros(n), np.zeros(n)
        for k in range(n):
            if group[k] >= 0:
                total[group[k]] += own[first + k] * evidence[k]
                members[group[k]] += own[first + k]
        for k in range(n):
            most_evidence[c] = max(most_evidence[c], total[k])
            most_members[c] = max(most_members[c], members[k])
