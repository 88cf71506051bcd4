"""From what each way found to one record: members, names, ratings, ties, stability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from jiqun.clusters.finds import (
    MEMBERS,
    ROWS,
    anchors,
    finds_frame,
    led_rows,
    pooled_cells,
    rate_pooled,
)
from jiqun.clusters.leading import EMPLOYMENT, JOBS, jobs_again, sized_as_jobs
from jiqun.clusters.stability import (
    TESTS,
    definition_stability,
    level_stability,
    seen_at,
)
from jiqun.studies.finding.names import named
from jiqun.studies.finding.start import Start
from jiqun.studies.finding.ways import Found
from jiqun.tables import standing, sums_by

#: What a search leaves in the workspace.
LINKS = {"cluster": pl.String, "kind": pl.String, "links": pl.Int64, "weight": pl.Float64}
RATED = {
    "cluster": pl.String, "scheme": pl.String, "rating": pl.String, "rank": pl.Int64,
    "chance": pl.Float64, "chance_strong": pl.Float64, "rating_range_low": pl.String,
    "rating_range_high": pl.String, "peers": pl.Int64, "notes": pl.String, "missing": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The result tables of a search; see :mod:`jiqun.studies.finding.searching`."""

    clusters: pl.DataFrame
    members: pl.DataFrame
    ratings: pl.DataFrame
    stability: pl.DataFrame
    links: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Give them by the name they are kept under."""
        return {
            "finds": self.clusters,
            "found_members": self.members,
            "found_ratings": self.ratings,
            "found_stability": self.stability,
            "found_links": self.links,
        }


def merge(
    founds: Sequence[Found],
    start: Start | None,
    *,
    organisations: pl.DataFrame | None,
    links: pl.DataFrame | None,
    seed: int = 0,
    told: Sequence[pl.DataFrame] = (),
) -> Merged:
    """Put what the ways found into one record.

    Parameters
    ----------
    founds
        Each way's finds in each definition set, with their own resamples.
    start
        The main job's tables and cells; None where there are none: no rating then.
    organisations, links
        Those of the year; None where there are none.
    seed
        Of the pairs drawn to learn how ties fall with distance.
    told
        ``cluster, chance`` of each way: of being found again next year.
    """
    clusters = finds_frame(pl.concat([f.finds.clusters for f in founds]), ROWS)
    members = finds_frame(pl.concat([f.finds.members for f in founds]), MEMBERS)
    if start is not None:
        activity = activity_at(start)
        members = _with_industries(clusters, members, start, activity)
        if organisations is not None:
            members = _with_organisations(clusters, members, start, organisations)
        clusters = named(
            clusters, members, categories=start.ground.categories, regions=start.ground.regions
        )
    where = start.places if start is not None else None
    counted = _counted(clusters, members)
    clusters = _linked(counted, members, organisations, links, places=where, seed=seed)
    inside = ties_inside(members, links)
    tests = [f.tests for f in founds]
    ratings = pl.DataFrame(schema=RATED)
    if start is not None and len(clusters):
        sized = sized_ways(clusters, start)
        about = sized_as_jobs(start.full, start.leading)
        pooled = pooled_cells(sized, members, start.cells, about)
        clusters = _measured(sized, pooled)
        ratings = finds_frame(
            rate_pooled(
                _judged(pooled, start),
                start.full,
                start.schemes,
                persistence=start.cells.persistence,
                calibrations=start.calibrations,
            ),
            RATED,
        )
        prints = footprints(clusters, members, start, organisations)
        tests += [
            level_stability(prints, start.strong, start.places),
            definition_stability(
                prints, _there(clusters, members, start), activity, start.ground.categories
            ),
        ]
        clusters = _with_jobs(clusters, pooled, start.leading)
    if start is not None:
        clusters = finds_frame(clusters, led_rows(start.leading))
    stability = _tests(tests)
    clusters = _with_stability(clusters, stability, start.levels if start else (), told)
    return Merged(
        clusters=clusters, members=members, ratings=ratings, stability=stability, links=inside
    )


def sized_ways(clusters: pl.DataFrame, start: Start) -> pl.DataFrame:
    """Put what leads where a way tells jobs; unknown where it knows its firms' jobs alone.

    Establishments are told by every way.
    """
    if start.leading == EMPLOYMENT:
        return clusters
    told = pl.col("way").is_in(["regions"] if start.firms else ["regions", "points"])
    other = pl.col("establishments") if start.leading == "establishments" else pl.lit(None)
    return clusters.with_columns(
        pl.when(told).then("employment").otherwise(other.cast(pl.Float64)).alias("employment"),
        jobs=pl.when(~told).then("employment"),
    )


def _judged(pooled: pl.DataFrame, start: Start) -> pl.DataFrame:
    """Give clusters the columns of the cells that they are rated among."""
    if start.leading == EMPLOYMENT:
        return pooled
    columns = [{"cell": "cluster"}.get(name, name) for name in start.full.columns]
    return jobs_again(pooled, start.leading).select(columns)


def _with_jobs(clusters: pl.DataFrame, pooled: pl.DataFrame, leading: str) -> pl.DataFrame:
    """Give what leads under its name, with employment beside it."""
    if leading == EMPLOYMENT:
        return clusters
    summed = pooled.select("cluster", summed=JOBS)
    full = clusters.join(summed, on="cluster", how="left", maintain_order="left")
    size = pl.col("employment").alias(leading)
    jobs = pl.coalesce(JOBS, "summed").alias("employment")
    return full.with_columns(size, jobs, quantity=pl.lit(leading))


def activity_at(start: Start) -> pl.DataFrame:
    """Sum the year's activity to the regions of the level: ``level, region, industry, employment``.

    The rows are those that the cells of the level were summed from.
    """
    bases = start.cells.bases.filter(pl.col("level") == start.level)["base"].unique()
    standing = start.ground.regions.filter(pl.col("level").is_in(bases.implode()))["region"]
    to = start.places.filter(pl.col("level") == start.level).select("region", "place")
    rows = start.ground.activity.filter(pl.col("year") == start.year).select(
        pl.col("region", "industry").cast(pl.String),
        pl.col(start.leading).cast(pl.Float64).alias("employment"),
    )
    return (
        rows.filter(pl.col("region").is_in(standing.implode()))
        .join(to, on="region", how="inner", maintain_order="left_right")
        .pipe(sums_by, ["place", "industry"], sums=[pl.col("employment")])
        .filter(pl.col("employment") > 0)
        .select(pl.lit(start.level).alias("level"), pl.col("place").alias("region"), "industry",
                "employment")
        .sort("region", "industry")
    )  # fmt: skip


def _with_industries(
    clusters: pl.DataFrame, members: pl.DataFrame, start: Start, activity: pl.DataFrame
) -> pl.DataFrame:
    """Add the industries of clusters whose way names none, by their part of the jobs."""
    told = members.filter(pl.col("kind") == "industry").select("cluster").unique()
    bare = clusters.select("cluster", "definition", "category").join(told, on="cluster", how="anti")
    own = start.ground.categories.select("definition", "category", "industry")
    rows = (
        members.filter(pl.col("kind") == "region")
        .select("cluster", pl.col("member").alias("region"))
        .join(bare, on="cluster", maintain_order="left_right")
        .join(activity, on="region", maintain_order="left_right")
        .join(own, on=["definition", "category", "industry"], how="semi", maintain_order="left")
        .rename({"industry": "member"})
        .pipe(sums_by, ["cluster", "member"], sums=[pl.col("employment")])
        .with_columns(
            kind=pl.lit("industry"),
            weight=pl.col("employment") / pl.col("employment").sum().over("cluster"),
        )
        .sort(
            "cluster",
            standing("weight"),
            "member",
            descending=[False, True, False],
        )
    )
    return pl.concat([members, finds_frame(rows.drop("employment"), MEMBERS)])


def _with_organisations(
    clusters: pl.DataFrame, members: pl.DataFrame, start: Start, organisations: pl.DataFrame
) -> pl.DataFrame:
    """Add the organisations of clusters of regions: of their industries, in their regions."""
    told = members.filter(pl.col("kind") == "organisation").select("cluster").unique()
    bare = clusters.select("cluster", "level").join(told, on="cluster", how="anti")
    parts = members.join(bare, on="cluster")
    regions = parts.filter(pl.col("kind") == "region").select("cluster", "level", place="member")
    industries = parts.filter(pl.col("kind") == "industry").select("cluster", industry="member")
    to = start.places.filter(pl.col("level") == start.level).select("region", "place")
    rows = (
        organisations.drop_nulls(["region", "industry"])
        .select("organisation", pl.col("region", "industry").cast(pl.String), "employment")
        .join(to, on="region", maintain_order="left_right")
        .join(regions, on="place", maintain_order="left_right")
        .join(industries, on=["cluster", "industry"], how="semi", maintain_order="left")
        .with_columns(
            kind=pl.lit("organisation"),
            weight=pl.col("employment") / pl.col("employment").sum().over("cluster"),
        )
        .select("cluster", pl.col("organisation").alias("member"), "kind", "weight")
        .sort(
            ["cluster", standing("weight"), "member"],
            descending=[False, True, False],
            nulls_last=True,
        )
    )
    return pl.concat([members, finds_frame(rows, MEMBERS)])


def _counted(clusters: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Fill in how many parts of each kind a cluster has, where its way does not say."""
    counts = members.group_by("cluster").agg(
        (pl.col("kind") == kind).sum().cast(pl.Int64).alias(f"n_{kind}")
        for kind in ("region", "industry", "organisation")
    )
    full = clusters.join(counts, on="cluster", how="left", maintain_order="left")
    told = {"regions": "n_region", "industries": "n_industry", "organisations": "n_organisation"}
    return full.with_columns(
        pl.coalesce(name, pl.when(pl.col(count) > 0).then(pl.col(count))).alias(name)
        for name, count in told.items()
    ).select(clusters.columns)


