"""A category that a reader puts together: where it is strong, computed at once, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from jiqun.core import InputError, Problem, Record, problem
from jiqun.studies.browsing.definitions.choosing import Tried, as_rows, check, nested, settle
from jiqun.studies.browsing.definitions.making import beside, own_cells
from jiqun.studies.browsing.definitions.nearness import TriedRelated, nearness
from jiqun.studies.browsing.lists import columns, rows
from jiqun.studies.browsing.snapshots import Snapshot, snapshot
from jiqun.studies.browsing.workspaces import level_title

#: Answers that stay in memory.
KEPT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedCell:
    """The category in a region; the rating is of the scheme us-cluster-mapping.

    Attributes
    ----------
    quotient_low, quotient_high
        Where the quotient will be next year.
    chance, chance_strong
        That the rating will be the same next year, and that it will be strong or better (0-1).
    """

    region: str
    name: str | None
    name_zh: str | None
    employment: float | None
    establishments: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    rating: str | None
    chance: float | None
    chance_strong: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedTotal:
    """Sums over the regions."""

    employment: float | None
    establishments: float | None
    regions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedOverlap:
    """A category that holds some of the industries; ``share`` is of its own."""

    definition: str
    category: str
    name: str | None
    name_zh: str | None
    industries: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedDefinition:
    """A category that a reader put together, measured and rated; nothing is kept.

    Attributes
    ----------
    cells
        The largest first.
    within
        Mean correlation of employment of its pairs.
    within_rank
        Share of all pairs that are less alike.
    related
        Industries that could be added.
    matrix
        What ``related`` is of: "average" (derived) or "employment".
    problems
        What makes the industries unusable together; then there are no cells.
    """

    name: str
    industries: tuple[str, ...]
    traded: bool
    definition: str
    level: str
    year: int
    cells: tuple[TriedCell, ...]
    total: TriedTotal
    within: float | None
    within_rank: float | None
    related: tuple[TriedRelated, ...]
    matrix: str
    overlaps: tuple[TriedOverlap, ...]
    problems: tuple[Problem, ...]
    record: Record


def try_definition(shown: Snapshot, tried: Tried) -> TriedDefinition:
    """Measure and rate a category made of some industries in every region of a level.

    The industries leave the categories they stand in, whatever contains them or lies in them
    too; all others stay in those of the definition set. Quotients, intervals and ratings are
    then made as the main job makes them; nothing is written.

    Raises
    ------
    InputError
        ``industries-empty``, ``industry-unknown`` (all at once).
    UnknownError
        ``level-unknown``, ``year-unknown``, ``definition-unknown``, ``result-unknown``.
    """
    check(shown, tried)
    settle(shown, tried)
    return _answered(str(shown.workspace.path), shown.commit, tried)


@lru_cache(maxsize=KEPT)
def _answered(path: str, commit: int, tried: Tried) -> TriedDefinition:
    return _answer(snapshot(path, as_of=commit), tried)


def get_ready(shown: Snapshot) -> None:
    """Read what every trial in the first definition set and the newest year starts from."""
    if not shown.stock:
        return
    definition, year = shown.definitions[0], shown.years[-1]
    beside(shown, definition, year, ())
    nearness(shown, (), definition=definition, year=year)


def category_rows(shown: Snapshot, tried: Tried) -> pl.DataFrame:
    """Give the category as rows of the table categories, in a set of its own, ready to load.

    Raises
    ------
    InputError
        ``industries-empty``, ``industry-unknown``, ``definition-nested``.
    """
    check(shown, tried)
    nested(shown, tried).check()
    return as_rows(tried)


def tried_frame(shown: Snapshot, tried: Tried) -> pl.DataFrame:
    """Give the cells of :func:`try_definition` as a frame."""
    cells = try_definition(shown, tried).cells
    flat = [{name: getattr(one, name) for name in columns(TriedCell)} for one in cells]
    return pl.DataFrame(flat, infer_schema_length=None)


def _answer(shown: Snapshot, tried: Tried) -> TriedDefinition:
    definition, level, year = settle(shown, tried)
    cells, problems = _made(shown, tried)
    near = nearness(shown, tried.codes, definition=definition, year=year)
    return TriedDefinition(
        name=tried.name,
        industries=tried.codes,
        traded=tried.traded,
        definition=definition,
        level=level,
        year=year,
        cells=_told(shown, cells),
        total=_total(cells),
        within=near.within,
        within_rank=near.within_rank,
        related=near.related,
        matrix=near.matrix,
        overlaps=_overlaps(shown, tried.codes),
        problems=problems,
        record=shown.workspace.record("cells"),
    )


def _made(shown: Snapshot, tried: Tried) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Give the cells, or what makes the industries unusable together."""
    problems = tuple(nested(shown, tried).found)
    if problems:
        return pl.DataFrame(), problems
    try:
        cells = own_cells(shown, tried)
    except InputError as refused:  # what the main job would refuse is told beside the rest
        return pl.DataFrame(), tuple(refused.problems)
    _, level, year = settle(shown, tried)
    return cells, () if len(cells) else (_nobody(level, year),)


def _total(cells: pl.DataFrame) -> TriedTotal:
    some = len(cells) > 0
    return TriedTotal(
        employment=float(cells["employment"].sum()) if some else None,
        establishments=float(cells["establishments"].sum()) if some else None,
        regions=len(cells),
    )


def _told(shown: Snapshot, cells: pl.DataFrame) -> tuple[TriedCell, ...]:
    if not len(cells):
        return ()
    names = shown.regions.select("region", "name", "name_zh")
    named = cells.join(names, on="region", how="left", maintain_order="left")
    by = ["employment", "region"]
    return rows(named.sort(by, descending=[True, False], nulls_last=True), TriedCell)


def _overlaps(shown: Snapshot, codes: Sequence[str]) -> tuple[TriedOverlap, ...]:
    """Say which categories of every set hold how many of the industries.

    ``share`` is of the category's own industries.
    """
    found = (
        shown.frame("categories")
        .group_by("definition", "category", maintain_order=True)
        .agg(
            pl.col("name", "name_zh").first(),
            industries=pl.col("industry").is_in(list(codes)).sum().cast(pl.Int64),
            share=pl.col("industry").is_in(list(codes)).mean(),
        )
        .filter(pl.col("industries") > 0)
        .sort(["industries", "share", "category"], descending=[True, True, False])
    )
    return rows(found, TriedOverlap)


def _nobody(level: str, year: int) -> Problem:
    title = level_title(level)
    return problem("activity-none", subject="industries", case="tried", year=year, level=title)
