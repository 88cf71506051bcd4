"""Put in what a workspace lacks to be rated, in one commit, and say what stands in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from jiqun.core import Caution, Origin
from jiqun.studies.completing.sectors import SECTORS, sector_categories
from jiqun.tables import schema
from jiqun.workspace import Workspace

#: Who says what stands in.
US = "jiqun"
#: Titles of what stands in, by table.
TITLES = {
    "regions": "Codes of activity / 经济活动中的区域代码",
    "industries": "Codes of activity / 经济活动中的行业代码",
    "categories": "Sectors of the loaded industries / 所载行业的门类",
}
#: Level of regions of which nothing but codes is known; system of such industries.
LEVEL, SYSTEM = "region", "codes"


def complete(path: str | Path) -> None:
    """Fill regions, industries and categories where they are empty, from activity's own codes.

    Categories that stand in are made anew when industries or activity have changed, and are left
    alone where anybody has loaded another set.
    """
    ws = Workspace.open(path)
    if not ws.rows("activity"):
        return
    found: dict[str, pl.DataFrame] = {}
    for table, column, more in (
        ("regions", "region", {"level": LEVEL}),
        ("industries", "industry", {"system": SYSTEM}),
    ):
        if not ws.rows(table):
            found[table] = _codes(ws, table, column, more)
    if not _own_sets(ws):
        rows = _sectors(ws, found.get("industries"))
        if not ws.rows("categories") or not _same(ws.frame("categories"), rows):
            found["categories"] = rows
    if not found:
        return
    today = datetime.now(tz=UTC).date().isoformat()
    with ws.transaction(verb="complete", note=", ".join(found)) as t:
        for name, rows in found.items():
            origin = Origin(producer=US, title=TITLES[name], accessed=today)
            t.put(name, rows, origins=(origin,), mode="replace")


def stand_ins(ws: Workspace) -> tuple[Caution, ...]:
    """Say which tables hold what stands in, and the command that does better."""
    said = [
        Caution("table-of-codes", {"table": table}, case=table)
        for table in ("regions", "industries")
        if ws.has(table) and any(one.title == TITLES[table] for one in ws.origins(table))
    ]
    if ws.has("categories") and not _own_sets(ws):
        kinds = ws.frame("categories")["category"].n_unique()
        said.append(Caution("categories-sectors", {"count": kinds}))
    return tuple(said)


def _own_sets(ws: Workspace) -> bool:
    """Say whether anybody has loaded a definition set."""
    if not ws.rows("categories"):
        return False
    return bool((ws.frame("categories", ["definition"])["definition"] != SECTORS).any())


def _codes(ws: Workspace, table: str, column: str, more: dict[str, str]) -> pl.DataFrame:
    """Give a table of the codes of activity and nothing else."""
    codes = ws.frame("activity", [column])[column].cast(pl.String).unique().sort()
    kinds = schema(table).polars()
    rows = pl.DataFrame({column: codes}).with_columns(
        pl.lit(value).alias(name) for name, value in more.items()
    )
    empty = [name for name in kinds if name not in rows.columns]
    full = rows.with_columns(pl.lit(None, dtype=kinds[name]).alias(name) for name in empty)
    return full.select(pl.col(name).cast(kind) for name, kind in kinds.items())


def _sectors(ws: Workspace, industries: pl.DataFrame | None) -> pl.DataFrame:
    known = industries if industries is not None else ws.frame("industries")
    used = ws.frame("activity", ["industry"])["industry"].cast(pl.String)
    there = used.filter(used.is_in(known["industry"].cast(pl.String).implode()))
    return sector_categories(known, there.to_list())


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    key = ["definition", "category", "industry"]
    return one.select(key).sort(key).equals(other.select(key).sort(key))
