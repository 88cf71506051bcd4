"""Which order of cells puts the planted first, and which the cells that stay strong.

python -m benchmarks.clusters.evidence [--establishments 3e4 1e5] [--noise 0.3] [--seeds 11 12 13]
    [--tails 0.01 0.05 0.1 0.25] [--workspace WS --scheme us-cluster-mapping]

A workspace must hold a run of two years with ratings: cells of the year before the last are
ordered, and strong cells of the last year count as right.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from benchmarks.clusters.recovery import LEVEL, a_country
from jiqun.clusters.luck import with_evidence
from jiqun.workspace import Workspace

STRONG: Final = ("strong", "strong10")
#: An order of cells: larger comes first.
Order = Callable[[pl.DataFrame], np.ndarray]
#: Calls that give no order: what is above a line.
CALLS: Final[dict[str, pl.Expr]] = {
    "quotient above 2": pl.col("quotient") > 2,
    "evidence above 1": pl.col("evidence") > 1,
    "evidence above 1.5": pl.col("evidence") > 1.5,
    "evidence above 2": pl.col("evidence") > 2,
}


def column(name: str) -> Order:
    """Order by a column; what is unknown comes last."""
    return lambda cells: cells[name].cast(pl.Float64).fill_null(-np.inf).to_numpy()


def by_rank(tail: float) -> Order:
    """Order by evidence rank at a tail."""
    return lambda cells: -cells[f"rank {tail}"].cast(pl.Float64).fill_null(np.inf).to_numpy()


def orders(tails: Sequence[float]) -> dict[str, Order]:
    """Name what is compared."""
    plain = {
        "quotient": column("quotient"),
        "employment": column("employment"),
        "share of the category": column("macro_share"),
        "quotient of establishments": column("by_count"),
    }
    bound = {f"bound at {tail:g}": column(f"bound {tail}") for tail in tails}
    return plain | bound | {f"evidence rank at {tail:g}": by_rank(tail) for tail in tails}


def with_all(cells: pl.DataFrame, tails: Sequence[float]) -> pl.DataFrame:
    """Add every order to the cells of one level and year; keep the traded."""
    n = pl.col("establishments")
    every = n.sum().over("traded")
    usual = n.sum().over("region", "traded") * n.sum().over("category") / every
    cells = with_evidence(cells).with_columns(by_count=n / usual)
    for tail in tails:
        told = with_evidence(cells.drop("evidence", "evidence_rank"), tail=tail)
        named = {f"bound {tail}": told["evidence"], f"rank {tail}": told["evidence_rank"]}
        cells = cells.with_columns(**named)
    return cells.filter("traded")


def average_precision(order: np.ndarray, right: np.ndarray) -> float:
    """Mean, over the right ones, of the share of right ones among those before and with it."""
    hits = right[np.argsort(-order, kind="stable")]
    share = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(share[hits].mean())


def among(order: np.ndarray, right: np.ndarray, first: int) -> float:
    """Share of right ones among the first."""
    return float(right[np.argsort(-order, kind="stable")[:first]].mean())


def planted(given: argparse.Namespace) -> None:
    """Average precision, and precision among the first half and as many as were planted."""
    for establishments in given.establishments:
        told: dict[str, list[tuple[float, ...]]] = {}
        called: dict[str, list[tuple[float, float]]] = {}
        for seed in given.seeds:
            country = a_country(establishments, seed=seed, noise=given.noise)
            truth = country.planted.truth["planted_region_categories"]
            there = truth.filter(pl.col("level") == LEVEL, pl.col("planted"))
            key = ["region", "category"]
            cells = with_all(country.cells.frame, given.tails)
            cells = cells.join(there.select(*key, right=True), on=key, how="left")
            right = cells["right"].fill_null(value=False).to_numpy()
            n = len(there)
            for name, order in orders(given.tails).items():
                by = order(cells)
                row = (average_precision(by, right), among(by, right, n // 2), among(by, right, n))
                told.setdefault(name, []).append(row)
            for name, call in CALLS.items():
                yes = cells.select(call.fill_null(value=False)).to_series().to_numpy()
                called.setdefault(name, []).append((right[yes].mean(), right[yes].sum() / n))
        print(f"\nplanted, {establishments:,.0f} establishments, noise {given.noise}")
        print(f"{'order':32} AP (least–most)      first half  as many")
        for name, rows in told.items():
            ap, half, many = np.mean(rows, axis=0)
            ends = [row[0] for row in rows]
            print(f"{name:32} {ap:.2f} ({min(ends):.2f}–{max(ends):.2f})   {half:.2f}   {many:.2f}")
        for name, pairs in called.items():
            precision, recall = np.mean(pairs, axis=0)
            print(f"{name:32} precision {precision:.2f} recall {recall:.2f}")


def real(given: argparse.Namespace) -> None:
    """Order the cells of one year; right are those that are strong in the next."""
    ws = Workspace.open(given.workspace)
    cells, ratings = ws.frame("cells"), ws.frame("ratings")
    level = pl.col("level") == given.level
    years = sorted(cells["year"].unique())[-2:]
    rated = {
        year: ratings.filter(
            level, pl.col("scheme") == given.scheme, pl.col("year") == year
        ).select("cell", pl.col("rating").alias(f"in {year}"))
        for year in years
    }
    kept = [name for name in cells.columns if name not in ("evidence", "evidence_rank")]
    first = cells.filter(level, pl.col("year") == years[0]).select(kept)
    both = with_all(first, given.tails)
    for year in years:
        both = both.join(rated[year], on="cell", how="inner").drop_nulls(f"in {year}")
    right = both[f"in {years[1]}"].is_in(STRONG).to_numpy()
    before = both[f"in {years[0]}"].is_in(STRONG).to_numpy()
    print(f"\n{given.workspace}: {years[0]} ordered, strong in {years[1]}, {given.level}")
    for words, use in (("all rated cells", before | True), ("strong before", before)):
        print(f"\n{words}: {use.sum():,}, right {right[use].mean():.3f}")
        print(f"{'order':32} AP     first 100   first 1,000")
        for name, order in orders(given.tails).items():
            by = order(both)
            shares = [among(by[use], right[use], n) for n in (100, 1000)]
            ap = average_precision(by[use], right[use])
            print(f"{name:32} {ap:.3f}   {shares[0]:.2f}   {shares[1]:.2f}")
    begins(both.filter(pl.Series(before)))


def begins(strong: pl.DataFrame) -> None:
    """Show how a list of strong cells begins in three orders."""
    for name in ("evidence_rank", "quotient", "macro_share"):
        print(f"\nstrong cells by {name}")
        down = name != "evidence_rank"
        for row in (
            strong.sort(name, descending=down, nulls_last=True).head(8).iter_rows(named=True)
        ):
            n, jobs = row["establishments"] or 0, row["employment"] or 0
            values = f"{n:7,.0f} establishments {jobs:9,.0f} jobs  LQ {row['quotient']:8.2f}"
            print(f"  {row['category']:28} {row['region']}  {values}  bound {row['evidence']:.2f}")


def main() -> None:
    """Read the options and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--establishments", type=float, nargs="+", default=[3e4, 1e5])
    ask.add_argument("--noise", type=float, default=0.3)
    ask.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    ask.add_argument("--tails", type=float, nargs="+", default=[0.01, 0.05, 0.1, 0.25])
    ask.add_argument("--workspace", type=Path)
    ask.add_argument("--scheme", default="us-cluster-mapping")
    ask.add_argument("--level", default=LEVEL)
    given = ask.parse_args()
    if given.workspace is not None:
        real(given)
        return
    planted(given)


if __name__ == "__main__":
    main()
