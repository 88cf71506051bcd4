"""Which code of a list a printed name or code means, and how surely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from jiqun.core import Problem
from jiqun.sources.lists.certainty import SURE, certainty
from jiqun.sources.lists.codes import led, plain
from jiqun.sources.lists.index import WAYS, Entry, How, Index, index_of, inside, known_index
from jiqun.sources.lists.near import near
from jiqun.sources.lists.notes import Traits, is_together, note_of
from jiqun.sources.lists.spelling import cleaned, industry_short, key

#: Candidates that are told.
MOST = 5
#: Share of a column's sure matches that must lie on one level for it to decide between levels.
SAME_LEVEL = 0.6
#: Likenesses that differ by less are as good; what the likeness of one among several counts.
GAP, UNSURE = 0.05, 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A code that a value may mean.

    Attributes
    ----------
    code, name, name_zh
        As in the list.
    parent, parent_name, parent_name_zh
        The code above it, None at the top.
    certainty
        0–1.
    """

    code: str
    name: str | None
    name_zh: str | None
    parent: str | None
    parent_name: str | None
    parent_name_zh: str | None
    certainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What a printed value means.

    Attributes
    ----------
    given
        As printed.
    code
        The code, None where it is not known or several fit alike.
    certainty
        0–1, that the code is right: of those with 0.95 and more at least 99 in 100 are.
    how
        "code", "exact" (its name), "alias" (another name in use), "short" (its name without
        its kind), "former" (a name or code that no longer stands), "near" (spelled like it),
        "none".
    candidates
        At most five, best first.
    note
        What deserves to be told: abolished, several alike, a total, not found.
    """

    given: str
    code: str | None
    certainty: float
    how: How
    candidates: tuple[Candidate, ...]
    note: Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Codes that a value may mean, all by one way.

    ``apart`` where code and name disagree, ``elsewhere`` where all lie outside the parent
    named, ``placed`` where the value names a parent itself.
    """

    how: How
    codes: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    apart: bool = False
    elsewhere: bool = False
    placed: bool = False


def match_names(
    values: Sequence[str],
    list_id: str,
    *,
    within: Sequence[str] = (),
    known: pl.DataFrame | None = None,
) -> tuple[Matched, ...]:
    """Match printed names or codes with a shipped list.

    Numbering, "其中:", footnote marks, spaces and full-width letters are taken off; names match
    whole, without their kind (海曙 for 海曙区), by other and former names, with their parents in
    front (宁波市海曙区), or nearly. Where a name stands on several levels (房地产业 is a section
    and a division) the level of the other values decides.

    Parameters
    ----------
    values
        As printed; one match each, in their order.
    list_id
        One of :func:`~jiqun.sources.lists.list_ids`.
    within
        Codes in which the values lie; empty for the whole list. A name found only elsewhere
        is a candidate, not a match.
    known
        Rows of the workspace's own regions or industries; they go before the list.

    Raises
    ------
    UnknownError
        ``list-unknown``.

    Examples
    --------
    >>> [one.code for one in match_names(["海曙区", "北 仑"], "cn-admin", within=["330200"])]
    ['330203', '330206']
    >>> match_names(["C18 纺织服装"], "gbt4754-2017")[0].code
    'C18'
    """
    index = index_of(list_id)
    if known is not None and known.height:
        index = known_index(index, known)
    scope = tuple(code for code in within if code in index.entries)
    found = [_find(cleaned(value), index, scope) for value in values]
    level = _level(found, index)
    return tuple(
        _matched(value, one, index, level, scope) for value, one in zip(values, found, strict=True)
    )


def _find(text: str, index: Index, scope: tuple[str, ...]) -> _Found:
    """Give what a cleaned value may mean: by code, by name, by parents and name, nearly."""
    code, rest = led(text)
    at = index.codes.get(plain(code, index.kind)) if code else None
    if at:
        away = not inside(index, at, scope)
        named = _by_name(rest, index, scope) if rest else _Found(how="none")
        if not rest or at in named.codes or _alike(at, rest, index):
            return _Found(how="code", codes=(at,), elsewhere=away)
        if len(code) > 1:
            return _Found(how="code", codes=(at, *named.codes), apart=True, elsewhere=away)
        text = rest if code.isdigit() else text
    named = _by_name(text, index, scope)
    if (named.codes and not named.elsewhere) or is_together(text, index):
        return named
    close = near(text, index, scope)
    if close:
        codes, scores = zip(*close, strict=True)
        return _Found(how="near", codes=codes, scores=scores)
    return named


def _alike(code: str, rest: str, index: Index) -> bool:
    """Tell whether a code's name and a printed one share their beginning or words."""
    entry = index.entries[code]
    names = [key(name) for name in (entry.name_zh, entry.name) if name]
    short = industry_short(rest)
    return any(short[:2] == name[:2] or short in name for name in names if short)


def _by_name(text: str, index: Index, scope: tuple[str, ...]) -> _Found:
    whole = _looked_up(text, index, scope)
    if whole.codes and not whole.elsewhere:
        return whole
    parted = _by_parents(text, index, scope) if index.kind == "region" else _Found(how="none")
    return parted if parted.codes else whole


def _looked_up(text: str, index: Index, scope: tuple[str, ...]) -> _Found:
    ways: dict[str, How] = {}
    whole = key(text)
    forms = {whole, industry_short(text)} if index.kind == "industry" else {whole}
    for form in forms:
        for code, found in index.names.get(form, ()):
            way = found if form == whole or found == "former" else "short"
            if code not in ways or WAYS.index(way) < WAYS.index(ways[code]):
                ways[code] = way
    there = {code: way for code, way in ways.items() if inside(index, code, scope)}
    chosen = there or ways
    if not chosen:
        return _Found(how="none")
    best = min(chosen.values(), key=WAYS.index)
    first = [code for code, way in chosen.items() if way == best]
    others = sorted((c for c in chosen if c not in first), key=lambda c: WAYS.index(chosen[c]))
    return _Found(how=best, codes=(*first, *others), scores=(len(first),), elsewhere=not there)


