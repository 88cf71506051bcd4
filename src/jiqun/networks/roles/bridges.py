"""Who joins groups: how ties spread over kinds or communities, and who is the only gate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.networks.roles import APART, OTHER_OWN, OWN_OTHER
from jiqun.kernels.ties import levelled
from jiqun.networks.recording import network_record
from jiqun.networks.roles.brokers import open_ways
from jiqun.networks.roles.groups import Grouped, Trait, grouped, untold
from jiqun.networks.ties import Ties, both_ways, ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bridging:
    """How each of N nodes joins groups.

    Attributes
    ----------
    labels
        N codes.
    participation
        1 less the sum of squared shares of its ties by group; NaN without a partner of known group.
    groups
        Groups among its partners.
    outside
        Share of its ties that lead to other groups than its own; NaN where its own is unknown.
    sole
        Other groups to which it is the only one of its own group that has a tie; NaN where its
        own group is unknown.
    within
        How far its ties inside its own group stand from the mean of the group, in standard
        deviations; NaN where the group's nodes are all alike, or its own is unknown.
    open
        Two-step ways through it between nodes of different groups that have no tie.
    """

    labels: tuple[str, ...]
    participation: Float
    groups: Float
    outside: Float
    sole: Float
    within: Float
    open: Float

    def parts(self) -> dict[str, Float]:
        """Give all but the first by name."""
        names = ("groups", "outside", "sole", "within", "open")
        return {name: getattr(self, name) for name in names}

    def to_frame(self) -> pl.DataFrame:
        """Give one row a node, whoever joins most pairs of different groups first."""
        columns = {"participation": self.participation, **self.parts()}
        frame = pl.DataFrame({"node": self.labels, **columns}, schema_overrides={"node": pl.String})
        return frame.sort("open", "node", descending=[True, False])


def bridging(ties: Ties, found: Grouped) -> Bridging:
    """Say how nodes join groups: kinds, regions, or the communities that somebody found.

    ``found`` holds the group of each node, -1 where unknown; ties to nodes of unknown group are
    left out of shares.
    """
    both = both_ways(ties)
    row, to, own = both.rows, found.groups[both.targets], found.groups
    kept = to >= 0
    row, to, weight = row[kept], to[kept], both.weights[kept]
    count = max(len(found.names), 1)
    flat, at = np.unique(row * count + to, return_inverse=True)
    node, group = flat // count, flat % count
    mass = np.bincount(at, weights=weight, minlength=len(flat))
    total = np.bincount(node, weights=mass, minlength=ties.size)
    known, strange = total > 0, own < 0
    share = mass / total[node]
    inside = np.zeros(ties.size)
    home = group == own[node]
    inside[node[home]] = mass[home]
    undefined = ~known | strange
    return Bridging(
        labels=ties.labels,
        participation=np.where(
            known, 1 - np.bincount(node, weights=share**2, minlength=ties.size), np.nan
        ),
        groups=np.bincount(node, minlength=ties.size).astype(np.float64),
        outside=np.where(undefined, np.nan, 1 - inside / np.where(known, total, 1.0)),
        sole=np.where(strange, np.nan, _sole(node[~home], group[~home], own, count)),
        within=_within(inside, found),
        open=_open(ties, found),
    )


@measure(
    "participation",
    family="network",
    needs="graph",
    per="node",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={
        "en": "ties spread evenly over many groups",
        "zh": "联系更均匀地分布于多个群体",
    },
    source="guimera2005",
    where="eq. 2",
    title={"en": "Participation in groups", "zh": "参与系数"},
)
def participation(
    graph: Graph, *, nodes: Nodes | None = None, trait: Trait = "kind"
) -> NodeMeasure:
    r"""Say how evenly a node's ties spread over groups: 0 all in one, towards 1 over many.

    Read it beside ``groups`` and the number of partners: a node with two partners in two groups
    has 0.5 too. Who keeps a gate is in ``sole``.

    .. math:: P_v = 1 - \sum_s \Big(\frac{w_{vs}}{\sum_t w_{vt}}\Big)^2

    Parameters
    ----------
    graph
        Ties; with direction both ways are added up.
    nodes
        All nodes and their traits.
    trait
        What makes groups: "kind", "region", "technology" or "size".

    Returns
    -------
    NodeMeasure
        0 to below 1; NaN without a partner of known group. Parts: ``groups`` among its partners;
        ``outside``, the share of ties with other groups; ``sole``, groups to which it alone of its
        group has ties; ``within``, its ties inside its group in standard deviations from the
        group's mean; ``open``, ways through it between different groups that have no tie.
        NaN in parts where the node's own group is unknown.

    Raises
    ------
    InputError
        ``nodes-trait``: nobody said which node is of which group.

    References
    ----------
    :cite:`guimera2005`, eq. 1 and 2.

    Examples
    --------
    >>> import polars as pl
    >>> ties = pl.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    >>> who = pl.DataFrame({"node": ["a", "b", "c"], "kind": ["firm", "firm", "institute"]})
    >>> participation(Graph.from_frame(ties), nodes=Nodes.from_frame(who)).values.tolist()
    [0.5, 0.0, 0.0]
    """
    ties = ties_of(graph, nodes)
    found = grouped(nodes, trait)
    made = bridging(ties, found)
    told = replace(ties, cautions=(*ties.cautions, *untold(found, trait)))
    return NodeMeasure(
        nodes=ties.labels,
        values=made.participation,
        parts=made.parts(),
        record=network_record("participation", told, graph, nodes, parameters={"trait": trait}),
    )


def _sole(node: Int, group: Int, own: Int, count: int) -> Float:
    """Count, for each node, the other groups to which it alone of its group has a tie."""
    there = own[node] >= 0
    node, group = node[there], group[there]
    gate = own[node] * count + group
    alone = np.bincount(gate, minlength=1)[gate] == 1
    return np.bincount(node[alone], minlength=len(own)).astype(np.float64)


def _within(inside: Float, found: Grouped) -> Float:
    """Standardise ties inside the own group over the group's nodes."""
    own, known = found.groups, found.groups >= 0
    size = np.maximum(found.sizes, 1)
    mean = np.bincount(own[known], weights=inside[known], minlength=len(size)) / size
    away = np.where(known, inside - mean[own], np.nan) if len(size) else np.full(len(own), np.nan)
    squares = np.bincount(own[known], weights=away[known] ** 2, minlength=len(size)) / size
    spread = np.sqrt(squares)[own] if len(size) else away
    alike = levelled(spread + inside) == levelled(inside)
    return np.where(alike | ~known, np.nan, away / np.where(alike, 1.0, spread))


def _open(ties: Ties, found: Grouped) -> Float:
    counted = open_ways(ties, found)
    open_to = counted[:, [OWN_OTHER, OTHER_OWN, APART]]
    return np.asarray(open_to.sum(axis=1), dtype=np.float64)
