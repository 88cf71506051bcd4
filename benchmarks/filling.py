"""Fills of withheld and hidden cells judged where the truth is known, and what they do to ratings.

python -m benchmarks.filling [states] [counties] [dropped] [places] [ratings] [published]

``states``: published state cells of 2000-2011 masked like the withheld ones. ``counties``: cells
withheld in 2017, masked in 2018 where they are published. ``dropped``: counties' cells below five
establishments taken out. ``places``: four regions before and after. ``ratings``: states from
counties against the Quarterly Census. ``published``: 2017 against the published flags of 2016.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.filling_masks import hidden_of, masked, with_class
from benchmarks.machine import Clock, describe, peak_gigabytes
from jiqun.clusters import Ground, measure_cells, rate_cells, scheme
from jiqun.sources import (
    FillPlan,
    fill,
    impute_establishment_mean,
    impute_size_class_midpoint,
    read_cbp,
    read_definitions,
    read_qcew,
)

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
STATES = DATA / "us_employment/cbp_state_naics_2000_2011.parquet"
COUNTIES = DATA / "us_employment/cbp_county_naics6_2017_2020.parquet"
CENSUS = DATA / "us_employment/qcew_state_annual_2019_2020.parquet"
DEFINITIONS = DATA / "cluster_definitions/naics2012_to_bcd_cluster.csv"
FLAGS = DATA / "us_cluster_mapping_results/uscmp_states_clusters.parquet"
DEPTHS = (0, 2, 3, 4, 5, 6)
RULE = "us-cluster-mapping"
COUNTY, LEAF = 5, 6


def table(rows: list[dict[str, Any]]) -> None:
    """Print rows as a table of a page."""
    names = list(rows[0])
    print("| " + " | ".join(names) + " |")
    print("|" + "---|" * len(names))
    for row in rows:
        print("| " + " | ".join(_cell(row[name]) for name in names) + " |")
    print()


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def judged(made: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Give masked leaves with truth, estimate and range."""
    return rows.select("mask", "leaf", "class", truth="employment").with_columns(
        fit=made["employment"].head(rows.height),
        low=made["employment_low"].head(rows.height),
        high=made["employment_high"].head(rows.height),
        step=made["imputed"].head(rows.height),
    ).filter("mask", "leaf")  # fmt: skip


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
    print(f"{rows.height:,} rows, {int(gone['mask'].sum()):,} masked, withheld besides:",
          f"{int(rows['withheld'].sum()):,}\n")  # fmt: skip
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
            ways[name] = fill(given, regions=trees["regions"], industries=trees["industries"],
                              plan=plan).rows  # fmt: skip
    table([scores(name, judged(made, gone)) for name, made in ways.items()])
    last, first = judged(ways[name], gone), judged(ways["mid-points"], gone)
    classes = sorted(last["class"].unique().drop_nulls())
    table([
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
    ])  # fmt: skip
    steps = last.with_columns(
        apart=(pl.col("fit") - pl.col("truth")).abs(),
        log=((pl.col("fit") + 1).log() - (pl.col("truth") + 1).log()).abs(),
    )
    table([
        {"step": step, "cells": part.height, "mean absolute error": part["apart"].mean(),
         "error of the logarithm": part["log"].mean()}
        for (step,), part in sorted(steps.partition_by("step", as_dict=True).items())
    ])  # fmt: skip
    print(f"{clock.processor:.1f} s of processor time, {peak_gigabytes():.1f} GB ({describe()})\n")


def _width(last: pl.DataFrame, first: pl.DataFrame, one: str) -> float | None:
    own = (last["high"] - last["low"]).filter(last["class"] == one).mean()
    whole = (first["high"] - first["low"]).filter(first["class"] == one).mean()
    return own / whole if own is not None and whole else None  # type: ignore[operator]


