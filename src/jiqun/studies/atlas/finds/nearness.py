"""How related chosen industries are to one another, and which others are related to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.studies.atlas.finds.definitions import AVERAGE, with_names
from jiqun.studies.atlas.finds.reading import own
from jiqun.studies.atlas.snapshot import Snapshot
from jiqun.tables import Counts

Float = NDArray[np.float64]
#: Industries that could be added.
SUGGESTED = 20
PLACED = "employment"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Together:
    """How alike industries' employment is over regions.

    Attributes
    ----------
    industries
        I codes.
    values
        Shape (I, I), correlations; the diagonal is not meant.
    ranked
        The correlations of all pairs, ascending.
    """

    industries: tuple[str, ...]
    values: Float
    ranked: Float


def nearness(
    shown: Snapshot, codes: Sequence[str], *, definition: str, year: int
) -> dict[str, Any]:
    """Give ``within``, ``within_rank``, ``related`` and the ``matrix`` that ``related`` is of.

    ``within`` is the mean correlation, over regions, of the employment of each pair of the
    chosen industries, ``within_rank`` the share (0-1) of all pairs that are less alike; null
    with fewer than two. ``related`` comes from a derived definition set's average similarity
    where one is there ("average"), else from the same correlations ("employment").
    """
    found = shown.once(f"together:{definition}:{year}", lambda: _together(shown, definition, year))
    mean = rank = None
    at = [found.industries.index(code) for code in codes if code in found.industries]
    if len(at) > 1:
        pairs = found.values[np.ix_(at, at)][np.triu_indices(len(at), 1)]
        mean = float(pairs.mean())
        rank = float(np.searchsorted(found.ranked, mean) / len(found.ranked))
    related, matrix = _similar(shown, codes), AVERAGE
    if not len(related):
        related, matrix = _alike(found, at), PLACED
    rows = with_names(shown, related).to_dicts() if len(related) else []
    return {"within": mean, "within_rank": rank, "related": rows, "matrix": matrix}


def _similar(shown: Snapshot, codes: Sequence[str]) -> pl.DataFrame:
    """Average the similarities that a derived set kept; what it did not keep counts 0."""
    rows = own(shown, "industry_similarity", matrix=AVERAGE)
    if not len(rows):
        return rows
    mine = list(codes)
    first = rows.filter(pl.col("definition") == rows["definition"][0])
    return (
        first.filter(pl.col("industry").is_in(mine), ~pl.col("related").is_in(mine))
        .group_by(industry="related")
        .agg(relatedness=pl.col("similarity").sum() / len(codes))
        .sort(["relatedness", "industry"], descending=[True, False])
        .head(SUGGESTED)
    )


def _alike(found: Together, at: Sequence[int]) -> pl.DataFrame:
    if not at:
        return pl.DataFrame()
    mean = found.values[list(at)].mean(axis=0)
    return (
        pl.DataFrame({"industry": found.industries, "relatedness": mean})
        .filter(pl.col("relatedness") > 0, ~pl.int_range(pl.len()).is_in(list(at)))
        .sort(["relatedness", "industry"], descending=[True, False])
        .head(SUGGESTED)
    )


def _together(shown: Snapshot, definition: str, year: int) -> Together:
    """Correlate the set's industries over the regions that rows stand at."""
    none = Together(industries=(), values=np.zeros((0, 0)), ranked=np.zeros(0))
    codes = shown.frame("categories").filter(pl.col("definition") == definition)
    stock = shown.bases.get(year, {})
    if not stock:
        return none
    level = max(sorted(stock), key=lambda one: stock[one])
    places = shown.regions.filter(pl.col("level") == level).select("region")
    rows = (
        shown.workspace.scan("activity")
        .filter(pl.col("year") == year, pl.col("employment") > 0)
        .select("region", "industry", "employment")
        .join(codes.lazy().select("industry"), on="industry", how="semi")
        .join(places.lazy(), on="region", how="semi")
        .collect()
    )
    if not len(rows):
        return none
    counts = Counts.from_frame(rows, value="employment", unit="persons", year=year)
    vary = np.flatnonzero(np.ptp(counts.values, axis=0) > 0)
    values = np.atleast_2d(np.corrcoef(counts.values[:, vary].T)) if len(vary) else none.values
    return Together(
        industries=tuple(counts.industries[i] for i in vary),
        values=values,
        ranked=np.sort(values[np.triu_indices(len(values), 1)]),
    )
