"""A list prepared for matching: codes and names by their spellings, each code's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import polars as pl

from jiqun.sources.lists.codes import spellings
from jiqun.sources.lists.reading import COLUMNS, CURRENT, Kind, name_list
from jiqun.sources.lists.spelling import industry_short, key, region_shorts

#: How a value was matched, the surest first.
How = Literal["code", "exact", "alias", "short", "former", "near", "none"]
#: Ways by name, in the order in which they are believed.
WAYS: tuple[How, ...] = ("exact", "alias", "short", "former")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One code of a list.

    Attributes
    ----------
    code, name, name_zh, level, parent, status, until, successor
        As in the list.
    above
        The codes above it, the nearest first.
    """

    code: str
    name: str | None
    name_zh: str | None
    level: str | None
    parent: str | None
    status: str
    until: int | None
    successor: str | None
    above: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether the code is in force."""
        return self.status == CURRENT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """A list prepared for matching.

    Attributes
    ----------
    kind
        Whether it names regions or industries.
    entries
        Code -> entry.
    codes
        Printed form of a code -> code.
    names
        Key of a name -> the codes it may mean, with the way.
    own
        Codes of the workspace that the list lacks: no parent of the list holds them.
    """

    kind: Kind
    entries: Mapping[str, Entry]
    codes: Mapping[str, str]
    names: Mapping[str, tuple[tuple[str, How], ...]]
    own: frozenset[str] = frozenset()


@cache
def index_of(list_id: str) -> Index:
    """Give a shipped list, prepared."""
    listed = name_list(list_id)
    return indexed(listed.frame, listed.kind)


def indexed(frame: pl.DataFrame, kind: Kind) -> Index:
    """Prepare a list."""
    rows = {row["code"]: row for row in frame.iter_rows(named=True)}
    entries = {code: _entry(row, rows) for code, row in rows.items()}
    codes: dict[str, str] = {}
    for row in sorted(rows.values(), key=lambda row: row["status"] != CURRENT):
        for form in spellings(row["code"], kind):
            codes.setdefault(form, row["code"])
    names: dict[str, dict[str, How]] = defaultdict(dict)
    for row in rows.values():
        for name, way in _names(row, kind):
            at = names[key(name) if way != "short" else name]
            if row["code"] not in at or WAYS.index(way) < WAYS.index(at[row["code"]]):
                at[row["code"]] = way
    found = {name: tuple(ways.items()) for name, ways in names.items() if name}
    return Index(kind=kind, entries=entries, codes=codes, names=found)


def known_index(index: Index, known: pl.DataFrame) -> Index:
    """Put the workspace's rows before the list: their codes and names are the ones meant."""
    code = "region" if "region" in known.columns else "industry"
    there = [column for column in COLUMNS if column in known.columns and column != "code"]
    rows = known.select(pl.col(code).alias("code"), *there).cast(pl.String)
    missing = [column for column in COLUMNS if column not in rows.columns]
    rows = rows.with_columns(pl.lit(None, pl.String).alias(column) for column in missing)
    rows = rows.with_columns(
        pl.col("status").fill_null(CURRENT), pl.col("since", "until").cast(pl.Int64)
    )
    own = indexed(rows.select(COLUMNS), index.kind)
    entries = dict(index.entries) | {
        code: entry for code, entry in own.entries.items() if code not in index.entries
    }
    return Index(
        kind=index.kind,
        entries=entries,
        codes=dict(index.codes) | dict(own.codes),
        names=dict(index.names) | dict(own.names),
        own=frozenset(own.entries) - frozenset(index.entries),
    )


def inside(index: Index, code: str, within: Iterable[str]) -> bool:
    """Tell whether a code lies in one of the codes, or its successor does.

    Nothing given means everywhere; a code of the workspace alone lies everywhere.
    """
    scope = set(within)
    if not scope or code in index.own:
        return True
    entry = index.entries[code]
    if scope & {code, *entry.above}:
        return True
    heirs = [index.entries[heir] for heir in split(entry.successor) if heir in index.entries]
    return any(scope & {heir.code, *heir.above} for heir in heirs)


def split(joined: str | None) -> tuple[str, ...]:
    """Give the parts of a text joined by "|"."""
    return tuple(part for part in (joined or "").split("|") if part)


def _entry(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> Entry:
    above, code = [], row["parent"]
    while code in rows and code not in above:
        above.append(code)
        code = rows[code]["parent"]
    taken = ("code", "name", "name_zh", "level", "parent", "status", "until", "successor")
    return Entry(**{column: row[column] for column in taken}, above=tuple(above))


def _names(row: Mapping[str, Any], kind: Kind) -> Iterable[tuple[str, How]]:
    """Give the names of a code, each with the way of matching it."""
    own = [name for name in (row["name_zh"], row["name"]) if name]
    former = split(row["former"])
    stands = row["status"] == CURRENT
    for name in own:
        yield name, "exact" if stands else "former"
    for name in split(row["also"]):
        yield name, "alias" if stands else "former"
    for name in former:
        yield name, "former"
    for name in (*own, *split(row["also"])):
        for short in _shorts(name, kind):
            yield short, "short" if stands else "former"
    for name in former:
        for short in _shorts(name, kind):
            yield short, "former"


def _shorts(name: str, kind: Kind) -> tuple[str, ...]:
    return region_shorts(name) if kind == "region" else (industry_short(name),)
