"""A category that a reader puts together: where it is strong, computed at once, kept nowhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import Ground, measure_cells, definition_problems, rate_cells, scheme
from jiqun.core import InputError, Problem, Problems
from jiqun.studies.atlas.finds.nearness import nearness
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.rating.run import FINDER
from jiqun.studies.rating.tables import ACTIVITY

OWN = "custom"
#: The industries that all others are summed into: traded or not.
OTHERS = {True: "~traded", False: "~local"}
#: Answers that stay in memory.
KEPT = 32
CELL = ("region", "employment", "establishments", "quotient", "quotient_low", "quotient_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a reader put together.

    Attributes
    ----------
    industries
        Codes, each once.
    name
        What the category is called; "" where it has no name yet.
    traded
        Whether it sells beyond its region: decides which employment the quotient is held against.
    definition
        The set whose other categories are that employment; None is the first.
    level, year
        Of the regions; None is the finest with results, and the latest.
    """

    industries: tuple[str, ...]
    name: str = ""
    traded: bool = True
    definition: str | None = None
    level: str | None = None
    year: int | None = None


def chosen(industries: Sequence[str], **options: Any) -> Tried:
    """Make a :class:`Tried`, each code once and without blanks."""
    return Tried(
        industries=tuple(dict.fromkeys(code.strip() for code in industries if code.strip())),
        **options,
    )


