"""What of a network stays from one time to another: ties and nodes that enter, leave, last."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels import chance
from jiqun.networks.structure.shuffling import compared
from jiqun.networks.ties import Ties, both_ways, ties_of
from jiqun.results import WholeMeasure, recorded
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@measure(
    "turnover",
    family="network",
    needs="graph",
    per="whole",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={"en": "more ties are replaced", "zh": "更多联系被替换"},
    source="wasserman1994",
    where="p. 56",
    title={"en": "Turnover of ties", "zh": "联系更替率"},
)
def turnover(
    graph: Graph,
    *,
    later: Graph,
    nodes: Nodes | None = None,
    draws: int = 99,
    seed: int = 0,
    workers: int = 2,
) -> WholeMeasure:
    r"""Give the share of the earlier and later ties together that stand in one of the two only.

    Ties seen in a sample of cooperation (patents, projects) also come and go by the sample: read
    ``kept`` beside ``kept_expected``, what nodes with these numbers of partners keep by chance.

    .. math:: 1 - \frac{|E_1 \cap E_2|}{|E_1 \cup E_2|}

    Parameters
    ----------
    graph
        The earlier ties.
    later
        The later ties.
    nodes
        All nodes of either time; None: those that have a tie at either.
    draws
        Networks of chance: the later ties among other pairs, each node with as many, >= 1.
    seed, workers
        Of the draws; threads, which change nothing but the time.

    Returns
    -------
    WholeMeasure
        0 to 1; NaN where neither has a tie. Parts: ``kept``, ``entered``, ``left`` (ties);
        ``kept_share`` of the earlier; ``kept_expected`` (ties), ``kept_z`` and ``kept_p``
        (two-sided) of chance; ``nodes_kept``, ``nodes_entered``, ``nodes_left``, by having a
        tie.

    References
    ----------
    :cite:`wasserman1994`, p. 56; :cite:`maslov2002` for the networks of chance.

    Examples
    --------
    >>> import polars as pl
    >>> first = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> second = Graph.from_frame(pl.DataFrame({"source": ["a", "c"], "target": ["b", "d"]}))
    >>> found = turnover(first, later=second, draws=19)
    >>> round(float(found.values), 4), float(found.parts["nodes_entered"])
    (0.6667, 1.0)
    """
    everyone = _everyone(graph, later, nodes)
    one, other = ties_of(graph, everyone), ties_of(later, everyone)
    if one.directed != other.directed:
        one, other = both_ways(one), both_ways(other)
    parts = changes(one, other)
    before = np.sort(_keys(one))

    def kept(drawn: Ties) -> Float:
        return np.array([float(np.isin(_keys(drawn), before).sum())])

    drawn = compared(other, kept, draws=draws, seed=seed, workers=workers)[:, 0]
    mean, spread = float(drawn.mean()), float(drawn.std(ddof=1)) if draws > 1 else np.nan
    parts |= {
        "kept_expected": mean,
        "kept_z": (parts["kept"] - mean) / spread if spread > 0 else np.nan,
        "kept_p": float(chance.two_sided(chance.smaller_side(drawn, parts["kept"]))),
    }
    record = recorded(
        "turnover",
        {"graph": graph, "later": later, "nodes": nodes},
        parameters={"directed": one.directed, "draws": draws},
        seed=seed,
        cautions=tuple(dict.fromkeys((*one.cautions, *other.cautions))),
    )
    return WholeMeasure(
        values=np.array(parts.pop("turnover")),
        parts={name: np.array(value) for name, value in parts.items()},
        record=record,
    )


def changes(one: Ties, other: Ties) -> dict[str, float]:
    """Compare two networks of the same nodes: what is kept, entered, left."""
    before, after = _keys(one), _keys(other)
    kept = float(np.isin(after, before).sum())
    either = len(before) + len(after) - kept
    had = (np.diff(one.starts) > 0) | (np.diff(one.back_starts) > 0)
    has = (np.diff(other.starts) > 0) | (np.diff(other.back_starts) > 0)
    return {
        "turnover": 1 - kept / either if either else float("nan"),
        "kept": kept,
        "entered": len(after) - kept,
        "left": len(before) - kept,
        "kept_share": kept / len(before) if len(before) else float("nan"),
        "nodes_kept": float((had & has).sum()),
        "nodes_entered": float((has & ~had).sum()),
        "nodes_left": float((had & ~has).sum()),
    }


def changes_by_year(networks: Mapping[int, Ties]) -> pl.DataFrame:
    """Compare each year with the next there is; one row a pair, columns of :func:`changes`.

    All networks must have the same nodes in the same order.
    """
    years = sorted(networks)
    rows = [
        {"year": first, "next": second, **changes(networks[first], networks[second])}
        for first, second in pairwise(years)
    ]
    return pl.DataFrame(rows)


def _keys(ties: Ties) -> Int:
    rows, targets = ties.rows, ties.targets
    kept = np.ones(len(rows), dtype=bool) if ties.directed else rows < targets
    return np.asarray(rows[kept] * max(ties.size, 1) + targets[kept])


def _everyone(graph: Graph, later: Graph, nodes: Nodes | None) -> Nodes:
    if nodes is not None:
        return nodes
    return Nodes(labels=tuple(sorted({*graph.nodes, *later.nodes})))
