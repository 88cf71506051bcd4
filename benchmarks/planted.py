"""Planting: its time and memory; and how well the main job finds what was planted.

python -m benchmarks.planted [--establishments 1e5] [--seeds 5 6 7] [--noise 0 0.3 0.6 1] [--large]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.machine import Clock, describe, peak_gigabytes, report
from jiqun.planted import Score, score
from jiqun.studies.planting import PlantPlan, plant, score_run
from jiqun.studies.rating import run
from jiqun.workspace import Workspace

#: What a user would try first: quotient above 2, and some size.
QUOTIENT, PLANTS = 2.0, 5


def simple(workspace: Path, truth: Path) -> Score:
    """Score the rule LQ > 2 with at least five establishments, at county level."""
    cells = Workspace.open(workspace).scan("cells").filter(pl.col("traded"))
    found = cells.filter(
        (pl.col("year") == pl.col("year").max())
        & (pl.col("level") == "county")
        & (pl.col("quotient") > QUOTIENT)
        & (pl.col("establishments") >= PLANTS)
    ).collect()
    known = {
        "planted_region_categories": pl.read_parquet(truth / "planted_region_categories.parquet")
    }
    return score(found, known, "county")


def found(establishments: float, seed: int, noise: float) -> list[tuple[str, str]]:
    """Plant, run, and say precision, recall and F1 of both rules."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        plant(
            at / "d",
            PlantPlan(establishments=establishments, seed=seed, noise=noise),
            workspace=at / "ws",
        )
        run(at / "ws")
        whole = score_run(at / "ws", truth=at / "d" / "truth")
        plain = simple(at / "ws", at / "d" / "truth")
    rows = [(one.level, one) for one in whole.levels] + [("county, LQ > 2", plain)]
    return [
        (
            f"noise {noise:g} seed {seed} {name}",
            (
                f"precision {one.precision:.2f} recall {one.recall:.2f} F1 {one.f1:.2f}"
                f" ({one.n_called} called, {one.n_planted} planted)"
            ),
        )
        for name, one in rows
    ]


def time_of(establishments: float) -> list[tuple[str, str]]:
    """Plant and write all files; time and memory."""
    with tempfile.TemporaryDirectory() as folder, Clock("plant") as clock:
        plant(Path(folder) / "d", PlantPlan(establishments=establishments, seed=5))
    return [
        (
            f"{establishments:,.0f} establishments",
            f"{clock.seconds:.1f} s with writing, {peak_gigabytes():.2f} GB at most so far",
        )
    ]


def main() -> None:
    """Time first (memory only rises), then what is found."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--establishments", type=float, default=1e5)
    ask.add_argument("--seeds", type=int, nargs="+", default=[5, 6, 7])
    ask.add_argument("--noise", type=float, nargs="+", default=[0.0, 0.3, 0.6, 1.0])
    ask.add_argument("--large", action="store_true", help="also plant 1e7")
    asked = ask.parse_args()
    sizes = [1e5, 1e6, *([1e7] if asked.large else [])]
    report(f"planting ({describe()})", [row for size in sizes for row in time_of(size)])
    rows = [
        row
        for noise in asked.noise
        for seed in asked.seeds
        for row in found(asked.establishments, seed, noise)
    ]
    report(f"planted clusters of {asked.establishments:,.0f} establishments, found", rows)


if __name__ == "__main__":
    main()
