"""What rating a bare table reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.clusters import FlagAgreement
from jiqun.core import Caution, Record, Words, encode
from jiqun.studies.rows import Plain, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many cells got a rating under a scheme, and for how many its chance is below 0.9.

    A null rating could not be decided; ``missing`` says which quantities would decide it, or
    ``peers`` where there is nobody to be compared with.

    Attributes
    ----------
    few_peers, ties
        Of the cells: judged among few; on a threshold, so that the rating would be another if
        equal counted the other way.
    """

    scheme: str
    rating: str | None
    title: Words | None
    cells: int
    unsure: int
    few_peers: int
    ties: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """How many cells have one rating under a scheme and another against it."""

    scheme: str
    against: str
    rating: str | None
    other: str | None
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A percentile that cells were compared with; null where a group spans all."""

    scheme: str
    level: str | None
    region_type: str | None
    region: str | None
    year: int | None
    definition: str | None
    category: str | None
    quantity: str
    statistic: str
    value: float | None
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagCount:
    """Cells with a publisher's flag set beside the rating it stands for.

    Attributes
    ----------
    published
        Cells that have the flag, true or false; of them ``flagged`` true, ``agree`` as rated here.
    rated
        Cells for which it holds here.
    share
        That agree, 0-1; null where none is published.
    """

    flag: str
    rating: str
    kind: str
    cells: int
    published: int
    flagged: int
    rated: int
    agree: int
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagOfKind(FlagCount):
    """A flag's count among traded or local cells, with employment or without."""

    employed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagOfType(FlagCount):
    """A flag's count among the cells of a type of region."""

    region_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagDiffering:
    """A cell whose flag is another than its rating here."""

    flag: str
    region_type: str
    region: str
    category: str
    published: bool
    rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The agreement with a publisher's flags (see :class:`jiqun.clusters.FlagAgreement`)."""

    scheme: str
    flags: tuple[FlagOfKind, ...]
    types: tuple[FlagOfType, ...]
    differing: tuple[FlagDiffering, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A rated table as JSON: ``items`` are its rows, each with what the rating added.

    The other fields are those of :class:`RatingReport`.
    """

    scheme: str
    schemes: tuple[str, ...]
    cells: int
    counts: tuple[Tally, ...]
    crossed: tuple[Crossing, ...]
    items: tuple[Mapping[str, Plain], ...]
    thresholds: tuple[Threshold, ...]
    published: Agreement | None
    record: Record
    cautions: tuple[Caution, ...]
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingReport:
    """A table rated.

    Attributes
    ----------
    schemes
        The schemes applied, the first being the one asked for.
    cells
        Number of rows.
    counts
        One row a scheme and rating.
    crossed
        How many cells stand under each pair of ratings of two schemes.
    table
        The table with ``<scheme>_rating``, ``_chance``, ``_chance_strong``,
        ``_rating_range_low``, ``_rating_range_high``, ``_peers``, ``_notes`` and ``_missing``; for
        one scheme without its name before.
    thresholds
        The percentiles compared with.
    published
        The agreement with the publisher's flags; None where it was not asked for.
    record, cautions
        What went in; what deserves doubt.
    written
        The file it was written to; empty where none was asked for.
    """

    schemes: tuple[str, ...]
    cells: int
    counts: tuple[Tally, ...]
    crossed: tuple[Crossing, ...]
    table: pl.DataFrame
    thresholds: pl.DataFrame
    published: FlagAgreement | None
    record: Record
    cautions: tuple[Caution, ...]
    written: str = ""

    def told(self) -> Rated:
        """Give the report with all its rows."""
        same = ("schemes", "cells", "counts", "crossed", "record", "cautions", "written")
        return Rated(
            scheme=self.schemes[0],
            published=_agreement(self.published) if self.published else None,
            items=tuple(self.table.to_dicts()),
            thresholds=rows(self.thresholds, Threshold),
            **{name: getattr(self, name) for name in same},
        )

    def to_dict(self) -> dict[str, Any]:
        """Give plain values: those of :meth:`told`."""
        plain: dict[str, Any] = encode(self.told())
        return plain


def _agreement(found: FlagAgreement) -> Agreement:
    return Agreement(
        scheme=found.scheme,
        flags=rows(found.flags, FlagOfKind),
        types=rows(found.types, FlagOfType),
        differing=rows(found.differing, FlagDiffering),
    )
