"""Back-tests of intervals and chances, on statistics of several countries and on planted ones.

python -m benchmarks.clusters.doubt PART … [--work FOLDER] [--data ../shared/data]

``us``: County Business Patterns, counties to states, tested on 2020. ``filled``: the same with
hidden cells filled. ``states``: the same source, states 2000-2011, every year from 2003 on.
``bres``: a British survey without establishments, by SIC division and group. ``planted``: two
synthetic countries. ``packaged``: one year loaded, each held against moves and curves fitted on
other data. ``survival``: shares of resamples as forecasts. ``small``: simulated cells, in seconds.
Workspaces are made in FOLDER (a temporary one otherwise) unless they are there.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from benchmarks.clusters.packaging import curves, moves_of
from benchmarks.main_job import DATA, SOURCES
from jiqun.clusters import missing_quantities, scheme
from jiqun.clusters.doubt import BackTest, back_test
from jiqun.clusters.doubt.scoring import brier
from jiqun.core import stream
from jiqun.workspace import Workspace

SCHEMES: Final = ("us-cluster-mapping", "eu-stars-2011", "eu-panorama")
STATES: Final = "us_employment/cbp_state_naics_2000_2011.parquet"
BRES: Final = "uk_regional/bres_itl2_sic5_employment_2015_2021.parquet"
SEEDS: Final = (1, 2)
#: The last year of a planted panel.
LAST: Final = 2024


# --- Workspaces


def us(data: Path, at: Path, *, filled: bool = False) -> None:
    """Load counties by six-digit industry and run."""
    from jiqun.studies import create_workspace, fetch, fill, run

    create_workspace(at, title="United States")
    for source, files in SOURCES.items():
        fetch(at, source=source, files=[data / file for file in files])
    if filled:
        fill(at)
    run(at)


def states(data: Path, at: Path) -> None:
    """Load states 2000-2011 and run."""
    from jiqun.studies import create_workspace, fetch, run

    create_workspace(at, title="States")
    for source, files in (SOURCES | {"us-cbp": (STATES,)}).items():
        fetch(at, source=source, files=[data / file for file in files])
    run(at)


def bres(data: Path, at: Path) -> None:
    """Load the British survey with two sets of categories, divisions and groups, and run."""
    from jiqun.studies import create_workspace, fetch, load_table, run

    create_workspace(at, title="Great Britain")
    fetch(at, source="uk-bres", files=[data / BRES], options={"farms": "no"})
    classes = Workspace.open(at).frame("activity", ["industry"]).unique().sort("industry")
    parts = [
        classes.with_columns(
            definition=pl.lit(name), category=pl.col("industry").str.slice(3, digits), traded=True
        )
        for name, digits in (("sic-divisions", 2), ("sic-groups", 3))
    ]
    file = at.with_suffix(".parquet")
    pl.concat(parts).write_parquet(file)
    load_table(at, table="categories", file=file)
    run(at)


def planted(at: Path, seed: int) -> None:
    """Plant a country of six years and run."""
    from jiqun.studies import run
    from jiqun.studies.planting import PlantPlan, plant

    plan = PlantPlan(seed=seed, establishments=60_000, years=6)
    plant(at.with_name(f"{at.name}-truth"), plan, workspace=at)
    run(at)


# --- Parts


class Bench:
    """Where statistics lie and workspaces are made."""

    def __init__(self, data: Path, work: Path) -> None:
        self.data, self.work = data, work

    def cells(self, name: str) -> pl.DataFrame:
        """Give the cells of a workspace, which is made where it is not there."""
        return Workspace.open(self.at(name)).frame("cells")

    def at(self, name: str) -> Path:
        """Give a workspace's folder; it is made first where it is not there."""
        at = self.work / name
        makers: dict[str, Callable[[], None]] = {
            "us": lambda: us(self.data, at),
            "filled": lambda: us(self.data, at, filled=True),
            "states": lambda: states(self.data, at),
            "bres": lambda: bres(self.data, at),
        } | {f"planted-{seed}": lambda seed=seed: planted(at, seed) for seed in SEEDS}
        if not (at / "workspace.json").exists():
            makers[name]()
        return at


def _us(bench: Bench) -> None:
    tested("United States 2020", bench.cells("us"), (2020,))


def _filled(bench: Bench) -> None:
    tested("United States 2020, hidden cells filled", bench.cells("filled"), (2020,))


