"""The main job as a careful analyst writes it in pandas: merge, groupby, quantile.

No check at the door, no record, no strong cells, no history; the spread of establishment sizes
is a constant. Run by ``benchmarks.main_job``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import Clock

with Clock("import") as IMPORTING:
    import numpy as np
    import pandas as pd

NORMAL_95, CV2 = 1.959963984540054, 13.0
PERCENTILES = {
    "emp": (0.25, 0.8, 0.9),
    "est": (0.25,),
    "quotient": (0.25, 0.5, 0.75, 0.8, 0.9),
    "wage": (0.8,),
    "growth": (0.8,),
}


def with_pandas(file: Path, work: Path, levels: Sequence[str]) -> dict[str, object]:
    """Load, measure, rate and store; give the seconds of each step."""
    with Clock("load") as loading:
        rows = load(file, work)
    with Clock("measure") as measuring:
        cells = pd.concat([measure(rows, level) for level in levels], ignore_index=True)
    with Clock("rate") as rating:
        cells, thresholds = rate(cells)
        profiles = profile(cells)
    with Clock("store") as storing:
        cells.to_parquet(work / "cells.parquet")
        profiles.to_parquet(work / "profiles.parquet")
        thresholds.to_parquet(work / "thresholds.parquet")
    clocks = (IMPORTING, loading, measuring, rating, storing)
    return {"steps": {c.label: c.seconds for c in clocks}, "cells": len(cells)}


def load(file: Path, work: Path) -> pd.DataFrame:
    """Read, fill withheld cells by the mean establishment, add category and parents."""
    rows = pd.read_parquet(file)
    rows["region"] = rows["county_fips"].astype(str)
    rows["industry"] = rows["naics"].astype(str)
    rows["emp"] = rows["emp"].astype(float)
    withheld = (rows["emp"] == 0) & (rows["est"] > 0)
    known = rows[~withheld].groupby(["industry", "year"])[["emp", "est"]].sum()
    mean = (known["emp"] / known["est"]).rename("mean").reset_index()
    rows = rows.merge(mean, on=["industry", "year"], how="left")
    withheld = (rows["emp"] == 0) & (rows["est"] > 0)
    rows["emp"] = rows["emp"].where(~withheld, rows["est"] * rows["mean"].fillna(16.0))
    rows["low"] = rows["emp"].where(~withheld, rows["est"])
    rows["high"] = rows["emp"].where(~withheld, 5 * rows["emp"])
    categories = pd.read_csv(work / "categories.csv", dtype={"industry": str})
    parents = pd.read_csv(work / "parents.csv", dtype=str)
    rows = rows.merge(categories, on="industry").merge(parents, on="region", how="left")
    rows["state"] = rows["region"].str[:2]
    rows["county"] = rows["region"]
    return rows


def measure(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """Sum into cells of one level; quotient with interval, share, wage, growth."""
    columns = ["emp", "est", "payroll_kusd", "low", "high"]
    group = rows.groupby([level, "category", "traded", "year"], as_index=False)
    cells = group[columns].sum().drop(columns="region", errors="ignore")
    cells = cells.rename(columns={level: "region"}).assign(level=level)
    own = cells.groupby(["region", "traded", "year"])["emp"].transform("sum")
    kinds = rows.groupby(["category", "year"])["emp"].sum().rename("kind").reset_index()
    wholes = rows.groupby(["traded", "year"])["emp"].sum().rename("whole").reset_index()
    kind = cells.merge(kinds, on=["category", "year"], how="left")["kind"]
    whole = cells.merge(wholes, on=["traded", "year"], how="left")["whole"]
    x = cells["emp"]
    for name, end in (("", "emp"), ("_low", "low"), ("_high", "high")):
        moved = cells[end] - x
        base = (kind + moved) / (whole + moved)
        cells[f"quotient{name}"] = (cells[end] / (own + moved)) / base
    variance = 1 / x - 1 / own - 1 / kind - 1 / whole + 2 * x / (own * kind)
    spread = variance.clip(lower=0) * x * (1 + CV2) / cells["est"]
    reach = np.exp(NORMAL_95 * np.sqrt(spread))
    cells["quotient_low"] /= reach
    cells["quotient_high"] *= reach
    cells["micro_share"] = x / cells.groupby(["region", "year"])["emp"].transform("sum")
    cells["wage"] = 1000 * cells["payroll_kusd"] / x
    cells = cells.sort_values(["region", "category", "year"])
    before = cells.groupby(["region", "category"])["emp"].shift()
    cells["growth"] = cells["emp"] / before - 1
    return cells


def rate(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rate under three schemes at the point and at both ends."""
    key = ["level", "category", "year"]
    peers = cells[cells["emp"] > 0].groupby(key)
    limits = {
        f"{column}{share}": peers[column].quantile(share)
        for column, shares in PERCENTILES.items()
        for share in shares
    }
    thresholds = pd.DataFrame(limits).reset_index()
    cells = cells.merge(thresholds, on=key, how="left")
    shares = cells.groupby(["level", "year"])["micro_share"]
    focus = cells["micro_share"] >= shares.transform(lambda s: s.quantile(0.9))
    for name in ("", "_low", "_high"):
        emp, q = cells[name[1:] or "emp"], cells[f"quotient{name}"]
        big = (emp > cells["emp0.25"]) & (cells["est"] > cells["est0.25"])
        one = big & (q >= 1)
        steps = [
            one & (q >= cells["quotient0.9"]),
            one & (q >= cells["quotient0.75"]),
            big & (q > cells["quotient0.5"]),
            big & (q > cells["quotient0.25"]),
        ]
        codes = ["strong10", "strong", "significant", "qualifying"]
        cells[f"us{name}"] = np.select(steps, codes, "none")
        stars = (emp >= cells["emp0.9"]).astype(int) + (q >= 2)
        cells[f"eu2011{name}"] = stars + focus
        stars = (emp >= cells["emp0.8"]).astype(int) + (q >= cells["quotient0.8"])
        stars += cells["wage"] >= cells["wage0.8"]
        cells[f"panorama{name}"] = stars + (cells["growth"] >= cells["growth0.8"])
    return cells, thresholds


def profile(cells: pd.DataFrame) -> pd.DataFrame:
    """Give each region's strength."""
    strong = cells["us"].isin(["strong", "strong10"])
    traded = cells["emp"].where(cells["traded"], 0)
    sums = cells.assign(traded_emp=traded, strong_emp=traded.where(strong, 0))
    sums = sums.groupby(["level", "region", "year"])[["traded_emp", "strong_emp"]].sum()
    sums["strength"] = sums["strong_emp"] / sums["traded_emp"]
    return sums
