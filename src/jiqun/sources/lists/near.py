"""Names spelled nearly like a printed one."""

from __future__ import annotations

from functools import lru_cache

from jiqun.sources.lists.index import Index, inside
from jiqun.sources.lists.spelling import industry_short, is_chinese, key, region_short

#: Likeness below which a name is no candidate, by script; candidates wanted.
_LEAST = {True: 0.6, False: 0.7}
_MOST, _TAKEN = 5, 40
#: Fewest letters of a name of which a part counts.
_PART = {True: 2, False: 4}
#: What a name that only begins or lies within another is worth.
_BEGINS, _WITHIN = 0.86, 0.78


def near(text: str, index: Index, scope: tuple[str, ...]) -> list[tuple[str, float]]:
    """Give codes whose names are spelled like a text, with the likeness (0–1), best first.

    A name that begins with the text, or holds it, counts as like it: 烟草 for 烟草制品业.
    """
    from rapidfuzz import fuzz, process

    chinese = is_chinese(text)
    wanted = _bare(text, index)
    if len(wanted) < _PART[chinese]:
        return []
    names = _names(index, scope, chinese)
    least = 100 * _LEAST[chinese]
    likeness: dict[str, float] = {}
    for form in {wanted, key(text)}:
        found = process.extract(
            form, names.keys(), scorer=fuzz.ratio, score_cutoff=least, limit=_TAKEN
        )
        for name, score, _ in found:
            for code in names[name]:
                likeness[code] = max(likeness.get(code, 0.0), score / 100)
    for name, codes in names.items():
        part = _part(wanted, name)
        for code in codes if part else ():
            likeness[code] = max(likeness.get(code, 0.0), part)
    order = sorted(likeness.items(), key=lambda pair: (-pair[1], _depth(pair[0], index), pair[0]))
    return order[:_MOST]


def _part(wanted: str, name: str) -> float:
    if name.startswith(wanted):
        return _BEGINS
    return _WITHIN if wanted in name else 0.0


def _depth(code: str, index: Index) -> tuple[bool, int]:
    entry = index.entries[code]
    return (not entry.stands, len(entry.above))


def _bare(text: str, index: Index) -> str:
    if index.kind == "industry":
        return industry_short(text)
    return region_short(key(text))


@lru_cache(maxsize=64)
def _names(index: Index, scope: tuple[str, ...], chinese: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, entry in index.entries.items():
        name = entry.name_zh if chinese else entry.name
        if name and inside(index, code, scope):
            for form in {_bare(name, index), key(name)}:
                found.setdefault(form, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}
