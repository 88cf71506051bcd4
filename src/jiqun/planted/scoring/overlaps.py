"""How well found clusters match the planted ones: which are found, how well their bounds lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jiqun.core import InputError, problem, unknown
from jiqun.kernels.finding.matching import one_to_one
from jiqun.kernels.sphere import EARTH_KM, on_sphere
from jiqun.planted.clusters import KINDS, STAGES
from jiqun.planted.scoring.scores import LEAST_MEMBERS
from jiqun.tables import sums_by, total

Float = NDArray[np.float64]
Which = Literal["local", "linked", "all"]
Bounds = Literal["members", "area"]

#: The kinds of planted clusters that each question asks for.
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "local": ("cluster", "agglomeration"),
    "linked": ("cluster", "virtual"),
    "all": KINDS,
}
#: A found and a planted cluster are one from this Jaccard index of their members.
THRESHOLD: Final = 0.25
#: Upper bounds of the bands of members and of strength that recall is broken down by.
SIZES: Final = (15, 30, 60, 120)
STRENGTHS: Final = (2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindScore:
    """How well found clusters match the planted ones of the kinds asked for.

    Attributes
    ----------
    which, bounds, threshold
        What was asked.
    precision, recall, f1
        Shares (0-1) of clusters. NaN where nothing counts as found (precision) or is planted.
    boundary
        Mean Jaccard index (0-1) of the matched pairs; NaN where none is.
    boundary_overall
        Mean over all planted clusters, weighted with their employment, those not found with 0.
    n_found, n_planted, n_matched, n_aside
        Clusters: found ones that count, planted ones asked for, pairs, and found ones set
        aside because they match a planted cluster of another kind.
    by_kind, by_stage, by_strength, by_size
        Recall and boundary in each part of the truth:
        ``part, planted, found, recall, boundary``.
    pairs
        ``cluster, planted, jaccard`` of the matched.
    """

    which: Which
    bounds: Bounds
    threshold: float
    precision: float
    recall: float
    f1: float
    boundary: float
    boundary_overall: float
    n_found: int
    n_planted: int
    n_matched: int
    n_aside: int
    by_kind: tuple[Mapping[str, Any], ...]
    by_stage: tuple[Mapping[str, Any], ...]
    by_strength: tuple[Mapping[str, Any], ...]
    by_size: tuple[Mapping[str, Any], ...]
    pairs: pl.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, without the pairs."""
        parts = ("by_kind", "by_stage", "by_strength", "by_size")
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "pairs"}
        return plain | {name: [dict(row) for row in plain[name]] for name in parts}


def score_finds(
    found: pl.DataFrame,
    truth: Mapping[str, pl.DataFrame],
    organisations: pl.DataFrame,
    *,
    which: Which = "all",
    bounds: Bounds = "members",
    threshold: float = THRESHOLD,
    least: int = LEAST_MEMBERS,
) -> FindScore:
    r"""Match found clusters with planted ones, one to one, by the members they share.

    A found cluster F and a planted one P may be one where

    .. math:: J = \frac{|F \cap P|}{|F \cup P|} \ge \text{threshold},

    and the pairs are chosen so that the sum of J is largest. Precision is the share of found
    clusters that have a planted partner, recall the share of planted ones that have a found one;
    a second find of one planted cluster is an error. A find whose partner is of a kind not asked
    for is set aside: it is right, but no answer to the question.

    Parameters
    ----------
    found
        ``cluster, organisation``: who is in each found cluster (see
        :func:`jiqun.clusters.finds.member_organisations`).
    truth
        The truth of an economy; ``planted_clusters`` and ``planted_members`` are read.
    organisations
        The open ones, ``organisation, industry, lon, lat, employment``; others are left out
        of found and planted clusters alike.
    which
        "local": dense in space (clusters and agglomerations); "linked": dense in links
        (clusters and virtual ones); "all".
    bounds
        What belongs to a planted cluster. "members": the organisations that were planted in it.
        "area": every open organisation of its industries within its radius, since no data on
        places can tell a planted firm from another of its industry beside it; virtual clusters
        have their members in both. The default is the stricter one, and the only one that means
        the same for clusters in space and in links; the price is small, as the area's own J with
        the members is 0.87 on average (0.77 in formation).
    threshold
        Of J, 0 < threshold <= 1. At the default, a quarter, a find of the right place may be
        four times too wide, or have a quarter of the members; any more demanding question is
        answered by the boundary overlap.
    least
        Planted clusters with fewer open members are left out.

    Returns
    -------
    FindScore
        Shares, boundary overlap and parts.

    Raises
    ------
    UnknownError
        ``which-unknown``, ``bounds-unknown``.
    InputError
        ``found-columns``, ``organisations-columns``, ``threshold-range``.

    Examples
    --------
    >>> truth = {
    ...     "planted_clusters": pl.DataFrame({"cluster": ["P"], "kind": ["cluster"],
    ...         "stage": ["growth"], "industries": [["x"]], "lon": [0.0], "lat": [0.0],
    ...         "radius_km": [9.0], "strength": [4.0]}),
    ...     "planted_members": pl.DataFrame(
    ...         {"cluster": ["P"] * 3, "organisation": ["a", "b", "c"]}),
    ... }
    >>> firms = pl.DataFrame({"organisation": ["a", "b", "c", "d"], "industry": ["x"] * 4,
    ...     "lon": [0.0] * 4, "lat": [0.0] * 4, "employment": [5.0] * 4})
    >>> found = pl.DataFrame({"cluster": ["F"] * 3, "organisation": ["b", "c", "d"]})
    >>> score_finds(found, truth, firms).boundary, score_finds(found, truth, firms).f1
    (0.5, 1.0)
    """
    _checked(found, organisations, which=which, bounds=bounds, threshold=threshold)
    open_ = organisations.select("organisation", "employment").unique(
        "organisation", keep="first", maintain_order=True
    )
    planted, members = _planted(truth, organisations, bounds=bounds, least=least)
    claimed = found.select("cluster", "organisation").unique(maintain_order=True).join(
        open_, on="organisation", how="semi"
    )  # fmt: skip
    names = found["cluster"].unique(maintain_order=True)
    pairs = _matched(_jaccards(claimed, members), threshold)
    told = planted.join(pairs, left_on="cluster", right_on="planted", how="left").with_columns(
        asked=pl.col("kind").is_in(ASKED[which]), found=pl.col("jaccard").is_not_null()
    )
    return _scored(told, pairs, len(names), which=which, bounds=bounds, threshold=threshold)


