"""The search for a definition set: its time beside a plain one, and its agreement with others.

    python -m benchmarks.clusters.definitions          # 800 industries, 3,000 regions, 2,000 sets
    python -m benchmarks.clusters.definitions planted  # against the true groups of planted ones
    python -m benchmarks.clusters.definitions us --workspace WS     # against the published sets

The last needs a workspace with American statistics, and reads the published relatedness and
the use table of the Bureau of Economic Analysis in ``../shared/data`` (or ``$DATA``).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
from scipy.cluster.hierarchy import fcluster, linkage

from jiqun.clusters.definitions import (
    DerivationPlan,
    Similarities,
    adjusted_rand,
    agreement_of_definitions,
    between_categories,
    derive_definition,
    matrix_agreement,
    normalised_mutual_information,
    similarities,
    standardised,
    validation_scores,
)
from jiqun.clusters.definitions.candidates import coordinates, profiles
from jiqun.core import stream
from jiqun.kernels.finding.centres import centre_labels
from jiqun.planted import economy, economy_plan
from jiqun.studies.defining.inputs import read_inputs
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
    rows = country.tables["activity"].filter(
        pl.col("year") == pl.col("year").max(), pl.col("industry").is_in(codes)
    )

    def table(value: str, unit: str) -> Counts:
        return Counts.from_frame(
            rows.select("region", "industry", pl.col(value).fill_null(0.0)), value=value, unit=unit
        )

    jobs, plants = table("employment", "persons"), table("establishments", "establishments")
    near = similarities(jobs, plants, flows=_flows(country.tables["flows"]))
    found = derive_definition(near, DerivationPlan(seed=1))
    groups = dict(truth.select("industry", "category").iter_rows())
    true = _numbers([groups[code] for code in near.industries])
    sector = _numbers([code[:2] for code in near.industries])
    groups_there = int(true.max()) + 1
    plain = np.nan_to_num(np.corrcoef(jobs.values[:, _at(jobs, near.industries)].T))
    return {
        "industries": len(true),
        "groups": groups_there,
        "derived_categories": int(found.labels.max()) + 1,
        "derived_ari": adjusted_rand(true, found.labels),
        "derived_nmi": normalised_mutual_information(true, found.labels),
        "code_prefix_ari": adjusted_rand(true, sector),
        "ward_of_correlations_ari": adjusted_rand(true, _ward(plain, groups_there)),
        "ward_of_the_same_average_ari": adjusted_rand(
            true, _ward(profiles(near.mean()), groups_there)
        ),
        "k_means_of_the_same_average_ari": _one_run_of_k_means(near.mean(), true),
    }


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


def us(workspace: Path, *, data: Path = DATA, candidates: int = 2_000) -> dict[str, object]:
    """Hold what is derived from a workspace of American statistics against the published sets.

    The workspace has us-cbp, us-geography, us-naics and us-cluster-definitions fetched.
    """
    inputs = read_inputs(
        Workspace.open(workspace), level="economic-area", year=None, derived="derived"
    )
    dps = inputs.given.filter(pl.col("definition") == "dps-2016", pl.col("traded"))
    own = dict(dps.select("industry", "category").iter_rows())
    jobs, plants = (_kept(table, own) for table in (inputs.employment, inputs.establishments))
    flows, sectors = _bea(data, jobs.industries)
    out: dict[str, object] = {"year": inputs.year, "level": inputs.level}
    trades = {"location": None, "location and input-output": flows}
    for location, (name, trade) in product(("levels", "logarithms"), trades.items()):
        near = similarities(
            jobs, plants, flows=trade, sectors=sectors, together=False, location=location
        )
        singles = {one: np.ascontiguousarray(near.matrices[one]) for one in near.singles}
        found = derive_definition(
            near, DerivationPlan(candidates=candidates, categories=(45, 57), seed=1)
        )
        mine = pl.DataFrame({"category": found.labels.astype(str), "industry": near.industries})
        labels = _numbers([own[code] for code in near.industries])
        out[f"{name}, {location}"] = {
            "industries": len(near.industries),
            "categories": int(found.labels.max()) + 1,
            "published_scores": validation_scores(singles, labels),
            "derived_scores": found.scores["after"],
            "agreement": agreement_of_definitions(mine, dps.select("category", "industry"))
            .select("statistic", "value", "low", "high")
            .rows(),
        }
    near = similarities(jobs, plants, flows=flows, sectors=sectors, location="levels")
    out["relatedness of the published categories"] = _relatedness(
        data, near, own, dict(dps.select("category", "name").iter_rows())
    )
    return out


def _kept(table: Counts | None, wanted: Mapping[str, str]) -> Counts:
    if table is None:
        raise SystemExit("the workspace has no establishments")
    kept = [i for i, code in enumerate(table.industries) if code in wanted]
    return Counts(
        regions=table.regions,
        industries=tuple(table.industries[i] for i in kept),
        values=table.values[:, kept],
        unit=table.unit,
    )


def _bea(data: Path, industries: tuple[str, ...]) -> tuple[Flows, dict[str, str]]:
    """Read the detailed use table, and which of its sectors each NAICS industry is in."""
    folder = data / "input_output"
    use = pl.read_csv(
        folder / "bea_Detail_Use_2017_PRO_AfterRedef_17sch.csv.gz", infer_schema_length=0
    )
    both = [c for c in use.columns[1:] if c in set(use["rownames"])]
    z = use.filter(pl.col("rownames").is_in(both)).select(
        pl.col("rownames"), pl.col(both).cast(pl.Float64, strict=False).fill_null(0.0)
    )
    rows = {code: i for i, code in enumerate(z["rownames"])}
    matrix = np.maximum(z.select(both).to_numpy()[[rows[code] for code in both]], 0.0)
    cross = pl.read_csv(
        folder / "bea_naics_MasterCrosswalk2017.csv.gz", infer_schema_length=0
    ).select("BEA_2017_Detail_Code", "NAICS_2017_Code").drop_nulls()  # fmt: skip
    known = {n: b for b, n in cross.iter_rows() if b in rows}
    sectors = {}
    for code in industries:
        for length in range(len(code), 1, -1):
            if code[:length] in known:
                sectors[code] = known[code[:length]]
                break
    flows = Flows(
        sectors=tuple(both), intermediate=matrix, final=np.zeros(len(both)), unit="USD million"
    )
    return flows, sectors


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
