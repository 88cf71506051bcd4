"""The report of a run, read from what the workspace holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.clusters import PEERS, SURE, SUREST, VISIBLE, cell_schemes, scheme, schemes, whole_first
from jiqun.clusters.leading import COUNTED
from jiqun.core import Caution, Record, Words
from jiqun.studies.bases import Base
from jiqun.studies.rating.beside import Important, NoteCount, important_cells, note_counts
from jiqun.studies.rating.leading import led, sized, told_of
from jiqun.studies.rating.visible import VisibleYear, bases_of, visible_years
from jiqun.studies.rows import rows
from jiqun.tables import sums_by
from jiqun.workspace import Workspace

#: Cells and regions shown of each level.
TOP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingCount:
    """Cells of a level under a rating in the shown year, and how many have a chance below 0.9."""

    level: str
    rating: str | None
    cells: int
    unsure: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeUse:
    """Whether a scheme was applied, the quantities it lacks, and how the cells fell."""

    scheme: str
    label: Words
    applied: bool
    missing: tuple[str, ...]
    ratings: tuple[RatingCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingOf:
    """A rating, how likely it is to last, and what the data admit.

    Attributes
    ----------
    chance
        Probability (0-1) of exactly this rating next year; null where it is unknown.
    chance_strong
        Probability (0-1) of a strong rating next year; null where the scheme has none.
    rating_range_low, rating_range_high
        Ratings at the ends of what withheld, hidden, noisy and rounded numbers admit.
    unsure
        Whether the chance is below 0.9.
    unjudged
        Whether too little of the cell is published to judge it.
    alone
        Whether it is not rated because there is nobody to compare with, or because its quotient
        is the same everywhere by construction.
    peers
        Cells that decided it; null where no percentile did.
    notes
        What to know of it: ``few-peers`` and ``tie``.
    """

    rating: str | None
    chance: float | None
    chance_strong: float | None
    rating_range_low: str | None
    rating_range_high: str | None
    unsure: bool | None
    unjudged: bool
    alone: bool
    peers: int | None
    notes: tuple[str, ...]


def rating_of(row: Mapping[str, Any] | None) -> RatingOf:
    """Read a rating from a row of ratings; None is a cell that the scheme does not rate."""
    told = row or {}
    chance = told.get("chance")
    return RatingOf(
        rating=told.get("rating"),
        chance=chance,
        chance_strong=told.get("chance_strong"),
        rating_range_low=told.get("rating_range_low"),
        rating_range_high=told.get("rating_range_high"),
        unsure=None if chance is None else bool(chance < SURE),
        unjudged=is_unjudged(told.get("missing")),
        alone=PEERS in (told.get("missing") or "").split(","),
        peers=told.get("peers"),
        notes=tuple(filter(None, (told.get("notes") or "").split(","))),
    )


def is_unjudged(missing: str | None) -> bool:
    """Say by what a rating lacks whether too little of the cell is published to judge it."""
    return VISIBLE in (missing or "").split(",")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopCell:
    """A strong cell of much evidence, and its rating under each scheme.

    ``size`` is the amount of ``quantity``, which leads.
    """

    cell: str
    level: str
    category: str
    region: str
    year: int
    quantity: str
    size: float | None
    employment: float | None
    establishments: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    macro_share: float | None
    important: bool | None
    growth: float | None
    evidence: float | None
    evidence_rank: int | None
    imputed_share: float | None
    visible_share: float | None
    name: str | None
    name_zh: str | None
    ratings: Mapping[str, RatingOf]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionProfile:
    """A region in a year (see :func:`jiqun.clusters.region_profiles`).

    Attributes
    ----------
    quantity, size, traded_size
        What leads, the region's amount of it, and that in traded categories.
    categories, traded_categories
        With something of it; the traded ones of them.
    strong, strong_local
        Strong cells of traded categories; of local ones.
    strength, strength_low, strength_high
        Share of what leads in traded categories that strong cells have, and where it will be next
        year.
    strength_range_low, strength_range_high
        The share at the ends of what the data admit.
    """

    region: str
    level: str
    year: int
    definition: str
    quantity: str
    size: float | None
    traded_size: float | None
    employment: float | None
    establishments: float | None
    traded_employment: float | None
    categories: int
    traded_categories: int
    strong: int
    strong_local: int
    strength: float | None
    strength_low: float | None
    strength_high: float | None
    strength_range_low: float | None
    strength_range_high: float | None
    herfindahl: float | None
    diversity: int
    imputed_share: float | None
    visible_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongRegion(RegionProfile):
    """A region's profile, with its names."""

    name: str | None
    name_zh: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did.

    Attributes
    ----------
    workspace, commit
        Where, and the commit that holds the results.
    unchanged
        True where the same inputs and options had been run already: nothing was written.
    quantity, known
        What leads: summed, compared and rated by; and how many rows of activity say something of
        each quantity that could.
    years, levels, definitions
        What was computed.
    schemes
        Every scheme that was tried.
    unverified
        Schemes known from memory only, which were therefore not tried.
    cells
        Rows of cells.
    strong, strong_local
        Strong cells of each level's latest year: of traded categories, and of local ones.
    shown_year
        The year that ``top`` and ``regions`` show.
    shown_definition
        The definition set that ``top`` and ``regions`` show: one with traded and local
        categories where there is one.
    top
        For each level the ten strong cells of the most evidence.
    regions
        For each level the ten regions with the largest strength among the larger half.
    visible
        How much of the employment is published, each level and year of the shown definition.
    bases
        What the shown year's quotients are compared with, level by level.
    notes
        How many of the shown year's ratings were judged among few, hang on a tie, or had nobody
        to be compared with.
    least_peers
        With fewer peers a rating is noted.
    important
        Cells with much of their category in the base, and those that are not called strong.
    uncategorised_share
        Share (0-1) of what leads in industries that belong to no category, by definition set.
    seconds
        Time by step.
    cautions
        What deserves doubt.
    briefs
        Files written beside: the strongest region and the largest strong cell.
    """

    workspace: str
    commit: int
    unchanged: bool
    quantity: str
    known: Mapping[str, int]
    years: tuple[int, ...]
    levels: tuple[str, ...]
    definitions: tuple[str, ...]
    schemes: tuple[SchemeUse, ...]
    unverified: tuple[str, ...]
    cells: int
    strong: int
    strong_local: int
    shown_year: int
    shown_definition: str
    top: tuple[TopCell, ...]
    regions: tuple[StrongRegion, ...]
    visible: tuple[VisibleYear, ...]
    bases: tuple[Base, ...]
    notes: tuple[NoteCount, ...]
    least_peers: int
    important: tuple[Important, ...]
    uncategorised_share: Mapping[str, float]
    seconds: Mapping[str, float]
    cautions: tuple[Caution, ...]
    briefs: tuple[str, ...] = ()


def run_report(ws: Workspace, seconds: Mapping[str, float], *, unchanged: bool) -> RunReport:
    """Summarise from what the workspace holds, so that a repeated run answers the same."""
    record = ws.record("cells")
    cells, ratings = ws.scan("cells"), ws.scan("ratings")
    span = cells.select(
        pl.col("year").unique().sort().implode(), pl.len().alias("cells"),
        pl.col("definition").unique().sort().implode(),
    ).collect()  # fmt: skip
    years = span["year"][0].to_list()
    shown = years[-1] if years else 0
    order = cells.group_by("level").agg(pl.col("region").n_unique().alias("n")).collect()
    levels = order.sort("n", "level")["level"].to_list()
    there = span["definition"][0].to_list()
    sets = [one for one in whole_first(ws.frame("categories")) if one in there] or [""]
    strong = _strong(ws)
    return RunReport(
        workspace=str(ws.path),
        commit=ws.version,
        unchanged=unchanged,
        quantity=led(ws),
        known=told_of(ws),
        years=tuple(years),
        levels=tuple(levels),
        definitions=tuple(span["definition"][0].to_list()),
        schemes=_scheme_rows(ratings, record, shown),
        unverified=_unverified(record),
        cells=int(span["cells"][0]),
        strong=strong[True],
        strong_local=strong[False],
        shown_year=shown,
        shown_definition=sets[0],
        top=_top(ws, shown, sets[0], levels),
        regions=_strongest(ws, shown, sets[0], levels),
        visible=visible_years(ws, sets[0], levels),
        bases=bases_of(ws, sets[0], shown),
        notes=note_counts(ws, year=shown, definition=sets[0], levels=levels),
        least_peers=int(record.parameters["least_peers"]),
        important=_important(ws, shown, sets[0], levels),
        uncategorised_share=_uncategorised(ws),
        seconds=dict(seconds),
        cautions=record.cautions,
    )


def _strong(ws: Workspace) -> dict[bool, int]:
    """Count the strong cells of traded categories, and those of local ones."""
    kinds = ws.frame("categories", ["definition", "category", "traded"]).unique()
    named = ws.frame("strong_cells", ["definition", "category"]).join(
        kinds, on=["definition", "category"], how="left"
    )
    return {traded: int((named["traded"] == traded).sum()) for traded in (True, False)}


def _unverified(record: Record) -> tuple[str, ...]:
    """Name the schemes that a run leaves out for being known from memory only."""
    told = record.parameters
    if told.get("schemes") is not None or told.get("unverified"):
        return ()
    return tuple(one.scheme for one in cell_schemes(unverified=True) if not one.verified)


def _scheme_rows(ratings: pl.LazyFrame, record: Record, shown: int) -> tuple[SchemeUse, ...]:
    """Say of each scheme whether it was applied, what it lacked, and how the cells fell."""
    counts = (
        ratings.filter(pl.col("year") == shown)
        .group_by("scheme", "level", "rating")
        .agg(
            pl.len().alias("cells"),
            pl.col("chance").filter(pl.col("chance") < SURE).len().alias("unsure"),
        )
        .sort("scheme", "level", "rating")
        .collect()
    )
    applied = counts["scheme"].unique().to_list()
    lacking = {}
    for caution in record.cautions:
        if caution.code == "scheme-not-applied":
            lacking[caution.values["scheme"]] = caution.values["missing"]
    names = [name for name in schemes() if name in applied or name in lacking]
    return tuple(
        SchemeUse(
            scheme=name,
            label=Words(**scheme(name).label),
            applied=name in applied,
            missing=tuple(lacking.get(name, ())),
            ratings=rows(counts.filter(pl.col("scheme") == name), RatingCount),
        )
        for name in names
    )


def _top(ws: Workspace, shown: int, definition: str, levels: Sequence[str]) -> tuple[TopCell, ...]:
    """Give each level's surest strong cells; where no establishments are known, the largest."""
    names = ws.scan("strong_cells").select("cell", "name", "name_zh")
    leading = led(ws)
    columns = (
        "cell", "level", "category", "region", "year", *dict.fromkeys((*COUNTED, leading)),
        "quotient", "quotient_low", "quotient_high", "macro_share", "important", "growth",
        "evidence", "evidence_rank", "imputed_share", "visible_share",
    )  # fmt: skip
    found = (
        ws.scan("cells")
        .filter(pl.col("year") == shown, pl.col("definition") == definition)
        .select(columns)
        .join(names, on="cell", how="inner")
        .sort(*SUREST, descending=[False, True, False], nulls_last=True)
        .group_by("level", maintain_order=True)
        .head(TOP)
        .collect()
    )
    rated = (
        ws.scan("ratings")
        .filter(pl.col("year") == shown, pl.col("cell").is_in(found["cell"].implode()))
        .collect()
    )
    given: dict[str, dict[str, RatingOf]] = {}
    for row in rated.iter_rows(named=True):
        given.setdefault(row["cell"], {})[row["scheme"]] = rating_of(row)
    order = {level: at for at, level in enumerate(levels)}
    told = sized(found, leading).drop(() if leading in COUNTED else leading)
    listed = sorted(told.to_dicts(), key=lambda row: order[row["level"]])
    return tuple(TopCell(**row, ratings=given.get(row["cell"], {})) for row in listed)


