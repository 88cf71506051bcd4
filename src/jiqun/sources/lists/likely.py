"""Which list a column's values are of, and in which parent they lie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jiqun.core import catalogue
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
#: By how much a vintage that is not in use comes behind one that explains as much.
_LESS = 0.001
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
#: Certainty from which a value counts as explained.
_EXPLAINED = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class _Likely:
    """A list that values may be of: in which parents, and what share it explains."""

    list_id: str
    scope: tuple[str, ...]
    share: float
    current: float


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
        its language and its years decide between lists that explain as much: of vintages of one
        classification the one in use is first, the others a thousandth behind.

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
    found: list[_Likely] = []
    for list_id in list_ids(kind) if tried else ():
        parents = _parents(tried, index_of(list_id), list_id, hint) if kind == "region" else [()]
        told = [_explained(tried, list_id, scope) for scope in parents]
        found.append(max(told, key=lambda one: (one.share, one.current)))
    foreign = bool(hint) and not is_chinese(hint) and not any(map(is_chinese, tried))
    found.sort(
        key=lambda one: (-one.share, foreign and one.list_id.startswith(CHINESE), -one.current)
    )
    there = [one for one in found if one.share > 0]
    return _one_vintage_first(there, [int(year) for year in _YEAR.findall(hint)])


def list_of_codes(codes: Sequence[str], kind: Kind, *, years: Sequence[int] = ()) -> str | None:
    """Give the one list that has all of some codes as they are written.

    Where vintages of one classification have them alike it is the one that statistics of the
    last of ``years`` are by, the newest without years. None where no list has them all, or
    lists of different classifications do.

    Examples
    --------
    >>> list_of_codes(["C18", "C36"], "industry"), list_of_codes(["330203"], "region")
    ('gbt4754-2017', 'cn-admin')
    >>> list_of_codes(["C18", "C36"], "industry", years=[2015])
    'gbt4754-2011'
    """
    wanted = set(codes)
    having = [one for one in list_ids(kind) if wanted and wanted <= set(index_of(one).entries)]
    if len({_family(one) for one in having}) != 1:
        return None
    return _vintage(having, years)


def _one_vintage_first(
    found: Sequence[_Likely], years: Sequence[int]
) -> tuple[tuple[str, tuple[str, ...], float], ...]:
    """Put the vintage in use first among those of one classification that explain as much."""
    told = []
    for one in found:
        family = [other for other in found if _family(other.list_id) == _family(one.list_id)]
        most = max((other.share, other.current) for other in family)
        alike = [other.list_id for other in family if (other.share, other.current) == most]
        less = one.share == most[0] and one.list_id != _vintage(alike, years)
        told.append((one.list_id, one.scope, round(one.share - less * _LESS, 3)))
    return tuple(sorted(told, key=lambda one: -one[2]))


def _family(list_id: str) -> str:
    return str(catalogue("lists/lists.toml")[list_id].get("family", list_id))


def _vintage(ids: Sequence[str], years: Sequence[int]) -> str:
    """Give the list that statistics of the last year are by, of one classification's vintages."""
    since = {one: catalogue("lists/lists.toml")[one].get("since", 0) for one in ids}
    open_by = [one for one in ids if not years or since[one] <= max(years)]
    return max(open_by or [min(ids, key=since.__getitem__)], key=since.__getitem__)


def _explained(values: Sequence[str], list_id: str, scope: tuple[str, ...]) -> _Likely:
    """Give the share of values matched, totals apart, and the share matched by names in force."""
    matched = match_names(values, list_id, within=scope)
    parts = [one for one in matched if one.note is None or one.note.case not in TOGETHER]
    good = [one for one in parts if one.certainty >= _EXPLAINED]
    current = sum(one.how != "former" for one in good)
    many = max(len(parts), 1)
    share = round(len(good) / many, 3)
    return _Likely(list_id=list_id, scope=scope, share=share, current=round(current / many, 3))


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