def _linked(
    clusters: pl.DataFrame,
    members: pl.DataFrame,
    organisations: pl.DataFrame | None,
    links: pl.DataFrame | None,
    *,
    places: pl.DataFrame | None,
    seed: int,
) -> pl.DataFrame:
    """Measure ties and concentration of every cluster in one way, and place it on the plane."""
    if organisations is None or links is None or links.is_empty() or clusters.is_empty():
        return clusters
    from jiqun.clusters.ties import LinkingPlan, linking, placed_in_plane
    from jiqun.networks import NetworkPlan

    plan = LinkingPlan(network=NetworkPlan(strangers="drop"), seed=seed)
    linked = linking(members, links, organisations, plan, places=places)
    return placed_in_plane(clusters, linked)


def _measured(clusters: pl.DataFrame, pooled: pl.DataFrame) -> pl.DataFrame:
    """Fill in employment, establishments and quotient where the way does not say."""
    names = ("employment", "establishments", "quotient", "quotient_low", "quotient_high")
    told = pooled.select("cluster", *(pl.col(name).alias(f"pooled_{name}") for name in names))
    full = clusters.join(told, on="cluster", how="left", maintain_order="left")
    return full.with_columns(
        pl.coalesce(name, f"pooled_{name}").alias(name) for name in names
    ).select(clusters.columns)


