"""The register of kinds of data: how a file of each reads and how a workspace gives it.

A kind is one module of ``studies.measuring.kinds``, or of a package that names it in the entry
points ``jiqun.kinds``. Nothing else is edited: measures find it by its typed array.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from jiqun.core import Words, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a kind's files.

    Attributes
    ----------
    name
        What to call it.
    also
        What else it may be called; letter case does not matter.
    number
        Whether it holds numbers.
    required
        Whether a file must have it.
    about
        What stands in it.
    """

    name: str
    also: tuple[str, ...] = ()
    number: bool = False
    required: bool = True
    about: Words

    @property
    def names(self) -> tuple[str, ...]:
        """All names it goes by, the first one first."""
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of data that measures read.

    Attributes
    ----------
    id
        One word: "counts".
    array
        Its typed array: a measure whose parameter has this type reads this kind.
    title, layout
        What it is; what a file of it looks like, in one sentence.
    columns, example
        Of a file; a small file.
    read
        From a file to the array. What it takes besides, by name, are options of reading; it
        may take ``labels``, the codes that the measure's first data have in an order.
    build
        From a workspace to the array, with options likewise; None where no table gives it.
    tables
        What ``build`` reads.
    short
        What the command line calls it in short: ``--counts FILE`` for ``--data counts=FILE``.
    each
        The kind of each of its parts: a panel is counts, year by year. A measure of counts
        may then be had of a panel, and a file of counts be read as a panel.
    """

    id: str
    array: type
    title: Words
    layout: Words
    columns: tuple[Column, ...]
    example: str
    read: Callable[..., Any]
    build: Callable[..., Any] | None = None
    tables: tuple[str, ...] = ()
    short: str = ""
    each: str = ""


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; a module that is loaded again may add its own again."""
    known = _KINDS.get(kind.id)
    if known is not None and known.read.__module__ != kind.read.__module__:
        raise RuntimeError(f"kind {kind.id!r} is registered twice")
    _KINDS[kind.id] = kind
    return kind


def kinds() -> Mapping[str, Kind]:
    """Give every kind by its id."""
    _discover()
    return MappingProxyType(_KINDS)


def kind_of(id: str) -> Kind:
    """Give one kind.

    Raises
    ------
    UnknownError
        ``kind-unknown``.
    """
    if id not in kinds():
        raise unknown("kind", id, sorted(kinds()), case="data")
    return kinds()[id]


def kind_called(name: str) -> Kind | None:
    """Give the kind that goes by an id or a short name; None where there is none."""
    by_short = {kind.short: kind for kind in kinds().values() if kind.short and not kind.each}
    return kinds().get(name) or by_short.get(name)


def kinds_among(types: tuple[object, ...]) -> tuple[str, ...]:
    """Name the kinds whose typed arrays are among these types, in the order of the types."""
    by_array = {kind.array: kind.id for kind in kinds().values()}
    return tuple(by_array[one] for one in types if isinstance(one, type) and one in by_array)


@cache
def _discover() -> None:
    from jiqun.studies.measuring import kinds as room

    for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
        import_module(module.name)
    for entry in entry_points(group="jiqun.kinds"):
        entry.load()
