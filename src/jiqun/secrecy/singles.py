"""Cells with a single contributor: who he is, and what he could tell of others or others of him."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jiqun.secrecy.margins import Margins

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def contributors(margins: Margins, count: Int, owner: Int) -> tuple[Int, Int]:
    """Number the contributors of cells with one, and the cells that are one contribution.

    A total with one contributor is its only part seen again: both have one owner and are one
    contribution. A contributor who is not named is another one in every contribution.

    Returns
    -------
    owner
        (C,): a number for each contributor; -1 for cells with none or several.
    same
        (C,): a number for each contribution; -1 for cells with none or several.
    """
    single = count == 1
    cells = len(count)
    total, part = pairs(margins)
    tied = single[total] & single[part]
    tied &= (owner[total] == owner[part]) | (owner[total] < 0) | (owner[part] < 0)
    ones = np.ones(int(tied.sum()))
    graph = sparse.coo_array((ones, (total[tied], part[tied])), shape=(cells, cells))
    _, label = sparse.csgraph.connected_components(graph.tocsr(), directed=False)
    named = np.full(label.max() + 1 if cells else 0, -1, dtype=np.int64)
    np.maximum.at(named, label[single], owner[single])
    people = int(owner.max()) + 1 if cells else 0
    person = np.where(named >= 0, named, people + np.arange(len(named)))
    _, person = np.unique(person, return_inverse=True)
    return np.where(single, person[label], -1), np.where(single, label, -1).astype(np.int64)


def pairs(margins: Margins) -> tuple[Int, Int]:
    """List every total with each of its parts."""
    matrix = margins.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    heads = matrix.data < 0
    head = np.full(matrix.shape[0], -1, dtype=np.int64)
    head[row[heads]] = matrix.indices[heads]
    parts = ~heads & (head[row] >= 0)
    return head[row[parts]], matrix.indices[parts].astype(np.int64)


def widened(margins: Margins, owner: Int, same: Int, reach: Float) -> Float:
    """Widen the reach of one contributor's parts of a sum to the reach of all of them together.

    Else a reader would learn what he has in the sum more closely than the rule allows.
    """
    total, part = pairs(margins)
    mine = owner[part] >= 0
    total, part = total[mine], part[mine]
    if not len(part):
        return reach
    _, group = np.unique(np.column_stack([total, owner[part]]), axis=0, return_inverse=True)
    group = group.ravel()
    out = reach.copy()
    for measure in range(reach.shape[1]):
        whole = np.bincount(group, reach[part, measure])
        np.maximum.at(out[:, measure], part, whole[group])
    named = same >= 0
    for measure in range(reach.shape[1]):
        most = np.zeros(int(same.max()) + 1 if len(same) else 0)
        np.maximum.at(most, same[named], out[named, measure])
        out[named, measure] = np.where(reach[named, measure] > 0, most[same[named]], 0.0)
    return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Insiders:
    """Who is inside a cell with several contributors and knows a part of it.

    Attributes
    ----------
    parts
        (C, C) sparse: the parts of each total.
    owner, same
        (C,): whose cells with one contributor are, and which are one contribution.
    linked
        Whether tables are linked, so that one contribution may stand at several lowest cells.
    """

    parts: sparse.csr_array
    owner: Int
    same: Int
    linked: bool

    @classmethod
    def of(cls, margins: Margins, owner: Int, same: Int) -> Insiders:
        """Turn the margins to be gone down."""
        total, part = pairs(margins)
        size = (margins.cells, margins.cells)
        parts = sparse.csr_array(sparse.coo_array((np.ones(len(part)), (total, part)), shape=size))
        return cls(parts=parts, owner=owner, same=same, linked=margins.parents is None)

    def share(self, cell: int, who: int, values: Float, down: Float) -> float:
        """Say for what share of its reach a cell must move against a contributor inside it.

        As far as half of what is not his, but at least 1 where there is as much: that is more
        than the rules ask for the rest of the cell taken by itself.
        """
        lowest = self._lowest(cell)
        mine = lowest[self.owner[lowest] == who]
        own = np.zeros(values.shape[1])
        if self.linked:
            for one in np.unique(self.same[mine]):
                own += values[mine[self.same[mine] == one]].max(axis=0)
        else:
            own += values[mine].sum(axis=0)
        asked = down[cell] > 0
        left = (values[cell] - own)[asked]
        wanted = np.minimum(left, np.maximum(left / 2.0, 1.0)) / down[cell][asked]
        return float(np.minimum(wanted, 1.0).max()) if len(left) else 1.0

    def _lowest(self, cell: int) -> Int:
        """List the lowest cells of a total; a cell without parts is its own."""
        seen, edge, out = {cell}, [cell], []
        while edge:
            at = edge.pop()
            below = self.parts.indices[self.parts.indptr[at] : self.parts.indptr[at + 1]].tolist()
            if not below:
                out.append(at)
            edge.extend(new for new in below if new not in seen)
            seen.update(below)
        return np.array(out, dtype=np.int64)
