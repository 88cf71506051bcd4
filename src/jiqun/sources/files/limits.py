"""How much a user's file may ask of this machine: counted before it is parsed, or while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from jiqun.core import Problems, problem, words
from jiqun.sources.files.contents import MOST_BYTES, stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may have; each can be raised by who means it.

    Attributes
    ----------
    bytes
        Of the file, unpacked.
    rows, columns, cells
        Of a table or a sheet; ``cells`` counts its whole extent, empty ones too.
    field
        Characters of one value, the header's too.
    depth
        Brackets within brackets: JSON, TOML.
    vertices
        Of all shapes of a file.
    memory
        Bytes of memory that reading a workbook, or shapes, may take.
    """

    bytes: int = MOST_BYTES
    rows: int = 200_000_000
    columns: int = 16_384
    cells: int = 200_000_000
    field: int = 1_000_000
    depth: int = 64
    vertices: int = 20_000_000
    memory: int = 1536 << 20


#: Digits that no number of bytes or rows has.
_DIGITS = 19
#: What no raised limit allows: libraries descend into brackets and would take the process down.
_CEILING = {"depth": 500}
NAMES = tuple(one.name for one in fields(Limits))


def hold(limits: Limits, limit: str, got: int, *, subject: str) -> None:
    """Refuse what goes beyond a limit (``file-limit``); the remedy names the way to raise it."""
    most = getattr(limits, limit)
    if got > most:
        what = words(f"limits.{limit}")
        told = {"what": what, "got": got, "most": most, "limit": limit}
        case = "ceiling" if got > _CEILING.get(limit, got) else ""
        raise stop(problem("file-limit", subject=subject, case=case, **told))


def parse_limits(given: Iterable[str]) -> dict[str, object]:
    """Take apart what was typed: ``NAME=NUMBER``; what is no number stays, for the check to tell.

    Examples
    --------
    >>> parse_limits(["rows=1_000", "cells=x"])
    {'rows': 1000, 'cells': 'x'}
    """
    found: dict[str, object] = {}
    for one in given:
        name, _, number = one.partition("=")
        digits = number.strip().replace("_", "").replace(",", "")
        whole = digits.isascii() and digits.isdigit() and len(digits) < _DIGITS
        found[name.strip()] = int(digits) if whole else number.strip()
    return found


def read_limits(given: Mapping[str, object]) -> Limits:
    """Build limits from names and numbers; all that is wrong is told at once.

    Raises
    ------
    InputError
        ``limit-unknown``, ``limit-value``.

    Examples
    --------
    >>> read_limits({"columns": 20_000}).columns
    20000
    """
    found = Problems()
    for name, value in given.items():
        if name not in NAMES:
            found.add("limit-unknown", subject="limit", name=name[:40], known=NAMES)
        elif isinstance(value, bool) or not isinstance(value, int) or value < 1:
            shown = (
                value if isinstance(value, int) and abs(value) < 10**_DIGITS else f"{value}"[:40]
            )
            found.add("limit-value", subject=name, value=shown)
        elif value > _CEILING.get(name, value):
            found.add("limit-value", subject=name, case="most", value=value, most=_CEILING[name])
    found.check()
    numbers = {name: value for name, value in given.items() if isinstance(value, int)}
    return Limits(**numbers)
