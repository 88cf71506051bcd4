"""A weighted, directed graph with labelled nodes, in compressed sparse rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Graph:
    """Ties between nodes; an undirected graph holds each tie in both directions.

    Attributes
    ----------
    nodes
        N unique codes.
    starts
        Shape (N + 1,), int64: node n's ties are ``targets[starts[n]:starts[n + 1]]``.
    targets
        Shape (M,), int64, ascending within a node, each at most once.
    weights
        Shape (M,), float64, finite.
    origins
        Where they come from.
    """

    nodes: tuple[str, ...]
    starts: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems()
        unique(problems, "nodes", self.nodes)
        weights = read_only(self.weights)
        if len(self.starts) != len(self.nodes) + 1 or len(self.targets) != len(weights):
            problems.add(
                "graph-shape",
                subject="graph",
                starts=len(self.starts),
                targets=len(self.targets),
                weights=len(weights),
                nodes=len(self.nodes),
            )
        if not np.isfinite(weights).all():
            count = int((~np.isfinite(weights)).sum())
            problems.add("graph-weight", subject="weights", count=count)
        problems.check()
        for name in ("starts", "targets"):
            array = np.array(getattr(self, name), dtype=np.int64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "weights", weights)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        source: str = "source",
        target: str = "target",
        weight: str | None = None,
        nodes: tuple[str, ...] | None = None,
        directed: bool = True,
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Take an edge list; repeated ties are added up, ``nodes`` may add islands.

        Raises
        ------
        InputError
            ``graph-nodes``: a tie names a code that ``nodes`` does not have.
        """
        tidy = to_polars(frame)
        need_columns(tidy, source, target, *([weight] if weight else []))
        tails = tidy[source].cast(str).to_numpy().astype(np.str_)
        heads = tidy[target].cast(str).to_numpy().astype(np.str_)
        values = (
            tidy[weight].cast(float).fill_null(np.nan).to_numpy() if weight else np.ones(len(tidy))
        )
        if not directed:
            loops = tails == heads
            tails, heads, values = (
                np.concatenate([tails, heads[~loops]]),
                np.concatenate([heads, tails[~loops]]),
                np.concatenate([values, values[~loops]]),
            )
        codes = (
            nodes
            if nodes is not None
            else tuple(map(str, np.unique(np.concatenate([tails, heads]))))
        )
        start_at, end_at = _positions(codes, tails), _positions(codes, heads)
        flat, first = np.unique(start_at * len(codes) + end_at, return_inverse=True)
        starts = np.searchsorted(flat, np.arange(len(codes) + 1) * len(codes))
        return cls(
            nodes=codes,
            starts=starts,
            targets=flat % max(len(codes), 1),
            weights=np.bincount(first, weights=values, minlength=len(flat)).astype(float),
            origins=origins,
        )

    def digest(self) -> str:
        """Name the content: equal graphs give equal digests."""
        return digest("\n".join(self.nodes), self.starts, self.targets, self.weights)


def _positions(codes: tuple[str, ...], named: NDArray[np.str_]) -> NDArray[np.int64]:
    labels = np.array(codes, dtype=np.str_)
    order = np.argsort(labels)
    at = np.searchsorted(labels, named, sorter=order)
    found = order[np.minimum(at, len(labels) - 1)] if len(labels) else np.zeros(len(named), int)
    strange = labels[found] != named if len(labels) else np.ones(len(named), bool)
    problems = Problems()
    if strange.any():
        problems.add(
            "graph-nodes",
            subject="ties",
            strange=sorted(set(named[strange].tolist()))[:3],
            ties=int(strange.sum()),
        )
    problems.check()
    return found.astype(np.int64)
