"""Core and periphery of a network: who is in its core, and how far it has one at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure, stream
from jiqun.kernels.finding import cores as kernels
from jiqun.kernels.ties import levelled
from jiqun.networks.groups.chance import (
    against,
    drawn_by,
    enough_draws,
    same_degrees,
    same_number,
)
from jiqun.networks.groups.partition import check
from jiqun.networks.recording import network_record
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure, WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Whether the ideal has ties between core and periphery, or does not look at them.
Ideal = Literal["joined", "inner"]

#: Sweeps of the continuous model at most, and the move that ends them.
SWEEPS, NEAR = 2000, 1e-10
#: How far a further start's order strays from degrees.
STRAY = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Core:
    """The core that fits a network best.

    Attributes
    ----------
    member
        (N,): whether a node is in it.
    margin
        (N,): correlation lost if only this node changed sides; NaN where nothing is defined.
    fit
        Correlation with the ideal; NaN where ties or the ideal do not vary.
    coreness
        (N,): of the continuous model, 1 for the largest; NaN without ties.
    continuous
        Correlation of ties with the products of coreness; NaN as ``fit``.
    """

    member: NDArray[np.bool_]
    margin: Float
    fit: float
    coreness: Float
    continuous: float


def core_periphery_of(
    ties: Ties, *, variant: Ideal = "joined", repeats: int = 10, seed: int = 0
) -> Core:
    """Find the core from ``repeats`` orders of nodes: by strength, by coreness, and by chance.

    The order of nodes, of ties and of their ends changes nothing.
    """
    check(resolution=1.0, repeats=repeats)
    cells = _cells_of(ties)
    coreness, continuous = _continuous(cells)
    strength = np.bincount(cells.rows, weights=cells.weights, minlength=cells.size)
    orders = [strength, np.nan_to_num(coreness)]
    for k in range(repeats - 1):
        rng = stream(seed=seed, replicate=k, name="core-orders")
        orders.append(np.log1p(strength) + STRAY * rng.gumbel(size=cells.size))
    best, member, margin = -2.0, np.zeros(cells.size, dtype=bool), np.full(cells.size, np.nan)
    for likely in orders[: max(repeats, 2)]:
        found, gains = np.zeros(cells.size, dtype=bool), np.full(cells.size, np.nan)
        order = np.argsort(-levelled(likely), kind="stable")
        fit = kernels.fit_core(
            cells.starts, cells.targets, cells.weights, cells.squares, order,
            variant == "joined", found, gains,
        )  # fmt: skip
        if fit > best + kernels.TINY:
            best, member, margin = float(fit), found, gains
    defined = best > -2.0  # noqa: PLR2004 - below any correlation
    back = np.empty(cells.size, dtype=np.int64)
    back[cells.order] = np.arange(cells.size)
    return Core(
        member=member[back] & defined,
        margin=margin[back],
        fit=best if defined else float("nan"),
        coreness=coreness[back],
        continuous=continuous,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """Pairs by label, both ways; weights and squares of a pair's two cells added up."""

    order: Int
    starts: Int
    targets: Int
    weights: Float
    squares: Float

    @property
    def size(self) -> int:
        return len(self.order)

    @property
    def rows(self) -> Int:
        return np.repeat(np.arange(self.size), np.diff(self.starts))

    @property
    def sums(self) -> tuple[float, float]:
        """Weights and squares over all cells."""
        return float(self.weights.sum()) / 2, float(self.squares.sum()) / 2


def _cells_of(ties: Ties) -> _Cells:
    order = np.argsort(np.array(ties.labels, dtype=np.str_), kind="stable")
    place = np.empty(ties.size, dtype=np.int64)
    place[order] = np.arange(ties.size)
    a, b = place[ties.rows], place[ties.targets]
    weight = levelled(ties.weights)
    n = max(ties.size, 1)
    flat, at = np.unique(np.concatenate([a * n + b, b * n + a]), return_inverse=True)
    sums = [
        np.bincount(at, weights=np.tile(one, 2), minlength=len(flat)).astype(np.float64)
        for one in (weight, weight**2)
    ]
    return _Cells(
        order=order,
        starts=np.searchsorted(flat, np.arange(ties.size + 1) * n).astype(np.int64),
        targets=(flat % n).astype(np.int64),
        weights=sums[0],
        squares=sums[1],
    )


