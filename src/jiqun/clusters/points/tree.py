"""Groups nested over scales, and the scale at which each cluster stands out most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.points.search import Group
from jiqun.kernels import chance

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: A core has at most this share of the establishments of what it is a core of; a group with more
#: is the same seen at another scale.
CORE_SHARE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """A group that chance does not make, where it stands among the others.

    Attributes
    ----------
    group
        Its establishments.
    parent
        Place in the list of the cluster or core it is a core of; None for a cluster.
    """

    group: Group
    parent: int | None


def grow(groups: list[Group], critical: Float, *, least: float, cores: bool = True) -> list[Node]:
    """Keep what chance does not make; choose the salient scale of each; nest the rest below.

    Evidence adds up, so that a group is told at its own scale, or as its parts at smaller
    ones, whichever has more of it: the excess of mass of a density tree.
    """
    lines = chance.most(critical)
    kept = [
        group
        for group in groups
        if group.evidence > lines[group.category] and group.establishments >= least
    ]
    kept.sort(key=lambda one: (one.category, -one.scale, -one.evidence, one.rows[0]))
    above = _above(kept)
    salient = _salient(kept, above)
    nearest = _nearest(kept, above, salient, cores=cores)
    listed = [k for k, top in enumerate(nearest) if top == k]
    place = {k: at for at, k in enumerate(listed)}
    return [
        Node(
            group=kept[k],
            parent=None if k in salient else place[nearest[above[k]]],  # type: ignore[index]
        )
        for k in listed
    ]


def _above(groups: list[Group]) -> list[int | None]:
    """Give each group the smallest wider one that has at least half of its members.

    Groups come category by category, the widest scale first.
    """
    above: list[int | None] = [None] * len(groups)
    holders: dict[int, list[tuple[Int, int]]] = {}
    before, narrower = -1, -1
    for k, group in enumerate(groups):
        if group.category != before:
            holders, before = {}, group.category
        narrower = group.scale
        for scale in sorted(s for s in holders if s > narrower):
            held = _holder(group.rows, holders[scale])
            if held is not None:
                above[k] = held
                break
        holders.setdefault(group.scale, []).append((group.rows, k))
    return above


def _holder(rows: Int, groups: list[tuple[Int, int]]) -> int | None:
    """Give the one of several separate groups that has at least half of the rows."""
    for other, k in groups:
        if other[0] <= rows[-1] and other[-1] >= rows[0]:
            at = np.searchsorted(other, rows)
            shared = other[np.minimum(at, len(other) - 1)] == rows
            if 2 * int(shared.sum()) >= len(rows):
                return k
    return None


def _salient(groups: list[Group], above: list[int | None]) -> set[int]:
    """Choose groups, none within another, whose evidence adds up to the most."""
    below: list[list[int]] = [[] for _ in groups]
    for k, j in enumerate(above):
        if j is not None:
            below[j].append(k)
    best = [0.0] * len(groups)
    whole = [False] * len(groups)
    for k in reversed(range(len(groups))):
        parts = sum(best[child] for child in below[k])
        whole[k] = groups[k].evidence >= parts
        best[k] = max(groups[k].evidence, parts)
    chosen: set[int] = set()
    inside: set[int] = set()
    for k, j in enumerate(above):
        if j is not None and (j in chosen or j in inside):
            inside.add(k)
        elif whole[k]:
            chosen.add(k)
    return chosen


def _nearest(
    groups: list[Group], above: list[int | None], salient: set[int], *, cores: bool
) -> list[int | None]:
    """Give the told group that each one is, or is part of; None above the clusters."""
    nearest: list[int | None] = []
    for k, j in enumerate(above):
        holder = None if j is None else nearest[j]
        if k in salient:
            nearest.append(k)
        elif holder is None:
            nearest.append(None)
        else:
            most = CORE_SHARE * groups[holder].establishments
            nearest.append(k if cores and groups[k].establishments <= most else holder)
    return nearest
