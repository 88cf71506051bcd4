"""How related chosen industries are to one another, and which others are related to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.studies.browsing.clusters import own
from jiqun.studies.browsing.definitions.detail import AVERAGE
from jiqun.studies.browsing.definitions.fits import with_names
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRelated:
    """An industry that could be added; ``relatedness`` is its mean over those chosen."""

    industry: str
    name: str | None
    name_zh: str | None
    relatedness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How related the chosen industries are, and which could be added."""

    within: float | None
    within_rank: float | None
    related: tuple[TriedRelated, ...]
    matrix: str


def nearness(shown: Snapshot, codes: Sequence[str], *, definition: str, year: int) -> Nearness:
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
    named = with_names(shown, related) if len(related) else related
    return Nearness(within=mean, within_rank=rank, related=rows(named, TriedRelated), matrix=matrix)


def _similar(shown: Snapshot, codes: Sequence[str]) -> pl.DataFrame:
    """Average the similarities that a derived set kept; what it did not keep counts 0."""
    kept = own(shown, "industry_similarity", matrix=AVERAGE)
    if not len(kept):
        return kept
    mine = list(codes)
    first = kept.filter(pl.col("definition") == kept["definition"][0])
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
    activity = (
        shown.workspace.scan("activity")
        .filter(pl.col("year") == year, pl.col("employment") > 0)
        .select("region", "industry", "employment")
        .join(codes.lazy().select("industry"), on="industry", how="semi")
        .join(places.lazy(), on="region", how="semi")
        .collect()
    )
    if not len(activity):
        return none
    counts = Counts.from_frame(activity, value="employment", unit="persons", year=year)
    vary = np.flatnonzero(np.ptp(counts.values, axis=0) > 0)
    values = np.atleast_2d(np.corrcoef(counts.values[:, vary].T)) if len(vary) else none.values
    return Together(
        industries=tuple(counts.industries[i] for i in vary),
        values=values,
        ranked=np.sort(values[np.triu_indices(len(values), 1)]),
    )
