"""The search for a definition set: its time beside a plain one, and its agreement with others.

    python -m benchmarks.clusters.definitions          # 800 industries, 3,000 regions, 2,000 sets
    python -m benchmarks.clusters.definitions planted  # against the true groups of planted ones
    python -m benchmarks.clusters.definitions us --workspace WS     # against the published sets

The last needs a workspace with American statistics, and reads the published relatedness in
``../shared/data`` (or ``$DATA``).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from scipy.cluster.hierarchy import fcluster, linkage

from jiqun.clusters.definitions import (
    CodeTree,
    DerivationPlan,
    IndustryTables,
    Location,
    Similarities,
    adjusted_rand,
    between_categories,
    compared_sets,
    derive_definition,
    matrix_agreement,
    related,
    similarities,
    standardised,
)
from jiqun.clusters.definitions.candidates import coordinates, profiles
from jiqun.core import stream
from jiqun.kernels.finding.centres import centre_labels
from jiqun.planted import Economy, economy, economy_plan
from jiqun.studies.defining.inputs import read_inputs
from jiqun.studies.defining.ties import lines_above
from jiqun.tables import Counts, Flows
from jiqun.workspace import Workspace

INDUSTRIES, REGIONS, GROUPS = 800, 3_000, 45
DATA = Path(os.environ.get("DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def speed(candidates: int = 2_000) -> dict[str, float]:
    """Time the whole search, and a plain NumPy scoring of a few of its candidates."""
    rng = stream(seed=1, name="benchmark.definitions")
    group = rng.integers(0, GROUPS, INDUSTRIES)
    scale = np.exp(rng.normal(0, 1, REGIONS))[:, None] * 1_000
    taste = np.exp(rng.normal(0, 1.2, (REGIONS, GROUPS)))[:, group]
    noise = np.exp(rng.normal(0, 1, (REGIONS, INDUSTRIES)))
    jobs = rng.poisson(scale * taste * noise * np.exp(rng.normal(-6, 1, INDUSTRIES)))
    names = (tuple(map(str, range(REGIONS))), tuple(map(str, range(INDUSTRIES))))
    tables = [
        Counts(regions=names[0], industries=names[1], values=values.astype(float), unit=unit)
        for values, unit in ((jobs, "persons"), (rng.poisson(jobs / 12.0), "establishments"))
    ]
    began = time.perf_counter()
    near = similarities(*tables)
    made = time.perf_counter()
    found = derive_definition(near, DerivationPlan(candidates=candidates, seed=1))
    done = time.perf_counter()
    few = 5
    for _ in range(few):
        _plain(near.matrices, near.singles, found.labels)
    plain = (time.perf_counter() - done) / few * len(found.candidates)
    return {
        "candidates": len(found.candidates),
        "matrices": len(near.matrices),
        "similarities_s": made - began,
        "search_s": done - made,
        "plain_scoring_alone_s_extrapolated": plain,
        "ratio": plain / (done - made),
        "ari_with_planted_groups": adjusted_rand(group, found.labels),
    }


def _plain(matrices: dict[str, np.ndarray], singles: tuple[str, ...], labels: np.ndarray) -> float:
    """Score a partition as one would write it down: masks and means."""
    total = 0.0
    k = labels.max() + 1
    for name in singles:
        s = matrices[name]
        for c in range(k):
            own = labels == c
            block = s[np.ix_(own, own)]
            n = own.sum()
            within = block.sum() / (n * (n - 1)) if n > 1 else -np.inf
            others = [s[np.ix_(own, labels == d)].mean() for d in range(k) if d != c]
            total += (within > np.mean(others)) + (within > np.quantile(others, 0.95))
        for i in range(len(labels)):
            own = labels == labels[i]
            own[i] = False
            within = s[i, own].mean() if own.any() else -np.inf
            others = [s[i, labels == d].mean() for d in range(k) if d != labels[i]]
            total += (within > np.mean(others)) + (within > np.quantile(others, 0.95))
    return total


def planted(sizes: tuple[int, ...] = (30_000, 100_000, 300_000)) -> list[dict[str, float]]:
    """Compare derived sets with the true groups, beside two that a user would try."""
    return [
        {"establishments": size, "noise": noise, "seed": seed} | _planted(size, noise, seed)
        for size in sizes
        for noise in (0.0, 0.3, 0.6)
        for seed in (11, 12, 13)
    ]


def _planted(size: int, noise: float, seed: int) -> dict[str, float]:
    country = economy(economy_plan(establishments=size, seed=seed, noise=noise, years=3))
    truth = country.truth["categories"].filter(pl.col("traded"))
    codes = truth["industry"].to_list()
    last = int(country.tables["activity"]["year"].max())  # type: ignore[arg-type]
    jobs, plants = (
        _cells(country, codes, last, value) for value in ("employment", "establishments")
    )
    above = lines_above(country.tables["industries"], tuple(codes))
    place = IndustryTables(
        employment=jobs, establishments=plants, flows=_flows(country.tables["flows"])
    )
    coded = replace(place, code=CodeTree(above=above))
    near = related(place)
    groups = dict(truth.select("industry", "category").iter_rows())
    true = _numbers([groups[code] for code in near.industries])
    plan = DerivationPlan(seed=1)
    found = derive_definition(near, plan)
    told = compared_sets(
        place, near, found, given={"true": groups}, plan=plan, draws=0,
        other=_cells(country, codes, last - 1, "employment"),
    )  # fmt: skip
    rows = {row["set"]: row for row in told.frame.to_dicts()}
    levels = related(place, location="logarithms", together=True)
    before = derive_definition(levels, replace(plan, largest=1.0))
    own = dict(zip(levels.industries, before.labels, strict=True))
    groups_there = int(true.max()) + 1
    plain = np.nan_to_num(np.corrcoef(jobs.values[:, _at(jobs, near.industries)].T))
    return {
        "industries": len(true),
        "groups": groups_there,
        "derived_categories": int(found.labels.max()) + 1,
        "derived_ari": adjusted_rand(true, found.labels),
        "before_ari": adjusted_rand(true, np.array([own[code] for code in near.industries])),
        "with_the_code_ari": adjusted_rand(true, derive_definition(related(coded), plan).labels),
        "code_prefix_ari": adjusted_rand(true, _numbers([code[:2] for code in near.industries])),
        "ward_of_correlations_ari": adjusted_rand(true, _ward(plain, groups_there)),
        "ward_of_the_same_average_ari": adjusted_rand(
            true, _ward(profiles(near.mean()), groups_there)
        ),
        "k_means_of_the_same_average_ari": _one_run_of_k_means(near.mean(), true),
        "held_derived": rows["derived"]["colocation_held"],
        "held_true": rows["true"]["colocation_held"],
        "held_code_prefix": rows["2 digits"]["colocation_held"],
        "seen_derived": rows["derived"]["colocation"],
        "seen_true": rows["true"]["colocation"],
    }


def _cells(country: Economy, codes: list[str], year: int, value: str) -> Counts:
    rows = country.tables["activity"].filter(
        pl.col("year") == year, pl.col("industry").is_in(codes)
    )
    filled = rows.select("region", "industry", pl.col(value).fill_null(0.0))
    return Counts.from_frame(filled, value=value, unit=value)


def _ward(rows: np.ndarray, groups: int) -> np.ndarray:
    """Cut one Ward's tree into the true number of groups, as a user would first try."""
    return fcluster(linkage(rows, "ward"), groups, criterion="maxclust").astype(np.int64) - 1


