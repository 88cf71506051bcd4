"""Clusters from points: a million establishments, planted truth, US ZIP codes, South Yorkshire.

python -m benchmarks.clusters.points [--parts million planted us south-yorkshire]
    [--draws N] [--data FOLDER]

The last three print what docs/explanation/clusters-from-points.md tells; without the data the
last two say so and are left out. Each part runs in a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.clusters.baselines import GRID, dbscan_by_category, quotient_and_size
from benchmarks.machine import Clock, describe, peak_gigabytes, report
from jiqun.clusters.finds import Finds
from jiqun.clusters.points import PointsPlan, PointTables, find_in_points, resampled_points
from jiqun.planted import Economy, Score, score
from jiqun.planted.scoring import FindScore, score_finds

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
POINTS: Final = "establishment_points"
ZIPS: Final = ("zbp_zip_naics6_establishments_2012.parquet", "us_zip_centroids_geonames.parquet")
YORKSHIRE: Final = "companies_house_south_yorkshire_points.parquet"
DEFINITIONS: Final = "cluster_definitions/naics2012_to_bcd_cluster.csv"
DIVISIONS: Final = "uk_regional/gva_and_jobs_itl2_sic2_2015_2021.parquet"
PARTS: Final = ("million", "planted", "us", "south-yorkshire")
#: Establishments and seed: none on which a choice was made.
COUNTRIES: Final = ((20_000, 31), (20_000, 32), (20_000, 33), (100_000, 31), (100_000, 32))
CATEGORIES: Final = 50
#: Of the settings tried on planted economies of 100,000 the one with the best F1.
RADIUS_KM, LEAST = 12.5, 12
#: Postcodes with more companies are taken for addresses of agents.
AGENTS: Final = 100


def million(draws: int) -> None:
    """A million establishments, fifty categories, the default six scales."""
    from jiqun.planted import economy, economy_plan

    country = economy(economy_plan(establishments=1_000_000, seed=5, years=3))
    firms = country.tables["organisations"].filter(pl.col("kind") == "firm")
    industries = firms["industry"].unique().sort()
    names = [f"c{k % CATEGORIES:02d}" for k in range(len(industries))]
    sets = pl.DataFrame({"definition": "fifty", "category": names, "industry": industries})
    points = firms.select(pl.col("organisation").alias("site"), "region", "lon", "lat", "industry")
    before = peak_gigabytes()
    few = PointTables(points=points.head(2_000), categories=sets)
    find_in_points(few, PointsPlan(definition="fifty", draws=19))
    tables = PointTables(points=points, categories=sets)
    with Clock("find") as finding:
        finds = find_in_points(tables, PointsPlan(definition="fifty", draws=draws, seed=1))
    own = country.tables["categories"]
    with Clock("planted") as planted_finding:
        plan = PointsPlan(definition="planted", draws=draws, seed=1)
        real = find_in_points(PointTables(points=points, categories=own), plan)
    labelled = points.join(sets, on="industry").rename({"site": "organisation"})
    peak = peak_gigabytes()
    with Clock("dbscan") as peer:
        groups = dbscan_by_category(labelled, radius_km=RADIUS_KM, least=LEAST)
    report(
        f"a million establishments, {draws} deals ({describe()})",
        [
            ("work", f"{len(points):,} establishments, {CATEGORIES} categories, 6 scales"),
            ("time", f"{finding.seconds:.1f} s; processor {finding.processor:.1f} s"),
            ("found", f"{_roots(finds)} clusters, {_cores(finds)} cores"),
            ("memory", f"{peak:.2f} GB at most, of it {before:.2f} before the first call"),
            (
                "planted sets",
                (
                    f"{planted_finding.seconds:.1f} s; processor {planted_finding.processor:.1f}"
                    f" s; {_roots(real)} clusters, {_cores(real)} cores"
                ),
            ),
            (
                "DBSCAN",
                (
                    f"{peer.seconds:.1f} s, {groups['cluster'].n_unique():,} groups, untested"
                    f" ({RADIUS_KM:g} km, {LEAST} firms; peak {peak_gigabytes():.2f} GB)"
                ),
            ),
        ],
    )


def planted(draws: int) -> None:
    """Found against planted clusters, beside a quotient and the best of DBSCAN's settings."""
    from jiqun.planted import economy, economy_plan

    for establishments, seed in COUNTRIES:
        country = economy(economy_plan(establishments=establishments, seed=seed))
        last = country.tables["organisation_years"].filter(pl.col("year") == 2024)
        firms = (
            country.tables["organisations"]
            .filter((pl.col("kind") == "firm") & pl.col("closed").is_null())
            .join(last.select("organisation", "employment"), on="organisation", how="left")
        )
        sets = country.tables["categories"]
        traded = sets.filter(pl.col("traded")).select("industry", "category")
        own = firms.join(traded, on="industry")
        points = firms.rename({"organisation": "site"})
        plan = PointsPlan(definition="planted", cores=False, draws=draws)
        finds = find_in_points(PointTables(points=points, categories=sets), plan)
        found = finds.members.filter(pl.col("kind") == "organisation").select(
            "cluster", pl.col("member").alias("organisation")
        )
        rivals = {f"DBSCAN {r:g} km, {k}": _dbscan(own, r, k) for r, k in GRID}
        best = max(rivals, key=lambda name: _against(rivals[name], own, country)[0].f1)
        print(f"\n{establishments:,} establishments, seed {seed}")
        for name, claimed in (
            ("find_in_points", found),
            ("quotient", _quotients(own)),
            (best, rivals[best]),
        ):
            clusters, cells = _against(claimed, own, country, name == "quotient")
            numbers = (clusters.precision, clusters.recall, clusters.f1, clusters.boundary)
            counties = (cells.precision, cells.recall, cells.f1)
            told = "  ".join(f"{value:.3f}" for value in (*numbers, *counties))
            print(f"  {name:<24} {clusters.n_found:>4} of {clusters.n_planted}  {told}")