def counties() -> None:
    """Mask in 2018 what was withheld in 2017: known sizes of 2019 against means."""
    read = read_cbp((COUNTIES,), impute=False)
    rows, trees = read.tables["activity"], read.stubs
    key = ["region", "industry"]
    gone = rows.filter(pl.col("year") == 2017, pl.col("withheld")).select(*key, mask=pl.lit(value=True))  # fmt: skip
    rows = with_class(rows.filter(pl.col("year") >= 2018)).join(
        gone, on=key, how="left", maintain_order="left"
    )
    known = (pl.col("employment") > 0) & (pl.col("year") == 2018)
    rows = rows.with_columns(mask=pl.col("mask").fill_null(value=False) & known, leaf=True)
    out = []
    for name, classes, years in (
        ("means", False, 0), ("own size in 2019 or 2020", False, 2),
        ("means, size class known", True, 0), ("own size, size class known", True, 2),
    ):  # fmt: skip
        given = hidden_of(rows, classes=classes)
        plan = FillPlan(years=years, hidden=False)
        made = fill(given, regions=trees["regions"], industries=trees["industries"], plan=plan)
        out.append(scores(name, judged(made.rows, rows)))
    table(out)
    print(f"withheld in 2017: {gone.height:,}\n")


def _sums(rows: pl.DataFrame, digits: int, region: pl.Expr) -> pl.DataFrame:
    code = pl.col("industry").str.head(digits) if digits else pl.lit("00")
    if digits == 2:
        code = code.replace({"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45",
                             "45": "44-45", "48": "48-49", "49": "48-49"})  # fmt: skip
    return rows.group_by(
        region.alias("region"), code.alias("industry"), "year", maintain_order=True
    ).agg(pl.col("establishments", "employment").sum()).with_columns(withheld=pl.lit(value=False))


def dropped() -> None:
    """Take out counties' cells of three and four establishments; see where they are put back."""
    read = read_cbp((COUNTIES,), impute=False)
    rows, trees = read.tables["activity"], read.stubs
    whole = rows.filter(pl.col("year") >= 2018, ~pl.col("withheld"))
    whole = whole.with_columns(dropped_below=pl.lit(5.0))
    now, small = pl.col("year") == 2019, pl.col("establishments") < 5
    shown, truth = whole.filter(~small), whole.filter(small, now)
    state = _sums(whole.filter(now), 6, pl.col("region").str.head(2))
    inner = pl.concat(_sums(whole.filter(now), d, pl.col("region")) for d in DEPTHS[:-1])
    inner = inner.with_columns(dropped_below=pl.lit(5.0)).filter(~small)
    out = []
    for name, parts in (
        ("states' six digits", [state]), ("counties' totals of every depth", [inner]),
        ("both", [state, inner]),
    ):  # fmt: skip
        given = pl.concat([shown, *parts], how="diagonal_relaxed")
        made = fill(given, regions=trees["regions"], industries=trees["industries"]).rows
        out.append({"totals given": name} | _places(made, truth))
    table(out)
    share = truth["employment"].sum() / whole.filter(now)["employment"].sum()
    print(f"{truth.height:,} cells left out, {share:.1%} of employment\n")


def _places(made: pl.DataFrame, truth: pl.DataFrame) -> dict[str, Any]:
    found = made.filter("hidden", pl.col("region").str.len_chars() == COUNTY)
    both = truth.select("region", "industry", truth="employment").join(
        found.select("region", "industry", fit="employment", high="employment_high"),
        on=["region", "industry"], how="full", coalesce=True,
    ).with_columns(pl.col("truth", "fit").fill_null(0.0))  # fmt: skip
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


def _both_sources() -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    county, state = read_cbp((COUNTIES,), impute=False), read_qcew((CENSUS,), levels=("state",), impute=False)  # fmt: skip
    rows = pl.concat([county.tables["activity"], state.tables["activity"]], how="diagonal_relaxed")
    trees = {
        name: pl.concat([county.stubs[name], state.stubs[name]], how="diagonal_relaxed")
        .unique(key, keep="first", maintain_order=True)
        for name, key in (("regions", "region"), ("industries", "industry"))
    }  # fmt: skip
    return rows, trees


def _filled(rows: pl.DataFrame, trees: dict[str, pl.DataFrame]) -> pl.DataFrame:
    with Clock("fill") as clock:
        made = fill(rows, regions=trees["regions"], industries=trees["industries"])
    print(f"{rows.height:,} rows, {made.rows.height:,} afterwards: {clock.seconds:.1f} s,",
          f"{clock.processor:.1f} s of processor time, {peak_gigabytes():.1f} GB\n")  # fmt: skip
    table(made.levels.to_dicts())
    return made.rows


