"""Up to ten regions or clusters, the same figures in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import InputError, Problem, unknown
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.atlas.summary import QUANTITIES, both, quantity_list

MOST = 10
IMPUTED_MARK = 0.3
CLUSTER_ROWS = ("employment", "establishments", "quotient", "micro_share", "macro_share", "wage",
                "growth")  # fmt: skip
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
    """Put clusters (ids with colons) or regions side by side.

    Raises
    ------
    InputError
        ``compare-number``, ``compare-mixed``.
    UnknownError
        ``cluster-unknown``, ``region-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    kind = _kind(ids)
    when = year or (shown.years[-1] if shown.years else None)
    found = [
        _cell(shown, id, when) if kind == "cluster" else _profile(shown, id, when, definition)
        for id in ids
    ]
    rows = _rows(shown, kind)
    return {
        "kind": kind,
        "year": when,
        "rows": rows,
        "columns": [{name: one[name] for name in ("id", "name", "name_zh")} for one in found],
        "values": [[_value(one, row["id"]) for one in found] for row in rows],
    }


def _kind(ids: Sequence[str]) -> str:
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
    clusters = [":" in id for id in ids]
    if any(clusters) != all(clusters):
        raise InputError(
            Problem(
                "compare-mixed",
                "with",
                "regions and clusters together",
                "only regions, or only clusters",
                "Compare them apart.",
            )
        )
    return "cluster" if clusters[0] else "region"


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


def _rows(shown: Snapshot, kind: str) -> list[dict[str, Any]]:
    if kind == "region":
        units = {name: QUANTITIES[name][0] for name in REGION_ROWS if name in QUANTITIES}
        return [
            {"id": id, "title": both(f"quantities.{id}"), "unit": units.get(id, "clusters")}
            for id in REGION_ROWS
        ]
    known = {one["id"]: one for one in quantity_list(shown)}
    wanted = [*CLUSTER_ROWS, *(f"rating:{scheme}" for scheme in shown.rated_schemes)]
    return [
        {name: known[id][name] for name in ("id", "title", "unit")} for id in wanted if id in known
    ]


def _value(row: Mapping[str, Any], id: str) -> dict[str, Any]:
    if id.startswith("rating:"):
        scheme = id.removeprefix("rating:")
        return {
            "value": row[f"rating:{scheme}"],
            "low": row[f"rating_low:{scheme}"],
            "high": row[f"rating_high:{scheme}"],
            "flag": "flips" if row[f"flips:{scheme}"] else None,
        }
    imputed = (row.get("imputed_share") or 0) > IMPUTED_MARK and id in ("employment", "quotient")
    return {
        "value": row.get(id),
        "low": row.get(f"{id}_low"),
        "high": row.get(f"{id}_high"),
        "flag": "imputed" if imputed else None,
    }
