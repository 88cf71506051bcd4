"""Whether a network is more closed, and no wider, than its numbers of partners make it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.networks.centralities import STEPS_UP_TO, Sources, sources_of, tell_sampled
from jiqun.networks.recording import network_record
from jiqun.networks.structure.closure import closure_of
from jiqun.networks.structure.mixing import by_degree
from jiqun.networks.structure.shuffling import TRIES, beside_chance, compared
from jiqun.networks.structure.whole import path_lengths
from jiqun.networks.ties import Ties, both_ways, ties_of
from jiqun.results import WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
NAMES = ("transitivity", "mean_local", "path_length", "assortativity")


@measure(
    "small-world",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means={
        "en": "more closed than chance, at no longer ways",
        "zh": "比随机更聚类而路径不更长",
    },
    source="humphries2008",
    where="eq. 3",
    title={"en": "Small-world quotient", "zh": "小世界系数"},
)
def small_world(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    draws: int = 99,
    steps: int = TRIES,
    sources: int | None = None,
    seed: int = 0,
    workers: int = 2,
) -> WholeMeasure:
    r"""Divide how closed a network is, over chance, by how wide it is, over chance.

    Chance keeps each node's number of partners and each pair tied at most once. A network made
    of joint projects is more closed than that by its making: each project ties all its members.

    .. math:: S = \frac{T / \bar T_{\text{chance}}}{L / \bar L_{\text{chance}}}

    Parameters
    ----------
    graph
        Ties; their direction and weight do not count.
    nodes
        All nodes; None: those that have a tie.
    draws
        Networks of chance, >= 1; 99 tell p down to 0.02.
    steps
        Swaps tried for each tie: with 10 each tie is drawn about twenty times. On a network of
        a million ties 3 do, for the sake of time.
    sources
        Path lengths from this many nodes of each part, the same in all draws; None: from all,
        where draws times nodes times ties are at most 6.4 · 10¹⁰, else from as many as keep it
        there, 512 at least.
    seed, workers
        Of the draws and the sample; threads, which change nothing but the time.

    Returns
    -------
    WholeMeasure
        > 0, 1 as chance has it; NaN where chance closes nothing. ``low`` and ``high``: against
        95 of 100 draws. Parts: ``transitivity``, ``mean_local``, ``path_length`` and
        ``assortativity`` (by degree), each with ``…_expected``, ``…_z`` and ``…_p`` (two-sided).

    References
    ----------
    :cite:`humphries2008`, eq. 3; :cite:`maslov2002` for the networks of chance.

    Examples
    --------
    >>> import polars as pl
    >>> at = [f"{k:02}" for k in range(30)]
    >>> rows = {"source": at * 2, "target": at[1:] + at[:1] + at[2:] + at[:2]}
    >>> found = small_world(Graph.from_frame(pl.DataFrame(rows)), draws=19)
    >>> float(found.values) > 1, float(found.parts["transitivity_p"]) <= 0.1
    (True, True)
    """
    given = ties_of(graph, nodes)
    ties = both_ways(given)
    chosen = _starts(ties, sources, draws, seed)
    observed = _numbers(ties, chosen)
    drawn = compared(
        ties,
        lambda other: _numbers(other, sources_of(other, _most(chosen), seed=seed)),
        draws=draws,
        seed=seed,
        workers=workers,
        tries=steps,
    )
    parts = {name: np.array(one) for name, one in zip(NAMES, observed, strict=True)}
    parts |= beside_chance(observed, drawn, NAMES)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = (observed[0] / drawn[:, 0]) / (observed[2] / drawn[:, 2])
        value = (observed[0] / parts["transitivity_expected"]) / (
            observed[2] / parts["path_length_expected"]
        )
    each = np.nan_to_num(each, nan=np.inf, posinf=np.inf)
    low, high = (
        np.quantile(each, 0.025, method="lower"),
        np.quantile(each, 0.975, method="higher"),
    )
    record = network_record(
        "small-world",
        tell_sampled(given, chosen),
        graph,
        nodes,
        parameters={"draws": draws, "steps": steps, "sources": sources},
        seed=seed,
    )
    known = bool(np.isfinite(value))
    return WholeMeasure(
        values=np.array(value if known else np.nan),
        low=np.array(low if known else np.nan),
        high=np.array(high if known and np.isfinite(high) else np.nan),
        parts=parts,
        record=record,
    )


def _starts(ties: Ties, sources: int | None, draws: int, seed: int) -> Sources:
    if sources is None:
        work = (draws + 1) * (ties.size + len(ties.targets))
        if work * ties.size > STEPS_UP_TO:
            sources = max(512, STEPS_UP_TO // work)
    return sources_of(ties, sources, seed=seed)


def _most(chosen: Sources) -> int | None:
    return int(chosen.taken.max(initial=2)) if chosen.sampled else None


def _numbers(ties: Ties, chosen: Sources) -> Float:
    closure = closure_of(ties)
    return np.array(
        [
            float(closure["transitivity"]),
            float(closure["mean_local"]),
            path_lengths(ties, chosen)["mean"],
            by_degree(ties)[0],
        ]
    )
