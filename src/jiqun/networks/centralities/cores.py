"""How deep in the network a node lies: the densest part that holds it."""

from __future__ import annotations

import numpy as np

from jiqun.core import measure
from jiqun.kernels.networks.local import cores
from jiqun.networks.recording import node_measure
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes


@measure(
    "core-number",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={"en": "deeper in the dense middle", "zh": "更处于网络的致密核心"},
    source="seidman1983",
    where="p. 272",
    title={"en": "Core number", "zh": "核数"},
    aliases=("coreness", "k-core"),
)
def core_number(graph: Graph, *, nodes: Nodes | None = None) -> NodeMeasure:
    r"""Give the largest k for which a node lies in a part where all have k partners in the part.

    A large project makes all its members a deep core at once: read it beside the kind of tie.

    .. math:: c_i = \max \{k : i \in S,\ |\{j \in S : a_{ij} = 1\}| \ge k \ \forall i \in S\}

    Parameters
    ----------
    graph
        Ties; with direction a pair tied both ways counts twice.
    nodes
        All nodes: those without a tie have 0. None: those that have a tie.

    Returns
    -------
    NodeMeasure
        Shape (N,), whole numbers from 0; never NaN. Parts: ``share`` of the largest core number,
        NaN where there is no tie; ``company``, how many nodes have at least this number.

    References
    ----------
    :cite:`seidman1983`, p. 272; :cite:`batagelj2003` for the way it is computed.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": ["a", "b", "c", "c"], "target": ["b", "c", "a", "d"]}
    >>> core_number(Graph.from_frame(pl.DataFrame(rows))).values.tolist()
    [2.0, 2.0, 2.0, 1.0]
    """
    ties = ties_of(graph, nodes)
    number = core_numbers(ties)
    most = int(number.max(initial=0))
    counts = np.bincount(number, minlength=most + 1)
    company = np.cumsum(counts[::-1])[::-1].astype(np.float64)
    share = number / most if most else np.full(ties.size, np.nan)
    parts = {"share": share, "company": company[number]}
    return node_measure(
        "core-number", ties, graph, nodes, values=number.astype(np.float64), parts=parts
    )


def core_numbers(ties: Ties) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give the core number of each node; shape (N,)."""
    starts, targets = ties.starts, ties.targets
    if ties.directed:
        source = np.concatenate([ties.rows, ties.targets])
        other = np.concatenate([ties.targets, ties.rows])
        targets = other[np.argsort(source, kind="stable")]
        starts = starts + ties.back_starts
    number = np.zeros(ties.size, dtype=np.int64)
    cores(starts, targets, number)
    return number
