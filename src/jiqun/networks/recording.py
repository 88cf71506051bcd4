"""How a measure of a network notes what went in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Record
from jiqun.networks.ties import Ties
from jiqun.results import NodeMeasure, recorded
from jiqun.tables import Graph, Nodes


def network_record(
    subject: str,
    ties: Ties,
    graph: Graph,
    nodes: Nodes | None,
    *,
    parameters: Mapping[str, Any] | None = None,
    seed: int | None = None,
) -> Record:
    """Write the record of a measure of ties: the tables, the direction, what was left out."""
    return recorded(
        subject,
        {"graph": graph, "nodes": nodes},
        parameters={"directed": ties.directed, **(parameters or {})},
        seed=seed,
        cautions=ties.cautions,
    )


def node_measure(
    subject: str,
    ties: Ties,
    graph: Graph,
    nodes: Nodes | None,
    *,
    values: NDArray[np.float64],
    parts: Mapping[str, NDArray[np.float64]] | None = None,
) -> NodeMeasure:
    """Give one value a node, without options and chance, with its record."""
    return NodeMeasure(
        nodes=ties.labels,
        values=values,
        parts=parts or {},
        record=network_record(subject, ties, graph, nodes),
    )
