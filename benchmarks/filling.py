"""Fills of withheld and hidden cells judged where the truth is known, and what they do to ratings.

python -m benchmarks.filling [states] [totals] [counties] [dropped] [places] [ratings] [published]

``states``: published state cells of 2000-2011 masked like the withheld ones. ``totals``: sums
of filled cells against published totals. ``counties``: cells
withheld in 2017, masked in 2018 where they are published. ``dropped``: counties' cells below five
establishments taken out. ``places``: four regions before and after. ``ratings``: states from
counties against the Quarterly Census. ``published``: 2017 against the published flags of 2016.
"""

from __future__ import annotations

import sys
from typing import Any

import polars as pl

from benchmarks.filling_masks import (
    COUNTIES,
    COUNTY,
    DATA,
    DEPTHS,
    hidden_of,
    masked,
    sums,
    table,
    with_class,
)
from benchmarks.filling_ratings import places, published, ratings
from benchmarks.machine import Clock, describe, peak_gigabytes
from jiqun.sources import (
    FillPlan,
    fill,
    impute_establishment_mean,
    impute_size_class_midpoint,
    read_cbp,
)

STATES = DATA / "us_employment/cbp_state_naics_2000_2011.parquet"


def judged(made: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Give masked leaves with truth, estimate and range."""
    return (
        rows.select("mask", "leaf", "class", truth="employment")
        .with_columns(
            fit=made["employment"].head(rows.height),
            low=made["employment_low"].head(rows.height),
            high=made["employment_high"].head(rows.height),
            step=made["imputed"].head(rows.height),
        )
        .filter("mask", "leaf")
    )


def scores(name: str, of: pl.DataFrame) -> dict[str, Any]:
    """Give the errors of estimates."""
    apart = of["fit"] - of["truth"]
    held = (of["low"] <= of["truth"] + 0.5) & (of["high"].fill_null(1e12) >= of["truth"] - 0.5)
    return {
        "way": name,
        "cells": of.height,
        "mean absolute error": apart.abs().mean(),
        "bias": apart.mean(),
        "error of the logarithm": ((of["fit"] + 1).log() - (of["truth"] + 1).log()).abs().mean(),
        "ranges that hold": f"{held.mean():.2%}",
        "total / true total": of["fit"].sum() / of["truth"].sum(),
    }


def states() -> None:
    """Mask published state cells like the withheld ones."""
    read = read_cbp((STATES,), digits=DEPTHS, impute=False)
    rows, trees = read.tables["activity"], read.stubs
    gone = masked(rows, trees["industries"], share=0.1, seed=1)
    given = hidden_of(gone)
    print(
        f"{rows.height:,} rows, {int(gone['mask'].sum()):,} masked, withheld besides:",
        f"{int(rows['withheld'].sum()):,}\n",
    )
    ways = {
        "mid-points": impute_size_class_midpoint(given),
        "establishment means": impute_establishment_mean(given),
    }
    plans = {
        "mid-points, raked": FillPlan(start="midpoints", years=0, hidden=False),
        "means clipped to the class, raked": FillPlan(start="means", years=0, hidden=False),
        "both, raked": FillPlan(years=0, hidden=False),
        "own size first (as `jiqun fill`)": FillPlan(hidden=False),
    }
    for name, plan in plans.items():
        with Clock(name) as clock:
            ways[name] = fill(
                given, regions=trees["regions"], industries=trees["industries"], plan=plan
            ).rows
    table([scores(name, judged(made, gone)) for name, made in ways.items()])
    last, first = judged(ways[name], gone), judged(ways["mid-points"], gone)
    classes = sorted(last["class"].unique().drop_nulls())
    table(
        [
            {"class": one, "cells": last.filter(pl.col("class") == one).height}
            | {
                f"error, {way}": (of["fit"] - of["truth"]).filter(of["class"] == one).abs().mean()
                for way, of in (("mid-points", first), ("filled", last))
            }
            | {
                "bias, filled": (last["fit"] - last["truth"]).filter(last["class"] == one).mean(),
                "width of the range / of the class": _width(last, first, one),
            }
            for one in classes
        ]
    )
    steps = last.with_columns(
        apart=(pl.col("fit") - pl.col("truth")).abs(),
        log=((pl.col("fit") + 1).log() - (pl.col("truth") + 1).log()).abs(),
    )
    table(
        [
            {
                "step": step,
                "cells": part.height,
                "mean absolute error": part["apart"].mean(),
                "error of the logarithm": part["log"].mean(),
            }
            for (step,), part in sorted(steps.partition_by("step", as_dict=True).items())
        ]
    )
    print(f"{clock.processor:.1f} s of processor time, {peak_gigabytes():.1f} GB ({describe()})\n")


def totals() -> None:
    """Sum the filled six-digit cells of states, against the published totals."""
    read = read_cbp((STATES,), digits=DEPTHS, impute=False)
    rows, trees = read.tables["activity"], read.stubs
    made = fill(rows, regions=trees["regions"], industries=trees["industries"])
    told = rows.filter(pl.col("industry") == "00").group_by("year").agg(pl.col("employment").sum())
    both = made.levels.join(told, on="year").sort("year")
    table(
        [
            {
                "year": row["year"],
                "published total": row["employment"],
                "six digits shown": row["published"],
                "withheld": row["withheld"],
                "hidden": row["hidden"],
                "sum / total": (row["published"] + row["withheld"] + row["hidden"])
                / row["employment"],
            }
            for row in both.to_dicts()
        ]
    )


def _width(last: pl.DataFrame, first: pl.DataFrame, one: str) -> float | None:
    own = (last["high"] - last["low"]).filter(last["class"] == one).mean()
    whole = (first["high"] - first["low"]).filter(first["class"] == one).mean()
    return own / whole if own is not None and whole else None  # type: ignore[operator]


def counties() -> None:
    """Mask in 2018 what was withheld in 2017: known sizes of 2019 against means."""
    read = read_cbp((COUNTIES,), impute=False)
    rows, trees = read.tables["activity"], read.stubs
    key = ["region", "industry"]
    gone = rows.filter(pl.col("year") == 2017, pl.col("withheld")).select(
        *key, mask=pl.lit(value=True)
    )
    rows = with_class(rows.filter(pl.col("year") >= 2018)).join(
        gone, on=key, how="left", maintain_order="left"
    )
    known = (pl.col("employment") > 0) & (pl.col("year") == 2018)
    rows = rows.with_columns(mask=pl.col("mask").fill_null(value=False) & known, leaf=True)
    out = []
    for name, classes, years in (
        ("means", False, 0),
        ("own size in 2019 or 2020", False, 2),
        ("means, size class known", True, 0),
        ("own size, size class known", True, 2),
    ):
        given = hidden_of(rows, classes=classes)
        plan = FillPlan(years=years, hidden=False)
        made = fill(given, regions=trees["regions"], industries=trees["industries"], plan=plan)
        out.append(scores(name, judged(made.rows, rows)))
    table(out)
    print(f"withheld in 2017: {gone.height:,}\n")


def dropped() -> None:
    """Take out counties' cells of three and four establishments; see where they are put back."""
    read = read_cbp((COUNTIES,), impute=False)
    rows, trees = read.tables["activity"], read.stubs
    whole = rows.filter(pl.col("year") >= 2018, ~pl.col("withheld"))
    whole = whole.with_columns(dropped_below=pl.lit(5.0))
    now, small = pl.col("year") == 2019, pl.col("establishments") < 5
    shown, truth = whole.filter(~small), whole.filter(small, now)
    state = sums(whole.filter(now), 6, pl.col("region").str.head(2))
    inner = pl.concat(sums(whole.filter(now), d, pl.col("region")) for d in DEPTHS[:-1])
    inner = inner.with_columns(dropped_below=pl.lit(5.0)).filter(~small)
    out = []
    for name, parts in (
        ("states' six digits", [state]),
        ("counties' totals of every depth", [inner]),
        ("both", [state, inner]),
    ):
        given = pl.concat([shown, *parts], how="diagonal_relaxed")
        made = fill(given, regions=trees["regions"], industries=trees["industries"]).rows
        out.append({"totals given": name} | _places(made, truth))
    table(out)
    share = truth["employment"].sum() / whole.filter(now)["employment"].sum()
    print(f"{truth.height:,} cells left out, {share:.1%} of employment\n")


def _places(made: pl.DataFrame, truth: pl.DataFrame) -> dict[str, Any]:
    found = made.filter("hidden", pl.col("region").str.len_chars() == COUNTY)
    both = (
        truth.select("region", "industry", truth="employment")
        .join(
            found.select("region", "industry", fit="employment", high="employment_high"),
            on=["region", "industry"],
            how="full",
            coalesce=True,
        )
        .with_columns(pl.col("truth", "fit").fill_null(0.0))
    )
    total = truth["employment"].sum()

    def misplaced(*by: pl.Expr | str) -> float:
        sums = both.group_by(*by).agg(pl.col("truth", "fit").sum())
        return float((sums["truth"] - sums["fit"]).abs().sum() / total)

    met = both.filter(pl.col("fit") > 0)
    return {
        "rows put in": found.height,
        "persons / true persons": found["employment"].sum() / total,
        "apart, cells": misplaced("region", "industry"),
        "apart, counties by three digits": misplaced("region", pl.col("industry").str.head(3)),
        "apart, counties": misplaced("region"),
        "persons in cells that were found": f"{met['truth'].sum() / total:.1%}",
        "ranges that hold": f"{(met['truth'] <= met['high'] + 0.5).mean():.2%}",
    }


PARTS = {f.__name__: f for f in (states, totals, counties, dropped, places, ratings, published)}


def main() -> None:
    """Do the parts that are named; all where none is."""
    if not STATES.exists():
        print("The real statistics are not here; left out.")
        return
    for name in sys.argv[1:] or PARTS:
        print(f"### {name}\n", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main()
