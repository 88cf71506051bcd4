"""Find a region, cluster, category, industry, organisation or measure by any of its names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from jiqun.core import MEASURES, Language
from jiqun.studies.atlas.rows import check_page, paged
from jiqun.studies.atlas.snapshot import Snapshot, snapshot

#: Fuzzy likeness (0-100) below which a name is no answer.
LIKENESS = 72
#: How many organisations at most are indexed, the first in the table.
ORGANISATIONS = 50_000
ORDER = ("region", "category", "case", "industry", "measure", "organisation")


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
    a likeness.
    """
    check_page(limit, 0)
    words = " ".join(q.lower().split())
    if not words:
        return paged([], total=0, limit=limit, offset=0)
    shown = snapshot(path, as_of=as_of)
    entries = _index(str(shown.workspace.path), shown.commit)
    scored = sorted(_scored(entries, words), key=lambda pair: pair[0])
    if len(scored) < limit:
        scored += _alike(entries, words, {id(entry) for _, entry in scored}, limit)
    items = [_item(entry, lang) for _, entry in scored[:limit]]
    return paged(items, total=len(scored), limit=limit, offset=0)


def _scored(entries: tuple[Entry, ...], words: str) -> list[tuple[tuple[int, int, int], Entry]]:
    found = []
    for entry in entries:
        best = min((_rank(key, words) for key in entry.keys), default=9)
        if best < 9:  # noqa: PLR2004 - 9 is no match
            found.append(((best, ORDER.index(entry.kind), len(entry.name)), entry))
    return found


def _rank(key: str, words: str) -> int:
    if key == words:
        return 0
    if key.startswith(words):
        return 1
    at = key.find(words)
    if at < 0:
        return 9
    return 2 if key[at - 1] == " " else 3


def _alike(
    entries: tuple[Entry, ...], words: str, known: set[int], limit: int
) -> list[tuple[tuple[int, int, int], Entry]]:
    names = {at: entry.keys[0] for at, entry in enumerate(entries) if entry.keys}
    found = process.extract(words, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=LIKENESS)
    return [
        ((5, 100 - int(score), 0), entries[at])
        for _, score, at in found
        if id(entries[at]) not in known
    ]


def _item(entry: Entry, lang: Language) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "name": entry.name,
        "name_zh": entry.name_zh,
        "detail": entry.detail,
        "url": f"/{lang}/{entry.url}",
    }


@lru_cache(maxsize=4)
def _index(path: str, commit: int) -> tuple[Entry, ...]:
    shown = snapshot(path, as_of=commit)
    return (
        *_regions(shown),
        *_categories(shown),
        *_cases(shown),
        *_industries(shown),
        *_measures(),
        *_organisations(shown),
    )


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


@lru_cache(maxsize=100_000)
def _pinyin(name: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return [
        "".join(lazy_pinyin(name)).lower(),
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower(),
    ]


def _regions(shown: Snapshot) -> list[Entry]:
    if not len(shown.regions):
        return []
    rows = shown.regions.select("region", "name", "name_zh", "level").rows()
    return [_entry("region", r, n, z, level, f"regions/{r}") for r, n, z, level in rows]


def _categories(shown: Snapshot) -> list[Entry]:
    found = []
    for row in shown.categories.iter_rows(named=True) if len(shown.categories) else ():
        url = f"map?category={row['category']}"
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


def _industries(shown: Snapshot) -> list[Entry]:
    table = shown.frame("industries")
    if not len(table):
        return []
    rows = table.select("industry", "name", "name_zh", "system").rows()
    return [_entry("industry", i, n, z, system, f"industries/{i}") for i, n, z, system in rows]


def _measures() -> list[Entry]:
    import jiqun.measures  # noqa: F401 - registers

    return [
        _entry("measure", one.id, one.title["en"], one.title["zh"], one.family, f"methods/{one.id}")
        for one in MEASURES.values()
    ]


def _organisations(shown: Snapshot) -> list[Entry]:
    if not shown.workspace.has("organisations"):
        return []
    table = shown.workspace.scan("organisations").head(ORGANISATIONS)
    rows = table.select("organisation", "name", "name_zh", "kind").collect().rows()
    return [_entry("organisation", o, n, z, kind, f"organisations/{o}") for o, n, z, kind in rows]
