"""One cluster: what, where, how strong under each scheme, how sure, who is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import criteria_of, schemes
from jiqun.core import unknown
from jiqun.studies.atlas.listing import declared
from jiqun.studies.atlas.rows import cell_row
from jiqun.studies.atlas.snapshot import Snapshot, snapshot

NEAR = 10
ORGANISATIONS = 50


def cluster_page(
    path: str | Path, id: str, *, year: int | None = None, as_of: int | None = None
) -> dict[str, Any]:
    """Give all that is known of a found or a declared cluster.

    Raises
    ------
    UnknownError
        ``cluster-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    known = declared(shown, "")
    listed = known.filter(pl.col("cluster") == id) if len(known) else known
    if len(listed):
        return _declared_page(shown, listed.row(0, named=True))
    return _found_page(shown, id, year)


def _found_page(shown: Snapshot, id: str, year: int | None) -> dict[str, Any]:
    trend = shown.over_years(id)
    if not len(trend):
        raise unknown("cluster", id, "definition:category:region", fix="Search for it.")
    there = trend["year"].to_list()
    when = int(there[-1] if year is None or year not in there else year)
    cell = trend.filter(pl.col("year") == when).row(0, named=True)
    peers = shown.cells[str(cell["definition"]), str(cell["level"]), when]
    record = shown.workspace.record("cells")
    return {
        "cluster": {
            **{
                name: cell[name]
                for name in ("cluster", "definition", "category", "region", "level", "traded")
            },
            "year": when,
            "origin": "found",
        },
        "names": _names(cell),
        "cell": cell_row(cell, shown.rated_schemes),
        "intervals": {
            name: {"value": cell[name], "low": cell[f"{name}_low"], "high": cell[f"{name}_high"]}
            for name in ("quotient", "employment")
        },
        "ratings": [_rating(shown, scheme, cell) for scheme in _schemes(shown)],
        "trend": [_year(shown, row) for row in trend.to_dicts()],
        "members": _members(shown, cell),
        "neighbours": _best(shown, peers, "category", cell),
        "siblings": _best(shown, peers, "region", cell),
        "provenance": {
            "origins": [origin.to_dict() for origin in record.origins],
            "record": record.to_dict(),
            "imputed_share": cell["imputed_share"],
            "parameters": dict(record.parameters),
        },
    }


def _names(cell: dict[str, Any]) -> dict[str, Any]:
    place, kind = cell["region_name"] or cell["region"], cell["category_name"] or cell["category"]
    place_zh, kind_zh = cell["region_name_zh"] or place, cell["category_name_zh"] or kind
    return {
        **{
            name: cell[name]
            for name in ("region_name", "region_name_zh", "category_name", "category_name_zh")
        },
        "name": f"{kind}, {place}",
        "name_zh": f"{place_zh}·{kind_zh}",
    }


def _schemes(shown: Snapshot) -> list[str]:
    """Schemes that rated, then those of cells that could not for want of quantities."""
    further = [id for id, one in schemes().items() if one.computable and one.subject == "cell"]
    return list(dict.fromkeys([*shown.rated_schemes, *further]))


def _rating(shown: Snapshot, id: str, cell: dict[str, Any]) -> dict[str, Any]:
    used = shown.workspace.record("ratings").parameters if shown.workspace.has("ratings") else {}
    scheme = schemes()[id].recut(used.get("cutoffs") or {})
    thresholds = shown.frame("thresholds")
    if len(thresholds):
        thresholds = thresholds.filter((pl.col("scheme") == id) & (pl.col("year") == cell["year"]))
    rated = id in shown.rated_schemes
    criteria = criteria_of(scheme, cell, thresholds.to_dicts() if len(thresholds) else [])
    return {
        "scheme": id,
        "title": dict(scheme.title),
        "note": dict(scheme.note),
        "status": scheme.status,
        "source": scheme.source,
        "rating": cell[f"rating:{id}"] if rated else None,
        "rating_low": cell[f"rating_low:{id}"] if rated else None,
        "rating_high": cell[f"rating_high:{id}"] if rated else None,
        "flips": cell[f"flips:{id}"] if rated else None,
        "criteria": criteria,
        "missing": list(dict.fromkeys(c["quantity"] for c in criteria if c["value"] is None)),
    }


def _year(shown: Snapshot, row: dict[str, Any]) -> dict[str, Any]:
    columns = ("year", "employment", "employment_low", "employment_high", "establishments",
               "quotient", "quotient_low", "quotient_high", "imputed_share")  # fmt: skip
    return {name: row[name] for name in columns} | {
        "ratings": {scheme: row[f"rating:{scheme}"] for scheme in shown.rated_schemes}
    }


def _best(
    shown: Snapshot, peers: pl.DataFrame, same: str, cell: dict[str, Any]
) -> list[dict[str, Any]]:
    found = peers.filter((pl.col(same) == cell[same]) & (pl.col("cluster") != cell["cluster"]))
    top = found.sort("quotient", descending=True, nulls_last=True).head(NEAR)
    return [cell_row(row, shown.rated_schemes) for row in top.to_dicts()]