def _states(bench: Bench) -> None:
    tested("American states", bench.cells("states"), range(2003, 2012))


def _bres(bench: Bench) -> None:
    tested("Great Britain, survey", bench.cells("bres"), range(2018, 2022))


def _planted(bench: Bench) -> None:
    for seed in SEEDS:
        tested(f"planted, seed {seed}", bench.cells(f"planted-{seed}"), (LAST - 1, LAST))


def _packaged(bench: Bench) -> None:
    """Fit what would be packaged on years before 2020, and test it on what it has not seen."""
    america, britain = bench.cells("us"), bench.cells("bres")
    before = pl.col("year") < 2020
    moves = moves_of(america.filter(before), britain.filter(before))
    told = curves(america.filter(before), moves[False])
    plants = pl.lit(None, dtype=pl.Float64).alias("establishments")
    others = {f"planted, seed {seed}": bench.cells(f"planted-{seed}") for seed in SEEDS}
    held = [
        ("United States 2020", america, 2020, False),
        ("the same without establishments", america.with_columns(plants), 2020, False),
        ("Great Britain 2020", britain, 2020, True),
        ("Great Britain 2021", britain, 2021, True),
        ("Great Britain 2021 as if it were a full count", britain, 2021, False),
        *((name, cells, LAST, False) for name, cells in others.items()),
    ]
    for name, cells, year, survey in held:
        two = cells.filter(pl.col("year").is_in([year - 1, year])).with_columns(
            growth=pl.lit(None, dtype=pl.Float64)
        )
        rules = _rules(two)
        show(
            f"packaged: {name}",
            back_test(two, rules, year=year, persistence=moves[survey], calibrations=told),
        )


def _survival(bench: Bench) -> None:
    """Hold survival of resamples and the chance against what came, of the same cells."""
    from jiqun.clusters.stability import resampled_cells
    from jiqun.studies.finding.start import read_start

    ws = Workspace.open(bench.at("us"))
    rules = scheme("us-cluster-mapping")
    start = read_start(ws, definition=None, level=None, year=2019, size=0.95)
    made = resampled_cells(start.cells, rules, places=start.places, draws=200, seed=1)
    key = ["cell", "level"]
    told = told_of(bench.cells("us"), 2020)
    both = told.join(made.frame.select(*key, "survival"), on=key).drop_nulls()
    print(f"\n# Survival of {made.draws} resamples as a forecast of a strong rating in 2020")
    for level in ("county", "msa", "economic-area", "state"):
        for of in ("rated", "strong"):
            own = both.filter(pl.col("level") == level)
            own = own if of == "rated" else own.filter("strong")
            came = own["came"].to_numpy()
            scores = {
                name: brier(own[name].to_numpy(), came) for name in ("chance_strong", "survival")
            }
            plain = brier(
                np.full(len(own), own["base"][0] if of == "strong" else came.mean()), came
            )
            print(
                f"{level:>14} {of:<7} {len(own):>7,} cells: chance {scores['chance_strong']:.4f}"
                f", survival {scores['survival']:.4f}, one share for all {plain:.4f}"
            )


def told_of(cells: pl.DataFrame, year: int) -> pl.DataFrame:
    """Give the chance of a strong rating told before a year, and whether it came."""
    from jiqun.clusters import Peers, rate_cells
    from jiqun.clusters.doubt import fit_persistence, forecast

    rules = scheme("us-cluster-mapping")
    known = cells.filter(pl.col("year") < year)
    peers = Peers(known)
    made = forecast(rate_cells(known, rules, peers=peers), peers, fit_persistence(known))
    line = rules.rank(rules.strong)
    key = ["cell", "level"]
    now = pl.concat([known.select(*key, "year"), made.ratings.frame], how="horizontal")
    later = cells.filter(pl.col("year") == year)
    after = pl.concat([later.select(key), rate_cells(later, rules).frame], how="horizontal")
    kept = now.filter(pl.col("rank") >= line).join(
        now.select(*key, pl.col("year") - 1, again="rank"), on=[*key, "year"]
    )
    return (
        now.filter(pl.col("year") == year - 1)
        .join(after.select(*key, next="rank"), on=key)
        .select(
            *key,
            "chance_strong",
            strong=pl.col("rank") >= line,
            came=pl.col("next") >= line,
            base=pl.lit(float((kept["again"] >= line).mean())),  # type: ignore[arg-type]
        )
    )


