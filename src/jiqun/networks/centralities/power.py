"""Power by partners: through partners who are central, or through partners who depend on one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.core import InputError, measure, problem
from jiqun.kernels.networks.spreading import gathered
from jiqun.networks.centralities.roots import of_cycles, of_parts
from jiqun.networks.centralities.sources import part_labels
from jiqun.networks.centralities.spreading import plainly
from jiqun.networks.recording import network_record
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
#: The exponent where none is given, as a share of the largest that there is.
USUAL: Final = 0.75
#: Rounds at most, and how still is still.
ROUNDS, STILL = 100_000, 1e-15


@measure(
    "power",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(float("-inf"), float("inf")),
    higher_means={"en": "more powerful through its partners", "zh": "借助伙伴而更有影响力"},
    source="bonacich1987",
    where="eq. 2",
    title={"en": "Bonacich power", "zh": "博纳西奇权力中心性"},
    aliases=("power-centrality",),
)
def power(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    exponent: float | None = None,
    weighted: bool = True,
) -> NodeMeasure:
    r"""Count a node's ways to others, each further step by a factor.

    A factor above 0 makes partners of the central central (knowledge that passes on); below 0 it
    makes partners of the weak powerful (whoever has few others must deal with one).

    .. math:: c = \alpha (I - \beta W)^{-1} W 1, \qquad \sum_i c_i^2 = N

    Parameters
    ----------
    graph
        Ties; with direction those that leave a node.
    nodes
        All nodes: those without a tie have 0. None: those that have a tie.
    exponent
        The factor beta, nearer 0 than 1 over the largest root; None: three quarters of that.
    weighted
        Whether weights count; no: each tied pair counts 1.

    Returns
    -------
    NodeMeasure
        Shape (N,); the squares add up to the number of nodes; NaN where there is no tie. Parts:
        ``exponent``, the factor that was taken, the same for all.

    References
    ----------
    :cite:`bonacich1987`, eq. 2.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> power(ties, exponent=0.1).values.round(4).tolist()
    [0.7481, 1.3714, 0.7481]
    """
    ties = ties_of(graph, nodes)
    counted = ties if weighted else plainly(ties)
    root = _root(counted)
    beta = exponent if exponent is not None else (USUAL / root if root > 0 else 0.0)
    if abs(beta) * root >= 1:
        most = 1 / root
        raise InputError(problem("power-exponent", subject="exponent", value=beta, most=most))
    values = _summed(counted, beta)
    size = float((values * values).sum())
    scaled = values * np.sqrt(ties.size / size) if size > 0 else np.full(ties.size, np.nan)
    return NodeMeasure(
        nodes=ties.labels,
        values=scaled,
        parts={"exponent": np.full(ties.size, beta)},
        record=network_record(
            "power",
            ties,
            graph,
            nodes,
            parameters={"exponent": exponent, "weighted": weighted},
        ),
    )


def _root(ties: Ties) -> float:
    if ties.directed:
        return of_cycles(ties)[0]
    return float(of_parts(ties, part_labels(ties))[0].max(initial=0.0))


def _summed(ties: Ties, beta: float) -> Float:
    """Add up W 1 + beta W W 1 + … until nothing is added."""
    step, new = np.zeros(ties.size), np.zeros(ties.size)
    gathered(ties.starts, ties.targets, ties.weights, np.ones(ties.size), step)
    total = step.copy()
    for _ in range(ROUNDS):
        gathered(ties.starts, ties.targets, ties.weights, step, new)
        step, new = new * beta, step
        total += step
        if np.abs(step).max(initial=0.0) <= STILL * np.abs(total).max(initial=0.0):
            break
    return total