def _categories() -> pl.DataFrame:
    return read_definitions((DEFINITIONS,)).tables["categories"]


COUNTY_ROWS = pl.col("region").str.len_chars() == COUNTY


def places() -> None:
    """Give four regions' employment before and after, beside the Quarterly Census."""
    rows, trees = _both_sources()
    made, categories = _filled(rows, trees), _categories()
    out = []
    for name, place, category, year in (
        ("Michigan, automotive", "26", "automotive", 2019),
        ("Minnesota, livestock", "27", "livestock-processing", 2019),
        ("Scott County KY, automotive", "21209", "automotive", 2019),
        ("Kentucky, automotive", "21", "automotive", 2019),
        ("Charleston County SC, aerospace", "45019", "aerospace", 2019),
        ("South Carolina, aerospace", "45", "aerospace", 2019),
    ):
        codes = categories.filter(pl.col("category") == category)["industry"].implode()
        here = made.filter(
            pl.col("industry").is_in(codes), pl.col("region").str.starts_with(place),
            pl.col("year") == year,
        )  # fmt: skip
        county = here.filter(COUNTY_ROWS)
        shown = county.filter(pl.col("imputed").is_null())["employment"].sum()
        total = county["employment"].sum()
        state = here.filter(pl.col("region") == place, pl.col("region").str.len_chars() == 2)
        out.append({
            "place": name, "shown in counties": shown, "with fills": total,
            "highest": county["employment_high"].fill_null(0).sum() + shown if len(place) == COUNTY else None,
            "visible share": f"{shown / total:.1%}" if total else None,
            "Quarterly Census": state["employment"].sum() if len(state) else None,
        })  # fmt: skip
    table(out)


