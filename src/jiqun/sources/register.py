"""The register of sources: what each is called, brings, may be asked, and comes from.

A source is one reading function and one file ``catalog/sources/<id>.toml``, which holds
what people read of it (title, licence, citation, options' meaning) and what its files look
like (layouts) and where they lie (downloads). The function holds the judgement.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import polars as pl

from jiqun.core import Caution, Origin, Problems, catalogue, unknown

TRUE, FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a source gave.

    Attributes
    ----------
    tables
        Canonical table -> rows.
    stubs
        Canonical table -> rows that the tables' codes refer to (a county without a name);
        to be entered only where the code is not known yet.
    origin
        Of all tables that have none of their own.
    origins
        Canonical table -> its own origin, where a source brings together several publishers'.
    cautions
        What deserves doubt.
    figures
        Control totals to be held against the publisher's, by code, or code and year
        ("employment:2019"); words in ``catalog/texts/sources.toml`` under "figure-CODE".
    """

    tables: Mapping[str, pl.DataFrame]
    origin: Origin
    stubs: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)


#: A source's function: files (positional) and options (keywords) to a reading.
Reader = Callable[..., Reading]
F = TypeVar("F", bound=Reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One shape of file that a source knows.

    Attributes
    ----------
    name
        "census-county".
    columns
        Column in the file (lower case) -> the reader's name for it; all must be there.
    optional
        The same for columns that may be missing.
    """

    name: str
    columns: Mapping[str, str]
    optional: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file that the publisher offers.

    Attributes
    ----------
    name
        What it is called among the source's files.
    url
        With places for ``{year}`` and ``{yy}``.
    years
        First and last year offered; None where the file has no year.
    sha256
        Expected digest; empty where the publisher names none.
    default
        False: fetched only when named.
    """

    name: str
    url: str
    years: tuple[int, int] | None = None
    sha256: str = ""
    default: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """What a face may know of a source.

    Attributes
    ----------
    id
        "us-cbp".
    title, summary
        In each language.
    tables
        The canonical tables it brings.
    producer, licence, url, citation
        In the publisher's words; ``url`` is a page for people.
    vintages
        Classification vintage by first year that uses it.
    changes
        Systems of codes, of those whose changes the catalogue knows, that its regions have.
    layouts, downloads
        Its files' shapes and addresses.
    options
        Name -> default; what the reader may be asked.
    helps
        Name -> language -> meaning of the option.
    read
        The function.
    """

    id: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    tables: tuple[str, ...]
    producer: str
    licence: str
    url: str
    citation: str
    vintages: Mapping[int, str]
    layouts: tuple[Layout, ...]
    downloads: tuple[Download, ...]
    options: Mapping[str, Any]
    helps: Mapping[str, Mapping[str, str]]
    read: Reader
    changes: tuple[str, ...] = ()

    def origin(self, *, version: str = "", note: str = "", accessed: str = "") -> Origin:
        """Give the origin of what was read: producer, title, terms, and judgements made."""
        return Origin(
            producer=self.producer,
            title=self.title["en"],
            version=version,
            url=self.url,
            licence=self.licence,
            accessed=accessed,
            note=note,
        )

    def vintage(self, year: int) -> str:
        """Give the classification vintage that the source uses in a year."""
        firsts = [first for first in self.vintages if first <= year]
        return self.vintages[max(firsts)] if firsts else self.vintages[min(self.vintages)]


_SOURCES: dict[str, SourceSpec] = {}
SOURCES: Mapping[str, SourceSpec] = MappingProxyType(_SOURCES)


def source(id: str) -> Callable[[F], F]:
    """Register a reader under the description ``catalog/sources/<id>.toml``."""

    def register(read: F) -> F:
        if id in _SOURCES:
            raise RuntimeError(f"source {id!r} is registered twice")
        _SOURCES[id] = _describe(id, read)
        return read

    return register


def find_source(id: str) -> SourceSpec:
    """Give the source of that id.

    Raises
    ------
    UnknownError
        ``source-unknown``.
    """
    if id not in SOURCES:
        raise unknown("source", id, list(SOURCES))
    return SOURCES[id]


def parse_options(spec: SourceSpec, given: Mapping[str, str]) -> dict[str, Any]:
    """Turn words into the reader's options, by the type of each default.

    Raises
    ------
    InputError
        ``source-option``: a name that the source does not know, or a word of another type.
    """
    problems, parsed = Problems(), {}
    for name, word in given.items():
        if name not in spec.options:
            problems.add(
                "source-option",
                subject=name,
                source=spec.id,
                known=list(spec.options),
            )
            continue
        try:
            parsed[name] = _convert(word, spec.options[name])
        except ValueError:
            problems.add(
                "source-option",
                subject=name,
                case="type",
                word=word,
                example=option_word(spec.options[name]),
            )
    problems.check()
    return parsed


def _convert(word: str, default: Any) -> Any:
    if isinstance(default, bool):
        if word.lower() not in TRUE | FALSE:
            raise ValueError(word)
        return word.lower() in TRUE
    if isinstance(default, int | float):
        return type(default)(word)
    if isinstance(default, tuple):
        kind = type(default[0]) if default else str
        return tuple(kind(part.strip()) for part in word.split(",") if part.strip())
    return word


def option_word(default: Any) -> str:
    """Write an option's value as a person would type it.

    Examples
    --------
    >>> option_word((2, 6)), option_word(True)
    ('2,6', 'true')
    """
    if isinstance(default, tuple):
        return ",".join(str(part) for part in default)
    return str(default).lower() if isinstance(default, bool) else str(default)


def _describe(id: str, read: Reader) -> SourceSpec:
    entry = catalogue(f"sources/{id}.toml")
    options = {
        name: parameter.default
        for name, parameter in inspect.signature(read).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    return SourceSpec(
        id=id,
        title=MappingProxyType(entry["title"]),
        summary=MappingProxyType(entry["summary"]),
        tables=tuple(entry["tables"]),
        producer=entry["producer"],
        licence=entry["licence"],
        url=entry["url"],
        citation=entry["citation"],
        vintages=MappingProxyType({int(k): v for k, v in entry.get("vintages", {}).items()}),
        layouts=tuple(_layout(layout) for layout in entry.get("layouts", ())),
        downloads=tuple(_download(download) for download in entry.get("downloads", ())),
        options=MappingProxyType(options),
        helps=MappingProxyType(entry.get("options", {})),
        read=read,
        changes=tuple(entry.get("changes", ())),
    )


def _layout(entry: Mapping[str, Any]) -> Layout:
    return Layout(name=entry["name"], columns=entry["columns"], optional=entry.get("optional", {}))


def _download(entry: Mapping[str, Any]) -> Download:
    years = entry.get("years")
    return Download(**{**entry, "years": tuple(years) if years else None})
