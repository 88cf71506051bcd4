"""How well clusters are found: every way and their union, beside two baselines, on planted truth.

python -m benchmarks.clusters.recovery [--establishments 3e4 1e5 3e5] [--noise 0 0.3 0.6]
    [--seeds 11 12 13] [--ways regions points links] [--json FILE] [--markdown FILE]
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.clusters.baselines import GRID, dbscan_by_category, quotient_and_size
from benchmarks.machine import describe
from jiqun.clusters import Cells, Ground, measure_cells, rate_cells, scheme
from jiqun.clusters.finds import Finds, member_organisations, union
from jiqun.planted import DEFINITION, Economy, economy, economy_plan
from jiqun.planted.scoring import FindScore, score_finds
from jiqun.sources import impute_size_class_midpoint

LEVEL: Final = "county"
WAYS: Final = ("regions", "points", "links")
WHICH: Final = ("local", "linked", "all")
THRESHOLDS: Final = (0.1, 0.25, 0.5)
#: What each way is asked for first: what its data can show.
OWN: Final = {"regions": "local", "points": "local", "links": "linked", "union": "all"}
#: DBSCAN's settings are chosen on these seeds, which are never scored.
TRAINED_ON: Final = (1, 2)
#: Of the scored seeds; all methods were developed on seeds below ten.
SEEDS: Final = (11, 12, 13)
DRAWS: Final = 199
NUMBERS: Final = ("precision", "recall", "f1", "boundary", "boundary_overall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A planted economy as a user has it: tables, cells, open firms; the truth beside."""

    planted: Economy
    firms: pl.DataFrame
    cells: Cells
    traded: pl.DataFrame

    @property
    def year(self) -> int:
        """The last."""
        return int(self.planted.plan.calendar[-1])


def a_country(establishments: float, *, seed: int, noise: float) -> Country:
    """Plant one; withheld employment is filled with the mid-point of its size class."""
    planted = economy(economy_plan(establishments=round(establishments), seed=seed, noise=noise))
    tables, year = planted.tables, int(planted.plan.calendar[-1])
    jobs = tables["organisation_years"].filter(pl.col("year") == year)
    firms = (
        tables["organisations"]
        .filter(pl.col("kind") == "firm", pl.col("closed").is_null())
        .join(jobs.select("organisation", "employment"), on="organisation")
    )
    ground = Ground(
        activity=impute_size_class_midpoint(tables["activity"]),
        regions=tables["regions"],
        industries=tables["industries"],
        categories=tables["categories"],
        region_parents=tables["region_parents"],
    )
    traded = tables["categories"].filter("traded").select("category", "industry")
    cells = measure_cells(ground, years=[year], levels=[LEVEL])
    return Country(planted=planted, firms=firms, cells=cells, traded=traded)


# ---- what is compared --------------------------------------------------------------------------


def asked(country: Country) -> dict[str, Any]:
    """Give what every way is told."""
    return {"definition": DEFINITION, "level": LEVEL, "year": country.year, "draws": DRAWS}


def in_regions(country: Country) -> Finds:
    """Contiguous specialised counties."""
    from jiqun.clusters.borders import RegionsPlan, RegionTables, contiguity, find_in_regions

    regions = country.planted.tables["regions"]
    tables = RegionTables(
        cells=country.cells.frame,
        regions=regions,
        neighbours=contiguity(regions, level=LEVEL),
        categories=country.planted.tables["categories"],
    )
    return find_in_regions(tables, RegionsPlan(**asked(country)))


def in_points(country: Country) -> Finds:
    """Dense places of establishments."""
    from jiqun.clusters.points import PointsPlan, PointTables, find_in_points

    points = country.firms.select(
        pl.col("organisation").alias("site"), "region", "lon", "lat", "industry", "employment",
        establishments=pl.lit(1.0),
    )  # fmt: skip
    tables = PointTables(points=points, categories=country.planted.tables["categories"])
    return find_in_points(tables, PointsPlan(**asked(country)))