def _rated(activity: pl.DataFrame, trees: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Rate states under the rule of U.S. Cluster Mapping, 51 traded categories."""
    ground = Ground(
        activity=activity, regions=trees["regions"],
        industries=trees["industries"], categories=_categories(),
    )  # fmt: skip
    cells = measure_cells(ground, levels=["state"]).frame
    ratings = rate_cells(cells, scheme(RULE), least_visible=0.0).frame
    strong = ratings["rating"].cast(pl.String).fill_null("").str.starts_with("strong")
    return cells.with_columns(strong=strong, rating=ratings["rating"].cast(pl.String)).filter("traded").select(
        pl.col("region", "category").cast(pl.String), "year", "strong", "rating", "employment",
        "visible_share",
    )  # fmt: skip


def agreement(one: pl.Series, other: pl.Series) -> float:
    """Give Cohen's kappa of two yes-or-no answers."""
    same = (one == other).mean()
    p, q = one.mean(), other.mean()
    chance = p * q + (1 - p) * (1 - q)  # type: ignore[operator]
    return float((same - chance) / (1 - chance))  # type: ignore[operator]


def ratings() -> None:
    """Rate states from counties, before and after, against the Quarterly Census of 2019."""
    rows, trees = _both_sources()
    now = rows.filter(pl.col("year") == 2019)
    census = fill(now.filter(~COUNTY_ROWS), regions=trees["regions"],
                  industries=trees["industries"]).rows  # fmt: skip
    truth = _rated(census, trees).filter(pl.col("region").is_in(now.filter(COUNTY_ROWS)["region"].str.head(2).unique().implode()))
    county = now.filter(COUNTY_ROWS)
    nation = _sums(census.filter(pl.col("industry").str.len_chars() == LEAF), 6, pl.lit("US"))
    ways = {
        "means only (before)": impute_establishment_mean(county),
        "filled to the nation's six digits": _county_fill(county, nation, trees),
        "filled to states' six digits": _county_fill(county, census, trees),
    }
    out, parts = [], {}
    for name, made in ways.items():
        both = truth.join(_rated(made, trees), on=["region", "category", "year"], how="left", suffix="_own")  # fmt: skip
        both = both.with_columns(pl.col("strong_own").fill_null(value=False))
        out.append({
            "counties": name, "cells": both.height, "strong": int(both["strong_own"].sum()),
            "of them strong in the census": int((both["strong_own"] & both["strong"]).sum()),
            "agree": f"{(both['strong_own'] == both['strong']).mean():.1%}",
            "kappa": agreement(both["strong_own"], both["strong"]),
        })  # fmt: skip
        parts[name] = both
    table(out)
    first, last = parts["means only (before)"], parts["filled to states' six digits"]
    out = []
    for low, high in ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = last["visible_share_own"].is_between(low, high, closed="left").fill_null(value=False)
        out.append({
            "visible share": f"{low:.1f}–{min(high, 1):.1f}", "cells": int(inside.sum()),
            "kappa before": agreement(first.filter(inside)["strong_own"], first.filter(inside)["strong"]),
            "kappa after": agreement(last.filter(inside)["strong_own"], last.filter(inside)["strong"]),
        })  # fmt: skip
    table(out)
    shares = last.group_by("category", maintain_order=True).agg(
        ((pl.col("employment_own") * pl.col("visible_share_own")).sum() / pl.col("employment_own").sum()).alias("share")
    )  # fmt: skip
    by = []
    for (category,), part in first.partition_by("category", as_dict=True, maintain_order=True).items():
        after = last.filter(pl.col("category") == category)
        by.append({
            "category": category, "visible share": shares.filter(pl.col("category") == category)["share"][0],
            "agree before": (part["strong_own"] == part["strong"]).mean(),
            "agree after": (after["strong_own"] == after["strong"]).mean(),
        })  # fmt: skip
    table(sorted(by, key=lambda row: row["visible share"] or 0.0)[:12])


def _county_fill(
    county: pl.DataFrame, totals: pl.DataFrame, trees: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    given = pl.concat([county, totals.select(pl.exclude("imputed", "hidden"))], how="diagonal_relaxed")
    made = fill(given, regions=trees["regions"], industries=trees["industries"]).rows
    return made.filter(COUNTY_ROWS)


def published() -> None:
    """Rate states of 2017 and 2018 from counties against the published flags of 2016."""
    rows, trees = _both_sources()
    county = rows.filter(COUNTY_ROWS)
    made = fill(county, regions=trees["regions"], industries=trees["industries"]).rows
    flags = _flags()
    out = []
    for name, activity in (("means only (before)", impute_establishment_mean(county)), ("filled", made)):  # fmt: skip
        rated = _rated(activity.filter(pl.col("year").is_in([2017, 2018])), trees)
        own = {year: rated.filter(pl.col("year") == year) for year in (2017, 2018)}
        both = flags.join(own[2017], on=["region", "category"], how="inner")
        churn = own[2017].join(own[2018], on=["region", "category"], suffix="_next")
        out.append({
            "2017 from counties": name, "cells": both.height,
            "kappa with the flags of 2016": agreement(both["strong"], both["flag"]),
            "kappa with its own 2018": agreement(churn["strong"], churn["strong_next"]),
        })  # fmt: skip
    table(out)
    rows, _ = _both_sources()
    census = fill(rows.filter(~COUNTY_ROWS), regions=trees["regions"], industries=trees["industries"]).rows  # fmt: skip
    rated = _rated(census, trees)
    years = [rated.filter(pl.col("year") == year) for year in (2019, 2020)]
    churn = years[0].join(years[1], on=["region", "category"], suffix="_next")
    print(f"Quarterly Census, 2019 with 2020: kappa {agreement(churn['strong'], churn['strong_next']):.3f}\n")  # fmt: skip


def _flags() -> pl.DataFrame:
    names = _categories().filter("traded").select("name", "category").unique()
    frame = pl.read_parquet(FLAGS).filter(pl.col("traded_b"), ~pl.col("subcluster_b"))
    return frame.select(
        region=pl.col("region_code_t").cast(pl.String).str.zfill(2),
        name=pl.col("cluster_name_t").cast(pl.String), flag=pl.col("strong_b").fill_null(value=False),
    ).join(names, on="name", how="inner")  # fmt: skip


PARTS = {f.__name__: f for f in (states, counties, dropped, places, ratings, published)}


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
