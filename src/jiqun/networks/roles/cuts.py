"""What a network would lose with one organisation, one tie, or its hubs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, measure, problem, stream, unknown
from jiqun.kernels.chance import at_most
from jiqun.kernels.networks.cuts import cut_off, still_tied
from jiqun.kernels.ties import levelled
from jiqun.networks.centralities import part_labels
from jiqun.networks.recording import network_record, node_measure
from jiqun.networks.ties import Ties, both_ways, ties_of
from jiqun.results import NodeMeasure, WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Order = Literal["degree", "strength"]


@measure(
    "cut-nodes",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "more pairs of others that nothing else holds together",
        "zh": "更多的对只靠该节点相连",
    },
    source="hopcroft1973",
    where="algorithm 3",
    title={"en": "Cut nodes", "zh": "割点"},
)
def cut_nodes(graph: Graph, *, nodes: Nodes | None = None) -> NodeMeasure:
    r"""Count the pairs of others that no way joins any more if the node goes.

    0: whatever went through the node has another way. Above 0 the node is a cut node. A tie that
    nobody recorded would often take a node off this list: read it as where to look.

    .. math:: l_v = \binom{s - 1}{2} - \sum_{c} \binom{s_c}{2}

    with s the nodes of its component and s_c those of the pieces c that are left without it.

    Parameters
    ----------
    graph
        Ties; their direction does not count.
    nodes
        All nodes, also those without a tie. None: those that have a tie.

    Returns
    -------
    NodeMeasure
        Shape (N,), >= 0. Parts: ``share``, of the pairs of others in its component, NaN below two
        others; ``pieces`` that the component falls into; ``bridges``, ties of the node without
        which a pair loses every way; ``component``, its nodes.

    References
    ----------
    :cite:`hopcroft1973`, algorithm 3.

    Examples
    --------
    >>> import polars as pl
    >>> ties = pl.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    >>> cut_nodes(Graph.from_frame(ties)).values.tolist()
    [0.0, 2.0, 2.0, 0.0]
    """
    ties = ties_of(graph, nodes)
    both = both_ways(ties)
    lost, pieces, component, bridges = cut_off(both.starts, both.targets)
    others = (component - 1.0) * (component - 2.0) / 2
    bridged = np.bincount(both.rows, weights=bridges > 0, minlength=ties.size)
    return node_measure(
        "cut-nodes",
        ties,
        graph,
        nodes,
        values=lost.astype(np.float64),
        parts={
            "share": np.where(others > 0, lost / np.maximum(others, 1), np.nan),
            "pieces": pieces.astype(np.float64),
            "bridges": bridged.astype(np.float64),
            "component": component.astype(np.float64),
        },
    )


@measure(
    "redundancy",
    family="network",
    needs="graph",
    per="whole",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={"en": "fewer ties that nothing replaces", "zh": "不可替代的联系更少"},
    source="hopcroft1973",
    where="algorithm 3",
    title={"en": "Redundancy of ties", "zh": "联系冗余度"},
)
def redundancy(graph: Graph, *, nodes: Nodes | None = None) -> WholeMeasure:
    r"""Give the share of tied pairs that another way joins as well.

    1: no single tie parts anything; 0: every tie is a bridge, as in a tree. Ties that nobody
    recorded make it too low.

    .. math:: R = 1 - \frac{\text{bridges}}{\text{tied pairs}}

    Parameters
    ----------
    graph, nodes
        As for :func:`cut_nodes`.

    Returns
    -------
    WholeMeasure
        0 to 1; NaN without ties. Parts: ``bridges``; ``cut_nodes``; ``bridged_pairs`` and
        ``cut_pairs``, the share of connected pairs that the worst bridge and the worst cut node
        part; ``cycles``, tied pairs beyond those that a tree needs, a tied pair.

    References
    ----------
    :cite:`hopcroft1973`, algorithm 3.

    Examples
    --------
    >>> import polars as pl
    >>> ties = pl.DataFrame({"source": ["a", "b", "c", "a"], "target": ["b", "c", "a", "d"]})
    >>> float(redundancy(Graph.from_frame(ties)).values)
    0.75
    """
    ties = ties_of(graph, nodes)
    both = both_ways(ties)
    lost, _, component, bridges = cut_off(both.starts, both.targets)
    pairs = len(both.targets) / 2
    parted = np.where(both.rows < both.targets, bridges, 0)
    joined = (component - 1.0).sum() / 2
    trees = float((1.0 / component).sum()) if ties.size else 0.0
    ways = {
        "bridges": float((parted > 0).sum()),
        "cut_nodes": float((lost > 0).sum()),
        "bridged_pairs": parted.max(initial=0) / joined if joined else np.nan,
        "cut_pairs": lost.max(initial=0) / joined if joined else np.nan,
        "cycles": (pairs - ties.size + round(trees)) / pairs if pairs else np.nan,
    }
    return WholeMeasure(
        values=np.asarray(1 - ways["bridges"] / pairs if pairs else np.nan),
        parts={name: np.asarray(one) for name, one in ways.items()},
        record=network_record("redundancy", ties, graph, nodes),
    )


def bridge_ties(ties: Ties) -> pl.DataFrame:
    """Give the ties that alone hold something together: ``source, target, pairs``, most first.

    ``pairs`` counts the pairs of nodes that no way joins any more without the tie.
    """
    both = both_ways(ties)
    bridges = cut_off(both.starts, both.targets)[3]
    at = np.flatnonzero((bridges > 0) & (both.rows < both.targets))
    labels = pl.Series(ties.labels, dtype=pl.String)
    frame = {
        "source": labels.gather(both.rows[at]),
        "target": labels.gather(both.targets[at]),
        "pairs": bridges[at],
    }
    return pl.DataFrame(frame).sort("pairs", "source", "target", descending=[True, False, False])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Removal:
    """What stays connected while hubs leave, and while as many others leave by chance.

    Attributes
    ----------
    leaving
        K nodes in the order in which they leave.
    hubs
        Shape (K + 1,): after none, one, … have left, the share of the remaining pairs that had a
        way and still have one; NaN where none had.
    random, low, high
        Shape (K + 1,): mean, 2.5 % and 97.5 % of the same when nodes of the pool leave by chance.
    p
        Shape (K + 1,): how often chance does as much harm, counting the hubs themselves once.
    pool
        How many nodes could have left.
    """

    leaving: tuple[str, ...]
    hubs: Float
    random: Float
    low: Float
    high: Float
    p: Float
    pool: int

    def to_frame(self) -> pl.DataFrame:
        """Give one row a step: ``removed, node, hubs, random, low, high, p``."""
        columns = {name: getattr(self, name) for name in ("hubs", "random", "low", "high", "p")}
        node = pl.Series([None, *self.leaving], dtype=pl.String)
        return pl.DataFrame({"removed": np.arange(len(self.hubs)), "node": node, **columns})


def removal(
    ties: Ties, pool: Int, *, top: int, order: Order = "degree", draws: int, seed: int
) -> Removal:
    """Take the strongest ``top`` nodes of a pool out one by one, and others by chance.

    The order is that of the whole network, with equals by strength, degree and label; it is not
    counted anew after each node. ``pool`` holds positions of nodes; those without ties are out.
    """
    both = both_ways(ties)
    partners = np.diff(both.starts)
    strength = levelled(np.bincount(both.rows, weights=both.weights, minlength=ties.size))
    pool = pool[partners[pool] > 0]
    first, then = (partners, strength) if order == "degree" else (strength, partners)
    names = np.array(ties.labels, dtype=np.str_)[pool]
    pool = pool[np.lexsort((names, -then[pool], -first[pool]))]
    leaving = pool[:top]
    component = part_labels(both)
    hubs = _kept(both, component, leaving)
    chance = np.empty((draws, len(leaving) + 1))
    for draw in range(draws):
        rng = stream(seed=seed, replicate=draw, name="removal")
        chance[draw] = _kept(both, component, rng.permutation(pool)[: len(leaving)])
    limits = (
        np.quantile(chance, [0.025, 0.975], axis=0) if draws else np.full((2, len(hubs)), np.nan)
    )
    return Removal(
        leaving=tuple(ties.labels[k] for k in leaving),
        hubs=hubs,
        random=chance.mean(axis=0) if draws else np.full(len(hubs), np.nan),
        low=limits[0],
        high=limits[1],
        p=np.where(draws == 0, np.nan, at_most(chance, hubs)),
        pool=len(pool),
    )


@measure(
    "hub-removal",
    family="network",
    needs="graph",
    per="whole",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={"en": "less depends on the hubs", "zh": "对枢纽的依赖更小"},
    source="albert2000",
    where="fig. 2",
    title={"en": "What stays without the hubs", "zh": "移除枢纽后的连通度"},
)
def hub_removal(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    top: int = 10,
    among: str | None = None,
    variant: Order = "degree",
    draws: int = 199,
    seed: int = 0,
) -> WholeMeasure:
    r"""Give the share of pairs that still have a way between them when the top nodes are gone.

    It asks what would happen if ties stayed as they are: nobody finds a new partner. Read it
    beside ``random``, what the loss of as many nodes by chance leaves.

    .. math:: S = \frac{\sum_c \binom{s_c}{2}\ \text{after}}{\sum_c \binom{s_c}{2}\ \text{before}}

    over pairs of nodes that remain, with s_c the remaining nodes of component c.

    Parameters
    ----------
    graph
        Ties; their direction does not count.
    nodes
        All nodes, and their kinds where ``among`` asks for one.
    top
        How many leave; at most as many as have ties.
    among
        A kind: only nodes of it leave, by rank and by chance: "institute" tests institutes as
        hubs. None: any node.
    variant
        Whether partners ("degree") or weight ("strength") make a hub.
    draws
        Repetitions by chance, 0 for none.
    seed
        Of chance.

    Returns
    -------
    WholeMeasure
        0 to 1; NaN where no remaining pair had a way. Parts: ``random``, ``random_low``,
        ``random_high`` (95 % of draws), ``p``, how often chance does as much harm; ``removed``;
        ``half``, the fewest of them whose loss leaves below half of the pairs, NaN if none.

    Raises
    ------
    InputError
        ``nodes-trait``: ``among`` without kinds; ``removal-top``: fewer than one;
        ``removal-draws``: below 0.
    UnknownError
        ``kind-unknown``: no node is of that kind.

    References
    ----------
    :cite:`albert2000`, fig. 2.

    Examples
    --------
    >>> import polars as pl
    >>> star = pl.DataFrame({"source": ["a"] * 4, "target": list("bcde")})
    >>> found = hub_removal(Graph.from_frame(star), top=1)
    >>> float(found.values), float(found.parts["random_high"])
    (0.0, 1.0)
    """
    if top < 1:
        raise InputError(problem("removal-top", subject="top", value=top))
    if draws < 0:
        raise InputError(problem("removal-draws", subject="draws", value=draws))
    ties = ties_of(graph, nodes)
    pool = np.arange(ties.size) if among is None else _of_kind(nodes, among)
    found = removal(ties, pool, top=top, order=variant, draws=draws, seed=seed)
    halved = np.flatnonzero(found.hubs < 0.5)  # noqa: PLR2004 - half
    parts = {
        "random": found.random[-1],
        "random_low": found.low[-1],
        "random_high": found.high[-1],
        "p": found.p[-1],
        "removed": float(len(found.leaving)),
        "half": float(halved[0]) if len(halved) else np.nan,
    }
    options = {"top": top, "among": among, "variant": variant, "draws": draws}
    return WholeMeasure(
        values=np.asarray(found.hubs[-1]),
        parts={name: np.asarray(one) for name, one in parts.items()},
        record=network_record("hub-removal", ties, graph, nodes, parameters=options, seed=seed),
    )


def _kept(ties: Ties, component: Int, leaving: Int) -> Float:
    """Give the share of pairs that stay connected after each of the leaving has gone."""
    after = still_tied(ties.starts, ties.targets, leaving).astype(np.float64)
    left = np.bincount(component).astype(np.float64)
    before = np.empty(len(leaving) + 1)
    before[0] = (left * (left - 1) / 2).sum()
    for k, node in enumerate(leaving):
        left[component[node]] -= 1
        before[k + 1] = before[k] - left[component[node]]
    return np.where(before > 0, after / np.maximum(before, 1), np.nan)


def _of_kind(nodes: Nodes | None, kind: str) -> Int:
    words = nodes.traits.get("kind", ()) if nodes is not None else ()
    known = sorted({word for word in words if word is not None})
    if not known:
        case = "absent" if nodes is None else ""
        raise InputError(problem("nodes-trait", subject="nodes", case=case, trait="kind"))
    if kind not in known:
        raise unknown("kind", kind, known, case="nodes")
    return np.flatnonzero(np.array([word == kind for word in words]))
