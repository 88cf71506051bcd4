"""How much of what could be tied is tied, what hangs together, how many steps apart."""

from __future__ import annotations

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.networks import steps, ways
from jiqun.networks.centralities import (
    ALL_UP_TO,
    STEPS_UP_TO,
    Lengths,
    Sources,
    lengths_of,
    part_labels,
    sources_of,
    tell_sampled,
)
from jiqun.networks.recording import network_record
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Standard errors on either side of a value that hold it 95 times in 100.
AWAY = 1.959963984540054
#: Pieces of work, the same for any number of workers.
PIECES = 8


@measure(
    "network-density",
    family="network",
    needs="graph",
    per="whole",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={"en": "more of all pairs are tied", "zh": "有联系的节点对占比更高"},
    source="wasserman1994",
    where="eq. 4.3",
    title={"en": "Density", "zh": "网络密度"},
)
def density(graph: Graph, *, nodes: Nodes | None = None) -> WholeMeasure:
    r"""Give the share of all pairs that are tied.

    It falls with size by itself: compare networks of different size by ``mean_degree``. Unseen
    ties lower it in proportion: with a third of ties unseen it is a third too low.

    .. math:: D = \frac{2 M}{N (N - 1)}

    Parameters
    ----------
    graph
        Ties; with direction ordered pairs count.
    nodes
        All nodes, those without a tie too. None: those that have a tie, which is no density of
        what there is.

    Returns
    -------
    WholeMeasure
        0 to 1; NaN below two nodes. Parts: ``nodes``, ``ties`` (pairs), ``mean_degree`` (ties an
        average node has; with direction those that leave it), ``mean_weight`` of a tied pair.

    References
    ----------
    :cite:`wasserman1994`, eq. 4.3.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> round(float(density(ties).values), 4)
    0.6667
    """
    ties = ties_of(graph, nodes)
    n, ends = ties.size, len(ties.targets)
    count = ends if ties.directed else ends // 2
    parts = {
        "nodes": float(n),
        "ties": float(count),
        "mean_degree": ends / n if n else np.nan,
        "mean_weight": float(ties.weights.sum()) / ends if ends else np.nan,
    }
    value = ends / (n * (n - 1.0)) if n > 1 else np.nan
    return _whole("network-density", ties, graph, nodes, value, parts)


@measure(
    "components",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={"en": "it falls into more parts", "zh": "网络分裂为更多部分"},
    source="wasserman1994",
    where="p. 109",
    title={"en": "Connected components", "zh": "连通分量"},
)
def components(graph: Graph, *, nodes: Nodes | None = None) -> WholeMeasure:
    r"""Count the parts that hang together; a node without ties is a part of its own.

    ``connected`` tells more than the count: the share of pairs that reach one another. Unseen
    ties join parts: a network of half the ties falls apart where the whole does not.

    .. math:: K = |\{c\}|, \quad \text{connected} = \frac{\sum_c n_c (n_c - 1)}{N (N - 1)}

    Parameters
    ----------
    graph
        Ties; their direction does not count, but for ``strong``.
    nodes
        All nodes; None: those that have a tie.

    Returns
    -------
    WholeMeasure
        Whole number from 0, never NaN. Parts: ``largest``, nodes of the largest part;
        ``largest_share`` of all nodes; ``alone``, nodes without ties; ``connected``, NaN below
        two nodes; with direction ``strong``, nodes of the largest part in which all reach all.

    References
    ----------
    :cite:`wasserman1994`, p. 109.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> found = components(ties)
    >>> float(found.values), float(found.parts["largest"])
    (1.0, 3.0)
    """
    ties = ties_of(graph, nodes)
    n = ties.size
    sizes = np.bincount(part_labels(ties), minlength=0).astype(np.float64)
    largest = float(sizes.max(initial=0.0))
    parts = {
        "largest": largest,
        "largest_share": largest / n if n else np.nan,
        "alone": float((sizes == 1).sum()),
        "connected": float((sizes * (sizes - 1)).sum()) / (n * (n - 1.0)) if n > 1 else np.nan,
    }
    if ties.directed:
        parts["strong"] = float(np.bincount(_strong(ties), minlength=1).max(initial=0))
    return _whole("components", ties, graph, nodes, float(len(sizes)), parts)