def _there(clusters: pl.DataFrame, members: pl.DataFrame, start: Start) -> pl.DataFrame:
    """Give what every definition set finds: strong cells, and regions of its found clusters."""
    found = (
        members.filter(pl.col("kind") == "region")
        .select("cluster", pl.col("member").alias("region"))
        .join(clusters.filter(pl.col("way") == "regions"), on="cluster")
        .select(start.strong.columns)
    )
    return pl.concat([start.strong, found]).unique(maintain_order=True)


def footprints(
    clusters: pl.DataFrame,
    members: pl.DataFrame,
    start: Start,
    organisations: pl.DataFrame | None,
) -> pl.DataFrame:
    """Say where each cluster's jobs are, by regions of the level.

    Of a cluster of regions, the jobs of its category there; of organisations, theirs, each
    counted as one where employment is not told; else its own jobs by the weights of its
    regions, or all in the region it is anchored in.
    """
    key = ["cluster", "way", "definition", "category", "level"]
    own = clusters.select(*key, "year", "employment").with_columns(
        anchors(clusters).alias("anchor")
    )
    parts = members.join(own.drop("employment"), on="cluster")
    by_region = (
        parts.filter(pl.col("kind") == "region", pl.col("way") == "regions")
        .rename({"member": "region"})
        .join(
            start.cells.frame.select(
                "definition", "category", "level", "region", "year", "employment"
            ),
            on=["definition", "category", "level", "region", "year"],
        )
        .select(*key, "region", "employment")
    )
    laid = [by_region]
    if organisations is not None:
        laid.append(
            _by_organisation(parts.filter(pl.col("way") != "regions"), start, organisations)
        )
    laid.append(_by_weight(parts, own, pl.concat([one.select("cluster") for one in laid])))
    known = pl.concat([one.select("cluster") for one in laid])
    rest = own.join(known, on="cluster", how="anti").with_columns(
        pl.col("employment").fill_null(1.0)
    )
    laid.append(rest.select(*key, pl.col("anchor").alias("region"), "employment"))
    return pl.concat(laid).drop("way").drop_nulls("employment")


