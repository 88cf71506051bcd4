"""Brokers between kinds: whom a node brings together, of which kinds, against chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.networks import roles as cells
from jiqun.kernels.networks.roles import all_ways, closed_ways
from jiqun.networks.recording import network_record
from jiqun.networks.roles.groups import Grouped, Trait, grouped, untold
from jiqun.networks.roles.null import ROLES, UNTOLD, by_node, of_all
from jiqun.networks.roles.skeleton import skeleton_of
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeRoleMeasure, WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Cells of ways whose role is certain, in the order of ROLES.
_CERTAIN: Final = (
    cells.OWN_OWN, cells.OTHER_OTHER, cells.OWN_OTHER, cells.OTHER_OWN, cells.APART,
)  # fmt: skip
#: Cells that may turn out to be of a role, once the unknown kinds are known.
_POSSIBLE: Final = (
    (cells.OWN_UNKNOWN, cells.UNKNOWN_OWN, cells.UNKNOWN_UNKNOWN),
    (cells.OTHER_UNKNOWN, cells.UNKNOWN_OTHER, cells.UNKNOWN_UNKNOWN),
    (cells.OWN_UNKNOWN, cells.UNKNOWN_OTHER, cells.UNKNOWN_UNKNOWN),
    (cells.OTHER_UNKNOWN, cells.UNKNOWN_OWN, cells.UNKNOWN_UNKNOWN),
    (cells.OTHER_UNKNOWN, cells.UNKNOWN_OTHER, cells.UNKNOWN_UNKNOWN),
)


@measure(
    "brokerage",
    family="network",
    needs="graph",
    per="node-role",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "more pairs that the node brings together in that role",
        "zh": "节点以该角色牵线的对更多",
    },
    source="gould1989",
    where="pp. 96-103",
    title={"en": "Brokerage between kinds", "zh": "中介角色（按主体类型）"},
)
def brokerage(
    graph: Graph, *, nodes: Nodes | None = None, trait: Trait = "kind"
) -> NodeRoleMeasure:
    r"""Count the pairs that a node joins in two steps though they have no tie, by their kinds.

    A way a → v → b without a tie a → b makes v a **coordinator** (all three of one kind), an
    **itinerant** broker (a and b of one kind, v of another), a **representative** (v speaks for
    its kind: a is of its own, b is not), a **gatekeeper** (b is of its own, a is not) or a
    **liaison** (three kinds). Without direction each pair counts both ways, so that
    representative and gatekeeper are equal. A high count may only mean many ties: read z.

    .. math::
        b_{vr} = \sum_{a \ne b} x_{av} x_{vb} (1 - x_{ab}) 1[(k_a, k_v, k_b) \in r], \quad
        E = T_r d^2 (1 - d), \quad z = \frac{b - E}{\sqrt{V}}

    V holds the covariances of ways that share a tie; T is the number of pairs whose kinds fit
    and d the density: chance deals out the same number of ties, whoever has how many. Kinds
    count as they are; a node whose kind is unknown is no kind of its own.

    Parameters
    ----------
    graph
        Ties; both ways unless it is directed. Ties of a node with itself are left out.
    nodes
        All nodes and their kinds.
    trait
        What the roles are about: "kind", "region", "technology" or "size".

    Returns
    -------
    NodeRoleMeasure
        Shape (N, K), >= 0: ways of each role and ``total``; where kinds are unknown also
        ``unknown``, ways whose role cannot be told, with parts ``least`` and ``most``, the count
        if none, or each, of those that could be of the role were. NaN: the node's own kind is
        unknown. Parts: ``raw``, the value; ``expected`` and ``z`` by density, NaN where chance
        leaves no room; ``dealt``, what the node's ways would give if the others' kinds were
        dealt out anew: it keeps the node's ties, and asks about kinds alone.

    Raises
    ------
    InputError
        ``nodes-trait``: nobody said which node is of which kind.

    References
    ----------
    :cite:`gould1989`, pp. 96-103 and appendix.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> who = pl.DataFrame({"node": ["a", "b", "c"], "kind": ["firm", "institute", "firm"]})
    >>> brokers = brokerage(ties, nodes=Nodes.from_frame(who))
    >>> dict(zip(brokers.roles, brokers.values[1].tolist()))["itinerant"]
    2.0
    """
    ties = ties_of(graph, nodes)
    found = grouped(nodes, trait)
    counted = open_ways(ties, found)
    values, least, most = _by_role(counted, found)
    expected, deviation, rooms = by_node(ties, found)
    width = values.shape[1]
    every = rooms[:, [ROLES.index("total")]]
    share = np.where(every > 0, rooms, np.nan) / np.where(every > 0, every, np.nan)
    dealt = counted.sum(axis=1)[:, None] * share
    parts = {"raw": values, "expected": expected, "dealt": dealt}
    parts["z"] = _away(values, expected[:, :width], deviation[:, :width])
    if found.unknown:
        parts |= {"least": least, "most": most}
    return NodeRoleMeasure(
        nodes=ties.labels,
        roles=(*ROLES, UNTOLD)[:width],
        values=values,
        parts={name: part[:, :width] for name, part in parts.items()},
        record=network_record(
            "brokerage",
            replace(ties, cautions=(*ties.cautions, *untold(found, trait))),
            graph,
            nodes,
            parameters={"trait": trait},
        ),
    )


@measure(
    "brokerage-whole",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "more pairs that are joined in two steps only",
        "zh": "更多的对仅以两步相连",
    },
    source="gould1989",
    where="pp. 103-109",
    title={"en": "Brokerage of the whole network", "zh": "全网络的中介角色"},
)
def brokerage_whole(
    graph: Graph, *, nodes: Nodes | None = None, trait: Trait = "kind"
) -> WholeMeasure:
    r"""Add up brokerage over all nodes, role by role, with z against the network's density.

    A role with z above 0 is played more often than a network as dense would have it if ties
    fell anywhere: whether kinds meet through brokers of their own or of other kinds.

    .. math:: B_r = \sum_v b_{vr}, \quad z_r = \frac{B_r - E(B_r)}{\sqrt{V(B_r)}}

    V holds all covariances, also those of a way whose first or second tie would close another
    (some packages leave them out of representative and gatekeeper, which makes these z smaller).

    Parameters
    ----------
    graph, nodes, trait
        As for :func:`brokerage`.

    Returns
    -------
    WholeMeasure
        All open ways. Parts, a role each: its count, ``…_expected`` and ``…_z``, NaN where chance
        leaves no room; ``unknown`` where kinds are unknown.

    References
    ----------
    :cite:`gould1989`, pp. 103-109.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> who = pl.DataFrame({"node": ["a", "b", "c"], "kind": ["firm", "institute", "firm"]})
    >>> found = brokerage_whole(ties, nodes=Nodes.from_frame(who))
    >>> float(found.parts["itinerant"]), round(float(found.parts["itinerant_expected"]), 3)
    (2.0, 0.296)
    """
    ties = ties_of(graph, nodes)
    found = grouped(nodes, trait)
    counted = open_ways(ties, found)
    values, _, _ = _by_role(counted, found)
    sums = np.nansum(values, axis=0)
    expected, deviation = of_all(ties, found)
    z = _away(sums[: len(ROLES)], expected, deviation)
    parts: dict[str, Float] = {}
    for at, role in enumerate(ROLES):
        parts |= {role: sums[at], f"{role}_expected": expected[at], f"{role}_z": z[at]}
    if found.unknown:
        parts[UNTOLD] = sums[-1]
    return WholeMeasure(
        values=sums[ROLES.index("total")],
        parts={name: np.asarray(part) for name, part in parts.items()},
        record=network_record(
            "brokerage-whole",
            replace(ties, cautions=(*ties.cautions, *untold(found, trait))),
            graph,
            nodes,
            parameters={"trait": trait},
        ),
    )


def _away(values: Float, expected: Float, deviation: Float) -> Float:
    """Give standard deviations from what chance lets expect; NaN where it leaves no room."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(deviation > 0, (values - expected) / deviation, np.nan)


def open_ways(ties: Ties, found: Grouped) -> Int:
    """Count the two-step ways without a tie between their ends; shape (N, CELLS)."""
    every = all_ways(
        ties.starts, ties.targets, ties.back_starts, ties.sources, found.groups, len(found.names)
    )
    pairs = skeleton_of(ties)
    closed = closed_ways(pairs.starts, pairs.ends, pairs.ways, found.groups[pairs.order])
    every[pairs.order] -= closed
    return every


def _by_role(counted: Int, found: Grouped) -> tuple[Float, Float, Float]:
    """Give the certain count of each role, and the least and the most it can be."""
    low = counted[:, _CERTAIN].astype(np.float64)
    high = np.stack([counted[:, one].sum(axis=1) for one in _POSSIBLE], axis=1) + low
    total = counted.sum(axis=1, dtype=np.float64)[:, None]
    values, strange = low.copy(), found.groups < 0
    values[strange] = np.nan
    columns = [total]
    if found.unknown:
        told = counted[:, _CERTAIN].sum(axis=1, dtype=np.float64)[:, None]
        columns = [total, total - told]
    values, low, high = (np.hstack([one, *columns]) for one in (values, low, high))
    return values, low, high
