"""How well a run found what was planted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.clusters import read_typed, schemes
from jiqun.clusters import scheme as scheme_of
from jiqun.core import InputError, UnknownError, problem
from jiqun.planted import DEFINITION, Score, score
from jiqun.sources.files import few, read_whole
from jiqun.studies.planting.files import CELLS
from jiqun.tables import ColumnType
from jiqun.workspace import Workspace

FINDER = "us-cluster-mapping"
#: What a file of planted cells has.
_TRUTH: Mapping[str, ColumnType] = {
    "level": "code",
    "region": "code",
    "category": "code",
    "stage": "code",
    "strength": "number",
    "planted": "boolean",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """How well a run called strong what was planted.

    Attributes
    ----------
    workspace, truth, scheme, definition, year
        What was compared: traded cells that the scheme calls strong in the year.
    level, precision, recall, f1, jaccard, strong, planted
        At the level of the smallest regions.
    levels
        The score at every level.
    """

    workspace: str
    truth: str
    scheme: str
    definition: str
    year: int
    level: str
    precision: float
    recall: float
    f1: float
    jaccard: float
    strong: int
    planted: int
    levels: tuple[Score, ...]


def score_run(
    path: str | Path,
    *,
    truth: str | Path,
    scheme: str = FINDER,
    definition: str = DEFINITION,
) -> ScoreReport:
    """Compare the cells that a run calls strong in its latest year with what was planted.

    Only traded categories count: nothing local is planted, and a scheme that rates local
    categories among themselves always calls some of them strong.

    Parameters
    ----------
    path
        A workspace with a planted economy and the results of ``jiqun run``.
    truth
        The economy's folder ``truth``.
    scheme
        Whose strong cells count as found.
    definition
        Whose categories.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``scheme-unknown``, ``truth-unknown``, ``result-unknown``.
    InputError
        ``scheme-strong``: the scheme calls nothing strong. ``truth-columns``, ``cells-type`` and
        the reader's codes: the file of planted cells is not what was written.
    """
    ws = Workspace.open(path)
    cells = {CELLS: _read_truth(Path(truth).expanduser())}
    strong, year = _strong(ws, scheme, definition)
    levels = [
        level
        for level in cells[CELLS]["level"].unique(maintain_order=True)
        if level in strong["level"].unique().to_list()
    ]
    scores = tuple(score(strong.filter(pl.col("level") == level), cells, level) for level in levels)
    base = scores[0]
    return ScoreReport(
        workspace=str(ws.path),
        truth=str(truth),
        scheme=scheme,
        definition=definition,
        year=year,
        level=base.level,
        precision=base.precision,
        recall=base.recall,
        f1=base.f1,
        jaccard=base.jaccard,
        strong=base.n_called,
        planted=base.n_planted,
        levels=scores,
    )


def _strong(ws: Workspace, scheme: str, definition: str) -> tuple[pl.DataFrame, int]:
    """Give ``level, region, category`` of the strong traded cells of the latest year, and it."""
    chosen = scheme_of(scheme)
    if not chosen.strong:
        known = [name for name, one in schemes().items() if one.strong]
        raise InputError(problem("scheme-strong", subject=scheme, known=known))
    if not (ws.has("ratings") and ws.has("cells")):
        told = {"case": "ratings", "workspace": str(ws.path)}
        raise UnknownError(problem("result-unknown", subject="ratings", **told))
    cells = ws.scan("cells").filter((pl.col("definition") == definition) & pl.col("traded"))
    ratings = ws.scan("ratings").filter(
        (pl.col("scheme") == scheme) & (pl.col("rank") >= chosen.rank(chosen.strong))
    )
    year = int(ws.scan("cells").select(pl.col("year").max()).collect().item())
    key = ["cell", "level", "year"]
    strong = (
        cells.filter(pl.col("year") == year)
        .select(*key, "region", "category")
        .join(ratings.select(key), on=key)
        .select("level", "region", "category")
        .collect()
    )
    return strong, year


def _read_truth(folder: Path) -> pl.DataFrame:
    files = [folder / f"{CELLS}.{ending}" for ending in ("parquet", "csv")]
    file = next((one for one in files if one.is_file()), None)
    if file is None:
        raise UnknownError(problem("truth-unknown", subject=str(folder)))
    raw = read_whole(file)
    if not _TRUTH.keys() <= set(raw.frame.columns):
        there = few(raw.frame.columns)
        told = problem("truth-columns", subject=file.name, columns=there, wanted=list(_TRUTH))
        raise InputError(told)
    lines = raw.lines if raw.counted == "line" else None
    return read_typed(raw.frame, _TRUTH, lines=lines)
