"""Bad rows, written beside the file with their lines and reasons."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files import RawTable, texts_of
from jiqun.studies.exporting import neutralised, write_safely
from jiqun.tables import Checked

#: What a file of bad rows begins with.
_REJECTS = b"\xef\xbb\xbfline,columns,reasons"


def rejected_rows(raw: RawTable, checked: Checked) -> pl.DataFrame:
    """Join the bad rows' reasons to what stood in the file."""
    rows = raw.frame[checked.rejected["row"]] if checked.rejected.height else raw.frame.clear()
    shown = [series for series in rows if series.dtype != pl.Binary]
    named = pl.DataFrame([texts_of(series).alias(f"file: {series.name}") for series in shown])
    reasons = checked.rejected.select("line", "columns", "reasons")
    unread = raw.rejected.select(
        pl.col("line"), pl.lit("").alias("columns"), pl.col("reason").alias("reasons"), "text"
    )
    return pl.concat([pl.concat([reasons, named], how="horizontal"), unread], how="diagonal").sort(
        "line"
    )


def keep_rejects(bad: pl.DataFrame, place: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    """Write the bad rows; what hinders that is told beside the report, which stands."""
    if bad.is_empty():
        return None, ()
    try:
        file = place.expanduser()
        if file.exists() and not _ours(file):
            told = problem("rejects-unwritten", subject="rejects", case="own", file=str(file))
            return None, (told,)
        write_safely(file, lambda draft: _write_rejects(bad, draft))
    except (OSError, RuntimeError, ValueError, pl.exceptions.PolarsError) as err:
        reason = getattr(err, "strerror", None) or str(err).splitlines()[0]
        refused = problem("rejects-unwritten", subject="rejects", file=str(place), reason=reason)
        return None, (refused,)
    return file, ()


def _ours(file: Path) -> bool:
    """Say whether a file holds bad rows of an earlier load, and may be written anew."""
    with file.open("rb") as opened:
        return opened.read(len(_REJECTS)) == _REJECTS


def _write_rejects(bad: pl.DataFrame, draft: Path) -> None:
    tidy = bad if bad["text"].null_count() < bad.height else bad.drop("text")
    neutralised(tidy)[0].write_csv(draft, include_bom=True)
