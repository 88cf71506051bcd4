"""Dense groups of establishments at each scale, and what chance makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.points.establishments import Establishments
from jiqun.core import Progress, silent
from jiqun.kernels import chance, philox
from jiqun.kernels.finding import density
from jiqun.kernels.finding.lattices import Lattice

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What makes an establishment's surroundings dense.

    Attributes
    ----------
    scales_km
        Radii of the discs, ascending.
    least_quotient
        Found over expected neighbours, at least.
    z
        Root of twice the log-likelihood ratio, at least.
    fineness
        Cells that a radius has.
    link
        Dense establishments within this share of the radius hang together.
    """

    scales_km: tuple[float, ...]
    least_quotient: float
    z: float
    fineness: int
    link: float

    @property
    def height(self) -> float:
        """The log-likelihood ratio wanted."""
        return self.z * self.z / 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Everything that is the same in every deal of one scale."""

    lattice: Lattice
    begin: NDArray[np.int32]
    end: NDArray[np.int32]
    around: Float
    cell_of: Int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """Establishments of a category that hang together at a scale.

    Attributes
    ----------
    category, scale
        Numbers.
    rows
        Rows of the establishments, its own establishments.
    establishments
        How many they are.
    evidence
        Sum over them of log s - 1 + 1 / s, s the density of their surroundings over chance,
        one establishment added to both.
    """

    category: int
    scale: int
    rows: Int
    establishments: float
    evidence: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chance:
    """The largest of each deal: (draws, C).

    Attributes
    ----------
    evidence, members
        Of the group with the most evidence, and with the most own establishments, over all
        scales.
    """

    evidence: Float
    members: Float

    def critical(self, alpha: float) -> Float:
        """Give the evidence that a group must exceed in each category: (C,)."""
        allowed = int(np.floor(alpha * (len(self.evidence) + 1) + 1e-9)) - 1
        ranked = np.sort(self.evidence, axis=0)[::-1]
        return np.asarray(ranked[allowed])


def p_values(drawn: Float, seen: float) -> float:
    """Give the share of deals, the data among them, that reach what was seen: one-sided."""
    return float(chance.at_least(drawn, seen))


def layers(laid: Establishments, rule: Rule) -> list[Layer]:
    """Prepare each scale."""
    made = []
    for scale in rule.scales_km:
        lattice = laid.lattice(scale, fineness=rule.fineness, link=rule.link)
        shape = len(lattice.along), lattice.reach.shape[1]
        begin, end = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32)
        density.disc_runs(lattice.along, lattice.band, lattice.reach, begin, end)
        cell_of = np.empty(len(laid.x), dtype=np.int64)
        cell_of[lattice.order] = lattice.cell
        layer = Layer(
            lattice=lattice, begin=begin, end=end, around=np.empty(shape[0]), cell_of=cell_of
        )
        made.append(surrounded(layer, laid))
    return made


def surrounded(layer: Layer, laid: Establishments) -> Layer:
    """Give the layer with the establishments around each cell counted anew."""
    cells = len(layer.lattice.along)
    per_site = np.diff(laid.site_start).astype(np.float64)
    weight = np.bincount(layer.cell_of, weights=per_site, minlength=cells).astype(np.float64)
    around = np.empty(cells)
    every = np.arange(cells, dtype=np.int32)
    density.disc_sums(every, weight, 0, cells, layer.begin, layer.end, around)
    return replace(layer, around=around)


class _Lists:
    """Room for each category's cells in one deal."""

    def __init__(self, laid: Establishments, room: Int) -> None:
        entries = int(room[-1])
        self.room = room
        self.at = np.empty(entries, dtype=np.int32)
        self.weight, self.own = np.zeros(entries), np.zeros(entries)
        self.ends = np.empty(len(laid.categories), dtype=np.int64)

    def fill(self, laid: Establishments, layer: Layer, labels: NDArray[np.int32]) -> None:
        """List the cells of each category under these labels."""
        kinds, lattice = laid.kinds, layer.lattice
        density.listed(
            labels, laid.site_start, lattice.order, lattice.cell,
            kinds.start, kinds.category, kinds.weight, kinds.own.astype(np.float64),
            self.room, self.at, self.weight, self.own, self.ends,
        )  # fmt: skip


