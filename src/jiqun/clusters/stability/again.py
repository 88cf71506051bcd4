"""Whether a found cluster is found again in another year's search of the same way."""

from __future__ import annotations

from typing import Final

import polars as pl

from jiqun.tables import sums_by

#: A search has a cluster again where one of its own shares so much with it.
SAME: Final = 0.5
#: What two finds must have in common besides members; ties are of no one category.
ALIKE: Final = ("way", "definition", "alike")


def found_again(
    clusters: pl.DataFrame,
    members: pl.DataFrame,
    later: pl.DataFrame,
    later_members: pl.DataFrame,
) -> pl.DataFrame:
    r"""Say how much of each cluster another year's search of the same way has in one piece.

    .. math:: J = \max_b \frac{\sum_{m \in a \cap b} w_m}
              {\sum_{m \in a} w_m + \sum_{m \in b} w'_m - \sum_{m \in a \cap b} w'_m}

    over the later clusters b of the same way, definition set and category (found from links: of
    any category), whether one lies inside another or not. Members are organisations where the
    cluster names any, each counting 1; else regions, each counting w, its jobs in the cluster's
    year (the cluster's employment times the region's share of it), or w', those of the later
    year, where only the later cluster has it. 1 is the same again, 0 is nothing; from 0.5 on it
    counts as found again. What is compared are boundaries: neither growth nor rank.

    Parameters
    ----------
    clusters, members
        What was found in a year, as every way gives it.
    later, later_members
        What the same way found in the other year.

    Returns
    -------
    DataFrame
        ``cluster, overlap`` (0-1), ``again`` (overlap >= 0.5), in the clusters' order. A cluster
        without members has 0.

    Examples
    --------
    >>> now = pl.DataFrame({"cluster": ["a"], "way": ["regions"], "definition": ["d"],
    ...     "category": ["X"], "employment": [100.0]})
    >>> its = pl.DataFrame({"cluster": ["a", "a"], "member": ["r", "s"], "kind": ["region"] * 2,
    ...     "weight": [0.7, 0.3]})
    >>> then = its.head(1).with_columns(weight=pl.lit(1.0))
    >>> found_again(now, its, now.with_columns(employment=90.0), then).rows()
    [('a', 0.7, True)]
    """
    own, other = _laid(clusters, members), _laid(later, later_members)
    renamed = other.rename({"cluster": "other", "w": "w_other"})
    shared = own.join(
        renamed, on=[*ALIKE, "kind", "member"], how="inner", maintain_order="left_right"
    )
    both = sums_by(
        shared, ["cluster", "other"], sums=[pl.col("w").alias("in"), pl.col("w_other").alias("out")]
    )
    whole = sums_by(own, "cluster", sums=[pl.col("w").alias("whole")])
    whole_other = sums_by(renamed, "other", sums=[pl.col("w_other").alias("whole_other")])
    union = pl.col("whole") + pl.col("whole_other") - pl.col("out")
    best = (
        both.join(whole, on="cluster")
        .join(whole_other, on="other")
        .filter(union > 0)
        .group_by("cluster")
        .agg((pl.col("in") / union).max().alias("overlap"))
    )
    return (
        clusters.select("cluster")
        .join(best, on="cluster", how="left", maintain_order="left")
        .with_columns(pl.col("overlap").fill_null(0.0))
        .with_columns(again=pl.col("overlap") >= SAME)
    )


def _laid(clusters: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Give each cluster's members of the kind it is compared by, and what each counts."""
    jobs = pl.col("employment").fill_null(1.0)
    heads = clusters.select(
        "cluster",
        "way",
        "definition",
        alike=pl.when(pl.col("way") != "links").then("category").fill_null(""),
        jobs=jobs.cast(pl.Float64),
    )
    parts = members.filter(pl.col("kind").is_in(["organisation", "region"])).join(
        heads, on="cluster", how="inner", maintain_order="left"
    )
    firms = pl.col("kind") == "organisation"
    compared = firms.any().over("cluster") & (pl.col("way") != "regions")
    return parts.filter(firms == compared).select(
        "cluster",
        *ALIKE,
        "kind",
        "member",
        w=pl.when(firms).then(1.0).otherwise(pl.col("jobs") * pl.col("weight").fill_null(1.0)),
    )
