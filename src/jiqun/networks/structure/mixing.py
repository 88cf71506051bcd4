"""Whether like is tied with like: by the number of partners, by kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, measure, problem
from jiqun.networks.recording import network_record
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Trait = Literal["degree", "kind", "region", "technology", "size"]
#: Standard errors on either side of a value that hold it 95 times in 100.
AWAY = 1.959963984540054


@measure(
    "assortativity",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means={"en": "like is tied with like", "zh": "同类相连"},
    source="newman2003",
    where="eq. 2 and 21",
    title={"en": "Assortativity", "zh": "同配系数"},
)
def assortativity(
    graph: Graph, *, nodes: Nodes | None = None, trait: Trait | None = None
) -> WholeMeasure:
    r"""Say whether ties join like with like: 1 always, 0 as chance would, below 0 less often.

    By a trait it is the share of ties within a class over what the classes' shares of ties let
    expect. By degree it is the correlation of the numbers of partners at a tie's two ends; hubs
    alone push it below 0, since a pair is tied only once.

    .. math:: r = \frac{\sum_i e_{ii} - \sum_i a_i b_i}{1 - \sum_i a_i b_i}

    Parameters
    ----------
    graph
        Ties, each counting 1; with direction from the partners of its source to those of its
        target (ties that leave the one, ties that reach the other).
    nodes
        All nodes and their traits; a node of unknown trait takes no part.
    trait
        What is compared. None: the kind where ``nodes`` have kinds, else the degree.

    Returns
    -------
    WholeMeasure
        −1 to 1; NaN where all ends are alike, or nothing is tied. ``low`` and ``high``: 95 % by
        leaving out one tie after another (Newman's jackknife). Parts: ``degree``, and a part
        named as the trait, each with ``…_error``; of a trait also ``within``, the share of ties
        within a class, ``expected_within`` by chance, and ``unknown``, ties left out.

    References
    ----------
    :cite:`newman2003`, eq. 2 (traits), 21 (degrees) and 5 (jackknife).

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": ["a", "b", "c"], "target": ["b", "c", "d"]}
    >>> ties = Graph.from_frame(pl.DataFrame(rows))
    >>> round(float(assortativity(ties).values), 6)
    -0.5
    >>> kinds = Nodes.from_frame(pl.DataFrame({"node": list("abcd"), "kind": ["x", "x", "y", "y"]}))
    >>> round(float(assortativity(ties, nodes=kinds).values), 6)
    0.333333
    """
    ties = ties_of(graph, nodes)
    chosen = trait or ("kind" if nodes is not None and "kind" in nodes.traits else "degree")
    value, error = by_degree(ties)
    parts = {"degree": value, "degree_error": error}
    if chosen != "degree":
        told = _by_trait(ties, nodes, chosen)
        value, error, unknown = told[chosen], told[f"{chosen}_error"], int(told["unknown"])
        parts |= told
        if unknown:
            caution = Caution("mixing-unknown", {"ties": unknown, "of": _count(ties)})
            ties = replace(ties, cautions=(*ties.cautions, caution))
    return WholeMeasure(
        values=np.array(value),
        low=np.array(max(value - AWAY * error, -1.0)),
        high=np.array(min(value + AWAY * error, 1.0)),
        parts={name: np.array(one) for name, one in parts.items()},
        record=network_record("assortativity", ties, graph, nodes, parameters={"trait": chosen}),
    )


def by_degree(ties: Ties) -> tuple[float, float]:
    """Correlate the numbers of partners at the ends of ties; with the jackknife's error."""
    source, target = _ends(ties)
    leaving = np.diff(ties.starts).astype(np.float64)
    coming = np.diff(ties.back_starts).astype(np.float64)
    x, y = leaving[source], coming[target]
    if ties.directed:
        ones = np.ones_like(x)
        each = np.stack([ones, x, y, x * x, y * y, x * y])
    else:
        each = np.stack(
            [2 * np.ones_like(x), x + y, x + y, x * x + y * y, x * x + y * y, 2 * x * y]
        )
    total = each.sum(axis=1)
    value = float(_correlation(total[:, None])[0])
    return value, _jackknife(value, _correlation(total[:, None] - each))


def by_class(ties: Ties, code: Int) -> dict[str, float]:
    """Compare the ties within classes with chance; code (N,): a class each, -1 unknown.

    Gives ``value``, ``error``, ``within``, ``expected_within`` and ``unknown``, ties left out.
    """
    source, target = _ends(ties)
    known = (code[source] >= 0) & (code[target] >= 0)
    one, other = code[source[known]], code[target[known]]
    count = int(code.max(initial=-1)) + 1
    flat = (
        one * count + other
        if ties.directed
        else np.minimum(one, other) * count + np.maximum(one, other)
    )
    kinds, times = np.unique(flat, return_counts=True)
    e = np.zeros((count, count))
    e[kinds // max(count, 1), kinds % max(count, 1)] = times
    if not ties.directed:
        e = e + e.T
    value, within, expected = _mixed(e.trace(), e.sum(axis=1), e.sum(axis=0))
    removed = [_without(e, k // count, k % count, both=not ties.directed) for k in kinds.tolist()]
    error = _jackknife(value, np.repeat(np.array(removed, dtype=np.float64), times))
    return {
        "value": value,
        "error": error,
        "within": within,
        "expected_within": expected,
        "unknown": float((~known).sum()),
    }


def trait_codes(nodes: Nodes | None, trait: str) -> Int:
    """Number the classes of a trait, -1 where it is not known.

    Raises
    ------
    InputError
        ``trait-missing``: the nodes do not have it.
    """
    if nodes is None or trait not in nodes.traits:
        given = sorted(nodes.traits) if nodes is not None and nodes.traits else ["–"]
        raise InputError(problem("trait-missing", subject="nodes", trait=trait, given=given))
    words = nodes.traits[trait]
    place = {word: k for k, word in enumerate(sorted({word for word in words if word is not None}))}
    return np.array([-1 if word is None else place[word] for word in words], dtype=np.int64)


def _by_trait(ties: Ties, nodes: Nodes | None, trait: str) -> dict[str, float]:
    told = by_class(ties, trait_codes(nodes, trait))
    return {trait: told.pop("value"), f"{trait}_error": told.pop("error"), **told}


def _ends(ties: Ties) -> tuple[Int, Int]:
    source, target = ties.rows, ties.targets
    if ties.directed:
        return source, target
    once = source < target
    return source[once], target[once]


def _count(ties: Ties) -> int:
    return len(ties.targets) if ties.directed else len(ties.targets) // 2


def _correlation(sums: Float) -> Float:
    """Correlate from sums of 1, x, y, x², y² and xy; NaN where an end never varies."""
    n, x, y, xx, yy, xy = sums
    across, down = n * xx - x * x, n * yy - y * y
    some = (across > 0) & (down > 0)
    size = np.sqrt(np.where(some, across * down, 1.0))
    return np.asarray(np.where(some, (n * xy - x * y) / size, np.nan))


def _mixed(inside: float, rows: Float, columns: Float) -> tuple[float, float, float]:
    """Give r, the share within classes, and what is expected of it."""
    total = rows.sum()
    if total <= 0:
        return np.nan, np.nan, np.nan
    within, expected = inside / total, float((rows * columns).sum() / total**2)
    return (within - expected) / (1 - expected) if expected < 1 else np.nan, within, expected


def _without(e: Float, one: int, other: int, *, both: bool) -> float:
    """Give r when one tie between two classes is left out."""
    rows, columns = e.sum(axis=1), e.sum(axis=0)
    inside = e.trace() - (one == other) * (2 if both else 1)
    rows[one] -= 1
    columns[other] -= 1
    if both:
        rows[other] -= 1
        columns[one] -= 1
    return _mixed(float(inside), rows, columns)[0]


def _jackknife(value: float, without: Float) -> float:
    """Give the standard error from the values without each tie; NaN where there is none."""
    known = without[~np.isnan(without)]
    if np.isnan(value) or len(known) < 2:  # noqa: PLR2004 - one tie says nothing of spread
        return float("nan")
    return float(np.sqrt(((known - value) ** 2).sum()))
