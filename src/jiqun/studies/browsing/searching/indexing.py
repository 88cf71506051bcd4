"""The index of names: everything that can be found, with its keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import polars as pl

from jiqun.core import MEASURES
from jiqun.studies.browsing.clusters import finds
from jiqun.studies.browsing.clusters import found as found_clusters
from jiqun.studies.browsing.searching.pinyin import pinyin
from jiqun.studies.browsing.snapshots import Snapshot

#: What entries are of, in the order of their importance among equally good answers.
Group = Literal[
    "cell", "region", "category", "declared", "industry", "measure", "organisation", "found"
]
ORDER: tuple[Group, ...] = get_args(Group)
#: How many organisations at most are indexed, the first in the table.
ORGANISATIONS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be found; ``keys`` are its lower-case names, code and pinyin.

    ``unjudged`` is a cell of which too little is published to judge it.
    """

    group: Group
    id: str
    name: str
    name_zh: str | None
    detail: str
    url: str
    keys: tuple[str, ...]
    unjudged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All that can be found; ``keys`` has one row a name: ``key, at, order, length``."""

    entries: tuple[Entry, ...]
    keys: pl.DataFrame


def index(shown: Snapshot) -> Index:
    """Give the index of a snapshot, kept."""
    return shown.once("search-index", lambda: _index(shown))


def _index(shown: Snapshot) -> Index:
    entries = (
        *_regions(shown),
        *_categories(shown),
        *_declared(shown),
        *_industries(shown),
        *_measures(),
        *_found(shown),
        *_organisations(shown),
    )
    rows = [
        (key, at, ORDER.index(entry.group), 0 if entry.group == "found" else len(entry.name))
        for at, entry in enumerate(entries)
        for key in entry.keys
    ]
    columns = {"key": pl.String, "at": pl.Int64, "order": pl.Int64, "length": pl.Int64}
    return Index(entries=entries, keys=pl.DataFrame(rows, schema=columns, orient="row"))


def _entry(
    group: Group, id: str, name: str | None, name_zh: str | None, detail: str, url: str
) -> Entry:
    keys = [key.lower() for key in (name, name_zh, id) if key]
    if name_zh:
        keys += pinyin(name_zh)
    return Entry(
        group=group,
        id=id,
        name=name or name_zh or id,
        name_zh=name_zh,
        detail=detail,
        url=url,
        keys=tuple(dict.fromkeys(keys)),
    )


def _regions(shown: Snapshot) -> list[Entry]:
    if not len(shown.regions):
        return []
    rows = shown.regions.select("region", "name", "name_zh", "level").rows()
    return [_entry("region", r, n, z, level, f"regions/{r}") for r, n, z, level in rows]


def _categories(shown: Snapshot) -> list[Entry]:
    found = []
    for row in shown.categories.iter_rows(named=True) if len(shown.categories) else ():
        mapped = not shown.stock or row["definition"] in shown.definitions
        page = "map" if mapped else f"definitions/{row['definition']}"
        url = f"{page}?category={row['category']}"
        detail = "traded" if row["traded"] else "local"
        found.append(_entry("category", row["category"], row["name"], row["name_zh"], detail, url))
    return found


def _declared(shown: Snapshot) -> list[Entry]:
    clusters = shown.frame("clusters")
    if not len(clusters):
        return []
    own = clusters.filter(pl.col("origin") == "declared")
    rows = own.select("cluster", "name", "name_zh", "field").rows()
    return [_entry("declared", c, n, z, field or "", f"clusters/{c}") for c, n, z, field in rows]


def _found(shown: Snapshot) -> list[Entry]:
    """Found clusters, each once, the largest first; their detail the ways; by any find's name."""
    largest = found_clusters(shown).sort(
        ["size", "organisations", "cluster"], descending=[True, True, False], nulls_last=True
    )
    others = _other_names(shown)
    named = largest.select("cluster", "name", "name_zh", pl.col("ways").list.join(",")).rows()
    found = []
    for code, name, name_zh, ways in named:
        entry = _entry("found", code, name, name_zh, ways, f"clusters/{code}")
        keys = dict.fromkeys((*entry.keys, *others.get(code, ())))
        found.append(replace(entry, keys=tuple(keys)))
    return found


def _other_names(shown: Snapshot) -> dict[str, list[str]]:
    """Give the keys of what a cluster is counted from, by the cluster."""
    keys: dict[str, list[str]] = {}
    rows = finds(shown).filter(pl.col("cluster") != pl.col("counted_as"), ~pl.col("core"))
    for counted, *names in rows.select("counted_as", "cluster", "name", "name_zh").rows():
        own = keys.setdefault(counted, [])
        own += [name.lower() for name in names if name]
        own += pinyin(names[-1]) if names[-1] else []
    return keys


def _industries(shown: Snapshot) -> list[Entry]:
    table = shown.frame("industries")
    if not len(table):
        return []
    rows = table.select("industry", "name", "name_zh", "system").rows()
    return [_entry("industry", i, n, z, system, f"industries/{i}") for i, n, z, system in rows]


def _measures() -> list[Entry]:
    import jiqun.measures  # noqa: F401 - registers

    found = []
    for one in MEASURES.values():
        url = f"methods/{one.id}"
        entry = _entry("measure", one.id, one.title["en"], one.title["zh"], one.family, url)
        found.append(replace(entry, keys=(*entry.keys, *(name.lower() for name in one.aliases))))
    return found


def _organisations(shown: Snapshot) -> list[Entry]:
    if not shown.workspace.has("organisations"):
        return []
    table = shown.workspace.scan("organisations").head(ORGANISATIONS)
    rows = table.select("organisation", "name", "name_zh", "kind").collect().rows()
    return [_entry("organisation", o, n, z, kind, f"organisations/{o}") for o, n, z, kind in rows]