def _by_weight(parts: pl.DataFrame, own: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Share a cluster's jobs out over the regions that its way names."""
    key = ["cluster", "way", "definition", "category", "level"]
    jobs = own.select("cluster", pl.col("employment").fill_null(1.0))
    return (
        parts.filter(pl.col("kind") == "region")
        .join(known, on="cluster", how="anti")
        .join(jobs, on="cluster")
        .select(*key, pl.col("member").alias("region"),
                employment=pl.col("employment") * pl.col("weight").fill_null(1.0))
    )  # fmt: skip


def _by_organisation(
    parts: pl.DataFrame, start: Start, organisations: pl.DataFrame
) -> pl.DataFrame:
    to = start.places.filter(pl.col("level") == start.level).select("region", "place")
    where = organisations.select(
        pl.col("organisation").alias("member"), pl.col("region").cast(pl.String), "employment"
    ).join(to, on="region", maintain_order="left_right")
    return (
        parts.filter(pl.col("kind") == "organisation")
        .join(where, on="member", maintain_order="left_right")
        .pipe(
            sums_by,
            ["cluster", "way", "definition", "category", "level", "place"],
            sums=[pl.col("employment").fill_null(1.0)],
        )
        .rename({"place": "region"})
    )


def ties_inside(members: pl.DataFrame, links: pl.DataFrame | None) -> pl.DataFrame:
    """Count the ties between two members of a cluster, by kind: pairs, and the sum of weights."""
    if links is None or links.is_empty():
        return pl.DataFrame(schema=LINKS)
    own = members.filter(pl.col("kind") == "organisation").select("cluster", "member")
    ends = pl.concat_list("source", "target").list.sort()
    inside = (
        links.with_columns(pl.col("source", "target", "kind").cast(pl.String))
        .join(own.rename({"member": "source"}), on="source", maintain_order="left_right")
        .join(own.rename({"member": "target"}), on=["cluster", "target"], maintain_order="left")
        .filter(pl.col("source") != pl.col("target"))
    )
    weight = pl.col("weight").fill_null(1.0) if "weight" in links.columns else pl.lit(1.0)
    counted = sums_by(
        inside,
        ["cluster", "kind"],
        sums=[weight.alias("weight")],
        beside=[ends.n_unique().cast(pl.Int64).alias("links")],
    )
    return finds_frame(counted.sort("cluster", "kind"), LINKS)


def _tests(tests: Sequence[pl.DataFrame]) -> pl.DataFrame:
    kept = [finds_frame(one, TESTS) for one in tests if len(one)]
    return pl.concat(kept) if kept else pl.DataFrame(schema=TESTS)


def _with_stability(
    clusters: pl.DataFrame,
    stability: pl.DataFrame,
    levels: Sequence[str],
    told: Sequence[pl.DataFrame],
) -> pl.DataFrame:
    """Put survival under resampling, the chance of next year, and what else sees it beside it."""
    sampling = (
        stability.filter(pl.col("test") == "sampling")
        .unique("cluster", keep="first", maintain_order=True)
        .select("cluster", survival="survival", survival_low="low", survival_high="high")
    )
    none = pl.DataFrame(schema={"cluster": pl.String, "chance": pl.Float64})
    parts = (sampling, seen_at(stability, levels), pl.concat([none, *told]))
    full = clusters.drop("chance", "survival", "survival_low", "survival_high", "seen_at")
    for part in parts:
        full = full.join(part, on="cluster", how="left", maintain_order="left")
    return full.select(clusters.columns)
