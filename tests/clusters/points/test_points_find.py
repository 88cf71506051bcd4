"""Clusters from points: against brute force, under the null, whatever the order and workers."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
import shapely
from polars.testing import assert_frame_equal

from jiqun.clusters.finds import MEMBERS, ROWS
from jiqun.clusters.points import PointsPlan, PointTables, find_in_points
from jiqun.clusters.points.find import prepare
from jiqun.clusters.points.search import observed_groups
from jiqun.core import InputError, UnknownError, stream

CHOICES = {"definition": "d", "metric": "planar", "scales_km": (3.0, 6.0), "draws": 39}
EXACT = 1e-9


def found(points, categories, **over):
    """Find among points, tables and choices told together."""
    told = CHOICES | over
    given = {name: told.pop(name) for name in ("relatedness", "regions") if name in told}
    tables = PointTables(points=points, categories=categories, **given)
    return find_in_points(tables, PointsPlan(**told))


def test_the_thick_spot_is_found_and_nothing_else(country, categories):
    told = found(country, categories, draws=99)
    roots = told.clusters.filter(pl.col("parent").is_null())
    assert roots["category"].to_list() == ["metal"]
    spot = roots.row(0, named=True)
    assert spot["cluster"] == "points:d:metal:west"
    assert spot["p_value"] == 0.01  # beyond all 99 deals
    assert spot["critical_mass"]
    members = told.members.filter(
        (pl.col("cluster") == spot["cluster"]) & (pl.col("kind") == "organisation")
    )["member"]
    planted = {f"F{k}" for k in range(900, 960)}
    assert len(planted & set(members)) >= 55  # within 2.5 standard deviations of its middle
    assert dict(told.clusters.schema) == dict(ROWS)
    assert dict(told.members.schema) == dict(MEMBERS)


def brute_groups(points, own, *, scale, least, z, side):
    """The definition, pair by pair, from the middles of the cells."""
    at = points.select("x", "y").to_numpy()
    middle = at.min(axis=0) + (np.floor((at - at.min(axis=0)) / side) + 0.5) * side
    far = np.hypot(*(middle[:, None] - middle[None, :]).transpose(2, 0, 1))
    near = far <= scale + 1e-9
    n, b, around = own.sum(), near[:, own].sum(1) - 1.0, near.sum(1) - 1.0
    e = around * (n - 1) / (len(at) - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(around > b, (around - b) * np.log((around - b) / (around - e)), 0.0)
        gain = b * np.log(b / e) + rest
    dense = own & (b > least * e) & (2 * gain >= z * z)
    s = (b + 1) / (e + 1)
    left, groups = set(np.flatnonzero(dense)), []
    while left:
        todo, group = [left.pop()], set()
        while todo:
            one = todo.pop()
            group.add(one)
            more = left & set(np.flatnonzero(near[one]))
            left -= more
            todo += more
        rows = sorted(group)
        value = float((np.log(s[rows]) - 1 + 1 / s[rows]).sum())
        groups.append((frozenset(points["site"].gather(rows)), round(value, 9)))
    return sorted(groups, key=lambda one: min(one[0]))


@pytest.mark.parametrize("scale", [2.0, 5.0])
def test_groups_equal_those_of_the_plain_definition(country, categories, scale):
    plan = PointsPlan(definition="d", which="all", metric="planar", scales_km=(scale,), z=1.0)
    ready = prepare(PointTables(points=country, categories=categories), plan)
    site = ready.laid.rows["site"]
    for number, name in enumerate(ready.laid.categories):
        seen = sorted(
            (
                (frozenset(site.gather(g.rows)), round(g.evidence, 9))
                for g in observed_groups(ready.laid, ready.made, ready.rule)
                if g.category == number
            ),
            key=lambda one: min(one[0]),
        )
        codes = categories.filter(category=name)["industry"]
        own = country["industry"].is_in(codes.implode()).to_numpy()
        expected = brute_groups(country, own, scale=scale, least=1.5, z=1.0, side=scale / 4)
        assert [one[0] for one in seen] == [one[0] for one in expected]
        np.testing.assert_allclose([o[1] for o in seen], [o[1] for o in expected], rtol=1e-7)
        assert len(seen) > 1


def test_risk_of_a_false_cluster_in_a_category_is_alpha():
    # 20 uneven maps with industries dealt out at random, ten categories each: of 200 tests at 0.1
    # about 20 fail (binomial standard deviation 4.2)
    names = [f"i{k}" for k in range(10)]
    sets = pl.DataFrame({"definition": "d", "category": names, "industry": names})
    false = 0
    for seed in range(20):
        chance = stream(seed=seed, name="null")
        towns = chance.random((20, 2)) * 80
        at = towns[chance.integers(20, size=800)] + chance.normal(scale=3, size=(800, 2))
        map_ = pl.DataFrame({"x": at[:, 0], "y": at[:, 1], "industry": chance.choice(names, 800)})
        told = found(map_, sets, alpha=0.1, least=2, seed=seed, cores=False, workers=1)
        false += told.clusters["category"].n_unique()
    assert 8 <= false <= 33


def test_order_and_workers_and_compilation_do_not_matter(country, categories):
    first = found(country, categories)
    shuffled = country.sample(fraction=1.0, shuffle=True, seed=1)
    for other in (
        found(country, categories, workers=1),
        found(country, categories, workers=4),
        found(shuffled, categories),
        found(country.rename({"x": "lon", "y": "lat"}), categories),
    ):
        assert_frame_equal(first.clusters, other.clusters)
        assert_frame_equal(first.members, other.members)
        assert first.record.digest == other.record.digest


def test_python_gives_what_compiled_code_gives(country, categories, tmp_path):
    few = country.head(150).vstack(country.tail(40))
    few.write_parquet(tmp_path / "few.parquet")
    categories.write_parquet(tmp_path / "sets.parquet")
    code = """