def _checked(
    found: pl.DataFrame,
    organisations: pl.DataFrame,
    *,
    which: str,
    bounds: str,
    threshold: float,
) -> None:
    if which not in ASKED:
        raise unknown("which", which, list(ASKED), case="planted")
    if bounds not in ("members", "area"):
        raise unknown("bounds", bounds, ["members", "area"])
    wanted = {
        "found": (found, ("cluster", "organisation")),
        "organisations": (
            organisations, ("organisation", "industry", "lon", "lat", "employment"),
        ),
    }  # fmt: skip
    problems = [
        problem(
            f"{name}-columns", subject=name, case="scored",
            columns=frame.columns, missing=list(columns),
        )
        for name, (frame, columns) in wanted.items()
        if not set(columns) <= set(frame.columns)
    ]  # fmt: skip
    if not 0 < threshold <= 1:
        problems.append(problem("threshold-range", subject="threshold", threshold=threshold))
    if problems:
        raise InputError(*problems)


def _planted(
    truth: Mapping[str, pl.DataFrame], organisations: pl.DataFrame, *, bounds: str, least: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the planted clusters with what they have, and who belongs to each."""
    employment = organisations.select("organisation", "employment").unique(
        "organisation", keep="first", maintain_order=True
    )
    members = truth["planted_members"].select("cluster", "organisation").join(
        employment, on="organisation"
    )  # fmt: skip
    counts = members.group_by("cluster").agg(
        pl.len().alias("members"), pl.col("employment").sum()
    )  # fmt: skip
    planted = (
        truth["planted_clusters"]
        .drop("members", "employment", strict=False)
        .join(counts, on="cluster")
        .filter(pl.col("members") >= least)
        .sort("cluster")
    )
    if bounds == "area":
        lone = planted.filter(pl.col("radius_km").is_null())
        members = pl.concat(
            [
                members.join(lone, on="cluster", how="semi").select("cluster", "organisation"),
                _inside(planted.drop_nulls("radius_km"), organisations),
            ]
        )
    kept = members.select("cluster", "organisation").join(planted, on="cluster", how="semi")
    return planted, kept


def _inside(planted: pl.DataFrame, organisations: pl.DataFrame) -> pl.DataFrame:
    """List the organisations of each cluster's industries within its radius."""
    parts = [pl.DataFrame(schema={"cluster": pl.String, "organisation": pl.String})]
    placed = organisations.drop_nulls(["lon", "lat"])
    if len(placed) and len(planted):
        tree = cKDTree(_sphere(placed))
        reach = 2 * np.sin(planted["radius_km"].to_numpy() / (2 * EARTH_KM))
        near = tree.query_ball_point(_sphere(planted), reach)
        of = np.repeat(np.arange(len(planted)), [len(one) for one in near])
        at = np.concatenate([np.asarray(one, dtype=np.int64) for one in near])
        both = pl.DataFrame(
            {
                "cluster": planted["cluster"].gather(of),
                "organisation": placed["organisation"].gather(at),
                "industry": placed["industry"].gather(at),
            }
        )
        own = planted.select("cluster", pl.col("industries").alias("industry")).explode("industry")
        parts.append(both.join(own, on=["cluster", "industry"], how="semi").drop("industry"))
    return pl.concat(parts)


def _sphere(frame: pl.DataFrame) -> Float:
    return on_sphere(frame["lon"].to_numpy(), frame["lat"].to_numpy())


def _jaccards(claimed: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Give ``cluster, planted, jaccard`` of every pair that shares a member."""
    theirs = members.rename({"cluster": "planted"})
    size = claimed.group_by("cluster").agg(pl.len().alias("n_found"))
    true = theirs.group_by("planted").agg(pl.len().alias("n_true"))
    shared = (
        claimed.join(theirs, on="organisation")
        .group_by("cluster", "planted")
        .agg(pl.len().alias("both"))
    )
    full = shared.join(size, on="cluster").join(true, on="planted")
    union = pl.col("n_found").cast(pl.Int64) + pl.col("n_true") - pl.col("both")
    return full.select("cluster", "planted", (pl.col("both") / union).alias("jaccard"))


def _matched(pairs: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """Choose one-to-one pairs with the largest sum of Jaccard indices."""
    able = pairs.filter(pl.col("jaccard") >= threshold).sort("cluster", "planted")
    if able.is_empty():
        return able
    f, p = (able[name].rank("dense").to_numpy().astype(np.int64) - 1 for name in able.columns[:2])
    return able[one_to_one(f, p, able["jaccard"].to_numpy())]


def _scored(
    told: pl.DataFrame,
    pairs: pl.DataFrame,
    n_names: int,
    *,
    which: Which,
    bounds: Bounds,
    threshold: float,
) -> FindScore:
    asked = told.filter("asked")
    matched = asked.filter("found")
    aside = int(told.filter("found").height - matched.height)
    n_found = n_names - aside
    jobs = total(asked["employment"])
    weighed = total(matched["jaccard"] * matched["employment"])
    bands = asked.with_columns(
        size=_band(asked["members"], SIZES),
        strong=_band(asked["strength"], STRENGTHS),
    )
    return FindScore(
        which=which,
        bounds=bounds,
        threshold=threshold,
        precision=_share(matched.height, n_found),
        recall=_share(matched.height, asked.height),
        f1=_share(2 * matched.height, n_found + asked.height),
        boundary=_mean(matched["jaccard"]),
        boundary_overall=_share(weighed, jobs),
        n_found=n_found,
        n_planted=asked.height,
        n_matched=matched.height,
        n_aside=aside,
        by_kind=_parts(bands, "kind", KINDS),
        by_stage=_parts(bands, "stage", STAGES),
        by_strength=_parts(bands, "strong", _labels(STRENGTHS)),
        by_size=_parts(bands, "size", _labels(SIZES)),
        pairs=pairs,
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _labels(bounds: tuple[float, ...]) -> tuple[str, ...]:
    low = ["0", *(f"{b:g}" for b in bounds)]
    high = [*(f"{b:g}" for b in bounds), ""]
    return tuple(f"{a}-{b}" for a, b in zip(low, high, strict=True))


def _mean(values: pl.Series) -> float:
    known = values.count()
    return total(values) / known if known else float("nan")


def _band(values: pl.Series, bounds: tuple[float, ...]) -> pl.Series:
    at = np.searchsorted(bounds, values.to_numpy(), side="right")
    return pl.Series(list(_labels(bounds)), dtype=pl.String).gather(at)


def _parts(told: pl.DataFrame, part: str, order: tuple[str, ...]) -> tuple[Mapping[str, Any], ...]:
    sums = {
        row["part"]: row
        for row in sums_by(
            told.with_columns(part=pl.col(part)),
            "part",
            known=[pl.col("jaccard").alias("boundary")],
            beside=[
                pl.len().cast(pl.Int64).alias("planted"),
                pl.col("found").sum().cast(pl.Int64),
                pl.col("jaccard").count().cast(pl.Int64).alias("met"),
            ],
        )
        .with_columns(
            recall=pl.col("found") / pl.col("planted"), boundary=pl.col("boundary") / pl.col("met")
        )
        .drop("met")
        .to_dicts()
    }
    return tuple(sums[name] for name in order if name in sums)