def _one_run_of_k_means(similarity: np.ndarray, true: np.ndarray, runs: int = 10) -> float:
    """Average the agreement of single runs with the true number of groups."""
    points = coordinates(similarity)
    found = []
    for run in range(runs):
        rng = stream(seed=run, name="benchmark.k-means")
        start = rng.permutation(len(points))[: int(true.max()) + 1]
        found.append(adjusted_rand(true, centre_labels(points, start, 100)))
    return float(np.mean(found))


def _at(counts: Counts, codes: tuple[str, ...]) -> list[int]:
    where = {code: i for i, code in enumerate(counts.industries)}
    return [where[code] for code in codes]


def _numbers(labels: list[str]) -> np.ndarray:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _flows(rows: pl.DataFrame) -> Flows:
    sums = rows.group_by("from_industry", "to_industry").agg(pl.col("value").sum())
    names = sorted(set(sums["from_industry"]) | set(sums["to_industry"]))
    at = {name: i for i, name in enumerate(names)}
    z = np.zeros((len(names), len(names)))
    for a, b, value in sums.iter_rows():
        z[at[a], at[b]] = value
    return Flows(sectors=tuple(names), intermediate=z, final=np.zeros(len(names)), unit="XTS")


def us(workspace: Path, *, data: Path = DATA, candidates: int = 1_000) -> dict[str, object]:
    """Hold what is derived from a workspace of American statistics against the published sets.

    The workspace has us-cbp, us-geography, us-naics, us-cluster-definitions and us-bea-io
    fetched; of the industries those take part that the published set calls traded.
    """
    inputs = read_inputs(
        Workspace.open(workspace), level="economic-area", year=None, derived="derived"
    )
    if inputs.establishments is None or inputs.flows is None:
        raise SystemExit("the workspace lacks establishments or flows")
    dps = inputs.given.filter(pl.col("definition") == "dps-2016", pl.col("traded"))
    own = dict(dps.select("industry", "category").iter_rows())
    jobs, plants = (_kept(table, own) for table in (inputs.employment, inputs.establishments))
    place = IndustryTables(employment=jobs, establishments=plants)
    traded = replace(place, flows=inputs.flows, sectors=inputs.sectors)
    out: dict[str, object] = {"year": inputs.year, "level": inputs.level}
    for name, tables, location, weight, largest, seed in TRIALS:
        some = replace(
            traded if tables == "trade" else place,
            code=CodeTree(above=inputs.above, weight=weight),
        )
        plan = DerivationPlan(candidates=candidates, largest=largest, seed=seed)
        near = related(some, location=location)
        found = derive_definition(near, plan)
        told = compared_sets(
            some, near, found, given={"dps-2016": own}, other=inputs.other, plan=plan, draws=50
        )
        rows = told.frame.to_dicts()
        out[name] = rows if not seed and weight and location == "net" else rows[0]
    out["halves of the regions, correlated"] = _halves(place)
    near = related(traded, location="levels")
    out["relatedness of the published categories"] = _relatedness(
        data, near, own, dict(dps.select("category", "name").iter_rows())
    )
    return out


