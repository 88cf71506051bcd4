"""What lies within each cluster's boundary: members, totals, quotients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.points.establishments import Establishments
from jiqun.clusters.points.shapes import Boundary, Places, boundary
from jiqun.clusters.points.tree import Node
from jiqun.kernels.quotients import quotient

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Groups that a quotient is among: 0 local, 1 traded, and what is not known to be either.
UNKNOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Territory:
    """A cluster with what is in it.

    Attributes
    ----------
    node
        What was found.
    boundary
        Around its dense establishments.
    members
        Rows of the establishments: the category's own establishments within.
    related
        Rows within whose industry is related to the category, and their relatedness.
    relatedness
        Of each.
    quotient
        Location quotient of what is within the boundary.
    excess
        Own establishments within over those that chance would put there.
    """

    node: Node
    boundary: Boundary
    members: Int
    related: Int
    relatedness: Float
    quotient: float
    excess: float


class Survey:
    """Sums by site that every territory asks for."""

    def __init__(
        self, laid: Establishments, scales_km: tuple[float, ...], *, traded: Float
    ) -> None:
        """Take the establishments; ``traded`` is 1, 0 or NaN (not known) for each category."""
        rows = laid.rows
        self.laid, self.scales_km = laid, scales_km
        self.places = Places(laid.x, laid.y, metric=laid.metric)
        self.at = rows["at"].to_numpy()
        self.row_start = np.searchsorted(self.at, np.arange(len(laid.x) + 1))
        self.category = rows["category"].to_numpy()
        self.counts = rows["establishments"].to_numpy().astype(np.float64)
        self.employment = rows["employment"].to_numpy().astype(np.float64)
        self.by_jobs = bool(len(rows)) and not rows["employment"].null_count()
        self.mass = self.employment if self.by_jobs else self.counts
        self.kind = np.zeros(len(rows), dtype=np.int64)
        if len(rows):
            filled = np.concatenate([[0], np.cumsum(self.counts)[:-1]]).astype(np.int64)
            self.kind = laid.labels[filled].astype(np.int64)
        self.kinds = np.append(np.nan_to_num(traded, nan=UNKNOWN), UNKNOWN).astype(np.int64)
        self.group = self.kinds[self.category]
        self.whole = self._wholes(len(laid.categories))

    def kin(self, category: int) -> NDArray[np.bool_]:
        """Say which groups (local, traded, unknown) a category's quotient is among."""
        group = int(self.kinds[category])
        return np.arange(UNKNOWN + 1) == group if group != UNKNOWN else np.ones(UNKNOWN + 1, bool)

    def _wholes(self, categories: int) -> list[tuple[float, float]]:
        """Give what each category has, and what its group has, in all the points."""
        own = np.bincount(self.category + 1, weights=self.mass, minlength=categories + 1)[1:]
        every = np.bincount(self.group, weights=self.mass, minlength=UNKNOWN + 1)
        return [(float(own[c]), float(every[self.kin(c)].sum())) for c in range(categories)]

    def rows_within(self, line: Boundary) -> Int:
        """Give the rows of all sites within a boundary."""
        sites = self.places.inside(line.shape)
        begin, size = self.row_start[sites], self.row_start[sites + 1] - self.row_start[sites]
        offset = np.repeat(begin - np.concatenate([[0], np.cumsum(size)[:-1]]), size)
        return offset + np.arange(int(size.sum()))

    def draw(self, node: Node) -> Boundary:
        """Draw the boundary of a found group."""
        rows = node.group.rows
        site = self.at[rows]
        return boundary(
            self.laid.x[site],
            self.laid.y[site],
            self.counts[rows],
            scale_km=self.scales_km[node.group.scale],
            metric=self.laid.metric,
        )

    def related_within(self, rows: Int, category: int) -> tuple[Int, Float]:
        """Give the rows of related industries, and how related they are."""
        kinds = self.laid.kinds
        weight = np.zeros(len(kinds.start) - 1)
        of = np.repeat(np.arange(len(weight)), np.diff(kinds.start))
        other = (kinds.category == category) & ~kinds.own
        weight[of[other]] = kinds.weight[other]
        value = weight[self.kind[rows]]
        return rows[value > 0], value[value > 0]

    def measured(self, rows: Int, category: int) -> tuple[float, float]:
        """Give quotient, and own establishments over what chance would put there.

        The quotient is of employment where every row has it, else of establishments, within
        traded (or local) industries where the categories say which are.
        """
        own = rows[self.category[rows] == category]
        kin, whole = self.kin(category), self.whole[category]
        inside = self.mass[rows][kin[self.group[rows]]].sum()
        x = self.mass[own].sum()
        expected = self.counts[rows].sum() * self.laid.own[category] / self.laid.total
        excess = self.counts[own].sum() / expected if expected > 0 else np.nan
        return float(quotient(x, inside, *whole)), float(excess)


def territories(survey: Survey, nodes: list[Node]) -> list[Territory]:
    """Draw and fill every cluster; each establishment is a member of one cluster at most.

    A dense establishment belongs to the cluster it made; the category's others within a
    boundary to the cluster with the most evidence. A core has those of its cluster's members
    that lie within its own boundary.
    """
    lines = [survey.draw(node) for node in nodes]
    within = [survey.rows_within(line) for line in lines]
    owner = np.full(len(survey.at), -1, dtype=np.int64)
    roots = [k for k, node in enumerate(nodes) if node.parent is None]
    for k in roots:
        owner[nodes[k].group.rows] = k
    for k in sorted(roots, key=lambda k: -nodes[k].group.evidence):
        rows = within[k]
        own = rows[(survey.category[rows] == nodes[k].group.category) & (owner[rows] < 0)]
        owner[own] = k
    made = []
    for k, node in enumerate(nodes):
        root = k
        while (above := nodes[root].parent) is not None:
            root = above
        rows, category = within[k], node.group.category
        members = np.union1d(rows[owner[rows] == root], node.group.rows if root == k else [])
        related, relatedness = survey.related_within(rows, category)
        value, excess = survey.measured(rows, category)
        made.append(
            Territory(
                node=node, boundary=lines[k], members=members.astype(np.int64),
                related=related, relatedness=relatedness,
                quotient=value, excess=excess,
            )
        )  # fmt: skip
    return made


def listing(made: list[Territory], survey: Survey, *, related: bool = True) -> pl.DataFrame:
    """Give ``place, row, own, count, jobs, weight``: who is in each cluster, with its weight.

    ``place`` is the cluster's in the list; ``weight`` the relatedness, 1 for its own.
    """
    parts = [
        pl.DataFrame(
            {
                "place": np.full(len(rows), k, dtype=np.int64),
                "row": rows,
                "own": np.full(len(rows), own),
                "weight": weight,
            }
        )
        for k, one in enumerate(made)
        for rows, own, weight in (
            (one.members, True, np.ones(len(one.members))),
            (one.related, False, one.relatedness),
        )
        if len(rows) and (own or related)
    ]
    if not parts:
        kinds = {"place": pl.Int64, "row": pl.Int64, "own": pl.Boolean, "weight": pl.Float64}
        return pl.DataFrame(schema=kinds).with_columns(count=1.0, jobs=1.0)
    every = pl.concat(parts)
    row = every["row"].to_numpy()
    return every.with_columns(
        pl.Series("count", survey.counts[row]),
        pl.Series("jobs", survey.employment[row]).fill_nan(None),
    )
