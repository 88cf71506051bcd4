"""Up to ten regions, cells or found clusters, the same figures in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters.finds import WAYS
from jiqun.core import InputError, Problem, unknown
from jiqun.studies.atlas.finds.reading import one_found, own
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.atlas.summary import QUANTITIES, both, quantity_list

MOST = 10
IMPUTED_MARK = 0.3
CLUSTER_ROWS = ("employment", "establishments", "quotient", "micro_share", "macro_share", "wage",
                "growth")  # fmt: skip
#: What only clusters found across regions, points or links have, with its unit.
FOUND_ROWS = {
    "regions": "regions", "organisations": "1", "area_km2": "km²", "links_per_member": "1",
    "concentration": "1", "linking": "1", "stability": "share",
}  # fmt: skip
REGION_ROWS = ("employment", "establishments", "traded_employment", "strength", "strong",
               "herfindahl", "diversity")  # fmt: skip


def compare(
    path: str | Path,
    ids: Sequence[str],
    *,
    year: int | None = None,
    definition: str | None = None,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Put cells, found clusters and regions side by side.

    An id without a colon is a region, one that begins with a way of finding and has four parts a
    found cluster, any other a cell. What a thing does not have is null.

    Raises
    ------
    InputError
        ``compare-number``.
    UnknownError
        ``cluster-unknown``, ``found-unknown``, ``region-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    _check(ids)
    when = year or (shown.years[-1] if shown.years else None)
    found = [_column(shown, id, when, definition) for id in ids]
    kinds = {one["kind"] for one in found}
    rows = _rows(shown, kinds)
    return {
        "kind": _whole(kinds),
        "year": when,
        "rows": rows,
        "columns": [
            {name: one[name] for name in ("id", "name", "name_zh", "kind")} for one in found
        ],
        "values": [[_value(one, row["id"]) for one in found] for row in rows],
    }


def kind_of(id: str) -> str:
    """Say what an id is of: "region", "found" or "cell".

    Examples
    --------
    >>> [kind_of(one) for one in ("26163", "points:dps:steel:26163", "dps:steel:26163")]
    ['region', 'found', 'cell']
    """
    if ":" not in id:
        return "region"
    return "found" if id.split(":", 1)[0] in WAYS and id.count(":") > 2 else "cell"  # noqa: PLR2004


def _whole(kinds: set[str]) -> str:
    if kinds == {"region"}:
        return "region"
    return "mixed" if "region" in kinds else "cluster"


def _check(ids: Sequence[str]) -> None:
    if not 1 <= len(ids) <= MOST:
        raise InputError(
            Problem(
                "compare-number",
                "with",
                f"{len(ids)} ids",
                f"1 to {MOST}",
                "Name regions or clusters with commas between.",
            )
        )


def _column(shown: Snapshot, id: str, year: int | None, definition: str | None) -> dict[str, Any]:
    kind = kind_of(id)
    if kind == "region":
        return {**_profile(shown, id, year, definition), "kind": kind}
    return {**(_found(shown, id) if kind == "found" else _cell(shown, id, year)), "kind": kind}


def _found(shown: Snapshot, id: str) -> dict[str, Any]:
    """Give a found cluster's row with its ratings, as a cell has them."""
    row = one_found(shown, id)
    ratings = own(shown, "found_ratings", cluster=id).to_dicts()
    rated = {
        f"{name}:{one['scheme']}": one[name]
        for one in ratings
        for name in ("rating", "rating_low", "rating_high", "flips")
    }
    names = {"name": row["name"] or id, "name_zh": row["name_zh"] or row["name"] or id}
    return {**row, **rated, **names, "id": id}


def _cell(shown: Snapshot, id: str, year: int | None) -> dict[str, Any]:
    definition, _, rest = id.partition(":")
    key = (definition, shown.region_levels.get(rest.partition(":")[2], ""), year or 0)
    cells = shown.cells.get(key)
    found = cells.filter(pl.col("cluster") == id) if cells is not None else pl.DataFrame()
    if not len(found):
        known = "definition:category:region with employment in that year"
        raise unknown("cluster", id, known, fix="Search for it.")
    row = found.row(0, named=True)
    place, kind = row["region_name"] or row["region"], row["category_name"] or row["category"]
    name_zh = f"{row['region_name_zh'] or place}·{row['category_name_zh'] or kind}"
    return {"id": id, "name": f"{kind}, {place}", "name_zh": name_zh, **row}


def _profile(
    shown: Snapshot, code: str, year: int | None, definition: str | None
) -> dict[str, Any]:
    row = shown.region(code)
    used = definition or (shown.definitions[0] if shown.definitions else "")
    if definition and definition not in shown.definitions:
        raise unknown("definition", used, list(shown.definitions), fix="Choose one of these.")
    if year is not None and year not in shown.years:
        raise unknown("year", str(year), list(shown.years), fix="Choose one of these.")
    found = shown.profiles
    if len(found):
        found = found.filter(
            (pl.col("region") == code) & (pl.col("year") == year) & (pl.col("definition") == used)
        )
    values = found.row(0, named=True) if len(found) else {}
    return {**values, "id": code, "name": row["name"], "name_zh": row["name_zh"]}


def _rows(shown: Snapshot, kinds: set[str]) -> list[dict[str, Any]]:
    """Give the rows that the kinds of columns have, each once."""
    rows: list[dict[str, Any]] = []
    if kinds & {"cell", "found"}:
        known = {one["id"]: one for one in quantity_list(shown)}
        wanted = [*CLUSTER_ROWS, *(f"rating:{scheme}" for scheme in shown.rated_schemes)]
        rows += [
            {name: known[id][name] for name in ("id", "title", "unit")}
            for id in wanted
            if id in known
        ]
    if "found" in kinds:
        rows += [
            {"id": id, "title": both(f"found_figures.{id}"), "unit": unit}
            for id, unit in FOUND_ROWS.items()
        ]
    if "region" in kinds:
        units = {name: QUANTITIES[name][0] for name in REGION_ROWS if name in QUANTITIES}
        there = {row["id"] for row in rows}
        rows += [
            {"id": id, "title": both(f"quantities.{id}"), "unit": units.get(id, "clusters")}
            for id in REGION_ROWS
            if id not in there
        ]
    return rows


def _value(row: Mapping[str, Any], id: str) -> dict[str, Any]:
    if id.startswith("rating:"):
        scheme = id.removeprefix("rating:")
        return {
            "value": row.get(f"rating:{scheme}"),
            "low": row.get(f"rating_low:{scheme}"),
            "high": row.get(f"rating_high:{scheme}"),
            "flag": "flips" if row.get(f"flips:{scheme}") else None,
        }
    imputed = (row.get("imputed_share") or 0) > IMPUTED_MARK and id in ("employment", "quotient")
    return {
        "value": row.get(id),
        "low": row.get(f"{id}_low"),
        "high": row.get(f"{id}_high"),
        "flag": "imputed" if imputed else None,
    }
