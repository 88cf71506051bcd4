"""A planted economy as files: tables, papers, truth apart, and a page that says what it is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import polars as pl

import jiqun
from jiqun.core import InputError, Progress, problem, say
from jiqun.planted import CURRENCY, Economy
from jiqun.studies.exporting import whole_or_gone

Format = Literal["parquet", "csv"]
TRUTH = "truth"
#: What is read but is no canonical table.
PAPERS = "papers"
README = "README.md"
ORIGIN = "origin.toml"
#: The table of the truth that a run is scored against.
CELLS = "planted_region_categories"
STEP = "files"


def write_truth(planted: Economy, into: str | Path, *, format: Format = "parquet") -> None:
    """Write what was planted into a folder that no analysis reads."""
    _write_all(planted.truth, Path(into), format)


def write_papers(planted: Economy, into: str | Path, *, format: Format = "parquet") -> None:
    """Write what is read but is no canonical table."""
    _write_all(planted.papers, Path(into), format)


def _write_all(frames: Mapping[str, pl.DataFrame], folder: Path, format: Format) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        _write(frame, folder / f"{name}.{format}")


def refuse_occupied(folder: Path, *, force: bool) -> None:
    """Refuse a folder with anything in it, unless it is a planted economy and may go."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if force and (folder / TRUTH / f"{CELLS}.parquet").is_file():
        return
    if force and (folder / TRUTH / f"{CELLS}.csv").is_file():
        return
    raise InputError(problem("plant-folder", subject=str(folder)))


def write_economy(planted: Economy, folder: Path, *, format: Format, progress: Progress) -> None:
    """Write everything and its page beside the folder, then move it there whole."""
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    with whole_or_gone(draft):
        for done, (name, frame) in enumerate(planted.tables.items()):
            progress(STEP, done, len(planted.tables))
            _write(frame, draft / f"{name}.{format}")
        write_papers(planted, draft / PAPERS, format=format)
        write_truth(planted, draft / TRUTH, format=format)
        (draft / README).write_text(_readme(planted, format), encoding="utf-8")
        (draft / ORIGIN).write_text(_origin(planted), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    progress(STEP, len(planted.tables), len(planted.tables))


def _write(frame: pl.DataFrame, file: Path) -> None:
    if file.suffix == ".parquet":
        frame.write_parquet(file)
    else:
        pl.DataFrame([_flat(series) for series in frame]).write_csv(file)


def _flat(series: pl.Series) -> pl.Series:
    """Bring a column to text that ``jiqun load`` reads: shapes as WKT, lists joined by ";"."""
    if series.dtype == pl.Binary:
        import shapely

        shapes = shapely.from_wkb(series.to_numpy())
        words: Sequence[str | None] = shapely.to_wkt(shapes).tolist()
        return pl.Series(series.name, words, dtype=pl.String)
    if isinstance(series.dtype, pl.List):
        return series.list.join(";")
    return series


def _readme(planted: Economy, format: Format) -> str:
    words = {
        "version": jiqun.__version__,
        "parameters": planted.origin.version,
        "format": format,
        "currency": CURRENCY,
        "note": planted.origin.note,
    }
    pages = [
        say("plant.readme", "en", country=planted.plan.title.en, **words),
        say("plant.readme", "zh", country=planted.plan.title.zh, **words),
    ]
    return "\n---\n\n".join(page.strip() + "\n" for page in pages)


def _origin(planted: Economy) -> str:
    """Give the origin as a column map's section, so that a load keeps it."""
    rows = ["[origin]"]
    for key, value in planted.origin.to_dict().items():
        word = str(value).lower() if isinstance(value, bool) else '"' + str(value) + '"'
        rows.append(f"{key} = {word}")
    return "\n".join(rows) + "\n"