def in_links(country: Country) -> Finds:
    """Communities of ties."""
    from jiqun.clusters.ties import LinksPlan, LinkTables, find_in_links

    tables = country.planted.tables
    jobs = country.firms.select("organisation", "employment")
    organisations = tables["organisations"].filter(pl.col("closed").is_null())
    there = organisations["organisation"].implode()
    given = LinkTables(
        links=tables["links"].filter(pl.col("source").is_in(there), pl.col("target").is_in(there)),
        organisations=organisations.join(jobs, on="organisation", how="left"),
        categories=tables["categories"],
    )
    return find_in_links(given, LinksPlan(**asked(country)))


FINDERS: Final[dict[str, Callable[[Country], Finds]]] = {
    "regions": in_regions,
    "points": in_points,
    "links": in_links,
}


def flat(finds: Finds, traded: Sequence[str]) -> Finds:
    """Leave out what a reader would count twice or nobody planted.

    Of a hierarchy the outermost clusters count, those inside them don't; local categories
    count nowhere, of no way, for nothing local is planted.
    """
    kept = finds.clusters.filter(
        pl.col("parent").is_null(),
        pl.col("category").is_in(list(traded)) | pl.col("category").is_null(),
    )
    return Finds(
        way=finds.way,
        clusters=kept,
        members=finds.members.join(kept, on="cluster", how="semi"),
        record=finds.record,
    )


def of_cells(country: Country, found: pl.DataFrame) -> pl.DataFrame:
    """Give the firms in cells: ``cluster, organisation``."""
    return (
        found.join(country.traded, on="category")
        .join(country.firms.select("organisation", "region", "industry"), on=["region", "industry"])
        .select("cluster", "organisation")
    )


def strong_cells(country: Country) -> pl.DataFrame:
    """Give the cells that U.S. Cluster Mapping's rules call strong."""
    rules = scheme("us-cluster-mapping")
    ranks = rate_cells(country.cells.frame, rules).frame["rank"]
    strong = country.cells.frame.filter((ranks >= rules.rank("strong")) & pl.col("traded"))
    return strong.select("region", "category", cluster="cell")


def by_place(country: Country) -> pl.DataFrame:
    """Give what DBSCAN reads."""
    return country.firms.join(country.traded, on="industry").select(
        "organisation", "category", "lon", "lat"
    )


@cache
def best_setting(establishments: float, noise: float) -> tuple[float, int]:
    """Choose DBSCAN's setting by the truth of other seeds: more than any user could."""
    points = {s: a_country(establishments, seed=s, noise=noise) for s in TRAINED_ON}
    total = dict.fromkeys(GRID, 0.0)
    for country in points.values():
        firms = by_place(country)
        for radius, least in GRID:
            found = dbscan_by_category(firms, radius_km=radius, least=least)
            got = score_finds(found, country.planted.truth, country.firms, which="local")
            total[radius, least] += got.f1
    return max(total, key=lambda setting: total[setting])


def baselines(country: Country) -> Iterator[tuple[str, pl.DataFrame]]:
    """Give each baseline's finds."""
    cells = country.cells.frame.filter("traded")
    yield "LQ > 2, size above 25th percentile", of_cells(country, quotient_and_size(cells))
    yield "LQ > 2, more than 50 jobs", of_cells(country, quotient_and_size(cells, above=50))
    yield "strong cells", of_cells(country, strong_cells(country))
    plan = country.planted.plan
    firms = by_place(country)
    yield "DBSCAN, 10 km, 5 firms", dbscan_by_category(firms, radius_km=10, least=5)
    radius, least = best_setting(float(plan.establishments), plan.noise)
    yield "DBSCAN, best setting", dbscan_by_category(firms, radius_km=radius, least=least)


