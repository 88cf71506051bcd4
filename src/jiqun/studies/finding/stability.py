"""How stable a cell is, by resampling the main job, or a found cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import scheme as named_scheme
from jiqun.clusters.finds import WAYS
from jiqun.clusters.stability import (
    CellStability,
    definition_stability,
    level_stability,
    resampled_cells,
    smallest_changes,
    vanishing_sentence,
)
from jiqun.core import LANGUAGES, Progress, Record, read_cautions, say, silent, unknown
from jiqun.studies.finding.ground import FindGround, options_of, read_ground, used
from jiqun.studies.finding.merging import activity_at
from jiqun.studies.finding.records import found_record, said_of
from jiqun.studies.run import FINDER
from jiqun.workspace import Workspace


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
        Of a cell: ``rating, share`` over the resamples.
    quotient
        ``value, low, median, high``: as observed, and over the resamples.
    tests
        One row a change that was tried: ``test, detail, draws, survival, low, high, overlap,
        vanishes`` and ``said`` in both languages.
    vanishes, sentence
        The smallest change that makes it vanish, None where none tried does; in words.
    record
        What makes it re-runnable.
    """

    id: str
    kind: str
    name: str
    name_zh: str
    rating: str | None
    strong: bool | None
    survival: float | None
    low: float | None
    high: float | None
    ratings: tuple[Mapping[str, Any], ...]
    quotient: Mapping[str, float | None]
    tests: tuple[Mapping[str, Any], ...]
    vanishes: str | None
    sentence: Mapping[str, str]
    record: Record


def stability(  # noqa: PLR0913 - each option changes a number
    path: str | Path,
    id: str,
    *,
    scheme: str = FINDER,
    year: int | None = None,
    draws: int = 200,
    confidence: float = 0.95,
    seed: int = 0,
    workers: int = 2,
    progress: Progress = silent,
) -> StabilityReport:
    """Say how stable a cell or a found cluster is, and the smallest change that ends it.

    Parameters
    ----------
    path
        A workspace.
    id
        A cell's id ``definition:category:region``, or the code of a cluster that
        :func:`jiqun.studies.finding.find.find` found (then the resamples made there are told).
    scheme
        Of a cell: the scheme whose strong rating is to survive.
    year
        None is the latest.
    draws, confidence, seed, workers
        Resamples of the main job; confidence of intervals; the seed; threads.
    progress
        Told after every few resamples.

    Raises
    ------
    UnknownError
        ``cell-unknown``, ``found-unknown``, ``scheme-unknown``, ``year-unknown``.
    InputError
        ``stability-draws``, ``stability-scheme``, and what the main job refuses.
    """
    options = options_of(locals())
    if id.split(":", 1)[0] in WAYS and id.count(":") > 2:  # noqa: PLR2004 - a found code
        return _of_found(path, id)
    ws = Workspace.open(path)
    rules = named_scheme(scheme)
    start = read_ground(ws, definition=None, level=None, year=year, size=confidence)
    if id not in start.cells.frame["cell"]:
        some = start.cells.frame["cell"].head(3).to_list()
        raise unknown("cell", id, f"the cells, such as {some}", fix="See `jiqun run`.")
    made = resampled_cells(
        start.cells, rules, places=start.places, draws=draws, seed=seed, level=confidence,
        workers=workers, progress=progress,
    )  # fmt: skip
    record = Record(
        subject="stability",
        parameters=options,
        inputs=used(ws),
        origins=ws.origins("activity", "regions", "categories", "industries"),
        seed=seed,
        cautions=read_cautions(made.cautions),
    )
    return _of_cell(start, made, id, record)


def _of_cell(start: FindGround, made: CellStability, id: str, record: Record) -> StabilityReport:
    row = made.frame.filter(pl.col("cell") == id).row(0, named=True)
    shares = made.distribution.filter(pl.col("cell") == id, pl.col("level") == row["level"])
    sampling = {
        "test": "sampling", "detail": None, "draws": made.draws, "survival": row["survival"],
        "low": row["low"], "high": row["high"], "overlap": None, "vanishes": bool(row["vanishes"]),
    }  # fmt: skip
    tests = [sampling, *_changes(start, row)]
    gone = smallest_changes(
        pl.DataFrame([{"cluster": id, **test} for test in tests], infer_schema_length=None),
        start.levels,
    )
    vanishes = gone["vanishes"][0] if row["strong"] and len(gone) else None
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
        ratings=tuple(shares.select("rating", "share").to_dicts()),
        quotient={
            "value": row["quotient"], "low": row["quotient_low"],
            "median": row["quotient_median"], "high": row["quotient_high"],
        },
        tests=tuple({**test, "said": said_of(test)} for test in tests),
        vanishes=vanishes,
        sentence={lang: _sentence(row, vanishes, lang) for lang in LANGUAGES},
        record=record,
    )  # fmt: skip


def _sentence(row: Mapping[str, Any], vanishes: str | None, lang: Any) -> str:
    return vanishing_sentence(vanishes, lang) if row["strong"] else say("find.not-strong", lang)


def _changes(start: FindGround, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Try the other levels and the other definition sets on one cell."""
    from dataclasses import replace

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


def _names(start: FindGround, row: Mapping[str, Any]) -> tuple[str, str]:
    kinds = start.ground.categories.filter(
        pl.col("definition") == row["definition"], pl.col("category") == row["category"]
    ).row(0, named=True)
    spot = start.ground.regions.filter(pl.col("region") == row["region"]).row(0, named=True)
    kind, place = kinds.get("name") or row["category"], spot.get("name") or row["region"]
    kind_zh, place_zh = kinds.get("name_zh") or kind, spot.get("name_zh") or place
    return f"{kind}, {place}", f"{place_zh}·{kind_zh}"


def _of_found(path: str | Path, cluster: str) -> StabilityReport:
    """Tell what the search found out about one of its clusters."""
    full = found_record(path, cluster)
    row = full["cluster"]
    return StabilityReport(
        id=cluster,
        kind="cluster",
        name=row["name"],
        name_zh=row["name_zh"],
        rating=None,
        strong=None,
        survival=row["stability"],
        low=row["stability_low"],
        high=row["stability_high"],
        ratings=(),
        quotient={
            "value": row["quotient"], "low": row["quotient_low"], "median": None,
            "high": row["quotient_high"],
        },
        tests=tuple(full["stability"]),
        vanishes=row["vanishes"],
        sentence=full["vanishes"],
        record=Record.from_dict(full["record"]),
    )  # fmt: skip