def _halves(place: IndustryTables) -> dict[str, float]:
    """Correlate the similarities of the same pairs in two halves of the regions."""
    regions = place.employment.regions
    order = stream(seed=0, name="benchmark.halves").permutation(len(regions))
    parts = [sorted(order[: len(order) // 2]), sorted(order[len(order) // 2 :])]
    out = {}
    for location, name in (("logarithms", "employment"), ("net", "employment"),
                           ("net", "co-agglomeration")):  # fmt: skip
        halves = [
            related(
                IndustryTables(employment=_rows(place.employment, part)),
                location=location,  # type: ignore[arg-type]
                together=True,
            )
            for part in parts
        ]
        both = sorted(set(halves[0].industries) & set(halves[1].industries))
        pairs = [
            half.raw[name][np.ix_(at, at)][np.triu_indices(len(both), 1)]
            for half in halves
            if (at := [half.industries.index(code) for code in both])
        ]
        out[f"{name}, {location}"] = float(np.corrcoef(*pairs)[0, 1])
    return out


def _rows(table: Counts, part: list[int]) -> Counts:
    return Counts(
        regions=tuple(table.regions[r] for r in part),
        industries=table.industries,
        values=table.values[part],
        unit=table.unit,
    )


#: What is tried: name, tables, what is correlated, the code's weight, the cap, the seed.
TRIALS: tuple[tuple[str, str, Location, float, float, int], ...] = (
    ("place, levels, no cap", "place", "levels", 0.0, 1.0, 0),
    ("place, logarithms, no cap", "place", "logarithms", 0.0, 1.0, 0),
    ("place, logarithms", "place", "logarithms", 0.0, 0.1, 0),
    ("place, net, no cap", "place", "net", 0.0, 1.0, 0),
    ("place, net", "place", "net", 0.0, 0.1, 0),
    ("place, net, code 0.25", "place", "net", 0.25, 0.1, 0),
    ("place, net, code 0.5", "place", "net", 0.5, 0.1, 0),
    ("place, net, code 1", "place", "net", 1.0, 0.1, 0),
    ("place, net, code 2", "place", "net", 2.0, 0.1, 0),
    ("trade, logarithms, no cap", "trade", "logarithms", 0.0, 1.0, 0),
    ("trade, net", "trade", "net", 0.0, 0.1, 0),
    ("trade, net, code 0.5", "trade", "net", 0.5, 0.1, 0),
    ("trade, net, code 1", "trade", "net", 1.0, 0.1, 0),
    ("place, net, code 0.5, seed 1", "place", "net", 0.5, 0.1, 1),
    ("place, net, code 0.5, seed 2", "place", "net", 0.5, 0.1, 2),
    ("trade, net, code 0.5, seed 1", "trade", "net", 0.5, 0.1, 1),
    ("trade, net, code 0.5, seed 2", "trade", "net", 0.5, 0.1, 2),
)


def _kept(table: Counts, wanted: Mapping[str, str]) -> Counts:
    kept = [i for i, code in enumerate(table.industries) if code in wanted]
    return Counts(
        regions=table.regions,
        industries=tuple(table.industries[i] for i in kept),
        values=table.values[:, kept],
        unit=table.unit,
    )


def _relatedness(
    data: Path, near: Similarities, own: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """Correlate our relatedness of the 51 published categories with the published one."""
    table = pl.read_csv(
        data / "us_cluster_mapping_results" / "bcd_cluster_relatedness_51x51.csv.gz"
    )
    categories = sorted({own[code] for code in near.industries})
    at = {category: i for i, category in enumerate(categories)}
    labels = np.array([at[own[code]] for code in near.industries])
    named = {_slug(name): category for category, name in names.items()}
    where = [
        [at.get(named.get(_slug(one), ""), -1) for one in pair]
        for pair in table.select("cluster_name", "cluster_name_2").iter_rows()
    ]
    places = np.array(where)
    usable = (places >= 0).all(axis=1)
    location = (near.raw["employment"] + near.raw["establishments"]) / 2.0
    three = (standardised(location) + near.matrices["input-output"]) / 2.0
    pairs = {
        "cr_lcemp": near.raw["employment"],
        "cr_lcest": near.raw["establishments"],
        "cr_lc": location,
        "cr_io": near.raw["input-output"],
        "cr_all": three,  # theirs has occupations too
    }
    out: dict[str, dict[str, float]] = {"matched": {"categories": len(set(places[usable][:, 0]))}}
    for column, matrix in pairs.items():
        theirs = np.full((len(categories), len(categories)), np.nan)
        values = table[column].cast(pl.Float64, strict=False).to_numpy()
        theirs[tuple(places[usable].T)] = values[usable]
        ours = between_categories(matrix, labels)
        out[column] = asdict(matrix_agreement(ours, theirs, seed=1))
    return out


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", default="speed", choices=["speed", "planted", "us"])
    parser.add_argument("--workspace", type=Path)
    asked = parser.parse_args()
    works = {"speed": speed, "planted": planted, "us": partial(us, asked.workspace)}
    print(json.dumps(works[asked.what](), indent=1, default=str))