def _continuous(cells: _Cells) -> tuple[Float, float]:
    if not len(cells.weights):
        return np.full(cells.size, np.nan), float("nan")
    mean = cells.weights / 2
    strength = np.bincount(cells.rows, weights=mean, minlength=cells.size)
    c = strength / np.sqrt(strength.sum())
    kernels.coreness(cells.starts, cells.targets, mean, SWEEPS, NEAR, c)
    total, square = cells.sums
    fit = kernels.correlation_of(cells.starts, cells.targets, cells.weights, total, square, c)
    return c / c.max(), fit


@measure(
    "core-periphery",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "in the core", "zh": "位于核心"},
    source="borgatti2000",
    title={"en": "Core or periphery", "zh": "核心—边缘"},
)
def core_periphery(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    variant: Ideal = "joined",
    repeats: int = 10,
    seed: int = 0,
) -> NodeMeasure:
    r"""Tell who is in the core: the group that fits the ideal of core and periphery best.

    Every network has a core by this rule; whether it is more of one than chance gives is told by
    :func:`core_periphery_fit`. A node whose ``margin`` is near 0 could as well be on the other
    side.

    .. math:: \max_{c \in \{0, 1\}^N} \operatorname{corr}_{i \ne j}
        \left(w_{ij}, \max(c_i, c_j)\right)

    Parameters
    ----------
    graph
        Ties; with direction both cells of a pair count.
    nodes
        All nodes; None: those that have a tie.
    variant
        "joined": in the ideal all in the core are tied to all, the periphery to nobody else.
        "inner": ties between core and periphery are not looked at.
    repeats
        Orders of nodes that the search starts from: by strength, by coreness, then by chance.
    seed
        Of the starts.

    Returns
    -------
    NodeMeasure
        1 in the core, 0 outside; NaN where nothing can be told (no ties, or all pairs tied
        alike). Parts: ``coreness`` of the continuous model, weights nearest to products
        of two (1 for the largest; NaN without ties); ``margin``, the correlation that is lost if
        this node alone changed sides.

    Raises
    ------
    InputError
        ``communities-repeats``.

    See Also
    --------
    core_periphery_fit : whether there is a core.

    References
    ----------
    :cite:`borgatti2000`; coreness by least squares :cite:`boyd2010`.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": list("aaaabb"), "target": list("bcdede")}))
    >>> core_periphery(ties).values.tolist()
    [1.0, 1.0, 0.0, 0.0, 0.0]
    """
    ties = ties_of(graph, nodes)
    core = core_periphery_of(ties, variant=variant, repeats=repeats, seed=seed)
    defined = np.isfinite(core.fit)
    return NodeMeasure(
        nodes=ties.labels,
        values=np.where(defined, core.member.astype(np.float64), np.nan),
        parts={"coreness": core.coreness, "margin": core.margin},
        record=network_record(
            "core-periphery", ties, graph, nodes, seed=seed,
            parameters={"variant": variant, "repeats": repeats},
        ),
    )  # fmt: skip


