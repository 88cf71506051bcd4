"""How stable a cell is, by resampling the main job, or a found cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from jiqun.clusters import scheme as named_scheme
from jiqun.clusters.finds import WAYS
from jiqun.clusters.stability import (
    TESTS,
    CellStability,
    definition_stability,
    level_stability,
    resampled_cells,
    seen_at,
)
from jiqun.core import Progress, Record, Words, say, silent, unknown
from jiqun.studies.finding.merging import activity_at
from jiqun.studies.finding.records import StabilityTest, found_record, seen_words, tried
from jiqun.studies.finding.report import WayChance, way_chance
from jiqun.studies.finding.start import Start, read_start, used
from jiqun.studies.plans import Confidence, Draws, Plan, Seed, Workers, Year, fit_in_memory
from jiqun.studies.rating import FINDER
from jiqun.workspace import Workspace

#: A found cluster's code has more parts than a cell's id.
CELL_COLONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityPlan(Plan):
    """How a cell is resampled.

    Attributes
    ----------
    scheme
        The scheme whose strong rating is to survive.
    year
        None is the latest.
    draws, confidence, seed, workers
        Resamples of the main job; confidence of intervals; the seed; threads.
    """

    scheme: str = FINDER
    year: Year | None = None
    draws: Draws = 200
    confidence: Confidence = 0.95
    seed: Seed = 0
    workers: Workers = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingShare:
    """In which share (0-1) of the resamples a cell gets a rating; null is an unknown one."""

    rating: str | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotientSpread:
    """The location quotient as observed, and over the resamples."""

    value: float | None
    low: float | None
    median: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityReport:
    """How stable a cell or a cluster is.

    Attributes
    ----------
    id, kind
        Its code; "cell" (a category in a region) or "cluster" (found).
    name, name_zh
        What it is called.
    rating, strong
        Of a cell: its rating as observed and whether that is strong.
    survival, low, high
        Share (0-1) of resamples in which it is found again, with its Wilson interval.
    ratings
        Of a cell: how often it got which rating over the resamples.
    quotient
        As observed, and over the resamples.
    tests
        One row a change that was tried.
    chance, reliability
        Of a found cluster: the probability (0-1) that it is found again next year, None where
        unknown; how chances of its way were learned and how well they predict.
    seen_at, sentence
        Other scales, definition sets and levels that see it too; that and the chance in words.
    record
        What makes it re-runnable.
    """

    id: str
    kind: Literal["cell", "cluster"]
    name: str
    name_zh: str
    rating: str | None
    strong: bool | None
    survival: float | None
    low: float | None
    high: float | None
    ratings: tuple[RatingShare, ...]
    quotient: QuotientSpread
    tests: tuple[StabilityTest, ...]
    chance: float | None
    reliability: WayChance | None
    seen_at: str | None
    sentence: Words
    record: Record


def stability(
    path: str | Path,
    id: str,
    plan: StabilityPlan | None = None,
    *,
    progress: Progress = silent,
) -> StabilityReport:
    """Say how stable a cell or a found cluster is, and where else it is seen.

    Parameters
    ----------
    path
        A workspace.
    id
        A cell's id ``definition:category:region``, or the code of a cluster that
        :func:`jiqun.studies.find` found (then the resamples made there are told).
    plan
        How a cell is resampled; None is as usual.
    progress
        Told after every few resamples.

    Raises
    ------
    UnknownError
        ``cell-unknown``, ``cluster-unknown``, ``scheme-unknown``, ``year-unknown``.
    InputError
        ``options-…``, ``stability-scheme``, and what the main job refuses.
    """
    plan = plan or StabilityPlan()
    if id.split(":", 1)[0] in WAYS and id.count(":") > CELL_COLONS:
        return _of_found(path, id)
    ws = Workspace.open(path)
    rules = named_scheme(plan.scheme)
    start = read_start(ws, definition=None, level=None, year=plan.year, size=plan.confidence)
    if id not in start.cells.frame["cell"]:
        some = start.cells.frame["cell"].head(3).to_list()
        raise unknown("cell", id, some, case="stability")
    fit_in_memory(plan.draws, len(start.cells.frame))
    made = resampled_cells(
        start.cells, rules, places=start.places, draws=plan.draws, seed=plan.seed,
        level=plan.confidence, workers=plan.workers, progress=progress,
    )  # fmt: skip
    record = Record(
        subject="stability",
        parameters={"id": id, **plan.to_dict()},
        inputs=used(ws),
        origins=ws.origins("activity", "regions", "categories", "industries"),
        seed=plan.seed,
        cautions=made.cautions,
    )
    return _of_cell(start, made, id, record)


def _of_cell(start: Start, made: CellStability, id: str, record: Record) -> StabilityReport:
    row = made.frame.filter(pl.col("cell") == id).row(0, named=True)
    shares = made.distribution.filter(pl.col("cell") == id, pl.col("level") == row["level"])
    sampling = {
        "test": "sampling", "detail": None, "draws": made.draws, "survival": row["survival"],
        "low": row["low"], "high": row["high"], "overlap": None, "seen": None,
    }  # fmt: skip
    tests = [sampling, *_changes(start, row)]
    rows = [{"cluster": id, **test} for test in tests]
    seen = seen_at(
        pl.DataFrame(rows, infer_schema_length=None, schema_overrides=TESTS), start.levels
    )
    elsewhere = seen["seen_at"][0] if row["strong"] and len(seen) else None
    name, name_zh = _names(start, row)
    return StabilityReport(
        id=id,
        kind="cell",
        name=name,
        name_zh=name_zh,
        rating=row["rating"],
        strong=row["strong"],
        survival=row["survival"],
        low=row["low"],
        high=row["high"],
        ratings=tuple(RatingShare(rating=r, share=s) for r, s in shares["rating", "share"].rows()),
        quotient=QuotientSpread(
            value=row["quotient"], low=row["quotient_low"], median=row["quotient_median"],
            high=row["quotient_high"],
        ),
        tests=tuple(tried(test) for test in tests),
        chance=None,
        reliability=None,
        seen_at=elsewhere,
        sentence=_sentence(elsewhere, strong=bool(row["strong"])),
        record=record,
    )  # fmt: skip


def _sentence(seen: str | None, *, strong: bool) -> Words:
    if strong:
        return seen_words(seen)
    return Words(en=say("find.not-strong", "en"), zh=say("find.not-strong", "zh"))


def _changes(start: Start, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Try the other levels and the other definition sets on one cell."""
    here = pl.DataFrame(
        [{"cluster": row["cell"]}
         | {name: row[name] for name in ("definition", "category", "level", "region",
                                         "employment")}],
        schema_overrides={"employment": pl.Float64},
    ).drop_nulls()  # fmt: skip
    at = replace(start, level=row["level"])
    tests = pl.concat([
        definition_stability(here, start.strong, activity_at(at), start.ground.categories),
        level_stability(here, start.strong, start.places),
    ])  # fmt: skip
    return tests.drop("cluster").to_dicts()