def _important(
    ws: Workspace, shown: int, definition: str, levels: Sequence[str]
) -> tuple[Important, ...]:
    finder = ws.record("cells").parameters["finder"]
    return important_cells(ws, year=shown, definition=definition, levels=levels, scheme=finder)


def _strongest(
    ws: Workspace, shown: int, definition: str, levels: Sequence[str]
) -> tuple[StrongRegion, ...]:
    """Give each level's regions with the largest strength, among the larger half."""
    names = ws.scan("regions").select("region", "name", "name_zh")
    leading = led(ws)
    traded = pl.col(f"traded_{leading}")
    found = (
        ws.scan("region_profiles")
        .filter(
            pl.col("year") == shown,
            pl.col("definition") == definition,
            traded >= traded.median().over("level", "definition"),
        )
        .join(names, on="region", how="left")
        .sort(["strength", "region"], descending=[True, False], nulls_last=True)
        .group_by("level", "definition", maintain_order=True)
        .head(TOP)
        .collect()
    )
    order = {level: at for at, level in enumerate(levels)}
    listed = rows(sized(found, leading), StrongRegion)
    return tuple(sorted(listed, key=lambda row: order.get(row.level, len(order))))


def _uncategorised(ws: Workspace) -> dict[str, float]:
    """Give the share of what leads in industries of no category, by definition set.

    Levels and years with an unknown number are left out.
    """
    key = ["definition", "level", "year"]
    leading = led(ws)
    size = pl.col(leading)
    cells, profiles = (ws.frame(name, [*key, leading]) for name in ("cells", "region_profiles"))
    inside = sums_by(cells, key, whole=[size.alias("inside")])
    whole = sums_by(profiles, key, whole=[size])
    met = whole.join(inside, on=key, maintain_order="left")
    both = sums_by(met.drop_nulls(), "definition", sums=[pl.col(leading, "inside")])
    found = both.filter(size > 0).sort("definition")
    return {
        row["definition"]: max(0.0, 1 - row["inside"] / row[leading])
        for row in found.iter_rows(named=True)
    }
