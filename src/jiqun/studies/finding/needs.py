"""What each way of finding needs, and what a workspace lacks of it."""

from __future__ import annotations

from collections.abc import Mapping

from jiqun.clusters.finds import Way
from jiqun.workspace import Workspace

#: What each way reads, in words for people.
NEEDS: Mapping[Way, str] = {
    "regions": "activity, regions (with boundaries, or lon and lat), industries, categories",
    "points": "categories, activity, organisations with lon, lat, industry (or regions with them)",
    "links": "links and organisations",
}


def missing(ws: Workspace, way: Way) -> str | None:
    """Say what a way lacks in a workspace; None where it can be done."""
    lacks = [name for name in _tables(way) if not ws.rows(name)]
    if lacks:
        return ", ".join(lacks)
    if way == "regions" and not placed(ws, "regions", ("geometry",), ("lon", "lat")):
        return "regions: geometry, or lon and lat"
    if way == "points":
        firms = placed(ws, "organisations", ("lon", "lat", "industry"))
        if not firms and not (ws.rows("activity") and placed(ws, "regions", ("lon", "lat"))):
            return "organisations: lon, lat and industry, or regions: lon and lat"
    return None


def _tables(way: Way) -> tuple[str, ...]:
    if way == "links":
        return ("links", "organisations")
    return ("regions", "industries", "categories", "activity")


def placed(ws: Workspace, table: str, *ways: tuple[str, ...]) -> bool:
    """Say whether any row of a table has all columns of one of the choices."""
    if not ws.rows(table):
        return False
    known = ws.scan(table).collect_schema().names()
    for columns in ways:
        if set(columns) <= set(known):
            full = ws.scan(table).select(columns).drop_nulls().head(1).collect()
            if len(full):
                return True
    return False
