"""Lists of found clusters, and the plane of concentration and ties that they lie on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters.ties import CONCENTRATION_CUT, LINKING_CUT
from jiqun.core import InputError, Problem
from jiqun.studies.atlas.finds.reading import filtered, finds, needs
from jiqun.studies.atlas.rows import check_page, paged
from jiqun.studies.atlas.snapshot import snapshot

PLANE = ("cluster", "name", "name_zh", "way", "category", "concentration", "linking", "quadrant",
         "employment")  # fmt: skip
#: What a cut-off is called in a record, and what it is where the record does not tell.
CUTOFFS = {
    "concentration": ("concentration_cut", CONCENTRATION_CUT),
    "linking": ("linking_cut", LINKING_CUT),
}


def found_list(
    path: str | Path,
    *,
    filters: Mapping[str, Any],
    sort: str = "-employment",
    limit: int = 100,
    offset: int = 0,
    as_of: int | None = None,
) -> dict[str, Any]:
    """List found clusters; ``needs`` names the command where nothing was searched for.

    Parameters
    ----------
    path
        The workspace.
    filters
        ``way, definition, category, level, region, quadrant, vanishes, virtual, q``; several
        codes stand with commas between; a region chooses the clusters that it is a member of.
    sort
        A column, with "-" before it for the largest first.
    limit, offset
        The page.
    as_of
        An earlier commit.

    Raises
    ------
    InputError
        ``page-size``, ``sort-unknown``.
    """
    check_page(limit, offset)
    shown = snapshot(path, as_of=as_of)
    rows = filtered(shown, filters)
    page = rows[_order(rows, sort).slice(offset, limit)].to_dicts()
    ways = finds(shown)["way"].value_counts().sort("way").rows()
    return {
        **paged(page, total=len(rows), limit=limit, offset=offset),
        "counts": {"ways": dict(ways)},
        "needs": needs(shown, "found_clusters", "find"),
    }


def found_frame(
    path: str | Path,
    *,
    filters: Mapping[str, Any],
    sort: str = "-employment",
    as_of: int | None = None,
) -> pl.DataFrame:
    """Give the whole list of :func:`found_list` as a frame."""
    rows = filtered(snapshot(path, as_of=as_of), filters)
    return rows[_order(rows, sort)]


def plane(
    path: str | Path, *, way: str = "", definition: str = "", as_of: int | None = None
) -> dict[str, Any]:
    """Give each found cluster's place on the plane, and the cut-offs between the quadrants.

    Clusters of which an axis is not known are left out.
    """
    shown = snapshot(path, as_of=as_of)
    rows = filtered(shown, {"way": way, "definition": definition}).select(PLANE)
    told: Mapping[str, Any] = {}
    if shown.workspace.has("found_clusters"):
        told = shown.workspace.record("found_clusters").parameters
    return {
        "points": rows.drop_nulls(["concentration", "linking"]).to_dicts(),
        "cutoffs": {
            axis: usual if (value := _told(told, name)) is None else value
            for axis, (name, usual) in CUTOFFS.items()
        },
        "needs": needs(shown, "found_clusters", "find"),
    }


def _told(record: Any, name: str) -> float | None:
    """Find a number by its name, however deep a record keeps it."""
    if isinstance(record, list | tuple):
        deeper = (_told(part, name) for part in record)
    elif isinstance(record, Mapping):
        if isinstance(value := record.get(name), int | float):
            return float(value)
        deeper = (_told(part, name) for part in record.values())
    else:
        return None
    return next((one for one in deeper if one is not None), None)


def _order(rows: pl.DataFrame, sort: str) -> pl.Series:
    """Give the rows' places in the order asked for; equals by code."""
    name = sort.lstrip("-")
    if name not in rows.columns:
        raise InputError(
            Problem(
                "sort-unknown",
                "sort",
                repr(sort[:80]),
                f"one of {rows.columns}, with - before it for the largest first",
                "Correct the name.",
            )
        )
    down = sort.startswith("-")
    order = pl.arg_sort_by(name, "cluster", descending=[down, False], nulls_last=True)
    return rows.select(order).to_series()
