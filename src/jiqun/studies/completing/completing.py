"""Put in what a workspace lacks to be rated, in one commit, and say what stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import polars as pl

from jiqun.core import Caution, Origin, Words
from jiqun.sources.lists import (
    list_ids,
    list_of_codes,
    name_list,
    starter_categories,
    with_ancestors,
)
from jiqun.studies.completing.sectors import SECTORS, sector_categories
from jiqun.tables import schema
from jiqun.workspace import Workspace

#: What marks the origin of a table that stands in.
MARK = "stands in until the table is loaded / 载入该表之前的替代"
#: Titles of what is made of codes alone, by table.
TITLES = {
    "regions": "Codes of activity / 经济活动中的区域代码",
    "industries": "Codes of activity / 经济活动中的行业代码",
    "categories": "Sectors of the loaded industries / 所载行业的门类",
}
#: Tables, their column of codes, the kind of list they are named from, and what a bare code has.
_CODED: tuple[tuple[str, str, Literal["region", "industry"], tuple[str, str]], ...] = (
    ("regions", "region", "region", ("level", "region")),
    ("industries", "industry", "industry", ("system", "codes")),
)
#: What is said of a table whose codes a shipped list names.
_LISTED = {"regions": "regions-listed", "industries": "industries-listed"}
#: A starter set that gives fewer of the industries (by rows) a category does not stand in.
LEAST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A table that stands in, and where it comes from."""

    rows: pl.DataFrame
    origin: Origin


def complete(path: str | Path) -> None:
    """Fill regions, industries and categories where they are empty, by activity's own codes.

    Codes that all are in one shipped list, and in no other, have its names and what they lie in;
    others stand bare. Categories are those of the starter set of the industries' classification,
    else the sectors; they are made anew when industries or activity have changed, and left alone
    where anybody has loaded a set.
    """
    ws = Workspace.open(path, settled=True)
    if not ws.rows("activity"):
        return
    found = {
        table: _coded(ws, table, column, kind, bare)
        for table, column, kind, bare in _CODED
        if not ws.rows(table)
    }
    if not ws.rows("categories") or _stands_in(ws, "categories"):
        known = found["industries"].rows if "industries" in found else ws.frame("industries")
        made = _categories(ws, known)
        if not ws.rows("categories") or not _same(ws.frame("categories"), made.rows):
            found["categories"] = made
    if not found:
        return
    today = datetime.now(tz=UTC).date().isoformat()
    with ws.transaction(verb="complete", note=", ".join(found)) as t:
        for name, made in found.items():
            t.put(name, made.rows, origins=(_marked(made.origin, today),), mode="replace")


def stand_ins(ws: Workspace) -> tuple[Caution, ...]:
    """Say which tables hold what stands in, and the command that does better."""
    said = []
    for table in ("regions", "industries"):
        if ws.rows(table) and _stands_in(ws, table):
            title = ws.origins(table)[0].title
            case = table if title == TITLES[table] else _LISTED[table]
            values = {"table": table, "list": _titled(title)}
            said.append(Caution("table-of-codes", values, case=case))
    if ws.rows("categories") and _stands_in(ws, "categories"):
        said.append(_of_categories(ws))
    return tuple(said)


def _of_categories(ws: Workspace) -> Caution:
    kinds = ws.frame("categories", ["definition", "category"]).unique()
    definition, count = str(kinds["definition"][0]), kinds["category"].n_unique()
    if definition == SECTORS:
        return Caution("categories-stand-in", {"count": count}, case="sectors")
    starter = starter_categories(definition.removeprefix("starter-"))
    title = starter.title if starter else Words.same(definition)
    return Caution("categories-stand-in", {"count": count, "set": title}, case="starter")


def _titled(title: str) -> Words:
    """Give the title of a shipped list in both languages, by that of its origin."""
    known = (name_list(id) for id in list_ids())
    return next((one.title for one in known if one.origin.title == title), Words.same(title))


def _stands_in(ws: Workspace, table: str) -> bool:
    """Say whether nothing but a stand-in is in a table; rows without an origin are somebody's."""
    origins = ws.origins(table)
    return bool(origins) and all(MARK in one.note for one in origins)


def _marked(origin: Origin, today: str) -> Origin:
    note = f"{origin.note} ({MARK})" if origin.note else MARK
    return replace(origin, note=note, accessed=origin.accessed or today)


def _coded(
    ws: Workspace,
    table: str,
    column: str,
    kind: Literal["region", "industry"],
    bare: tuple[str, str],
) -> _Made:
    """Give a table of the codes of activity, named from the one list that has them all."""
    codes = ws.frame("activity", [column])[column].cast(pl.String).unique().sort().to_list()
    years = ws.frame("activity", ["year"])["year"].unique().to_list()
    listed = list_of_codes(codes, kind, years=years)
    if listed is None:
        rows = pl.DataFrame({column: codes}).with_columns(pl.lit(bare[1]).alias(bare[0]))
        return _Made(rows=_whole(rows, table), origin=Origin(producer="jiqun", title=TITLES[table]))
    return _Made(rows=_whole(with_ancestors(codes, listed), table), origin=name_list(listed).origin)


def _categories(ws: Workspace, industries: pl.DataFrame) -> _Made:
    """Give the starter set of the classification that most industries are of, or the sectors."""
    used = ws.frame("activity", ["industry"])["industry"].cast(pl.String)
    there = used.filter(used.is_in(industries["industry"].cast(pl.String).implode())).to_list()
    systems = industries.filter(pl.col("industry").is_in(set(there)))["system"]
    if len(systems):
        starter = starter_categories(str(systems.mode().sort()[0]), codes=set(there))
        if starter is not None:
            named = set(starter.frame["industry"])
            if sum(code in named for code in there) >= LEAST * len(there):
                rows = _whole(starter.frame.filter(pl.col("industry").is_in(named)), "categories")
                return _Made(rows=rows, origin=starter.origin)
    rows = _whole(sector_categories(industries, there), "categories")
    return _Made(rows=rows, origin=Origin(producer="jiqun", title=TITLES["categories"]))


def _whole(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """Give rows every column of their table."""
    kinds = schema(table).polars()
    empty = [
        pl.lit(None, dtype=kind).alias(n) for n, kind in kinds.items() if n not in rows.columns
    ]
    full = rows.with_columns(empty)
    return full.select(pl.col(name).cast(kind) for name, kind in kinds.items())


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    key = ["definition", "category", "industry"]
    return one.select(key).sort(key).equals(other.select(key).sort(key))