import json, sys, polars as pl
from jiqun.clusters.points import PointsPlan, PointTables, find_in_points
tables = PointTables(
    points=pl.read_parquet(sys.argv[1]), categories=pl.read_parquet(sys.argv[2]))
found = find_in_points(
    tables, PointsPlan(definition="d", metric="planar", scales_km=(3.0, 6.0), draws=19))
columns = ["cluster", "area_km2", "excess", "p_value", "quotient"]
print(json.dumps([found.clusters.select(columns).rows(), found.record.parameters["critical"]]))
"""
    paths = [str(tmp_path / name) for name in ("few.parquet", "sets.parquet")]
    told = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code, *paths],
                env=os.environ | {"JIQUN_COMPILE": compiled},
                capture_output=True, text=True, check=True,
            ).stdout
        )
        for compiled in ("1", "0")
    ]  # fmt: skip
    (rows, critical), (plain, plain_critical) = told
    assert len(rows) >= 1
    assert [row[0] for row in rows] == [row[0] for row in plain]
    for one, other in zip(rows, plain, strict=True):
        np.testing.assert_allclose(one[1:], other[1:], rtol=EXACT)
    np.testing.assert_allclose(list(critical.values()), list(plain_critical.values()), rtol=EXACT)


def test_a_row_of_several_establishments_is_as_many_rows(country, categories):
    # firms gathered at 3 km centroids, told once as counts and once one by one
    snapped = country.with_columns((pl.col("x", "y") / 3).round() * 3).drop("site")
    counted = snapped.group_by("x", "y", "region", "industry", maintain_order=True).agg(
        pl.len().alias("establishments"), pl.col("employment").sum()
    )
    one, other = found(snapped, categories), found(counted, categories)
    same = ["cluster", "area_km2", "establishments", "employment", "excess", "scale_km", "parent"]
    assert len(one.clusters) >= 1
    assert_frame_equal(one.clusters.select(same), other.clusters.select(same))
    assert counted["establishments"].max() > 5


def test_boundaries_are_valid_and_hold_their_members(country, categories):
    told = found(country, categories)
    places = {row["site"]: (row["x"], row["y"]) for row in country.iter_rows(named=True)}
    nothing = told.clusters["geometry"].null_count()
    assert nothing == len(told.clusters)  # a plane without a name has no degrees
    assert "points-plane" in [caution.code for caution in told.record.cautions]
    known = found(
        country.with_columns(pl.col("x") + 400, pl.col("y") + 300), categories, crs="EPSG:27700"
    )
    for row in known.clusters.iter_rows(named=True):
        shape = shapely.from_wkb(row["geometry"])
        assert shape.is_valid
        assert row["area_km2"] == pytest.approx(geodesic_km2(shape), rel=0.002)
        members = known.members.filter(cluster=row["cluster"], kind="organisation")["member"]
        at = np.array([places[m] for m in members]) + np.array([400, 300])
        lon, lat = to_degrees(at)
        assert shapely.intersects_xy(shape, lon, lat).all()


def to_degrees(km):
    import pyproj

    turn = pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    return turn.transform(km[:, 0] * 1000, km[:, 1] * 1000)


def geodesic_km2(shape):
    import pyproj

    return abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6


def test_the_sphere_gives_what_the_plane_gives_and_has_no_seam(country, categories):
    # at the equator a small map is nearly plane; across the date line nothing changes
    degrees = country.with_columns(pl.col("x", "y") / 111.19508)
    flat = found(country, categories).clusters
    for shift in (10.0, 179.75):
        round_ = degrees.with_columns((pl.col("x") + shift + 180) % 360 - 180)
        told = found(round_, categories, metric="great-circle").clusters
        assert told["cluster"].to_list() == flat["cluster"].to_list()
        np.testing.assert_allclose(told["area_km2"], flat["area_km2"], rtol=0.02)
        np.testing.assert_allclose(told["establishments"], flat["establishments"], rtol=0.05)
        assert shapely.is_valid(shapely.from_wkb(told["geometry"].to_numpy())).all()


def test_quotient_and_excess_by_hand():
    # 10 of 12 within are steel, of 110 in all 10; only traded count in the quotient: 12 of 60
    at = np.vstack([np.zeros((12, 2)), np.column_stack([np.arange(98) * 9 + 50, np.zeros(98)])])
    kind = ["steel"] * 10 + ["farms"] * 50 + ["shops"] * 50
    map_ = pl.DataFrame({"x": at[:, 0], "y": at[:, 1], "industry": kind})
    sets = pl.DataFrame(
        {
            "definition": "d",
            "category": ["metal", "land", "retail"],
            "industry": ["steel", "farms", "shops"],
            "traded": [True, True, False],
        }
    )
    row = found(map_, sets, which="all", scales_km=(2.0,)).clusters.row(0, named=True)
    assert row["category"] == "metal"
    assert row["establishments"] == 10
    assert row["excess"] == pytest.approx(10 / (12 * 10 / 110))
    assert row["quotient"] == pytest.approx((10 / 12) / (10 / 60))


def test_related_industries_count_as_neighbours_and_members(country, categories):
    names = ("steel", "tools", "shops", "farms", "ships", "toys")
    values = np.eye(6)
    values[0, 3] = values[3, 0] = values[1, 3] = values[3, 1] = 0.8  # farms go with metals
    near = _related(names, values)
    plain, joined = found(country, categories), found(country, categories, relatedness=near)
    spot = plain.clusters["cluster"][0]
    before = plain.members.filter(cluster=spot, kind="industry")["member"].to_list()
    after = joined.members.filter(cluster=spot, kind="industry")["member"].to_list()
    assert sorted(before) == ["steel", "tools"]
    assert sorted(after) == ["farms", "steel", "tools"]
    assert joined.members.filter(cluster=spot, kind="industry")["weight"].sum() == pytest.approx(1)
    assert joined.record.digest != plain.record.digest


def _related(names, values):
    """What is read of a measure of pairs of industries."""
    return SimpleNamespace(industries=names, values=values)


def test_points_without_place_region_or_industry_are_told(country, categories):
    spoiled = country.with_columns(
        pl.when(pl.col("site").is_in(["F1", "F2"])).then(None).otherwise("x").alias("x"),
        pl.when(pl.col("x") < 21).then(None).otherwise("region").alias("region"),
        pl.when(pl.col("site") == "F3").then(None).otherwise("industry").alias("industry"),
    )
    told = found(pl.concat([spoiled, spoiled.tail(1)]), categories)
    codes = [caution.code for caution in told.record.cautions]
    assert codes == [
        "points-unplaced", "points-outside", "points-repeated", "points-industry", "points-plane"
    ]  # fmt: skip
    assert "2 rows" in str(told.record.cautions[0])
    alone = found(country.drop("region"), categories).clusters
    anchor = alone["cluster"][0].split(":")[3]
    assert anchor == f"{20:.0f}." + anchor[3:]  # its mean place, as no region is known
    assert alone["regions"].null_count() == len(alone)


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_few_points_give_no_cluster(country, categories, rows):
    told = found(country.head(rows), categories)
    assert len(told.clusters) == len(told.members) == 0
    assert dict(told.clusters.schema) == dict(ROWS)


def test_what_cannot_be_is_refused_all_at_once(country, categories):
    with pytest.raises(InputError) as refused:
        found(
            country, categories, draws=5, alpha=2.0, scales_km=(5.0, 5.0), least=1, link=2.0,
            fineness=1, least_quotient=0.5, workers=0, seed=-1,
        )  # fmt: skip
    assert {problem.code for problem in refused.value.problems} == {
        "points-draws", "points-alpha", "points-scales-km", "points-least", "points-link",
        "points-fineness", "points-least-quotient", "points-workers", "points-seed",
    }  # fmt: skip
    spoiled = country.with_columns(
        establishments=pl.lit(0.5), employment=pl.lit(-1.0), x=pl.lit(400.0)
    )
    with pytest.raises(InputError) as refused:
        found(spoiled, categories, metric="great-circle")
    assert {problem.code for problem in refused.value.problems} == {
        "points-establishments", "points-employment", "points-degrees"
    }  # fmt: skip
    with pytest.raises(InputError, match="points-columns"):
        found(country.drop("industry"), categories)
    twice = pl.concat([categories, categories.head(1).with_columns(category=pl.lit("sea"))])
    with pytest.raises(InputError, match="definition-overlap"):
        found(country, twice)
    for over in ({"definition": "none"}, {"metric": "chess"}, {"which": "some"}):
        with pytest.raises(UnknownError):
            found(country, categories, **over)
    with pytest.raises(InputError, match="points-relatedness"):
        found(country, categories, relatedness=_related(("steel",), np.array([[2.0]])))
