"""What is true of each region and category, and how well a finding matches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, problem, unknown
from jiqun.planted.clusters import STAGES, Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places, sums

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: A cell is truly in a planted cluster from this strength and so many members.
LEAST_STRENGTH: Final = 2.5
LEAST_MEMBERS: Final = 3
#: Lower bounds of the bands of strength that a score is broken down by.
BANDS: Final = (2.5, 4.0, 8.0, 16.0)


def planted_cells(
    places: Places,
    industries: Industries,
    clusters: Clusters,
    establishments: Establishments,
    last: NDArray[np.int32],
) -> pl.DataFrame:
    """Say of each region and category with members how strong its clusters truly are.

    Strength is ``1 + m / e``: m the employment of members in the region, e what the region
    would have in the category if what is in no cluster were spread like all traded employment
    that is in none. So it is the location quotient against the same place without the cluster.
    Countries are a level where there are several.
    """
    counties, groups = len(places.population), len(industries.groups)
    cluster = establishments.cluster
    inside = np.flatnonzero((cluster >= 0) & clusters.local[cluster] & (last > 0))
    rows = _members(clusters, establishments, last, inside)
    key = establishments.county * np.int64(groups) + industries.group[establishments.industry]
    every = sums(key, last, counties * groups).reshape(counties, groups)
    at = (rows["county"] * groups + rows["group"]).to_numpy()
    own = sums(at, rows["employment"].to_numpy(), every.size).reshape(every.shape)
    land = places.land
    levels = {
        "county": np.arange(counties),
        "city": land.city,
        "province": land.province[land.city],
        "economic-area": land.area,
    }
    if places.country.any():
        levels["country"] = places.country
    return pl.concat(
        _level(level, of, places.codes[level], rows, every, own, industries, clusters)
        for level, of in levels.items()
    )


def _members(
    clusters: Clusters, at: Establishments, last: NDArray[np.int32], rows: Int
) -> pl.DataFrame:
    """Sum members by county and cluster: ``county, cluster, group, members, employment``."""
    frame = pl.DataFrame(
        {
            "county": at.county[rows].astype(np.int64),
            "cluster": at.cluster[rows].astype(np.int64),
            "employment": last[rows].astype(np.float64),
        }
    )
    found = (
        frame.group_by("county", "cluster")
        .agg(pl.len().cast(pl.Int64).alias("members"), pl.col("employment").sum())
        .sort("county", "cluster")
    )
    return found.with_columns(pl.Series("group", clusters.group[found["cluster"].to_numpy()]))


def _level(
    level: str,
    of: Int,
    codes: list[str],
    rows: pl.DataFrame,
    every: Float,
    own: Float,
    industries: Industries,
    clusters: Clusters,
) -> pl.DataFrame:
    total, members = _summed(every, of, len(codes)), _summed(own, of, len(codes))
    rest = (total - members)[:, industries.traded]
    share = rest.sum(axis=1) / rest.sum()
    usual = share[:, None] * (total - members).sum(axis=0)[None, :]
    cells = (
        rows.with_columns(pl.Series("region", of[rows["county"].to_numpy()]))
        .sort("employment", "cluster", descending=[True, False])
        .group_by("region", "group", maintain_order=True)
        .agg(pl.col("members", "employment").sum(), pl.col("cluster").first())
        .sort("region", "group")
    )
    at = cells["region"].to_numpy(), cells["group"].to_numpy()
    strength = 1 + members[at] / np.maximum(usual[at], 1.0)
    stage = clusters.stage[cells["cluster"].to_numpy(), -1]
    return cells.select(
        pl.lit(level).alias("level"),
        pl.Series(codes).gather(at[0]).alias("region"),
        pl.Series(industries.slugs).gather(at[1]).alias("category"),
        pl.Series(clusters.codes).gather(cells["cluster"]).alias("cluster"),
        pl.Series(list(STAGES)).gather(stage).alias("stage"),
        "members",
        "employment",
        pl.Series("share", members[at] / total[at]),
        pl.Series("strength", strength),
        (
            (pl.col("members") >= LEAST_MEMBERS) & pl.lit(pl.Series(strength >= LEAST_STRENGTH))
        ).alias("planted"),
    )


def _summed(values: Float, of: Int, n: int) -> Float:
    out = np.zeros((n, values.shape[1]))
    np.add.at(out, of, values)
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well cells that are called strong match the planted ones at one level.

    Attributes
    ----------
    level
        Of the regions.
    precision, recall, f1, jaccard
        Shares (0-1): of the called that are planted, of the planted that are called, their
        harmonic mean, both against either. NaN where nothing is called (precision) or planted.
    n_called, n_planted, n_both
        Cells.
    by_stage, by_strength
        Recall in each part of the truth: ``part, planted, called, recall``; parts of strength
        are ``2-4`` and so on.
    """

    level: str
    precision: float
    recall: float
    f1: float
    jaccard: float
    n_called: int
    n_planted: int
    n_both: int
    by_stage: tuple[Mapping[str, Any], ...]
    by_strength: tuple[Mapping[str, Any], ...]


