"""What fills do to places and ratings: before and after, beside the Quarterly Census and flags."""

from __future__ import annotations

import polars as pl

from benchmarks.filling_masks import COUNTIES, COUNTY, DATA, sums, table
from benchmarks.machine import Clock, peak_gigabytes
from jiqun.clusters import Ground, measure_cells, rate_cells, scheme
from jiqun.sources import fill, impute_establishment_mean, read_cbp, read_definitions, read_qcew

CENSUS = DATA / "us_employment/qcew_state_annual_2019_2020.parquet"
DEFINITIONS = DATA / "cluster_definitions/naics2012_to_bcd_cluster.csv"
FLAGS = DATA / "us_cluster_mapping_results/uscmp_states_clusters.parquet"
RULE = "us-cluster-mapping"
LEAF = 6


def _both_sources() -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    county, state = (
        read_cbp((COUNTIES,), impute=False),
        read_qcew((CENSUS,), levels=("state",), impute=False),
    )
    rows = pl.concat([county.tables["activity"], state.tables["activity"]], how="diagonal_relaxed")
    trees = {
        name: pl.concat([county.stubs[name], state.stubs[name]], how="diagonal_relaxed").unique(
            key, keep="first", maintain_order=True
        )
        for name, key in (("regions", "region"), ("industries", "industry"))
    }
    return rows, trees


def _filled(rows: pl.DataFrame, trees: dict[str, pl.DataFrame]) -> pl.DataFrame:
    with Clock("fill") as clock:
        made = fill(rows, regions=trees["regions"], industries=trees["industries"])
    print(
        f"{rows.height:,} rows, {made.rows.height:,} afterwards: {clock.seconds:.1f} s,",
        f"{clock.processor:.1f} s of processor time, {peak_gigabytes():.1f} GB\n",
    )
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
            pl.col("industry").is_in(codes),
            pl.col("region").str.starts_with(place),
            pl.col("year") == year,
        )
        county = here.filter(COUNTY_ROWS)
        shown = county.filter(pl.col("imputed").is_null())["employment"].sum()
        total = county["employment"].sum()
        state = here.filter(pl.col("region") == place, pl.col("region").str.len_chars() == 2)
        out.append(
            {
                "place": name,
                "shown in counties": shown,
                "with fills": total,
                "highest": county["employment_high"].fill_null(0).sum() + shown
                if len(place) == COUNTY
                else None,
                "visible share": f"{shown / total:.1%}" if total else None,
                "Quarterly Census": state["employment"].sum() if len(state) else None,
            }
        )
    table(out)


