"""The network as a picture: communities first, then the best-tied organisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from annotated_types import Ge, Le

from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.networks.held import MOST_COMMUNITY, communities, needs, nodes, ties
from jiqun.studies.browsing.snapshots import Snapshot

#: Organisations and ties that a browser draws smoothly.
MOST_NODES, MOST_TIES = 5000, 15_000
#: Of each organisation, its strongest ties are drawn; of all, this many bundles.
EACH, MOST_BUNDLES = 3, 2000
DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFilters:
    """What is drawn.

    Attributes
    ----------
    community
        Members of this community only; of all where left out.
    most
        How many organisations, the best-tied; 0 for communities only.
    """

    community: Annotated[int, Ge(0), Le(MOST_COMMUNITY)] | None = None
    most: Annotated[int, Ge(0), Le(MOST_NODES)] = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A community's disc."""

    community: int
    organisations: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All ties between two communities: their weight, and the tied pairs."""

    source: int
    target: int
    weight: float
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """An organisation's place."""

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str
    community: int
    x: float
    y: float
    degree: float
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything is drawn; x and y within 0-1, y downward.

    Attributes
    ----------
    communities
        Discs that do not overlap, the largest first.
    bundles
        Ties between communities, the heaviest first.
    nodes
        The best-tied organisations, inside their community's disc.
    edges
        Two places in ``nodes`` and the weight of the tie: each one's three strongest.
    organisations, ties
        In a community; tied pairs: drawn or not.
    needs
        The command that makes these results; null where they are there.
    """

    communities: tuple[Disc, ...]
    bundles: tuple[Bundle, ...]
    nodes: tuple[Spot, ...]
    edges: tuple[tuple[int, int, float], ...]
    organisations: int
    ties: int
    needs: str | None


def network_layout(shown: Snapshot, filters: LayoutFilters | None = None) -> Layout:
    """Give communities, the ties between them, and the best-tied organisations with theirs."""
    wanted = filters or LayoutFilters()
    every = nodes(shown).with_row_index("at")
    inside = every.filter(pl.col("community").is_not_null())
    own = inside if wanted.community is None else inside.filter(community=wanted.community)
    drawn = own.head(wanted.most)
    return Layout(
        communities=rows(communities(shown).with_columns(pl.col("x", "y", "radius")), Disc),
        bundles=shown.once("network-bundles", lambda: _bundles(shown)),
        nodes=rows(drawn.with_columns(pl.col("x", "y").round(DIGITS)), Spot),
        edges=_edges(shown, drawn["at"]),
        organisations=len(inside),
        ties=len(ties(shown)),
        needs=needs(shown),
    )


def _bundles(shown: Snapshot) -> tuple[Bundle, ...]:
    label = nodes(shown)["community"]
    pairs = ties(shown).select(
        one=label.gather(ties(shown)["a"]), other=label.gather(ties(shown)["b"]), weight="weight"
    )
    made = (
        pairs.drop_nulls()
        .filter(pl.col("one") != pl.col("other"))
        .group_by(
            source=pl.min_horizontal("one", "other"), target=pl.max_horizontal("one", "other")
        )
        .agg(pl.col("weight").sum(), pairs=pl.len().cast(pl.Int64))
        .sort(["weight", "source", "target"], descending=[True, False, False])
        .head(MOST_BUNDLES)
    )
    return rows(made, Bundle)


def _edges(shown: Snapshot, drawn: pl.Series) -> tuple[tuple[int, int, float], ...]:
    """Give the strongest ties of each drawn organisation to others that are drawn."""
    place = drawn.to_frame("at").with_row_index("place")
    kept = (
        ties(shown)
        .join(place.rename({"at": "a", "place": "one"}), on="a")
        .join(place.rename({"at": "b", "place": "other"}), on="b")
        .sort(["weight", "one", "other"], descending=[True, False, False])
    )
    both = pl.concat(
        [
            kept.select(end="one", pair=pl.int_range(pl.len())),
            kept.select(end="other", pair=pl.int_range(pl.len())),
        ]
    ).sort("pair")
    chosen = both.group_by("end", maintain_order=True).head(EACH)["pair"].unique().sort()
    found = kept[chosen.head(MOST_TIES)].select("one", "other", pl.col("weight").round(DIGITS))
    return tuple((int(a), int(b), float(w)) for a, b, w in found.rows())
