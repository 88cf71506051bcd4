"""Communities and modularity as measures."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, measure, problem
from jiqun.networks.groups.chance import against, drawn_by, enough_draws, same_degrees
from jiqun.networks.groups.partition import Choice, check, partition_of
from jiqun.networks.recording import network_record
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure, WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Groups that are found, or a trait of the nodes.
Groups = Literal["found", "kind", "region", "technology", "size"]


@measure(
    "communities",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(1.0, float("inf")),
    higher_means={"en": "a smaller community", "zh": "所在社群较小"},
    source="traag2019",
    title={"en": "Communities", "zh": "社群"},
)
def communities(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    resolution: float = 1.0,
    variant: Choice = "best",
    repeats: int = 10,
    seed: int = 0,
) -> NodeMeasure:
    r"""Number the community of each node: groups with more ties inside than degrees let expect.

    The numbers are names: 1 is the largest community. Also chance has communities
    (:func:`modularity` tells how much more than chance these are), and another search may draw
    them otherwise: trust members whose ``agreement`` is high.

    .. math:: Q = \frac{1}{2m} \sum_{ij} \left[w_{ij} - \gamma \frac{s_i s_j}{2m}\right]
        \delta(c_i, c_j)

    Parameters
    ----------
    graph
        Ties; the search leaves direction out and adds both ways up.
    nodes
        All nodes; None: those that have a tie.
    resolution
        The weight of what is expected; above 1 gives smaller communities, below 1 larger ones.
    variant
        "best": the search with the highest modularity. "consensus": what more than half of the
        searches put together, searched again until all agree.
    repeats
        Searches with different chance, >= 1.
    seed
        Of the searches.

    Returns
    -------
    NodeMeasure
        1, 2, … by size, equal sizes by first label; NaN for a node without ties. The order of
        rows, of ends and of nodes changes nothing. Parts: ``size`` of the community; ``inside``,
        share of the node's weight that stays in it; ``participation``, 0 where all ties lead to
        one community, towards 1 where they are spread over many; ``agreement``, mean Jaccard
        index of its community with those of the other searches (NaN with one search).

    Raises
    ------
    InputError
        ``communities-resolution``, ``communities-repeats``.

    See Also
    --------
    modularity : how far the communities differ from chance.

    References
    ----------
    :cite:`traag2019` (the search); :cite:`reichardt2006` (resolution); :cite:`guimera2005`
    (participation); :cite:`lancichinetti2012` (consensus); :cite:`hennig2007` (agreement).

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": list("aabdde"), "target": list("bccefg")}
    >>> ties = Graph.from_frame(pl.DataFrame(rows))
    >>> communities(ties).values.tolist()
    [2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0]
    """
    ties = ties_of(graph, nodes)
    found = partition_of(
        ties, resolution=resolution, repeats=repeats, seed=seed, variant=variant
    )  # fmt: skip
    some = found.label >= 0
    at = np.maximum(found.label, 0)
    sizes = np.append(found.sizes, 0).astype(np.float64)
    return NodeMeasure(
        nodes=ties.labels,
        values=np.where(some, found.label + 1.0, np.nan),
        parts={
            "size": np.where(some, sizes[at], np.nan),
            "inside": found.inside,
            "participation": found.spread,
            "agreement": found.agreement,
        },
        record=network_record(
            "communities", ties, graph, nodes, seed=seed,
            parameters={"resolution": resolution, "variant": variant, "repeats": repeats},
        ),
    )  # fmt: skip


@measure(
    "modularity",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means={"en": "more of the ties inside groups", "zh": "联系更集中于组内"},
    source="newman2004",
    title={"en": "Modularity", "zh": "模块度"},
)
def modularity(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    groups: Groups | None = None,
    resolution: float = 1.0,
    repeats: int = 10,
    draws: int | None = None,
    seed: int = 0,
    workers: int = 2,
) -> WholeMeasure:
    r"""Tell how much more of the ties lies inside groups than degrees let expect.

    0: as much as chance gives to these groups. Where groups were looked for, chance has much
    more than 0 as well: read ``null_mean`` and ``p``, never the value alone.

    .. math:: Q = \sum_c \left[\frac{W_c}{W} - \gamma
        \frac{s^{out}_c s^{in}_c}{W^2}\right]

    Parameters
    ----------
    graph
        Ties; with direction the expectation is that of out- and in-strength.
    nodes
        All nodes with what is known of them; None: those that have a tie.
    groups
        "found": communities are looked for; a trait of the nodes: ``kind``, ``region``,
        ``technology``, ``size``. None: kinds where the nodes have any, else "found".
    resolution
        The weight of what is expected.
    repeats
        Searches for communities; the best counts.
    draws
        Networks of the same degrees (ties swapped) that it is held against; 0: none; None: 99,
        fewer in a network of more than 200,000 ties.
    seed
        Of searches and draws.
    workers
        Threads; changes nothing but the time.

    Returns
    -------
    WholeMeasure
        In [-1, 1]; NaN without ties. A node of unknown trait is in no group; its ties count in
        the strengths. Parts: ``groups``, their number; ``null_mean``, ``null_deviation``, ``z``,
        ``p`` (share of draws at least as large) – of one search in the network held against one
        search in each draw; ``found`` and ``inside``: modularity of the best communities, and the
        share of weight inside the groups; NaN where not looked for.

    Raises
    ------
    InputError
        ``communities-resolution``, ``communities-repeats``, ``communities-draws``,
        ``communities-trait``: the nodes do not have it.

    See Also
    --------
    communities : the groups that are found.

    References
    ----------
    :cite:`newman2004`, with direction :cite:`leicht2008`; that chance has communities too
    :cite:`guimera2004`; swaps :cite:`maslov2002`.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": list("aabdde"), "target": list("bccefg")}
    >>> ties = Graph.from_frame(pl.DataFrame(rows))
    >>> modularity(ties, draws=0).values.item()
    0.5
    """
    check(resolution=resolution, repeats=repeats, draws=draws or 0)
    ties = ties_of(graph, nodes)
    chosen = groups or ("kind" if nodes is not None and "kind" in nodes.traits else "found")
    often = enough_draws(draws, ties)
    if chosen == "found":
        parts = _of_found(ties, resolution, repeats, often, seed, workers)
        told: list[Caution] = []
    else:
        label, told = _trait(nodes, chosen)
        parts = _of_trait(ties, label, resolution, often, seed, workers)
    ties = _doubted(ties, told)
    return WholeMeasure(
        values=np.array(parts.pop("value")),
        parts={name: np.array(value) for name, value in parts.items()},
        record=network_record(
            "modularity", ties, graph, nodes, seed=seed,
            parameters={
                "groups": chosen, "resolution": resolution, "repeats": repeats, "draws": often,
            },
        ),
    )  # fmt: skip


def _of_found(
    ties: Ties, resolution: float, repeats: int, draws: int, seed: int, workers: int
) -> dict[str, float]:
    found = partition_of(ties, resolution=resolution, repeats=repeats, seed=seed)

    def alone(drawn: Ties) -> float:
        once = partition_of(drawn, resolution=resolution, repeats=1, seed=seed)
        return modularity_of(drawn, once.label, resolution)[0]

    def by_chance(draw: int) -> float:
        return alone(same_degrees(ties, seed=seed, replicate=draw))

    best, inside, number = modularity_of(ties, found.label, resolution)
    one = alone(ties)
    chance = against(one, drawn_by(by_chance, draws if np.isfinite(one) else 0, workers))
    return {
        "value": best, "groups": number, "found": best, "inside": inside,
        "null_mean": chance.mean, "null_deviation": chance.deviation, "z": chance.z, "p": chance.p,
    }  # fmt: skip


def _of_trait(
    ties: Ties, label: Int, resolution: float, draws: int, seed: int, workers: int
) -> dict[str, float]:
    def by_chance(draw: int) -> float:
        return modularity_of(
            same_degrees(ties, seed=seed, replicate=draw), label, resolution
        )[0]  # fmt: skip

    own, inside, number = modularity_of(ties, label, resolution)
    chance = against(own, drawn_by(by_chance, draws if np.isfinite(own) else 0, workers))
    return {
        "value": own, "groups": number, "found": float("nan"), "inside": inside,
        "null_mean": chance.mean, "null_deviation": chance.deviation, "z": chance.z, "p": chance.p,
    }  # fmt: skip


def modularity_of(ties: Ties, label: Int, resolution: float = 1.0) -> tuple[float, float, float]:
    """Give modularity, share of weight inside groups and number of groups; -1 is in none.

    Both first are NaN without ties.
    """
    count = int(label.max(initial=-1)) + 1
    total = float(ties.weights.sum())
    if total <= 0:
        return float("nan"), float("nan"), float(count)
    own, other = label[ties.rows], label[ties.targets]
    out = np.bincount(own[own >= 0], weights=ties.weights[own >= 0], minlength=count)
    back = np.bincount(other[other >= 0], weights=ties.weights[other >= 0], minlength=count)
    inside = float(ties.weights[(own == other) & (own >= 0)].sum()) / total
    expected = float((out / total * (back / total)).sum())
    return inside - resolution * expected, inside, float(count)


def _trait(nodes: Nodes | None, trait: str) -> tuple[Int, list[Caution]]:
    """Number the nodes' words; -1 where it is not known."""
    if nodes is None or trait not in nodes.traits:
        there = [] if nodes is None else sorted(nodes.traits)
        wanted = [one for one in get_args(Groups) if one != "found"]
        raise InputError(
            problem("communities-trait", subject="groups", trait=trait, there=there, wanted=wanted)
        )
    words = nodes.traits[trait]
    code = {word: k for k, word in enumerate(sorted({w for w in words if w is not None}))}
    label = np.array([-1 if word is None else code[word] for word in words], dtype=np.int64)
    unknown = int((label < 0).sum())
    told = [Caution("communities-unknown", {"nodes": unknown, "trait": trait})] if unknown else []
    return label, told


def _doubted(ties: Ties, more: list[Caution]) -> Ties:
    return replace(ties, cautions=(*ties.cautions, *more))
