"""Clusters across borders: hand-made maps, planted truth, no cluster where there is none."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.clusters import Ground, measure_cells, rate_cells, scheme
from jiqun.clusters.borders import (
    RegionsPlan,
    RegionTables,
    contiguity,
    find_in_regions,
    resampled_regions,
)
from jiqun.clusters.borders.expectation import usual
from jiqun.clusters.borders.resampled import best_overlap
from jiqun.clusters.finds import MEMBERS, ROWS
from jiqun.core import InputError, UnknownError, stream
from jiqun.planted import economy, economy_plan, score
from jiqun.sources import impute_size_class_midpoint

DRAWS = 99
ASKED = {"definition": "d", "level": "county", "year": 2020}
KINDS = ("silk", "steel", "tea", "toys", "wine")


def grid(n, gap_after=None):
    """n x n unit squares in tenths of a degree; a sea after one column if asked."""
    boxes, codes = [], []
    for x in range(n):
        for y in range(n):
            east = x + (5 if gap_after is not None and x > gap_after else 0)
            boxes.append(shapely.box(east / 10, y / 10, (east + 1) / 10, (y + 1) / 10))
            codes.append(f"r{x}{y}")
    return pl.DataFrame(
        {"region": codes, "level": "county", "geometry": shapely.to_wkb(boxes).tolist()}
    ).with_columns(area_km2=pl.lit(2.0), name=pl.col("region").str.to_uppercase())


def cells(places, special=None, usual_count=5.0, size=10.0, kinds=KINDS):
    """So many establishments of each kind everywhere, others where told."""
    rows = [
        (region, kind, (special or {}).get((region, kind), usual_count))
        for region in places["region"]
        for kind in kinds
    ]
    frame = pl.DataFrame(rows, schema=["region", "category", "establishments"], orient="row")
    return frame.with_columns(
        definition=pl.lit("d"),
        level=pl.lit("county"),
        year=pl.lit(2020),
        traded=pl.lit(value=True),
        employment=pl.col("establishments") * size,
    )


TABLES = ("spreads", "categories", "parts")


def find(frame, places, *, neighbours=None, **told):
    """Find across borders, tables and choices told together."""
    given = {name: told.pop(name) for name in TABLES if name in told}
    graph = neighbours or contiguity(places, level="county")
    tables = RegionTables(cells=frame, regions=places, neighbours=graph, **given)
    return find_in_regions(tables, RegionsPlan(**(ASKED | {"draws": DRAWS} | told)))


def regions_of(finds):
    rows = finds.members.filter(pl.col("kind") == "region")
    return {k: set(v) for k, v in rows.group_by("cluster").agg("member").iter_rows()}


PAIR = {("r20", "steel"): 40.0, ("r21", "steel"): 20.0}


def test_two_counties_are_one_cluster_with_numbers_by_hand():
    places = grid(5)
    finds = find(cells(places, PAIR), places)
    assert regions_of(finds) == {"regions:d:steel:r20": {"r20", "r21"}}
    row = finds.clusters.row(0, named=True)
    assert (row["establishments"], row["employment"], row["area_km2"]) == (60, 600, 4)
    # 60 where 2 x 5 are usual
    assert row["excess"] == pytest.approx(6)
    # (600 / (600 + 2 * 4 * 50)) / ((23 * 50 + 600) / (23 * 250 + 600 + 400))
    assert row["quotient"] == pytest.approx((600 / 1000) / (1750 / 6750))
    assert row["p_value"] == pytest.approx(1 / (DRAWS + 1))
    shape = shapely.from_wkb(row["geometry"])
    assert shape.equals(shapely.box(0.2, 0, 0.3, 0.2))
    assert row["lon"] == pytest.approx(0.25, abs=1e-6)
    assert row["lat"] == pytest.approx((0.05 * 40 + 0.15 * 20) / 60, abs=1e-6)
    weights = dict(finds.members.select("member", "weight").iter_rows())
    assert weights == pytest.approx({"r20": 2 / 3, "r21": 1 / 3})
    assert row["name"] == "steel, R20"


def test_what_is_usual_leaves_clusters_out():
    # by hand: every clear cell has 5, so 5 is usual in the cluster too; the margins would say 7
    o, clear = np.full((4, 5), 5.0), np.ones((4, 5))
    o[0, 0], clear[0, 0] = 45.0, 0.0
    np.testing.assert_allclose(np.outer(*usual(o, clear)), 5.0, rtol=1e-6)
    margins = np.outer(*usual(o, np.ones((4, 5))))
    np.testing.assert_allclose(margins, np.outer(o.sum(1), o.sum(0)) / o.sum())


def test_the_shape_of_the_answer():
    places = grid(4)
    finds = find(cells(places, {("r00", "tea"): 50.0}), places)
    assert dict(finds.clusters.schema) == dict(ROWS)
    assert dict(finds.members.schema) == dict(MEMBERS)
    assert finds.way == "regions"
    nothing = find(cells(places), places)
    assert nothing.clusters.is_empty()
    assert dict(nothing.clusters.schema) == dict(ROWS)
    assert dict(nothing.members.schema) == dict(MEMBERS)


def test_industries_are_members_with_their_share():
    places = grid(4)
    frame = cells(places, {("r00", "tea"): 50.0})
    table = pl.DataFrame(
        {"definition": "d", "category": ["tea", "tea", "silk"], "industry": ["t1", "t2", "s"],
         "name": ["Tea", "Tea", "Silk"], "name_zh": ["茶", "茶", "丝"]}
    )  # fmt: skip
    parts = pl.DataFrame(
        {"region": ["r00", "r00", "r33"], "category": "tea", "industry": ["t1", "t2", "t2"],
         "employment": [30.0, 10.0, 99.0]}
    )  # fmt: skip
    told = find(frame, places, categories=table, parts=parts)
    rows = told.members.filter(pl.col("kind") == "industry").select("member", "weight").rows()
    assert rows == [("t1", 0.75), ("t2", 0.25)]
    assert told.clusters["industries"].to_list() == [2]
    assert told.clusters.select("name", "name_zh").row(0) == ("Tea, R00", "R00·茶")
    bare = find(frame, places, categories=table)
    assert bare.members.filter(pl.col("kind") == "industry")["member"].to_list() == ["t1", "t2"]


def test_the_order_of_rows_and_the_workers_do_not_matter():
    places = grid(6)
    special = {("r20", "steel"): 40.0, ("r21", "steel"): 30.0, ("r54", "wine"): 33.0}
    frame = cells(places, special)
    one = find(frame, places, workers=1)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=3)
    other = find(shuffled, places.reverse(), workers=3)
    assert one.clusters.equals(other.clusters)
    assert one.members.equals(other.members)
    assert one.record.inputs == other.record.inputs


def test_islands_and_a_split_country_keep_their_own_clusters():
    places = grid(6, gap_after=2)
    special = {(f"r{x}{y}", "steel"): 40.0 for x in (2, 3) for y in (0, 1)}
    finds = find(cells(places, special), places)
    assert sorted(map(sorted, regions_of(finds).values())) == [["r20", "r21"], ["r30", "r31"]]
    lonely = pl.concat(
        [
            places,
            pl.DataFrame(
                {"region": ["z"], "level": "county", "name": "Z", "area_km2": 2.0,
                 "geometry": [shapely.to_wkb(shapely.box(5, 5, 6, 6))]}
            ).select(places.columns),
        ]
    )  # fmt: skip
    finds = find(cells(lonely, special | {("z", "steel"): 60.0}), lonely)
    assert {"z"} in regions_of(finds).values()
    assert any(str(c).startswith("regions-alone: 1 of 37") for c in finds.record.cautions)


def test_without_boundaries_the_points_are_told_of():
    places = grid(6)
    middle = shapely.centroid(shapely.from_wkb(places["geometry"].to_list()))
    bare = places.drop("geometry").with_columns(
        lon=pl.Series(shapely.get_x(middle)), lat=pl.Series(shapely.get_y(middle))
    )
    finds = find(cells(bare, PAIR), bare)
    assert regions_of(finds) == {"regions:d:steel:r20": {"r20", "r21"}}
    assert finds.clusters["geometry"].to_list() == [None]
    assert any(
        str(c).startswith("regions-without-boundary: 36 of 36") for c in finds.record.cautions
    )


def test_without_establishments_employment_counts_and_says_so():
    places = grid(6)
    frame = cells(places, PAIR, size=400.0).drop("establishments")
    finds = find(frame, places, size_cv2=1.0, prior=1.0)
    assert regions_of(finds) == {"regions:d:steel:r20": {"r20", "r21"}}
    assert finds.clusters["quotient_low"].to_list() == [None]
    assert any(str(c).startswith("establishments-unknown") for c in finds.record.cautions)


def test_a_withheld_employment_counts_by_its_establishments():
    places = grid(6)
    hide = (pl.col("region") == "r21") & (pl.col("category") == "steel")
    frame = cells(places, PAIR).with_columns(
        employment=pl.when(~hide).then("employment"), withheld=hide.cast(pl.Int64)
    )
    finds = find(frame, places)
    assert regions_of(finds) == {"regions:d:steel:r20": {"r20", "r21"}}
    assert finds.clusters["employment"].to_list() == [400]
    assert any(str(c).startswith("employment-withheld: 1") for c in finds.record.cautions)


def test_a_definition_of_one_category_is_held_against_all_other_employment():
    places = grid(5)
    frame = cells(places, PAIR).with_columns(
        micro_share=pl.col("employment") / pl.col("employment").sum().over("region")
    )
    alone = frame.filter(pl.col("category") == "steel")
    assert "regions:d:steel:r20" in regions_of(find(alone, places))


def test_many_small_plants_are_no_cluster_if_their_jobs_are_few():
    # 60 establishments where 10 are usual, but 2 jobs each where others have 40
    places = grid(5)
    small = (pl.col("region").is_in(["r20", "r21"])) & (pl.col("category") == "steel")
    frame = cells(places, PAIR, size=40.0).with_columns(
        employment=pl.when(small).then(pl.col("establishments") * 2).otherwise("employment")
    )
    plain = {"weigh": "establishments", "least_quotient": 0}
    assert len(find(frame, places, **plain).clusters) == 1
    assert find(frame, places, weigh="establishments").clusters.is_empty()


def test_no_cluster_where_there_is_none():
    # 20 economies of 8 categories in 49 regions with lumpy plants: something is found in at most
    # alpha of them; 4 or more of 20 at 5 % would have probability 0.016
    places = grid(7)
    rng = stream(seed=11)
    neighbours = contiguity(places, level="county")
    base = rng.lognormal(1.5, 0.8, 49)[:, None] * rng.uniform(0.5, 2, 8)[None, :]
    runs, hits = 20, 0
    for _ in range(runs):
        n = rng.poisson(base)
        each = rng.lognormal(2.0, 1.0, int(n.sum()))  # cv² of 1.7 each
        people = np.bincount(np.repeat(np.arange(n.size), n.ravel()), each, minlength=n.size)
        frame = pl.DataFrame(
            {
                "region": np.repeat(places["region"].to_numpy(), 8),
                "category": np.tile([f"c{i}" for i in range(8)], 49),
                "establishments": n.ravel().astype(float),
                "employment": people,
            }
        ).with_columns(definition=pl.lit("d"), level=pl.lit("county"), year=2020, traded=True)
        finds = find(frame, places, neighbours=neighbours)
        hits += len(finds.clusters) > 0
    assert hits <= 3


@pytest.fixture(scope="module")
def planted():
    country = economy(
        economy_plan(establishments=30_000, seed=11)
    )  # not one of the seeds of tuning
    tables = country.tables
    told = {n: tables[n] for n in ("regions", "industries", "categories")}
    ground = Ground(activity=impute_size_class_midpoint(tables["activity"]), **told)
    return country, measure_cells(ground, years=[2024], levels=["county"])


def found_in(country, found, **options):
    regions = country.tables["regions"]
    told = {"definition": "planted", "year": 2024, "spreads": found.spreads} | options
    return find(found.frame, regions, **told)


@pytest.fixture(scope="module")
def planted_finds(planted):
    return found_in(*planted)


def test_planted_clusters_are_found_better_than_by_simple_rules(planted, planted_finds):
    country, found = planted
    traded = found.frame.filter(pl.col("traded"))
    rows = planted_finds.members.filter(pl.col("kind") == "region").join(
        planted_finds.clusters.select("cluster", "category"), on="cluster"
    )
    rows = rows.rename({"member": "region"}).join(
        traded.select("category").unique(), on="category", how="semi"
    )
    ours = score(rows, country.truth, "county")
    rated = rate_cells(traded, scheme("us-cluster-mapping"))
    line = rated.scheme.rank(rated.scheme.strong)
    strong = score(
        traded.filter((rated.frame["rank"] >= line).fill_null(value=False)), country.truth, "county"
    )
    large = pl.col("employment") > pl.col("employment").quantile(0.25).over("category")
    simple = score(traded.filter((pl.col("quotient") > 2) & large), country.truth, "county")
    assert ours.f1 > 0.7
    assert ours.precision > max(strong.precision, simple.precision) + 0.1
    assert ours.f1 > max(strong.f1, simple.f1) + 0.05


def test_a_cluster_is_connected_and_none_overlap(planted, planted_finds):
    regions = planted[0].tables["regions"]
    graph = contiguity(regions, level="county")
    index = {code: i for i, code in enumerate(graph.nodes)}
    taken = set()
    for cluster, zone in regions_of(planted_finds).items():
        category = cluster.split(":")[2]
        assert not taken & {(category, r) for r in zone}
        taken |= {(category, r) for r in zone}
        reached, todo = set(), [next(iter(zone))]
        while todo:
            here = todo.pop()
            reached.add(here)
            i = index[here]
            near = {graph.nodes[t] for t in graph.targets[graph.starts[i] : graph.starts[i + 1]]}
            todo += [r for r in near & zone if r not in reached]
        assert reached == zone


def stability(finds, frame, places, **options):
    graph = contiguity(places, level="county")
    tables = RegionTables(cells=frame, regions=places, neighbours=graph)
    return resampled_regions(tables, finds, **({"draws": 40} | options))


def test_a_strong_cluster_survives_and_a_weak_one_does_not():
    places = grid(7)
    special = {("r20", "steel"): 90.0, ("r21", "steel"): 60.0, ("r55", "wine"): 18.0}
    frame = cells(places, special)
    finds = find(frame, places, alpha=0.4)
    got = stability(finds, frame, places)
    rows = {row["cluster"]: row for row in got.iter_rows(named=True)}
    strong, weak = rows["regions:d:steel:r20"], rows["regions:d:wine:r55"]
    assert strong["survival"] == 1
    assert strong["low"] == pytest.approx(1 / (1 + 1.959964**2 / 40), abs=1e-6)  # Wilson, all of 40
    assert weak["survival"] < 0.95
    assert got["draws"].to_list() == [40, 40]
    assert got.equals(stability(finds, frame, places, workers=3))
    assert (stability(finds, frame, places, compare="regions")["overlap"] <= 1).all()


def test_overlap_by_hand():
    # zone {0, 1}; found {0, 2} and {1}: weights 3, 1, 1 give 3 / 5 and 1 / 4
    label, weight = np.array([0, 1, 0]), np.array([3.0, 1.0, 1.0])
    assert best_overlap(np.array([0, 1]), label, weight) == pytest.approx(3 / 5)
    assert best_overlap(np.array([0, 1]), np.array([-1, -1, 0]), weight) == 0


def test_nothing_found_nothing_resampled():
    places = grid(4)
    frame = cells(places)
    got = stability(find(frame, places), frame, places, draws=3)
    assert got.is_empty()
    assert got.columns[:2] == ["cluster", "test"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.drop("traded"), "cells-columns"),
        (lambda f: f.with_columns(employment=-pl.col("employment")), "cells-negative"),
        (lambda f: f.with_columns(establishments=pl.lit(float("inf"))), "cells-negative"),
        (lambda f: f.with_columns(employment=pl.lit(float("nan"))), "cells-negative"),
        (lambda f: pl.concat([f, f]), "cells-duplicate"),
        (lambda f: f.with_columns(region=pl.lit("x") + pl.col("region")), "cells-regions"),
        (lambda f: f.with_columns(region=pl.lit(None, pl.String)), "cells-regions"),
        (lambda f: f.with_columns(traded=pl.col("region") == "r00"), "cells-mixed"),
    ],
)
def test_cells_that_cannot_be_used_are_refused(change, code):
    places = grid(4)
    with pytest.raises(InputError, match=code):
        find(change(cells(places)), places)


def test_names_that_are_not_there_are_refused():
    places = grid(4)
    frame = cells(places)
    for name, value in (("definition", "e"), ("level", "city"), ("year", 1999)):
        with pytest.raises(UnknownError, match=f"{name}-unknown"):
            find(frame, places, **{name: value})


def test_all_wrong_options_are_told_at_once():
    places = grid(4)
    wrong = {"least_rate": 0.5, "prior": -1, "lean": 2, "weigh": "luck", "size_cv2": -1,
             "reach_km": 0}  # fmt: skip
    with pytest.raises(InputError) as told:
        find(cells(places), places, **wrong, draws=3, alpha=0.9, seed=-1, workers=0)
    codes = {problem.code for problem in told.value.problems}
    assert codes == {
        f"borders-{name}"
        for name in (
            "least-rate",
            "prior",
            "lean",
            "weigh",
            "size-cv2",
            "reach-km",
            "draws",
            "alpha",
            "seed",
            "workers",
        )
    }


def test_resamples_of_something_else_are_refused():
    places = grid(4)
    frame = cells(places, PAIR)
    finds = find(frame, places)
    with pytest.raises(InputError, match="resampled-finds"):
        stability(finds, frame.with_columns(pl.col("establishments") + 1), places)
    other = replace(finds, record=replace(finds.record, subject="find-in-links"))
    with pytest.raises(InputError, match="resampled-finds"):
        stability(other, frame, places)
    with pytest.raises(InputError, match="resampled-options"):
        stability(finds, frame, places, draws=0)
