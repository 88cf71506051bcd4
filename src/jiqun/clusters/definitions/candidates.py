"""Candidate sets of categories: one similarity, one method, one number of categories each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.kernels.finding.centres import centre_labels
from jiqun.kernels.finding.communities import leiden
from jiqun.kernels.finding.medoids import medoid_labels
from jiqun.kernels.linear.products import product
from jiqun.kernels.linear.spectra import leading
from jiqun.kernels.ties import levelled

Float = NDArray[np.float64]
Int = NDArray[np.int64]

LINKAGES = ("ward", "average", "complete", "weighted")
#: Ties kept for each industry in the graph that communities are found in.
NEIGHBOURS = 15
#: Directions of the profiles that k-means looks along.
DIRECTIONS = 50
#: Most passes over all candidates for medoids; most rounds of k-means.
ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """One partition of the industries.

    Attributes
    ----------
    matrix, method
        Whose similarity; "hierarchical", "k-medoids", "k-means" or "communities".
    detail
        The linkage, the restart or the resolution.
    labels
        Shape (I,), in 0 .. K-1, numbered by first appearance.
    """

    matrix: str
    method: str
    detail: str
    labels: Int

    @property
    def categories(self) -> int:
        """Number of categories."""
        return int(self.labels.max()) + 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """What makes some candidates: done anywhere, in any order, with the same result."""

    matrix: str
    method: str
    detail: str
    sizes: tuple[int, ...]
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Footing:
    """A matrix in the forms that methods read: similarities, distances, coordinates."""

    similarity: Float
    distances: Float
    coordinates: Float


def footing(similarity: Float, *, means: bool = True) -> Footing:
    """Prepare a matrix once for all tasks; coordinates, which k-means alone reads, if wanted."""
    return Footing(
        similarity=similarity,
        distances=distances(similarity),
        coordinates=coordinates(similarity) if means else np.empty((len(similarity), 0)),
    )


def tasks(
    matrices: Sequence[str], sizes: Sequence[int], wanted: int, *, seed: int
) -> Iterator[list[Task]]:
    """Give rounds of tasks: first each method once, then restarts until enough candidates.

    A round of restarts repeats k-medoids and k-means from other beginnings.
    """
    every = tuple(sizes)
    yield [Task(matrix=m, method="hierarchical", detail=how, sizes=every, seed=seed)
           for m, how in itertools.product(matrices, LINKAGES)] + [
        Task(matrix=m, method="communities", detail="leiden", sizes=every, seed=seed)
        for m in matrices
    ]  # fmt: skip
    for restart in count():
        yield [
            Task(matrix=m, method=method, detail=str(restart), sizes=every, seed=seed)
            for m, method in itertools.product(matrices, ("k-medoids", "k-means"))
        ]
        if restart * len(matrices) * len(every) > wanted:
            return


def made(task: Task, footings: Mapping[str, Footing]) -> list[Candidate]:
    """Do a task."""
    found = METHODS[task.method](footings[task.matrix], task)
    return [
        Candidate(matrix=task.matrix, method=task.method, detail=detail, labels=renumbered(labels))
        for detail, labels in found
    ]


def renumbered(labels: Int) -> Int:
    """Number categories by their first industry: equal partitions get equal labels."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return np.asarray(order[inverse], dtype=np.int64)


def distances(similarity: Float) -> Float:
    """Turn similarities into distances: the largest less each, 0 on the diagonal."""
    out = similarity.max() - similarity
    np.fill_diagonal(out, 0.0)
    return np.asarray(out)


def profiles(similarity: Float) -> Float:
    """Give each industry its row of similarities, with its own as its largest: (I, I).

    Industries that are related to the same ones are near each other, related or not.
    """
    out = similarity.copy()
    np.fill_diagonal(out, similarity.max(axis=1))
    return out


def coordinates(similarity: Float) -> Float:
    """Give the profiles in their leading directions: (I, D), D <= :data:`DIRECTIONS`.

    Distances are those of the profiles but for what the lesser directions hold.
    """
    rows = profiles(similarity)
    centred = rows - rows.mean(axis=0)
    _, vectors = leading(product(centred.T, centred), DIRECTIONS)
    return product(centred, vectors)


def _hierarchical(on: Footing, task: Task) -> Iterator[tuple[str, Int]]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    near = (
        linkage(profiles(on.similarity), "ward")
        if task.detail == "ward"
        else linkage(squareform(on.distances, checks=False), task.detail)
    )
    for size in task.sizes:
        yield task.detail, fcluster(near, size, criterion="maxclust").astype(np.int64)


def _medoids(on: Footing, task: Task) -> Iterator[tuple[str, Int]]:
    away = on.distances
    rng = stream(seed=task.seed, name=f"definition.{task.matrix}.medoids.{task.detail}")
    for size in task.sizes:
        start = rng.permutation(len(away))[:size]
        yield task.detail, medoid_labels(away, np.sort(start), ROUNDS)


def _means(on: Footing, task: Task) -> Iterator[tuple[str, Int]]:
    points = on.coordinates
    rng = stream(seed=task.seed, name=f"definition.{task.matrix}.means.{task.detail}")
    for size in task.sizes:
        yield task.detail, centre_labels(points, _spread(points, size, rng), ROUNDS)


def _communities(on: Footing, task: Task) -> Iterator[tuple[str, Int]]:
    starts, targets, weights = _graph(on.similarity)
    low, high = min(task.sizes), max(task.sizes)
    for resolution in np.geomspace(0.5, 12.0, 2 * len(task.sizes)):
        labels = leiden(starts, targets, weights, resolution=float(resolution), seed=task.seed)
        if low <= len(np.unique(labels)) <= high:
            yield f"resolution {resolution:.2f}", labels


METHODS: Mapping[str, Callable[[Footing, Task], Iterator[tuple[str, Int]]]] = {
    "hierarchical": _hierarchical,
    "k-medoids": _medoids,
    "k-means": _means,
    "communities": _communities,
}


def _spread(points: Float, size: int, rng: np.random.Generator) -> Int:
    """Choose points to begin at, far apart by chance (k-means++)."""
    chosen = [int(rng.integers(len(points)))]
    away = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(size - 1):
        total = np.cumsum(away)
        pick = int(np.searchsorted(total, rng.random() * total[-1])) if total[-1] > 0 else 0
        chosen.append(min(pick, len(points) - 1))
        away = np.minimum(away, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return np.array(chosen, dtype=np.int64)


def _graph(similarity: Float) -> tuple[Int, Int, Float]:
    """Keep each industry's nearest others as ties, in both directions; weights above 0."""
    n = len(similarity)
    most = min(NEIGHBOURS, n - 1)
    away = similarity.copy()
    np.fill_diagonal(away, -np.inf)
    near = np.argsort(-levelled(away), axis=1, kind="stable")[:, :most]
    tied = np.zeros((n, n), dtype=bool)
    tied[np.arange(n)[:, None], near] = True
    tied |= tied.T
    weights = np.where(tied, np.maximum(similarity, 1e-6), 0.0)
    rows, targets = np.nonzero(tied)
    starts = np.searchsorted(rows, np.arange(n + 1)).astype(np.int64)
    return starts, targets.astype(np.int64), weights[rows, targets]
