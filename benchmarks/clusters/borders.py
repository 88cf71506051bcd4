"""Clusters across borders: how well their counties match the planted ones, and what they cost.

python -m benchmarks.clusters.borders [--establishments 1e5] [--seeds 11 12 13 14]
    [--noise 0 0.3 0.6] [--rate 2] [--draws 499]
    [--workspace WORKSPACE --definition dps-2016 --level county]

Seeds 5, 6 and 7 were used to choose the defaults; take others. With a workspace it also times the
search and its resamples there.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl

from benchmarks.machine import describe, report
from jiqun.clusters import Cells, Ground, measure_cells, rate_cells, scheme
from jiqun.clusters.borders import (
    RegionsPlan,
    RegionTables,
    contiguity,
    find_in_regions,
    resampled_regions,
)
from jiqun.planted import Score, economy, economy_plan, score
from jiqun.planted.economy import Economy
from jiqun.sources import impute_size_class_midpoint
from jiqun.workspace import Workspace

YEAR = 2024
TABLES = ("activity", "regions", "industries", "categories")


def baselines(cells: pl.DataFrame, country: Economy) -> dict[str, Score]:
    """Score the strong cells of U.S. Cluster Mapping, and LQ > 2 above the lowest quarter."""
    rated = rate_cells(cells, scheme("us-cluster-mapping"))
    strong = (rated.frame["rank"] >= rated.scheme.rank(rated.scheme.strong)).fill_null(value=False)
    large = pl.col("employment") > pl.col("employment").quantile(0.25).over("category")
    return {
        "strong cells": score(cells.filter(strong), country.truth, "county"),
        "LQ > 2": score(cells.filter((pl.col("quotient") > 2) & large), country.truth, "county"),
    }


def ours(cells: Cells, country: Economy, rate: float, draws: int) -> Score:
    """Score the regions of clusters across borders."""
    regions = country.tables["regions"]
    tables = RegionTables(
        cells=cells.frame,
        regions=regions,
        neighbours=contiguity(regions, level="county"),
        spreads=cells.spreads,
    )
    asked = {"definition": "planted", "level": "county", "year": YEAR}
    finds = find_in_regions(tables, RegionsPlan(**asked, least_rate=rate, draws=draws))
    rows = finds.members.filter(pl.col("kind") == "region").join(
        finds.clusters.select("cluster", "category"), on="cluster"
    )
    traded = cells.frame.filter(pl.col("traded")).select("category").unique()
    found = rows.rename({"member": "region"}).join(traded, on="category", how="semi")
    return score(found, country.truth, "county")


def planted(
    size: int, noise: float, seeds: list[int], rate: float, draws: int
) -> list[tuple[str, str]]:
    """Give the mean precision, recall and F1 of all rules over the seeds."""
    every: dict[str, list[tuple[float, float, float]]] = {}
    for seed in seeds:
        country = economy(economy_plan(establishments=size, seed=seed, noise=noise))
        tables = {name: country.tables[name] for name in TABLES}
        tables["activity"] = impute_size_class_midpoint(tables["activity"])
        ground = Ground(**tables)
        cells = measure_cells(ground, years=[YEAR], levels=["county"])
        scores = {f"across borders, rate {rate:g}": ours(cells, country, rate, draws)}
        scores |= baselines(cells.frame.filter(pl.col("traded")), country)
        for name, one in scores.items():
            every.setdefault(name, []).append((one.precision, one.recall, one.f1))
    return [
        (
            f"{size:,} establishments, noise {noise:g}: {name}",
            "precision {:.3f} recall {:.3f} F1 {:.3f}".format(*np.mean(values, axis=0)),
        )
        for name, values in every.items()
    ]


def cost(at: Path, definition: str, level: str, draws: int) -> list[tuple[str, str]]:
    """Time the parts on a workspace's latest year."""
    ws = Workspace.open(at)
    ground = Ground(**{name: ws.frame(name) for name in TABLES})
    year = int(ground.activity.select(pl.col("year").cast(pl.Int64).max()).item())
    cells = measure_cells(ground, years=[year])
    marks = [perf_counter()]
    neighbours = contiguity(ground.regions, level=level)
    marks.append(perf_counter())
    tables = RegionTables(
        cells=cells.frame,
        regions=ground.regions,
        neighbours=neighbours,
        spreads=cells.spreads,
        categories=ground.categories,
    )
    plan = RegionsPlan(definition=definition, level=level, year=year, draws=draws)
    finds = find_in_regions(tables, plan)
    marks.append(perf_counter())
    again = resampled_regions(tables, finds, draws=200)
    marks.append(perf_counter())
    seconds = np.diff(marks)
    sizes = finds.clusters["regions"]
    return [
        (f"contiguity of {len(neighbours.nodes):,} regions", f"{seconds[0]:.1f} s"),
        (f"search with {draws} draws", f"{seconds[1]:.1f} s"),
        ("200 resamples", f"{seconds[2]:.1f} s"),
        ("clusters", f"{len(sizes):,}, {int((sizes > 1).sum()):,} of several regions"),
        ("found again in fewer than half", f"{int((again['survival'] < 0.5).sum()):,}"),
    ]


def main() -> None:
    """Score on planted economies; time on a workspace if one is named."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--establishments", type=float, nargs="+", default=[1e5])
    ask.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13, 14])
    ask.add_argument("--noise", type=float, nargs="+", default=[0.0, 0.3, 0.6])
    ask.add_argument("--rate", type=float, default=2.0)
    ask.add_argument("--draws", type=int, default=499)
    ask.add_argument("--workspace", type=Path)
    ask.add_argument("--definition", default="dps-2016")
    ask.add_argument("--level", default="county")
    asked = ask.parse_args()
    rows = [
        row
        for size in asked.establishments
        for noise in asked.noise
        for row in planted(int(size), noise, asked.seeds, asked.rate, asked.draws)
    ]
    report(f"planted clusters found across borders, seeds {asked.seeds}", rows)
    if asked.workspace:
        timed = cost(asked.workspace, asked.definition, asked.level, asked.draws)
        report(f"{asked.workspace.name} ({describe()})", timed)


if __name__ == "__main__":
    main()