@measure(
    "mean-path-length",
    family="network",
    needs="graph",
    per="whole",
    unit="distance",
    bounds=(0.0, float("inf")),
    higher_means={"en": "farther apart on average", "zh": "平均距离更远"},
    source="watts1998",
    where="p. 441",
    title={"en": "Mean path length", "zh": "平均路径长度"},
    aliases=("mean-distance",),
)
def mean_path_length(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    lengths: Lengths = "steps",
    sources: int | None = None,
    seed: int = 0,
    workers: int = 2,
) -> WholeMeasure:
    r"""Average the shortest distances of all pairs that reach one another.

    Pairs that do not are left out: where the network falls apart read ``efficiency``, in which
    they count 0.

    .. math:: L = \frac{\sum_{i \ne j \text{ reached}} d_{ij}}{|\{i \ne j \text{ reached}\}|}

    Parameters
    ----------
    graph, nodes
        Ties, both ways unless directed; all nodes, or None: those that have a tie.
    lengths
        "steps": each tie is one step. "weights": the weight is a distance. "reciprocals": the
        weight is a strength, and a tie as long as 1 over it.
    sources
        Distances from this many nodes of each part that hangs together; None: from all, where
        nodes times ties are at most 6.4 · 10¹⁰ (10⁹ if not in steps), else from as many as keep
        it there, 100 at least.
    seed, workers
        Of the sample, where there is one; threads, which change nothing but the time.

    Returns
    -------
    WholeMeasure
        > 0; NaN where nothing is tied. ``low`` and ``high`` (95 %) where starts are sampled.
        Parts: ``longest`` distance (of a sample: at least that); ``connected``, the share of
        pairs that reach one another; ``efficiency``, the mean of 1 / distance over all pairs,
        NaN below two nodes; ``standard_error``, 0 where all are taken.

    References
    ----------
    :cite:`watts1998`, p. 441; :cite:`latora2001` for efficiency.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> round(float(mean_path_length(ties).values), 4)
    1.3333
    """
    ties = ties_of(graph, nodes)
    up_to = STEPS_UP_TO if lengths == "steps" else ALL_UP_TO
    chosen = sources_of(ties, sources, seed=seed, up_to=up_to)
    parts = path_lengths(ties, chosen, lengths=lengths, workers=workers)
    value, error = parts.pop("mean"), parts["standard_error"]
    away = AWAY * error if chosen.sampled else np.nan
    return WholeMeasure(
        values=np.array(value),
        low=np.array(max(value - away, 0.0)),
        high=np.array(value + away),
        parts={name: np.array(one) for name, one in parts.items()},
        record=network_record(
            "mean-path-length",
            tell_sampled(ties, chosen),
            graph,
            nodes,
            parameters={"lengths": lengths, "sources": sources},
            seed=seed if chosen.sampled else None,
        ),
    )


def path_lengths(
    ties: Ties, chosen: Sources, *, lengths: Lengths = "steps", workers: int = 1
) -> dict[str, float]:
    """Give ``mean``, ``longest``, ``connected``, ``efficiency`` and ``standard_error``."""
    made = lengths_of(ties, lengths)
    pieces = [piece for piece in np.array_split(chosen.at, PIECES) if len(piece)]

    def one(piece: Int) -> Float:
        out = np.zeros((4, len(piece)))
        if lengths == "steps":
            steps.totals(ties.starts, ties.targets, piece, out)
        else:
            ways.totals(ties.starts, ties.targets, made, piece, out)
        return out

    run = Parallel(n_jobs=workers, prefer="threads")
    sums = np.concatenate([np.zeros((4, 0)), *run(delayed(one)(each) for each in pieces)], axis=1)
    size, taken = chosen.size[chosen.at], chosen.taken[chosen.at]
    stand = size / np.maximum(taken, 1)
    pairs = float((stand * sums[0]).sum())
    everyone = ties.size * (ties.size - 1.0)
    mean = float((stand * sums[1]).sum()) / pairs if pairs else np.nan
    return {
        "mean": mean,
        "longest": float(sums[3].max(initial=0.0)) if pairs else np.nan,
        "connected": pairs / everyone if everyone else np.nan,
        "efficiency": float((stand * sums[2]).sum()) / everyone if everyone else np.nan,
        "standard_error": _error(sums[1] - mean * sums[0], chosen, pairs),
    }


def _error(rest: Float, chosen: Sources, pairs: float) -> float:
    """Give the standard error of a quotient of sums over starts drawn in each part."""
    if not pairs:
        return float("nan")
    label = chosen.label[chosen.at]
    count = np.bincount(label).astype(np.float64)
    size = np.bincount(label, weights=chosen.size[chosen.at]) / np.maximum(count, 1)
    total = np.bincount(label, weights=rest)
    squares = np.bincount(label, weights=rest * rest)
    spread = np.maximum(squares - total**2 / np.maximum(count, 1), 0) / np.maximum(count - 1, 1)
    unseen = np.maximum(1 - count / np.maximum(size, 1), 0)
    return float(np.sqrt((size**2 * unseen * spread / np.maximum(count, 1)).sum())) / pairs


def _strong(ties: Ties) -> Int:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not ties.size:
        return np.zeros(0, dtype=np.int64)
    shape = (ties.size, ties.size)
    matrix = csr_array((ties.weights, ties.targets, ties.starts), shape=shape)
    return np.asarray(connected_components(matrix, connection="strong")[1], dtype=np.int64)


def _whole(
    subject: str,
    ties: Ties,
    graph: Graph,
    nodes: Nodes | None,
    value: float,
    parts: dict[str, float],
) -> WholeMeasure:
    return WholeMeasure(
        values=np.array(value),
        parts={name: np.array(one) for name, one in parts.items()},
        record=network_record(subject, ties, graph, nodes),
    )
