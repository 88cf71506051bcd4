"""Brokers between kinds: whom a node brings together, of which kinds, against chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, measure, problem
from jiqun.kernels.networks import roles as cells
from jiqun.kernels.networks.roles import all_ways, closed_ways
from jiqun.networks.recording import network_record
from jiqun.networks.roles.skeleton import skeleton_of
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeRoleMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Trait = Literal["kind", "region", "technology", "size"]

#: Roles in the order of their publication, and all of them together.
ROLES: Final = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total")
#: What stands beside them where some nodes' kinds are not known.
UNTOLD: Final = "unknown"
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grouped:
    """Nodes in groups of one trait.

    Attributes
    ----------
    groups
        Shape (N,): the group of each node, -1 where it is not known.
    names
        G names of groups, sorted.
    """

    groups: Int
    names: tuple[str, ...]

    @property
    def sizes(self) -> Int:
        """The nodes of each group; shape (G,)."""
        return np.bincount(self.groups[self.groups >= 0], minlength=len(self.names))

    @property
    def unknown(self) -> int:
        """How many nodes have no known group."""
        return int((self.groups < 0).sum())


def grouped(nodes: Nodes | None, trait: Trait) -> Grouped:
    """Sort the nodes into the groups of a trait.

    Raises
    ------
    InputError
        ``nodes-trait``: no nodes were given, or none of them has the trait.
    """
    words = nodes.traits.get(trait, ()) if nodes is not None else ()
    names = tuple(sorted({word for word in words if word is not None}))
    if not names:
        case = "absent" if nodes is None else ""
        raise InputError(problem("nodes-trait", subject="nodes", case=case, trait=trait))
    place = {name: k for k, name in enumerate(names)}
    groups = np.array([-1 if word is None else place[word] for word in words], dtype=np.int64)
    return Grouped(groups=groups, names=names)


def untold(found: Grouped, trait: Trait) -> tuple[Caution, ...]:
    """Say how many nodes' groups are not known; nothing where all are."""
    if not found.unknown:
        return ()
    values = {"nodes": found.unknown, "of": len(found.groups), "trait": trait}
    return (Caution("trait-unknown", values),)


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
        ``unknown``, ways whose role cannot be told. NaN: the node's own kind is unknown. Low and
        high: the count if no, or each, such way that could be of the role were. Parts:
        ``expected`` and ``z`` by density, NaN where chance leaves no room.

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
    values, low, high = _by_role(counted, found)
    expected, deviation = _by_chance(ties, found)
    width = values.shape[1]
    expected, deviation = expected[:, :width], deviation[:, :width]
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(deviation > 0, (values - expected) / deviation, np.nan)
    record = network_record(
        "brokerage", replace(ties, cautions=(*ties.cautions, *untold(found, trait))), graph, nodes,
        parameters={"trait": trait},
    )  # fmt: skip
    return NodeRoleMeasure(
        nodes=ties.labels,
        roles=(*ROLES, UNTOLD)[:width],
        values=values,
        low=low if found.unknown else np.array(np.nan),
        high=high if found.unknown else np.array(np.nan),
        parts={"expected": expected, "z": z},
        record=record,
    )


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


def _by_chance(ties: Ties, found: Grouped) -> tuple[Float, Float]:
    """Give mean and deviation of each role's count if ties fell anywhere; shape (N, roles + 1).

    Each of N (N - 1) ties is there with probability d, apart from the others. Two ways through
    the same node vary together where they begin with the same tie, or end with it.
    """
    size, n = ties.size, found.sizes.astype(np.float64)
    d = len(ties.targets) / (size * (size - 1.0)) if size > 1 else np.nan
    q = d * d * (1 - d)
    both = d**3 * (1 - d) ** 2 - q * q
    ways, begin, end = _rooms(n, size)
    variance = ways * q * (1 - q) + (begin + end - 2 * ways) * both
    deviation = np.sqrt(np.maximum(variance, 0.0))
    return (ways * q)[found.groups], deviation[found.groups]


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
    apart_squares = np.array(
        [(n * (o - n) ** 2).sum() - n[k] * (o - n[k]) ** 2 for k, o in enumerate(others)]
    )
    rest = np.full_like(n, whole - 1)
    lost, told = whole - known, known - 1
    untold = told * lost + lost * (whole - 2)
    untold_squares = told * lost**2 + lost * (whole - 2) ** 2
    ways = [own * (own - 1), other_pairs, own * others, own * others, apart, rest * (rest - 1)]
    begin = [
        own * (own - 1) ** 2, other_squares, own * others**2, others * own**2, apart_squares,
        rest * (rest - 1) ** 2,
    ]  # fmt: skip
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
