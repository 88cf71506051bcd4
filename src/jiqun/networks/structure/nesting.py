"""Whether the partners of those who have few are also partners of those who have many."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, measure
from jiqun.kernels.networks.swaps import overlap
from jiqun.networks.recording import network_record
from jiqun.networks.structure.shuffling import beside_chance, compared
from jiqun.networks.ties import Ties, network_ties, ties_of
from jiqun.results import WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Modes = Literal["two-mode", "adjacency"]


@measure(
    "nestedness",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(0.0, 100.0),
    higher_means={"en": "the few ties of some lie within the many of others",
                  "zh": "少联系者的伙伴包含于多联系者的伙伴之中"},
    source="almeidaneto2008",
    where="p. 1230",
    title={"en": "Nestedness (NODF)", "zh": "嵌套性（NODF）"},
    aliases=("nodf",),
)  # fmt: skip
def nestedness(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    variant: Modes | None = None,
    draws: int = 99,
    seed: int = 0,
    workers: int = 2,
) -> WholeMeasure:
    r"""Average, over pairs of rows and of columns of unequal fill, how much the shorter shares.

    Numbers of ties alone make a table nested: read the value beside ``expected``, what tables of
    the same row and column sums have.

    .. math:: 100\, \frac{\sum_{k_i > k_j} |R_i \cap R_j| / k_j + \text{the same of columns}}
              {R (R - 1) / 2 + C (C - 1) / 2}

    Parameters
    ----------
    graph
        Ties: of sources (rows) with targets (columns), or between nodes of one sort.
    nodes
        All nodes; those without ties take no part.
    variant
        "two-mode": sources are rows, targets columns. "adjacency": each node is row and column.
        None: two-mode where no node stands on both sides.
    draws
        Tables with the same sums, by swaps, >= 1.
    seed, workers
        Of the draws; threads, which change nothing but the time.

    Returns
    -------
    WholeMeasure
        0 to 100; NaN where there is no pair of rows and none of columns. Parts: ``rows`` and
        ``columns`` alone; ``expected``, ``z`` and ``p`` (two-sided) of chance; ``two_mode``, 1
        or 0.

    References
    ----------
    :cite:`almeidaneto2008`, p. 1230; :cite:`maslov2002` for the tables of chance.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": list("aaabbc"), "target": list("xyzxyx")}
    >>> float(nestedness(Graph.from_frame(pl.DataFrame(rows)), draws=19).values)
    100.0
    """
    given = ties_of(graph, nodes)
    ties, two_mode = _table(given, graph, variant)
    observed = _nodf(ties)
    drawn = compared(ties, _nodf, draws=draws, seed=seed, workers=workers)
    beside = beside_chance(observed[:1], drawn[:, :1], ("all",))
    parts = {
        "rows": np.array(observed[1]),
        "columns": np.array(observed[2]),
        **{name.removeprefix("all_"): one for name, one in beside.items()},
        "two_mode": np.array(float(two_mode)),
    }
    chosen = "two-mode" if two_mode else "adjacency"
    record = network_record(
        "nestedness", given, graph, nodes, parameters={"variant": chosen, "draws": draws}, seed=seed
    )
    return WholeMeasure(values=np.array(observed[0]), parts=parts, record=record)


def _table(ties: Ties, graph: Graph, variant: Modes | None) -> tuple[Ties, bool]:
    """Give the ties as rows and columns, and whether these are two sorts of nodes."""
    begins = np.diff(graph.starts) > 0
    ends = np.zeros(len(graph.nodes), dtype=bool)
    ends[graph.targets] = True
    apart = not (begins & ends).any()
    two_mode = variant == "two-mode" or (variant is None and apart and bool(begins.any()))
    if not two_mode or ties.directed:
        return ties, two_mode
    place = {label: k for k, label in enumerate(ties.labels)}
    at = np.array([place[label] for label in graph.nodes], dtype=np.int64)
    source = at[np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))]
    kept = (graph.weights > 0) & (source != at[graph.targets])
    cautions: tuple[Caution, ...] = ties.cautions
    one_way = network_ties(
        ties.labels,
        source[kept],
        at[graph.targets][kept],
        graph.weights[kept],
        directed=True,
        cautions=cautions,
    )
    return one_way, two_mode


def _nodf(ties: Ties) -> Float:
    """Give NODF of the whole table, of its rows, of its columns; empty ones take no part."""
    rows = int((np.diff(ties.starts) > 0).sum())
    columns = int((np.diff(ties.back_starts) > 0).sum())
    pairs = np.array([rows * (rows - 1) / 2, columns * (columns - 1) / 2])
    shared = np.array(
        [
            overlap(ties.starts, ties.targets, ties.back_starts, ties.sources),
            overlap(ties.back_starts, ties.sources, ties.starts, ties.targets),
        ]
    )
    whole = 100 * shared.sum() / pairs.sum() if pairs.sum() else np.nan
    each = np.where(pairs > 0, 100 * shared / np.maximum(pairs, 1), np.nan)
    return np.array([whole, each[0], each[1]])