def _names(start: Start, row: Mapping[str, Any]) -> tuple[str, str]:
    kinds = start.ground.categories.filter(
        pl.col("definition") == row["definition"], pl.col("category") == row["category"]
    ).row(0, named=True)
    spot = start.ground.regions.filter(pl.col("region") == row["region"]).row(0, named=True)
    kind, place = kinds.get("name") or row["category"], spot.get("name") or row["region"]
    kind_zh, place_zh = kinds.get("name_zh") or kind, spot.get("name_zh") or place
    return f"{kind}, {place}", f"{place_zh}·{kind_zh}"


def _of_found(path: str | Path, code: str) -> StabilityReport:
    """Tell what the search found out about one of its clusters."""
    full, ws = found_record(path, code), Workspace.open(path)
    own = full.cluster
    return StabilityReport(
        id=code,
        kind="cluster",
        name=own.name or code,
        name_zh=own.name_zh or own.name or code,
        rating=None,
        strong=None,
        survival=own.survival,
        low=own.survival_low,
        high=own.survival_high,
        ratings=(),
        quotient=QuotientSpread(
            value=own.quotient, low=own.quotient_low, median=None, high=own.quotient_high
        ),
        tests=full.stability,
        chance=own.chance,
        reliability=way_chance(ws, own.way),
        seen_at=own.seen_at,
        sentence=_both(full.chance, full.seen),
        record=ws.record("found_clusters"),
    )


def _both(first: Words, second: Words) -> Words:
    return Words(en=f"{first.en} {second.en}", zh=f"{first.zh}{second.zh}")