def ways(country: Country, names: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame, float]]:
    """Give each way's finds, then their union's, with the seconds."""
    traded = country.traded["category"].unique().to_list()
    found = []
    for name in names:
        began = time.perf_counter()
        found.append(flat(FINDERS[name](country), traded))
        seconds = time.perf_counter() - began
        yield name, member_organisations(found[-1].members, country.firms), seconds
    if len(found) > 1:
        for label, at_least in (("union", 1), ("union, by two ways", 2)):
            began = time.perf_counter()
            both = union(found, country.firms, at_least=at_least)
            seconds = time.perf_counter() - began
            yield label, member_organisations(both.members, country.firms), seconds


# ---- scores ------------------------------------------------------------------------------------


def case(establishments: float, seed: int, noise: float, names: Sequence[str]) -> list[dict]:
    """Score everything on one economy."""
    country = a_country(establishments, seed=seed, noise=noise)
    where = {"establishments": establishments, "noise": noise, "seed": seed}
    rows = []
    every = [(name, found, 0.0) for name, found in baselines(country)]
    for name, found, seconds in [*every, *ways(country, names)]:
        for which in WHICH:
            for bounds in ("members", "area"):
                for threshold in THRESHOLDS if bounds == "members" else (0.25,):
                    got = score_finds(
                        found, country.planted.truth, country.firms,
                        which=which, bounds=bounds, threshold=threshold,
                    )  # fmt: skip
                    rows.append(where | {"way": name, "seconds": seconds} | _plain(got))
        print(_line(rows, name, where), flush=True)
    return rows


def _plain(score: FindScore) -> dict[str, Any]:
    told = score.to_dict()
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in told.items()}


def _line(rows: Sequence[dict], name: str, where: dict) -> str:
    wanted = OWN.get(name.split(",", maxsplit=1)[0], "local")
    row = next(
        r for r in reversed(rows)
        if r["which"] == wanted and r["bounds"] == "members" and r["threshold"] == 0.25
    )  # fmt: skip
    numbers = " ".join(f"{key} {_two(row[key])}" for key in NUMBERS)
    size = f"{where['establishments']:g} noise {where['noise']:g} seed {where['seed']}"
    return f"{size} {name:<34} {wanted:<6} {numbers} {row['seconds']:.1f} s"


def _two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def summary(rows: Sequence[dict]) -> pl.DataFrame:
    """Give mean, lowest and highest over seeds of every number."""
    key = ["establishments", "noise", "way", "which", "bounds", "threshold"]
    frame = pl.DataFrame([{k: row[k] for k in (*key, "seed", "seconds", *NUMBERS)} for row in rows])
    return frame.group_by(key, maintain_order=True).agg(
        pl.len().alias("seeds"),
        pl.col("seconds").mean(),
        *(pl.col(name).mean() for name in NUMBERS),
        *(pl.col(name).min().alias(f"{name}_low") for name in NUMBERS),
        *(pl.col(name).max().alias(f"{name}_high") for name in NUMBERS),
    )


def parts(rows: Sequence[dict]) -> pl.DataFrame:
    """Give recall and boundary of each part of the truth over all economies of one noise."""
    flat_rows = [
        {"noise": row["noise"], "way": row["way"], "by": by, **part}
        for row in rows
        if row["which"] == "all" and row["bounds"] == "members" and row["threshold"] == 0.25
        for by in ("kind", "stage", "strength", "size")
        for part in row[f"by_{by}"]
    ]  # fmt: skip
    sums = (
        pl.DataFrame(flat_rows)
        .with_columns(weighed=pl.col("boundary") * pl.col("found"))
        .group_by("noise", "way", "by", "part", maintain_order=True)
        .agg(pl.col("planted", "found", "weighed").sum())
    )
    return sums.with_columns(
        recall=pl.col("found") / pl.col("planted"), boundary=pl.col("weighed") / pl.col("found")
    ).drop("weighed")


