"""How much a user's file may ask of this machine: counted before it is parsed, or while."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from jiqun.core import Problem, Problems, problem, words
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
#: What no raised limit allows, of any format: libraries descend into brackets, and would take
#: the process down.
DEEPEST = 250
_CEILING = {"depth": DEEPEST}
#: Bytes of memory that one of these takes at least.
_TAKES = {"bytes": 1, "memory": 1, "field": 1, "rows": 8, "cells": 8, "vertices": 16, "columns": 64}
#: Memory of a machine that does not tell.
_USUAL = 64 << 30
NAMES = tuple(one.name for one in fields(Limits))


def hold(limits: Limits, limit: str, got: int, *, subject: str) -> None:
    """Refuse what goes beyond a limit (``file-limit``); the remedy names the way to raise it."""
    ceiling = _CEILING.get(limit, got)
    most = min(getattr(limits, limit), ceiling)
    if got <= most:
        return
    told: dict[str, Any] = {"what": words(f"limits.{limit}"), "got": got, "most": most}
    case = ""
    if got > ceiling:
        case, told = "ceiling", told | {"limit": limit, "ceiling": ceiling}
    elif fits(got * _TAKES.get(limit, 0)):
        told |= {"limit": limit}
    else:
        case, told = "machine", told | {"memory": memory_there() >> 20}
    raise stop(problem("file-limit", subject=subject, case=case, **told))


def fits(memory: int) -> bool:
    """Say whether this machine has so many bytes of memory: more must not be offered."""
    return memory <= memory_there()


def memory_short(subject: str, *, most: int, more: int) -> Problem:
    """Tell that the memory allowed is not enough (``file-memory``), and what would be."""
    if fits(more):
        return problem("file-memory", subject=subject, most=most >> 20, more=more)
    return problem("file-memory", subject=subject, case="machine", most=most >> 20)


@cache
def memory_there() -> int:
    """Give the bytes of memory that this machine has; a usual number where it does not tell."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # no POSIX, or it does not know
        return _USUAL
    return there if there > 0 else _USUAL


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