def _small(bench: Bench) -> None:  # noqa: ARG001 - as every part
    tested("simulated", simulated(), (2004,))


def simulated(*, regions: int = 120, years: int = 5, seed: int = 1) -> pl.DataFrame:
    """Simulate cells of three categories: establishments that keep, and jobs that drift."""
    chance = stream(seed=seed, replicate=0, name="doubt-benchmark")
    shape = (years, regions, 3)
    plants = np.broadcast_to(chance.integers(1, 60, shape[1:]), shape)
    steps = chance.normal(size=shape) / np.sqrt(plants)
    jobs = np.maximum(np.round(plants * 12.0 * np.exp(np.cumsum(steps, axis=0) * 0.3)), 1.0)
    own, kind = jobs.sum(axis=2, keepdims=True), jobs.sum(axis=1, keepdims=True)
    year, region, category = (axis.ravel() for axis in np.indices(shape))
    return pl.DataFrame(
        {
            "cell": [f"d:{c}:{r}" for r, c in zip(region, category, strict=True)],
            "definition": "d",
            "category": category.astype(str),
            "region": region.astype(str),
            "level": "county",
            "region_type": "county",
            "year": 2000 + year,
            "traded": True,
            "establishments": plants.ravel().astype(float),
            "employment": jobs.ravel(),
            "quotient": (jobs / own / (kind / kind.sum(axis=2, keepdims=True))).ravel(),
            "micro_share": (jobs / own).ravel(),
            "macro_share": (jobs / kind).ravel(),
        }
    )


# --- Tables


def _rules(cells: pl.DataFrame) -> list[Any]:
    known = [scheme(name) for name in SCHEMES]
    return [one for one in known if not missing_quantities(cells, one)]


def tested(name: str, cells: pl.DataFrame, years: Iterable[int]) -> None:
    """Back-test each year and print."""
    for year in years:
        show(f"{name}: {year}", back_test(cells, _rules(cells), year=year))


def show(title: str, made: BackTest) -> None:
    """Print a back-test as Markdown."""
    print(f"\n# {title}")
    pairs = ", ".join(f"{year}-{year + 1} ({count:,})" for year, count in made.pairs.items())
    print(f"\nmoves: {made.basis} {pairs}; {made.left:.1%} of {made.cells:,} cells had left\n")
    _table(
        made.coverage.filter((pl.col("by") != "level") | (pl.col("quantity") == "quotient")),
        {"covered": "{:.1%}", "below": "{:.1%}", "above": "{:.1%}", "width": "{:.2f}",
         "width_mean": "{:.2f}", "cells": "{:,}"},
    )  # fmt: skip
    if not len(made.forecasts):
        return
    shares = ("chance", "came", "base", "skill", "worst")
    formats = dict.fromkeys(shares, "{:.3f}") | dict.fromkeys(("brier", "base_brier"), "{:.4f}")
    _table(made.forecasts, formats | {"cells": "{:,}"})
    _table(
        made.reliability.filter(pl.col("forecast") == "chance"),
        {"cells": "{:,}", "chance": "{:.3f}", "came": "{:.3f}"},
    )


def _table(frame: pl.DataFrame, formats: Mapping[str, str]) -> None:
    print("| " + " | ".join(frame.columns) + " |")
    print("|" + "---|" * frame.width)
    for row in frame.iter_rows(named=True):
        cells = (
            "–" if value is None else formats.get(name, "{}").format(value)
            for name, value in row.items()
        )
        print("| " + " | ".join(cells) + " |")
    print()


PARTS: Final[Mapping[str, Callable[[Bench], None]]] = {
    "us": _us,
    "filled": _filled,
    "states": _states,
    "bres": _bres,
    "planted": _planted,
    "packaged": _packaged,
    "survival": _survival,
    "small": _small,
}


def main(words: list[str] | None = None) -> None:
    """Do the parts that are named, or all."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument(
        "parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all otherwise"
    )
    ask.add_argument("--work", type=Path)
    ask.add_argument("--data", type=Path, default=DATA)
    given = ask.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.data, given.work or Path(folder))
        for part in given.parts or PARTS:
            PARTS[part](bench)


if __name__ == "__main__":
    main()
