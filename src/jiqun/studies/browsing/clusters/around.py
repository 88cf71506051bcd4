"""What is near a found cluster, and what is not known of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from jiqun.clusters.leading import EMPLOYMENT
from jiqun.core import LANGUAGES, Words, named, say, texts
from jiqun.kernels.sphere import apart_km, on_sphere
from jiqun.studies.browsing.clusters.finds import found, members
from jiqun.studies.browsing.clusters.rows import FoundRow
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.finding import FoundRating

#: Other clusters that share members or regions, and the nearest, listed at most.
LISTED, NEAREST = 50, 8
#: Overlap (Jaccard) from which another cluster is named.
LEAST = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOverlap(FoundRow):
    """Another cluster with some of the same members or regions.

    Attributes
    ----------
    jaccard
        Members or regions in common, a share (0-1) of those of either.
    """

    jaccard: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNear(FoundRow):
    """Another cluster nearby.

    Attributes
    ----------
    distance_km
        Between the two centres.
    """

    distance_km: float


def overlaps(shown: Snapshot, one: FoundRow) -> tuple[FoundOverlap, ...]:
    """Name other clusters with the same organisations or regions, by Jaccard, the larger of both.

    Those of the same category, of none, or of another definition.
    """
    kinds = [_jaccards(shown, one.cluster, kind) for kind in ("organisation", "region")]
    shares = pl.concat(kinds).group_by("cluster").agg(pl.col("jaccard").max())
    others = found(shown).drop("jaccard")
    if one.category is not None:
        others = others.filter(
            (pl.col("definition") != one.definition)
            | pl.col("category").is_null()
            | (pl.col("category") == one.category)
        )
    overlapping = (
        others.join(shares.filter(pl.col("jaccard") >= LEAST), on="cluster")
        .sort(["jaccard", "cluster"], descending=[True, False])
        .head(LISTED)
    )
    return rows(overlapping, FoundOverlap)


def nearest(shown: Snapshot, one: FoundRow) -> tuple[FoundNear, ...]:
    """Name the other clusters of its definition whose centres are nearest; none without a place."""
    if one.lon is None or one.lat is None:
        return ()
    others = found(shown).filter(
        pl.col("cluster") != one.cluster,
        pl.col("definition") == one.definition,
        pl.col("lon").is_not_null() & pl.col("lat").is_not_null(),
    )
    here = on_sphere(np.array([one.lon]), np.array([one.lat]))
    away = apart_km(here, on_sphere(others["lon"].to_numpy(), others["lat"].to_numpy()))
    placed = others.with_columns(distance_km=pl.Series(away, dtype=pl.Float64))
    return rows(placed.sort("distance_km", "cluster").head(NEAREST), FoundNear)


def unknown_of(
    one: FoundRow, *, organisations: int, ratings: Sequence[FoundRating], ways: Iterable[str]
) -> tuple[Words, ...]:
    """Say what is not known of a cluster, and what would tell it.

    Parameters
    ----------
    one
        The cluster.
    organisations
        How many of its members are named.
    ratings
        Its ratings under every scheme.
    ways
        The ways that were searched in.
    """
    asked = {
        "employment": one.size is None and one.quantity == EMPLOYMENT,
        "organisations": not organisations,
        "ties": one.links is None,
        "quotient": one.quotient is None,
        "interval": one.quotient is not None and one.quotient_low is None,
        "rating": not any(rating.rating for rating in ratings),
        "chance": one.chance is None,
        "place": one.lon is None,
    }
    told = [Words.of(texts("find")[f"unknown-{name}"]) for name, lacks in asked.items() if lacks]
    if one.size is None and one.quantity != EMPLOYMENT:
        told.insert(0, _unsized(one.quantity))
    unsought = [way for way in ("regions", "points", "links") if way not in set(ways)]
    told += [_unsought(way) for way in unsought]
    return (*told, Words.of(texts("find")["unknown-past"]))


def _unsized(quantity: str) -> Words:
    """Say that its way does not tell what leads."""
    name = named(quantity)
    said = {lang: say("find.unknown-size", lang, quantity=name.said(lang)) for lang in LANGUAGES}
    return Words(en=said["en"], zh=said["zh"])


def _unsought(way: str) -> Words:
    both = (say("find.unknown-way", lang, way=say(f"find.by-{way}", lang)) for lang in ("en", "zh"))
    en, zh = both
    return Words(en=en, zh=zh)


def _jaccards(shown: Snapshot, cluster: str, kind: str) -> pl.DataFrame:
    """Give ``cluster, jaccard`` of the others that share a member of a kind."""
    every = members(shown, kind).select("cluster", "member")
    mine = every.filter(pl.col("cluster") == cluster).select("member")
    sizes = shown.once(f"finds-sizes:{kind}", lambda: every.group_by("cluster").len("size"))
    union = len(mine) + pl.col("size").cast(pl.Int64) - pl.col("shared").cast(pl.Int64)
    return (
        every.join(mine, on="member", how="semi")
        .filter(pl.col("cluster") != cluster)
        .group_by("cluster")
        .len("shared")
        .join(sizes, on="cluster")
        .select("cluster", jaccard=pl.col("shared") / union)
    )
