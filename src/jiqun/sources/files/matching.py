"""Which of a file's columns is which of a table's: by name, by title, by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from jiqun.sources.files.units import fits_column, unit_in_name
from jiqun.tables import Column, TableSchema

_CLOSE = 72.0
#: A longer name is like no other.
_LONGEST = 100
#: Names that likenesses are looked for.
_MOST = 200
#: Brackets at a name's end, and what they hold.
_BRACKETS = re.compile(r"\s*[(\[（【〔][^()\[\]（）【】〔〕]*[)\]）】〕]\s*$")
_CLOSING = tuple(")]）】〕")


def plain(name: str) -> str:
    """Bring a name to its bare letters: case, width, spaces and punctuation do not matter."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def located(name: str, columns: Sequence[str]) -> str | None:
    """Give the column of a name: itself, else the only one of its bare letters.

    Examples
    --------
    >>> located("地区", ["地    区", "年份"]), located("a", ["A ", "a."])
    ('地    区', None)
    """
    if name in columns:
        return name
    bare = plain(name)
    alike = [one for one in columns if bare and plain(one) == bare]
    return alike[0] if len(alike) == 1 else None


def expected(schema: TableSchema, sources: Iterable[str] = ()) -> frozenset[str]:
    """Give the bare names that a header may have: the table's, and those that a map names."""
    titles = (title for column in schema.columns for title in column.title.values())
    names = (*schema.names, *titles, *sources)
    return frozenset(bare for name in names if (bare := plain(name)))


def alike(fields: Iterable[str], wanted: Collection[str]) -> int:
    """Count how many of the bare names stand in a line, with or without a unit in brackets."""
    short = [field for field in fields if len(field) <= _LONGEST]
    whole = {plain(field) for field in short}
    bare = {plain(_without_brackets(field)) for field in short if field.rstrip()[-1:] in _CLOSING}
    return len((whole | bare) & set(wanted))


def match(
    names: Sequence[str], schema: TableSchema, *, taken: Iterable[str] = ()
) -> dict[str, str]:
    """Give canonical -> file's column, where names or titles (en, zh) agree.

    ``taken`` are canonical columns that are spoken for.
    """
    found: dict[str, str] = {}
    spoken = set(taken)
    bare = {plain(name): name for name in reversed(names)}
    free = [column for column in schema.columns if column.name not in spoken]
    for column in free:
        for word in (column.name, *column.title.values()):
            source = bare.get(plain(word))
            if source and source not in found.values() and _countable(source, column):
                found[column.name] = source
                break
    left = [name for name in names if name not in found.values() and len(name) <= _LONGEST]
    return found | _beside(left, [one for one in free if one.name not in found])


def _countable(name: str, column: Column) -> bool:
    """Say whether a name's unit, if it has one, is one of the column's: a share is no number."""
    if column.type not in ("number", "integer") or len(name) > _LONGEST:
        return True
    unit = unit_in_name(name)[1]
    return unit is None or fits_column(unit, column)


def _beside(names: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Match names but for what stands in brackets: a unit that fits, or a remark to a code."""
    found: dict[str, str] = {}
    begins = tuple(
        plain(_without_brackets(word))
        for column in columns
        for word in (column.name, *column.title.values())
    )
    names = [name for name in names if plain(name).startswith(begins)]
    shorter = {name: short for name in names if (short := _without_brackets(name)) != name}
    units = {name: unit_in_name(name) for name in names}
    for column in columns:
        words = {plain(word) for word in (column.name, *column.title.values())}
        words |= {plain(_without_brackets(word)) for word in column.title.values()}
        for name in names:
            bare, unit = units[name]
            if unit is not None:
                fits = fits_column(unit, column) and plain(bare) in words
            else:
                numeric = column.type in ("number", "integer")
                short = shorter.get(name, name)
                fits = plain(short) in words and (short == name or not numeric)
            if fits and name not in found.values():
                found[column.name] = name
                break
    return found


def _without_brackets(name: str) -> str:
    """Take what stands in brackets at its end off a name."""
    return _BRACKETS.sub("", name) or name


def twins(
    names: Iterable[str], used: Mapping[str, str], schema: TableSchema
) -> dict[str, list[str]]:
    """Give canonical -> the file's other columns of its name or title, that are not taken."""
    words = {
        plain(word): column.name
        for column in schema.columns
        for word in (column.name, *column.title.values())
        if column.name in used
    }
    found: dict[str, list[str]] = {}
    for name in names:
        if plain(name) in words:
            found.setdefault(words[plain(name)], []).append(name)
    return found


def nearest(name: str, known: Iterable[str]) -> str:
    """Say " (did you mean …?)" where a known name is close; else nothing."""
    from rapidfuzz import fuzz, process

    if len(name) > _LONGEST:
        return ""
    short = [one for one in islice(known, _MOST) if len(one) <= _LONGEST]
    best = process.extractOne(name, short, scorer=fuzz.WRatio, processor=plain)
    return f" (≈ {best[0]!r}?)" if best and best[1] >= _CLOSE else ""


def likenesses(names: Iterable[str], schema: TableSchema, taken: Iterable[str]) -> str:
    """List the file's columns that nearly are columns of the table."""
    spoken = set(taken)
    free = [column.name for column in schema.columns if column.name not in spoken]
    near = [f"{name}{hint}" for name in islice(names, _MOST) if (hint := nearest(name, free))]
    return f" – {'; '.join(near[:5])}" if near else ""
