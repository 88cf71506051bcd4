"""The main job on real statistics, beside a straightforward pandas version in the same run.

    python -m benchmarks.main_job [--data ../shared/data] [--rounds 3]

County Business Patterns, counties by six-digit industries, 2017-2020 (1.4 million rows), 67
benchmark categories, at county, economic-area and state level: load (with every check at the
door), measure, rate under three schemes with intervals, and store. Each version runs in a process
of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import Clock, describe, peak_gigabytes, report

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LEVELS = ("county", "economic-area", "state")
SOURCES = {
    "us-naics": ("us_geography/naics_titles.csv.gz",),
    "us-cluster-definitions": (
        "cluster_definitions/naics2012_to_bcd_cluster.csv",
        "us_geography/naics_MasterCrosswalk2017_2012.csv.gz",
    ),
    "us-geography": (
        "us_geography/cmp_countiesEasMsas_topojson.json",
        "us_geography/BEA_Economic_Areas_and_Counties.xls",
    ),
    "us-cbp": ("us_employment/cbp_county_naics6_2017_2020.parquet",),
}
TARGET_SECONDS, TARGET_GIGABYTES = 20.0, 2.0


def with_jiqun(data: Path, work: Path) -> dict[str, object]:
    """Load from the publishers' files, measure, rate and store, as a user's commands do."""
    with Clock("import") as importing:
        from jiqun.studies import RunPlan, run
        from jiqun.studies.loading import create_workspace, fetch
    create_workspace(work / "ws", title="Benchmark")
    steps = {"import": importing.seconds}
    for source, files in SOURCES.items():
        with Clock(source) as clock:
            fetch(work / "ws", source=source, files=[data / file for file in files])
        steps[f"load {source}"] = clock.seconds
    answer = run(work / "ws", RunPlan(levels=LEVELS))
    steps |= dict(answer.seconds)
    return {"steps": steps, "cells": answer.cells, "strong": answer.strong}


def prepare(data: Path, work: Path) -> None:
    """Give pandas its definitions and parents ready-made (untimed: a head start)."""
    from jiqun.sources import read_definitions, read_geography

    definitions = read_definitions(tuple(data / file for file in SOURCES["us-cluster-definitions"]))
    geography = read_geography(tuple(data / file for file in SOURCES["us-geography"]))
    categories = definitions.tables["categories"].select("industry", "category", "traded")
    categories.write_csv(work / "categories.csv")
    parents = geography.tables["region_parents"]
    areas = parents.filter(parents["parent"].str.starts_with("ea"))
    areas.rename({"parent": "economic-area"}).write_csv(work / "parents.csv")


def agreement(work: Path) -> list[tuple[str, str]]:
    """Hold both versions' cells against each other, where nothing was imputed."""
    import polars as pl

    from jiqun.workspace import Workspace

    key = ["level", "region", "category", "year"]
    ws = Workspace.open(work / "ws")
    us = ws.frame("ratings").filter(pl.col("scheme") == "us-cluster-mapping")
    ours = ws.frame("cells").join(us, on=["cell", "level", "year"])
    theirs = pl.read_parquet(work / "cells.parquet").with_columns(pl.col("year").cast(pl.Int64))
    both = ours.join(theirs, on=key, suffix="_pandas", how="inner")
    apart = (both["quotient"] / both["quotient_pandas"] - 1).abs()
    same = (both["rating"] == both["us"]).mean()
    return [
        ("cells in both versions", f"{len(both):,} of {len(ours):,}"),
        ("quotients apart by more than 1e-9", f"{(apart > 1e-9).mean():.2%}"),
        ("same U.S. rating", f"{same:.3%}"),
    ]


def child(version: str, data: Path, work: Path) -> dict[str, object]:
    """Run one version in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.main_job", "--child", version]
    words += ["--data", str(data), "--work", str(work)]
    with Clock(version) as clock:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return {**json.loads(done.stdout.splitlines()[-1]), "wall": clock.seconds}


def measure(data: Path, rounds: int) -> None:
    """Run both versions in turn and print the fastest round of each."""
    best: dict[str, dict[str, object]] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            prepare(data, work)
            for version in ("jiqun", "pandas"):
                answer = child(version, data, work)
                if version not in best or answer["wall"] < best[version]["wall"]:
                    best[version] = answer
            same = agreement(work)
    print(describe())
    for version, answer in best.items():
        steps = [(step, f"{taken:6.2f} s") for step, taken in answer["steps"].items()]
        lines = [*steps, ("whole process", f"{answer['wall']:6.2f} s")]
        lines += [("peak memory", f"{answer['peak']:6.2f} GB"), ("cells", f"{answer['cells']:,}")]
        report(f"{version}: load, measure, rate, store (fastest of {rounds})", lines)
    ours, theirs = best["jiqun"], best["pandas"]
    met = ours["wall"] < TARGET_SECONDS and ours["peak"] < TARGET_GIGABYTES
    report(
        "Side by side",
        [
            *same,
            ("pandas' time over jiqun's", f"{theirs['wall'] / ours['wall']:.2f}"),
            ("pandas' memory over jiqun's", f"{theirs['peak'] / ours['peak']:.2f}"),
            (f"under {TARGET_SECONDS:.0f} s and {TARGET_GIGABYTES:.0f} GB", "yes" if met else "NO"),
        ],
    )


def main() -> None:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--child", choices=("jiqun", "pandas"))
    options.add_argument("--work", type=Path)
    given = options.parse_args()
    if not (given.data / SOURCES["us-cbp"][0]).exists():
        print(f"left out: {SOURCES['us-cbp'][0]} is not there", file=sys.stderr)
        return
    if given.child:
        if given.child == "jiqun":
            answer = with_jiqun(given.data, given.work)
        else:
            from benchmarks.main_job_pandas import with_pandas

            answer = with_pandas(given.data / SOURCES["us-cbp"][0], given.work, LEVELS)
        print(json.dumps({**answer, "peak": peak_gigabytes()}))
    else:
        measure(given.data, given.rounds)


if __name__ == "__main__":
    main()