@measure(
    "core-periphery-fit",
    family="network",
    needs="graph",
    per="whole",
    unit="1",
    bounds=(-1.0, 1.0),
    neutral=0.0,
    higher_means={"en": "more of a core with a periphery", "zh": "核心—边缘结构更明显"},
    source="borgatti2000",
    title={"en": "Core–periphery fit", "zh": "核心—边缘拟合度"},
)
def core_periphery_fit(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    variant: Ideal = "joined",
    repeats: int = 10,
    draws: int | None = None,
    seed: int = 0,
    workers: int = 2,
) -> WholeMeasure:
    r"""Correlate the ties with the ideal of a core and a periphery that fits them best.

    1: exactly that. Unequal degrees alone make much of it: ``p`` says how often a network of the
    same degrees fits as well, ``p_ties`` how often one that has only as many ties does. A
    small ``p_ties`` with a large ``p`` means hubs, and no more of a core than hubs make.

    .. math:: \rho = \operatorname{corr}_{i \ne j}\left(w_{ij}, \max(c_i, c_j)\right)

    Parameters
    ----------
    graph, nodes, variant, repeats
        As for :func:`core_periphery`.
    draws
        Networks of chance of each of the two sorts; 0: none; None: 99, fewer in a network of
        more than 200,000 ties.
    seed
        Of starts and draws.
    workers
        Threads; changes nothing but the time.

    Returns
    -------
    WholeMeasure
        In [-1, 1]; NaN where ties or the ideal do not vary. Parts: ``core`` and ``periphery``,
        their numbers of nodes; ``inside``, ``between``, ``outside``: mean weight of a pair in the
        core, between the two, in the periphery (NaN without such a pair); ``continuous``, the
        correlation with products of coreness; ``null_mean``, ``null_deviation``, ``z``, ``p``
        against the same degrees; ``ties_mean``, ``p_ties`` against as many ties.

    Raises
    ------
    InputError
        ``communities-repeats``, ``communities-draws``.

    See Also
    --------
    core_periphery : who is in it.

    References
    ----------
    :cite:`borgatti2000`; against as many ties :cite:`boyd2006`; against the same degrees
    :cite:`kojaku2018`; swaps :cite:`maslov2002`.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(
    ...     pl.DataFrame({"source": list("aaaabbb"), "target": list("bcdecde")}))
    >>> core_periphery_fit(ties, draws=0).values.item()
    1.0
    """
    check(resolution=1.0, repeats=repeats, draws=draws or 0)
    ties = ties_of(graph, nodes)
    often = enough_draws(draws, ties)
    fitted = partial(core_periphery_of, variant=variant, repeats=repeats, seed=seed)
    core = fitted(ties)
    draw_some = partial(drawn_by, draws=often if np.isfinite(core.fit) else 0, workers=workers)
    degrees = against(
        core.fit, draw_some(lambda k: fitted(same_degrees(ties, seed=seed, replicate=k)).fit)
    )
    number = against(
        core.fit, draw_some(lambda k: fitted(same_number(ties, seed=seed, replicate=k)).fit)
    )
    return WholeMeasure(
        values=np.array(core.fit),
        parts={
            **{name: np.array(value) for name, value in _blocks(ties, core).items()},
            "continuous": np.array(core.continuous),
            "null_mean": np.array(degrees.mean),
            "null_deviation": np.array(degrees.deviation),
            "z": np.array(degrees.z),
            "p": np.array(degrees.p),
            "ties_mean": np.array(number.mean),
            "p_ties": np.array(number.p),
        },
        record=network_record(
            "core-periphery-fit", ties, graph, nodes, seed=seed,
            parameters={"variant": variant, "repeats": repeats, "draws": often},
        ),
    )  # fmt: skip


def _blocks(ties: Ties, core: Core) -> dict[str, float]:
    if not np.isfinite(core.fit):
        return dict.fromkeys(("core", "periphery", "inside", "between", "outside"), float("nan"))
    inner = float(core.member.sum())
    outer = ties.size - inner
    both = core.member[ties.rows].astype(int) + core.member[ties.targets]
    sums = np.bincount(both, weights=ties.weights, minlength=3)
    cells = (outer * (outer - 1), 2 * inner * outer, inner * (inner - 1))
    mean = [one / many if many > 0 else float("nan") for one, many in zip(sums, cells, strict=True)]
    return {
        "core": inner, "periphery": outer,
        "inside": mean[2], "between": mean[1], "outside": mean[0],
    }  # fmt: skip