def observed_groups(
    laid: Establishments, made: list[Layer], rule: Rule, *, alone: Float | None = None
) -> list[Group]:
    """Find every group that hangs together, significant or not.

    ``alone`` says of each row how often one of its establishments is there itself, which is
    once (None) but in a resample.
    """
    lists = _Lists(laid, laid.room)
    category, site = laid.rows["category"].to_numpy(), laid.rows["at"].to_numpy()
    counts = laid.counts.astype(np.float64)
    order = np.argsort(np.where(counts > 0, category, -1), kind="stable")
    starts = np.searchsorted(
        np.where(counts > 0, category, -1)[order], np.arange(len(laid.categories) + 1)
    )
    found: list[Group] = []
    for number, layer in enumerate(made):
        lists.fill(laid, layer, laid.labels)
        for c in range(len(laid.categories)):
            rows = order[starts[c] : starts[c + 1]]
            begin, end = int(lists.room[c]), int(lists.ends[c])
            if end == begin or not len(rows):
                continue
            entry = np.searchsorted(lists.at[begin:end], layer.cell_of[site[rows]])
            selves = np.ones(end - begin)
            if alone is not None:
                sums = np.bincount(entry, weights=counts[rows] * alone[rows], minlength=end - begin)
                np.divide(sums, lists.own[begin:end], out=selves, where=lists.own[begin:end] > 0)
            group, evidence = _entries(laid, layer, lists, c, rule, selves)
            found += _groups(rows, group[entry], evidence[entry], counts[rows], c, number)
    return found


def _entries(
    laid: Establishments, layer: Layer, lists: _Lists, c: int, rule: Rule, alone: Float
) -> tuple[Int, Float]:
    begin, end = int(lists.room[c]), int(lists.ends[c])
    lattice, n = layer.lattice, end - begin
    sums, evidence, group = np.empty(n), np.empty(n), np.empty(n, dtype=np.int64)
    density.dense_entries(
        lists.at, lists.weight, lists.own, begin, end,
        layer.begin, layer.end, lattice.along, lattice.band, lattice.link, layer.around,
        laid.share[c], laid.spread[c], rule.least_quotient, rule.height, alone,
        sums, evidence, group,
    )  # fmt: skip
    return group, evidence


def _groups(
    rows: Int, group: Int, evidence: Float, counts: Float, category: int, scale: int
) -> list[Group]:
    inside = np.flatnonzero(group >= 0)
    if not len(inside):
        return []
    inside = inside[np.argsort(group[inside], kind="stable")]
    cuts = np.flatnonzero(np.diff(group[inside])) + 1
    return [
        Group(
            category=category,
            scale=scale,
            rows=np.sort(rows[part]),
            establishments=float(counts[part].sum()),
            evidence=float((counts[part] * evidence[part]).sum()),
        )
        for part in np.split(inside, cuts)
    ]


def dealt(
    laid: Establishments,
    made: list[Layer],
    rule: Rule,
    *,
    draws: int,
    seed: int,
    workers: int,
    progress: Progress = silent,
) -> Chance:
    """Deal the kinds out again and again; note the largest group of each deal."""
    room, categories = laid.room, len(laid.categories)
    out = Chance(evidence=np.zeros((draws, categories)), members=np.zeros((draws, categories)))

    def work(begin: int, end: int) -> None:
        lists = _Lists(laid, room)
        for draw in range(begin, end):
            labels = laid.labels.copy()
            with np.errstate(over="ignore"):
                philox.shuffle_prefix(
                    np.uint64(seed),
                    np.uint64(draw),
                    max(len(labels) - 1, 0),
                    labels,  # type: ignore[arg-type]  # half the memory of int64
                )
            for layer in made:
                lists.fill(laid, layer, labels)
                lattice = layer.lattice
                density.extremes(
                    room, lists.ends, lists.at, lists.weight, lists.own,
                    layer.begin, layer.end, lattice.along, lattice.band, lattice.link, layer.around,
                    laid.share, laid.spread, rule.least_quotient, rule.height,
                    out.evidence[draw], out.members[draw],
                )  # fmt: skip

    step = max(1, min(10, draws // max(2 * workers, 1)))
    parts = [(low, min(low + step, draws)) for low in range(0, draws, step)]
    run = Parallel(n_jobs=workers, prefer="threads", return_as="generator")
    for number, _ in enumerate(run(delayed(work)(*part) for part in parts)):
        progress("deals", min((number + 1) * step, draws), draws)
    return out
