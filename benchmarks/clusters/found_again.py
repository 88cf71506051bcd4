"""How often found clusters are found again next year, and whether the chance said so.

python -m benchmarks.clusters.found_again --workspace WORKSPACE [--tested 2020] [--ways regions]
python -m benchmarks.clusters.found_again --planted
python -m benchmarks.clusters.found_again --package > src/jiqun/catalog/doubt/found-again.toml

The first fits on pairs of years before ``--tested`` and tests on the pair that ends there. The
second plants economies of seeds that the package was not fitted on and tests their last pair,
fitted on the two before. The third fits the chance that comes with the package.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from scipy.stats import rankdata

from benchmarks.machine import describe, report
from jiqun.clusters.finds import WAYS, Way
from jiqun.clusters.stability import (
    Verdict,
    chances,
    found_again,
    judged,
    packaged_chances,
    reliability,
    to_package,
)
from jiqun.clusters.stability.chances import chance_inputs
from jiqun.core import silent
from jiqun.studies.finding import ways as sought
from jiqun.studies.finding.plan import FindPlan
from jiqun.studies.finding.start import Start, read_start
from jiqun.studies.finding.ways import Found, options_of
from jiqun.studies.finding.years import Earlier, cases_of
from jiqun.studies.planting import PlantPlan, plant
from jiqun.workspace import Workspace

#: What the package is fitted on: establishments, seed, noise; the rest as usual.
PACKAGED: Final = (
    (30_000, 21, 0.3), (30_000, 22, 0.3), (60_000, 23, 0.3), (15_000, 24, 0.3),
    (30_000, 25, 0.6), (60_000, 26, 0.0), (100_000, 27, 0.3),
)  # fmt: skip
#: What it is tested on.
TESTED: Final = ((20_000, 5, 0.3), (40_000, 41, 0.3), (40_000, 42, 0.3), (40_000, 43, 0.6))
YEARS: Final = 6
#: What the packaged chance reads: how large and how dense clusters are means something else in
#: every economy, what resampling leaves of them less so.
READS: Final = ("survival",)


class Tried(NamedTuple):
    """A forecast of one pair of years and what came of it."""

    name: str
    predicted: Any
    came: Any


def searched(ws: Workspace, start: Start, way: Way, plan: FindPlan, year: int) -> list[Found]:
    """Search one way in one year."""
    return sought.search(ws, start, way, options_of(plan, silent), year=year)


def back_test(ws: Workspace, way: Way, tested: int, plan: FindPlan) -> list[Tried]:
    """Fit on pairs that end before the tested year, and predict its pair."""
    start = read_start(ws, definition=None, level=None, year=tested - 1, size=0.95)
    then = read_start(ws, definition=None, level=start.level, year=tested, size=0.95)
    now = searched(ws, start, way, plan, tested - 1)
    later = searched(ws, then, way, replace(plan, bootstraps=0), tested)
    past, _ = cases_of(Earlier(ws, start, plan), way, now, year=tested - 1)
    came = pl.concat(
        found_again(a.finds.clusters, a.finds.members, b.finds.clusters, b.finds.members)
        for a, b in zip(now, later, strict=True)
    )
    known = pl.concat(chance_inputs(one.finds.clusters, one.tests) for one in now)
    outcome = came["again"].cast(pl.Float64).to_numpy()
    survival = known["survival"].to_numpy()
    packaged = packaged_chances()[way]
    told = [
        Tried("the share of the earlier pairs", _flat(past, outcome), outcome),
        Tried("below a half in resamples: gone", (survival >= 0.5).astype(np.float64), outcome),
        Tried("survival itself", survival, outcome),
        Tried("the packaged chance", chances(known, packaged.chance), outcome),
    ]
    fitted = judged(past, packaged)
    if fitted is not None:
        name = f"chance ({fitted.basis}; {', '.join(fitted.chance.inputs)})"
        told.append(Tried(name, chances(known, fitted.chance), outcome))
    return told


def _flat(past: pl.DataFrame, outcome: Any) -> Any:
    share = past["again"].cast(pl.Float64).mean() if len(past) else float("nan")
    return np.full(len(outcome), share)


def rows_of(tried: Sequence[Tried]) -> list[tuple[str, str]]:
    """Give Brier score, skill over the tested share, and area under the curve."""
    rows = []
    for one in tried:
        brier = float(((one.predicted - one.came) ** 2).mean())
        base = float(one.came.mean() * (1 - one.came.mean()))
        skill = f"{1 - brier / base:+.3f}" if base else "–"
        area = area_under(one.predicted, one.came)
        rows.append((one.name, f"Brier {brier:.4f}, skill {skill}, AUC {area:.3f}"))
    return rows


def area_under(score: Any, outcome: Any) -> float:
    """Give the chance that what came stood higher than what did not."""
    hits, ranks = outcome > 0, rankdata(score)
    many, few = hits.sum(), (~hits).sum()
    return float((ranks[hits].sum() - many * (many + 1) / 2) / (many * few)) if many * few else 0.5


def told_of(title: str, tried: Sequence[Tried]) -> None:
    """Print the scores of all and the reliability of the last."""
    came = tried[-1].came
    report(f"{title}: {len(came):,} clusters, {came.mean():.1%} found again", rows_of(tried))
    table = reliability(tried[-1].predicted, came)
    rows = [
        (f"{row['low']:.0%} to {row['high']:.0%}",
         f"{row['clusters']:5,} clusters, mean {row['chance']:.3f}, found again {row['again']:.3f}")
        for row in table.iter_rows(named=True)
    ]  # fmt: skip
    report(f"{tried[-1].name}: what was predicted, what came", rows)


def planted(folder: Path, establishments: int, seed: int, noise: float) -> Workspace:
    """Plant an economy into a workspace."""
    plan = PlantPlan(establishments=establishments, seed=seed, noise=noise, years=YEARS)
    plant(folder / f"files-{seed}", plan, workspace=folder / f"workspace-{seed}")
    return Workspace.open(folder / f"workspace-{seed}")


def on_planted(plan: FindPlan, ways: Sequence[Way]) -> None:
    """Test the last pair of economies that nothing was fitted on, all together."""
    every: dict[Way, list[list[Tried]]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        for establishments, seed, noise in TESTED:
            ws = planted(Path(folder), establishments, seed, noise)
            last = int(ws.frame("activity", ["year"])["year"].max())
            for way in ways:
                every[way].append(back_test(ws, way, last, plan))
    for way, lists in every.items():
        joined = [
            Tried(
                "the chance" if at == len(lists[0]) - 1 else same[0].name,
                np.concatenate([one.predicted for one in same]),
                np.concatenate([one.came for one in same]),
            )
            for at, same in enumerate(zip(*lists, strict=True))
        ]
        told_of(f"planted economies {[seed for _, seed, _ in TESTED]}, {way}", joined)


def packaged(plan: FindPlan) -> dict[Way, Verdict]:
    """Fit what comes with the package: every economy is left out of the fit once."""
    every: dict[Way, list[pl.DataFrame]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        for number, (establishments, seed, noise) in enumerate(PACKAGED):
            ws = planted(Path(folder), establishments, seed, noise)
            last = int(ws.frame("activity", ["year"])["year"].max())
            start = read_start(ws, definition=None, level=None, year=last, size=0.95)
            for way in WAYS:
                now = searched(ws, start, way, replace(plan, bootstraps=0), last)
                back = replace(plan, pairs=YEARS - 1)
                cases, _ = cases_of(Earlier(ws, start, back), way, now, year=last)
                every[way].append(cases.with_columns(fold=pl.lit(number, dtype=pl.Int64)))
            print(f"planted {seed}", file=sys.stderr)
    given = {way: pl.concat(cases) for way, cases in every.items()}
    for way, cases in given.items():
        best = judged(cases, None, yearly=False)
        if best is not None:
            tried = f"{', '.join(best.chance.inputs)}: {best.brier}"
            print(f"{way}: the best of all inputs on planted economies {tried}", file=sys.stderr)
    return {way: _read_by(cases) for way, cases in given.items()}


def _read_by(cases: pl.DataFrame) -> Verdict:
    """Judge with no other inputs than the packaged chance reads."""
    unread = ("evidence", "size", "density", "scale", "inside")
    bare = cases.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in unread)
    told = judged(bare, None, yearly=False)
    if told is None or told.chance.inputs != READS:
        raise SystemExit("too few clusters")
    return told


def printed(fitted: dict[Way, Verdict]) -> None:
    """Print the package's file."""
    print(
        "# The chance that a found cluster is found again next year, fitted on planted economies;"
    )
    print("# python -m benchmarks.clusters.found_again --package makes this file.")
    print('source = "planted economies (synthetic), each left out of the fit once for the scores"')
    named = [{"establishments": a, "seed": b, "noise": c} for a, b, c in PACKAGED]
    print("economies = [")
    for one in named:
        inside = ", ".join(f"{key} = {value}" for key, value in one.items())
        print(f"  {{ {inside} }},")
    print("]")
    for way, verdict in fitted.items():
        print(f"\n[ways.{way}]")
        for key, value in to_package(verdict).items():
            print(f"{key} = {json.dumps(value)}")


def main() -> None:
    """Read the options, test or fit, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workspace", type=Path)
    ask.add_argument("--tested", type=int)
    ask.add_argument("--ways", nargs="+", choices=WAYS, default=None)
    ask.add_argument("--pairs", type=int, default=2)
    ask.add_argument("--planted", action="store_true")
    ask.add_argument("--package", action="store_true")
    asked = ask.parse_args()
    plan = FindPlan(pairs=asked.pairs)
    if asked.package:
        printed(packaged(plan))
        return
    print(describe())
    if asked.workspace:
        ws = Workspace.open(asked.workspace)
        tested = asked.tested or int(ws.frame("activity", ["year"])["year"].max())
        for way in asked.ways or ("regions",):
            tried = back_test(ws, way, tested, plan)
            told_of(f"{asked.workspace.name}, {way}, {tested - 1} to {tested}", tried)
    if asked.planted or not asked.workspace:
        on_planted(plan, asked.ways or WAYS)


if __name__ == "__main__":
    main()
