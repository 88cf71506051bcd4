"""The catalogue of quantities: what each is called, measured in, and means.

A face, a chart or a brief takes a quantity's words from here alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Literal

from jiqun.core.errors import unknown
from jiqun.core.texts import say, texts
from jiqun.core.vocab import LANGUAGES, Language
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


#: What follows from the quantity that leads, and speaks of employment where that does.
FOLLOWING = frozenset({
    "quotient", "micro_share", "macro_share", "growth", "imputed_share", "visible_share",
    "region_visible_share", "strength", "herfindahl", "traded_categories", "largest_low",
    "largest_high", "share",
})  # fmt: skip
#: What a region has of the quantity that leads: {} -> the same of employment.
REGIONAL = ("traded_{}", "region_{}")


def quantity_led(id: str, leading: str) -> Quantity:
    """Give a quantity as it is called where another than employment leads.

    What follows from the leading quantity names it; ``traded_output`` and ``region_output`` are
    made of those of employment; everything else is as :func:`quantity` gives it.

    Examples
    --------
    >>> quantity_led("quotient", "output").title.en, quantity_led("micro_share", "output").title.en
    ('Location quotient of gross output', "Share of the region's gross output")
    >>> quantity_led("traded_output", "output").title.zh, quantity_led("wage", "output").title.en
    ('可贸易总产值', 'Payroll per person')
    """
    if leading == "employment":
        return quantity(id)
    for shape in REGIONAL:
        if id == shape.format(leading):
            own = replace(quantity(shape.format("employment")), id=id)
            told = Words.of(texts("results")[f"leading-{shape.format('all')}"])
            return replace(_named_by(own, leading), definition=_put(told, leading),
                           unit=quantity(leading).unit)  # fmt: skip
    return _named_by(quantity(id), leading) if id in FOLLOWING else quantity(id)


def quantities_led(leading: str) -> tuple[Quantity, ...]:
    """Give the catalogue as it is where a quantity leads, with what regions have of it."""
    own = () if leading == "employment" else tuple(one.format(leading) for one in REGIONAL)
    return tuple(quantity_led(id, leading) for id in (*quantities(), *own))


#: How a text says employment, longest first, and what stands in: {} is the leading quantity.
_SAID: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"(?<=\d) people( \([^)]*\))? employed in ", r"\1 of {} in "),
        (r"people employed", "{}"), (r"\b[Ee]mployment\b", "{}"), (r"\bjobs\b", "{}"),
        (r"counts people in", "counts {} in"),
    ),
    "zh": (
        (r"就业(估计为)?([\d.,]+[万亿]?)人", r"{}\1\2"), (r"就业人数", "{}"),
        (r"就业不少于([\d.,]+[万亿]?)人", r"{}不少于\1"), (r"就业", "{}"),
        (r"个岗位", "{}"),
    ),
}  # fmt: skip


def led_text(text: str, leading: str, lang: Language) -> str:
    """Say what leads where a text says employment, jobs or people employed.

    Examples
    --------
    >>> led_text("Share of the region's employment", "output", "en")
    "Share of the region's gross output"
    >>> led_text("50 people employed in it", "output", "en"), led_text("就业9人", "output", "zh")
    ('50 of gross output in it', '总产值9')
    """
    if leading == "employment":
        return text
    about = quantities()[leading].spoken.said(lang)
    for pattern, stands in _SAID[lang]:
        text = re.sub(pattern, partial(_cased, to=stands, about=about), text)
    return text


def _cased(found: re.Match[str], *, to: str, about: str) -> str:
    """Fill in what leads, with a capital where the words had one."""
    first = found[0][:1].isupper()
    word = about[:1].upper() + about[1:] if first else about
    return found.expand(to.replace("{}", word.replace("\\", r"\\"))).replace("None", "")


def _named_by(one: Quantity, leading: str) -> Quantity:
    """Say what leads where a quantity's words say employment; a quotient says of what it is."""

    def said(words: Words) -> Words:
        return Words(*(led_text(words.said(lang), leading, lang) for lang in LANGUAGES))

    title, spoken = said(one.title), said(one.spoken)
    if one.id == "quotient":
        of = Words.of(texts("results")["leading-of"])
        title, spoken = (_put(of, leading, of=words) for words in (title, spoken))
    return replace(one, title=title, spoken=spoken, short=said(one.short),
                   definition=said(one.definition))  # fmt: skip


def _put(words: Words, leading: str, *, of: Words | None = None) -> Words:
    about = quantities()[leading].spoken
    each = {lang: of.said(lang) if of else "" for lang in LANGUAGES}
    return Words(*(
        words.said(lang).format(leading=about.said(lang), quantity=each[lang]) for lang in LANGUAGES
    ))  # fmt: skip


def head(id: str, lang: Language) -> str:
    """Give the head of a column on the command line: the short title, without a capital."""
    return Words(**_short(catalogue("quantities.toml")[quantity(id).id])).said(lang)


def led_head(id: str, leading: str, lang: Language) -> str | None:
    """Give the head of a column where a quantity leads; None for what is no quantity.

    Examples
    --------
    >>> led_head("traded_output", "output", "en"), led_head("cell", "output", "en")
    ('traded gross output', None)
    """
    if id not in quantities() and id not in {shape.format(leading) for shape in REGIONAL}:
        return None
    short = quantity_led(id, leading)
    own = short.spoken if short.short.en == short.title.en else short.short
    return own.zh if lang == "zh" else own.en[:1].lower() + own.en[1:]


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
    led = held.removeprefix("traded_")
    if led != held and held not in quantities() and led in quantities():
        return quantity_led(held, led).title
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