def _dbscan(own: pl.DataFrame, radius_km: float, least: int) -> pl.DataFrame:
    groups = dbscan_by_category(own, radius_km=radius_km, least=least)
    return groups.select("cluster", "organisation")


def _quotients(own: pl.DataFrame) -> pl.DataFrame:
    """Give the firms of cells that are specialised and not small."""
    cells = own.group_by("region", "category").agg(pl.col("employment").sum())
    total = pl.col("employment").sum()
    share = pl.col("employment") / total.over("region")
    quotient = share / total.over("category") * own["employment"].sum()
    named = cells.with_columns(quotient=quotient, cell=pl.format("{}:{}", "category", "region"))
    return (
        quotient_and_size(named)
        .join(own, on=["region", "category"])
        .select("cluster", "organisation")
    )


def _against(
    claimed: pl.DataFrame, own: pl.DataFrame, country: Economy, whole: bool = False
) -> tuple[FindScore, Score]:
    """Score clusters by members, and counties with three members (``whole``: any)."""
    cells = (
        claimed.join(own.select("organisation", "region", "category"), on="organisation")
        .group_by("cluster", "region", "category")
        .len()
        .filter((pl.col("len") > 2) | whole)
    )
    return (
        score_finds(claimed, country.truth, own, which="local"),
        score(cells, country.truth, "county"),
    )


def _roots(finds: Finds) -> int:
    return finds.clusters["parent"].null_count()


def _cores(finds: Finds) -> int:
    return len(finds.clusters) - _roots(finds)


def _show(finds: Finds, categories: tuple[str, ...], most: int = 5) -> None:
    """Print the clusters with the most establishments beyond chance, by category."""
    roots = finds.clusters.filter(pl.col("parent").is_null())
    beyond = pl.col("establishments") * (1 - 1 / pl.col("excess"))
    for category in categories:
        own = roots.filter(pl.col("category") == category).sort(beyond, descending=True)
        print(f"  {category}: {len(own)}")
        for row in own.head(most).iter_rows(named=True):
            print(
                f"    {row['name']:<70} {row['establishments']:>6,.0f}"
                f"  x {row['excess']:.1f}  {row['scale_km']:g} km  {row['area_km2']:,.0f} km²"
                f"  {row['lat']:.3f} {row['lon']:.3f}"
            )


