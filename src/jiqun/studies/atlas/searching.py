"""Find a region, cluster, category, industry, organisation or measure by any of its names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from jiqun.core import MEASURES, Language
from jiqun.studies.atlas.finds.reading import finds
from jiqun.studies.atlas.rows import check_page, paged
from jiqun.studies.atlas.snapshot import Snapshot, snapshot

#: Fuzzy likeness (0-100) below which a name is no answer.
LIKENESS = 72
#: How many names at most are looked through for a likeness, and how long a query may be.
ALIKE_AMONG, LONGEST = 12_000, 120
#: How many organisations at most are indexed, the first in the table.
ORGANISATIONS = 50_000
ORDER = ("cluster", "region", "category", "case", "industry", "measure", "organisation", "found")
#: Found clusters that one answer shows at most: there are many of one name.
FEW = 5
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be found; ``keys`` are its lower-case names, code and pinyin."""

    kind: str
    id: str
    name: str
    name_zh: str | None
    detail: str
    url: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All that can be found; ``keys`` has one row a name: ``key, at, order, length``."""

    entries: tuple[Entry, ...]
    keys: pl.DataFrame


def search(
    path: str | Path,
    *,
    q: str,
    lang: Language = "en",
    limit: int = 12,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Find by name in either language, code, pinyin or its initials; the best first.

    An exact code or name comes before a beginning, a beginning before a part, a part before
    all words in any order, those before a likeness. A category and a place together ("cars
    shenzhen") find the cluster.
    """
    check_page(limit, 0)
    words = " ".join(q.lower().split())[:LONGEST]
    if not words:
        return paged([], total=0, limit=limit, offset=0)
    shown = snapshot(path, as_of=as_of)
    index = shown.once("search-index", lambda: _index(shown))
    ranked = _ranked(index.keys, words)
    is_found = pl.col("order") == ORDER.index("found")
    places = ranked.filter(~is_found | (is_found.cum_sum() <= FEW))["at"].to_list()
    found = [*_clusters(shown, index, words), *(index.entries[at] for at in places[:limit])]
    if not found:
        found = _alike(index, words, limit)
    total = max(len(found), len(places))
    items = [_item(entry, lang) for entry in found[:limit]]
    return paged(items, total=total, limit=limit, offset=0)


def _ranked(keys: pl.DataFrame, words: str) -> pl.DataFrame:
    """Give the entries that have the words, the best first: ``at, rank, order``."""
    key = pl.col("key")
    parts = [key.str.contains(part, literal=True) for part in words.split()]
    rank = (
        pl.when(key == words)
        .then(0)
        .when(key.str.starts_with(words))
        .then(1)
        .when(key.str.contains(" " + words, literal=True))
        .then(2)
        .when(key.str.contains(words, literal=True))
        .then(3)
        .otherwise(4)
    )
    return (
        keys.lazy()
        .filter(pl.all_horizontal(parts))
        .with_columns(rank=rank)
        .group_by("at")
        .agg(pl.col("rank", "order", "length").min())
        .sort("rank", "order", "length", "at")
        .collect()
    )


def _clusters(shown: Snapshot, index: Index, words: str) -> list[Entry]:
    """Find clusters by a category and a place, in either order."""
    named = {f"{definition}:{kind.id}:{place.id}": (kind, place)
             for one, other in _halves(words)
             for kind, place in (*_pairs(index, one, other), *_pairs(index, other, one))
             for definition in shown.definitions}  # fmt: skip
    levels = {shown.region_levels[place.id] for _, place in named.values()}
    there = [
        id
        for key in shown.stock
        if key[1] in levels and key[2] == shown.years[-1]
        for id in shown.cells[key].filter(pl.col("cluster").is_in(list(named)))["cluster"]
    ]
    return [_cluster(id, *named[id]) for id in sorted(there, key=list(named).index)]


def _halves(words: str) -> list[tuple[str, str]]:
    parts = words.split()
    if len(parts) > 1:
        return [(" ".join(parts[:k]), " ".join(parts[k:])) for k in range(1, min(len(parts), 6))]
    if not CHINESE.search(words) or len(words) > 14:  # noqa: PLR2004 - a place and a category
        return []
    return [(words[:k], words[k:]) for k in range(2, len(words) - 1)]


