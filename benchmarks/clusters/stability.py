"""The main job on 200 resamples of real statistics, beside a straightforward pandas loop.

    python -m benchmarks.clusters.stability [--data ../shared/data] [--draws 200] [--peer-draws 3]

County Business Patterns 2020, counties by six-digit industries summed into 67 benchmark
categories at county, metropolitan, economic-area, state and country level (108,096 cells). Each
resample draws establishments and their sizes, sums them to every level, recomputes margins,
quotients and percentiles and applies the U.S. Cluster Mapping rule. The pandas loop does the
same with groupby and is timed on a few resamples; its time for all is extrapolated. What a survival
of a found cluster says of the next year is measured by ``benchmarks.clusters.found_again``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import Clock, describe, peak_gigabytes, report
from benchmarks.main_job import DATA, SOURCES

YEAR = 2020
TARGET_SECONDS = 60.0


def prepare(data: Path, work: Path) -> Any:
    """Load the publishers' files and compute the observed cells."""
    from jiqun.studies.finding.start import read_start
    from jiqun.studies.loading import create_workspace, fetch
    from jiqun.workspace import Workspace

    create_workspace(work / "ws", title="Benchmark")
    for source, files in SOURCES.items():
        fetch(work / "ws", source=source, files=[data / file for file in files])
    return read_start(
        Workspace.open(work / "ws"), definition=None, level=None, year=YEAR, size=0.95
    )


def with_jiqun(start: Any, draws: int, workers: int) -> tuple[Any, Clock]:
    """Resample as the command does."""
    from jiqun.clusters import scheme
    from jiqun.clusters.stability import resampled_cells

    rules = scheme("us-cluster-mapping")
    given = {"places": start.places, "seed": 1, "workers": workers}
    resampled_cells(start.cells, rules, draws=2, **given)
    with Clock("jiqun") as clock:
        answer = resampled_cells(start.cells, rules, draws=draws, **given)
    return answer, clock


def with_pandas(start: Any, draws: int) -> tuple[Any, Clock]:
    """Do the same as one would in a notebook: groupby, merge, quantile."""
    import pandas as pd

    base = start.cells.frame.filter(
        start.cells.frame["level"] == start.level  # the level that rows stand at
    ).join(start.cells.spreads, on=["definition", "category"])
    columns = ["region", "category", "traded", "employment", "establishments", "cv2",
               "employment_low", "employment_high"]  # fmt: skip
    rows = pd.DataFrame({name: base[name].to_numpy() for name in columns})
    to = start.places.select("region", "level", "place").to_dict(as_series=False)
    places = pd.DataFrame(to)
    with Clock("pandas") as clock:
        strong = sum(_one(rows, places, draw) for draw in range(draws))
    return strong, clock


def _one(rows: Any, places: Any, draw: int) -> Any:
    """One resample in pandas: how many cells are strong."""
    import numpy as np

    from jiqun.core import stream

    chance = stream(seed=1, replicate=draw, name="pandas-peer")
    low, high = rows["employment_low"], rows["employment_high"]
    middle = low + (high - low) * chance.random(len(rows))
    plants = chance.poisson(rows["establishments"])
    weight = chance.standard_gamma(plants / rows["cv2"]) * rows["cv2"]
    drawn = rows.assign(
        employment=middle * weight / np.maximum(rows["establishments"], 1), establishments=plants
    )
    cells = drawn.merge(places, on="region").groupby(
        ["level", "place", "category", "traded"], as_index=False
    )[["employment", "establishments"]].sum()  # fmt: skip
    own = cells.groupby(["level", "place", "traded"])["employment"].transform("sum")
    national = drawn.groupby("category")["employment"].sum()
    group = drawn.groupby("traded")["employment"].sum()
    share = cells["category"].map(national) / cells["traded"].map(group)
    cells = cells.assign(quotient=cells["employment"] / own / share)
    cells = cells[cells["employment"] > 0]
    peers = cells.groupby(["level", "category"])
    return (
        (cells["quotient"] >= peers["quotient"].transform("quantile", 0.75))
        & (cells["quotient"] >= 1)
        & (cells["employment"] > peers["employment"].transform("quantile", 0.25))
        & (cells["establishments"] > peers["establishments"].transform("quantile", 0.25))
    ).sum()


def calibration(start: Any, worlds: int = 4, draws: int = 10) -> list[tuple[str, str]]:
    """Take the statistics as the truth: how often is a strong cell strong in another observation?

    An observation is one resample of the truth. Of the cells strong in it, the share that is
    strong in further observations is held against the survival that resamples of the first give.
    """
    from dataclasses import replace

    import polars as pl

    from jiqun.clusters import scheme
    from jiqun.clusters.stability import draw_rows, plan_cells, resampled_cells, settle

    rules = scheme("us-cluster-mapping")
    plan = plan_cells(start.cells, start.places)
    told = []
    for world in range(worlds):
        seen = settle(plan, *draw_rows(plan, seed=100 + world, draw=0))
        names = ("employment", "establishments", "quotient")
        numbers = {name: pl.Series(getattr(seen, name)).fill_nan(None) for name in names}
        ends = {f"employment_{end}": numbers["employment"] for end in ("low", "high")}
        frame = start.cells.frame.with_columns(**numbers, **ends)
        given = {"places": start.places, "draws": draws, "seed": 900 + world}
        first = resampled_cells(replace(start.cells, frame=frame), rules, **given).frame
        second = resampled_cells(start.cells, rules, **given).frame
        told.append(first.with_columns(found=second["survival"]).filter(pl.col("strong")))
    means = pl.concat(told).group_by("level").agg(pl.col("survival", "found").mean())
    rows = []
    for row in means.sort("level").iter_rows(named=True):
        shares = f"{row['found']:.0%}, by resamples of the first {row['survival']:.0%}"
        rows.append((f"{row['level']}: strong in another observation", shares))
    return rows


def main() -> None:
    """Read the options, run both, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--draws", type=int, default=200)
    options.add_argument("--peer-draws", type=int, default=3)
    given = options.parse_args()
    if not (given.data / SOURCES["us-cbp"][0]).exists():
        print(f"left out: {SOURCES['us-cbp'][0]} is not there", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        start = prepare(given.data, Path(folder))
    answer, two = with_jiqun(start, given.draws, 2)
    again, one = with_jiqun(start, given.draws, 1)
    count, peer = with_pandas(start, given.peer_draws)
    whole = peer.seconds / given.peer_draws * given.draws
    mean = answer.frame["survival"].sum()
    print(describe())
    report(
        f"{given.draws} resamples of the main job, {len(answer.frame):,} cells",
        [
            ("jiqun, two threads", f"{two.seconds:6.1f} s ({two.processor:.1f} s of processor)"),
            ("jiqun, one thread", f"{one.seconds:6.1f} s"),
            ("same result for one and two threads", str(answer.frame.equals(again.frame))),
            (f"pandas loop, from {given.peer_draws} resamples", f"{whole:6.0f} s"),
            ("pandas' time over jiqun's", f"{whole / two.seconds:.0f}"),
            ("strong cells a resample: jiqun", f"{mean:,.0f}"),
            ("strong cells a resample: pandas", f"{count / given.peer_draws:,.0f}"),
            ("peak memory", f"{peak_gigabytes():.2f} GB"),
            (f"under {TARGET_SECONDS:.0f} s", "yes" if two.seconds < TARGET_SECONDS else "NO"),
        ],
    )
    report("What a survival is worth, the statistics taken as the truth", calibration(start))


if __name__ == "__main__":
    main()