def _by_parents(text: str, index: Index, scope: tuple[str, ...]) -> _Found:
    """Match a name that stands behind those of its parents: 浙江省宁波市海曙区."""
    for at in range(len(text) - 2, 1, -1):
        parents = _looked_up(text[:at], index, scope and _around(index, scope))
        if not parents.codes or parents.elsewhere:
            continue
        rest = _by_name(text[at:].lstrip(" ,，-—·/"), index, parents.codes[:MOST])
        below = tuple(code for code in rest.codes if code not in parents.codes)
        if below and not rest.elsewhere:
            alike = (min(len(below), int(rest.scores[0])),)
            return replace(rest, codes=below, scores=alike, placed=True)
    return _Found(how="none")


def _around(index: Index, scope: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({up for code in scope for up in (code, *index.entries[code].above)} - {"CN"})


def _level(found: Sequence[_Found], index: Index) -> str | None:
    """Give the level on which most sure matches lie, None where none prevails."""
    single = [one.codes[0] for one in found if _tied(one) == 1 and one.how in ("code", *WAYS)]
    levels = Counter(index.entries[code].level for code in single)
    level, count = levels.most_common(1)[0] if levels else (None, 0)
    return level if count >= SAME_LEVEL * len(single) else None


def _tied(one: _Found) -> int:
    """Give how many codes fit alike."""
    if one.how in WAYS and one.scores:
        return int(one.scores[0])
    return min(len(one.codes), 1)


def _matched(
    value: str, one: _Found, index: Index, level: str | None, scope: tuple[str, ...]
) -> Matched:
    first, sure = _judged(one, index, level, scoped=bool(scope) or one.placed)
    codes = list(dict.fromkeys(code for code in (first, *one.codes) if code))[:MOST]
    told = tuple(
        _candidate(index.entries[code], index, _share(at, sure, one))
        for at, code in enumerate(codes)
    )
    code = first if sure >= SURE else None
    how = one.how if codes else "none"
    traits = Traits(
        how=how, tied=_tied(one) > 1 and code is None, apart=one.apart, elsewhere=one.elsewhere
    )
    note = note_of(value, code, index, candidates=codes, traits=traits)
    return Matched(
        given=value,
        code=code,
        certainty=sure if codes else 0.0,
        how=how,
        candidates=told,
        note=note,
    )


def _judged(
    one: _Found, index: Index, level: str | None, *, scoped: bool
) -> tuple[str | None, float]:
    """Give the code that a value means most likely, and how surely."""
    if one.how == "near":
        return _nearest(one, index, level, scoped=scoped)
    tied = one.codes[: _tied(one)]
    if level and one.how in WAYS and _off_level(tied, index, level):
        there = [code for code in one.codes if index.entries[code].level == level]
        if len(there) == 1:
            return there[0], certainty("former", scoped=scoped, level=True)
        if one.how in ("short", "former"):
            return one.codes[0], certainty(one.how, scoped=scoped, tied=len(tied), guessed=True)
    picked = [code for code in tied if level and index.entries[code].level == level]
    if len(tied) > 1 and len(picked) == 1:
        return picked[0], certainty(one.how, scoped=scoped, level=True)
    if len(tied) > 1 and _chained(tied, index):
        highest = min(tied, key=lambda code: len(index.entries[code].above))
        return highest, certainty(one.how, scoped=scoped, guessed=True)
    sure = certainty(
        one.how,
        scoped=scoped,
        tied=len(tied),
        apart=one.apart,
        elsewhere=one.elsewhere,
    )
    return (one.codes[0] if one.codes else None), sure


def _off_level(codes: Sequence[str], index: Index, level: str) -> bool:
    return all(index.entries[code].level != level for code in codes)


def _nearest(one: _Found, index: Index, level: str | None, *, scoped: bool) -> tuple[str, float]:
    """Give the code spelled most like a value; of several as like, the one on the level."""
    best = one.scores[0]
    alike = [code for code, score in zip(one.codes, one.scores, strict=True) if best - score < GAP]
    picked = [code for code in alike if index.entries[code].level == level] if level else alike
    if len(picked) == 1:
        return picked[0], certainty("near", scoped=scoped, score=best, level=len(alike) > 1)
    return one.codes[0], certainty("near", scoped=scoped, score=min(best, UNSURE))


def _chained(codes: Sequence[str], index: Index) -> bool:
    """Tell whether codes of one name lie in one another."""
    deep = max(codes, key=lambda code: len(index.entries[code].above))
    return all(code in (deep, *index.entries[deep].above) for code in codes)


def _share(at: int, sure: float, one: _Found) -> float:
    """Give a candidate's certainty: the first has the match's, the others share the rest."""
    if at == 0 or (_tied(one) > 1 and sure < SURE):
        return sure
    if one.how == "near" and at < len(one.scores):
        return round(min(sure, 1.0 - sure) * one.scores[at], 3)
    return round((1.0 - sure) / max(len(one.codes) - 1, 1), 3)


def _candidate(entry: Entry, index: Index, sure: float) -> Candidate:
    parent = index.entries.get(entry.parent or "")
    return Candidate(
        code=entry.code,
        name=entry.name,
        name_zh=entry.name_zh,
        parent=entry.parent,
        parent_name=parent.name if parent else None,
        parent_name_zh=parent.name_zh if parent else None,
        certainty=sure,
    )
