"""Which of a file's columns is which of a table's: by name, by title, by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from jiqun.tables import TableSchema

_CLOSE = 72.0


def plain(name: str) -> str:
    """Bring a name to its bare letters: case, width, spaces and punctuation do not matter."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def match(
    names: Sequence[str], schema: TableSchema, *, taken: Iterable[str] = ()
) -> dict[str, str]:
    """Give canonical -> file's column, where names or titles (en, zh) agree.

    ``taken`` are canonical columns that are spoken for.
    """
    found: dict[str, str] = {}
    spoken = set(taken)
    bare = {plain(name): name for name in reversed(names)}
    for column in schema.columns:
        for word in (column.name, *column.title.values()):
            source = bare.get(plain(word))
            if source and column.name not in spoken and source not in found.values():
                found[column.name] = source
                break
    return found


def nearest(name: str, known: Iterable[str]) -> str:
    """Say " (did you mean …?)" where a known name is close; else nothing."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(name, list(known), scorer=fuzz.WRatio, processor=plain)
    return f" (≈ {best[0]!r}?)" if best and best[1] >= _CLOSE else ""


def likenesses(names: Iterable[str], schema: TableSchema, taken: Iterable[str]) -> str:
    """List the file's columns that nearly are columns of the table."""
    spoken = set(taken)
    free = [column.name for column in schema.columns if column.name not in spoken]
    near = [f"{name}{hint}" for name in names if (hint := nearest(name, free))]
    return f" – {'; '.join(near[:5])}" if near else ""
