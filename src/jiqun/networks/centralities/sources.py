"""From which nodes ways are followed: all, or a stated sample of each part that hangs together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, problem, stream
from jiqun.kernels.networks import ways
from jiqun.networks.ties import Ties

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Kernel = Callable[[Int, Int, Float, Int, Float], None]

#: How long a tie is: one step each, its weight, or one over its weight.
Lengths = Literal["steps", "weights", "reciprocals"]
#: Nodes times ties up to which every node is a start: some seconds.
ALL_UP_TO: Final = 10**9
#: The same for distances in steps, which go from 64 starts at once.
STEPS_UP_TO: Final = 64 * 10**9
#: Starts in a part that hangs together, at least, where not all are.
LEAST: Final = 100
#: Starts times ties below which threads take longer than the work.
LITTLE: Final = 10**7
#: Pieces of work, the same for any number of workers.
PIECES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sources:
    """Where ways start.

    Attributes
    ----------
    at
        S nodes, ascending.
    label
        (N,): the part each node hangs together with, whatever way the ties lead.
    size
        (N,): how many nodes its part has.
    taken
        (N,): how many of them are starts.
    """

    at: Int
    label: Int
    size: Int
    taken: Int

    @property
    def sampled(self) -> bool:
        """Whether some node is no start."""
        return len(self.at) < len(self.label)

    @property
    def itself(self) -> NDArray[np.bool_]:
        """Whether a node is a start; shape (N,)."""
        marked = np.zeros(len(self.label), dtype=bool)
        marked[self.at] = True
        return marked

    def error(self, total: Float, squares: Float, others: Float, of: Float) -> Float:
        """Give the standard error of a total over ``of`` starts, estimated from ``others``.

        total, squares: (N,) sums over the starts. Sampled without replacement; 0 where all are
        taken, NaN from a single one of several.
        """
        spread = np.maximum(squares - total**2 / np.maximum(others, 1), 0.0)
        spread = np.where(others > 1, spread / np.maximum(others - 1, 1), np.nan)
        unseen = np.maximum(1.0 - others / np.maximum(of, 1), 0.0)
        error = of * np.sqrt(unseen * spread / np.maximum(others, 1))
        return np.where(others >= of, 0.0, error)


def sources_of(ties: Ties, wanted: int | None, *, seed: int, up_to: int = ALL_UP_TO) -> Sources:
    """Choose the starts; None: all, unless that is more than some seconds of work.

    The sample is drawn in each part that hangs together, so that small parts are exact. Which
    nodes are drawn depends on their labels and the seed, not on the order of nodes or ties.
    ``up_to``: nodes times ties up to which all are starts.

    Raises
    ------
    InputError
        ``sources-few``: fewer than 2.
    """
    if wanted is not None and wanted < 2:  # noqa: PLR2004 - a spread needs two
        raise InputError(problem("sources-few", subject="sources", value=wanted))
    n, label = ties.size, part_labels(ties)
    sizes = np.bincount(label, minlength=1).astype(np.int64)
    most = _most(ties, label, sizes, up_to) if wanted is None else wanted
    rank = np.zeros(n, dtype=np.int64)
    rank[np.argsort(np.array(ties.labels, dtype=np.str_), kind="stable")] = np.arange(n)
    drawn = stream(seed=seed, name="network-sources").permutation(n)[rank]
    order = np.lexsort((drawn, label))
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    within = np.arange(n) - first[label[order]]
    at = np.sort(order[within < most])
    return Sources(at=at, label=label, size=sizes[label], taken=np.minimum(sizes, most)[label])


def followed(
    kernel: Kernel, ties: Ties, lengths: Float, sources: Int, *, rows: int, workers: int
) -> Float:
    """Run a kernel of :mod:`jiqun.kernels.networks.ways` from the starts; shape (rows, N).

    The last of five rows is a largest number, all others are sums, taken in one order.
    """
    pieces = [piece for piece in np.array_split(sources, PIECES) if len(piece)]

    def one(piece: Int) -> Float:
        out = np.zeros((rows, ties.size))
        kernel(ties.starts, ties.targets, lengths, piece, out)
        return out

    little = len(sources) * (ties.size + len(ties.targets)) < LITTLE
    run = Parallel(n_jobs=1 if little else workers, prefer="threads")
    made = run(delayed(one)(piece) for piece in pieces)
    total = np.zeros((rows, ties.size))
    for out in made:
        total[:4] += out[:4]
        total[4:] = np.maximum(total[4:], out[4:])
    return total


def lengths_of(ties: Ties, chosen: Lengths) -> Float:
    """Give the length of each tie; shape (M,), or (0,) for steps."""
    if chosen == "steps":
        return np.zeros(0)
    return ties.weights.copy() if chosen == "weights" else 1.0 / ties.weights


def turned(ties: Ties) -> Ties:
    """Give the same ties the other way round."""
    return replace(
        ties,
        starts=ties.back_starts,
        targets=ties.sources,
        weights=ties.back_weights,
        back_starts=ties.starts,
        sources=ties.targets,
        back_weights=ties.weights,
    )


def part_labels(ties: Ties) -> Int:
    """Number the parts that hang together, whatever way the ties lead; shape (N,)."""
    label = np.zeros(ties.size, dtype=np.int64)
    ways.parts(ties.starts, ties.targets, ties.back_starts, ties.sources, label)
    return label


def tell_sampled(ties: Ties, sources: Sources) -> Ties:
    """Add the caution that ways start at a sample, where they do."""
    if not sources.sampled:
        return ties
    caution = Caution("ways-sampled", {"sources": len(sources.at), "nodes": ties.size})
    return replace(ties, cautions=(*ties.cautions, caution))


def _most(ties: Ties, label: Int, sizes: Int, up_to: int) -> int:
    inside = np.bincount(label, weights=np.diff(ties.starts), minlength=len(sizes))
    if float((sizes * (sizes + inside)).sum()) <= up_to:
        return int(sizes.max(initial=0))
    return max(LEAST, int(up_to // (ties.size + len(ties.targets))))
