"""Lead firms: how many suppliers stand behind a firm, tier by tier, and of which sort."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, measure, problem, unknown
from jiqun.kernels.networks.tiers import tiers
from jiqun.networks.recording import network_record
from jiqun.networks.roles.groups import Trait, grouped
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes

Int = NDArray[np.int64]
#: Tiers beyond this one are not looked for.
DEEPEST: Final = 12


@measure(
    "supply-tiers",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more suppliers, direct and indirect", "zh": "直接与间接供应商更多"},
    source="borgatti2009",
    where="pp. 7-12",
    title={"en": "Suppliers by tier", "zh": "各级供应商"},
)
def supply_tiers(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    steps: int = 3,
    trait: Trait = "size",
    among: str | None = None,
) -> NodeMeasure:
    r"""Count the suppliers behind each node: its own, theirs, and so on.

    Lead firms (链主) have many tiers with many suppliers each. A supplier counts once, in the
    first tier in which it appears. It says who could be reached, not how much is bought.

    .. math:: t_{vs} = |\{u : d(u, v) = s\}|, \quad \text{value} = \sum_{s \le S} t_{vs}

    Parameters
    ----------
    graph
        Ties from supplier to customer, with direction.
    nodes
        All nodes, and their traits where ``among`` asks for one.
    steps
        How many tiers, 1 to 12.
    trait, among
        A word of a trait, as a tier of the promotion ladder under "size": its share in each tier
        of suppliers is told. None: no shares.

    Returns
    -------
    NodeMeasure
        Shape (N,), >= 0. Parts: ``customers``; ``captive``, direct suppliers without another
        customer; ``depth``, the last tier with a supplier; ``tier_1`` …, suppliers in each; with
        ``among`` also ``share_1`` …, of those whose trait is known, NaN where there is none.

    Raises
    ------
    InputError
        ``tiers-direction``: ties without direction; ``tiers-steps``; ``nodes-trait``.
    UnknownError
        ``kind-unknown``: no node has the word.

    References
    ----------
    :cite:`borgatti2009`, pp. 7-12.

    Examples
    --------
    >>> import polars as pl
    >>> ties = pl.DataFrame({"source": ["a", "b", "c"], "target": ["b", "d", "d"]})
    >>> supply_tiers(Graph.from_frame(ties, directed=True)).values.tolist()
    [0.0, 1.0, 0.0, 3.0]
    """
    ties = ties_of(graph, nodes)
    _refuse(ties, steps)
    marked = _marked(ties, nodes, trait, among)
    every, some, told = tiers(ties.back_starts, ties.sources, np.arange(ties.size), steps, marked)
    customers = np.diff(ties.starts).astype(np.float64)
    ends = np.repeat(np.arange(ties.size), np.diff(ties.back_starts))
    captive = np.bincount(ends, weights=customers[ties.sources] == 1, minlength=ties.size)
    parts = {
        "customers": customers,
        "captive": captive.astype(np.float64),
        "depth": (every > 0).sum(axis=1).astype(np.float64),
    }
    for step in range(steps):
        parts[f"tier_{step + 1}"] = every[:, step].astype(np.float64)
    for step in range(steps if among is not None else 0):
        known = np.maximum(told[:, step], 1)
        parts[f"share_{step + 1}"] = np.where(told[:, step] > 0, some[:, step] / known, np.nan)
    options = {"steps": steps, "trait": trait, "among": among}
    return NodeMeasure(
        nodes=ties.labels,
        values=every.sum(axis=1).astype(np.float64),
        parts=parts,
        record=network_record("supply-tiers", ties, graph, nodes, parameters=options),
    )


def lead_firms(found: NodeMeasure, *, top: int = 20) -> pl.DataFrame:
    """Give the nodes with most suppliers, from the result of :func:`supply_tiers`.

    One row a node: ``node, suppliers`` and the parts; equals by their direct suppliers, then by
    label. Nodes without a supplier are no lead firms.
    """
    frame = found.to_frame().drop("low", "high").rename({"value": "suppliers"})
    order = frame.filter(pl.col("suppliers") > 0)
    return order.sort("suppliers", "tier_1", "node", descending=[True, True, False]).head(top)


def _refuse(ties: Ties, steps: int) -> None:
    if not ties.directed:
        raise InputError(problem("tiers-direction", subject="graph"))
    if not 1 <= steps <= DEEPEST:
        raise InputError(problem("tiers-steps", subject="steps", value=steps, most=DEEPEST))


def _marked(ties: Ties, nodes: Nodes | None, trait: Trait, among: str | None) -> Int:
    """Mark the nodes that have the word: 1, 0, -1 where the trait is unknown."""
    if among is None:
        return np.full(ties.size, -1, dtype=np.int64)
    found = grouped(nodes, trait)
    if among not in found.names:
        raise unknown("kind", among, found.names, case="nodes")
    is_it = (found.groups == found.names.index(among)).astype(np.int64)
    return np.where(found.groups < 0, -1, is_it)
