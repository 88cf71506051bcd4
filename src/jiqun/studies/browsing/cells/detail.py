"""One cell: what, where, how strong under each scheme, how sure, who is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from jiqun.briefs import Doubt, doubt_of
from jiqun.core import Origin, Record, unknown
from jiqun.studies.bases import Base
from jiqun.studies.browsing.cells.members import Members, members
from jiqun.studies.browsing.cells.ratings import SchemeRating, scheme_ratings
from jiqun.studies.browsing.cells.rows import CellRow, cell_names, cell_rows, surest
from jiqun.studies.browsing.lists import columns
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.doubts import persistence_basis
from jiqun.studies.rating import bases_of
from jiqun.workspace import Workspace

NEAR = 10
#: Probability of the intervals where a run did not tell.
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class CellNames:
    """A cell's names, and those of its region and category."""

    name: str
    name_zh: str
    region_name: str | None
    region_name_zh: str | None
    category_name: str | None
    category_name_zh: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellYear:
    """A cell in a year; ratings by scheme.

    Attributes
    ----------
    size
        The amount of what leads.
    employment_low, employment_high, size_low, size_high, quotient_low, quotient_high
        Where they will be the year after.
    employment_range_low, employment_range_high, quotient_range_low, quotient_range_high
        What withheld, hidden, noisy and rounded numbers of the year allow.
    """

    year: int
    size: float | None
    size_low: float | None
    size_high: float | None
    size_range_low: float | None
    size_range_high: float | None
    employment: float | None
    employment_low: float | None
    employment_high: float | None
    employment_range_low: float | None
    employment_range_high: float | None
    establishments: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    quotient_range_low: float | None
    quotient_range_high: float | None
    imputed_share: float | None
    visible_share: float | None
    ratings: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """From which share (0-1) of its category's jobs, and which quotient, a cell is important."""

    share: float
    quotient: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProvenance:
    """Where a cell's numbers come from."""

    origins: tuple[Origin, ...]
    record: Record
    imputed_share: float | None
    visible_share: float | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellDetail:
    """All that is known of a cell.

    Attributes
    ----------
    doubt
        In its parts, each in words and numbers.
    base
        What its quotient is compared with.
    trend
        Its years; employment and establishments on the newest year's land of the region.
    least_visible
        The share of employment that must be published for a cell to be judged.
    important_from
        What makes a cell important to its base.
    neighbours
        Cells of the same category in other regions, the most specialised first.
    siblings
        Cells of other categories in the same region, the most specialised first.
    """

    cell: CellRow
    names: CellNames
    doubt: Doubt
    ratings: tuple[SchemeRating, ...]
    trend: tuple[CellYear, ...]
    members: Members
    neighbours: tuple[CellRow, ...]
    siblings: tuple[CellRow, ...]
    base: Base | None
    least_visible: float
    important_from: Lines
    provenance: CellProvenance


def cell_detail(shown: Snapshot, cell: str, *, year: int | None = None) -> CellDetail:
    """Give all that is known of a cell; in the newest year where it has none of that one.

    Raises
    ------
    UnknownError
        ``cell-unknown``, ``year-unknown``: no cell has it.
    """
    trend = shown.over_years(cell)
    if not len(trend):
        raise unknown("cell", cell)
    if year is not None and year not in shown.years:
        raise unknown("year", str(year), list(shown.years), case="shown")
    there = trend["year"].to_list()
    when = int(there[-1] if year is None or year not in there else year)
    here = trend.filter(pl.col("year") == when)
    own = here.row(0, named=True)
    peers = shown.cells[str(own["definition"]), str(own["level"]), when]
    return CellDetail(
        cell=cell_rows(here, shown.rated_schemes)[0],
        names=_names(own),
        doubt=doubt_of(own, level=_level(shown), basis=persistence_basis(shown.workspace)),
        ratings=scheme_ratings(shown, own),
        trend=tuple(_year(shown, row) for row in shown.over_land(cell).iter_rows(named=True)),
        members=members(shown, own),
        neighbours=_best(shown, peers, "category", own),
        siblings=_best(shown, peers, "region", own),
        base=shown_base(
            shown, definition=str(own["definition"]), level=str(own["level"]), year=when
        ),
        least_visible=least_visible(shown),
        important_from=_important_from(shown),
        provenance=_provenance(shown, own),
    )


def shown_base(shown: Snapshot, *, definition: str, level: str, year: int) -> Base | None:
    """Name what the quotients of a level's cells in a year are compared with."""
    if not shown.workspace.has("bases"):
        return None
    named = _bases(str(shown.workspace.path), shown.commit, definition, year)
    return next((one for one in named if one.level == level), None)


@lru_cache(maxsize=64)
def _bases(path: str, commit: int, definition: str, year: int) -> tuple[Base, ...]:
    return bases_of(Workspace.open(path, as_of=commit), definition, year)


def least_visible(shown: Snapshot) -> float:
    """Give the share that had to be published for a cell to be judged; 0 of an older run."""
    return float(shown.workspace.record("cells").parameters.get("least_visible") or 0.0)


def _important_from(shown: Snapshot) -> Lines:
    used = shown.workspace.record("cells").parameters
    return Lines(share=used["important_share"], quotient=used["important_quotient"])


def _names(cell: Mapping[str, Any]) -> CellNames:
    names = cell_names(cell)
    return CellNames(
        name=names.en,
        name_zh=names.zh,
        region_name=cell["region_name"],
        region_name_zh=cell["region_name_zh"],
        category_name=cell["category_name"],
        category_name_zh=cell["category_name_zh"],
    )


def _level(shown: Snapshot) -> float:
    return float(shown.workspace.record("cells").parameters.get("level") or LEVEL)


def _year(shown: Snapshot, row: Mapping[str, Any]) -> CellYear:
    ratings = {scheme: row[f"rating:{scheme}"] for scheme in shown.rated_schemes}
    numbers = {name: row[name] for name in columns(CellYear) if name != "ratings"}
    return CellYear(**numbers, ratings=ratings)


def _best(
    shown: Snapshot, peers: pl.DataFrame, same: str, cell: Mapping[str, Any]
) -> tuple[CellRow, ...]:
    found = peers.filter((pl.col(same) == cell[same]) & (pl.col("cell") != cell["cell"]))
    top = found[surest(found)].head(NEAR)
    return cell_rows(top, shown.rated_schemes)


def _provenance(shown: Snapshot, cell: Mapping[str, Any]) -> CellProvenance:
    record = shown.workspace.record("cells")
    return CellProvenance(
        origins=record.origins,
        record=record,
        imputed_share=cell["imputed_share"],
        visible_share=cell["visible_share"],
        parameters=record.parameters,
    )
