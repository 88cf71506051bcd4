"""Which list a column's values are of, and in which parent they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jiqun.sources.lists.certainty import SURE
from jiqun.sources.lists.index import Index, index_of
from jiqun.sources.lists.matching import MOST, match_names
from jiqun.sources.lists.notes import TOGETHER
from jiqun.sources.lists.reading import Kind, list_ids
from jiqun.sources.lists.spelling import is_chinese

#: Values of a column that are tried; parents that are tried; share explained that suffices.
_TRIED, _PARENTS, _MOSTLY = 200, 6, 0.7
#: How the lists of China begin, which come last for a file in another language.
CHINESE = ("gbt", "cn-")
#: Certainty from which a value counts as explained.
_EXPLAINED = 0.75


def likely_lists(
    values: Sequence[str], kind: Kind, *, hint: str = ""
) -> tuple[tuple[str, tuple[str, ...], float], ...]:
    """Give the lists that values may be of, best first.

    Parameters
    ----------
    values
        Names or codes as printed; repeated ones count once, at most 200 are tried.
    kind
        "region" or "industry".
    hint
        A title or file name: a region named in it ("宁波市2022年…") is tried as the parent, and
        its language decides between lists that explain codes alike.

    Returns
    -------
    tuple
        Of each list its id, the smallest parents that explain most values (empty where there
        is none), and the share of values matched (0–1; totals do not count). Lists that match
        none are left out.

    Examples
    --------
    >>> likely_lists(["海曙区", "江北区", "北仑区"], "region")[0][1]
    ('330200',)
    """
    tried = list(dict.fromkeys(value for value in values if value.strip()))[:_TRIED]
    found = []
    for at, list_id in enumerate(list_ids(kind) if tried else ()):
        parents = _parents(tried, index_of(list_id), list_id, hint) if kind == "region" else [()]
        told = [_explained(tried, list_id, scope) for scope in parents]
        best = max(range(len(parents)), key=lambda place: (*told[place], -place))
        found.append((list_id, parents[best], *told[best], at))
    foreign = bool(hint) and not is_chinese(hint) and not any(map(is_chinese, tried))
    found.sort(key=lambda one: (-one[2], foreign and one[0].startswith(CHINESE), -one[3], one[4]))
    return tuple((list_id, scope, share) for list_id, scope, share, *_ in found if share > 0)


def _explained(values: Sequence[str], list_id: str, scope: tuple[str, ...]) -> tuple[float, float]:
    """Give the share of values matched, totals apart, and the share matched by names in force."""
    matched = match_names(values, list_id, within=scope)
    parts = [one for one in matched if one.note is None or one.note.case not in TOGETHER]
    good = [one for one in parts if one.certainty >= _EXPLAINED]
    current = [one for one in good if one.how != "former"]
    many = max(len(parts), 1)
    return round(len(good) / many, 3), round(len(current) / many, 3)


def _parents(values: Sequence[str], index: Index, list_id: str, hint: str) -> list[tuple[str, ...]]:
    """Give the parents to try: those named in the hint, those that hold most values, none."""
    held: Counter[str] = Counter()
    parts = 0
    for one in match_names(values, list_id):
        parts += one.note is None or one.note.case not in TOGETHER
        codes = [c.code for c in one.candidates[:MOST]] if one.certainty > 0 else []
        if one.certainty < SURE and len(codes) == MOST:
            codes = _all_of(one.given, index) or codes
        held.update({up for code in codes for up in index.entries[code].above})
    least = _MOSTLY * parts
    mostly = [code for code, count in held.items() if count >= least and code != "CN"]
    mostly.sort(key=lambda code: (-held[code], -len(index.entries[code].above)))
    named = _named(hint, index)
    smallest = [code for code in mostly if code in named] + mostly
    tried = [(code,) for code in dict.fromkeys([*smallest[:_PARENTS], *named])]
    return [*tried, ()]


def _all_of(value: str, index: Index) -> list[str]:
    from jiqun.sources.lists.spelling import cleaned, key

    return [code for code, _ in index.names.get(key(cleaned(value)), ())]


def _named(hint: str, index: Index) -> list[str]:
    """Give the regions above districts that a title names, the deepest first."""
    if not is_chinese(hint):
        return []
    found = []
    for start in range(len(hint)):
        for end in range(min(len(hint), start + 12), start + 1, -1):
            for code, way in index.names.get(hint[start:end], ()):
                if way in ("exact", "short") and index.entries[code].level != "district":
                    found.append(code)
    return sorted(dict.fromkeys(found), key=lambda code: -len(index.entries[code].above))