def _members(shown: Snapshot, cell: dict[str, Any]) -> dict[str, Any]:
    industries = _industries(shown, cell)
    firms = _organisations(shown, cell)
    return {
        "region": cell["region"],
        "industries": industries,
        "organisations": firms.head(ORGANISATIONS).to_dicts() if len(firms) else [],
        "total": len(industries) + len(firms),
    }


def _inside(shown: Snapshot, cell: dict[str, Any]) -> list[str]:
    """The region and all that lie in it, by any hierarchy."""
    here = (pl.col("place") == cell["region"]) & (pl.col("level") == cell["level"])
    return shown.places.filter(here)["region"].to_list()


def _counted(shown: Snapshot, cell: dict[str, Any]) -> list[str]:
    """Regions whose rows make up the cell: its own, else those of one level below.

    Statistics often stand at several levels; only one of them may be summed.
    """
    inside = _inside(shown, cell)
    stock = shown.bases.get(cell["year"], {})
    if cell["level"] in stock:
        return [cell["region"]]
    parts = shown.regions.filter(pl.col("region").is_in(inside))
    below = sorted(parts["level"].unique(), key=lambda v: (-stock.get(v, 0), v))
    return parts.filter(pl.col("level") == below[0])["region"].to_list()


def _codes(shown: Snapshot, cell: dict[str, Any]) -> pl.Series:
    chosen = shown.frame("categories").filter(
        (pl.col("definition") == cell["definition"]) & (pl.col("category") == cell["category"])
    )
    return chosen["industry"]


def _industries(shown: Snapshot, cell: dict[str, Any]) -> list[dict[str, Any]]:
    if not shown.workspace.has("activity"):
        return []
    found = (
        shown.workspace.scan("activity")
        .filter(
            (pl.col("year") == cell["year"])
            & pl.col("industry").is_in(_codes(shown, cell).to_list())
            & pl.col("region").is_in(_counted(shown, cell))
        )
        .group_by("industry")
        .agg(
            pl.col("employment", "establishments").sum(),
            imputed=pl.col("imputed").drop_nulls().first(),
        )
        .sort("employment", descending=True)
        .collect()
    )
    total = found["employment"].sum()
    titles = shown.frame("industries").select("industry", "name", "name_zh")
    return (
        found.join(titles, on="industry", how="left", maintain_order="left")
        .with_columns(share=pl.col("employment") / total if total else None)
        .select("industry", "name", "name_zh", "employment", "establishments", "share", "imputed")
        .to_dicts()
    )


def _organisations(shown: Snapshot, cell: dict[str, Any]) -> pl.DataFrame:
    if not shown.workspace.has("organisations"):
        return pl.DataFrame()
    firms = (
        shown.workspace.scan("organisations")
        .filter(
            pl.col("region").is_in(_inside(shown, cell))
            & pl.col("industry").is_in(_codes(shown, cell).to_list())
        )
        .select("organisation", "name", "name_zh", "kind", "region", "industry", "founded")
        .collect()
    )
    if not shown.workspace.has("organisation_years") or not len(firms):
        return firms.with_columns(weight=pl.lit(None, pl.Float64))
    sizes = (
        shown.workspace.scan("organisation_years")
        .filter(pl.col("year") == cell["year"])
        .select("organisation", weight="employment")
        .collect()
    )
    return firms.join(sizes, on="organisation", how="left").sort(
        "weight", "organisation", descending=[True, False], nulls_last=True
    )


def _declared_page(shown: Snapshot, row: dict[str, Any]) -> dict[str, Any]:
    facts = shown.frame("indicators")
    members = shown.frame("members")
    own = facts.filter(pl.col("unit") == row["cluster"]) if len(facts) else facts
    parts = members.filter(pl.col("cluster") == row["cluster"]) if len(members) else members
    # invented and real clusters may stand in one table: a page shows the origins of its own kind
    invented = "synthetic" in (row["source"] or "").lower()
    whole = shown.workspace.origins("clusters")
    origins = [one for one in whole if one.synthetic == invented] or whole
    return {
        "cluster": row,
        "facts": [
            {**fact, "unit": fact.get("unit_of_measure")} for fact in own.sort("year").to_dicts()
        ]
        if len(own)
        else [],
        "members": {
            "region": row["region"],
            "industries": _of_kind(parts, "industry"),
            "organisations": _of_kind(parts, "organisation"),
            "total": len(parts),
        },
        "sources": [origin.to_dict() for origin in origins],
    }


def _of_kind(parts: pl.DataFrame, kind: str) -> list[dict[str, Any]]:
    if not len(parts):
        return []
    chosen = parts.filter(pl.col("kind") == kind)
    return chosen.rename({"member": kind}).drop("cluster").to_dicts()
