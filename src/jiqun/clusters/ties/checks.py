"""What may come in: choices within bounds, categories of one definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jiqun.clusters.finds import refuse_overlaps
from jiqun.core import Problems, unknown
from jiqun.tables import to_polars

if TYPE_CHECKING:
    from jiqun.clusters.ties.find import Search

LEAST_MEMBERS = 3


def check_choices(
    search: Search,
    *,
    purity: float,
    far_km: float,
    near_alpha: float,
    near_ratio: float,
    near_draws: int,
    seed: int,
    workers: int,
) -> None:
    """Refuse choices out of bounds, all at once (``ties-<argument>``)."""
    problems = Problems()
    given = search.resolutions if search.resolutions is not None else (1.0,)
    bounds = (
        ("sizes", list(search.sizes), "at least one, each above 1",
         bool(search.sizes) and all(size > 1 for size in search.sizes)),
        ("resolution", list(given), "at least one, each above 0",
         bool(given) and all(density > 0 for density in given)),
        ("least", search.least, f"at least {LEAST_MEMBERS}", search.least >= LEAST_MEMBERS),
        ("core", search.core, "at least 0", search.core >= 0),
        ("repeats", search.repeats, "at least 1", search.repeats >= 1),
        ("draws", search.draws, "at least 1", search.draws >= 1),
        ("alpha", search.alpha, "above 0, below 1", 0 < search.alpha < 1),
        ("purity", purity, "0 to 1", 0 <= purity <= 1),
        ("far_km", far_km, "above 0", far_km > 0),
        ("near_alpha", near_alpha, "above 0, below 1", 0 < near_alpha < 1),
        ("near_ratio", near_ratio, "above 0", near_ratio > 0),
        ("near_draws", near_draws, "at least 19", near_draws >= 19),  # noqa: PLR2004
        ("seed", seed, "0 to 2**62", 0 <= seed < 2**62),
        ("workers", workers, "at least 1", workers >= 1),
    )  # fmt: skip
    for name, found, expected, right in bounds:
        if not right:
            problems.add(
                f"ties-{name.replace('_', '-')}",
                subject=name,
                found=f"{found}",
                expected=expected,
                fix="Change the argument.",
            )
    problems.check()


def chosen(categories: pl.DataFrame | None, *, definition: str) -> pl.DataFrame:
    """Give ``category, industry, name, name_zh`` of one definition, none without a table."""
    columns = ("category", "industry", "name", "name_zh")
    if categories is None:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    frame = to_polars(categories)
    known = sorted(frame["definition"].unique().to_list())
    if definition not in known:
        raise unknown("definition", definition, known, fix="Name one that is loaded.")
    absent = [pl.lit(None).alias(name) for name in columns if name not in frame.columns]
    own = frame.with_columns(absent).filter(pl.col("definition") == definition)
    refuse_overlaps(own)
    return own.select(pl.col(name).cast(pl.String) for name in columns)
