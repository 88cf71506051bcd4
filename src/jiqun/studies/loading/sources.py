"""The public statistics that can be fetched, as a face lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiqun.core import Words
from jiqun.sources import SOURCES, SourceSpec, option_word


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOption:
    """What a source may be asked; ``help`` is null where its name says all."""

    name: str
    default: str
    help: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLayout:
    """One shape of file that a source reads, by its columns."""

    name: str
    columns: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that the publisher offers; ``usual`` files are downloaded unless others are named."""

    name: str
    url: str
    years: tuple[int, int] | None
    usual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A public statistic, what it brings and under which terms."""

    id: str
    title: Words
    summary: Words
    tables: tuple[str, ...]
    producer: str
    licence: str
    url: str
    citation: str
    vintages: Mapping[str, str]
    options: tuple[SourceOption, ...]
    layouts: tuple[SourceLayout, ...]
    downloads: tuple[SourceFile, ...]


def list_sources() -> tuple[SourceRow, ...]:
    """Describe every registered source, its options, layouts and addresses."""
    return tuple(_row(SOURCES[id]) for id in sorted(SOURCES))


def _row(spec: SourceSpec) -> SourceRow:
    return SourceRow(
        id=spec.id,
        title=Words(**spec.title),
        summary=Words(**spec.summary),
        tables=spec.tables,
        producer=spec.producer,
        licence=spec.licence,
        url=spec.url,
        citation=spec.citation,
        vintages={str(year): name for year, name in spec.vintages.items()},
        options=tuple(_option(spec, name) for name in spec.options),
        layouts=tuple(
            SourceLayout(name=one.name, columns=tuple(one.columns), optional=tuple(one.optional))
            for one in spec.layouts
        ),
        downloads=tuple(
            SourceFile(name=one.name, url=one.url, years=one.years, usual=one.default)
            for one in spec.downloads
        ),
    )


def _option(spec: SourceSpec, name: str) -> SourceOption:
    told = spec.helps.get(name)
    default = option_word(spec.options[name])
    return SourceOption(name=name, default=default, help=Words(**told) if told else None)