def try_definition(path: str | Path, tried: Tried, *, as_of: int | None = None) -> dict[str, Any]:
    """Measure and rate a category made of some industries in every region of a level.

    The industries leave the categories they stand in, whatever contains them or lies in them
    too; all others stay in those of the definition set. Quotients, intervals and ratings are
    then made as the main job makes them.

    Parameters
    ----------
    path
        The workspace; nothing is written.
    tried
        The industries and options.
    as_of
        An earlier commit.

    Returns
    -------
    dict
        ``cells`` (largest first), ``total``, ``within`` (mean relatedness of its pairs, with the
        share of all pairs that are less related), ``overlaps`` with the categories of every set,
        ``related`` industries to add, ``problems`` (industries inside one another: then no cells).

    Raises
    ------
    InputError
        ``industries-empty``, ``industry-unknown`` (all at once).
    UnknownError
        ``level-unknown``, ``year-unknown``, ``definition-unknown``, ``result-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    _check(shown, tried)
    _settle(shown, tried)
    return _answered(str(shown.workspace.path), shown.commit, tried)


@lru_cache(maxsize=KEPT)
def _answered(path: str, commit: int, tried: Tried) -> dict[str, Any]:
    return _answer(snapshot(path, as_of=commit), tried)


def get_ready(shown: Snapshot) -> None:
    """Read what every trial in the first definition set and the newest year starts from."""
    if not shown.stock:
        return
    definition, year = shown.definitions[0], shown.years[-1]
    _beside(shown, definition, year, ())
    nearness(shown, (), definition=definition, year=year)


def category_rows(path: str | Path, tried: Tried, *, as_of: int | None = None) -> pl.DataFrame:
    """Give the category as rows of the table categories, in a set of its own, ready to load.

    Raises
    ------
    InputError
        ``industries-empty``, ``industry-unknown``, ``definition-nested``.
    """
    shown = snapshot(path, as_of=as_of)
    _check(shown, tried)
    _nested(shown, tried).check()
    return _rows(tried)


def cell_frame(path: str | Path, tried: Tried, *, as_of: int | None = None) -> pl.DataFrame:
    """Give the cells of :func:`try_definition` as a frame."""
    rows = try_definition(path, tried, as_of=as_of)["cells"]
    return pl.DataFrame(rows, infer_schema_length=None)


def _check(shown: Snapshot, tried: Tried) -> None:
    """Refuse no industries, and those that the table industries lacks, all at once."""
    problems = Problems()
    if not tried.industries:
        problems.add(
            "industries-empty",
            subject="industries",
            found="none",
            expected="codes of the table industries, with commas between",
            fix="Choose industries; /search finds them by name.",
        )
    table = shown.frame("industries")
    there = set(table["industry"]) if len(table) else set()
    strange = [code[:40] for code in tried.industries if code not in there]
    if strange:
        problems.add(
            "industry-unknown",
            subject="industries",
            found=f"{len(strange)} codes that the table industries lacks: {strange[:5]}",
            expected="codes of the table industries",
            fix="Correct them; /search finds industries by name.",
        )
    problems.check()


def _settle(shown: Snapshot, tried: Tried) -> tuple[str, str, int]:
    """Give definition, level and year, or an error that says which there are."""
    level = tried.level or (shown.levels[-1] if shown.levels else "")
    shown.cell_table(definition=tried.definition, level=level, year=tried.year)
    return tried.definition or shown.definitions[0], level, tried.year or shown.years[-1]


def _answer(shown: Snapshot, tried: Tried) -> dict[str, Any]:
    problems = tuple(_nested(shown, tried).found)
    definition, level, year = _settle(shown, tried)
    cells = pl.DataFrame()
    if not problems:
        try:
            cells = _cells(shown, tried)
        except InputError as refused:  # what the main job would refuse is told beside the rest
            problems = tuple(refused.problems)
    sums = {
        name: float(cells[name].sum()) if len(cells) else None
        for name in ("employment", "establishments")
    }
    if not problems and not len(cells):
        problems = (_nobody(level, year),)
    return {
        "name": tried.name,
        "industries": list(tried.industries),
        "traded": tried.traded,
        "definition": definition,
        "level": level,
        "year": year,
        "cells": _told(shown, cells),
        "total": {**sums, "regions": len(cells)},
        **nearness(shown, tried.industries, definition=definition, year=year),
        "overlaps": _overlaps(shown, tried.industries),
        "problems": [one.to_dict() for one in problems],
        "record": shown.workspace.record("cells").to_dict(),
    }


def _rows(tried: Tried) -> pl.DataFrame:
    """Give the industries as rows of the table categories."""
    words = "".join(one if one.isalnum() else " " for one in tried.name.lower()).split()
    return pl.DataFrame({"industry": tried.industries}, schema={"industry": pl.String}).select(
        definition=pl.lit(OWN),
        category=pl.lit("-".join(words) or OWN),
        industry="industry",
        name=pl.lit(tried.name or None, dtype=pl.String),
        name_zh=pl.lit(None, dtype=pl.String),
        traded=pl.lit(tried.traded),
    )


def _nested(shown: Snapshot, tried: Tried) -> Problems:
    """Gather what makes the industries unusable together: one that contains another."""
    return definition_problems(_rows(tried), shown.frame("industries"))


def _cells(shown: Snapshot, tried: Tried) -> pl.DataFrame:
    """Compute the category's cells beside all others of the definition set.

    The others are summed first: only their traded and local employment decides.
    """
    definition, level, year = _settle(shown, tried)
    further = shown.frame("region_parents")
    kin = _kin(shown.frame("industries"), tried.industries)
    beside = _beside(shown, definition, year, kin)
    ground = Ground(
        activity=_activity(shown, tried.industries, beside),
        regions=shown.regions.drop("has_geometry"),
        industries=shown.frame("industries"),
        categories=_categories(tried, definition),
        region_parents=further if len(further) else None,
    )
    cells = measure_cells(ground, levels=[level]).frame
    mine = cells.filter(pl.col("category") == OWN, pl.col("year") == year)
    rated = rate_cells(mine, scheme(FINDER)).frame.select("rating", "flips")
    return pl.concat([mine, rated], how="horizontal")


def _activity(shown: Snapshot, codes: Sequence[str], beside: pl.DataFrame) -> pl.DataFrame:
    """Give the chosen industries' activity, and what stands beside it.

    Of all years: the main job learns from them how sizes of establishments spread.
    """
    rows = shown.workspace.scan("activity")
    columns = [name for name in ACTIVITY if name in rows.collect_schema().names()]
    mine = rows.select(columns).filter(pl.col("industry").is_in(list(codes))).collect()
    return pl.concat([mine, beside], how="diagonal_relaxed")


def _beside(shown: Snapshot, definition: str, year: int, kin: Collection[str]) -> pl.DataFrame:
    """Sum a set's other industries in each region: traded ones into one, local ones into one."""

    def read() -> pl.DataFrame:
        rows = shown.frame("categories").filter(pl.col("definition") == definition)
        regions = pl.Enum(shown.regions["region"])
        return (
            shown.workspace.scan("activity")
            .filter(pl.col("year") == year)
            .select("region", "industry", "year", "employment")
            .join(rows.lazy().select("industry", "traded"), on="industry")
            .with_columns(pl.col("region").cast(regions, strict=False))
            .collect()
        )

    kept = shown.once(f"traded:{definition}:{year}", read)
    return (
        kept.filter(~pl.col("industry").is_in(list(kin)))
        .group_by("region", "year", "traded", maintain_order=True)
        .agg(pl.col("employment").sum())
        .select(
            pl.col("region").cast(pl.String),
            "year",
            "employment",
            industry=pl.when("traded").then(pl.lit(OTHERS[True])).otherwise(pl.lit(OTHERS[False])),
        )
    )