def _rated(activity: pl.DataFrame, trees: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Rate states under the rule of U.S. Cluster Mapping, 51 traded categories."""
    ground = Ground(
        activity=activity,
        regions=trees["regions"],
        industries=trees["industries"],
        categories=_categories(),
    )
    cells = measure_cells(ground, levels=["state"]).frame
    ratings = rate_cells(cells, scheme(RULE), least_visible=0.0).frame
    strong = ratings["rating"].cast(pl.String).fill_null("").str.starts_with("strong")
    return (
        cells.with_columns(strong=strong, rating=ratings["rating"].cast(pl.String))
        .filter("traded")
        .select(
            pl.col("region", "category").cast(pl.String),
            "year",
            "strong",
            "rating",
            "employment",
            "visible_share",
        )
    )


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
    census = fill(
        now.filter(~COUNTY_ROWS), regions=trees["regions"], industries=trees["industries"]
    ).rows
    truth = _rated(census, trees).filter(
        pl.col("region").is_in(now.filter(COUNTY_ROWS)["region"].str.head(2).unique().implode())
    )
    county = now.filter(COUNTY_ROWS)
    nation = sums(census.filter(pl.col("industry").str.len_chars() == LEAF), 6, pl.lit("US"))
    ways = {
        "means only (before)": impute_establishment_mean(county),
        "filled to the nation's six digits": _county_fill(county, nation, trees),
        "filled to states' six digits": _county_fill(county, census, trees),
    }
    out, parts = [], {}
    for name, made in ways.items():
        both = truth.join(
            _rated(made, trees), on=["region", "category", "year"], how="left", suffix="_own"
        )
        both = both.with_columns(pl.col("strong_own").fill_null(value=False))
        out.append(
            {
                "counties": name,
                "cells": both.height,
                "strong in the census": int(both["strong"].sum()),
                "strong": int(both["strong_own"].sum()),
                "of them strong in the census": int((both["strong_own"] & both["strong"]).sum()),
                "agree": f"{(both['strong_own'] == both['strong']).mean():.1%}",
                "kappa": agreement(both["strong_own"], both["strong"]),
            }
        )
        parts[name] = both
    table(out)
    first, last = parts["means only (before)"], parts["filled to states' six digits"]
    out = []
    for low, high in ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = (
            last["visible_share_own"].is_between(low, high, closed="left").fill_null(value=False)
        )
        out.append(
            {
                "visible share": f"{low:.1f}–{min(high, 1):.1f}",
                "cells": int(inside.sum()),
                "kappa before": agreement(
                    first.filter(inside)["strong_own"], first.filter(inside)["strong"]
                ),
                "kappa after": agreement(
                    last.filter(inside)["strong_own"], last.filter(inside)["strong"]
                ),
            }
        )
    table(out)
    shares = last.group_by("category", maintain_order=True).agg(
        (
            (pl.col("employment_own") * pl.col("visible_share_own")).sum()
            / pl.col("employment_own").sum()
        ).alias("share")
    )
    by = []
    for (category,), part in first.partition_by(
        "category", as_dict=True, maintain_order=True
    ).items():
        after = last.filter(pl.col("category") == category)
        by.append(
            {
                "category": category,
                "visible share": shares.filter(pl.col("category") == category)["share"][0],
                "agree before": (part["strong_own"] == part["strong"]).mean(),
                "agree after": (after["strong_own"] == after["strong"]).mean(),
            }
        )
    table(sorted(by, key=lambda row: row["visible share"] or 0.0)[:12])


def _county_fill(
    county: pl.DataFrame, totals: pl.DataFrame, trees: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    given = pl.concat(
        [county, totals.select(pl.exclude("imputed", "hidden"))], how="diagonal_relaxed"
    )
    made = fill(given, regions=trees["regions"], industries=trees["industries"]).rows
    return made.filter(COUNTY_ROWS)


def published() -> None:
    """Rate states of 2017 and 2018 from counties against the published flags of 2016."""
    rows, trees = _both_sources()
    county = rows.filter(COUNTY_ROWS)
    made = fill(county, regions=trees["regions"], industries=trees["industries"]).rows
    flags = _flags()
    out = []
    for name, activity in (
        ("means only (before)", impute_establishment_mean(county)),
        ("filled", made),
    ):
        rated = _rated(activity.filter(pl.col("year").is_in([2017, 2018])), trees)
        own = {year: rated.filter(pl.col("year") == year) for year in (2017, 2018)}
        both = flags.join(own[2017], on=["region", "category"], how="inner")
        churn = own[2017].join(own[2018], on=["region", "category"], suffix="_next")
        out.append(
            {
                "2017 from counties": name,
                "cells": both.height,
                "kappa with the flags of 2016": agreement(both["strong"], both["flag"]),
                "kappa with its own 2018": agreement(churn["strong"], churn["strong_next"]),
            }
        )
    table(out)
    rows, _ = _both_sources()
    census = fill(
        rows.filter(~COUNTY_ROWS), regions=trees["regions"], industries=trees["industries"]
    ).rows
    rated = _rated(census, trees)
    years = [rated.filter(pl.col("year") == year) for year in (2019, 2020)]
    churn = years[0].join(years[1], on=["region", "category"], suffix="_next")
    same = agreement(churn["strong"], churn["strong_next"])
    print(f"Quarterly Census, 2019 with 2020: kappa {same:.3f}\n")


def _flags() -> pl.DataFrame:
    names = _categories().filter("traded").select("name", "category").unique()
    frame = pl.read_parquet(FLAGS).filter(pl.col("traded_b"), ~pl.col("subcluster_b"))
    return frame.select(
        region=pl.col("region_code_t").cast(pl.String).str.zfill(2),
        name=pl.col("cluster_name_t").cast(pl.String),
        flag=pl.col("strong_b").fill_null(value=False),
    ).join(names, on="name", how="inner")