def us_points(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Give ZIP points, categories and names.

    Where a copy has five digits only (California), such a class goes to the category with most
    of its establishments elsewhere.
    """
    from jiqun.sources.definitions import read_definitions
    from jiqun.sources.zbp import zip_establishments

    paths = tuple(folder / POINTS / name for name in ZIPS)
    points = zip_establishments(paths, year=2012)
    sets = read_definitions((folder / DEFINITIONS,), vintage="2012").tables["categories"]
    of = sets.select("industry", "category")
    fine = points.filter(pl.col("level") == 6).join(
        of, left_on="naics", right_on="industry", how="left"
    )
    sums = fine.group_by(pl.col("naics").str.slice(0, 5).alias("industry"), "category").agg(
        pl.col("establishments").sum()
    )
    most = sums.sort(
        "industry", "establishments", "category", descending=[False, True, False]
    ).unique("industry", keep="first", maintain_order=True)
    coarse = most.drop_nulls("category").join(
        sets.unique("category").drop("industry"), on="category"
    )
    names = pl.read_parquet(paths[1]).select(
        pl.col("zip").alias("region"), pl.format("{}, {}", "place", "state").alias("name")
    )
    return (
        points.rename({"zip": "region", "naics": "industry"}),
        pl.concat([sets, coarse.select(sets.columns)]),
        names.unique("region").with_columns(name_zh=pl.lit(None, dtype=pl.String)),
    )


def us(folder: Path, draws: int) -> None:
    """Establishments by ZIP code and industry of 2012, 51 traded categories."""
    if not (folder / POINTS / ZIPS[0]).exists():
        print(f"\nthe US is left out: {folder} is not here")
        return
    points, sets, names = us_points(folder)
    with Clock("find") as finding:
        plan = PointsPlan(
            definition="dps-2016", level="zip", year=2012, least=20, draws=draws, seed=1
        )
        finds = find_in_points(PointTables(points=points, categories=sets, regions=names), plan)
    report(
        f"US ZIP codes 2012, {draws} deals ({describe()})",
        [
            (
                "work",
                (
                    f"{points['establishments'].sum():,} establishments at"
                    f" {points['region'].n_unique():,} points, 51 categories, 6 scales"
                ),
            ),
            ("time", f"{finding.seconds:.1f} s; processor {finding.processor:.1f} s"),
            ("memory", f"{peak_gigabytes():.2f} GB at most"),
            ("found", f"{_roots(finds)} clusters, {_cores(finds)} cores"),
        ],
    )
    shown = (
        "automotive", "information-technology", "video", "music", "oil-gas", "coal-mining",
        "textiles", "furniture", "jewelry", "apparel", "aerospace", "medical-devices",
        "biopharmaceuticals", "financial-services", "performing-arts",
    )  # fmt: skip
    _show(finds, shown)
    cores = finds.clusters.filter(
        (pl.col("category") == "automotive") & pl.col("parent").is_not_null()
    )
    print("  cores of automotive clusters:")
    for row in cores.sort("establishments", descending=True).head(8).iter_rows(named=True):
        print(
            f"    {row['cluster']:<36} {row['name']:<28} {row['establishments']:,.0f}"
            f"  x {row['excess']:.1f}  {row['scale_km']:g} km  in {row['parent']}"
        )


def companies(folder: Path, *, agents: int | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give companies by postcode and the SIC divisions as categories.

    ``agents``: postcodes with more companies are left out; None keeps all.
    """
    frame = pl.read_parquet(folder / POINTS / YORKSHIRE)
    if agents is not None:
        frame = frame.filter(pl.len().over("easting", "northing") <= agents)
    points = frame.select(
        pl.col("row_id").cast(pl.String).alias("site"),
        pl.col("la_code").alias("region"),
        pl.col("easting").alias("x") / 1000,
        pl.col("northing").alias("y") / 1000,
        pl.col("sic1").str.slice(0, 2).alias("industry"),
    )
    told = pl.read_parquet(folder / DIVISIONS).select(
        pl.col("SIC07_code").alias("code"), pl.col("SIC07_description").alias("name")
    )
    names = dict(told.unique("code").iter_rows())
    codes = points["industry"].drop_nulls().unique().sort().to_list()
    sets = pl.DataFrame(
        {
            "definition": "sic-divisions",
            "category": codes,
            "industry": codes,
            "name": [names.get(code, f"SIC {code}") for code in codes],
        }
    )
    return points, sets


def south_yorkshire(folder: Path, draws: int) -> None:
    """Registered companies by SIC division at postcodes, once without agents' addresses."""
    if not (folder / POINTS / YORKSHIRE).exists():
        print(f"\nSouth Yorkshire is left out: {folder} is not here")
        return
    towns = pl.read_parquet(folder / POINTS / YORKSHIRE).select(
        pl.col("la_code").alias("region"), pl.col("la_name").alias("name")
    )
    for agents in (AGENTS, None):
        points, sets = companies(folder, agents=agents)
        tables = PointTables(
            points=points,
            categories=sets,
            regions=towns.unique("region").with_columns(name_zh=pl.lit(None, pl.String)),
        )
        plan = PointsPlan(
            definition="sic-divisions", metric="planar", crs="EPSG:27700", draws=draws, seed=1,
            scales_km=(0.5, 0.7, 1.0, 1.4, 2.0, 2.8), least=10, level="local-authority",
        )  # fmt: skip
        with Clock("find") as finding:
            finds = find_in_points(tables, plan)
        with Clock("resample") as resampling:
            kept = resampled_points(tables, finds, draws=100, seed=1)
        roots = finds.clusters.filter(pl.col("parent").is_null()).select("cluster")
        sampled = kept.filter(pl.col("test") == "sampling")
        sure = sampled.join(roots, on="cluster")
        report(
            f"South Yorkshire, {'all' if agents is None else f'at most {agents} a postcode'}",
            [
                ("work", f"{len(points):,} companies, {len(sets)} divisions, 6 scales"),
                ("time", f"{finding.seconds:.1f} s; 100 resamples {resampling.seconds:.1f} s"),
                ("found", f"{_roots(finds)} clusters, {_cores(finds)} cores"),
                ("in fewer than half", f"{int((sure['survival'] < 0.5).sum())} of {len(sure)}"),
            ],
        )
        counts = finds.clusters.join(roots, on="cluster")["category"].value_counts(sort=True)
        _show(finds, (*counts["category"].head(8), "24", "25", "28", "62"), most=3)


def main() -> None:
    """Run the parts asked for, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--draws", type=int, default=99)
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    if len(asked.parts) > 1:
        for part in asked.parts:
            words = ["--parts", part, "--draws", str(asked.draws), "--data", str(asked.data)]
            subprocess.run([sys.executable, "-m", "benchmarks.clusters.points", *words], check=True)
    elif asked.parts == ["million"]:
        million(asked.draws)
    elif asked.parts == ["planted"]:
        planted(asked.draws)
    elif asked.parts == ["us"]:
        us(asked.data, asked.draws)
    else:
        south_yorkshire(asked.data, asked.draws)


if __name__ == "__main__":
    main()
