"""The clusters of all ways together: what several ways found is one cluster, found by each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from jiqun.clusters.finds.finds import Finds
from jiqun.clusters.finds.organisations import member_organisations
from jiqun.clusters.finds.shapes import MEMBERS, ROWS, WAYS, Way
from jiqun.core import InputError, Record, encode, problem
from jiqun.kernels.finding.matching import one_to_one
from jiqun.tables import standing

#: Whose boundary is kept, the sharpest first: ties tell members apart, points places, regions
#: only regions.
PREFER: Final[tuple[Way, ...]] = ("links", "points", "regions")
#: Two finds are one from this Jaccard index of their organisations; one lies inside another with
#: this share of its organisations.
SAME, INSIDE = 0.25, 0.5
_PAIR: Final = {"cluster": pl.String, "organisation": pl.String}


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """Clusters found in any way, each once.

    Attributes
    ----------
    clusters
        The columns of :data:`jiqun.clusters.finds.ROWS`, of the kept find, and ``ways`` (list of
        the ways that found it, the kept one first) and ``ways_count``.
    members
        The columns of :data:`jiqun.clusters.finds.MEMBERS`, of the kept finds.
    same
        ``cluster, other, jaccard, inside``: each find that is not kept, the cluster it is taken
        for, and whether it is so because it lies inside.
    record
        Parameters and the records' digests.
    """

    clusters: pl.DataFrame
    members: pl.DataFrame
    same: pl.DataFrame
    record: Record

    def to_frame(self) -> pl.DataFrame:
        """Give the clusters, one row each."""
        return self.clusters

    def to_dict(self) -> dict[str, Any]:
        """Give plain values; boundaries are left out."""
        return {
            "clusters": encode(self.clusters.drop("geometry").to_dicts()),
            "members": encode(self.members.to_dicts()),
            "same": encode(self.same.to_dicts()),
            "record": self.record.to_dict(),
        }


def union(
    finds: Sequence[Finds],
    organisations: pl.DataFrame,
    *,
    places: pl.DataFrame | None = None,
    prefer: Sequence[Way] = PREFER,
    same: float = SAME,
    inside: float = INSIDE,
    at_least: int = 1,
) -> Union:
    r"""Put the finds of several ways together and count each cluster once.

    Way after way, in the order of ``prefer``: a find of the same definition and category as one
    already there is the same cluster where they share enough organisations,

    .. math:: J = \frac{|A \cap B|}{|A \cup B|} \ge \text{same},

    one to one, so that the sum of J is largest; of the rest, a find that lies with ``inside`` of
    its organisations in clusters already there is taken for the one it shares most with; any
    other is a cluster that only this way sees. A find without a category may be the same as one
    of any. The boundary, the members and the numbers are those of the first way that found it.

    Parameters
    ----------
    finds
        Of different ways; nested finds should be left out before.
    organisations
        ``organisation, region, industry``: what regions and industries are compared by.
    places
        ``region, parent``, where finds are of larger regions than organisations name.
    prefer
        The ways, the one whose boundary counts most first.
    same, inside
        Cut-offs, 0-1.
    at_least
        Keep clusters that so many ways found.

    Returns
    -------
    Union
        Clusters in the order of ways, then of their finds.

    Raises
    ------
    InputError
        ``union-ways``: a way stands twice, or is not preferred to any.

    Examples
    --------
    >>> def one(way, firms):
    ...     code = f"{way}:d:x:r"
    ...     rows = pl.DataFrame({"cluster": [code], "way": [way], "definition": ["d"],
    ...         "category": ["x"]})
    ...     named = pl.DataFrame({"cluster": code, "member": firms, "kind": "organisation"})
    ...     return Finds(way=way, clusters=finds_frame(rows, ROWS),
    ...         members=finds_frame(named, MEMBERS), record=Record(subject="find"))
    >>> from jiqun.clusters.finds import finds_frame
    >>> firms = pl.DataFrame({"organisation": ["a", "b", "c"], "region": "r", "industry": "i"})
    >>> both = union([one("points", ["a", "b", "c"]), one("links", ["a", "b"])], firms)
    >>> both.clusters.select("cluster", "ways").rows()
    [('links:d:x:r', ['links', 'points'])]
    """
    order = _ordered(finds, prefer)
    kept = pl.DataFrame(schema={"cluster": pl.String, "definition": pl.String,
                                "category": pl.String, "way": pl.String})  # fmt: skip
    who = pl.DataFrame(schema=_PAIR)
    taken: list[pl.DataFrame] = [pl.DataFrame(schema=_SAME)]
    for one in order:
        own = member_organisations(one.members, organisations, places=places)
        rows = one.clusters.select(*kept.columns)
        lost = _taken(rows, own, kept, who, same=same, inside=inside)
        taken.append(lost)
        fresh = rows.join(lost, left_on="cluster", right_on="other", how="anti")
        kept = pl.concat([kept, fresh])
        who = pl.concat([who, own.join(fresh, on="cluster", how="semi")])
    return _joined(order, kept, pl.concat(taken), at_least, prefer, same=same, inside=inside)


_SAME: Final = {
    "cluster": pl.String, "other": pl.String, "jaccard": pl.Float64, "inside": pl.Boolean,
}  # fmt: skip


def _ordered(finds: Sequence[Finds], prefer: Sequence[Way]) -> list[Finds]:
    ways = [one.way for one in finds]
    if len(set(ways)) < len(ways) or not set(ways) <= set(prefer):
        raise InputError(
            problem("union-ways", subject="finds", ways=ways, prefer=list(prefer), known=list(WAYS))
        )
    return sorted(finds, key=lambda one: list(prefer).index(one.way))


def _taken(
    rows: pl.DataFrame,
    own: pl.DataFrame,
    kept: pl.DataFrame,
    who: pl.DataFrame,
    *,
    same: float,
    inside: float,
) -> pl.DataFrame:
    """Give the finds that are clusters already there."""
    pairs = _overlaps(rows, own, kept, who)
    if pairs.is_empty():
        return pl.DataFrame(schema=_SAME)
    chosen = _one_to_one(pairs.filter(pl.col("jaccard") >= same))
    rest = (
        pairs.join(chosen, on="other", how="anti")
        .filter(pl.col("covered") >= inside)
        .sort(["other", standing("share"), "cluster"], descending=[False, True, False])
        .unique("other", keep="first", maintain_order=True)
    )
    columns = ["cluster", "other", "jaccard"]
    return pl.concat(
        [
            chosen.select(*columns, inside=pl.lit(value=False)),
            rest.select(*columns, inside=pl.lit(value=True)),
        ]
    )


def _overlaps(
    rows: pl.DataFrame, own: pl.DataFrame, kept: pl.DataFrame, who: pl.DataFrame
) -> pl.DataFrame:
    """Give ``cluster, other, jaccard, share, covered`` of comparable pairs that share any.

    ``share``: of the other's organisations, those in the cluster; ``covered``: those in any
    comparable cluster.
    """
    kinds = ["cluster", "definition", "category"]
    mine = own.join(rows.select(kinds), on="cluster").rename({"cluster": "other"})
    theirs = who.join(kept.select(kinds), on="cluster")
    both = mine.join(theirs, on=["organisation", "definition"], suffix="_kept").filter(
        (pl.col("category") == pl.col("category_kept")).fill_null(value=True)
    )
    covered = both.group_by("other").agg(pl.col("organisation").n_unique().alias("inside"))
    size = mine.group_by("other").agg(pl.len().alias("n_other"))
    there = who.group_by("cluster").agg(pl.len().alias("n"))
    shared = both.group_by("cluster", "other").agg(pl.len().alias("both"))
    full = shared.join(size, on="other").join(there, on="cluster").join(covered, on="other")
    whole = pl.col("n").cast(pl.Int64) + pl.col("n_other") - pl.col("both")
    return full.select(
        "cluster",
        "other",
        jaccard=pl.col("both") / whole,
        share=pl.col("both") / pl.col("n_other"),
        covered=pl.col("inside") / pl.col("n_other"),
    ).sort("cluster", "other")


def _one_to_one(pairs: pl.DataFrame) -> pl.DataFrame:
    """Choose pairs with the largest sum of Jaccard indices."""
    if pairs.is_empty():
        return pairs
    names = ("cluster", "other")
    a, b = (pairs[name].rank("dense").to_numpy().astype(np.int64) - 1 for name in names)
    return pairs[one_to_one(a, b, pairs["jaccard"].to_numpy())]


def _joined(
    order: Sequence[Finds],
    kept: pl.DataFrame,
    taken: pl.DataFrame,
    at_least: int,
    prefer: Sequence[Way],
    *,
    same: float,
    inside: float,
) -> Union:
    way_of = pl.concat([one.clusters.select("cluster", "way") for one in order])
    own = kept.select("cluster", "way").with_columns(first=pl.lit(0))
    more = taken.join(way_of, left_on="other", right_on="cluster").select(
        "cluster", "way", first=pl.lit(1)
    )
    ways = (
        pl.concat([own, more])
        .unique(["cluster", "way"], keep="first", maintain_order=True)
        .group_by("cluster", maintain_order=True)
        .agg(pl.col("way").alias("ways"))
        .with_columns(pl.col("ways").list.len().cast(pl.Int64).alias("ways_count"))
        .filter(pl.col("ways_count") >= at_least)
    )
    clusters = pl.concat([one.clusters.select(list(ROWS)) for one in order])
    members = pl.concat([one.members.select(list(MEMBERS)) for one in order])
    return Union(
        clusters=clusters.join(ways, on="cluster", how="inner", maintain_order="left"),
        members=members.join(ways, on="cluster", how="semi", maintain_order="left"),
        same=taken,
        record=Record(
            subject="clusters-union",
            parameters={
                "prefer": list(prefer), "same": same, "inside": inside, "at_least": at_least,
            },
            inputs={one.way: one.record.digest for one in order},
        ),
    )  # fmt: skip
