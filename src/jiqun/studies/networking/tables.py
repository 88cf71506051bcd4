"""The results of an analysis: their names and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

FIGURES: Final = "network_figures"
NODES: Final = "network_nodes"
COMMUNITIES: Final = "network_communities"
TIES: Final = "network_ties"
#: All that an analysis writes.
RESULTS: Final = (FIGURES, NODES, COMMUNITIES, TIES)

#: A figure of the whole network, or of one kind, community or year in it (``of``).
FIGURE_COLUMNS: Final[Mapping[str, type[pl.DataType]]] = {
    "section": pl.String,
    "figure": pl.String,
    "of": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "expected": pl.Float64,
    "z": pl.Float64,
    "p": pl.Float64,
}
#: What every organisation has; sections add columns of numbers.
NODE_COLUMNS: Final[Mapping[str, type[pl.DataType]]] = {
    "organisation": pl.String,
    "kind": pl.String,
    "region": pl.String,
    "industry": pl.String,
    "community": pl.Int64,
    "x": pl.Float64,
    "y": pl.Float64,
}
#: Communities; sections add columns of numbers.
COMMUNITY_COLUMNS: Final[Mapping[str, type[pl.DataType]]] = {
    "community": pl.Int64,
    "organisations": pl.Int64,
    "x": pl.Float64,
    "y": pl.Float64,
    "radius": pl.Float64,
}
#: Tied pairs, a row a kind of tie.
TIE_COLUMNS: Final[Mapping[str, type[pl.DataType]]] = {
    "source": pl.String,
    "target": pl.String,
    "kind": pl.String,
    "links": pl.Int64,
    "weight": pl.Float64,
}


def figures_frame(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Give figures as a frame; NaN becomes null, what a row leaves out too."""
    frame = pl.DataFrame(rows, schema=dict(FIGURE_COLUMNS), orient="row")
    numbers = [name for name, kind in FIGURE_COLUMNS.items() if kind is pl.Float64]
    return frame.with_columns(pl.col(numbers).fill_nan(None))
