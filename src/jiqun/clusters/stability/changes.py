"""Changes other than chance: another level of regions, another definition set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from jiqun.core import Language, say, texts
from jiqun.tables import sums_by

#: The columns of a table of tests, as each way's own resamples give them.
TESTS: Final = {
    "cluster": pl.String,
    "test": pl.String,  # sampling, resolution, definition, level
    "detail": pl.String,  # which scale, definition set or level
    "draws": pl.Int64,
    "survival": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "overlap": pl.Float64,
    "seen": pl.Boolean,  # is at least half of it seen there; null of resamples
}
#: From the smallest change to the largest.
ORDER: Final = ("sampling", "resolution", "definition", "level")
#: A cluster is seen where at least this share of it is.
MAJORITY = 0.5


def level_stability(
    footprints: pl.DataFrame, strong: pl.DataFrame, places: pl.DataFrame
) -> pl.DataFrame:
    """Say how much of each cluster lies in strong regions of every other level.

    1 where all its employment is in regions that are strong in its category at that level as
    well; from 0.5 on it is seen there.

    Parameters
    ----------
    footprints
        ``cluster, definition, category, level, region, employment``: where the cluster's jobs
        are, by regions of the level it was found at.
    strong
        ``definition, category, level, region``: cells rated strong, all levels.
    places
        ``region, level, place``.

    Returns
    -------
    DataFrame
        The columns of :data:`TESTS`; a level that none of the cluster's regions belongs to, or
        that has no strong cell of any category, gives no row.
    """
    own = footprints.filter(pl.col("category").is_not_null())
    to = places.rename({"level": "detail"})
    spread = own.join(to, on="region", how="inner", maintain_order="left_right").filter(
        pl.col("detail") != pl.col("level")
    )
    spread = spread.join(
        strong.select(pl.col("level").alias("detail")).unique(),
        on="detail",
        how="semi",
        maintain_order="left",
    )
    flagged = strong.select(
        "definition", "category", pl.col("level").alias("detail"), pl.col("region").alias("place")
    ).with_columns(found=pl.lit(value=True))
    keys = ["definition", "category", "detail", "place"]
    met = spread.join(flagged, on=keys, how="left", maintain_order="left_right")
    jobs = pl.col("employment")
    return _tests(
        sums_by(
            met,
            ["cluster", "detail"],
            sums=[pl.when("found").then(jobs).alias("inside"), jobs.alias("whole")],
        )
        .filter(pl.col("whole") > 0)
        .with_columns(overlap=pl.col("inside") / pl.col("whole")),
        test="level",
    )


def definition_stability(
    footprints: pl.DataFrame,
    strong: pl.DataFrame,
    activity: pl.DataFrame,
    categories: pl.DataFrame,
) -> pl.DataFrame:
    r"""Say whether another definition set finds the same jobs strong in the same place.

    .. math:: J = \max_b \frac{\sum_r x_r(I \cap I_b)}
              {\sum_r x_r(I) + x_r(I_b) - x_r(I \cap I_b)}

    over the categories b of the other set that are strong in the cluster's regions r, with I
    the industries of the cluster's own category. From 0.5 on it is seen there.

    Parameters
    ----------
    footprints
        As for :func:`level_stability`; where a cluster has only part of its category's jobs in a
        region, that part of each industry is counted.
    strong
        Cells rated strong, of every definition set.
    activity
        ``level, region, industry, employment`` of the year, at the clusters' levels.
    categories
        ``definition, category, industry``.

    Returns
    -------
    DataFrame
        The columns of :data:`TESTS`, one row a cluster and other definition set that files at
        least half of the cluster's jobs anywhere.
    """
    own = footprints.filter(pl.col("category").is_not_null(), pl.col("employment") > 0)
    jobs = own.rename({"employment": "part"}).join(
        activity, on=["level", "region"], how="inner", maintain_order="left_right"
    )
    mine = categories.select("definition", "category", "industry").with_columns(
        mine=pl.lit(value=True)
    )
    keys = ["definition", "category", "industry"]
    jobs = jobs.join(mine, on=keys, how="left", maintain_order="left_right").with_columns(
        pl.col("mine").fill_null(value=False)
    )
    inside = pl.col("employment").filter(pl.col("mine")).sum().over("cluster", "region")
    share = pl.when(inside > 0).then((pl.col("part") / inside).clip(upper_bound=1.0)).otherwise(0.0)
    jobs = jobs.with_columns(x=pl.col("employment") * share)
    whole = sums_by(jobs.filter(pl.col("mine")), "cluster", sums=[pl.col("x").alias("whole")])
    others = categories.select(
        pl.col("definition").alias("detail"), pl.col("category").alias("other"), "industry"
    )
    there = strong.select(
        pl.col("definition").alias("detail"), pl.col("category").alias("other"), "level", "region"
    )
    met = (
        jobs.join(others, on="industry", how="inner", maintain_order="left_right")
        .filter(pl.col("detail") != pl.col("definition"))
        .join(there, on=["detail", "other", "level", "region"], how="semi", maintain_order="left")
        .pipe(
            sums_by,
            ["cluster", "detail", "other"],
            sums=[pl.col("x").alias("other_whole"), pl.when("mine").then("x").alias("both")],
        )
        .join(whole, on="cluster")
        .with_columns(
            overlap=pl.col("both") / (pl.col("whole") + pl.col("other_whole") - pl.col("both"))
        )
        .group_by("cluster", "detail")
        .agg(pl.col("overlap").max())
    )
    asked = (
        jobs.filter(pl.col("mine"))
        .join(others, on="industry", maintain_order="left_right")
        .filter(pl.col("detail") != pl.col("definition"))
        .pipe(sums_by, ["cluster", "detail"], sums=[pl.col("x").alias("filed")])
        .join(whole, on="cluster")
        .filter(pl.col("filed") >= MAJORITY * pl.col("whole"))
        .sort("cluster", "detail")
    )
    full = asked.join(met, on=["cluster", "detail"], how="left", maintain_order="left")
    return _tests(full.with_columns(pl.col("overlap").fill_null(0.0)), test="definition")


def _tests(frame: pl.DataFrame, *, test: str) -> pl.DataFrame:
    full = frame.with_columns(test=pl.lit(test), seen=pl.col("overlap") >= MAJORITY)
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in TESTS.items() if n not in full.columns]
    return full.with_columns(absent).select(pl.col(n).cast(t) for n, t in TESTS.items())


def seen_at(tests: pl.DataFrame, levels: Sequence[str] = ()) -> pl.DataFrame:
    """Say where else each cluster is seen: at which other scales, definition sets, levels.

    Parameters
    ----------
    tests
        The columns of :data:`TESTS`.
    levels
        Levels in their order: the first is the nearest.

    Returns
    -------
    DataFrame
        ``cluster, seen_at``: "resolution:12,definition:other,level:state", scales in kilometres;
        empty where it is seen at nothing that was looked at. A cluster without another scale,
        set or level to look at has no row.

    Examples
    --------
    >>> tests = pl.DataFrame({"cluster": ["a", "a", "b"], "test": ["level"] * 3,
    ...     "detail": ["state", "area", "state"], "seen": [True, True, False]})
    >>> seen_at(tests, ["area", "state"]).rows()
    [('a', 'level:area,level:state'), ('b', '')]
    """
    size = {name: at for at, name in enumerate(ORDER)}
    near = {name: at for at, name in enumerate(levels)}
    code = pl.concat_str("test", pl.col("detail").fill_null(""), separator=":")
    detail = pl.col("detail").cast(pl.String)
    return (
        tests.filter(pl.col("seen").is_not_null())
        .with_columns(
            size=pl.col("test").replace_strict(size, default=len(size), return_dtype=pl.Int64),
            near=detail.replace_strict(near, default=len(near), return_dtype=pl.Int64),
            km=detail.cast(pl.Float64, strict=False),
        )
        .sort("cluster", "size", "near", "km", "detail", nulls_last=True)
        .group_by("cluster", maintain_order=True)
        .agg(seen_at=code.filter(pl.col("seen")).str.join(","))
    )


def seen_sentence(seen: str | None, lang: Language) -> str:
    """Say in words where else a cluster is seen.

    Examples
    --------
    >>> seen_sentence("level:state", "en")
    'It is seen, at least half of it, by states too.'
    """
    if seen is None:
        return say("find.seen-unknown", lang)
    if not seen:
        return say("find.seen-nowhere", lang)
    return say("find.seen-at", lang, places=seen_places(seen, lang))


def seen_places(seen: str, lang: Language) -> str:
    """Give the scales, definition sets and levels of a ``seen_at`` in words."""
    told = []
    for one in seen.split(","):
        test, _, detail = one.partition(":")
        told.append(say(f"find.seen-{test}", lang, detail=detail_words(test, detail, lang)))
    return say("find.and", lang).join(told)


def detail_words(test: str, detail: str, lang: Language) -> str:
    """Name a level or a definition set; any other detail stands as it is."""
    group = {"level": "levels", "definition": "definitions"}.get(test)
    known = texts(group).get(detail) if group else None
    if known is None:
        return detail
    return known[lang].lower() if known["en"][1:2].islower() else known[lang]
