"""Find a region, cell, cluster, category, industry, organisation or measure by its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl
from rapidfuzz import fuzz, process

from jiqun.core import Language
from jiqun.studies.browsing.cells import least_visible
from jiqun.studies.browsing.lists import Page, Paging
from jiqun.studies.browsing.searching.indexing import ORDER, Entry, Group, Index, index
from jiqun.studies.browsing.snapshots import Snapshot

#: Fuzzy likeness (0-100) below which a name is no answer.
LIKENESS = 72
#: How many names at most are looked through for a likeness, and how long a query may be.
ALIKE_AMONG, LONGEST = 12_000, 120
#: Found clusters that one answer shows at most: there are many of one name.
FEW = 5
CHINESE = re.compile(r"[\u4e00-\u9fff]")

Kind = Literal["region", "cell", "cluster", "category", "industry", "organisation", "measure"]
KINDS: Mapping[Group, Kind] = {
    "cell": "cell", "region": "region", "category": "category", "declared": "cluster",
    "industry": "industry", "measure": "measure", "organisation": "organisation",
    "found": "cluster",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found.

    Attributes
    ----------
    detail
        What tells it from others of its name: a level, a system, a kind, a way of finding.
    url
        The page of the atlas that shows it.
    origin
        Of a cluster; null of anything else.
    unjudged
        Whether it is a cell of which too little is published to judge it.
    """

    kind: Kind
    id: str
    name: str
    name_zh: str | None
    detail: str
    url: str
    origin: Literal["found", "declared"] | None
    unjudged: bool


def search(shown: Snapshot, *, q: str, lang: Language = "en", limit: int = 12) -> Page[Hit]:
    """Find by name in either language, code, pinyin or its initials; the best first.

    An exact code or name comes before a beginning, a beginning before a part, a part before
    all words in any order, those before a likeness. A category and a place together ("cars
    shenzhen") find the cell.
    """
    page = Paging(limit=limit)
    words = " ".join(q.lower().split())[:LONGEST]
    if not words:
        return Page(items=(), total=0, limit=limit, offset=0)
    names = index(shown)
    ranked = _ranked(names.keys, words)
    is_found = pl.col("order") == ORDER.index("found")
    places = ranked.filter(~is_found | (is_found.cum_sum() <= FEW))["at"].to_list()
    hits = [*_cells(shown, names, words), *(names.entries[at] for at in places[page.part])]
    if not hits:
        hits = _alike(names, words, limit)
    items = tuple(_hit(entry, lang) for entry in hits[page.part])
    return Page(items=items, total=max(len(hits), len(places)), limit=limit, offset=0)


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


def _cells(shown: Snapshot, names: Index, words: str) -> list[Entry]:
    """Find cells by a category and a place, in either order."""
    named = {f"{definition}:{kind.id}:{place.id}": (kind, place)
             for one, other in _halves(words)
             for kind, place in (*_pairs(names, one, other), *_pairs(names, other, one))
             for definition in shown.definitions}  # fmt: skip
    levels = {shown.region_levels[place.id] for _, place in named.values()}
    least = least_visible(shown) if shown.stock else 0.0
    there = {
        id: share is not None and share < least
        for key in shown.stock
        if key[1] in levels and key[2] == shown.years[-1]
        for id, share in shown.cells[key]
        .filter(pl.col("cell").is_in(list(named)))
        .select("cell", "visible_share")
        .iter_rows()
    }
    order = sorted(there, key=list(named).index)
    return [_cell(id, *named[id], unjudged=there[id]) for id in order]


def _halves(words: str) -> list[tuple[str, str]]:
    parts = words.split()
    if len(parts) > 1:
        return [(" ".join(parts[:k]), " ".join(parts[k:])) for k in range(1, min(len(parts), 6))]
    if not CHINESE.search(words) or len(words) > 14:  # noqa: PLR2004 - a place and a category
        return []
    return [(words[:k], words[k:]) for k in range(2, len(words) - 1)]


def _pairs(names: Index, kind: str, place: str) -> list[tuple[Entry, Entry]]:
    kinds = _best(names, kind, "category")
    return [(k, p) for k in kinds for p in _best(names, place, "region")] if kinds else []


def _best(names: Index, words: str, group: Group) -> list[Entry]:
    """The few whose name, or a word of it, begins with the words."""
    keys = names.keys.filter(pl.col("order") == ORDER.index(group))
    found = _ranked(keys, words).filter(pl.col("rank") <= 2).head(3)  # noqa: PLR2004
    return [names.entries[at] for at in found["at"]]


def _cell(id: str, kind: Entry, place: Entry, *, unjudged: bool) -> Entry:
    return Entry(
        group="cell",
        id=id,
        name=f"{kind.name}, {place.name}",
        name_zh=f"{place.name_zh or place.name}·{kind.name_zh or kind.name}",
        detail=place.detail,
        url=f"cells/{id}",
        keys=(),
        unjudged=unjudged,
    )


def _alike(names: Index, words: str, limit: int) -> list[Entry]:
    known = {at: one.keys[0] for at, one in enumerate(names.entries[:ALIKE_AMONG]) if one.keys}
    found = process.extract(words, known, scorer=fuzz.WRatio, limit=limit, score_cutoff=LIKENESS)
    return [names.entries[at] for _, _, at in found]


def _hit(entry: Entry, lang: Language) -> Hit:
    return Hit(
        kind=KINDS[entry.group],
        id=entry.id,
        name=entry.name,
        name_zh=entry.name_zh,
        detail=entry.detail,
        url=f"/{lang}/{entry.url}",
        origin=entry.group if entry.group in ("found", "declared") else None,
        unjudged=entry.unjudged,
    )
