"""What each way of finding needs, and what a workspace lacks of it."""

from __future__ import annotations

from jiqun.clusters.finds import Way
from jiqun.core import Words, texts
from jiqun.workspace import Workspace


def needed(way: Way) -> Words:
    """Say what a way reads."""
    return Words.of(texts("find")[f"needs-{way}"])


def missing(ws: Workspace, way: Way) -> Words | None:
    """Say what a way lacks in a workspace; None where it can be done."""
    lacks = [name for name in _tables(way) if not ws.rows(name)]
    if lacks:
        return Words.same(", ".join(lacks))
    if way == "regions" and not placed(ws, "regions", ("geometry",), ("lon", "lat")):
        return Words.of(texts("find")["lacks-borders"])
    if way == "points":
        firms = placed(ws, "organisations", ("lon", "lat", "industry"))
        if not firms and not (ws.rows("activity") and placed(ws, "regions", ("lon", "lat"))):
            return Words.of(texts("find")["lacks-places"])
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