def _categories(tried: Tried, definition: str) -> pl.DataFrame:
    """Put the chosen industries into one category, the others into two."""
    others = pl.DataFrame(
        {"category": list(OTHERS.values()), "industry": list(OTHERS.values()),
         "traded": list(OTHERS)}
    )  # fmt: skip
    own = _rows(tried).with_columns(category=pl.lit(OWN))
    return pl.concat([own, others], how="diagonal").with_columns(definition=pl.lit(definition))


def _kin(industries: pl.DataFrame, codes: Sequence[str]) -> set[str]:
    """Give the industries with all that contain them or lie in them."""
    parents = dict(industries.select("industry", "parent").drop_nulls().rows())
    mine = set(codes)
    above = {one for code in codes for one in _line(code, parents)}
    return mine | above | {code for code in parents if mine & set(_line(code, parents))}


def _line(code: str, parents: Mapping[str, str]) -> list[str]:
    """Give the classes above one, nearest first."""
    line: list[str] = []
    at = parents.get(code)
    while at is not None and at not in line:
        line.append(at)
        at = parents.get(at)
    return line


def _told(shown: Snapshot, cells: pl.DataFrame) -> list[dict[str, Any]]:
    if not len(cells):
        return []
    names = shown.regions.select("region", "name", "name_zh")
    return (
        cells.select(*CELL, "rating", "flips")
        .join(names, on="region", how="left", maintain_order="left")
        .sort(["employment", "region"], descending=[True, False], nulls_last=True)
        .to_dicts()
    )


def _overlaps(shown: Snapshot, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Say which categories of every set hold how many of the industries.

    ``share`` is of the category's own industries.
    """
    rows = shown.frame("categories")
    return (
        rows.group_by("definition", "category", maintain_order=True)
        .agg(
            pl.col("name", "name_zh").first(),
            industries=pl.col("industry").is_in(list(codes)).sum().cast(pl.Int64),
            share=pl.col("industry").is_in(list(codes)).mean(),
        )
        .filter(pl.col("industries") > 0)
        .sort(["industries", "share", "category"], descending=[True, True, False])
        .to_dicts()
    )


def _nobody(level: str, year: int) -> Problem:
    return Problem(
        "activity-none",
        "industries",
        f"no employment or establishments in {year} in any {level}",
        "industries that have activity of their own",
        "Choose classes at the depth that the activity is told at, or another year or level.",
    )
