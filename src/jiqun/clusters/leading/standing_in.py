"""What leads put where employment stands, for what is written in terms of employment, and back."""

from __future__ import annotations

import polars as pl

from jiqun.clusters.leading.quantities import EMPLOYMENT, named_by

#: Where employment itself is kept meanwhile.
JOBS = "jobs"


def sized_as_jobs(frame: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Put what leads where employment stands; employment itself becomes ``jobs``.

    Examples
    --------
    >>> cells = pl.DataFrame({"output": [9.0], "output_range_low": [8.0], "employment": [2.0]})
    >>> sized_as_jobs(cells, "output").select("employment", "employment_range_low", "jobs").rows()
    [(9.0, 8.0, 2.0)]
    """
    if quantity == EMPLOYMENT:
        return frame
    jobs = pl.col(EMPLOYMENT) if EMPLOYMENT in frame.columns else pl.lit(None)
    told = named_by(quantity, [name.replace(quantity, "size", 1) for name in frame.columns])
    moved = {name: size.replace("size", EMPLOYMENT, 1) for size, name in told.items()}
    return frame.with_columns(
        *(pl.col(name).alias(to) for name, to in moved.items()), jobs=jobs.cast(pl.Float64)
    )


def jobs_again(frame: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Put employment back, and what stood in its place under its own name."""
    if quantity == EMPLOYMENT:
        return frame
    ends = [f"_{part}{end}" for part in ("", "range_") for end in ("low", "high")]
    moved = {f"{EMPLOYMENT}{end}": f"{quantity}{end}" for end in ("", *ends)}
    there = {name: to for name, to in moved.items() if name in frame.columns}
    known = [to for to in there.values() if to in frame.columns]
    named = frame.with_columns(
        pl.coalesce(name, to if to in known else name).alias(to) for name, to in there.items()
    )
    return named.with_columns(
        pl.col(JOBS).alias(EMPLOYMENT),
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in there if name != EMPLOYMENT),
    ).drop(JOBS)
