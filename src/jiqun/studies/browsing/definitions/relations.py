"""The network of a definition set's categories: places, and each one's strongest relations."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.studies.browsing.clusters import own
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot

#: The strongest relations drawn from each category.
EACH = 3
Edge = tuple[int, int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryNode:
    """A category in a drawn network."""

    category: str
    name: str | None
    name_zh: str | None
    x: float
    y: float
    employment: float | None
    traded: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryNetwork:
    """Categories and the three strongest relations of each.

    Attributes
    ----------
    edges
        Two places in the list of nodes, and how strong the relation between them is.
    """

    nodes: tuple[CategoryNode, ...]
    edges: tuple[Edge, ...]


def relations(shown: Snapshot, definition: str, kinds: pl.DataFrame) -> CategoryNetwork | None:
    """Draw the categories ``kinds``; None where the set has no places for them."""
    places = own(shown, "category_places", definition=definition)
    related = own(shown, "category_relatedness", definition=definition)
    if not len(places) or not len(related):
        return None
    about = kinds.select("category", "name", "name_zh", "employment", "traded")
    nodes = places.select("category", "x", "y").join(
        about, on="category", how="left", maintain_order="left"
    )
    at = {code: k for k, code in enumerate(nodes["category"])}
    pairs = {
        (min(at[a], at[b]), max(at[a], at[b])): w
        for a, b, w in _strongest(related).rows()
        if a in at and b in at
    }
    edges = tuple((a, b, w) for (a, b), w in sorted(pairs.items()))
    return CategoryNetwork(nodes=rows(nodes, CategoryNode), edges=edges)


def _strongest(related: pl.DataFrame) -> pl.DataFrame:
    return (
        related.filter(pl.col("category") != pl.col("related"))
        .sort(["category", "relatedness", "related"], descending=[False, True, False])
        .group_by("category", maintain_order=True)
        .head(EACH)
        .select("category", "related", "relatedness")
    )
