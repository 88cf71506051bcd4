"""One found cluster whole: members, ratings, stability, ties, relatives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import scheme
from jiqun.core import texts
from jiqun.studies.atlas.finds.network import network
from jiqun.studies.atlas.finds.reading import KINDS, finds, members, one_found, own
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.finding.records import said_of

#: Organisations listed, and clusters that overlap.
LISTED = 50
#: Overlap (Jaccard) from which another cluster is named.
LEAST = 0.05


def found_page(path: str | Path, cluster: str, *, as_of: int | None = None) -> dict[str, Any]:
    """Give everything about one found cluster.

    Raises
    ------
    UnknownError
        ``found-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    row = one_found(shown, cluster)
    every = finds(shown)
    above = every.filter(pl.col("cluster") == (row["parent"] or "")).to_dicts()
    ratings = own(shown, "found_ratings", cluster=cluster).to_dicts()
    tests = own(shown, "found_stability", cluster=cluster).to_dicts()
    return {
        "cluster": row,
        "members": _members(shown, cluster),
        "ratings": [{**one, "title": dict(scheme(one["scheme"]).title)} for one in ratings],
        "stability": [{**test, "title": said_of(test)} for test in tests],
        "links": [
            {**one, "title": kind_title(one["kind"])}
            for one in own(shown, "found_links", cluster=cluster).to_dicts()
        ],
        "network": network(shown, cluster),
        "parent": above[0] if above else None,
        "children": every.filter(pl.col("parent") == cluster).to_dicts(),
        "overlaps": _overlaps(shown, row),
        "cell": _cell(shown, row),
        "record": shown.workspace.record("found_clusters").to_dict(),
    }


def kind_title(kind: str) -> dict[str, str]:
    """Name a kind of tie; one that has no name here is its own."""
    return dict(texts("link_kinds").get(kind) or {"en": kind, "zh": kind})


def _members(shown: Snapshot, cluster: str) -> dict[str, Any]:
    """Give members by kind, the largest first; of organisations the first fifty."""
    listed: dict[str, Any] = {}
    totals: dict[str, int] = {}
    for kind, plural in KINDS.items():
        rows = members(shown, kind).filter(pl.col("cluster") == cluster)
        rows = rows.select("weight", pl.col("member").alias(kind)).sort(
            ["weight", kind], descending=[True, False], nulls_last=True
        )
        totals[plural] = len(rows)
        part = rows.head(LISTED) if kind == "organisation" else rows
        listed[plural] = _with_names(shown, part, kind).to_dicts()
    return {**listed, "totals": totals}


def _with_names(shown: Snapshot, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    further = {"region": ["level"], "organisation": ["kind"]}.get(kind, [])
    columns = ["name", "name_zh", *further]
    if kind == "region":
        named = shown.regions.lazy()
    elif shown.workspace.has(KINDS[kind]):
        named = shown.workspace.scan(KINDS[kind])
    else:
        return rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in columns)
    wanted = named.select(kind, *columns).join(rows.lazy(), on=kind, how="semi").unique(kind)
    return rows.join(wanted.collect(), on=kind, how="left", maintain_order="left")


def _cell(shown: Snapshot, row: dict[str, Any]) -> str | None:
    """Name the cell of its category in the region it is anchored in, where there is one."""
    key = (row["definition"], row["level"], row["year"])
    code = f"{row['definition']}:{row['category']}:{row['region']}"
    if row["category"] is None or key not in shown.stock:
        return None
    return code if code in shown.cells[key]["cluster"] else None


def _overlaps(shown: Snapshot, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Name clusters with the same organisations or regions, by Jaccard, the larger of the two.

    Those that can be the same cluster: of the same category, of none, or of another definition.
    """
    kinds = [_jaccards(shown, row["cluster"], kind) for kind in ("organisation", "region")]
    shares = pl.concat(kinds).group_by("cluster").agg(pl.col("jaccard").max())
    near = finds(shown)
    if row["category"] is not None:
        near = near.filter(
            (pl.col("definition") != row["definition"])
            | pl.col("category").is_null()
            | (pl.col("category") == row["category"])
        )
    return (
        near.join(shares.filter(pl.col("jaccard") >= LEAST), on="cluster")
        .sort(["jaccard", "cluster"], descending=[True, False])
        .head(LISTED)
        .to_dicts()
    )


def _jaccards(shown: Snapshot, cluster: str, kind: str) -> pl.DataFrame:
    """Give ``cluster, jaccard`` of the others that share a member of a kind."""
    rows = members(shown, kind).select("cluster", "member")
    mine = rows.filter(pl.col("cluster") == cluster).select("member")
    sizes = shown.once(f"finds-sizes:{kind}", lambda: rows.group_by("cluster").len("size"))
    union = len(mine) + pl.col("size").cast(pl.Int64) - pl.col("shared").cast(pl.Int64)
    return (
        rows.join(mine, on="member", how="semi")
        .filter(pl.col("cluster") != cluster)
        .group_by("cluster")
        .len("shared")
        .join(sizes, on="cluster")
        .select("cluster", jaccard=pl.col("shared") / union)
    )