def markdown(rows: Sequence[dict]) -> str:
    """Write the tables of the page."""
    whole = summary(rows)
    lines = []
    for which in WHICH:
        lines += [f"\n### {which}\n", *_table(whole, which, bounds="members", threshold=0.25)]
    lines += ["\n### Other thresholds and bounds (F1, mean over seeds)\n", *_thresholds(whole)]
    lines += ["\n### Recall by part of the truth\n", *_parts_table(parts(rows))]
    return "\n".join(lines) + "\n"


def _table(whole: pl.DataFrame, which: str, *, bounds: str, threshold: float) -> list[str]:
    rows = whole.filter(
        pl.col("which") == which, pl.col("bounds") == bounds, pl.col("threshold") == threshold
    )
    lines = [
        "| establishments | noise | | precision | recall | F1 | boundary | overall |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows.sort("establishments", "noise", maintain_order=True).to_dicts():
        cells = [f"{row['establishments']:,.0f}", f"{row['noise']:g}", row["way"]]
        for name in NUMBERS:
            spread = f"{_two(row[name + '_low'])}–{_two(row[name + '_high'])}"
            cells.append(f"{_two(row[name])} ({spread})")
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _thresholds(whole: pl.DataFrame) -> list[str]:
    lines = [
        "| | which | J ≥ 0.1 | J ≥ 0.25 | J ≥ 0.5 | area, J ≥ 0.25 |",
        "|---|---|---|---|---|---|",
    ]
    means = whole.group_by("way", "which", "bounds", "threshold", maintain_order=True).agg(
        pl.col("f1").mean()
    )
    for way, which in means.select("way", "which").unique(maintain_order=True).rows():
        own = means.filter(pl.col("way") == way, pl.col("which") == which)
        told = {(b, t): f for b, t, f in own.select("bounds", "threshold", "f1").rows()}
        numbers = [told[("members", t)] for t in THRESHOLDS] + [told[("area", 0.25)]]
        lines.append(f"| {way} | {which} | " + " | ".join(_two(n) for n in numbers) + " |")
    return lines


def _parts_table(frame: pl.DataFrame) -> list[str]:
    names = frame["way"].unique(maintain_order=True).to_list()
    lines = [f"| noise | part | planted | {' | '.join(names)} |", "|---" * (3 + len(names)) + "|"]
    key = ["noise", "by", "part"]
    for noise, by, part in frame.select(key).unique(maintain_order=True).rows():
        own = frame.filter(pl.col("noise") == noise, pl.col("by") == by, pl.col("part") == part)
        told = dict(own.select("way", "recall").rows())
        lines.append(
            f"| {noise:g} | {by} {part} | {own['planted'].max():,} | "
            + " | ".join(_two(told.get(name)) for name in names)
            + " |"
        )
    return lines


def main() -> None:
    """Score all cases; write what was asked for after each, so that a stop loses little."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--establishments", type=float, nargs="+", default=[3e4, 1e5, 3e5])
    ask.add_argument("--noise", type=float, nargs="+", default=[0.0, 0.3, 0.6])
    ask.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    ask.add_argument("--ways", nargs="*", default=list(WAYS), choices=WAYS)
    ask.add_argument("--json", type=Path, help="append to what this file has of other cases")
    ask.add_argument("--markdown", type=Path)
    asked = ask.parse_args()
    print(f"finding planted clusters ({describe()})")
    rows = json.loads(asked.json.read_text()) if asked.json and asked.json.exists() else []
    done = {(row["establishments"], row["noise"], row["seed"]) for row in rows}
    for size in asked.establishments:
        for noise in asked.noise:
            for seed in asked.seeds:
                if (size, noise, seed) in done:
                    continue
                rows += case(size, seed, noise, asked.ways)
                if asked.json:
                    asked.json.write_text(json.dumps(rows))
    told = markdown(rows)
    if asked.markdown:
        asked.markdown.write_text(told, encoding="utf-8")
    else:
        print(told)


if __name__ == "__main__":
    main()