def score(called: pl.DataFrame, truth: Mapping[str, pl.DataFrame], level: str) -> Score:
    """Compare cells that are called strong with what was planted.

    Parameters
    ----------
    called
        ``region, category`` of the cells that are called strong; repetitions count once,
        and regions that are not of the level are refused.
    truth
        The truth of an economy; ``planted_region_categories`` is read.
    level
        Level of the regions: county, city, province or economic-area.

    Returns
    -------
    Score
        Precision, recall, F1 and Jaccard, and recall by stage and strength.

    Raises
    ------
    UnknownError
        ``level-unknown``.
    InputError
        ``found-columns``.

    Examples
    --------
    >>> cells = pl.DataFrame({"level": "county", "region": ["a", "b"], "category": "x",
    ...     "stage": "growth", "strength": [3.0, 9.0], "planted": True})
    >>> called = pl.DataFrame({"region": ["a", "c"], "category": ["x", "x"]})
    >>> score(called, {"planted_region_categories": cells}, "county").precision
    0.5
    """
    cells = truth["planted_region_categories"]
    levels = cells["level"].unique().sort().to_list()
    if level not in levels:
        raise unknown("level", level, levels, case="truth")
    key = ["region", "category"]
    if not set(key) <= set(called.columns):
        raise InputError(
            problem(
                "found-columns",
                subject="called",
                case="cells",
                columns=called.columns,
                missing=key,
            )
        )
    planted = cells.filter((pl.col("level") == level) & pl.col("planted"))
    claimed = called.select(pl.col(key).cast(pl.String)).unique()
    hit = planted.join(claimed.with_columns(hit=pl.lit(value=True)), on=key, how="left")
    hit = hit.with_columns(pl.col("hit").fill_null(value=False))
    return _scored(hit, level=level, n_called=len(claimed))


def _scored(hit: pl.DataFrame, *, level: str, n_called: int) -> Score:
    n_planted, n_both = len(hit), int(hit["hit"].sum())
    labels = [f"{a:g}-{b:g}" for a, b in pairwise(BANDS)] + [f"{BANDS[-1]:g}-"]
    at = np.searchsorted(BANDS[1:], hit["strength"].to_numpy(), side="right")
    band = pl.Series([labels[place] for place in at], dtype=pl.String)
    return Score(
        level=level,
        precision=_share(n_both, n_called),
        recall=_share(n_both, n_planted),
        f1=_share(2 * n_both, n_called + n_planted),
        jaccard=_share(n_both, n_called + n_planted - n_both),
        n_called=n_called,
        n_planted=n_planted,
        n_both=n_both,
        by_stage=_parts(hit["hit"], hit["stage"], STAGES),
        by_strength=_parts(hit["hit"], band, labels),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _parts(
    hit: pl.Series, part: pl.Series, order: tuple[str, ...] | list[str]
) -> tuple[Mapping[str, Any], ...]:
    sums = {
        name: (int(rows["hit"].len()), int(rows["hit"].sum()))
        for (name,), rows in pl.DataFrame({"part": part, "hit": hit}).group_by("part")
    }
    return tuple(
        {"part": name, "planted": n, "called": k, "recall": _share(k, n)}
        for name, (n, k) in ((name, sums.get(name, (0, 0))) for name in order)
        if n
    )
