"""The catalogue of quantities: what each is called, measured in, and means.

A face, a chart or a brief takes a quantity's words from here alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from jiqun.core.errors import unknown
from jiqun.core.texts import say
from jiqun.core.vocab import Language
from jiqun.core.words import Words, catalogue

Scale = Literal["linear", "log"]
#: Ending of a column that holds a limit of a quantity -> its text in ``results``; a part of the
#: doubt has its own.
LIMITS = {
    **{f"_{part}_{end}": f"{part}-{end}" for part in ("range", "without", "luck", "sampling")
       for end in ("low", "high")},
    "_low": "lower-limit",
    "_high": "upper-limit",
}  # fmt: skip
#: Results of which a plain limit says where the quantity will be next year.
FORWARD = frozenset({"cells", "region_profiles", "found_clusters", "finds"})
AHEAD = {"_low": "next-low", "_high": "next-high"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What a face may know of a quantity.

    Attributes
    ----------
    id
        As columns and JSON name it.
    title, short
        For a heading; for the head of a column. Both begin with a capital.
    spoken
        The title as it stands within a sentence.
    unit
        A key of ``catalog/units.toml``: "1" for a pure number, "currency" for the data's own.
    scale
        How it is best drawn.
    neutral
        The value that says "neither"; None where there is none.
    per
        What a value belongs to ("cell", "region", "category", "cluster", "organisation", …),
        the usual one first.
    definition
        One or two sentences.
    source
        A key of ``catalog/references.bib``, a page of the documents, or ``scheme:ID``.
    measure
        The id of the measure that computes it; empty where none does.
    """

    id: str
    title: Words
    short: Words
    spoken: Words
    unit: str
    scale: Scale
    neutral: float | None
    per: tuple[str, ...]
    definition: Words
    source: str
    measure: str = ""


@cache
def quantities() -> Mapping[str, Quantity]:
    """Give every quantity by its id, in the catalogue's order."""
    entries = catalogue("quantities.toml")
    return MappingProxyType({id: _quantity(id, entry) for id, entry in entries.items()})


def quantity(id: str) -> Quantity:
    """Give one quantity.

    Raises
    ------
    UnknownError
        ``quantity-unknown``.
    """
    known = quantities()
    if id not in known:
        raise unknown("quantity", id, list(known), case="catalogue")
    return known[id]


def head(id: str, lang: Language) -> str:
    """Give the head of a column on the command line: the short title, without a capital."""
    return Words(**_short(catalogue("quantities.toml")[quantity(id).id])).said(lang)


def column_words(column: str, table: str = "") -> Words | None:
    """Name a column of a result by the quantity it holds, or the limit of one; None if neither.

    Examples
    --------
    >>> column_words("quotient_low").en, column_words("herfindahl", "category_profiles").en
    ('Location quotient, lower limit', 'Herfindahl index of regions')
    >>> column_words("quotient_low", "cells").en
    'Location quotient next year, lower end'
    """
    held = _held_columns().get(f"{table}.{column}", column)
    if held in quantities():
        return quantities()[held].title
    for ending, text in (LIMITS | AHEAD if table in FORWARD else LIMITS).items():
        base = column.removesuffix(ending)
        if base != column and base in quantities():
            title = quantities()[base].title
            return Words(
                say(f"results.{text}", "en", quantity=title.en),
                say(f"results.{text}", "zh", quantity=title.zh),
            )
    return None


@cache
def units() -> Mapping[str, Words]:
    """Give the words of every unit, as they follow a number; "" for a pure number."""
    entries = catalogue("units.toml")
    return MappingProxyType({unit: Words(**entry) for unit, entry in entries.items()})


def unit_words(unit: str) -> Words:
    """Give a unit in words; a unit that is not in the catalogue is its own word."""
    return units().get(unit) or Words(en=unit, zh=unit)


def named(id: str) -> Words:
    """Give a quantity's name within a sentence; one that is not in the catalogue is its own."""
    plain = id.replace("_", " ")
    return quantities()[id].spoken if id in quantities() else Words(en=plain, zh=plain)


@cache
def _held_columns() -> Mapping[str, str]:
    entries = catalogue("quantities.toml")
    return {held: id for id, entry in entries.items() for held in entry.get("columns", ())}


def _quantity(id: str, entry: Mapping[str, Any]) -> Quantity:
    return Quantity(
        id=id,
        title=_heading(entry["title"]),
        short=_heading(_short(entry)),
        spoken=Words(**entry["title"]),
        unit=entry["unit"],
        scale=entry["scale"],
        neutral=entry.get("neutral"),
        per=tuple(entry["per"]),
        definition=Words(**entry["definition"]),
        source=entry["source"],
        measure=entry.get("measure", ""),
    )


def _short(entry: Mapping[str, Any]) -> Mapping[str, str]:
    short: Mapping[str, str] = entry.get("short", entry["title"])
    return short


def _heading(entry: Mapping[str, str]) -> Words:
    return Words(en=entry["en"][:1].upper() + entry["en"][1:], zh=entry["zh"])