def _pairs(index: Index, kind: str, place: str) -> list[tuple[Entry, Entry]]:
    kinds = _best(index, kind, "category")
    return [(k, p) for k in kinds for p in _best(index, place, "region")] if kinds else []


def _best(index: Index, words: str, kind: str) -> list[Entry]:
    """The few whose name, or a word of it, begins with the words."""
    keys = index.keys.filter(pl.col("order") == ORDER.index(kind))
    found = _ranked(keys, words).filter(pl.col("rank") <= 2).head(3)  # noqa: PLR2004
    return [index.entries[at] for at in found["at"]]


def _cluster(id: str, kind: Entry, place: Entry) -> Entry:
    return Entry(
        kind="cluster",
        id=id,
        name=f"{kind.name}, {place.name}",
        name_zh=f"{place.name_zh or place.name}·{kind.name_zh or kind.name}",
        detail=place.detail,
        url=f"clusters/{id}",
        keys=(),
    )


def _alike(index: Index, words: str, limit: int) -> list[Entry]:
    names = {at: one.keys[0] for at, one in enumerate(index.entries[:ALIKE_AMONG]) if one.keys}
    found = process.extract(words, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=LIKENESS)
    return [index.entries[at] for _, _, at in found]


def _item(entry: Entry, lang: Language) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "name": entry.name,
        "name_zh": entry.name_zh,
        "detail": entry.detail,
        "url": f"/{lang}/{entry.url}",
    }


def _index(shown: Snapshot) -> Index:
    entries = (
        *_regions(shown),
        *_categories(shown),
        *_cases(shown),
        *_industries(shown),
        *_measures(),
        *_found(shown),
        *_organisations(shown),
    )
    rows = [
        (key, at, ORDER.index(entry.kind), 0 if entry.kind == "found" else len(entry.name))
        for at, entry in enumerate(entries)
        for key in entry.keys
    ]
    columns = {"key": pl.String, "at": pl.Int64, "order": pl.Int64, "length": pl.Int64}
    return Index(entries=entries, keys=pl.DataFrame(rows, schema=columns, orient="row"))


def _entry(
    kind: str, id: str, name: str | None, name_zh: str | None, detail: str, url: str
) -> Entry:
    keys = [key.lower() for key in (name, name_zh, id) if key]
    if name_zh:
        keys += _pinyin(name_zh)
    return Entry(
        kind=kind,
        id=id,
        name=name or name_zh or id,
        name_zh=name_zh,
        detail=detail,
        url=url,
        keys=tuple(dict.fromkeys(keys)),
    )


def _pinyin(name: str) -> list[str]:
    """Give a Chinese name's full pinyin and its initials, without tones."""
    from pypinyin.constants import PHRASES_DICT

    syllables: list[str] = []
    at = 0
    while at < len(name):
        # 重 is chóng in 重庆 and zhòng in 重型: the longest phrase decides
        size = next((n for n in (4, 3, 2) if name[at : at + n] in PHRASES_DICT), 1)
        syllables += _read(name[at : at + size])
        at += size
    return ["".join(syllables).lower(), "".join(one[:1] for one in syllables).lower()]


@lru_cache(maxsize=100_000)
def _read(phrase: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(phrase))


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


def _cases(shown: Snapshot) -> list[Entry]:
    clusters = shown.frame("clusters")
    if not len(clusters):
        return []
    rows = clusters.filter(pl.col("origin") == "declared")
    return [
        _entry(
            "case",
            r["cluster"],
            r["name"],
            r["name_zh"],
            r["field"] or "",
            f"clusters/{r['cluster']}",
        )
        for r in rows.iter_rows(named=True)
    ]


def _found(shown: Snapshot) -> list[Entry]:
    """Clusters found across regions, points or links, the largest first; their detail the way."""
    largest = finds(shown).sort(
        ["employment", "organisations", "cluster"], descending=[True, True, False], nulls_last=True
    )
    return [
        _entry("found", code, name, name_zh, way, f"clusters/found/{code}")
        for code, name, name_zh, way in largest.select("cluster", "name", "name_zh", "way").rows()
    ]


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
